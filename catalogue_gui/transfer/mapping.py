"""Which column goes to which field: by the user's choice, by its header, confirmed by what the column holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import (
    IGNORE,
    METADATA_PREFIX,
    ColumnView,
    ImportOptions,
)
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.headers import REJECT_HEADERS, field_of_header, nameless_column, plain

NOTHING_WRITTEN = "Nothing was written."
REQUIRED = (Field.NAME, Field.PRICE, Field.CATEGORY)
FIELDS = (*REQUIRED, Field.TAGS, Field.STOCK, Field.ID)
_SYSTEM_FIELDS = frozenset({Field.CREATED_AT, Field.UPDATED_AT})
_SAMPLES_SHOWN = 5
_NAMES_SHOWN = 40
_NAME_SHOWN = 60  # characters; a file that is no table may have its whole text for a name
UUID = re.compile(r"^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$", re.IGNORECASE)
_FIELD_WORDS = "name, price, category, tags, stock, id, metadata.KEY or ignore"


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of a file and where it goes.

    Args:
        index: 0-based place in the record.
        key: how ``--map`` names it: its header where that is unique and not empty, else ``#N``.
        header: its text in the file, empty when there is none.
        field: a field, ``metadata``, ``metadata.KEY`` or ``ignore``.
        reason: why, in the user's words; empty for the user's own choice.
    """

    index: int
    key: str
    header: str
    field: str
    reason: str

    @property
    def metadata_key(self) -> str | None:
        """The metadata key it fills, or None."""
        if self.field.startswith(METADATA_PREFIX):
            return self.field[len(METADATA_PREFIX) :]
        return None


class ColumnMapping:
    """The mapping in force: every column of the file once, in the file's order."""

    def __init__(self, columns: Sequence[MappedColumn]) -> None:
        self.columns = tuple(columns)
        self._by_field = {column.field: column for column in columns if column.field != IGNORE}

    def column_of(self, name: str) -> MappedColumn | None:
        """The column that fills a field, or None."""
        return self._by_field.get(name)

    @property
    def metadata_columns(self) -> tuple[MappedColumn, ...]:
        """The columns that fill one metadata key each."""
        return tuple(column for column in self.columns if column.metadata_key is not None)

    def to_fields(self) -> dict[str, str]:
        """Column key to field, for reports."""
        return {column.key: column.field for column in self.columns}

    def to_views(self, samples: Sequence[Sequence[str]]) -> tuple[ColumnView, ...]:
        """The columns as the wizard shows them, with their first values that are not blank."""
        return tuple(
            ColumnView(
                column.key,
                column.header,
                column.field,
                column.reason,
                _samples(samples, column.index),
            )
            for column in self.columns
        )


def _samples(rows: Sequence[Sequence[str]], index: int) -> tuple[str, ...]:
    found = [row[index] for row in rows if index < len(row) and row[index].strip()]
    return tuple(found[:_SAMPLES_SHOWN])


def column_keys(header: Sequence[str], width: int) -> list[str]:
    """How each column is named: its header where that is unique and not empty, else ``#N``."""
    names = [header[index].strip() if index < len(header) else "" for index in range(width)]
    return [
        name if name and names.count(name) == 1 else f"#{index + 1}"
        for index, name in enumerate(names)
    ]


def map_columns(
    header: Sequence[str], width: int, samples: Sequence[Sequence[str]], options: ImportOptions
) -> ColumnMapping:
    """Decide for every column where it goes.

    Args:
        header: names of the columns, empty when the file has none.
        width: number of columns.
        samples: the first records, for confirming by content what a header says.
        options: the user's choices win over what is found here.
    Raises:
        ImportRefused: a choice names a column or field that does not exist.
    """
    keys = column_keys(header, width)
    names = [header[index].strip() if index < len(header) else "" for index in range(width)]
    chosen = _chosen_columns(options.mapping, keys, names)
    taken = {name for name in chosen.values() if name != IGNORE}
    automatic = _automatic(names, samples, chosen, taken, match=options.match)
    columns: list[MappedColumn] = []
    used_keys = {name[len(METADATA_PREFIX) :] for name in taken if name.startswith(METADATA_PREFIX)}
    for index, key in enumerate(keys):
        if index in chosen:
            target, reason = chosen[index], ""
        elif index in automatic:
            target, reason = automatic[index]
        elif options.extra == IGNORE:
            target, reason = IGNORE, "matches no field"
        else:
            metadata_key = _free_key(names[index] or nameless_column(index), used_keys)
            used_keys.add(metadata_key)
            target, reason = METADATA_PREFIX + metadata_key, "matches no field"
        columns.append(MappedColumn(index, key, names[index], target, reason))
    return ColumnMapping(columns)


def _free_key(name: str, used: set[str]) -> str:
    candidate, number = name, 1
    while candidate in used:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def _chosen_columns(
    choices: Mapping[str, str], keys: Sequence[str], names: Sequence[str]
) -> dict[int, str]:
    chosen: dict[int, str] = {}
    by_field: dict[str, int] = {}
    for column, wanted in choices.items():
        index = _find_column(column, keys, names)
        target = checked_field(wanted)
        earlier = by_field.get(target)
        if target != IGNORE and earlier is not None and earlier != index:
            del chosen[
                earlier
            ]  # the later choice wins, as one on the command line does over a preset's
        by_field[target] = index
        chosen[index] = target
    return chosen


def _find_column(column: str, keys: Sequence[str], names: Sequence[str]) -> int:
    number = re.fullmatch(r"#(\d+)", column.strip())
    if number and 1 <= int(number[1]) <= len(keys):
        return int(number[1]) - 1
    for same in (str, str.casefold, plain):
        found = [
            index for index, name in enumerate(names) if name and same(name) == same(column.strip())
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise ImportRefused(
                f"{len(found)} columns are called “{column}”.",
                hint=f"{NOTHING_WRITTEN} Say which by its place: "
                + ", ".join(f"#{index + 1}" for index in found)
                + ".",
            )
    raise ImportRefused(
        f"The file has no column “{column}”.",
        hint=f"{NOTHING_WRITTEN} Its columns are {column_list(keys)}.",
    )


def column_list(keys: Sequence[str]) -> str:
    """The columns for a message: the first of them, and of each as much as a person would read."""
    shown = [key if len(key) <= _NAME_SHOWN else f"{key[:_NAME_SHOWN]}…" for key in keys]
    rest = f" and {len(keys) - _NAMES_SHOWN:,} more" if len(keys) > _NAMES_SHOWN else ""
    return ", ".join(f"“{key}”" for key in shown[:_NAMES_SHOWN]) + rest


def checked_field(name: str) -> str:
    """A field's name as given by the user, in its proper form.

    Raises:
        ImportRefused: there is no such field.
    """
    text = name.strip()
    if text.lower() in (*FIELDS, Field.METADATA, IGNORE):
        return text.lower()
    if text.lower().startswith(METADATA_PREFIX) and len(text) > len(METADATA_PREFIX):
        return METADATA_PREFIX + text[len(METADATA_PREFIX) :]
    raise ImportRefused(
        f"“{name}” is not a field of a product.", hint=f"{NOTHING_WRITTEN} Use {_FIELD_WORDS}."
    )


def _automatic(
    names: Sequence[str],
    samples: Sequence[Sequence[str]],
    chosen: Mapping[int, str],
    taken: set[str],
    *,
    match: str | None,
) -> dict[int, tuple[str, str]]:
    """Column index to (field, reason) for the columns whose header and content agree on a field."""
    candidates: dict[Field, list[tuple[bool, int, int]]] = {}
    found: dict[int, tuple[str, str]] = {}
    for index, name in enumerate(names):
        if index in chosen or not name:
            continue
        if name in REJECT_HEADERS:
            found[index] = (IGNORE, "written by an earlier import's rejects file")
            continue
        values = [row[index].strip() for row in samples if index < len(row) and row[index].strip()]
        if plain(name) == "metadata" and Field.METADATA not in taken and _are_objects(values):
            found[index] = (
                str(Field.METADATA),
                "header “metadata”, and every cell holds a JSON object",
            )
            continue
        meant = field_of_header(name)
        if meant is None or meant[0] in taken:
            continue
        # Matched by id, a column of that name is meant even if some cells, or all, are no identifiers.
        if not (meant[0] == Field.ID == match) and not _is_confirmed(meant[0], values):
            continue
        # Words may stand among prices ("call us"); a column of words only comes last.
        is_doubtful = not values or (meant[0] == Field.PRICE and not _has_digits(values))
        candidates.setdefault(meant[0], []).append((is_doubtful, meant[1], index))
    for name_of_field, places in candidates.items():
        # A column with something fitting in it before a blank one, then the surer name, then the order of the file.
        _blank, _rank, index = min(places)
        found[index] = (str(name_of_field), f"header “{names[index]}”")
    if any(target == Field.ID for target, _reason in found.values()) or Field.ID in taken:
        for index, name in enumerate(names):
            if name in _SYSTEM_FIELDS and index not in chosen:
                found[index] = (IGNORE, "kept by the catalogue itself")
    return found


def _is_confirmed(name: Field, values: Sequence[str]) -> bool:
    """Whether what a column holds can be what its header says."""
    if not values:
        return name != Field.ID
    if name == Field.ID:
        return all(UUID.match(value) for value in values)
    if name == Field.STOCK:
        return _has_digits(values)  # "in stock" is not a number of pieces
    return True


def _has_digits(values: Sequence[str]) -> bool:
    return any(character.isdigit() for value in values for character in value)


def _are_objects(values: Sequence[str]) -> bool:
    def is_object(text: str) -> bool:
        try:
            return text.startswith("{") and isinstance(json.loads(text), dict)
        except (ValueError, RecursionError):
            return False

    return bool(values) and all(map(is_object, values))

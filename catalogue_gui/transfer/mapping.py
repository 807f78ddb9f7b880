"""Which column goes to which field: by the user's choice, by its header, confirmed by what the column holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from catalogue_gui.catalogue.category_paths import category_separator
from catalogue_gui.catalogue.cell_values import amount_decimal, tag_separator
from catalogue_gui.catalogue.column_names import column_keys, find_columns
from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import (
    IGNORE,
    METADATA_PREFIX,
    SHARED_FIELDS,
    ColumnView,
    ImportOptions,
    proper_field,
)
from catalogue_gui.catalogue.metadata_fields import format_metadata_field, metadata_path
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.column_habits import ColumnHabit
from catalogue_gui.transfer.exchange import header_path, is_exchange, is_extra_header
from catalogue_gui.transfer.guessing import guess_fields
from catalogue_gui.transfer.headers import nameless_column
from catalogue_gui.transfer.suggesting import suggest_fields

NOTHING_WRITTEN = "Nothing was written."
REQUIRED = (Field.NAME, Field.PRICE, Field.CATEGORY)
_SAMPLES_SHOWN = 5
_NAMES_SHOWN = 40
_NAME_SHOWN = 60  # characters; a file that is no table may have its whole text for a name
_UNMATCHED = "matches no field"
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
        confidence: 0..1, as :class:`ColumnView` has it.
    """

    index: int
    key: str
    header: str
    field: str
    reason: str
    confidence: float = 1.0

    @property
    def metadata_path(self) -> tuple[str, ...] | None:
        """The metadata key it fills, within others where it has several parts; None where it fills none."""
        return metadata_path(self.field)

    @property
    def metadata_key(self) -> str | None:
        """The key that it has in the staging table's metadata, or None: its own, or all of a nested one as one text."""
        path = self.metadata_path
        if path is None:
            return None
        return path[0] if len(path) == 1 else self.field[len(METADATA_PREFIX) :]


class ColumnMapping:
    """The mapping in force: every column of the file once, in the file's order.

    Args:
        columns: as said.
        is_exchange: True for the file of an export whose cells are exactly what the catalogue holds.
    """

    def __init__(self, columns: Sequence[MappedColumn], *, is_exchange: bool = False) -> None:
        self.columns = tuple(columns)
        self.is_exchange = is_exchange
        self._by_field: dict[str, tuple[MappedColumn, ...]] = {}
        for column in columns:
            if column.field != IGNORE:
                self._by_field[column.field] = (*self.columns_of(column.field), column)

    def column_of(self, name: str) -> MappedColumn | None:
        """The column that fills a field, the first where several do together; None when there is none."""
        return next(iter(self.columns_of(name)), None)

    def columns_of(self, name: str) -> tuple[MappedColumn, ...]:
        """The columns that fill a field together, in the file's order: more than one for tags and category only."""
        return self._by_field.get(name, ())

    @property
    def metadata_columns(self) -> tuple[MappedColumn, ...]:
        """The columns that fill one metadata key each."""
        return tuple(column for column in self.columns if column.metadata_key is not None)

    def to_fields(self) -> dict[str, str]:
        """Column key to field, for reports."""
        return {column.key: column.field for column in self.columns}

    def to_views(self, samples: Sequence[Sequence[str]]) -> tuple[ColumnView, ...]:
        """The columns as the wizard shows them: with their values, and a guess where a required field has no column.

        A guess is for somebody to see: an import without a window makes none.
        """
        missing = [name for name in REQUIRED if self.column_of(name) is None]
        free = {
            column.index: column.header for column in self.columns if column.reason == _UNMATCHED
        }
        has_header = any(column.header for column in self.columns)
        guesses = guess_fields(missing, free, samples, has_header=has_header)
        return tuple(
            _view(
                replace(column, **guesses[column.index]._asdict())
                if column.index in guesses
                else column,
                samples,
                is_exchange=self.is_exchange,
            )
            for column in self.columns
        )


def _view(column: MappedColumn, rows: Sequence[Sequence[str]], *, is_exchange: bool) -> ColumnView:
    values = [row[column.index] for row in rows if column.index < len(row)]
    filled = [value for value in values if value.strip()]
    habit = ColumnHabit(column.header)
    habit.look_at({value.strip(): None for value in filled})
    yes_words = habit.yes_words
    decimal = habit.decimal(None)
    return ColumnView(
        key=column.key,
        header=column.header,
        field=column.field,
        reason=column.reason,
        samples=tuple(filled[:_SAMPLES_SHOWN]),
        confidence=column.confidence,
        yes_words=tuple(sorted(yes_words)) if yes_words is not None else (),
        number_decimal=decimal if yes_words is None else None,
        amount_decimal=amount_decimal(filled),
        tag_separator=tag_separator(filled),
        category_separator=None if is_exchange else category_separator(filled),
    )


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
    is_ours = is_exchange(header, samples)
    suggested = suggest_fields(
        names, samples, chosen, taken, match=options.match, is_exchange=is_ours
    )
    columns: list[MappedColumn] = []
    used = {name for name in taken if name.startswith(METADATA_PREFIX)}
    for index, key in enumerate(keys):
        confidence = 1.0
        if index in chosen:
            target, reason = chosen[index], ""
        elif index in suggested:
            target, reason, confidence = suggested[index]
        elif is_ours and is_extra_header(names[index]):
            target, reason = IGNORE, "the catalogue’s own column, which an import does not write"
        elif options.extra == IGNORE:
            target, reason = IGNORE, _UNMATCHED
        else:
            # As an export writes the header of a metadata column.
            path = header_path(names[index])
            name = names[index] if names[index] != METADATA_PREFIX else ""
            reason = f"header “{names[index]}”" if path else _UNMATCHED
            if path is not None and _names_a_place(path):
                target, reason = IGNORE, "a place in a list, which an import does not write alone"
            else:
                target = _free_field(path or (name or nameless_column(index),), used)
                used.add(target)
        columns.append(MappedColumn(index, key, names[index], target, reason, confidence))
    return ColumnMapping(columns, is_exchange=is_ours)


def _names_a_place(path: Sequence[str]) -> bool:
    return any(key.isdecimal() for key in path[1:])


def _free_field(path: Sequence[str], used: Collection[str]) -> str:
    candidate, number = format_metadata_field(path), 1
    while candidate in used:
        number += 1
        candidate = format_metadata_field((*path[:-1], f"{path[-1]} ({number})"))
    return candidate


def _chosen_columns(
    choices: Mapping[str, str], keys: Sequence[str], names: Sequence[str]
) -> dict[int, str]:
    chosen: dict[int, str] = {}
    by_field: dict[str, int] = {}
    for column, wanted in choices.items():
        index = _find_column(column, keys, names)
        target = checked_field(wanted)
        if target != IGNORE and target not in SHARED_FIELDS:
            earlier = by_field.get(target)
            if earlier is not None and earlier != index and chosen.get(earlier) == target:
                # The later choice wins, as one on the command line does over a preset's.
                del chosen[earlier]
            by_field[target] = index
        chosen[index] = target
    return chosen


def _find_column(column: str, keys: Sequence[str], names: Sequence[str]) -> int:
    found = find_columns(column, names)
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
    proper = proper_field(name)
    if proper is not None:
        return proper
    raise ImportRefused(
        f"“{name}” is not a field of a product.", hint=f"{NOTHING_WRITTEN} Use {_FIELD_WORDS}."
    )

"""Which column goes to which field: by the user's choice, by its header, confirmed by what the column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.column_habits import ColumnHabit
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
    def metadata_key(self) -> str | None:
        """The metadata key it fills, or None."""
        if self.field.startswith(METADATA_PREFIX):
            return self.field[len(METADATA_PREFIX) :]
        return None


class ColumnMapping:
    """The mapping in force: every column of the file once, in the file's order."""

    def __init__(self, columns: Sequence[MappedColumn]) -> None:
        self.columns = tuple(columns)
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
            )
            for column in self.columns
        )


def _view(column: MappedColumn, rows: Sequence[Sequence[str]]) -> ColumnView:
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
    suggested = suggest_fields(names, samples, chosen, taken, match=options.match)
    columns: list[MappedColumn] = []
    used_keys = {name[len(METADATA_PREFIX) :] for name in taken if name.startswith(METADATA_PREFIX)}
    for index, key in enumerate(keys):
        confidence = 1.0
        if index in chosen:
            target, reason = chosen[index], ""
        elif index in suggested:
            target, reason, confidence = suggested[index]
        elif options.extra == IGNORE:
            target, reason = IGNORE, _UNMATCHED
        else:
            # As an export writes the header of a metadata column.
            name = names[index].removeprefix(METADATA_PREFIX)
            metadata_key = _free_key(name or nameless_column(index), used_keys)
            used_keys.add(metadata_key)
            is_named = name != names[index]
            target = METADATA_PREFIX + metadata_key
            reason = f"header “{names[index]}”" if is_named else _UNMATCHED
        columns.append(MappedColumn(index, key, names[index], target, reason, confidence))
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

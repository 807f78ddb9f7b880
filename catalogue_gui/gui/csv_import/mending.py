"""What the user types over rejected records, until it is taken or taken back. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from catalogue_gui.catalogue.importing import ColumnView, Reject

Cells = tuple[str, ...]
# A text this long came cut from the engine, with an ellipsis: typed over, its end would be lost.
_CUT_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class MendedRecord:
    """One record that was typed over.

    Args:
        before: its cells as the file has them.
        cells: as typed.
        is_checked: True once the engine has been given them.
        is_held: True once the engine has been given any cells for it, perhaps others than these.
    """

    before: Cells
    cells: Cells
    is_checked: bool = False
    is_held: bool = False


class Mending:
    """The records typed over in one file, by the line where each begins."""

    def __init__(self) -> None:
        self._records: dict[int, MendedRecord] = {}
        self._steps: list[tuple[int, MendedRecord | None]] = []

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of all records typed over, whether checked or not."""
        return tuple(sorted(self._records))

    @property
    def checked_lines(self) -> tuple[int, ...]:
        """The lines of those that the engine holds as they were typed once."""
        return tuple(line for line in self.lines if self._records[line].is_held)

    @property
    def unchecked(self) -> int:
        """How many records hold something that was typed and not checked yet."""
        return sum(not each.is_checked for each in self._records.values())

    @property
    def last_line(self) -> int | None:
        """The record that was typed over last and not checked since; None when there is none."""
        return self._steps[-1][0] if self._steps else None

    def cell(self, reject: Reject, place: int) -> str:
        """A cell as it is now: typed, else as the file has it; blank where the record is too short."""
        record = self._records.get(reject.line)
        cells = record.cells if record is not None else reject.cells
        return cells[place] if place < len(cells) else ""

    def is_typed(self, reject: Reject, place: int) -> bool:
        """True when a cell is not as the file has it."""
        record = self._records.get(reject.line)
        return record is not None and _at(record.cells, place) != _at(record.before, place)

    def is_waiting(self, reject: Reject) -> bool:
        """True when something was typed into a record since it was checked."""
        record = self._records.get(reject.line)
        return record is not None and not record.is_checked

    def type_cell(self, reject: Reject, place: int, text: str) -> bool:
        """Take in what was typed; False when it is what stands there already."""
        if text == self.cell(reject, place):
            return False
        before = self._records.get(reject.line)
        original = before.before if before is not None else reject.cells
        cells = list(before.cells if before is not None else reject.cells)
        cells.extend([""] * (place + 1 - len(cells)))
        cells[place] = text
        self._steps.append((reject.line, before))
        is_held = before is not None and before.is_held
        if tuple(cells) == original and not is_held:
            # Typed back by hand: there is nothing to check.
            self._records.pop(reject.line, None)
        else:
            self._records[reject.line] = MendedRecord(original, tuple(cells), is_held=is_held)
        return True

    def undo(self) -> int | None:
        """Take the last typed cell back; returns the record's line, None when there is nothing to take back."""
        if not self._steps:
            return None
        line, before = self._steps.pop()
        if before is None:
            self._records.pop(line, None)
        else:
            self._records[line] = before
        return line

    def records(self) -> list[tuple[int, Cells]]:
        """Line and cells of every record typed over, for the engine."""
        return [(line, self._records[line].cells) for line in self.lines]

    def take_checked(self) -> None:
        """Keep in mind that the engine has been given everything."""
        self._records = {
            line: replace(record, is_checked=True, is_held=True)
            for line, record in self._records.items()
        }
        self._steps.clear()

    def forget(self) -> None:
        """Take everything back."""
        self._records.clear()
        self._steps.clear()

    def keep_fitting(self, rejects: Iterable[Reject]) -> int:
        """After the file was checked anew: keep what was typed over records that are still those of before.

        Args:
            rejects: all that are rejected now, with their cells as the file has them.
        Returns:
            How many records were let go, because the file has changed there or takes them as they are.
        """
        found = {each.line: each.cells for each in rejects}
        kept = {
            line: replace(record, is_checked=False, is_held=False)
            for line, record in self._records.items()
            if found.get(line) == record.before
        }
        gone = len(self._records) - len(kept)
        self._records = kept
        self._steps.clear()
        return gone

    def to_json(self) -> list[list[Any]]:
        """What was typed, as plain values."""
        return [
            [line, list(record.before), list(record.cells)]
            for line, record in sorted(self._records.items())
        ]

    def restore(self, value: list[list[Any]]) -> None:
        """Take up what was typed earlier; it is to be checked.

        Raises:
            ValueError, TypeError: it is not what ``to_json`` gives.
        """
        self._steps.clear()
        self._records = {
            int(line): MendedRecord(tuple(map(str, before)), tuple(map(str, cells)))
            for line, before, cells in value
        }


def is_cut(text: str) -> bool:
    """True when only the beginning of a long cell is at hand."""
    return len(text) > _CUT_CHARACTERS and text.endswith("…")


def faulty_place(reject: Reject, columns: tuple[ColumnView, ...]) -> int | None:
    """The place in the record of the cell at fault, 0-based; None when it is the record as a whole."""
    if not reject.column:
        return None
    by_key = (place for place, each in enumerate(columns) if each.key == reject.column)
    by_header = (place for place, each in enumerate(columns) if each.header == reject.column)
    return next(by_key, next(by_header, None))


def _at(cells: Cells, place: int) -> str:
    return cells[place] if place < len(cells) else ""

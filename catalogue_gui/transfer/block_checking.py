"""Many records at once, column by column: what :class:`RecordChecker` does to one, at the speed of C loops.

Cells repeat, so a column is a dictionary that works out what it has not met. Whatever is out of the ordinary in a record,
be it only one cell that cannot be taken, leaves the record to the checker itself, which says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

from catalogue_gui.catalogue.cell_values import ValueRejected
from catalogue_gui.catalogue.importing import Reject
from catalogue_gui.transfer.bad_text import is_bad
from catalogue_gui.transfer.cells import join_cells
from catalogue_gui.transfer.checking import RecordChecker
from catalogue_gui.transfer.copy_format import MOST_REMEMBERED, NULL, Convert, copy_text
from catalogue_gui.transfer.reading import Record
from catalogue_gui.transfer.reading.blocks import Block

_MOST_REMEMBERED_LENGTH = 80
_SELDOM_REPEATED = 0.5  # of a column's cells: beyond, remembering costs more than it saves

# A cell as COPY takes it; None for one that cannot be taken.
_Taken = str | None


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """What became of a block: lines of COPY's text format, and the rejects with their records' numbers, rising."""

    lines: str
    rejects: list[tuple[int, Reject]]


class _Column(dict[str, _Taken]):
    """Cell to what it comes to, as written.

    Args:
        convert: takes the text as ``clean`` leaves it.
        blank: what a blank cell comes to.
        clean: takes off what does not belong to the text.
    """

    def __init__(self, convert: Convert, blank: _Taken, clean: Convert) -> None:
        super().__init__()
        self._clean = clean
        self._convert = convert
        self._blank = blank
        self._missed = 0
        self._is_remembering = True

    def __missing__(self, cell: str) -> _Taken:
        self._missed += 1
        taken = self._take(cell)
        if len(cell) <= _MOST_REMEMBERED_LENGTH:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[cell] = taken
        return taken

    def take(self, cells: Sequence[str]) -> list[_Taken]:
        """What the cells come to."""
        if not self._is_remembering:
            return self._take_all(cells)
        self._missed = 0
        taken = list(map(self.__getitem__, cells))
        if self._missed > _SELDOM_REPEATED * len(cells) and len(cells) > 100:
            self._is_remembering = False
            self.clear()
        return taken

    def _take_all(self, cells: Sequence[str]) -> list[_Taken]:
        convert, clean = self._convert, self._clean
        try:
            return [convert(text) if (text := clean(cell)) else self._blank for cell in cells]
        except ValueRejected:
            return list(map(self._take, cells))

    def _take(self, cell: str) -> _Taken:
        text = self._clean(cell)
        if not text:
            return self._blank
        try:
            return self._convert(text)
        except ValueRejected:
            return None


class _TextColumn:
    """A column of texts, which are taken as they are.

    Args:
        blank: what a blank cell comes to.
        clean: takes off what does not belong to the text.
    """

    def __init__(self, blank: _Taken, clean: Convert) -> None:
        self._blank = blank
        self._clean = clean

    def take(self, cells: Sequence[str]) -> list[_Taken]:
        """What the cells come to."""
        whole = "".join(cells)
        if "\\" in whole or "\n" in whole or "\t" in whole or "\r" in whole:
            texts = [copy_text(self._clean(cell)) for cell in cells]
        else:
            texts = list(map(self._clean, cells))
        taken: list[_Taken] = list(texts)
        if not all(texts):
            return [text or self._blank for text in texts]
        return taken


class BlockChecker:
    """Turns blocks of records into lines for the staging table.

    Args:
        checker: knows what is to be done with one record, and keeps the warnings.
    """

    def __init__(self, checker: RecordChecker) -> None:
        self._checker = checker
        self._columns: list[tuple[int, int, _Column | _TextColumn]] = []
        # Slots whose values may be others than the file's.
        self._noted = [checker.SLOTS.index(name) for name in ("price", "category")]
        for step in checker.steps:
            blank = None if step.is_required else NULL
            column = (
                _TextColumn(blank, step.clean)
                if step.convert is copy_text
                else _Column(step.convert, blank, step.clean)
            )
            self._columns.append((step.slot, step.place, column))
        if checker.match_place is not None:
            blank = None if checker.needs_key else NULL
            column = _Column(checker.match_text, blank, checker.clean_key)
            self._columns.append((checker.match_slot, checker.match_place, column))
        self._metadata = [
            (place, _Column(convert, "", checker.clean))
            for place, convert in checker.metadata_parts()
        ]
        self._whole = (
            None
            if checker.whole_place is None
            else (checker.whole_place, _Column(checker.whole_body, "", str.strip))
        )

    def check(self, first: int, block: Block, left_out: Collection[int] = ()) -> CheckedBlock:
        """Check a block.

        Args:
            first: number of its first record.
            block: as read from the file.
            left_out: numbers of records that are not to be looked at.
        """
        odd = self._odd_places(block)
        skipped = {number - first for number in left_out if 0 <= number - first < len(block.rows)}
        if odd or skipped:
            places = [
                place
                for place in range(len(block.rows))
                if place not in odd and place not in skipped
            ]
            rows = [block.rows[place] for place in places]
            numbers: Sequence[int] = [first + place for place in places]
            lines: Sequence[int] = [block.lines[place] for place in places]
        else:
            rows, lines = block.rows, block.lines
            numbers = range(first, first + len(rows))
        text, refused = self._check_regular(numbers, lines, rows)
        odd |= {number - first for number in refused}
        rejects: list[tuple[int, Reject]] = []
        for place in sorted(odd - skipped):
            record = Record(block.lines[place], block.rows[place], block.problems.get(place))
            checked = self._checker.check(first + place, record)
            if isinstance(checked, str):
                text += checked
            else:
                rejects.append((first + place, replace(checked, cells=tuple(record.cells))))
        return CheckedBlock(text, rejects)

    def _odd_places(self, block: Block) -> set[int]:
        """The places of records that are not of the table's width, or have something wrong with them as a whole."""
        odd = set(block.problems)
        width = self._checker.width
        if any(map(width.__ne__, map(len, block.rows))):
            odd |= {place for place, row in enumerate(block.rows) if len(row) != width}
        if self._checker.look_for_bad_text and is_bad("".join(map("".join, block.rows))):
            odd |= {place for place, row in enumerate(block.rows) if is_bad("".join(row))}
        return odd

    def _check_regular(
        self, numbers: Sequence[int], lines: Sequence[int], rows: Sequence[Sequence[str]]
    ) -> tuple[str, list[int]]:
        """The lines of the records that can be taken, and the numbers of the others."""
        if not rows:
            return "", []
        cells: list[Sequence[str]] = list(zip(*rows, strict=True))
        cells += [[join_cells(row, join) for row in rows] for join in self._checker.joins]
        slots: list[Iterable[_Taken]] = [repeat(NULL, len(rows)) for _ in self._checker.SLOTS]
        taken: list[list[_Taken]] = []
        for slot, place, column in self._columns:
            taken.append(column.take(cells[place]))
            slots[slot] = taken[-1]
        if self._metadata or self._whole is not None:
            taken.append(self._take_metadata(cells))
            slots[self._checker.metadata_slot] = taken[-1]
        refused = {
            place
            for column in taken
            if None in column
            for place, text in enumerate(column)
            if text is None
        }
        made = zip(map(str, numbers), map(str, lines), *slots, strict=True)
        if not refused:
            text = "\n".join(map("\t".join, made)) + "\n"
            for slot in self._noted:
                self._checker.count_notes(slots[slot])
            return text, []
        good = [line for place, line in enumerate(made) if place not in refused]
        for slot in self._noted:
            self._checker.count_notes(line[2 + slot] for line in good)
        text = "".join("\t".join(line) + "\n" for line in good)
        return text, [numbers[place] for place in sorted(refused)]

    def _take_metadata(self, cells: Sequence[Sequence[str]]) -> list[_Taken]:
        columns = [column.take(cells[place]) for place, column in self._metadata]
        if self._whole is not None:
            place, column = self._whole
            whole = column.take(cells[place])
            if not columns:
                return [None if body is None else f"{{{body}}}" for body in whole]
            columns.insert(0, whole)
        return [
            None if None in parts else f"{{{', '.join(filter(None, parts))}}}"
            for parts in zip(*columns, strict=True)
        ]

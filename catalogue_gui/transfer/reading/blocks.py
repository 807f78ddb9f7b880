"""Records in blocks, at the speed of the machine where the file allows it.

Lines without quotation marks, or with marks around every cell, are split by ``str.split``; other well-formed ones are
read by ``csv.reader`` in one go. Only from a record on that is malformed, or that may have swallowed its neighbours, is each line looked at by itself.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Self

from catalogue_gui.transfer.reading.dialect import Dialect
from catalogue_gui.transfer.reading.records import RecordReader, has_swallowed
from catalogue_gui.transfer.reading.texts import LONGEST_LINE, Texts, lines_of

TOO_LONG = f"this line is longer than {LONGEST_LINE:,} characters"
# After a malformed record, so many sound ones are read with care before the fast way is taken again: often enough not to
# matter, seldom enough that the rest of the lines is not copied for each one of many.
_SOUND_RECORDS = 64


class Block(NamedTuple):
    """Some records, one after another.

    Args:
        lines: the 1-based line that each begins in.
        rows: the cells of each as written.
        problems: what is wrong with a record as a whole, by its place in the block.
    """

    lines: Sequence[int]
    rows: list[list[str]]
    problems: dict[int, str]


class BlockReader:
    """Iterates over the records of a text, some hundred at a time; records without any cell may be among them.

    Args:
        texts: the file, from its first record on.
        dialect: how cells are told apart.
        width: the number of cells that records have; 0 while it is not known.
        first_line: 1-based number of the first line of ``texts``.
    """

    def __init__(self, texts: Texts, dialect: Dialect, *, width: int, first_line: int) -> None:
        self._texts = texts
        self._source = iter(texts)
        self._dialect = dialect
        self._options = dialect.reader_options()
        self._width = width
        self._line = first_line
        self._open = ""  # a record that goes on in the next text
        self._pending: deque[str] = deque()  # lines that wait to be read with care
        self._careful = RecordReader(_Lines(self._next_pending), dialect, width=width)
        self._careful_records = iter(self._careful)
        self._has_line_breaks = False  # in the cells of the block before
        self._is_best_parsed = False  # most lines have some cells with marks and some without

    def __iter__(self) -> Iterator[Block]:
        for text in self._source:
            if not self._open and not self._texts.is_cut and _is_blank(text):
                # A million records without a cell would be made, only to be left out.
                self._line += text.count("\n") + text.count("\r") - text.count("\r\n")
            elif self._texts.is_cut:
                yield from self._read_lines(lines_of(self._open))
                self._open = ""
                cells = text.split(self._dialect.delimiter)
                yield Block([self._line], [cells], {0: TOO_LONG})
            elif not self._open and self._is_split_by_lines(text):
                block = self._split(text)
                if block is None:
                    yield from self._read_lines(lines_of(text), may_go_on=True)
                else:
                    yield block
            else:
                text = self._open + text
                self._open = ""
                yield from self._read_lines(lines_of(text), may_go_on=True)
        yield from self._read_lines(lines_of(self._open))

    def _is_split_by_lines(self, text: str) -> bool:
        """Whether it is worth trying to take every line for a record."""
        dialect = self._dialect
        if (dialect.escape and dialect.escape in text) or (dialect.skip_space and " " in text):
            return False
        return not dialect.quote or not self._has_line_breaks or dialect.quote not in text

    def _split(self, text: str) -> Block | None:
        """The lines of a text as records, or None where some of them are not."""
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        quote, delimiter = self._dialect.quote, self._dialect.delimiter
        if quote and quote in text:
            rows = self._split_quoted(lines)
            if rows is None:
                return None
        else:
            rows = [line.split(delimiter) for line in lines]
        first = self._line
        self._line += len(rows)
        return Block(range(first, self._line), rows, {})

    def _split_quoted(self, lines: list[str]) -> list[list[str]] | None:
        """The cells of lines that hold quotation marks, or None where a record is not one line."""
        quote, delimiter = self._dialect.quote, self._dialect.delimiter
        between = f"{quote}{delimiter}{quote}"
        rows: list[list[str]] = []
        if self._is_best_parsed:
            return self._parse_lines(lines)
        others: list[str] = []
        places: list[int] = []
        for place, line in enumerate(lines):
            if quote not in line:
                cells = line.split(delimiter)
            else:
                # Where all cells are quoted, and no mark is left over for the inside of one.
                cells = line[1:-1].split(between)
                if line.count(quote) != 2 * len(cells) or line[0] != quote or line[-1] != quote:
                    others.append(line)
                    places.append(place)
            rows.append(cells)
        parsed = self._parse_lines(others)
        if parsed is None:
            return None
        for place, cells in zip(places, parsed, strict=True):
            rows[place] = cells
        self._is_best_parsed = len(others) * 2 > len(lines)
        return rows

    def _parse_lines(self, lines: list[str]) -> list[list[str]] | None:
        """The cells of lines, or None where there are not as many records: then some go on in the next line."""
        try:
            rows = list(csv.reader(lines, **self._options))
        except csv.Error:
            return None
        return rows if len(rows) == len(lines) else None

    def _read_lines(self, lines: list[str], *, may_go_on: bool = False) -> Iterator[Block]:
        """The records of some lines; what begins in them and does not end is kept if more may follow."""
        while lines:
            block, used, is_open = self._read_sound(lines)
            yield block
            if used == len(lines):
                return
            if is_open and may_go_on and used:
                self._open = "".join(lines[used:])
                return
            self._pending.extend(lines[used:])
            yield from self._read_carefully()
            lines = list(self._pending)
            self._pending.clear()

    def _read_sound(self, lines: list[str]) -> tuple[Block, int, bool]:
        """The records up to the first doubtful one, how many lines they have, and whether the lines ended in one."""
        first = self._line
        reader = csv.reader(lines, **self._options)
        rows: list[list[str]] = []
        ends: list[int] = []  # lines read when each record was complete
        is_open = False
        try:
            for cells in reader:
                rows.append(cells)
                ends.append(reader.line_num)
        except csv.Error:
            is_open = reader.line_num == len(lines)
        starts = [0, *ends]
        self._has_line_breaks = len(rows) != starts[-1]
        if self._has_line_breaks:
            sound = self._count_sound(lines, rows, ends)
            is_open = is_open and sound == len(rows)
            del rows[sound:], starts[sound + 1 :]
        used = starts.pop()
        self._line = first + used
        return Block([first + start for start in starts], rows, {}), used, is_open

    def _count_sound(self, lines: list[str], rows: list[list[str]], ends: list[int]) -> int:
        """How many records from the first on have swallowed none of their neighbours."""
        width = self._width
        start = 0
        for place, end in enumerate(ends):
            count = end - start
            # Two lines and the right number of cells: that is a line break in a cell.
            if count > 1 and (count > 2 or len(rows[place]) != width):
                own_lines = lines[start:end]
                if has_swallowed(own_lines, len(rows[place]), width, self._dialect):
                    return place
            start = end
        return len(rows)

    def _read_carefully(self) -> Iterator[Block]:
        """Read pending lines one by one until the records are sound again."""
        careful = self._careful
        sound = 0
        while sound < _SOUND_RECORDS:
            careful.next_line = self._line
            record = next(self._careful_records, None)
            if record is None:
                # It had come to the end before lines were given back.
                self._careful_records = iter(careful)
                return
            self._line = careful.next_line
            problems = {} if record.problem is None else {0: record.problem}
            yield Block([record.line], [record.cells], problems)
            sound = 0 if problems else sound + 1
            self._pending.extendleft(reversed(careful.take_back()))
            if not self._pending:
                return

    def _next_pending(self) -> str:
        if not self._pending:
            text = next(self._source, "")
            # What was cut off from an endless line says nothing as the inside of a cell.
            self._pending.extend(lines_of(text))
        return self._pending.popleft() if self._pending else ""


def _is_blank(text: str) -> bool:
    """True for line ends and nothing else."""
    return text[:1] in "\r\n" and not text.strip("\r\n")


class _Lines:
    """Lines as long as a function gives some: the end may be followed by lines that were given back."""

    def __init__(self, following: Callable[[], str]) -> None:
        self._following = following

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._following()
        if not line:
            raise StopIteration
        return line

"""Records one after another, with the line each begins in; a misplaced quotation mark costs one record.

``csv.reader`` does the reading. Its physical lines pass through here, so that a record which turns out to be malformed,
or to have swallowed its neighbours, can be read again from its first line alone and the rest be given back.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalogue_gui.transfer.reading.dialect import Dialect
from catalogue_gui.transfer.reading.lenient import forgive, parse_leniently

UNCLOSED_QUOTE = "a quotation mark in this record is opened or closed in the wrong place"
# A cell longer than this is taken for a stray quotation mark that swallows the file; the limit falls with each such mark,
# so that a file full of them is still read in time proportional to its size.
_LONGEST_RECORD = 4 << 20
_SHORTEST_LIMIT = 1 << 16
# Likewise for a record that is malformed anyhow.
_MOST_LINES_OF_A_MALFORMED_RECORD = 100


class Record(NamedTuple):
    """One record: the 1-based line it begins in, its cells as written, and what is wrong with it as a whole."""

    line: int
    cells: list[str]
    problem: str | None


class RecordReader:
    """Iterates over the records of physical lines.

    Args:
        lines: physical lines with their line ends.
        dialect: how cells are told apart.
        width: the number of cells that records have; 0 while it is not known.
        first_line: 1-based number of the first of ``lines``.
    """

    def __init__(
        self, lines: Iterator[str], dialect: Dialect, *, width: int = 0, first_line: int = 1
    ) -> None:
        self._source = lines
        self._dialect = dialect
        self._width = width
        self._returned: deque[str] = deque()  # lines read ahead and given back
        self._taken: list[str] = []  # lines of the record that is being read
        self._line = first_line
        self._limit = _LONGEST_RECORD
        self._lookahead = _MOST_LINES_OF_A_MALFORMED_RECORD
        self._poison = dialect.quote + ("x" if dialect.delimiter != "x" else "y")

    def __iter__(self) -> Iterator[Record]:
        taken = self._taken
        width = self._width
        while True:
            reader = csv.reader(self._feed(), **self._dialect.reader_options())
            try:
                for cells in reader:
                    count = len(taken)
                    if count > 1 and has_swallowed(taken, len(cells), width, self._dialect):
                        yield self._recover()
                        break
                    line = self._line
                    self._line = line + count
                    taken.clear()
                    if cells:
                        yield Record(line, cells, None)
                else:
                    return
            except csv.Error:
                if not taken:
                    return
                yield self._recover()

    @property
    def next_line(self) -> int:
        """1-based number of the line behind the record given last; to be set where lines were read elsewhere."""
        return self._line

    @next_line.setter
    def next_line(self, line: int) -> None:
        self._line = line

    def take_back(self) -> list[str]:
        """The lines that were read ahead, behind the record given last; they are the caller's again."""
        lines = list(self._returned)
        self._returned.clear()
        return lines

    def _feed(self) -> Iterator[str]:
        """Physical lines for one ``csv.reader``; each is remembered until its record is complete."""
        taken, returned, source = self._taken, self._returned, self._source
        while True:
            if returned:
                line = returned.popleft()
            else:
                following = next(source, None)
                if following is None:
                    return
                line = following
            taken.append(line)
            # Every record clears the list: it grows only inside a quoted cell.
            if len(taken) > 1 and self._is_too_long():
                returned.appendleft(taken.pop())
                self._limit = max(_SHORTEST_LIMIT, self._limit // 2)
                yield self._poison  # closes the cell where nothing may close it: csv raises its error
                return
            yield line

    def _is_too_long(self) -> bool:
        # Counted now and then only: the sum over a long cell is not to be quadratic.
        return len(self._taken) % 256 == 0 and sum(map(len, self._taken)) > self._limit

    def _recover(self) -> Record:
        """Read the record again that csv refused, and give back the lines that are not its own."""
        lines = self._taken[:]
        self._taken.clear()
        record, used = self._reread(lines)
        self._returned.extendleft(reversed(lines[used:]))
        self._line += used
        return record

    def _reread(self, lines: list[str]) -> tuple[Record, int]:
        """One record from the first of the lines on, and how many lines it has; ``lines`` grows by those looked at."""
        dialect, width, line = self._dialect, self._width, self._line
        alone = parse_leniently(lines[0], dialect, open_as_text=False)
        if not alone.is_open:
            is_right = len(alone.cells) == width or not width
            return Record(line, alone.cells, None if is_right else UNCLOSED_QUOTE), 1
        forgiven = forgive(lines[0], dialect)
        if forgiven is not None and len(forgiven) == width:
            return Record(line, forgiven, None), 1
        as_text = parse_leniently(lines[0], dialect, open_as_text=True)
        if len(as_text.cells) != width:
            cells, used = self._extend(lines)
            if cells is not None:
                self._lookahead = _MOST_LINES_OF_A_MALFORMED_RECORD
                return Record(line, cells, None), used
            self._lookahead = max(2, self._lookahead // 2)
        return Record(line, as_text.cells, UNCLOSED_QUOTE), 1

    def _extend(self, lines: list[str]) -> tuple[list[str] | None, int]:
        """The cells of a malformed record that goes on over several lines, if it comes to the right width."""
        text = lines[0]
        for used in range(2, self._lookahead + 1):
            if len(lines) < used:
                following = self._returned.popleft() if self._returned else next(self._source, None)
                if following is None:
                    break
                lines.append(following)
            text += lines[used - 1]
            # Only a line with a quotation mark can close the cell: the others need no look.
            if self._dialect.quote not in lines[used - 1]:
                continue
            parsed = parse_leniently(text, self._dialect, open_as_text=False)
            if not parsed.is_open:
                return (parsed.cells, used) if len(parsed.cells) == self._width else (None, 1)
        return None, 1


def has_swallowed(lines: Sequence[str], found: int, width: int, dialect: Dialect) -> bool:
    """Whether a record of several lines is a stray quotation mark's work.

    It is when its width is wrong and one of its lines is a whole record; and when its width is right by accident, but so is
    that of each of three lines and more.

    Args:
        lines: those of the record.
        found: number of its cells.
        width: number of cells that records have; 0 while it is not known.
        dialect: how cells are told apart.
    """
    looked_at = lines[:_MOST_LINES_OF_A_MALFORMED_RECORD]
    delimiter = dialect.delimiter
    whole = (
        line.count(delimiter) >= width - 1
        and len(parse_leniently(line, dialect, open_as_text=True).cells) == width
        for line in looked_at
    )
    if found != width:
        return width > 1 and any(whole)
    return not dialect.is_chosen and width > 2 and len(looked_at) > 2 and all(whole)

"""The first records of a file under one guess at how they are written."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from catalogue_gui.transfer.reading.dialect import Dialect
from catalogue_gui.transfer.reading.lenient import forgive

SAMPLE_RECORDS = 400
_LONG_CELL_LINES = 100


def parse_sample(lines: Sequence[str], dialect: Dialect) -> tuple[list[list[str]], int]:
    """The records of a sample, and how many could not be parsed; blank lines are left out."""
    records: list[list[str]] = []
    errors = 0
    given: list[str] = []
    reader = csv.reader(_remembered(lines, given), **dialect.reader_options())
    while len(records) + errors < SAMPLE_RECORDS:
        given.clear()
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error:
            # What the reader of records forgives is forgiven here. A backslash is not: whether it guards the mark behind
            # it is what is to be found out.
            if len(given) > _LONG_CELL_LINES and given[-1] is lines[-1]:
                break  # a long cell that goes on behind the sample
            forgiven = forgive(given[0], dialect)
            if len(given) > 1 or forgiven is None or "\\" in given[0]:
                errors += 1
                continue
            record = forgiven
        if any(cell.strip() for cell in record) or len(record) > 1:
            records.append(record)
    return records, errors


def _remembered(lines: Iterable[str], given: list[str]) -> Iterator[str]:
    for line in lines:
        given.append(line)
        yield line


def body_width(widths: Sequence[int], *, likely: int = 0) -> int:
    """The number of cells that most records have; of equally frequent numbers the likely one, else the largest."""
    if not widths:
        return 0

    def rank(item: tuple[int, int]) -> tuple[int, bool, int]:
        width, count = item
        return count * (width > 1), width == likely, width

    return max(Counter(widths).items(), key=rank)[0]


def agreement(lines: Sequence[str], dialect: Dialect) -> float:
    """The share of the records that have the number of cells that most have."""
    records, errors = parse_sample(lines, dialect)
    width = body_width([len(record) for record in records])
    if not records:
        return 0.0
    return sum(len(record) == width for record in records) / (len(records) + errors)

"""Where in a file its table begins, what its columns are called and how many they are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue_gui.transfer.reading.dialect import Dialect, declared_delimiter
from catalogue_gui.transfer.reading.header import find_header, named_record
from catalogue_gui.transfer.reading.records import RecordReader
from catalogue_gui.transfer.reading.sample import body_width


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table is in the file.

    Args:
        header: names of the columns, empty where there are none.
        width: number of columns.
        first_line: 1-based line of the first record after the header.
        has_comments: True when lines beginning with # stand above the table.
        evidence: how this was found, in the user's words.
    """

    header: list[str]
    width: int
    first_line: int
    has_comments: bool
    evidence: list[str]


def lay_out(
    lines: Sequence[str], dialect: Dialect, wanted: bool | None, *, is_whole: bool
) -> Layout:
    """Find where the header is, and how wide the table.

    Args:
        lines: the first lines, of which one is not blank.
        dialect: how they are written.
        wanted: whether the first record holds names, where the user said so.
        is_whole: True when the lines are the whole file.
    """
    skipped = 1 if declared_delimiter(lines[0]) else 0
    body = lines[skipped:]
    first = list(RecordReader(iter(body), dialect, first_line=1 + skipped))
    named = named_record(first)
    width = body_width(
        [len(record.cells) for record in first],
        likely=len(first[named].cells) if named is not None else 0,
    )
    # Read once more: knowing the width, a stray quotation mark is told from a line break in a cell.
    records = list(RecordReader(iter(body), dialect, width=width, first_line=1 + skipped))
    if not is_whole and len(records) > 1:
        records.pop()  # it may have been cut by the end of the sample
    found = find_header(records, width, wanted)
    evidence: list[str] = []
    if found.header:
        evidence.append(f"column names in line {records[found.place].line}")
        start = found.place + 1
        width = max(width, len(found.header))
    else:
        evidence.append("no column names: the first line holds data already")
        start = found.place
    if found.place > 0:
        noun = "line" if found.place == 1 else "lines"
        evidence.append(f"{found.place} {noun} before the table skipped")
    if found.header:
        reader = RecordReader(iter(body), dialect, width=width, first_line=1 + skipped)
        for _record in itertools.islice(reader, start):
            pass
        first_line = reader.next_line
    else:
        first_line = records[start].line if records else 1
    has_comments = any(record.cells[0].startswith("#") for record in records[: found.place])
    return Layout(found.header, width, first_line, has_comments, evidence)

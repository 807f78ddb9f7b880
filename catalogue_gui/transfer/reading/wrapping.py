"""Files in which each record stands in quotation marks as a whole.

A spreadsheet makes them: it opens a file whose delimiter it does not expect as one column, and saves that column as CSV.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalogue_gui.transfer.headers import is_known_header
from catalogue_gui.transfer.reading.detection import find_dialect
from catalogue_gui.transfer.reading.sample import parse_sample

_MARK = '"'
_FEWEST_CELLS = 3  # two may be a sentence with a comma in it


def are_wrapped(lines: Sequence[str]) -> bool:
    """Whether each line is one quoted cell, and a record of the same number of cells inside it.

    Args:
        lines: the first lines of a file.
    """
    filled = [line for line in lines if line.strip()]
    if len(filled) < 2 or not all(map(_is_one_cell, filled)):
        return False
    inner = list(unwrapped(filled))
    records, errors = parse_sample(inner, find_dialect(inner))
    widths = {len(record) for record in records}
    if errors or len(widths) != 1 or len(records) < 2:
        return False
    width = widths.pop()
    known = sum(map(is_known_header, records[0]))
    return width >= _FEWEST_CELLS or (width == 2 and known == width)


def unwrapped(lines: Sequence[str]) -> Iterator[str]:
    """The lines without the marks around them; lines that have none as they are."""
    for line in lines:
        body = line.rstrip("\r\n")
        if len(body) >= 2 and body[0] == _MARK == body[-1]:
            yield body[1:-1].replace(_MARK * 2, _MARK) + line[len(body) :]
        else:
            yield line


def _is_one_cell(line: str) -> bool:
    body = line.rstrip("\r\n")
    inner = body[1:-1].replace(_MARK * 2, "")
    return len(body) >= 2 and body[0] == _MARK == body[-1] and _MARK not in inner

"""Which record names the columns, and which lines come before the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from catalogue_gui.transfer.headers import is_known_header, is_rejects_header
from catalogue_gui.transfer.reading.records import Record

_MOST_PREAMBLE = 30
_LOOKED_AT = 60  # records below the header that say what a column is like
_NUMBER = re.compile(r"^[^\w]{0,3}\d[\d.,' \u00a0\u202f]*\s?[^\w\s]{0,2}$")
_DATE = re.compile(r"^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_TIME = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_TYPED = re.compile(
    r"^(?:https?://\S+|[^@\s]+@[^@\s]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22})$", re.IGNORECASE
)


class FoundHeader(NamedTuple):
    """The header's cells (empty when there is none), and the place of the record they or the data begin in."""

    header: list[str]
    place: int


def find_header(records: Sequence[Record], width: int, wanted: bool | None) -> FoundHeader:
    """Find the header among the first records.

    Args:
        records: the first records of the file.
        width: the number of cells that most of them have.
        wanted: True or False where the user said whether there is one.
    """
    if not records:
        return FoundHeader([], 0)
    start = _first_of_table(records, width, has_names=wanted is not False)
    named = named_record(records) if wanted is not False else None
    if named is not None and len(records[named].cells) >= width - 1:
        start = named
    candidate = [
        cell.lstrip("\ufeff") for cell in records[start].cells
    ]  # a second mark of the encoding
    if is_rejects_header(candidate):
        wanted = True  # written by this program, also for a file that had no header itself
    if wanted is None:
        wanted = _is_header(candidate, _cells_below(records, start))
        # A line of settings above the names, itself of some other number of cells (bookkeeping programs write it).
        if not wanted and len(candidate) != width and start + 2 < len(records):
            second = records[start + 1].cells
            if (
                len(second) == width
                and all(map(str.strip, second))
                and _is_header(second, _cells_below(records, start + 1))
            ):
                return FoundHeader(list(second), start + 1)
    return FoundHeader(list(candidate) if wanted else [], start)


def _cells_below(records: Sequence[Record], place: int) -> list[list[str]]:
    return [each.cells for each in records[place + 1 : place + 1 + _LOOKED_AT]]


def _first_of_table(records: Sequence[Record], width: int, *, has_names: bool) -> int:
    """The first record that is as wide and as filled as the table: what stands above is a preamble.

    Without names, a record of the right width is data however little of it is filled.
    """
    first_filled = 0
    while first_filled < len(records) - 1 and not any(
        c.strip() for c in records[first_filled].cells
    ):
        first_filled += 1
    below = records[first_filled : first_filled + _MOST_PREAMBLE]
    for index, record in enumerate(below, start=first_filled):
        cells = record.cells
        if cells[0].lstrip().startswith("#") and len(cells) != width and index + 1 < len(records):
            continue
        filled = sum(bool(cell.strip()) for cell in cells)
        if width <= 1:
            return index
        # A header may leave names out; a title above the table fills one cell, sometimes two.
        enough = max(2, width * 0.4) if has_names else 1
        if (len(cells) >= width and filled >= enough) or filled == width:
            return index
        if len(cells) == width - 1 and filled == len(cells) and index == first_filled and width > 2:
            return index  # a header that lacks its last name
    return first_filled


def named_record(records: Sequence[Record]) -> int | None:
    """Place of a record near the top of which most cells are names that columns often have, or None."""
    for place, record in enumerate(records[:_MOST_PREAMBLE]):
        names = [cell.strip() for cell in record.cells if cell.strip()]
        known = sum(map(is_known_header, names))
        if known >= 2 and known * 2 >= len(names):
            return place
    return None


def _is_header(candidate: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a record holds names, judged by what stands below it."""
    names = [cell.strip() for cell in candidate]
    filled = [name for name in names if name]
    if not filled:
        return False
    known = sum(is_known_header(name) for name in filled)
    if any(_is_typed(name) for name in filled):
        typed = [name for name in filled if _is_typed(name)]
        are_years = all(_YEAR.match(name) for name in typed)
        return known >= (1 if are_years else 2) and (are_years or len(typed) < known)
    if known:
        return True
    votes = 0.0
    for column, name in enumerate(names):
        cells = [row[column].strip() for row in below if column < len(row) and row[column].strip()]
        if not cells or not name:
            continue
        if sum(map(_is_typed, cells)) > 0.8 * len(cells):
            votes += 1  # a word above numbers
        elif name in cells:
            votes -= 0.5  # a name that is also a value
    if len({name.casefold() for name in filled}) < len(filled):
        votes -= 0.5
    return votes >= 0


def _is_typed(text: str) -> bool:
    """True for a number, date, time, address or identifier: what a column's name is not."""
    return any(form.match(text) for form in (_NUMBER, _DATE, _TIME, _TYPED))

"""Reading one record that is not written as it should be.

``csv`` reads what is well formed, fast. What it refuses comes here: a quotation mark inside a quoted cell that was not
doubled, one that opens and never closes, text after a closing one.
"""

from __future__ import annotations

from typing import NamedTuple

from catalogue_gui.transfer.reading.dialect import Dialect


class Parsed(NamedTuple):
    """Cells read leniently; ``is_open`` tells that a quotation mark is still open at the end of the text."""

    cells: list[str]
    is_open: bool


def parse_leniently(text: str, dialect: Dialect, *, open_as_text: bool) -> Parsed:
    """Read one record where a closing quotation mark is one with a delimiter or the record's end behind it.

    Takes time in proportion to the text.

    Args:
        text: one or more physical lines; the last line end is not part of the last cell.
        dialect: how cells are told apart.
        open_as_text: True to take a quotation mark that opens and never closes as a character like any other.
    """
    text = text.rstrip("\r\n")
    quote, delimiter = dialect.quote, dialect.delimiter
    cells: list[str] = []
    position = 0
    size = len(text)
    is_closable = bool(quote)  # once no closing mark was found, there is none further on either
    while True:
        start = position
        if quote and delimiter != " ":
            while start < size and text[start] == " ":
                start += 1
        if is_closable and text.startswith(quote, start):
            end = _closing_quote(text, start + 1, dialect)
            if end is None:
                if not open_as_text:
                    cells.append(_unquoted(text[start + 1 :], dialect))
                    return Parsed(cells, is_open=True)
                is_closable = False
                continue
            cells.append(_unquoted(text[start + 1 : end], dialect))
            position = text.find(delimiter, end + 1)
        else:
            position_next = text.find(delimiter, position)
            cells.append(text[position:] if position_next < 0 else text[position:position_next])
            position = position_next
        if position < 0:
            return Parsed(cells, is_open=False)
        position += 1


def forgive(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a malformed line that can only be meant in one way, or None.

    Such a line is one in which each cell that opens closes, or in which every cell has its marks in pairs: ``"Best" mug``.
    """
    parsed = parse_leniently(text, dialect, open_as_text=False)
    if not parsed.is_open:
        return parsed.cells
    cells = parse_leniently(text, dialect, open_as_text=True).cells
    return cells if all(cell.count(dialect.quote) % 2 == 0 for cell in cells) else None


def _closing_quote(text: str, start: int, dialect: Dialect) -> int | None:
    """Where the cell's closing quotation mark is, or None."""
    quote, delimiter, escape = dialect.quote, dialect.delimiter, dialect.escape
    at = text.find(quote, start)
    while at >= 0:
        if escape and _is_escaped(text, at, start, escape):
            at = text.find(quote, at + 1)
            continue
        if text.startswith(quote, at + 1):
            at = text.find(quote, at + 2)
            continue
        following = at + 1
        while following < len(text) and text[following] == " " and delimiter != " ":
            following += 1
        if following >= len(text) or text[following] == delimiter:
            return at
        at = text.find(quote, at + 1)
    return None


def _is_escaped(text: str, at: int, start: int, escape: str) -> bool:
    count = 0
    while at - 1 - count >= start and text[at - 1 - count] == escape:
        count += 1
    return count % 2 == 1


def _unquoted(inner: str, dialect: Dialect) -> str:
    if dialect.escape and dialect.escape in inner:
        characters = iter(inner)
        inner = "".join(
            next(characters, "") if character == dialect.escape else character
            for character in characters
        )
    return inner.replace(dialect.quote * 2, dialect.quote)

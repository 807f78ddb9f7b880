"""Finding out how the records of a file are written.

Every plausible dialect parses the same sample; the one whose records agree best on their number of cells wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from catalogue_gui.transfer.headers import is_known_header
from catalogue_gui.transfer.reading.dialect import Dialect, declared_delimiter
from catalogue_gui.transfer.reading.quoting import (
    guards_everything,
    has_single_marks,
    likely_quotes,
    needs_escape,
    with_quoting,
    with_skipped_space,
    with_useful_escape,
)
from catalogue_gui.transfer.reading.sample import SAMPLE_RECORDS, body_width, parse_sample

_COMMON_DELIMITERS = (",", ";", "\t", "|")
_RARE_DELIMITERS = (
    ":",
    "^",
    "~",
    "\x1f",
    "\x1e",
    "\x01",
    "\x02",
    "¦",
    "§",
    "!",
    "#",
    "*",
    "=",
    "$",
    "&",
    "%",
    "@",
    "/",
    " ",
)
_RARE_WEIGHT = 0.4  # a colon or a hash is text far more often than a delimiter
_LEAST_SCORE = 0.15  # below this the records agree on nothing: the file has one column
_MOST_PREAMBLE = 30  # records before the header that still count as a preamble
_PREAMBLE_WEIGHT = 0.7


def find_dialect(
    lines: Sequence[str],
    *,
    escaped_lines: Sequence[str] = (),
    delimiter: str | None = None,
    quote: str | None = None,
) -> Dialect:
    """Find the dialect of a file from a sample of its lines.

    Args:
        lines: the first lines, each with its line end.
        escaped_lines: lines from anywhere in the file that hold a backslash before a quotation mark.
        delimiter: the delimiter where the user gave one.
        quote: the quotation mark where the user gave one, empty for none.
    """
    sample = list(lines)
    if delimiter is None and sample:
        delimiter = declared_delimiter(sample[0])
    quotes = (quote,) if quote is not None else likely_quotes(sample)
    best, best_score = Dialect(delimiter or ",", quotes[0]), -1.0
    for candidate_quote in quotes:
        for candidate in (delimiter,) if delimiter else _likely_delimiters(sample, candidate_quote):
            is_single = candidate_quote == "'" and quote is None
            if is_single and not has_single_marks(sample, candidate):
                continue
            dialect = with_useful_escape(Dialect(candidate, candidate_quote), sample)
            score = _score(sample, dialect)
            # That marks stand around cells is itself evidence.
            if score > best_score + (-1e-9 if is_single and score > 0 else 1e-9):
                best, best_score = dialect, score
    if delimiter is None and best_score < _LEAST_SCORE:
        best = Dialect(_absent_delimiter(sample), quotes[0])
    best = with_quoting(best, sample, fixed=quote is not None)
    best = with_skipped_space(best, sample)
    if best.escape is None and (
        needs_escape(best, sample, escaped_lines) or guards_everything(best, sample)
    ):
        best = replace(best, escape="\\")
    return replace(best, is_chosen=quote is not None)


def _likely_delimiters(lines: Sequence[str], quote: str) -> list[str]:
    text = "".join(lines[:SAMPLE_RECORDS])
    return [
        each for each in (*_COMMON_DELIMITERS, *_RARE_DELIMITERS) if each in text and each != quote
    ] or [","]


def _absent_delimiter(lines: Sequence[str]) -> str:
    """A delimiter for a file of one column: the first that does not occur in it."""
    text = "".join(lines)
    return next((each for each in (*_COMMON_DELIMITERS, "\x1f") if each not in text), "\x1f")


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    """How well the records agree on their number of cells; 0 when nothing is split at all."""
    records, errors = parse_sample(lines, dialect)
    widths = [len(record) for record in records]
    width = body_width(widths)
    if width < 2:
        return 0.0
    preamble = widths[:_MOST_PREAMBLE].index(width) if width in widths[:_MOST_PREAMBLE] else 0
    body = records[preamble:]
    if _is_one_column(body, width, dialect.delimiter, above=records[:preamble]):
        return 0.0
    agreeing = sum(len(record) == width for record in body)
    total = len(body) + _PREAMBLE_WEIGHT * preamble + 1.5 * errors
    consistency = agreeing / total
    weight = 1.0 if dialect.delimiter in _COMMON_DELIMITERS else _RARE_WEIGHT
    torn = sum(_is_torn(record, dialect.delimiter) for record in body) / len(body)
    named = sum(map(is_known_header, body[0])) / width
    return (
        float(consistency**1.5) * (1.0 + named) * (width - 1) / width * weight * (1.0 - 0.7 * torn)
    )


_CENTS = re.compile(r"\d\d?")
_FIGURES = re.compile(r"[^\w\s]{0,3}\d[\d.' ]*")


def _is_one_column(
    records: Sequence[Sequence[str]],
    width: int,
    delimiter: str,
    *,
    above: Sequence[Sequence[str]],
) -> bool:
    """True when what looks like a delimiter is part of the cells of a single column."""
    rows = [record for record in records if len(record) == width]
    if delimiter == " ":
        # Names of the same number of words are no columns.
        columns = zip(*rows[1:], strict=True)
        return not any(cells and all(map(_is_figure, cells)) for cells in columns)
    if not above:
        return False
    is_named = len(above) == 1 and len(above[0]) == 1 and is_known_header(above[0][0])
    if is_named and all(cell.startswith(" ") for row in rows for cell in row[1:]):
        return True  # sentences below the name of the column
    if delimiter == ",":
        # A decimal comma below the name of the column.
        return width == 2 and all(
            _FIGURES.fullmatch(row[0]) and _CENTS.fullmatch(row[1].strip()) for row in rows
        )
    # Addresses and paths below the name of the column.
    return delimiter in _RARE_DELIMITERS


def _is_figure(text: str) -> bool:
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


_PROSE = re.compile(r"[,;|:]\s|\d[,:]\d")


def _is_torn(record: Sequence[str], delimiter: str) -> bool:
    """True when a cell holds another delimiter in a place where text would not have it."""
    for cell in record:
        for other in _COMMON_DELIMITERS:
            if other != delimiter and other in cell:
                if other == "\t":
                    return True
                if other in _PROSE.sub("", cell) and other != "|":
                    return True
    return False

"""Which marks stand around cells, and what guards a mark inside one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from catalogue_gui.transfer.reading.dialect import Dialect
from catalogue_gui.transfer.reading.sample import (
    SAMPLE_RECORDS,
    agreement,
    body_width,
    parse_sample,
)

_EDGES = r"[,;\t|\r\n]"


def likely_quotes(lines: Sequence[str]) -> tuple[str, ...]:
    """The marks that may stand around cells, the likelier one first; of equally good ones the first is taken."""
    text = "".join(lines[:SAMPLE_RECORDS])
    if _opens_without_closing(text, '"', _EDGES):
        return ("", '"')
    return ('"', "'") if "'" in text else ('"',)


def has_single_marks(lines: Sequence[str], delimiter: str) -> bool:
    """Whether single quotation marks stand around cells, and are not the apostrophes of words.

    A name in such marks occurs; but cells of every line in them, or cells that need them, are a habit.
    """
    head = lines[:SAMPLE_RECORDS]
    edge = re.escape(delimiter)
    text = "".join(head)
    opening = len(re.findall(rf"(?:^|[{edge}\r\n])'", text))
    # No way back into what was matched: time is to grow with the text only.
    quoted = re.compile(
        rf"(?:^|(?<=[{edge}\r\n]))'((?>(?:[^'\\]|''|\\.){{0,4000}}+))'(?=[{edge}\r\n]|$)", re.DOTALL
    )
    cells = [match.group(1) for match in quoted.finditer(text)]
    if not cells or len(cells) * 4 < opening * 3:
        return False
    if len(re.findall(rf'(?:^|[{edge}\r\n])"[^"]*"(?=[{edge}\r\n]|$)', text)) > len(cells):
        return False
    needing = sum(
        any(mark in cell for mark in (delimiter, "''", "\\'", "\n", "\r")) for cell in cells
    )
    return needing > 0 or len(cells) >= max(3, len(head) - 1)


def _opens_without_closing(text: str, quote: str, edge: str) -> bool:
    """True where quotation marks open many cells and close few: they are inches, or part of names."""
    mark = re.escape(quote)
    opening = len(re.findall(rf"(?:^|{edge}) *{mark}", text))
    closing = len(re.findall(rf"{mark} *(?:{edge}|$)", text))
    return opening >= 5 and closing * 3 < opening


def with_useful_escape(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    """The dialect in which a backslash escapes, if more records agree then."""
    if not any("\\" in line for line in lines):
        return dialect
    escaping = replace(dialect, escape="\\")
    return escaping if agreement(lines, escaping) > agreement(lines, dialect) else dialect


def with_quoting(dialect: Dialect, lines: Sequence[str], *, fixed: bool) -> Dialect:
    """Give up quoting where the delimiter found shows the quotation marks to be text."""
    if fixed or not dialect.quote:
        return dialect
    edge = rf"[{re.escape(dialect.delimiter)}\r\n]"
    if _opens_without_closing("".join(lines), dialect.quote, edge):
        return replace(dialect, quote="")
    return dialect


def with_skipped_space(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    """Skip spaces after delimiters where quotation marks stand behind them."""
    if not dialect.quote or dialect.delimiter == " ":
        return dialect
    mark = re.escape(dialect.quote)
    opening = re.compile(rf"{re.escape(dialect.delimiter)} +{mark}(?!{mark})")
    if not any(map(opening.search, lines)):
        return dialect
    skipping = replace(dialect, skip_space=True)
    better, plain = agreement(lines, skipping), agreement(lines, dialect)
    return (
        skipping if better > plain or (better == plain and _has_marked(lines, dialect)) else dialect
    )


def _has_marked(lines: Sequence[str], dialect: Dialect) -> bool:
    """True when cells come out with a space and the quotation marks still around them, and stand so in the file."""
    quote = dialect.quote
    text = _between_delimiters(lines, dialect)
    return any(
        cell.startswith(" ")
        and cell.strip(" ").startswith(quote)
        and cell.endswith(quote)
        and f"{dialect.delimiter}{cell}{dialect.delimiter}" in text
        for record in parse_sample(lines, dialect)[0]
        for cell in record
    )


def _between_delimiters(lines: Sequence[str], dialect: Dialect) -> str:
    """All lines as one, so that a cell without marks has a delimiter on both sides."""
    return dialect.delimiter.join(["", *(line.rstrip("\r\n") for line in lines), ""])


def needs_escape(dialect: Dialect, lines: Sequence[str], escaped_lines: Sequence[str]) -> bool:
    """True when a backslash takes the meaning of the quotation mark after it, and is not just text before a doubled one."""
    if not dialect.quote:
        return False
    escaping = replace(dialect, escape="\\")
    if any(f"\\{dialect.quote}" in line for line in lines):
        plain, escaped = agreement(lines, dialect), agreement(lines, escaping)
        return escaped > plain or (escaped == plain and _has_bare_quote(dialect, lines))
    # Far down in the file: only lines that are whole records by themselves can say anything.
    width = body_width([len(record) for record in parse_sample(lines, dialect)[0]])
    return _whole_records(escaped_lines, escaping, width) > _whole_records(
        escaped_lines, dialect, width
    )


def guards_everything(dialect: Dialect, lines: Sequence[str]) -> bool:
    """True where a writer without quotation marks put a backslash before each apostrophe and each other backslash."""
    text = "".join(lines)
    edge = rf"[{re.escape(dialect.delimiter)}\r\n]"
    if "\\" not in text or dialect.quote == "'" or re.search(rf'(?:^|{edge}) *"', text):
        return False
    guards = re.compile(r"\\+'?|'")
    runs = [match.group() for match in guards.finditer(text)]
    # Two at the start of a cell may name a server.
    is_inside = re.search(rf"[^{re.escape(dialect.delimiter)}\r\n\\]\\\\", text) or "\\'" in text
    return bool(is_inside) and all(len(run) % 2 == 0 for run in runs)


def _whole_records(lines: Sequence[str], dialect: Dialect, width: int) -> int:
    found = 0
    for line in lines:
        records, errors = parse_sample([line], dialect)
        found += not errors and len(records) == 1 and len(records[0]) == width
    return found


def _has_bare_quote(dialect: Dialect, lines: Sequence[str]) -> bool:
    """True when a cell without quotes around it holds a guarded one: no writer leaves it bare without that meaning."""
    guarded = f"\\{dialect.quote}"
    text = _between_delimiters(lines, dialect)
    return any(
        guarded in cell and f"{dialect.delimiter}{cell}{dialect.delimiter}" in text
        for record in parse_sample(lines, dialect)[0]
        for cell in record
    )

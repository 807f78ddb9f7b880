"""Finding out how the records of a file are written.

Every plausible dialect parses the same sample; the one whose records agree best on their number of cells wins.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from catalogue_gui.transfer.headers import is_known_header
from catalogue_gui.transfer.reading.dialect import Dialect, declared_delimiter
from catalogue_gui.transfer.reading.lenient import forgive

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
_SAMPLE_RECORDS = 400
_LONG_CELL_LINES = 100
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
    likely_quotes = (quote,) if quote is not None else _likely_quotes(sample)
    best, best_score = Dialect(delimiter or ",", likely_quotes[0]), -1.0
    for candidate_quote in likely_quotes:
        for candidate in (delimiter,) if delimiter else _likely_delimiters(sample, candidate_quote):
            dialect = _with_useful_escape(Dialect(candidate, candidate_quote), sample)
            score = _score(sample, dialect)
            if score > best_score + 1e-9:
                best, best_score = dialect, score
    if delimiter is None and best_score < _LEAST_SCORE:
        best = Dialect(_absent_delimiter(sample), likely_quotes[0])
    best = _with_quoting(best, sample, fixed=quote is not None)
    best = _with_skipped_space(best, sample)
    if best.escape is None and _needs_escape(best, sample, escaped_lines):
        best = replace(best, escape="\\")
    return best


def _likely_quotes(lines: Sequence[str]) -> tuple[str, ...]:
    """The single quotation mark where it stands around cells throughout the file, else the double one."""
    head = lines[:_SAMPLE_RECORDS]
    text = "".join(head)
    edges = r"[,;\t|\r\n]"
    double = re.search(rf'(?:^|{edges}) ?"', text)
    opening = len(re.findall(rf"(?:^|{edges}) ?'", text))
    whole = len(re.findall(rf"(?:^|{edges}) ?'\w(?:[^'\r\n]|'')*'(?={edges}|$)", text))
    # A name in quotation marks occurs; cells in them come by the line.
    if not double and whole >= max(3, len(head) - 1) and whole * 2 >= opening:
        return ("'",)
    return ("",) if _opens_without_closing(text, '"', edges) else ('"',)


def _opens_without_closing(text: str, quote: str, edge: str) -> bool:
    """True where quotation marks open many cells and close few: they are inches, or part of names."""
    mark = re.escape(quote)
    opening = len(re.findall(rf"(?:^|{edge}) *{mark}", text))
    closing = len(re.findall(rf"{mark} *(?:{edge}|$)", text))
    return opening >= 5 and closing * 3 < opening


def _likely_delimiters(lines: Sequence[str], quote: str) -> list[str]:
    text = "".join(lines[:_SAMPLE_RECORDS])
    return [
        each for each in (*_COMMON_DELIMITERS, *_RARE_DELIMITERS) if each in text and each != quote
    ] or [","]


def _with_useful_escape(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    """The dialect in which a backslash escapes, if more records agree then."""
    if not any("\\" in line for line in lines):
        return dialect
    escaping = replace(dialect, escape="\\")
    return escaping if _rank(lines, escaping) > _rank(lines, dialect) else dialect


def _absent_delimiter(lines: Sequence[str]) -> str:
    """A delimiter for a file of one column: the first that does not occur in it."""
    text = "".join(lines)
    return next((each for each in (*_COMMON_DELIMITERS, "\x1f") if each not in text), "\x1f")


def parse_sample(lines: Sequence[str], dialect: Dialect) -> tuple[list[list[str]], int]:
    """The records of a sample, and how many could not be parsed; blank lines are left out."""
    records: list[list[str]] = []
    errors = 0
    given: list[str] = []
    reader = csv.reader(_remembered(lines, given), **dialect.reader_options())
    while len(records) + errors < _SAMPLE_RECORDS:
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


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    """How well the records agree on their number of cells; 0 when nothing is split at all."""
    records, errors = parse_sample(lines, dialect)
    widths = [len(record) for record in records]
    width = body_width(widths)
    if width < 2:
        return 0.0
    preamble = widths[:_MOST_PREAMBLE].index(width) if width in widths[:_MOST_PREAMBLE] else 0
    body = records[preamble:]
    if _is_one_column(body, width, dialect.delimiter, has_preamble=preamble > 0):
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
    records: Sequence[Sequence[str]], width: int, delimiter: str, *, has_preamble: bool
) -> bool:
    """True when what looks like a delimiter is part of the cells of a single column."""
    rows = [record for record in records if len(record) == width]
    if delimiter == " ":
        # Names of the same number of words are no columns.
        columns = zip(*rows[1:], strict=True)
        return not any(cells and all(map(_is_figure, cells)) for cells in columns)
    if delimiter == ",":
        # A decimal comma below the name of the column.
        return (
            has_preamble
            and width == 2
            and all(_FIGURES.fullmatch(row[0]) and _CENTS.fullmatch(row[1].strip()) for row in rows)
        )
    # Addresses and paths below the name of the column.
    return has_preamble and delimiter in _RARE_DELIMITERS


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


def _with_quoting(dialect: Dialect, lines: Sequence[str], *, fixed: bool) -> Dialect:
    """Give up quoting where the delimiter found shows the quotation marks to be text."""
    if fixed or not dialect.quote:
        return dialect
    edge = rf"[{re.escape(dialect.delimiter)}\r\n]"
    if _opens_without_closing("".join(lines), dialect.quote, edge):
        return replace(dialect, quote="")
    return dialect


def _with_skipped_space(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    """Skip spaces after delimiters where quotation marks stand behind them."""
    if not dialect.quote or dialect.delimiter == " ":
        return dialect
    mark = re.escape(dialect.quote)
    opening = re.compile(rf"{re.escape(dialect.delimiter)} +{mark}(?!{mark})")
    if not any(map(opening.search, lines)):
        return dialect
    skipping = replace(dialect, skip_space=True)
    better, plain = _rank(lines, skipping), _rank(lines, dialect)
    return (
        skipping if better > plain or (better == plain and _has_marked(lines, dialect)) else dialect
    )


def _has_marked(lines: Sequence[str], dialect: Dialect) -> bool:
    """True when cells come out with a space and the quotation marks still around them."""
    quote = dialect.quote
    return any(
        cell.startswith(" ") and cell.strip(" ").startswith(quote) and cell.endswith(quote)
        for record in parse_sample(lines, dialect)[0]
        for cell in record
    )


def _rank(lines: Sequence[str], dialect: Dialect) -> float:
    records, errors = parse_sample(lines, dialect)
    width = body_width([len(record) for record in records])
    if not records:
        return 0.0
    return sum(len(record) == width for record in records) / (len(records) + errors)


def _needs_escape(dialect: Dialect, lines: Sequence[str], escaped_lines: Sequence[str]) -> bool:
    """True when a backslash takes the meaning of the quotation mark after it, and is not just text before a doubled one."""
    if not dialect.quote:
        return False
    escaping = replace(dialect, escape="\\")
    if any(f"\\{dialect.quote}" in line for line in lines):
        plain, escaped = _rank(lines, dialect), _rank(lines, escaping)
        return escaped > plain or (escaped == plain and _has_bare_quote(dialect, lines))
    # Far down in the file: only lines that are whole records by themselves can say anything.
    width = body_width([len(record) for record in parse_sample(lines, dialect)[0]])
    return _whole_records(escaped_lines, escaping, width) > _whole_records(
        escaped_lines, dialect, width
    )


def _whole_records(lines: Sequence[str], dialect: Dialect, width: int) -> int:
    found = 0
    for line in lines:
        records, errors = parse_sample([line], dialect)
        found += not errors and len(records) == 1 and len(records[0]) == width
    return found


def _has_bare_quote(dialect: Dialect, lines: Sequence[str]) -> bool:
    """True when a cell without quotes around it holds a guarded one: no writer leaves it bare without that meaning."""
    guarded = f"\\{dialect.quote}"
    text = dialect.delimiter.join(["", *(line.rstrip("\r\n") for line in lines), ""])
    return any(
        guarded in cell and f"{dialect.delimiter}{cell}{dialect.delimiter}" in text
        for record in parse_sample(lines, dialect)[0]
        for cell in record
    )

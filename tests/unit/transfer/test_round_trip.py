"""Whatever table Python's csv writes, in any dialect and encoding, is read back as it was."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue_gui.transfer import Table, open_table

NAMES = ["name", "price", "category", "tags", "stock", "colour"]
# What makes reading hard: delimiters, quotation marks, line ends, and letters of several encodings among them.
# Six of them can make a cell that looks like whole records ("\n,,\n,,"): that is taken for a stray mark's work.
HOSTILE = st.text(alphabet='ab1 ,;\t|"\\\n\r.é-ł', max_size=5)
# A blank behind a delimiter may be the file's own habit, from which a cell that begins with one cannot be told. Until Python
# 3.13 csv.writer left line ends other than its own without quotes, which nobody could read back.
OF_ONE_LINE = st.text(alphabet='ab1 ,;\t|".é-ł', max_size=8).map(str.lstrip)
# Words and signs as products have them; no more of each delimiter than occurs in such words.
WORDS = [
    "kettle",
    "big mug",
    '19" rack',
    "Bob's tea",
    "5:30",
    "a/b",
    "x, y",
    "red;blue",
    "50 % off",
    "C:\\temp",
    'say "hi"',
    "‘n’",
    "été",
    "ałe",
    "~5",
    "x^2",
]
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
ALL_DELIMITERS = st.sampled_from([",", ";", "\t", "|", ":", "^", "~"])
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
WIDE_ENCODINGS = st.sampled_from(
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "gb18030"]
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])
unhurried = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)


def tables(
    cell: st.SearchStrategy[str] = HOSTILE, *, least: int = 3, most: int = 8, narrowest: int = 3
) -> st.SearchStrategy[list[list[str]]]:
    """Rows of one width, none of them blank."""

    def of_width(width: int) -> st.SearchStrategy[list[list[str]]]:
        row = st.lists(cell, min_size=width, max_size=width)
        return st.lists(
            row.filter(lambda cells: any(map(str.strip, cells))), min_size=least, max_size=most
        )

    return st.integers(narrowest, 6).flatmap(of_width)


def believable_rows(choose: random.Random) -> list[list[str]]:
    """Rows of words; from a seed, as drawing each word by itself takes longer than reading them."""
    width = choose.randint(3, 6)
    rows = [
        [" ".join(choose.choices(WORDS, k=choose.randint(0, 3))) for _ in range(width)]
        for _ in range(choose.randint(12, 30))
    ]
    return [row if any(row) else ["mug"] * width for row in rows]


def write(path: Path, rows: list[list[str]], encoding: str, **options: Any) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, **options).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def cells_of(table: Table) -> list[list[str]]:
    return [cells for _line, cells in table.rows]


def assert_read_back(path: Path, rows: list[list[str]], encoding: str, **options: Any) -> None:
    names = NAMES[: len(rows[0])]
    write(path, [names, *rows], encoding, **options)
    table = open_table(path)
    assert (table.delimiter, table.header) == (options["delimiter"], names)
    assert cells_of(table) == rows


@unhurried
@given(
    rows=tables(),
    delimiter=DELIMITERS,
    line_end=LINE_ENDS,
    encoding=ENCODINGS,
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_that_quoted_tables_come_back(tmp_path, rows, delimiter, line_end, encoding, quoting):
    assert_read_back(
        tmp_path / "a",
        rows,
        encoding,
        delimiter=delimiter,
        lineterminator=line_end,
        quoting=quoting,
    )


@unhurried
@given(rows=tables(OF_ONE_LINE), delimiter=DELIMITERS, line_end=LINE_ENDS)
def test_that_tables_with_few_quotes_come_back(tmp_path, rows, delimiter, line_end):
    assert_read_back(tmp_path / "a", rows, "utf-8", delimiter=delimiter, lineterminator=line_end)


@unhurried
@given(
    rows=tables(OF_ONE_LINE),
    delimiter=DELIMITERS,
    quoting=st.sampled_from([csv.QUOTE_NONE, csv.QUOTE_ALL]),
)
def test_that_escaped_tables_come_back(tmp_path, rows, delimiter, quoting):
    assert_read_back(
        tmp_path / "a",
        rows,
        "utf-8",
        delimiter=delimiter,
        lineterminator="\n",
        quoting=quoting,
        doublequote=False,
        escapechar="\\",
    )


@unhurried
@given(
    rows=st.integers(0, 1 << 32).map(lambda seed: believable_rows(random.Random(seed))),
    delimiter=ALL_DELIMITERS,
    quote=st.sampled_from(['"', "'"]),
    habit=st.sampled_from(["all", "minimal", "escaped", "none"]),
    line_end=LINE_ENDS,
    encoding=WIDE_ENCODINGS,
)
def test_that_any_dialect_is_found_from_enough_rows(
    tmp_path, rows, delimiter, quote, habit, line_end, encoding
):
    options: dict[str, Any] = {
        "delimiter": delimiter,
        "quotechar": quote,
        "lineterminator": line_end,
    }
    if habit == "all":
        options |= {"quoting": csv.QUOTE_ALL}
    elif habit == "escaped":
        options |= {"quoting": csv.QUOTE_ALL, "doublequote": False, "escapechar": "\\"}
    elif habit == "none":
        options |= {"quoting": csv.QUOTE_NONE, "escapechar": "\\"}
    assert_read_back(tmp_path / "a", rows, encoding, **options)


@unhurried
@given(
    rows=tables(HOSTILE.map(lambda text: text.replace("\r", "")), least=1, most=4, narrowest=1),
    delimiter=ALL_DELIMITERS,
    quote=st.sampled_from(['"', "'"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-32", "gb18030"]),
    has_header=st.booleans(),
)
def test_that_a_dialect_that_is_told_is_read_exactly_however_small_the_table(
    tmp_path, rows, delimiter, quote, quoting, encoding, has_header
):
    path = tmp_path / "a"
    names = NAMES[: len(rows[0])]
    written = [names, *rows] if has_header else rows
    write(path, written, encoding, delimiter=delimiter, quotechar=quote, quoting=quoting)
    table = open_table(path, encoding=encoding, delimiter=delimiter, quote=quote, header=has_header)
    assert table.header == (names if has_header else [])
    assert cells_of(table) == rows

"""Whatever table Python's csv writes, in any dialect and encoding, is read back as it was."""

from __future__ import annotations

import contextlib
import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer import open_table

NAMES = ["name", "price", "category", "tags", "stock", "colour"]
# What makes reading hard: delimiters, quotation marks, line ends, and letters of several encodings among them.
# Six of them can make a cell that looks like whole records ("\n,,\n,,"): that is taken for a stray mark's work.
CELL = st.text(alphabet='ab1 ,;\t|"\\\n\r.é-ł', max_size=5)
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])


@st.composite
def tables(draw: st.DrawFn, cell: st.SearchStrategy[str] = CELL) -> list[list[str]]:
    width = draw(st.integers(3, 6))
    row = st.lists(cell, min_size=width, max_size=width)
    return draw(
        st.lists(row.filter(lambda cells: any(map(str.strip, cells))), min_size=3, max_size=8)
    )


def written(rows: list[list[str]], **options: object) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, **options)  # type: ignore[arg-type]
    writer.writerow(NAMES[: len(rows[0])])
    writer.writerows(rows)
    return text.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=tables(),
    delimiter=DELIMITERS,
    line_end=LINE_ENDS,
    encoding=ENCODINGS,
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_that_quoted_tables_come_back(tmp_path, rows, delimiter, line_end, encoding, quoting):
    text = written(rows, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    table = open_table(path)
    assert table.header == NAMES[: len(rows[0])]
    assert [cells for _line, cells in table.rows] == rows


# Until Python 3.13 csv.writer left line ends other than its own without quotes, which nobody could read back.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    # A blank behind a delimiter may be the file's own habit, from which a cell that begins with one cannot be told.
    rows=tables(st.text(alphabet='ab1 ,;\t|".é-ł', max_size=8).map(str.lstrip)),
    delimiter=DELIMITERS,
    line_end=LINE_ENDS,
)
def test_that_tables_with_few_quotes_come_back(tmp_path, rows, delimiter, line_end):
    text = written(rows, delimiter=delimiter, lineterminator=line_end)
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    table = open_table(path)
    assert [cells for _line, cells in table.rows] == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=tables(st.text(alphabet='ab1 ,;\t|".é-ł', max_size=8).map(str.lstrip)),
    delimiter=DELIMITERS,
    quoting=st.sampled_from([csv.QUOTE_NONE, csv.QUOTE_ALL]),
)
def test_that_escaped_tables_come_back(tmp_path, rows, delimiter, quoting):
    text = written(
        rows,
        delimiter=delimiter,
        lineterminator="\n",
        quoting=quoting,
        doublequote=False,
        escapechar="\\",
    )
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    table = open_table(path)
    assert [cells for _line, cells in table.rows] == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(min_size=1, max_size=400))
def test_that_no_bytes_break_the_reader(tmp_path, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with contextlib.suppress(FileProblem):
        table = open_table(path)
        assert all(line >= 1 and cells for line, cells in table.rows)

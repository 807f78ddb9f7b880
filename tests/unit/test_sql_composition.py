"""No SQL is made by putting strings together."""

from __future__ import annotations

from pathlib import Path

import pytest

import catalogue_gui
from tests.sql_scan import scan, scan_package

PACKAGE = Path(catalogue_gui.__file__).parent
# The packages that speak to PostgreSQL (an import contract of its own), and the one that keeps a file of SQLite's.
SPEAKING = ("database/", "transfer/", "journal/")
_PRAGMA = "a PRAGMA takes no parameters; the number is the program's own"
# What cannot be seen to be sound, with the reason why it is.
REVIEWED = {
    ("database/parameters.py", "flat"): "writes composed SQL out, as psycopg itself would",
    ("journal/journal_file.py", "_connect"): _PRAGMA,
    ("journal/journal_file.py", "wait_at_most"): _PRAGMA,
    ("journal/journal_file.py", "run"): "literal statements with their values, as its type says",
    ("transfer/loading.py", "_drop_indexes"): "the server wrote it, with its own quoting",
    ("transfer/loading.py", "build"): "the server's own definition of an index, as it gave it out",
}
HEAD = "from psycopg import sql\n"


def test_that_every_statement_stands_in_the_source_or_is_composed() -> None:
    found = [each for each in scan_package(PACKAGE) if each.module.startswith(SPEAKING)]
    unseen = [each for each in found if (each.module, each.function) not in REVIEWED]
    assert unseen == []
    # What is not needed any more would let something else through.
    assert {(each.module, each.function) for each in found} == REVIEWED.keys()


@pytest.mark.parametrize(
    "source",
    [
        'def f(c, t): c.execute(f"SELECT * FROM {t}")',
        'def f(c, t): c.execute("SELECT * FROM %s" % t)',
        'def f(c, t): c.execute("SELECT * FROM " + t)',
        'def f(c, t): c.execute("SELECT * FROM {}".format(t))',
        'def f(c, t): c.execute(" ".join(["SELECT", t]))',
        'def f(c, t): c.execute("SELECT * FROM t".replace("t", t))',
        'def f(c, t): c.execute(t)',
        'def f(c, t: str): c.execute(t)',
        'def f(c, t): c.execute(("SELECT * FROM " + t).encode())',
        'def f(c, t):\n    text = "SELECT "\n    text += t\n    c.execute(text)',
        'def f(c, t):\n    text = f"SELECT {t}"\n    c.execute(text, ())',
        'def f(c, t):\n    for text in ["SELECT 1", f"SELECT {t}"]:\n        c.execute(text)',
        'def f(c, t):\n    if (text := f"SELECT {t}"):\n        c.execute(text)',
        'def f(c, t):\n    for text in (f"SELECT {each}" for each in t):\n        c.execute(text)',
        'def make(t) -> str:\n    return f"SELECT {t}"\ndef f(c, t): c.execute(make(t))',
        'def make(t):\n    return f"SELECT {t}"\ndef f(c, t): c.execute(make(t))',
        'TEXT = "SELECT {}"\ndef f(c, t): c.execute(TEXT.format(t))',
        'TEXT = "SELECT " + name\ndef f(c): c.execute(TEXT)',
        'def f(c, t): c.execute(query=f"SELECT {t}")',
        'def f(c, t): c.executemany(f"INSERT INTO {t} VALUES (%s)", [])',
        'def f(c, t):\n    with c.cursor().copy(f"COPY {t} FROM STDIN") as copy: pass',
        'def f(c, t): return list(c.stream(f"SELECT {t}"))',
        'def f(c, t): c.pgconn.send_query(f"SELECT {t}".encode())',
        'def f(t): return sql.SQL(f"SELECT {t}")',
        'def f(t): return sql.SQL("SELECT " + t)',
        'def f(t): return sql.SQL(t)',
        'def f(t): return sql.SQL("SELECT {}" if t else f"{t}").format(1)',
        'def f(t): return SQL("SELECT {}".format(t))',
        'class A:\n    text: str\n    def f(self, c): c.execute(self.text)',
        'def g(text: LiteralString): return sql.SQL(text)\ndef f(t): return g(f"SELECT {t}")',
    ],
)  # fmt: skip
def test_that_a_statement_made_of_strings_is_found(source: str) -> None:
    assert len(scan({"module.py": HEAD + source})) == 1


@pytest.mark.parametrize(
    "source",
    [
        'def f(c, t): c.execute("SELECT * FROM t WHERE id = %s", (t,))',
        'TEXT = "SELECT " "1"\ndef f(c): c.execute(TEXT)',
        'def f(c, t): c.execute(sql.SQL("SELECT {}").format(sql.Identifier(t)))',
        'def f(c, t): c.execute(sql.SQL(", ").join([sql.Identifier(t)]))',
        'def f(c, t):\n    text = sql.SQL("SELECT 1")\n    text += sql.SQL("; {}").format(t)\n    c.execute(text)',
        'def f(c, t): c.execute(sql.SQL("SELECT 1" if t else "SELECT 2"))',
        'def f(c, text: sql.Composed): c.execute(text)',
        'def make(t) -> sql.Composed: ...\ndef f(c, t): c.execute(make(t))',
        'def g(text: LiteralString): return sql.SQL(text)\ndef f(): return g("SELECT 1")',
        'def f(c): print(f"{c} is executed")',
        'class Cursor:\n    def execute(self, query): super().execute(query)',
    ],
)  # fmt: skip
def test_that_a_statement_that_is_composed_is_let_through(source: str) -> None:
    assert scan({"module.py": HEAD + source}) == []

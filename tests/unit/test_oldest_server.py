"""No statement uses what the oldest server that is promised, PostgreSQL 13, does not have.

That they run there is seen on such a server: ``CATALOGUE_TEST_SERVER=/folder/of/its/programs``. This holds the line where
none is at hand.

Source: the release notes of PostgreSQL 14 to 18.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import catalogue_gui

PACKAGE = Path(catalogue_gui.__file__).parent
NEWER = {
    14: r"\b(date_bin|bit_count|trim_array|string_to_table|unistr|range_agg|split_part\([^)]*, *-\d)"
    r"|\bmultirange\b|GROUP BY DISTINCT|SEARCH (DEPTH|BREADTH) FIRST|\bCYCLE \w+ SET\b|\bmetadata\["
    r"|pg_terminate_backend\([^,)]+,|\bCREATE OR REPLACE TRIGGER\b",
    15: r"\bMERGE INTO\b|NULLS NOT DISTINCT|regexp_(count|instr|like|substr)\b|security_invoker"
    r"|\bTO STDOUT \((?![^)]*csv)[^)]*HEADER",
    16: r"\bany_value\(|\bIS JSON\b|JSON_(ARRAY|OBJECT)(AGG)?\(|\barray_(sample|shuffle)\b|pg_input_is_valid"
    r"|\bSYSTEM_USER\b|random_normal|\b0[xX][0-9a-fA-F]+\b|\b\d+_\d{3}\b",
    17: r"JSON_(TABLE|EXISTS|QUERY|VALUE|SCALAR|SERIALIZE)\b|\bON_ERROR\b|\bto_(bin|oct)\(|\buuid_extract_"
    r"|\bMAINTAIN\b|xmltext|transaction_timeout",
    18: r"\buuidv[47]\b|\bRETURNING (WITH \(|(old|new)\.)|WITHOUT OVERLAPS|GENERATED ALWAYS AS \([^)]*\) VIRTUAL"
    r"|\barray_(reverse|sort)\(|\bcasefold\(|\bcrc32c?\(|extension_control_path",
}
WORDS_OF_SQL = re.compile(
    r"\b(SELECT|UPDATE|INSERT|DELETE|COPY|CREATE|WITH|ALTER|SET|CASE|RETURNING|MERGE)\b"
)


def statements(source: str) -> Iterator[str]:
    """The texts in some source code that are SQL, with pieces that stand together as one."""
    tree = ast.parse(source)
    described = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in described and WORDS_OF_SQL.search(node.value):
            yield node.value


def newer_than_the_oldest(text: str) -> set[int]:
    """The versions that a statement would need."""
    return {version for version, pattern in NEWER.items() if re.search(pattern, text)}


def test_that_every_statement_is_one_that_the_oldest_server_knows() -> None:
    seen = 0
    for folder in ("database", "transfer"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            for text in statements(path.read_text()):
                seen += 1
                assert newer_than_the_oldest(text) == set(), f"{path.name}: {text}"
    assert seen > 100


@pytest.mark.parametrize(
    ("version", "text"),
    [
        (14, "SELECT metadata['a'] FROM products"),
        (14, "SELECT pg_terminate_backend(%s, 10000)"),
        (15, "COPY ({}) TO STDOUT (HEADER)"),
        (15, "MERGE INTO products USING given ON true"),
        (16, "SELECT any_value(name) FROM products"),
        (17, "SELECT * FROM JSON_TABLE(metadata, '$[*]' COLUMNS (a int))"),
        (18, "UPDATE products SET stock = 1 RETURNING old.stock"),
        (18, "SELECT uuidv7()"),
    ],
)
def test_that_what_came_later_is_known_for_it(version: int, text: str) -> None:
    assert version in newer_than_the_oldest(text)
    assert list(statements(f"execute({text!r})")) == [text]

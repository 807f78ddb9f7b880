"""Each kind of filter finds its products by its own index, in the very statements that the program sends.

The catalogue is a made-up one of 60,000 products with a few odd ones among them, in a database whose collation is not
``C``: there a plain ``LIKE`` could not use the index on the category.

Price, stock and the two times have no index in the table as it is designed, and are read through; where somebody has
made one, it is used. A negated filter finds nearly everything as a rule, and needs none.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import psycopg
import pytest
from psycopg import sql

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import (
    ColumnKey,
    Direction,
    ExtraColumn,
    MetadataKey,
    Sort,
)
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.products import fetch_page, fetch_slice
from catalogue_gui.database.snapshot import fetch_snapshot
from catalogue_gui.database.text_index import add_text_index
from tests.benchmarks.generate import fill
from tests.conftest import uri_of

COUNT = 60_000
FIRST_ROWS = 200
TAG_INDEX, METADATA_INDEX = "products_tags_idx", "products_metadata_idx"
TEXT_INDEX = "products_name_trgm_idx"
CATEGORY_INDEX = "products_category_idx"
LOCALES = {
    "server_uri": "LOCALE 'C.UTF-8'",
    "older_server_uri": "LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C.UTF-8'",
}
ODD_ONES = """
    INSERT INTO products (name, price, category, tags, metadata, stock, updated_at) VALUES
        ('Copper samovar', 45123.50, 'Attic/Cellar', '{moth-eaten,bestseller}',
         '{"batch_no": "K-77", "audit": {"score": 91.5}}', 87654, '2031-05-01'),
        ('Brass samovar', 45124, 'Attic', '{"recall 0412"}', '{"batch_no": "K-78"}', 87655, '2031-05-02'),
        ('Attica relief', 45125, 'Attica', '{"recall 0412"}', '{"batch_no": 12, "audit": {"score": null}}', 1, '2031-05-03')
"""


class RecordingCursor(psycopg.Cursor[tuple[Any, ...]]):
    """Notes what is sent, so that the very same can be explained."""

    sent: ClassVar[list[tuple[Any, Any]]] = []

    def execute(self, query: Any, params: Any = None, **options: Any) -> RecordingCursor:
        self.sent.append((query, params))
        return super().execute(query, params, **options)

    def stream(self, query: Any, params: Any = None, **options: Any) -> Iterator[tuple[Any, ...]]:
        self.sent.append((query, params))
        return super().stream(query, params, **options)


@pytest.fixture(scope="module", params=LOCALES)
def shop(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """The made-up catalogue, on each server in turn."""
    server: str = request.getfixturevalue(request.param)
    name = f"plans_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name} TEMPLATE template0 {LOCALES[request.param]}")
    with psycopg.connect(uri_of(server, name), autocommit=True) as connection:
        connection.prepare_threshold = None  # as the program's own connections
        fill(connection, COUNT)
        connection.execute("ALTER TABLE products ADD COLUMN shelf text")
        connection.execute("UPDATE products SET shelf = 'S' || stock WHERE stock % 50 = 0")
        connection.execute(ODD_ONES)
        add_text_index(connection)
        connection.execute("VACUUM ANALYZE products")
        assert connection.execute("SELECT count(*) FROM products").fetchone() == (COUNT + 3,)
        yield connection
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def recorded(connection: Connection) -> Iterator[list[tuple[Any, Any]]]:
    """What is sent over a connection meanwhile."""
    before, connection.cursor_factory = connection.cursor_factory, RecordingCursor
    RecordingCursor.sent.clear()
    try:
        yield RecordingCursor.sent
    finally:
        connection.cursor_factory = before


def statements(connection: Connection, text: str, sort: Sort) -> list[tuple[Any, Any]]:
    """What the program sends for the first rows and for the snapshot of a search."""
    query = parse_query(text)
    snapshot = OrderSnapshot()
    with recorded(connection) as sent:
        page = fetch_slice(connection, query, sort, 0, FIRST_ROWS, has_category_index=True)
        fetch_snapshot(connection, query, sort, snapshot, has_category_index=True)
        found = list(sent)
    assert page, "a filter that finds nothing proves nothing"
    assert [product.id for product in page] == snapshot.ids(0, FIRST_ROWS)
    assert len(found) == 2
    return found


def nodes(connection: Connection, statement: Any, parameters: Any) -> list[dict[str, Any]]:
    """The nodes of a statement's plan."""
    row = connection.execute(
        sql.SQL("EXPLAIN (FORMAT JSON) {}").format(
            statement if isinstance(statement, sql.Composable) else sql.SQL(statement)
        ),
        parameters,
    ).fetchone()
    assert row is not None
    found: list[dict[str, Any]] = []

    def walk(node: dict[str, Any]) -> None:
        found.append(node)
        for child in node.get("Plans", ()):
            walk(child)

    walk(row[0][0]["Plan"])
    return found


def indexes_used(connection: Connection, text: str, sort: Sort) -> list[set[str]]:
    """For each statement of a search the indexes that find its products; none may read the whole table."""
    found = []
    for statement, parameters in statements(connection, text, sort):
        plan = nodes(connection, statement, parameters)
        kinds = {node["Node Type"] for node in plan}
        assert not kinds & {"Seq Scan", "Parallel Seq Scan"}, kinds
        found.append({node["Index Name"] for node in plan if "Index Name" in node})
    return found


@pytest.mark.parametrize("field", [Field.NAME, Field.PRICE, Field.CATEGORY, Field.UPDATED_AT])
@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("tag:moth-eaten", TAG_INDEX),
        ('tag:"recall 0412",moth-eaten', TAG_INDEX),
        ("category:Attic", CATEGORY_INDEX),
        ("category:Attic/Cellar,Attica", CATEGORY_INDEX),
        ("meta.batch_no:K-77", METADATA_INDEX),
        ("meta.batch_no:K-77,K-78", METADATA_INDEX),
        ("meta.batch_no:12", METADATA_INDEX),
        ("meta.audit.score:91.5", METADATA_INDEX),
        ("meta.audit.score:>90", METADATA_INDEX),
        ("meta.audit.score:90..95", METADATA_INDEX),
        ("has:batch_no", METADATA_INDEX),
        ("has:audit.score", METADATA_INDEX),
        ("samovar", TEXT_INDEX),
        ("SAMOVAR brass", TEXT_INDEX),
        ("tag:moth-eaten -tag:sale price:>1000 -has:colour", TAG_INDEX),
    ],
)
def test_that_a_rare_value_is_found_by_its_own_index(
    shop: Connection, text: str, index: str, field: Field
) -> None:
    for direction in Direction:
        for used in indexes_used(shop, text, Sort(field, direction)):
            assert used == {index}


def test_that_filters_together_use_the_indexes_that_help(shop: Connection) -> None:
    text = "tag:bestseller meta.batch_no:K-77 category:Attic samovar price:>1000"
    for used in indexes_used(shop, text, Sort()):
        assert used & {METADATA_INDEX, TEXT_INDEX, CATEGORY_INDEX}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("price", "price:45000..45999"),
        ("stock", "stock:>80000"),
        ("updated_at", "updated:>2031-01-01"),
    ],
)
def test_that_an_index_that_somebody_made_on_a_range_is_used(
    shop: Connection, column: str, text: str
) -> None:
    name = f"by_{column}"
    shop.execute(f"CREATE INDEX {name} ON products ({column})")
    try:
        for used in indexes_used(shop, text, Sort()):
            assert used == {name}
    finally:
        shop.execute(f"DROP INDEX {name}")


def test_that_a_page_is_looked_up_by_its_ids(shop: Connection) -> None:
    snapshot = OrderSnapshot()
    fetch_snapshot(shop, parse_query(""), Sort(), snapshot)
    with recorded(shop) as sent:
        fetch_page(shop, snapshot.ids(30_000, 30_200))
        ((statement, parameters),) = sent
    plan = nodes(shop, statement, parameters)
    assert {node["Index Name"] for node in plan if "Index Name" in node} == {"products_pkey"}


KEYS: dict[str, ColumnKey] = {
    **{field.value: field for field in Field if field != Field.METADATA},
    "metadata #> '{weight_g}'": MetadataKey(("weight_g",)),
    "metadata #> '{dims,h}'": MetadataKey(("dims", "h")),
    "shelf": ExtraColumn("shelf"),
}


@pytest.mark.parametrize("has_category_index", [True, False], ids=["by index", "by LIKE"])
@pytest.mark.parametrize("column", KEYS)
def test_that_a_category_in_any_order_is_what_plain_sql_finds(
    shop: Connection, column: str, has_category_index: bool
) -> None:
    query = parse_query('category:Home/Kitchen,"Tools & DIY",Attic')
    for direction in Direction:
        plain = (
            "SELECT id FROM products WHERE category ~ '^(Home/Kitchen|Tools & DIY|Attic)(/|$)' "
            f"ORDER BY {column} {direction} NULLS LAST, id {direction}"
        )
        expected = [row[0] for row in shop.execute(plain)]
        assert 1000 < len(expected) < COUNT / 2
        snapshot = OrderSnapshot()
        fetch_snapshot(
            shop,
            query,
            Sort(KEYS[column], direction),
            snapshot,
            has_category_index=has_category_index,
        )
        assert list(snapshot) == expected

"""Reading and writing products on a real server."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Change, Edit, Field, NewProduct
from catalogue_gui.catalogue.query import Direction, ExtraColumn, MetadataKey, ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import BLOCK_ROWS, OrderSnapshot
from catalogue_gui.catalogue.sort_text import format_sort
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.editing import delete_product, insert_product, update_product
from catalogue_gui.database.products import (
    fetch_page,
    fetch_slice,
    find_by_prefix,
)
from catalogue_gui.database.snapshot import fetch_snapshot
from catalogue_gui.database.target import Target
from tests.server.database.adding import add


def ids_of(connection: Connection, query: ProductQuery, sort: Sort) -> list[UUID]:
    snapshot = OrderSnapshot()
    fetch_snapshot(connection, query, sort, snapshot)
    assert snapshot.is_complete
    return list(snapshot)


def names(connection: Connection, text: str, order: Sort | None = None) -> list[str]:
    query = parse_query(text)
    sort = order or Sort()
    page = fetch_slice(connection, query, sort, 0, 100)
    assert [product.id for product in page] == ids_of(connection, query, sort), (
        "both reads find the same"
    )
    return [product.name for product in page]


def test_that_a_page_has_a_gap_where_a_product_was_deleted(connection: Connection) -> None:
    kept = add(connection, "Kettle")
    gone = add(connection, "Pot")
    delete_product(connection, gone.id)
    assert fetch_page(connection, [gone.id, kept.id]) == [None, kept]


def test_that_injection_and_format_characters_are_stored_as_typed(
    connection: Connection,
) -> None:
    nasty = "'; DROP TABLE products; -- %s %(x)s {} {0} \\ \" $1 ☃"
    product = add(connection, nasty, category=nasty, tags=(nasty,))
    edit = Edit(product.id, {Field.NAME: Change(nasty, nasty + nasty)})
    returned = update_product(connection, edit)
    assert (returned.name, returned.category, returned.tags) == (nasty * 2, nasty, (nasty,))
    quoted = nasty.replace("\\", "\\\\").replace('"', '\\"')
    assert names(connection, f'tag:"{quoted}" category:"{quoted}" "{quoted}"') == [nasty * 2]


def test_that_extra_columns_are_read_and_left_alone(catalogue_uri: str) -> None:
    with psycopg.connect(catalogue_uri, autocommit=True) as owner:
        owner.execute('ALTER TABLE products ADD COLUMN "margin %s" integer DEFAULT 7')
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        inserted = insert_product(
            connection, NewProduct("Kettle", Decimal(1), "Home"), ("margin %s",)
        )
        assert inserted.extra == (("margin %s", "7"),)
        assert fetch_page(connection, [inserted.id], ("margin %s",)) == [inserted]


@pytest.fixture
def shop(connection: Connection) -> Connection:
    add(connection, "Blue mug", tags=("organic", "new"), stock=0, category="Home/Kitchen")
    add(
        connection,
        "Red mug",
        tags=("sale",),
        price=Decimal("12.00"),
        category="Home",
        metadata_text='{"brand": "Acme", "dims": {"w": 12.5}, "sizes": ["S", "M"]}',
    )
    add(
        connection,
        "Green plate",
        tags=("organic", "sale"),
        price=Decimal("30.00"),
        stock=9,
        category="Homework",
        metadata_text='{"brand": "Beta", "pages": 120, "ok": true}',
    )
    add(
        connection,
        "100% cotton_towel",
        price=Decimal("50.00"),
        category="Bath",
        metadata_text='{"a.b": "dotted", "pages": "120", "note": null}',
    )
    return connection


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["100% cotton_towel", "Blue mug", "Green plate", "Red mug"]),
        ("tag:organic", ["Blue mug", "Green plate"]),
        ("tag:organic tag:sale", ["Green plate"]),
        ("tag:new,sale", ["Blue mug", "Green plate", "Red mug"]),
        ("-tag:sale", ["100% cotton_towel", "Blue mug"]),
        ("category:Home", ["Blue mug", "Red mug"]),
        ("category:Home/Kitchen", ["Blue mug"]),
        ("-category:Home", ["100% cotton_towel", "Green plate"]),
        ("price:12..30", ["Green plate", "Red mug"]),
        ("price:<12", ["Blue mug"]),
        ("price:>=30", ["100% cotton_towel", "Green plate"]),
        ("stock:0", ["100% cotton_towel", "Blue mug", "Red mug"]),
        ("stock:>0", ["Green plate"]),
        ("MUG", ["Blue mug", "Red mug"]),
        ("mug red", ["Red mug"]),
        ("-mug", ["100% cotton_towel", "Green plate"]),
        ("%", ["100% cotton_towel"]),
        ("n_t", ["100% cotton_towel"]),
        ("meta.brand:Acme", ["Red mug"]),
        ("meta.brand:Acme,Beta", ["Green plate", "Red mug"]),
        ("-meta.brand:Acme", ["100% cotton_towel", "Blue mug", "Green plate"]),
        ("meta.pages:120", ["100% cotton_towel", "Green plate"]),
        ("meta.ok:true", ["Green plate"]),
        ("meta.sizes:M", ["Red mug"]),
        ("meta.dims.w:>12", ["Red mug"]),
        ("meta.dims.w:>12.5", []),
        ("meta.dims.w:12..13", ["Red mug"]),
        ('meta."a.b":dotted', ["100% cotton_towel"]),
        ("has:brand", ["Green plate", "Red mug"]),
        ("has:dims.w", ["Red mug"]),
        ("has:note", ["100% cotton_towel"]),
        ("-has:brand", ["100% cotton_towel", "Blue mug"]),
        ("updated:>2020-01-01", ["100% cotton_towel", "Blue mug", "Green plate", "Red mug"]),
        ("updated:<2020-01-01", []),
        ("tag:organic mug -has:brand stock:0", ["Blue mug"]),
    ],
)
def test_that_a_search_finds_what_it_says(shop: Connection, text: str, expected: list[str]) -> None:
    found = names(shop, text)
    assert sorted(found) == sorted(expected)


def test_that_a_day_as_a_bound_means_the_whole_day(connection: Connection) -> None:
    product = add(connection, "Kettle")
    connection.execute("SET timezone TO 'UTC'")
    connection.execute(
        "UPDATE products SET updated_at = '2026-03-05 17:00+00' WHERE id = %s", (product.id,)
    )
    for text in ("updated:2026-03-05", "updated:<=2026-03-05", "updated:>2026-03-04"):
        assert names(connection, text) == ["Kettle"], text
    for text in ("updated:>2026-03-05", "updated:<2026-03-05", "updated:2026-03-04"):
        assert names(connection, text) == [], text


SORT_KEYS = (
    *(field for field in Field if field != Field.METADATA),
    MetadataKey(("n",)),
    MetadataKey(("dims", "it's 50% %s")),
)


@pytest.mark.parametrize(
    "order",
    [Sort(key, direction) for key in SORT_KEYS for direction in Direction],
    ids=format_sort,
)
def test_that_every_order_is_total(shop: Connection, order: Sort) -> None:
    first = ids_of(shop, ProductQuery(), order)
    assert first == ids_of(shop, ProductQuery(), order)
    assert first == [each.id for each in fetch_slice(shop, ProductQuery(), order, 0, 9)]
    assert len(set(first)) == 4


def test_that_metadata_sorts_by_value_with_what_has_none_last(connection: Connection) -> None:
    for name, metadata in (("none", "{}"), ("ten", '{"n": 10}'), ("nine", '{"n": 9.5}')):
        add(connection, name, metadata_text=metadata)
    key = MetadataKey(("n",))
    assert names(connection, "", Sort(key)) == ["nine", "ten", "none"]
    assert names(connection, "", Sort(key, Direction.DESCENDING)) == ["ten", "nine", "none"]


def test_that_a_column_of_the_tables_own_sorts_whatever_its_name(connection: Connection) -> None:
    for name in ("b", "a"):
        add(connection, name)
    connection.execute('ALTER TABLE products ADD COLUMN "5% ""off""" integer')
    connection.execute('UPDATE products SET "5% ""off""" = 1 WHERE name = \'b\'')
    assert names(connection, "", Sort(ExtraColumn('5% "off"'))) == ["b", "a"]


def test_that_the_snapshot_of_nothing_is_empty(connection: Connection) -> None:
    assert ids_of(connection, ProductQuery(), Sort()) == []


def test_that_a_large_snapshot_arrives_in_blocks_with_its_size_first(
    connection: Connection,
) -> None:
    count = BLOCK_ROWS * 2 + 17
    connection.execute(
        "INSERT INTO products (name, price, category) SELECT n, 1, 'C' FROM generate_series(1, %s) AS n",
        (count,),
    )
    snapshot, seen = OrderSnapshot(), []
    fetch_snapshot(
        connection,
        ProductQuery(),
        Sort(Field.ID),
        snapshot,
        lambda: seen.append((snapshot.row_count, snapshot.arrived_count)),
    )
    assert seen == [(count, BLOCK_ROWS), (count, 2 * BLOCK_ROWS), (count, count)]
    plain = [row[0] for row in connection.execute("SELECT id FROM products ORDER BY id")]
    assert list(snapshot) == plain


@pytest.mark.parametrize(
    ("prefix", "skip", "found"),
    [
        ("b", 0, "Bowl"),
        ("BO", 0, "Bowl"),
        ("b", 1, "Box"),
        ("b", 2, "Bowl"),
        ("z", 0, None),
        ("%", 0, None),
    ],
)
def test_that_a_product_is_found_by_how_its_name_begins(
    connection: Connection, prefix: str, skip: int, found: str | None
) -> None:
    ids = {add(connection, name).id: name for name in ("Box", "Apple", "Bowl")}
    row = find_by_prefix(connection, ProductQuery(), Sort(), Field.NAME, prefix, skip)
    assert (ids[row] if row is not None else None) == found


@pytest.mark.parametrize("has_index", [True, False])
def test_that_a_category_is_found_with_those_below_it_and_no_other(
    connection: Connection, has_index: bool
) -> None:
    categories = (
        "Home",
        "Home/Kitchen",
        "Home/Kitchen/Pots",
        "Homeware",
        "Home_x/y",
        "home/kitchen",
    )
    for category in categories:
        add(connection, category, category=category)
    for text, expected in (
        ("category:Home", {"Home", "Home/Kitchen", "Home/Kitchen/Pots"}),
        ("category:Home/Kitchen,Homeware", {"Home/Kitchen", "Home/Kitchen/Pots", "Homeware"}),
        ("category:Home_x", {"Home_x/y"}),
        ("-category:Home", {"Homeware", "Home_x/y", "home/kitchen"}),
        ("category:none", set()),
    ):
        page = fetch_slice(
            connection, parse_query(text), Sort(), 0, 100, has_category_index=has_index
        )
        assert {product.name for product in page} == expected, text

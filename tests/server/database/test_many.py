"""Many products deleted, and brought back as they were."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from psycopg import sql

from catalogue_gui.catalogue.bulk import BulkOutcome
from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.catalogue.metadata_text import write_json
from catalogue_gui.catalogue.product import NewProduct, Product
from catalogue_gui.database import many
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.editing import delete_product, insert_product
from catalogue_gui.database.many import delete_many, insert_many
from catalogue_gui.database.target import Target
from tests.server.database.adding import add

NASTY = "'; DROP TABLE products; -- % %s %(x)s %% {} {0} $1 $$ \\ \" , ☃"


def everything(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT id, name, price, category, tags, metadata::text, stock, created_at FROM products ORDER BY id"
    ).fetchall()


def delete(connection: Connection, ids: list[UUID]) -> list[list[Product]]:
    batches: list[list[Product]] = []
    with connection.transaction():
        deleted = delete_many(connection, ids, batches.append, lambda done: None)
    assert deleted == BulkOutcome(
        sum(map(len, batches)), gone=len(set(ids)) - sum(map(len, batches))
    )
    return batches


def bring_back(connection: Connection, batches: list[list[Product]]) -> int:
    with connection.transaction():
        again = ([NewProduct.again(each) for each in batch] for batch in batches)
        return insert_many(connection, again, lambda done: None)


def test_that_what_is_deleted_comes_back_as_it_was(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "BATCH_ROWS", 4)
    for n in range(9):
        add(connection, f"{n}", tags=("b", "a")[: n % 3], stock=n, price=Decimal(n))
    add(
        connection,
        NASTY,
        category=NASTY,
        tags=(NASTY, "a,b", "NULL", ""),
        metadata_text=write_json({NASTY: NASTY}),
    )
    add(connection, "numbers", metadata_text='{"n": 12345678901234567890.10, "w": [1.00]}')
    kept = add(connection, "kept")
    before = everything(connection)
    ids = [row[0] for row in before if row[0] != kept.id]
    batches = delete(connection, [*ids, uuid4(), ids[0]])  # type: ignore[list-item]
    assert len(batches) == 3
    assert all(len(batch) <= 4 for batch in batches)
    assert [row[0] for row in everything(connection)] == [kept.id]
    assert bring_back(connection, batches) == 11
    assert everything(connection) == before


def test_that_what_is_there_already_is_not_added_twice(connection: Connection) -> None:
    ids = [add(connection, f"{n}").id for n in range(5)]
    batches = delete(connection, ids)
    assert bring_back(connection, [batches[0][:2]]) == 2
    assert bring_back(connection, batches) == 3
    assert bring_back(connection, batches) == 0


def test_that_new_products_without_an_id_are_given_one(connection: Connection) -> None:
    long_ago = datetime(2001, 2, 3, tzinfo=UTC)
    given = uuid4()
    batch = [
        NewProduct("a", Decimal(1), "Home"),
        NewProduct("b", Decimal(1), "Home", id=given),
        NewProduct("c", Decimal(1), "Home", created_at=long_ago),
    ]
    steps: list[int] = []
    with connection.transaction():
        assert insert_many(connection, [batch, batch[:1]], steps.append) == 4
    assert steps == [3, 4]
    rows = connection.execute("SELECT name, id, created_at FROM products ORDER BY name").fetchall()
    assert [row[0] for row in rows] == ["a", "a", "b", "c"]
    assert rows[2][1] == given
    assert rows[3][2] == long_ago


def test_that_large_metadata_is_sent_in_parts(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "BATCH_CHARACTERS", 100)
    text = '{"a": "' + "x" * 80 + '"}'
    batch = [NewProduct(f"{n}", Decimal(1), "Home", metadata_text=text) for n in range(5)]
    parts = list(many._parts(batch))
    assert [len(part) for part in parts] == [2, 2, 1]
    assert insert_many(connection, [batch], lambda done: None) == 5


def test_that_stopping_in_the_middle_deletes_nothing(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "BATCH_ROWS", 2)
    ids = [add(connection, f"{n}").id for n in range(6)]

    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done == 4:
            raise Stopped

    with pytest.raises(Stopped), connection.transaction():
        delete_many(connection, ids, lambda rows: None, stop)
    assert len(everything(connection)) == 6


def test_that_a_role_may_delete_that_may_not_change(connection: Connection) -> None:
    ids = [add(connection, f"{n}").id for n in range(3)]
    role = sql.Identifier(f"clerk_{uuid4().hex[:8]}")
    connection.execute(sql.SQL("CREATE ROLE {}").format(role))
    connection.execute(sql.SQL("GRANT SELECT, DELETE ON products TO {}").format(role))
    try:
        connection.execute(sql.SQL("SET ROLE {}").format(role))
        assert len(delete(connection, ids)[0]) == 3
        with pytest.raises(CatalogueError, match="not allowed"):
            insert_many(connection, [[NewProduct("a", Decimal(1), "Home")]], lambda done: None)
    finally:
        connection.execute("RESET ROLE")
        connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
        connection.execute(sql.SQL("DROP ROLE {}").format(role))


def test_that_a_product_that_something_needs_is_not_deleted(connection: Connection) -> None:
    ids = [add(connection, f"{n}").id for n in range(3)]
    connection.execute("CREATE TABLE sales (product uuid REFERENCES products (id))")
    connection.execute("INSERT INTO sales VALUES (%s)", (ids[1],))
    with pytest.raises(InvalidValue):
        delete(connection, ids)
    assert len(everything(connection)) == 3


def test_that_two_who_delete_the_same_products_never_wait_in_a_circle(
    connection: Connection, catalogue_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "BATCH_ROWS", 5)
    ids = [add(connection, f"{n}").id for n in range(200)]
    barrier = threading.Barrier(2)

    def work(order: list[UUID]) -> int:
        with open_connection(Target.from_uri(catalogue_uri)) as own:
            barrier.wait(10)
            return sum(map(len, delete(own, order)))

    with ThreadPoolExecutor(2) as pool:
        deleted = list(pool.map(work, (ids, ids[::-1])))
    assert sum(deleted) == 200
    assert everything(connection) == []


def test_that_extra_columns_come_with_what_is_deleted(connection: Connection) -> None:
    connection.execute('ALTER TABLE products ADD COLUMN "margin %s" integer DEFAULT 7')
    product = add(connection)
    rows: list[list[Product]] = []
    delete_many(connection, [product.id], rows.append, lambda done: None, ("margin %s",))
    assert rows[0][0].extra == (("margin %s", "7"),)


EXTRA = {
    "margin %s": "integer DEFAULT 7",
    "seen at": "timestamptz",
    "blob": "bytea",
    "sizes": "numeric(8,3)[]",
    "doc": "json",
    "number": "integer GENERATED ALWAYS AS IDENTITY",
    "twice": "numeric GENERATED ALWAYS AS (price * 2) STORED",
    "not there": "text DEFAULT 'here'",
}
VALUES = {
    "margin %s": "42",
    "seen at": "2026-01-31 12:00:00.123456+01",
    "blob": "\\x00ff27",
    "sizes": "{1.500,NULL}",
    "doc": '{"a":  1.00}',
    "not there": None,
}


def further(connection: Connection) -> list[tuple[object, ...]]:
    columns = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(each)) for each in EXTRA)
    return connection.execute(
        sql.SQL("SELECT id, {} FROM products ORDER BY id").format(columns)
    ).fetchall()


def with_extra_columns(connection: Connection) -> list[UUID]:
    """Three products whose further columns hold something of every kind."""
    for name, kind in EXTRA.items():
        connection.execute(
            sql.SQL("ALTER TABLE products ADD COLUMN {} {}").format(
                sql.Identifier(name),
                sql.SQL(kind),  # type: ignore[arg-type]
            )
        )
    ids = [add(connection, f"{n}").id for n in range(3)]
    for name, text in VALUES.items():
        connection.execute(
            sql.SQL("UPDATE products SET {} = {}").format(sql.Identifier(name), sql.Literal(text))
        )
    return ids


def test_that_what_the_further_columns_held_is_brought_back_too(connection: Connection) -> None:
    ids = with_extra_columns(connection)
    before = further(connection)
    rows: list[list[Product]] = []
    with connection.transaction():
        delete_many(connection, ids, rows.append, lambda done: None, tuple(EXTRA))
    assert bring_back(connection, rows) == 3
    assert further(connection) == before


def test_that_the_further_columns_of_a_single_one_are_brought_back_too(
    connection: Connection,
) -> None:
    (first, *_) = with_extra_columns(connection)
    before = further(connection)
    product = delete_product(connection, first, tuple(EXTRA))
    assert product is not None
    insert_product(connection, NewProduct.again(product), tuple(EXTRA))
    assert further(connection) == before

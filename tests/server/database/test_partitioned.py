"""A partitioned table: everything holds, where a product's id alone says which it is and where the category says its place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from psycopg import sql

from catalogue_gui.catalogue.bulk import BulkOutcome, RowChange, SetCategory
from catalogue_gui.catalogue.errors import CatalogueError, EditConflict, InvalidValue
from catalogue_gui.catalogue.exporting import ExportOptions
from catalogue_gui.catalogue.importing import ImportOptions, Mode
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Change, Edit, Field, NewProduct, Product
from catalogue_gui.catalogue.query import Sort
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.export import export_products
from catalogue_gui.transfer.importer import Importer
from catalogue_gui.transfer.undoing import TakenBack

COLUMNS = """
    id uuid NOT NULL DEFAULT gen_random_uuid(), name text NOT NULL, price numeric(10,2) NOT NULL,
    category text NOT NULL, tags text[] NOT NULL DEFAULT '{}', metadata jsonb NOT NULL DEFAULT '{}',
    stock integer NOT NULL DEFAULT 0, created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
"""
SCHEMES = {
    # The primary key has to hold what the table is divided by.
    "by category": (
        "PRIMARY KEY (id, category)",
        "LIST (category)",
        ["FOR VALUES IN ('Home')", "FOR VALUES IN ('Garden')", "FOR VALUES IN ('Attic', 'Cellar')"],
    ),
    "by id": (
        "PRIMARY KEY (id)",
        "HASH (id)",
        [f"FOR VALUES WITH (MODULUS 3, REMAINDER {n})" for n in range(3)],
    ),
    "by time": (
        "PRIMARY KEY (id, created_at)",
        "RANGE (created_at)",
        ["FOR VALUES FROM (MINVALUE) TO ('2020-01-01')", "DEFAULT"],
    ),
}


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def catalogue_uri(scheme: str, empty_database: str) -> str:
    """The address of an empty catalogue that is divided in one of these ways."""
    key, division, parts = SCHEMES[scheme]
    with open_connection(Target.from_uri(empty_database)) as owner:
        owner.execute(f"CREATE TABLE products ({COLUMNS}, {key}) PARTITION BY {division}")  # type: ignore[call-overload]
        for number, part in enumerate(parts):
            name = sql.Identifier(f"part_{number}")
            owner.execute(
                sql.SQL("CREATE TABLE {} PARTITION OF products {}").format(name, sql.SQL(part))  # type: ignore[arg-type]
            )
        # It is there, so what "Set up catalogue" adds is its indexes.
        set_up_catalogue(owner)
    return empty_database


@pytest.fixture
def catalogue(catalogue_uri: str) -> Iterator[Catalogue]:
    opened = Catalogue(Target.from_uri(catalogue_uri))
    opened.database.open()
    with opened.database.connection() as connection:
        for number, category in enumerate(("Home", "Garden", "Attic", "Cellar")):
            product = NewProduct(f"p{number}", Decimal(number), category, ("t",), '{"n": 1}')
            opened.insert(connection, product)
    yield opened
    opened.database.close()


def products(catalogue: Catalogue, connection: Connection, text: str = "") -> list[Product]:
    return catalogue.fetch_slice(connection, parse_query(text), Sort(), 0, 50)


def categories(catalogue: Catalogue, connection: Connection) -> list[str]:
    return [each.category for each in products(catalogue, connection)]


def test_that_it_is_browsed_like_any_other(catalogue: Catalogue) -> None:
    assert catalogue.is_writable
    with catalogue.database.connection() as connection:
        snapshot = OrderSnapshot()
        catalogue.fetch_snapshot(connection, parse_query("tag:t"), Sort(), snapshot)
        page = catalogue.fetch_page(connection, snapshot.ids(0, 4))
        assert page == products(catalogue, connection)
        assert [each.name for each in products(catalogue, connection, "category:Attic")] == ["p2"]
        assert len(catalogue.fetch_facets(connection, parse_query("")).categories) == 4
        assert [key.path for key in catalogue.fetch_metadata_keys(connection)] == [("n",)]


def test_that_a_product_moves_to_another_part_and_back(catalogue: Catalogue) -> None:
    with catalogue.database.connection() as connection:
        first = products(catalogue, connection)[0]
        there = catalogue.update(
            connection, Edit(first.id, {Field.CATEGORY: Change("Home", "Garden")})
        )
        assert (there.category, there.created_at) == ("Garden", first.created_at)
        with pytest.raises(EditConflict):
            catalogue.update(connection, Edit(first.id, {Field.CATEGORY: Change("Home", "Attic")}))
        back = catalogue.update(
            connection, Edit(first.id, {Field.CATEGORY: Change("Garden", "Home")})
        )
        assert (back.id, back.category) == (first.id, "Home")
        gone = catalogue.delete(connection, first.id)
        assert gone is not None
        again = NewProduct.again(gone)
        assert catalogue.insert(connection, again).id == first.id
        # Its answer was lost, and it is sent once more.
        assert catalogue.insert(connection, again).id == first.id
        assert len(products(catalogue, connection)) == 4


def test_that_many_move_and_come_back(catalogue: Catalogue) -> None:
    with catalogue.database.connection() as connection:
        ids = [each.id for each in products(catalogue, connection)]
        before = categories(catalogue, connection)
        written: list[RowChange] = []
        with connection.transaction():
            change = SetCategory("Cellar")
            outcome = catalogue.apply_bulk(connection, ids, change, written.extend, lambda _: None)
        assert outcome == BulkOutcome(3)
        assert set(categories(catalogue, connection)) == {"Cellar"}
        with connection.transaction():
            outcome = catalogue.revert_bulk(connection, change, [written], lambda _: None)
        assert outcome == BulkOutcome(3)
        assert categories(catalogue, connection) == before
        kept: list[Product] = []
        with connection.transaction():
            catalogue.delete_many(connection, ids, kept.extend, lambda _: None)
        with connection.transaction():
            again = [[NewProduct.again(each) for each in kept]]
            assert catalogue.insert_many(connection, again, lambda _: None) == 4
        assert categories(catalogue, connection) == before


MANY = 2_000


def test_that_a_file_goes_in_and_out_and_is_taken_back(
    catalogue_uri: str, connection: Connection, tmp_path: Path
) -> None:
    def connect() -> Connection:
        return open_connection(Target.from_uri(catalogue_uri), role="import")

    head = "name,price,category,stock\n"
    new, moved = tmp_path / "new.csv", tmp_path / "moved.csv"
    new.write_text(head + "".join(f"P{n},1,Home,{n}\n" for n in range(MANY)))
    moved.write_text(head + "".join(f"P{n},1,Attic,{n}\n" for n in range(10, MANY + 10)))
    state = "SELECT name, category, stock, price FROM products ORDER BY id"
    importer = Importer(connect, report=lambda _: None, cancellation=Cancellation())
    try:
        importer.check(new, ImportOptions())
        assert importer.write(tmp_path).written == MANY
        before = connection.execute(state).fetchall()
        report = importer.check(moved, ImportOptions(mode=Mode.UPSERT, match="name"))
        assert (report.new, report.changed) == (10, MANY - 10)
        undo = importer.write(tmp_path).undo
        importer.wait_until_tidy()
        assert undo is not None
        count = connection.execute("SELECT count(*) FROM products WHERE category = 'Attic'")
        assert count.fetchone() == (MANY,)
        assert importer.undo_import(undo) == TakenBack(MANY, 0)
        assert connection.execute(state).fetchall() == before
    finally:
        importer.close()
    rows = export_products(
        connect,
        tmp_path / "out.csv",
        ExportOptions(query="stock:<100", sort="stock"),
        report=lambda _: None,
        cancellation=Cancellation(),
    )
    assert rows == 100


def test_that_its_indexes_are_made_where_they_are_missing(
    catalogue: Catalogue, connection: Connection
) -> None:
    connection.execute("DROP INDEX products_name_idx")
    assert catalogue.can_have_order_index(connection)
    catalogue.add_order_index(connection)
    assert not catalogue.can_have_order_index(connection)
    if catalogue.can_have_text_index(connection):
        catalogue.add_text_index(connection)
    valid = connection.execute(
        "SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid = 'products'::regclass"
    )
    assert valid.fetchone() == (True,)


@pytest.mark.parametrize("scheme", ["by category"], indirect=True)
def test_that_a_category_without_a_part_is_refused_and_leaves_all_as_it_is(
    catalogue: Catalogue,
) -> None:
    with catalogue.database.connection() as connection:
        first = products(catalogue, connection)[0]
        with pytest.raises(InvalidValue):
            catalogue.insert(connection, NewProduct("x", Decimal(1), "Nowhere"))
        edit = Edit(first.id, {Field.CATEGORY: Change("Home", "Nowhere")})
        with pytest.raises(InvalidValue):
            catalogue.update(connection, edit)
        assert catalogue.fetch_page(connection, [first.id]) == [first]


@pytest.mark.parametrize("scheme", ["by category"], indirect=True)
def test_that_whoever_meets_a_product_on_its_way_to_another_part_is_told(
    catalogue: Catalogue, colleague: Connection
) -> None:
    """The server cannot follow a row that moves; nothing is lost, and the next attempt finds it."""
    outcome: list[object] = []

    def edit(product: Product) -> None:
        try:
            with catalogue.database.connection() as connection:
                change = Change(product.price, Decimal(5))
                outcome.append(
                    catalogue.update(connection, Edit(product.id, {Field.PRICE: change}))
                )
        except CatalogueError as error:
            outcome.append(error)

    with catalogue.database.connection() as connection:
        first = products(catalogue, connection)[0]
    with colleague.transaction():
        colleague.execute("UPDATE products SET category = 'Garden' WHERE id = %s", (first.id,))
        thread = threading.Thread(target=edit, args=(first,), name="test-edit")
        thread.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        while colleague.execute(waiting).fetchone() == (0,):
            assert thread.is_alive()
    thread.join()
    (said,) = outcome
    assert isinstance(said, CatalogueError)
    assert said.message == "Somebody else changed the same products at the same moment."
    outcome.clear()
    edit(first)
    (there,) = outcome
    assert isinstance(there, Product)
    assert (there.category, there.price) == ("Garden", Decimal(5))

"""Row-level security: a user works with the rows they may see, and is told plainly what a rule keeps from them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from catalogue_gui.catalogue.bulk import BulkOutcome, ChangeStockBy
from catalogue_gui.catalogue.errors import (
    AccessDenied,
    EditConflict,
)
from catalogue_gui.catalogue.exporting import ExportOptions
from catalogue_gui.catalogue.importing import ImportOptions, Mode
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Change, Edit, Field, NewProduct, Product
from catalogue_gui.catalogue.query import Sort
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.export import export_products
from catalogue_gui.transfer.importer import Importer
from catalogue_gui.transfer.undoing import TakenBack
from tests.server.database.adding import add

# A clerk sees what is not secret, and changes, adds and deletes what is theirs.
POLICIES = (
    "ALTER TABLE products ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY look ON products FOR SELECT USING (category <> 'Secret')",
    "CREATE POLICY change ON products FOR UPDATE USING (category = 'Mine') WITH CHECK (category = 'Mine')",
    "CREATE POLICY add ON products FOR INSERT WITH CHECK (category = 'Mine')",
    "CREATE POLICY remove ON products FOR DELETE USING (category = 'Mine')",
)


@pytest.fixture
def clerk(catalogue_uri: str) -> Iterator[str]:
    """The address of a clerk of a catalogue with such rules."""
    role = sql.Identifier(name := f"clerk_{uuid4().hex[:8]}")
    with psycopg.connect(catalogue_uri, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        owner.execute(
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON products TO {}").format(role)
        )
        for policy in POLICIES:
            owner.execute(policy)
        yield make_conninfo(catalogue_uri, user=name)
        owner.execute(sql.SQL("DROP OWNED BY {}").format(role))
        owner.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.fixture
def stock(connection: Connection, clerk: str) -> dict[str, Product]:
    """One product of each kind, made by the owner."""
    return {
        each: add(connection, each.lower(), category=each) for each in ("Mine", "Other", "Secret")
    }


@pytest.fixture
def catalogue(clerk: str, stock: dict[str, Product]) -> Iterator[Catalogue]:
    opened = Catalogue(Target.from_uri(clerk))
    opened.database.open()
    yield opened
    opened.database.close()


def test_that_only_what_a_user_may_see_is_listed_and_counted(catalogue: Catalogue) -> None:
    query = parse_query("")
    with catalogue.database.connection() as connection:
        snapshot = OrderSnapshot()
        catalogue.fetch_snapshot(connection, query, Sort(), snapshot)
        assert snapshot.row_count == catalogue.fetch_count(connection, query) == 2
        facets = catalogue.fetch_facets(connection, query)
        assert facets.categories == (("Mine", 1), ("Other", 1))
        assert catalogue.fetch_count(connection, parse_query("category:Secret")) == 0


def test_that_a_product_kept_by_a_rule_is_neither_changed_nor_said_to_be_gone(
    catalogue: Catalogue, stock: dict[str, Product]
) -> None:
    edits = {
        name: Edit(each.id, {Field.PRICE: Change(each.price, Decimal(77))})
        for name, each in stock.items()
    }
    with catalogue.database.connection() as connection:
        assert catalogue.update(connection, edits["Mine"]).price == Decimal(77)
        with pytest.raises(AccessDenied, match="kept “other” as it is"):
            catalogue.update(connection, edits["Other"])
        with pytest.raises(AccessDenied, match="kept “other”: it was not deleted"):
            catalogue.delete(connection, stock["Other"].id)
        assert catalogue.fetch_page(connection, [stock["Other"].id]) != [None]
        # What may not be seen is not there, for this user.
        with pytest.raises(EditConflict):
            catalogue.update(connection, edits["Secret"])
        assert catalogue.delete(connection, stock["Secret"].id) is None
        assert catalogue.delete(connection, stock["Mine"].id) is not None


def test_that_what_a_rule_forbids_to_add_or_to_make_of_a_product_is_refused(
    catalogue: Catalogue, stock: dict[str, Product]
) -> None:
    move = Edit(stock["Mine"].id, {Field.CATEGORY: Change("Mine", "Other")})
    with catalogue.database.connection() as connection:
        with pytest.raises(AccessDenied):
            catalogue.insert(connection, NewProduct("new", Decimal(1), "Other"))
        with pytest.raises(AccessDenied):
            catalogue.update(connection, move)
        assert catalogue.insert(connection, NewProduct("new", Decimal(1), "Mine")).name == "new"


def test_that_many_are_told_apart_into_done_kept_and_gone(
    catalogue: Catalogue, stock: dict[str, Product]
) -> None:
    ids = [*(each.id for each in stock.values()), uuid4()]
    kept: list[Product] = []
    with catalogue.database.connection() as connection:
        with connection.transaction():
            outcome = catalogue.apply_bulk(
                connection, ids, ChangeStockBy(1), lambda _: None, lambda _: None
            )
        assert outcome == BulkOutcome(1, left=1, gone=2)
        with connection.transaction():
            outcome = catalogue.delete_many(connection, ids, kept.extend, lambda _: None)
        assert outcome == BulkOutcome(1, left=1, gone=2)
        assert [each.name for each in kept] == ["mine"]
        with connection.transaction():
            again = [[NewProduct.again(each) for each in kept]]
            assert catalogue.insert_many(connection, again, lambda _: None) == 1


def test_that_an_import_goes_in_and_out_within_the_rules_and_not_beyond(
    clerk: str, stock: dict[str, Product], connection: Connection, tmp_path: Path
) -> None:
    def connect() -> Connection:
        return open_connection(Target.from_uri(clerk))

    allowed, forbidden = tmp_path / "allowed.csv", tmp_path / "forbidden.csv"
    allowed.write_text("name,price,category\nmine,5,Mine\nnew,6,Mine\n")
    forbidden.write_text("name,price,category\nmine,5,Mine\nother,6,Other\n")
    options = ImportOptions(mode=Mode.UPSERT, match="name")
    importer = Importer(connect, report=lambda _: None, cancellation=Cancellation())
    try:
        importer.check(allowed, options)
        report = importer.write(tmp_path)
        assert (report.new, report.changed, report.written) == (1, 1, 2)
        assert report.undo is not None
        assert importer.undo_import(report.undo) == TakenBack(2, 0)
        before = connection.execute("SELECT * FROM products ORDER BY id").fetchall()
        importer.check(forbidden, options)
        with pytest.raises(AccessDenied, match="from changing one of the products") as caught:
            importer.write(tmp_path)
        assert "Nothing was written" in caught.value.hint
        assert connection.execute("SELECT * FROM products ORDER BY id").fetchall() == before
    finally:
        importer.close()
    rows = export_products(
        connect,
        tmp_path / "out.csv",
        ExportOptions(),
        report=lambda _: None,
        cancellation=Cancellation(),
    )
    assert rows == 2

"""A catalogue in another schema, or under another name: everything the program asks is asked of that table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    BulkOutcome,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    RowChange,
    SetCategory,
    SetMetadata,
)
from catalogue_gui.catalogue.errors import AccessDenied, CatalogueMissing, EditConflict
from catalogue_gui.catalogue.exporting import ExportOptions
from catalogue_gui.catalogue.importing import ImportOptions, Mode, Outcome
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Change, Edit, Field, NewProduct, Product
from catalogue_gui.catalogue.query import ExtraColumn, ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.diagnosis import diagnose
from catalogue_gui.database.schema import check_catalogue, set_up_catalogue
from catalogue_gui.database.table_name import TableName
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.export import export_products
from catalogue_gui.transfer.importer import Importer
from catalogue_gui.transfer.undoing import TakenBack

NAMES = [
    ("", "order"),
    ("Größe %s", "ünï Product List"),
    ('the "old" 100% \\0041', "x" * 63),
]
ODD_NAMES = [
    ("", "Product List"),
    ("shop", "products"),
    ("", "x" * 62 + "y"),
    ("ж" * 31, "日" * 20),
    ("100% wool\\", "50%b {off} \\0041 %(a)s"),
    ("a.b", "O'Brien\"; DROP TABLE products; --"),
    (" ", "$1"),
]
LETTERS = "abcdefgh"


def target_of(uri: str, schema: str, table: str) -> Target:
    plain = Target.from_uri(uri)
    return Target(plain.parameters, schema=schema, table=table)


def rows_of(connection: Connection, name: TableName) -> list[str]:
    """Every row of a table as text, whatever its columns are."""
    # A check of what the program composes must not be composed by it.
    parts = [name.schema, name.table] if name.schema else [name.table]
    statement = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(sql.Identifier(*parts))
    return [row[0] for row in connection.execute(statement)]


@pytest.fixture(params=NAMES, ids=[f"{schema}.{table}"[:24] for schema, table in NAMES])
def target(request: pytest.FixtureRequest, empty_database: str) -> Iterator[Target]:
    """Where the catalogue is to be; beside it lies another, which nothing may touch."""
    schema, table = request.param
    with open_connection(Target.from_uri(empty_database)) as owner:
        set_up_catalogue(owner)
        owner.execute(
            "INSERT INTO products (name, price, category, tags) VALUES ('decoy', 9, 'Decoys', '{decoy}')"
        )
        before = rows_of(owner, TableName())
        yield target_of(empty_database, schema, table)
        assert rows_of(owner, TableName()) == before


@pytest.fixture
def catalogue(target: Target) -> Iterator[Catalogue]:
    """Set up, with eight products and a column of its own."""
    made = Catalogue(target)
    made.database.set_up(fast_text=True)
    with open_connection(target) as owner:
        owner.execute(
            sql.SQL("ALTER TABLE {} ADD COLUMN shelf text").format(target.table_name.identifier)
        )
    made.database.open()
    with made.database.connection() as connection:
        for number, letter in enumerate(LETTERS):
            made.insert(
                connection,
                NewProduct(
                    letter,
                    Decimal(number),
                    f"Home/{letter}",
                    ("all", letter),
                    f'{{"n": {number}, "dims": {{"h": 1}}}}',
                    number,
                    extra=(("shelf", f"s{9 - number}"),),
                ),
            )
    yield made
    made.database.close()


def found(catalogue: Catalogue, connection: Connection, text: str, sort: Sort) -> list[Product]:
    """What a search finds, by the first rows and by the snapshot, which must agree."""
    query = parse_query(text)
    snapshot = OrderSnapshot()
    catalogue.fetch_snapshot(connection, query, sort, snapshot)
    ids = snapshot.ids(0, snapshot.row_count)
    page = [each for each in catalogue.fetch_page(connection, ids) if each is not None]
    assert page == catalogue.fetch_slice(connection, query, sort, 0, 50)
    assert catalogue.fetch_count(connection, query) == len(page)
    return page


def test_that_everything_is_read_from_that_table(catalogue: Catalogue) -> None:
    by_name = Sort()
    with catalogue.database.connection() as connection:
        rows = found(catalogue, connection, "", by_name)
        assert [row.name for row in rows] == list(LETTERS)
        by_shelf = found(catalogue, connection, "tag:all", Sort(ExtraColumn("shelf")))
        assert [row.name for row in by_shelf] == list(reversed(LETTERS))
        for text in ("tag:c", "meta.n:2", "category:Home/c", "price:2", "has:dims.h c", '"c"'):
            assert [row.name for row in found(catalogue, connection, text, by_name)] == ["c"]
        assert found(catalogue, connection, "decoy", by_name) == []
        facets = catalogue.fetch_facets(connection, parse_query("tag:all category:Home"))
        assert facets.categories == tuple((f"Home/{letter}", 1) for letter in LETTERS)
        assert dict(facets.tags) == {"all": 8, **dict.fromkeys(LETTERS, 1)}
        keys = {key.path for key in catalogue.fetch_metadata_keys(connection)}
        assert keys == {("n",), ("dims",), ("dims", "h")}
        assert catalogue.fetch_metadata_values(connection, ("dims", "h")) == (("1", 8),)
        assert catalogue.fetch_tags(connection, "") == (
            ("all", 8),
            *((letter, 1) for letter in LETTERS),
        )
        query = ProductQuery()
        jump = catalogue.find_by_prefix(connection, query, by_name, Field.CATEGORY, "home/D", 0)
        assert jump == rows[3].id


def test_that_one_product_is_added_changed_and_deleted_there(catalogue: Catalogue) -> None:
    with catalogue.database.connection() as connection:
        (row,) = found(catalogue, connection, "tag:b", Sort())
        edit = Edit(
            row.id,
            {
                Field.PRICE: Change(row.price, Decimal("7.50")),
                Field.METADATA: Change(row.metadata_text, '{"n": 1, "dims": {"h": 2}}'),
            },
        )
        with connection.transaction():
            catalogue.lock(connection, row.id)
            assert catalogue.update(connection, edit).price == Decimal("7.50")
        stale = Edit(row.id, {Field.PRICE: Change(row.price, Decimal(8))})
        with pytest.raises(EditConflict):
            catalogue.update(connection, stale)
        gone = catalogue.delete(connection, row.id)
        assert gone is not None
        assert dict(gone.extra) == {"shelf": "s8"}
        again = NewProduct.again(gone)
        back = catalogue.insert(connection, again)
        assert (back.id, back.extra, back.created_at) == (gone.id, gone.extra, gone.created_at)
        # The answer was lost, and it is sent once more.
        assert catalogue.insert(connection, again).id == gone.id


CHANGES: list[BulkChange] = [
    SetCategory("Garden"),
    AddTags(("new",)),
    ChangePriceByPercent(Decimal(10)),
    ChangeStockBy(3),
    SetMetadata(("dims", "w"), "10.00"),
    RemoveMetadata(("dims", "h")),
]


def test_that_many_are_changed_and_deleted_and_brought_back_there(catalogue: Catalogue) -> None:
    table = catalogue.database.target.table_name
    with catalogue.database.connection() as connection:
        rows = found(catalogue, connection, "", Sort())
        ids = [row.id for row in rows]
        before = [(row.id, row.category, row.tags, row.price, row.metadata_text) for row in rows]
        for change in CHANGES:
            written: list[RowChange] = []
            shown = catalogue.preview_bulk(connection, ids, change, 3)
            with connection.transaction():
                outcome = catalogue.apply_bulk(
                    connection, ids, change, written.extend, lambda _: None
                )
            assert outcome.changed == shown.changing == len(written) > 0
            with connection.transaction():
                taken = catalogue.revert_bulk(connection, change, [written], lambda _: None)
            assert taken == BulkOutcome(len(written))
        rows = found(catalogue, connection, "", Sort())
        assert before == [
            (row.id, row.category, row.tags, row.price, row.metadata_text) for row in rows
        ]
        kept: list[Product] = []
        with connection.transaction():
            outcome = catalogue.delete_many(connection, ids, kept.extend, lambda _: None)
        assert (outcome, rows_of(connection, table)) == (BulkOutcome(8), [])
        with connection.transaction():
            again = [NewProduct.again(each) for each in kept]
            assert catalogue.insert_many(connection, [again], lambda _: None) == 8
        rows = found(catalogue, connection, "", Sort())
        assert [row.id for row in rows] == ids


def test_that_its_indexes_are_made_used_and_made_again(target: Target) -> None:
    catalogue = Catalogue(target)
    table = target.table_name
    catalogue.database.set_up(fast_text=True)
    try:
        assert catalogue.database.table is not None
        assert catalogue.database.table.has_category_index
        with catalogue.database.connection() as connection:
            assert not catalogue.can_have_order_index(connection)
            assert not catalogue.can_have_text_index(connection)
            made = indexes(connection, table)
            assert len(made) == 6
            for subject in ("name", "name_trgm"):
                parts = [table.schema, table.index_name(subject)]
                connection.execute(
                    sql.SQL("DROP INDEX {}").format(sql.Identifier(*filter(None, parts)))
                )
            assert catalogue.can_have_order_index(connection)
            assert catalogue.can_have_text_index(connection)
            catalogue.add_order_index(connection)
            catalogue.add_text_index(connection)
            assert indexes(connection, table) == made
    finally:
        catalogue.database.close()


def indexes(connection: Connection, table: TableName) -> set[str]:
    found = connection.execute(
        "SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indrelid = %s::regclass",
        (table.regclass,),
    )
    return {row[0] for row in found}


MANY = 12_000  # enough for the indexes to be built after the rows, and for tidying


def test_that_a_file_goes_in_and_out_and_is_taken_back_there(
    target: Target, tmp_path: Path
) -> None:
    name = target.table_name
    file, changed, out = (tmp_path / each for each in ("new.csv", "changed.csv", "out.csv"))
    head = "name,price,category,tags,stock\n"
    file.write_text(head + "".join(f"P{n},{n}.50,Home,a|b,{n}\n" for n in range(MANY)))
    changed.write_text(
        head + "".join(f"P{n},1.00,Garden,c,7\n" for n in range(MANY - 11_000, MANY + 10))
    )

    def connect() -> Connection:
        return open_connection(target, role="import")

    with connect() as owner:
        set_up_catalogue(owner, name)
        importer = Importer(
            connect, report=lambda _: None, cancellation=Cancellation(), products=name
        )
        try:
            importer.check(file, ImportOptions())
            made = indexes(owner, name)
            assert importer.write(tmp_path).written == MANY
            importer.wait_until_tidy()
            assert indexes(owner, name) == made
            before = rows_of(owner, name)
            report = importer.check(changed, ImportOptions(mode=Mode.UPSERT))
            assert (report.new, report.changed) == (10, 11_000)
            assert len(importer.rows(Outcome.CHANGED, 0, 5)) == 5
            report = importer.write(tmp_path)
            importer.wait_until_tidy()
            assert report.undo is not None
            assert importer.undo_import(report.undo) == TakenBack(11_010, 0)
            assert rows_of(owner, name) == before
        finally:
            importer.close()
        analysed = owner.execute(
            "SELECT EXISTS (SELECT FROM pg_statistic WHERE starelid = %s::regclass)",
            (name.regclass,),
        )
        assert analysed.fetchone() == (True,)
    options = ExportOptions(query="category:Home price:<9", sort="stock:desc")
    for ids in (None, ids_of(target, tmp_path)):
        rows = export_products(
            connect,
            out,
            options,
            report=lambda _: None,
            cancellation=Cancellation(),
            ids_file=ids,
            products=name,
        )
        assert rows == len(out.read_text().splitlines()) - 1 == 9


def ids_of(target: Target, folder: Path) -> Path:
    """A file with the ids of the first nine products."""
    with open_connection(target) as connection:
        statement = sql.SQL("SELECT id FROM {} ORDER BY stock LIMIT 9").format(
            target.table_name.identifier
        )
        ids: list[UUID] = [row[0] for row in connection.execute(statement)]
    path = folder / "ids"
    path.write_bytes(b"".join(each.bytes for each in ids))
    return path


def test_that_any_name_will_do(empty_database: str) -> None:
    made = []
    for schema, table in [*NAMES, *ODD_NAMES]:
        catalogue = Catalogue(target_of(empty_database, schema, table))
        catalogue.database.set_up(fast_text=True)
        try:
            assert catalogue.database.table is not None
            assert catalogue.database.table.has_category_index
            with catalogue.database.connection() as connection:
                catalogue.insert(connection, NewProduct(f"one of {table}", Decimal(1), "c"))
                (row,) = found(catalogue, connection, "category:c", Sort())
                assert row.name == f"one of {table}"
                name = catalogue.database.target.table_name
                parts = [name.schema, name.index_name("name")]
                connection.execute(
                    sql.SQL("DROP INDEX {}").format(sql.Identifier(*filter(None, parts)))
                )
                catalogue.add_order_index(connection)
                assert len(indexes(connection, name)) == 6
                made.append(catalogue.database.table.table_name)
        finally:
            catalogue.database.close()
    assert len(set(made)) == len(NAMES) + len(ODD_NAMES)


def test_that_the_connection_test_finds_it(target: Target) -> None:
    assert not any("Found as" in each.message for each in diagnose(target))
    with open_connection(target) as owner:
        set_up_catalogue(owner, target.table_name)
    assert any(f".{target.table}" in each.message for each in diagnose(target))


@pytest.fixture
def guest(empty_database: str) -> Iterator[tuple[psycopg.Connection[tuple[object, ...]], Target]]:
    """An administrator's connection, and where a role without rights looks for its catalogue."""
    role = f"guest_{uuid4().hex[:8]}"
    with psycopg.connect(empty_database, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        yield owner, target_of(make_conninfo(empty_database, user=role), "the shop", "list")
        owner.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def test_that_a_table_that_is_missing_is_called_by_its_name(
    guest: tuple[Connection, Target],
) -> None:
    _, target = guest
    with open_connection(target) as connection:
        with pytest.raises(CatalogueMissing) as caught:
            check_catalogue(connection, target.table_name)
        assert "“the shop.list”" in caught.value.message
        assert not caught.value.can_have_fast_text
        with pytest.raises(AccessDenied):
            set_up_catalogue(connection, target.table_name)


def test_that_a_schema_that_is_there_is_used_by_whoever_may_not_make_one(
    guest: tuple[Connection, Target],
) -> None:
    owner, target = guest
    role = sql.Identifier(target.parameters["user"])
    owner.execute('CREATE SCHEMA "the shop"')
    with open_connection(target) as connection:
        with pytest.raises(AccessDenied):
            check_catalogue(connection, target.table_name)
        owner.execute(sql.SQL('GRANT USAGE, CREATE ON SCHEMA "the shop" TO {}').format(role))
        owner.execute("CREATE EXTENSION pg_trgm")
        with pytest.raises(CatalogueMissing) as caught:
            check_catalogue(connection, target.table_name)
        assert caught.value.can_have_fast_text
        made = set_up_catalogue(connection, target.table_name, fast_text=True)
        assert (made.schema, made.name) == ("the shop", "list")
        assert len(indexes(connection, target.table_name)) == 6


def test_that_another_kind_of_table_is_called_by_its_name(empty_database: str) -> None:
    target = target_of(empty_database, "", "prices")
    with open_connection(target) as connection:
        connection.execute("CREATE TABLE prices (id uuid, name text)")
        with pytest.raises(CatalogueMissing) as caught:
            check_catalogue(connection, target.table_name)
    assert "“prices”" in caught.value.message
    assert not caught.value.can_set_up


def test_that_a_helper_process_is_told_which_table(empty_database: str) -> None:
    target = target_of(empty_database, "a b", "c")
    assert Target.from_json(target.to_json()) == target
    assert Target.from_json(target.to_json()).table_name == TableName("a b", "c")

"""A whole import taken back, where nobody has changed its products since."""

from __future__ import annotations

import gzip
from pathlib import Path

import psycopg
import pytest

from catalogue_gui.catalogue.errors import Cancelled, FileProblem, ImportRefused
from catalogue_gui.catalogue.importing import ImportUndo
from catalogue_gui.transfer.undoing import TakenBack

STOCK = "name,price,category,tags,stock,colour\n" + "".join(
    f'Product {n},{n}.50,Home,"a,b",{n},red\n' for n in range(1, 41)
)
# Half of them changed, half of them new.
DELIVERY = "name,price,category,tags,stock,colour\n" + "".join(
    f"Product {n},1,Garden,c,7,blue\n" for n in range(21, 61)
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "undo"


@pytest.fixture
def stocked(bench, write_file):
    bench.load(write_file(STOCK))
    return bench


def deliver(bench, write_file, folder) -> ImportUndo:
    report = bench.load(write_file(DELIVERY), mode="upsert", undo_folder=folder)
    assert (report.new, report.changed) == (20, 20)
    assert report.undo is not None
    return report.undo


def test_that_an_import_taken_back_leaves_the_catalogue_as_it_was(stocked, write_file, folder):
    before = stocked.products()
    undo = deliver(stocked, write_file, folder)
    assert (undo.inserted, undo.updated) == (20, 20)
    assert stocked.products() != before
    assert stocked.importer.undo_import(undo) == TakenBack(40, 0)
    assert stocked.products() == before


def test_that_what_others_changed_since_is_left_and_counted(stocked, write_file, folder):
    undo = deliver(stocked, write_file, folder)
    stocked.ask(
        "UPDATE products SET stock = 99 WHERE name IN ('Product 25', 'Product 50') RETURNING 1"
    )
    stocked.ask("DELETE FROM products WHERE name IN ('Product 26', 'Product 51') RETURNING 1")
    assert stocked.importer.undo_import(undo) == TakenBack(36, 4)
    left = {row["name"]: row for row in stocked.products()}
    assert left["Product 25"]["stock"] == left["Product 50"]["stock"] == 99
    assert left["Product 25"]["category"] == "Garden"
    assert left["Product 24"]["category"] == "Home"
    assert "Product 26" not in left
    assert "Product 52" not in left


def test_that_a_change_by_somebody_who_has_not_finished_is_waited_for_and_left(
    stocked, write_file, folder
):
    undo = deliver(stocked, write_file, folder)
    with psycopg.connect(stocked.uri) as other:
        other.execute("UPDATE products SET stock = 99 WHERE name = 'Product 25'")
        stocked.on_progress = lambda each: (
            other.commit() if each.phase.startswith("Taking") else None
        )
        assert stocked.importer.undo_import(undo) == TakenBack(39, 1)
    assert stocked.ask("SELECT stock FROM products WHERE name = 'Product 25'") == [{"stock": 99}]


def test_that_an_import_can_be_taken_back_once_only(stocked, write_file, folder):
    undo = deliver(stocked, write_file, folder)
    stocked.importer.undo_import(undo)
    before = stocked.products()
    assert stocked.importer.undo_import(undo) == TakenBack(0, 40)
    assert stocked.products() == before


def test_that_a_later_import_over_the_same_products_is_left(stocked, write_file, folder):
    undo = deliver(stocked, write_file, folder)
    stocked.load(write_file("name,price\nProduct 30,77\n"), mode="update")
    assert stocked.importer.undo_import(undo) == TakenBack(39, 1)


def test_that_an_import_that_only_adds_needs_no_file(bench, write_file, folder):
    report = bench.load(write_file(STOCK), undo_folder=folder)
    assert report.undo.file is None
    assert bench.importer.undo_import(report.undo) == TakenBack(40, 0)
    assert bench.count() == 0


def test_that_a_partitioned_table_is_as_it_was(stocked, write_file, folder):
    stocked.catalogue.execute("ALTER TABLE products RENAME TO plain")
    stocked.catalogue.execute(
        "CREATE TABLE products (LIKE plain INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY LIST (category)"
    )
    stocked.catalogue.execute(
        "CREATE TABLE products_home PARTITION OF products FOR VALUES IN ('Home')"
    )
    stocked.catalogue.execute("CREATE TABLE products_rest PARTITION OF products DEFAULT")
    stocked.catalogue.execute("INSERT INTO products SELECT * FROM plain")
    before = stocked.products()
    undo = deliver(stocked, write_file, folder)
    assert stocked.importer.undo_import(undo) == TakenBack(40, 0)
    assert stocked.products() == before


def test_that_extra_columns_are_as_they_were(stocked, write_file, folder):
    stocked.catalogue.execute("ALTER TABLE products ADD COLUMN shelf text DEFAULT 'x'")
    stocked.catalogue.execute(
        "ALTER TABLE products ADD COLUMN double numeric GENERATED ALWAYS AS (price * 2) STORED"
    )
    stocked.catalogue.execute("UPDATE products SET shelf = name")
    before = stocked.products()
    undo = deliver(stocked, write_file, folder)
    assert stocked.importer.undo_import(undo) == TakenBack(40, 0)
    assert stocked.products() == before


def test_that_odd_values_come_back_as_they_were(bench, write_file, folder):
    bench.ask(
        "INSERT INTO products (name, price, category, tags, metadata) VALUES (%s, 1, %s, %s, %s) RETURNING 1",
        (
            "Kettle",
            "a\\b\tc\nd\\N",
            ['x,"y', "\\", "{}"],
            '{"n": 1.00, "big": 12345678901234567890}',
        ),
    )
    before = bench.ask("SELECT *, metadata::text FROM products")
    undo = bench.load(
        write_file("name,category,tags,n\nKettle,Home,new,2\n"), mode="update", undo_folder=folder
    ).undo
    assert bench.importer.undo_import(undo) == TakenBack(1, 0)
    assert bench.ask("SELECT *, metadata::text FROM products") == before


def test_that_a_trigger_that_writes_other_products_makes_the_import_final(
    stocked, write_file, folder
):
    stocked.catalogue.execute(
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " UPDATE products SET stock = stock + 1 WHERE name = 'Product 1'; RETURN NULL; END $$"
    )
    stocked.catalogue.execute(
        "CREATE TRIGGER touch AFTER INSERT ON products FOR EACH STATEMENT EXECUTE FUNCTION touch()"
    )
    assert stocked.load(write_file(DELIVERY), mode="upsert", undo_folder=folder).undo is None
    assert list(folder.glob("*")) == []


def test_that_a_trigger_that_only_notes_the_time_leaves_the_undo_possible(
    stocked, write_file, folder
):
    stocked.catalogue.execute(
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " NEW.updated_at := clock_timestamp(); RETURN NEW; END $$"
    )
    stocked.catalogue.execute(
        "CREATE TRIGGER stamp BEFORE UPDATE ON products FOR EACH ROW EXECUTE FUNCTION stamp()"
    )
    undo = deliver(stocked, write_file, folder)
    assert stocked.importer.undo_import(undo) == TakenBack(40, 0)


@pytest.mark.parametrize("damage", ["gone", "cut", "other", "short"])
def test_that_old_rows_that_are_damaged_change_nothing(stocked, write_file, folder, damage):
    undo = deliver(stocked, write_file, folder)
    before = stocked.products()
    file = Path(undo.file)
    if damage == "gone":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-20])
    elif damage == "other":
        file.write_bytes(b"no gzip at all")
    else:
        lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
        file.write_bytes(gzip.compress(b"".join(lines[:-1])))
    with pytest.raises(FileProblem, match="as it was"):
        stocked.importer.undo_import(undo)
    assert stocked.products() == before


def test_that_an_import_of_another_server_is_not_taken_back(stocked, write_file, folder):
    undo = deliver(stocked, write_file, folder)
    before = stocked.products()
    own = undo.transaction.partition("@")[0]
    with pytest.raises(ImportRefused, match="another server"):
        stocked.importer.undo_import(ImportUndo(undo.file, f"{own}@123/1", 20, 20))
    assert stocked.products() == before


def test_that_products_that_something_else_refers_to_are_all_left(bench, write_file, folder):
    undo = bench.load(write_file(STOCK), undo_folder=folder).undo
    bench.catalogue.execute("CREATE TABLE orders (product uuid REFERENCES products)")
    bench.catalogue.execute("INSERT INTO orders SELECT id FROM products LIMIT 1")
    with pytest.raises(ImportRefused, match="refers to products") as caught:
        bench.importer.undo_import(undo)
    assert "as it was" in caught.value.hint
    assert bench.count() == 40


@pytest.mark.parametrize(
    "phase", ["Reading what was there", "Taking changes back", "Removing what was added"]
)
def test_that_an_undo_that_is_cancelled_changes_nothing(stocked, write_file, folder, phase):
    undo = deliver(stocked, write_file, folder)
    before = stocked.products()
    stocked.on_progress = lambda each: (
        stocked.cancellation.cancel() if each.phase == phase else None
    )
    with pytest.raises(Cancelled):
        stocked.importer.undo_import(undo)
    assert stocked.products() == before
    stocked.cancellation.reset()
    stocked.on_progress = None
    assert stocked.importer.undo_import(undo) == TakenBack(40, 0)


def test_that_an_import_that_fails_leaves_no_file(stocked, write_file, folder):
    stocked.catalogue.execute("ALTER TABLE products ADD CHECK (price <> 1) NOT VALID")
    stocked.check(write_file(DELIVERY), mode="upsert")
    with pytest.raises(ImportRefused):
        stocked.importer.write(folder)
    assert list(folder.glob("*")) == []


def test_that_a_folder_that_cannot_be_written_refuses_the_import(stocked, write_file, tmp_path):
    (tmp_path / "file").write_text("in the way")
    before = stocked.products()
    stocked.check(write_file(DELIVERY), mode="upsert")
    with pytest.raises(FileProblem, match="Nothing was written"):
        stocked.importer.write(tmp_path / "file" / "undo")
    assert stocked.products() == before

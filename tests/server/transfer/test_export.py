"""Products to a file and back."""

from __future__ import annotations

import csv
import io
import signal
import stat
import threading
import time
import uuid
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from catalogue_gui.catalogue.errors import Cancelled, ConnectionLost, FileProblem, InvalidValue
from catalogue_gui.catalogue.exporting import ExportOptions
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.export import export_products

try:
    import resource
except ImportError:
    resource = None


@pytest.fixture
def filled(bench):
    bench.catalogue.execute(
        """
        INSERT INTO products (name, price, category, tags, metadata, stock) VALUES
        ('Kettle, 1.2 l', 24.90, 'Home/Kitchen', '{organic,"big, red","q\\"\\\\x"}',
         '{"brand": "Åcme", "dims": {"w": 10.00}, "n": null, "list": [1, "two"]}', 3),
        (E'Two\\nlines "quoted"', 5, 'Home', '{}', '{}', 0),
        ('急須', 99999999.99, '台所', '{"新"}', '{"k": 12345678901234567890.10}', 2147483647)
        """
    )
    return bench


@pytest.fixture
def export(filled, tmp_path):
    def run(query: str = "", sort: str = "", path=tmp_path / "out.csv", ids_file=None, **options):
        rows = export_products(
            lambda: open_connection(Target.from_uri(filled.uri), role="export"),
            path,
            ExportOptions(query=query, sort=sort, **options),
            report=filled.progress.append,
            cancellation=filled.cancellation,
            ids_file=ids_file,
        )
        return rows, path

    return run


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_that_an_export_holds_every_product_under_the_columns_names(export):
    rows, path = export()
    found = read(path)
    assert rows == len(found) == 3
    assert list(found[0]) == [
        "id",
        "name",
        "price",
        "category",
        "tags",
        "metadata",
        "stock",
        "created_at",
        "updated_at",
    ]


def test_that_an_exported_catalogue_imports_as_unchanged_throughout(filled, export):
    _rows, path = export()
    report = filled.check(path, mode="upsert")
    assert (report.records, report.unchanged) == (3, 3)
    assert report.columns["metadata"] == "metadata"
    assert report.columns["updated_at"] == "ignore"


def test_that_an_export_fills_an_empty_catalogue_with_the_same_products(filled, export):
    _rows, path = export()
    text = "SELECT id, name, price, category, tags, metadata::text AS m, stock FROM products ORDER BY id"
    before = filled.ask(text)
    filled.catalogue.execute("TRUNCATE products")
    assert filled.load(path).written == 3
    assert filled.ask(text) == before


def test_that_a_search_and_a_sort_decide_what_is_exported(export):
    rows, path = export("stock:>0", "price:desc")
    assert rows == 2
    assert [each["price"] for each in read(path)] == ["99999999.99", "24.90"]


@pytest.mark.parametrize("sort", ["colour", "price:up", "metadata"])
def test_that_a_sort_that_makes_no_sense_is_refused(export, sort):
    with pytest.raises(InvalidValue, match="cannot be sorted"):
        export("", sort)


def test_that_a_search_that_makes_no_sense_leaves_no_file(export, tmp_path):
    with pytest.raises(InvalidValue):
        export("price:abc")
    assert list(tmp_path.iterdir()) == []


def test_that_a_cancelled_export_leaves_the_old_file_alone(filled, export, tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    filled.cancellation.cancel()
    with pytest.raises(Cancelled):
        export()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_file_that_cannot_be_written_is_a_clear_problem(export, tmp_path):
    with pytest.raises(FileProblem, match="could not be written"):
        export(path=tmp_path / "missing" / "out.csv")


def test_that_an_export_has_the_rights_of_any_new_file(export, tmp_path):
    _rows, path = export()
    other = tmp_path / "other"
    other.write_text("")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


def ids_of(filled, *names):
    rows = {row["name"]: row["id"] for row in filled.products()}
    return [rows[name] for name in names]


@pytest.fixture
def write_ids(tmp_path):
    def write(ids):
        path = tmp_path / "ids"
        path.write_bytes(b"".join(each.bytes for each in ids))
        return path

    return write


def test_that_chosen_products_come_in_the_order_in_which_they_were_chosen(
    filled, export, write_ids
):
    names = ("急須", "Kettle, 1.2 l")
    rows, path = export(ids_file=write_ids(ids_of(filled, *names)))
    assert rows == 2
    assert [each["name"] for each in read(path)] == list(names)


def test_that_a_chosen_product_that_is_gone_is_left_out(filled, export, write_ids):
    ids = write_ids([uuid.uuid4(), *ids_of(filled, "急須")])
    rows, path = export(ids_file=ids)
    assert (rows, len(read(path))) == (1, 1)


def test_that_more_chosen_products_than_one_statement_takes_keep_their_order(
    filled, export, write_ids
):
    filled.catalogue.execute(
        "INSERT INTO products (name, price, category) SELECT 'N' || n, 1, 'x' FROM generate_series(1, 45000) n"
    )
    found = filled.ask("SELECT id FROM products ORDER BY md5(id::text)")
    rows, path = export(ids_file=write_ids(row["id"] for row in found))
    assert rows == 45003
    assert [each["id"] for each in read(path)] == [str(row["id"]) for row in found]


def test_that_a_damaged_list_of_products_is_a_clear_problem(export, tmp_path):
    (tmp_path / "ids").write_bytes(b"123")
    with pytest.raises(FileProblem, match="damaged"):
        export(ids_file=tmp_path / "ids")


def test_that_no_product_makes_a_file_with_the_headers_alone(export, write_ids):
    rows, path = export("stock:>2147483646 price:<1")
    assert rows == 0
    assert path.read_bytes().count(b"\n") == 1
    assert export(ids_file=write_ids([]))[0] == 0


def test_that_the_columns_come_as_they_are_asked_for(export):
    _rows, path = export(sort="price", columns=("price", "metadata.dims.w", "name"))
    assert path.read_text().splitlines()[0] == "price,metadata.dims.w,name"
    assert [each["metadata.dims.w"] for each in read(path)] == ["", "10.00", ""]


@pytest.mark.parametrize("columns", [("colour",), ("name", "name"), (), ("metadata.",)])
def test_that_columns_that_make_no_sense_are_refused(export, tmp_path, columns):
    with pytest.raises(InvalidValue):
        export(columns=columns)
    assert list(tmp_path.iterdir()) == []


def test_that_a_column_of_the_catalogues_own_is_exported_when_it_is_asked_for(filled, export):
    filled.catalogue.execute("ALTER TABLE products ADD COLUMN \"100%; a,b\" text DEFAULT 'x%y'")
    assert "100%; a,b" not in read(export()[1])[0]
    _rows, path = export(columns=("name", "100%; a,b"))
    assert read(path)[0]["column.100%; a,b"] == "x%y"
    assert export(columns=("column.100%; a,b",), sort="column.100%; a,b")[0] == 3


def test_that_progress_counts_products_towards_what_the_window_knows(filled, export):
    export(total=3)
    assert {(each.total, each.unit) for each in filled.progress} == {(3, "products")}
    assert filled.progress[-1].done == 3


def test_that_a_guess_that_proves_too_small_is_given_up(filled, export):
    filled.catalogue.execute("ANALYZE products")
    # More than the server knows of.
    filled.catalogue.execute(
        "INSERT INTO products (name, price, category) SELECT repeat('x', 9000), 1, 'x' FROM generate_series(1, 100)"
    )
    export("stock:<=0 category:x")
    middle = filled.progress[1:-1]
    assert middle
    assert all(each.total is None or each.done <= each.total for each in filled.progress)


def test_that_an_export_sees_one_state_of_the_catalogue(filled, export, write_ids):
    filled.catalogue.execute(
        "INSERT INTO products (name, price, category) SELECT 'N' || n, 1, 'x' FROM generate_series(1, 25000) n"
    )
    ids = write_ids(row["id"] for row in filled.ask("SELECT id FROM products ORDER BY id"))

    def change(progress):
        if progress.done and len(filled.progress) == 2:
            filled.catalogue.execute("UPDATE products SET price = 2")

    filled.progress = Telling(change)
    _rows, path = export(ids_file=ids, columns=("price", "category"))
    assert {each["price"] for each in read(path) if each["category"] == "x"} == {"1.00"}
    assert filled.ask("SELECT DISTINCT price FROM products") == [{"price": 2}]


class Telling(list):
    """A list that tells of what is put into it."""

    def __init__(self, tell):
        super().__init__()
        self._tell = tell

    def append(self, each):
        super().append(each)
        self._tell(each)


def test_that_a_cancel_in_the_servers_long_statement_is_answered_at_once(filled, export, tmp_path):
    # Each row takes the server five seconds.
    filled.catalogue.execute(
        "ALTER TABLE products RENAME TO goods;"
        "CREATE TABLE products (LIKE goods INCLUDING ALL);"
        "CREATE FUNCTION slowly(text) RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT pg_sleep(5) IS NOT NULL';"
        "INSERT INTO products SELECT * FROM goods;"
        "ALTER TABLE products ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY slow ON products USING (slowly(name));"
        "CREATE ROLE slow_reader LOGIN; GRANT SELECT ON products TO slow_reader"
    )
    asked_at: list[float] = []

    def cancel() -> None:
        filled.wait_for(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND starts_with(query, 'COPY') AND state = 'active'"
        )
        asked_at.append(time.monotonic())
        filled.cancellation.cancel()

    canceller = threading.Thread(target=cancel, name="test-cancel")
    canceller.start()
    uri = make_conninfo(filled.uri, user="slow_reader")
    try:
        with pytest.raises(Cancelled):
            export_products(
                lambda: open_connection(Target.from_uri(uri), role="export"),
                tmp_path / "out.csv",
                ExportOptions(total=3),
                report=filled.progress.append,
                cancellation=filled.cancellation,
            )
        assert time.monotonic() - asked_at[0] < 4
    finally:
        canceller.join()
        filled.catalogue.execute("DROP OWNED BY slow_reader; DROP ROLE slow_reader")
    assert list(tmp_path.iterdir()) == []


def test_that_a_connection_that_breaks_on_the_way_leaves_no_file(filled, export, tmp_path):
    filled.catalogue.execute(
        "INSERT INTO products (name, price, category) SELECT repeat('x', 500), 1, 'x' FROM generate_series(1, 20000)"
    )

    def cut(progress):
        if progress.done:
            filled.catalogue.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()"
            )

    filled.progress = Telling(cut)
    with pytest.raises(ConnectionLost):
        export()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_that_a_device_is_never_replaced_by_a_file(export):
    with pytest.raises(FileProblem, match="a device"):
        export(path=Path("/dev/full"))
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@pytest.mark.skipif(resource is None, reason="this system has no limit on files")
def test_that_a_full_disk_on_the_way_leaves_the_old_file_and_says_so(filled, export, tmp_path):
    filled.catalogue.execute(
        "INSERT INTO products (name, price, category) SELECT repeat('x', 500), 1, 'x' FROM generate_series(1, 20000)"
    )
    path = tmp_path / "out.csv"
    path.write_text("old")
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, limits[1]))
    try:
        with pytest.raises(FileProblem, match="the disk cannot hold"):
            export()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]

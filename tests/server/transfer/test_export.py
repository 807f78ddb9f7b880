"""Products to a file and back."""

from __future__ import annotations

import csv
import io
import stat

import pytest

from catalogue_gui.catalogue.errors import Cancelled, FileProblem, InvalidValue
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.export import export_products


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
    def run(query: str = "", sort: str = "", path=tmp_path / "out.csv"):
        rows = export_products(
            lambda: open_connection(Target.from_uri(filled.uri), role="export"),
            path,
            query_text=query,
            sort_text=sort,
            report=filled.progress.append,
            cancellation=filled.cancellation,
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

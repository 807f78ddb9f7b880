"""The form that spreadsheets open rightly."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.exporting import ExportOptions, Form
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.export import export_products
from tests.server.transfer.conftest import Workbench

Export = Callable[..., list[list[str]]]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "=cmd|' /C calc'!A0"]


@pytest.fixture
def export(bench: Workbench, tmp_path: Path) -> Export:
    """Write a spreadsheet and read its cells back."""

    def run(*columns: str, delimiter: str = ",", **options: Any) -> list[list[str]]:
        path = tmp_path / "out.csv"
        export_products(
            lambda: open_connection(Target.from_uri(bench.uri), role="export"),
            path,
            ExportOptions(
                form=Form.SPREADSHEET, columns=columns or None, delimiter=delimiter, **options
            ),
            report=bench.progress.append,
            cancellation=bench.cancellation,
        )
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        text = path.read_bytes().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))

    return run


def add(bench: Workbench, **values: object) -> None:
    product = {"name": "Kettle", "price": "24.90", "category": "Home", **values}
    columns, marks = ", ".join(product), ", ".join(["%s"] * len(product))
    bench.ask(
        f"INSERT INTO products ({columns}) VALUES ({marks}) RETURNING id", tuple(product.values())
    )


def test_that_marks_are_those_of_the_users_country(bench: Workbench, export: Export) -> None:
    add(bench, tags=["new", "big, red"], stock=3)
    cells = export("name", "price", "tags", "stock", delimiter=";", decimal=",")
    assert cells == [["name", "price", "tags", "stock"], ["Kettle", "24,90", "new, big, red", "3"]]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_that_no_text_is_left_that_could_run_as_a_formula(
    bench: Workbench, export: Export, text: str
) -> None:
    bench.catalogue.execute("ALTER TABLE products ADD COLUMN supplier varchar(40)")
    add(bench, name=text, category=text, tags=[text], metadata=f'{{"k": {quoted(text)}}}')
    bench.catalogue.execute("UPDATE products SET supplier = %s", (text,))
    (_head, cells) = export("name", "category", "tags", "metadata.k", "supplier")
    assert cells == [f"'{text}"] * 5


def quoted(text: str) -> str:
    return '"' + text.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n") + '"'


def test_that_a_formula_as_the_name_of_a_column_is_harmless_as_well(
    bench: Workbench, export: Export
) -> None:
    bench.catalogue.execute('ALTER TABLE products ADD COLUMN "=1+1" text')
    assert export("name", "=1+1", 'metadata."=2"') == [["name", "'=1+1", "'=2"]]


def test_that_a_number_below_zero_stays_a_number(bench: Workbench, export: Export) -> None:
    bench.catalogue.execute(
        "ALTER TABLE products DROP CONSTRAINT products_stock_check, ADD COLUMN margin numeric,"
        " ADD COLUMN rank int, ADD COLUMN weight float8, ADD COLUMN fee money"
    )
    add(bench, stock=-3, margin="-1.5", rank=-7, weight=-0.25, fee="-2.50", metadata='{"n": -4.50}')
    (_head, cells) = export(
        "stock", "margin", "rank", "weight", "fee", "metadata.n", delimiter=";", decimal=","
    )
    assert cells == ["-3", "-1,5", "-7", "-0,25", "-2,50", "-4,50"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('"12"', "12"),
        ("1.00", "1.00"),
        ("12345678901234567890", "12345678901234567890"),
        ("true", "true"),
        ("null", ""),
        ('["a", 1, "b"]', "a, 1, b"),
        ("[]", ""),
        ('{"w": 10}', '{"w": 10}'),
    ],
)
def test_that_a_metadata_key_is_a_column_that_can_be_read(
    bench: Workbench, export: Export, value: str, shown: str
) -> None:
    add(bench, metadata=f'{{"k": {value}}}')
    assert export("metadata.k", "name") == [["k", "name"], [shown, "Kettle"]]


def test_that_a_nested_key_goes_by_its_path(bench: Workbench, export: Export) -> None:
    add(bench, metadata='{"dims": {"w": 10}, "100%": 5}')
    assert export("metadata.dims.w", "metadata.100%") == [["dims.w", "100%"], ["10", "5"]]


def test_that_all_columns_are_those_of_the_table(bench: Workbench, export: Export) -> None:
    bench.catalogue.execute("ALTER TABLE products ADD COLUMN supplier text")
    add(bench, supplier="Acme")
    head, cells = export()
    assert head[:4] == ["id", "name", "price", "category"]
    assert (head[-1], cells[-1]) == ("supplier", "Acme")


def test_that_times_are_told_in_the_users_zone(bench: Workbench, export: Export) -> None:
    add(bench, updated_at="2026-07-01 12:00:00+00")
    assert export("updated_at", time_zone="Europe/Oslo")[1] == ["2026-07-01 14:00:00"]
    assert export("updated_at", time_zone="Nowhere/None")[1] == ["2026-07-01 12:00:00"]


def test_that_the_order_goes_by_the_values_and_not_by_how_they_are_written(
    bench: Workbench, export: Export
) -> None:
    for price in ("9", "10", "100"):
        add(bench, price=price)
    cells = export("price", sort="price", delimiter=";", decimal=",")
    assert [row[0] for row in cells] == ["price", "9,00", "10,00", "100,00"]


def test_that_texts_with_marks_in_them_stay_one_cell(bench: Workbench, export: Export) -> None:
    text = 'a;b,c "d"\ne\\f'
    add(bench, name=text)
    assert export("name", "stock", delimiter=";") == [["name", "stock"], [text, "0"]]


@pytest.mark.parametrize("options", [{"delimiter": ";;"}, {"delimiter": '"'}, {"decimal": "x"}])
def test_that_marks_that_cannot_be_are_refused(
    bench: Workbench, export: Export, options: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(InvalidValue):
        export("name", **options)
    assert list(tmp_path.iterdir()) == []

"""What is chosen for an export, without a window."""

from __future__ import annotations

from uuid import uuid4

import pytest

from catalogue_gui.catalogue.exporting import ExportOptions, Form
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import (
    Direction,
    ExtraColumn,
    MetadataKey,
    ProductQuery,
    Sort,
)
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.exporting.choice import (
    ExportOffer,
    ExportWish,
    advice,
    form_text,
    keys_of,
)
from catalogue_gui.gui.exporting.wording import exported_text, exported_title

BRAND = MetadataKey(("brand",))
SUPPLIER = ExtraColumn("supplier")
OFFER = ExportOffer(
    parse_query("tag:new"),
    Sort(Field.PRICE, Direction.DESCENDING),
    found_count=12,
    shown=(Field.PRICE, BRAND, Field.NAME),
    extra=("supplier",),
    metadata_keys=(("brand",), ("dims", "w")),
)


def test_that_the_columns_shown_come_first_and_in_their_order():
    assert OFFER.columns[:4] == (Field.PRICE, BRAND, Field.NAME, Field.ID)
    assert OFFER.columns[-2:] == (SUPPLIER, MetadataKey(("dims", "w")))
    assert len(set(OFFER.columns)) == len(OFFER.columns)


def test_that_all_columns_of_an_exchange_are_those_that_an_import_can_write():
    assert set(OFFER.all_columns(Form.EXCHANGE)) == set(Field)
    assert set(OFFER.all_columns(Form.SPREADSHEET)) == {*Field, SUPPLIER}


@pytest.mark.parametrize(
    ("decimal", "delimiter", "written"), [(",", ";", ","), (".", ",", "."), ("٫", ",", ".")]
)
def test_that_the_marks_are_those_that_spreadsheets_of_the_country_expect(
    decimal, delimiter, written
):
    wish = ExportWish(OFFER, is_selected=False, form=Form.SPREADSHEET, columns=(Field.NAME, BRAND))
    assert wish.options(decimal, "Europe/Oslo") == ExportOptions(
        query="tag:new",
        sort="price:desc",
        columns=("name", "metadata.brand"),
        form=Form.SPREADSHEET,
        delimiter=delimiter,
        decimal=written,
        time_zone="Europe/Oslo",
        total=12,
    )


def test_that_options_cross_the_line_to_the_helper():
    wish = ExportWish(OFFER, is_selected=False, form=Form.EXCHANGE, columns=(Field.NAME,))
    options = wish.options(".", "UTC")
    assert ExportOptions.from_json({"id": 1, "path": "x", **options.to_json()}) == options
    assert ExportOptions.from_json({"columns": None, "form": None}) == ExportOptions()


@pytest.mark.parametrize(("count", "is_preferred"), [(0, False), (1, False), (2, True)])
def test_that_one_selected_product_is_merely_where_the_user_is(count, is_preferred):
    scope = ProductScope.of(uuid4() for _ in range(count))
    assert ExportOffer(ProductQuery(), Sort(), 5, scope).prefers_selected is is_preferred


def test_that_a_remembered_column_that_is_gone_is_left_out():
    texts = ("name", "metadata.gone", "column.gone", "of a later version", "price")
    assert keys_of(texts, OFFER.columns) == (Field.PRICE, Field.NAME)


@pytest.mark.parametrize(
    ("form", "columns", "words"),
    [
        (Form.SPREADSHEET, (), "at least one"),
        (Form.SPREADSHEET, (Field.NAME,), ""),
        (Form.EXCHANGE, (Field.NAME,), "by its name only"),
        (Form.EXCHANGE, (Field.ID, SUPPLIER), "leaves the columns"),
        (Form.EXCHANGE, (Field.ID, Field.NAME), ""),
    ],
)
def test_that_a_choice_is_advised_on(form, columns, words):
    found = advice(form, columns)
    assert words in found
    assert bool(found) == bool(words)


def test_that_the_form_shows_the_marks_it_will_have():
    assert "semicolons between cells, 24,90" in form_text(Form.SPREADSHEET, ",")
    assert "commas between cells, 24.90" in form_text(Form.SPREADSHEET, ".")


@pytest.mark.parametrize(
    ("rows", "words"),
    [(3, "x.csv"), (2, "One of the selected products is not"), (1, "2 of the selected products")],
)
def test_that_selected_products_that_are_gone_are_told(rows, words):
    offer = ExportOffer(ProductQuery(), Sort(), 9, ProductScope.of(uuid4() for _ in range(3)))
    wish = ExportWish(offer, is_selected=True, form=Form.EXCHANGE, columns=(Field.NAME,))
    assert words in exported_text("x.csv", rows, wish)


@pytest.mark.parametrize(
    ("rows", "words"), [(0, "no products"), (1, "1 product"), (2, "2 products")]
)
def test_that_the_title_counts(rows, words):
    assert exported_title(rows) == f"Exported {words}"

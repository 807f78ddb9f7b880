"""What a cell is said to become."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.cell_preview import preview_cell
from catalogue_gui.catalogue.importing import ColumnView
from catalogue_gui.catalogue.typed_values import NumberMarks

COLUMN = ColumnView(
    "a", "a", "name", "", (), number_decimal=None, amount_decimal=",", tag_separator="|"
)
NUMBERS = ColumnView("n", "n", "metadata.n", "", (), number_decimal=",")
ANSWERS = ColumnView("y", "y", "metadata.y", "", (), yes_words=("ja",))


def preview(
    text: str,
    target: str,
    column: ColumnView = COLUMN,
    decimal: str | None = None,
    separator: str | None = None,
) -> str:
    return preview_cell(
        text, target, column, decimal=decimal, separator=separator, marks=NumberMarks()
    )


@pytest.mark.parametrize(
    ("text", "target", "words"),
    [
        (" Kettle ", "name", "Kettle"),
        ("1.299,50 €", "price", "1,299.50"),
        ("on request", "price", "rejected: “on request” is not a price"),
        ("-5", "price", "rejected: “-5” is below zero"),
        ("1.200", "stock", "1,200"),
        ("2,5", "stock", "rejected: “2,5” is not a whole number"),
        ("new | sale", "tags", "new, sale"),
        ("x", "id", "rejected: “x” is not a product id"),
        ("0071", "metadata.code", "“0071”"),
        ("anything", "ignore", ""),
        ("  ", "price", ""),
    ],
)
def test_that_a_cell_is_shown_as_it_will_be(text: str, target: str, words: str) -> None:
    assert preview(text, target) == words


def test_that_what_was_chosen_wins_over_what_was_found() -> None:
    assert preview("1.299", "price", decimal=".") == "1.30"
    assert preview("a/b|c", "tags", separator="/") == "a, b|c"


def test_that_metadata_shows_its_type() -> None:
    assert preview("1.234,50", "metadata.n", NUMBERS) == "1234.50"
    assert preview("-0,5", "metadata.n", NUMBERS) == "-0.5"
    assert preview("n/a", "metadata.n", NUMBERS) == "“n/a”"
    assert [preview(each, "metadata.y", ANSWERS) for each in ("JA", "nein")] == ["yes", "no"]


def test_that_a_price_that_can_be_read_both_ways_is_not_shown_as_either() -> None:
    column = ColumnView("p", "p", "price", "", (), amount_decimal=None)
    assert preview("1.299", "price", column) == "asked about at the check"

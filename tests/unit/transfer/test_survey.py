"""The habits of columns, from all of their values."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.errors import DecimalUndecided
from catalogue_gui.catalogue.importing import ImportOptions
from catalogue_gui.transfer.mapping import map_columns
from catalogue_gui.transfer.reading import Record
from catalogue_gui.transfer.survey import Habits, survey


def habits_of(columns: dict[str, list[str]], **options: object) -> Habits:
    header = list(columns)
    rows = [list(cells) for cells in zip(*columns.values(), strict=True)]
    chosen = ImportOptions(**options)  # type: ignore[arg-type]
    mapping = map_columns(header, len(header), rows, chosen)
    records = [Record(line, cells, None) for line, cells in enumerate(rows, start=2)]
    return survey(records, mapping, chosen)


@pytest.mark.parametrize(
    ("values", "decimal"),
    [
        (["1", "2"], "."),
        (["1.50", "", "-3"], "."),
        (["0,70", "41,50"], ","),
        (["1,299.00", "5"], "."),
    ],
)
def test_that_a_column_of_numbers_is_one(values, decimal):
    assert habits_of({"weight": values}).numbers == {0: decimal}


@pytest.mark.parametrize(
    "values",
    [
        ["1", "x"],
        ["007", "12"],
        ["1234567890123456", "5"],
        ["1,5", "1.5"],
        ["1,299", "2,500"],
        ["1.2.3", "1.2.4"],
        ["+47123", "5"],
        ["5 €", "6 €"],
        ["1e5", "5"],
        ["٣", "5"],
        ["", ""],
    ],
)
def test_that_anything_else_stays_text(values):
    assert habits_of({"thing": values}).numbers == {}


def test_that_one_word_in_the_last_batch_makes_a_column_text():
    values = [str(number) for number in range(1, 10_000)] + ["n/a"]
    assert habits_of({"pages": values}).numbers == {}


def test_that_a_code_is_no_number_whatever_it_is_made_of():
    assert habits_of({"EAN": ["4006381333931"]}).numbers == {}


@pytest.mark.parametrize(
    ("values", "yes"),
    [
        (["yes", "no"], "yes"),
        (["TRUE", "False", ""], "true"),
        (["ja", "nein"], "ja"),
        (["Y", "N"], "y"),
        (["oui", "non"], "oui"),
        (["tak", "nie"], "tak"),
        (["true", "true"], "true"),
    ],
)
def test_that_a_yes_no_column_is_one(values, yes):
    assert yes in habits_of({"new": values}).yes_words[0]


@pytest.mark.parametrize("values", [["yes", "maybe"], ["y", "y"], ["N", "N"], ["0", "1"], ["", ""]])
def test_that_other_words_are_no_yes_or_no(values):
    assert habits_of({"new": values}).yes_words == {}


@pytest.mark.parametrize(
    ("values", "separator"),
    [
        (["new, sale", "old"], ","),
        (["new|sale", "a|b"], "|"),
        (["new;sale, big", "a;b", "c"], ";"),
        (["new", "old"], None),
        (['["a|b"]', "new,sale"], ","),
    ],
)
def test_that_the_tag_separator_is_the_one_the_column_uses(values, separator):
    assert habits_of({"tags": values}).tag_separator == separator


def test_that_the_users_separator_and_decimal_win():
    found = habits_of({"tags": ["a/b,c"], "price": ["1,299"]}, tag_separator="/", decimal=",")
    assert (found.tag_separator, found.price_decimal) == ("/", ",")


def test_that_stock_is_written_as_prices_are_where_it_does_not_say():
    assert habits_of({"price": ["24,90"], "stock": ["1.200"]}).stock_decimal == ","
    assert habits_of({"price": ["24.90"], "stock": ["1,200"]}).stock_decimal == "."
    assert habits_of({"price": ["24"], "stock": ["1.200"]}).stock_decimal == ","


def test_that_prices_of_both_habits_in_equal_number_are_asked_about():
    with pytest.raises(DecimalUndecided, match="as many a decimal point"):
        habits_of({"price": ["1,50", "2.50"]})


def test_that_records_that_are_malformed_say_nothing():
    mapping = map_columns(["pages"], 1, [], ImportOptions())
    records = [Record(2, ["12"], None), Record(3, ["x"], "a stray quotation mark")]
    assert survey(records, mapping, ImportOptions()).numbers == {0: "."}

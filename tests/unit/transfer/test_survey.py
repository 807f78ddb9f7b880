"""The habits of columns, from all of their values."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import DecimalUndecided
from catalogue_gui.catalogue.importing import ImportOptions
from catalogue_gui.transfer.checking import RecordChecker
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


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a time", ["00:30", "12:45"]),
        ("a date", ["2024-01-31", "2024-02-01"]),
        ("a date with points", ["31.12.2024", "12.11.2024"]),
        ("a place in a list", ["1.", "2.", "3."]),
        ("a version", ["1.9", "1.10", "2.0"]),
        ("a telephone number in groups", ["601 234 567", "602 345 678"]),
        ("a telephone number with points", ["601.234.567"]),
        ("a number from abroad", ["+49 151 23456", "+47 22 33 44"]),
        ("bar codes", ["4006381333931", "5901234123457"]),
        ("a bar code of eight digits", ["96385074"]),
        ("powers of ten", ["1e5", "2E3"]),
        ("hexadecimal", ["0x10", "0x20"]),
        ("decimals of two habits", ["1,5", "2.25"]),
        ("a percentage", ["5%", "10%"]),
        ("a range", ["1-2", "3-4"]),
        ("an address in a network", ["10.0.0.1", "10.0.0.2"]),
        ("half a number", ["5.", ".5"]),
    ],
)  # fmt: skip
def test_that_what_only_looks_like_a_number_stays_text(name, values):
    assert habits_of({name: values}).numbers == {}


@pytest.mark.parametrize(
    "header",
    ["Artikelnummer", "Art.-Nr.", "Strekkode", "Produktcode", "Version", "Telefon", "Model", "Datum", "品番", "货号"],
)  # fmt: skip
def test_that_the_name_of_a_code_keeps_its_digits_text(header):
    assert habits_of({header: ["1001", "1002"]}).numbers == {}


@pytest.mark.parametrize(
    ("values", "decimal"),
    [
        (["0.5", "1.0", "2.25"], "."),
        (["1.50", "2.75", "12"], "."),
        (["1 234", "999"], "."),
        (["1'234.50", "2"], "."),
        (["123,456,789", "1"], "."),
        (["1.234.567,5", "2,5"], ","),
        (["12345678", "5"], "."),
    ],
)
def test_that_quantities_are_still_numbers(values, decimal):
    assert habits_of({"amount in all": values}).numbers.get(0) == decimal


def test_that_a_column_says_its_own_decimal_mark_before_the_choice_for_the_file():
    found = habits_of({"price": ["1,50", "2"], "weight": ["0.5", "2.25"]}, decimal=",")
    assert found.numbers == {1: "."}
    assert habits_of({"weight": ["1.500", "2.250"]}, decimal=".").numbers == {0: "."}


@pytest.mark.parametrize(
    ("header", "values"),
    [("origin", ["NO", "NO"]), ("Country", ["SI", "NO"]), ("x", ["ja"]), ("x", ["on"]), ("Sprache", ["no", "si"])],
)  # fmt: skip
def test_that_a_country_or_a_language_is_no_answer(header, values):
    assert habits_of({header: values}).yes_words == {}


@pytest.mark.parametrize(
    "values",
    [["kyllä", "ei"], ["ano", "ne"], ["Evet", "Hayır"], ["Да", "Нет"], ["так", "ні"], ["ναι", "όχι"], ["はい", "いいえ"], ["是", "否"], ["예", "아니요"]],
)  # fmt: skip
def test_that_yes_and_no_are_known_in_more_languages(values):
    found = habits_of({"new": values}).yes_words[0]
    assert values[0].casefold() in found
    assert values[1].casefold() not in found


def test_that_tags_in_several_columns_say_together_what_stands_between_them():
    found = habits_of({"Tag 1": ["a", "b"], "Tag 2": ["c|d", "e"]})
    assert found.tag_separator == "|"


_WRITTEN = st.text(alphabet="0123456789.,' +-eE:/x%", min_size=1, max_size=18).map(str.strip)


@settings(deadline=None, max_examples=400)
@given(st.lists(_WRITTEN.filter(bool), min_size=1, max_size=6))
def test_that_no_digit_of_a_number_is_lost_or_added(values):
    """Whatever a column holds: what is written to the catalogue as a number has the digits of its cell, all of them."""
    header = ["thing"]
    mapping = map_columns(header, 1, [], ImportOptions())
    records = [Record(line, [value], None) for line, value in enumerate(values, start=2)]
    habits = survey(records, mapping, ImportOptions())
    checker = RecordChecker(mapping, ImportOptions(), habits, width=1, look_for_bad_text=False)
    for number, record in enumerate(records, start=1):
        line = checker.check(number, record)
        assert isinstance(line, str)
        slot = line.rstrip("\n").split("\t")[2 + RecordChecker.SLOTS.index("metadata")]
        written = json.loads(slot.replace("\\\\", "\\"), parse_int=str, parse_float=str)["thing"]
        cell = record.cells[0]
        if 0 in habits.numbers:
            assert _digits(written) == _digits(cell), (cell, written)
            assert len(_digits(cell)) <= 15
            assert cell.startswith("-") == written.startswith("-")
            assert not re.match(r"-?0\d", cell)
            assert float(written) == _value(cell, habits.numbers[0])
        else:
            assert written == cell


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _value(text: str, decimal: str) -> float:
    kept = "".join(each for each in text if each in "0123456789-" or each == decimal)
    return float(kept.replace(",", "."))

"""Cells as values, and the reasons why not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.cell_values import (
    ValueRejected,
    parse_array_literal,
    parse_id,
    parse_json_object,
    parse_price,
    parse_stock,
    parse_tags,
)
from catalogue_gui.transfer.copy_format import array_literal


@pytest.mark.parametrize(
    ("text", "price", "is_rounded"),
    [
        ("24.90", "24.90", False),
        ("24.900", "24.90", False),
        ("0.005", "0.01", True),
        ("0.004", "0.00", True),
        ("2.675", "2.68", True),
        ("99999999.99", "99999999.99", False),
        ("99999999.994", "99999999.99", True),
        ("-0", "0.00", False),
    ],
)
def test_that_prices_have_two_places(text, price, is_rounded):
    assert parse_price(text, ".") == (Decimal(price), is_rounded)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("call us", "“call us” is not a price"),
        ("12,5x", "“12,5x” is not a price"),
        ("-1", "“-1” is below zero"),
        ("99999999.995", "above the highest price"),
        ("1000000000000", "above the highest price"),
    ],
)
def test_that_impossible_prices_are_rejected(text, reason):
    with pytest.raises(ValueRejected, match=reason):
        parse_price(text, ".")


@pytest.mark.parametrize(
    ("text", "decimal", "stock"),
    [
        ("0", ".", 0),
        ("12", ".", 12),
        ("12.00", ".", 12),
        ("1,200", ".", 1200),
        ("1.200", ",", 1200),
        ("1 200", ",", 1200),
        ("1.200,00", ",", 1200),
        ("2147483647", ".", 2147483647),
    ],
)
def test_that_stock_is_a_whole_number(text, decimal, stock):
    assert parse_stock(text, decimal) == stock


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.5", "not a whole number"),
        ("-3", "below zero"),
        ("2147483648", "above the highest stock"),
        ("99999999999999999999", "above the highest stock"),
        ("many", "not a number of pieces"),
        ("5 €", "not a number of pieces"),
        ("in stock", "not a number of pieces"),
    ],
)
def test_that_impossible_stock_is_rejected(text, reason):
    with pytest.raises(ValueRejected, match=reason):
        parse_stock(text, ".")


@pytest.mark.parametrize(
    ("text", "separator", "tags"),
    [
        ("new, sale , ,new", ",", ("new", "sale")),
        ("new|sale", "|", ("new", "sale")),
        ("two words", None, ("two words",)),
        ('["a, b", "c", " ", "a, b", 5]', ",", ("a, b", "c", "5")),
        ('{a,"b, c",NULL,"NULL"}', ",", ("a", "b, c", "NULL")),
        ("{}", ",", ()),
        ("[]", ",", ()),
        ("[broken, json]", ",", ("[broken", "json]")),
        ("{a,{b}}", ";", ("{a,{b}}",)),
        ("[true]", ",", ("[true]",)),
    ],
)
def test_that_tags_are_trimmed_whole_and_without_repeats(text, separator, tags):
    assert parse_tags(text, separator) == tags


@given(st.lists(st.text(max_size=8)))
def test_that_every_array_literal_comes_back(items):
    assert parse_array_literal(array_literal(tuple(items))) == items


def test_that_ids_come_in_their_usual_form():
    usual = "11111111-1111-4111-8111-1111111111ab"
    assert parse_id(usual.upper()) == parse_id(usual.replace("-", "")) == usual
    with pytest.raises(ValueRejected, match="not a product id"):
        parse_id("741")


def test_that_a_json_object_keeps_its_text():
    text = '{"a": 10.00, "b": 12345678901234567890}'
    assert parse_json_object(text) == text


@pytest.mark.parametrize("text", ["", "[1]", "5", "{", '{"a": NaN}', '{"a":' * 100_000])
def test_that_what_is_no_object_is_rejected(text):
    with pytest.raises(ValueRejected, match="not a JSON object"):
        parse_json_object(text)

"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.amounts import DecimalEvidence, split_amount, to_decimal


def value_of(text: str, decimal: str) -> Decimal | None:
    amount = split_amount(text)
    return None if amount is None else to_decimal(amount.digits, decimal)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("5", ".", "5"),
        ("24.90", ".", "24.90"),
        ("24,90", ",", "24.90"),
        (".50", ".", "0.50"),
        ("5.", ".", "5"),
        ("1,299.00", ".", "1299.00"),
        ("1.299,00", ",", "1299.00"),
        ("1 299,00", ",", "1299.00"),
        ("1\u00a0299,00", ",", "1299.00"),
        ("1\u202f299,00", ",", "1299.00"),
        ("1'299.00", ".", "1299.00"),
        ("1’299.00", ".", "1299.00"),
        ("1,23,456", ".", "123456"),
        ("12,34,567.50", ".", "1234567.50"),
        ("1,234,567.891", ".", "1234567.891"),
        ("$1,299.00", ".", "1299.00"),
        ("€ 5", ".", "5"),
        ("5 €", ".", "5"),
        ("5€", ".", "5"),
        ("EUR 24,90", ",", "24.90"),
        ("24,90 EUR", ",", "24.90"),
        ("kr 99,50", ",", "99.50"),
        ("99,50 kr.", ",", "99.50"),
        ("1 299,00 zł", ",", "1299.00"),
        ("R$ 10,00", ",", "10.00"),
        ("Rs. 1,23,456.50", ".", "123456.50"),
        ("CHF 12.-", ".", "12"),
        ("12,-", ",", "12"),
        ("+5", ".", "5"),
    ],
)
def test_that_a_number_is_read_in_its_habit(text, decimal, value):
    assert value_of(text, decimal) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "12,5x",
        "1.2.3",
        "1 2",
        "12 34,00",
        "1,2345.00",
        "5 EUR EUR",
        "$5 €",
        "12 %",
        "1e5",
        "--5",
        "٣",
        "½",
        "0x10",
        "(5.00)",
        "5-10",
        "NaN",
        "9" * 65,
        "1,,000",
        "'5",
    ],
)
def test_that_other_text_is_no_number(text):
    assert value_of(text, ".") is None


def test_that_the_sign_is_told_from_the_digits():
    for text in ("-5.00", "−5.00", "$-5.00", "-$5.00", "- 5.00"):
        amount = split_amount(text)
        assert amount is not None
        assert (amount.is_negative, amount.digits) == (True, "5.00")


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["", ",", " ", "'"]))
def test_that_every_amount_with_thousands_marks_comes_back(value, mark):
    text = f"{value:,}".replace(",", mark)
    assert value_of(text, ".") == value


@given(st.text(max_size=70))
def test_that_no_text_breaks_the_reading(text):
    for decimal in ",.":
        value = value_of(text, decimal)
        assert value is None or value >= 0


@pytest.mark.parametrize(
    ("texts", "decision"),
    [
        (["5", "12"], "."),
        (["24,90"], ","),
        (["24.90"], "."),
        (["1.299", "5,50"], ","),
        (["1,299", "5.50"], "."),
        (["1.299,00"], ","),
        (["1,299.00"], "."),
        (["1,299,000"], "."),
        (["1,23,456"], "."),
        (["0,125"], ","),
        (["1234,567"], ","),
        (["1 299,00"], ","),
        (["1,5", "2,5", "3.5"], ","),
        (["abc", "x,y", "5,5x"], "."),
        (["1,299"], None),
        (["1.299", "12"], None),
        (["1,5", "1.5"], None),
    ],
)
def test_that_the_column_decides_its_decimal_character(texts, decision):
    found = DecimalEvidence()
    found.look_at(texts)
    assert found.decision == decision

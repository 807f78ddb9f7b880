"""What a user types into a field."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import Field, StockDelta
from catalogue_gui.catalogue.typed_values import (
    NumberMarks,
    format_price,
    format_tags,
    parse_field,
    parse_price,
    parse_stock,
    parse_tags,
)

ENGLISH = NumberMarks(".", ",")
GERMAN = NumberMarks(",", ".")
FRENCH = NumberMarks(",", "\u202f")


@pytest.mark.parametrize(
    ("text", "marks", "price"),
    [
        ("12.50", ENGLISH, "12.50"),
        ("12,50", ENGLISH, "12.50"),
        ("1,299.00", ENGLISH, "1299.00"),
        ("1,299", ENGLISH, "1299.00"),
        ("1,23,456", ENGLISH, "123456.00"),
        ("12,50", GERMAN, "12.50"),
        ("12.50", GERMAN, "12.50"),
        ("1.299,00", GERMAN, "1299.00"),
        ("1.299", GERMAN, "1299.00"),
        ("1 299,00", FRENCH, "1299.00"),
        ("1\u202f299,00", FRENCH, "1299.00"),
        (" 5 ", ENGLISH, "5.00"),
        ("0", ENGLISH, "0.00"),
        ("£9", ENGLISH, "9.00"),
        ("9,50 €", GERMAN, "9.50"),
        ("99999999.99", ENGLISH, "99999999.99"),
    ],
)
def test_that_a_price_is_read_in_the_users_locale(
    text: str, marks: NumberMarks, price: str
) -> None:
    assert str(parse_price(text, marks)) == price


@pytest.mark.parametrize(
    "text", ["", "abc", "-1", "12.345", "1.2.3", "100000000", "1e5", "NaN", "٣", "12 50x"]
)
def test_that_what_is_no_price_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_price(text, ENGLISH)
    assert caught.value.field == "price"
    assert caught.value.reason.endswith(".")


@given(
    st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2),
    st.sampled_from([ENGLISH, GERMAN, FRENCH]),
)
def test_that_a_price_written_is_read_back_exactly(price: Decimal, marks: NumberMarks) -> None:
    assert parse_price(format_price(price, marks), marks) == price


@pytest.mark.parametrize(("text", "stock"), [("0", 0), ("1,200", 1200), ("2147483647", 2**31 - 1)])
def test_that_a_stock_is_read(text: str, stock: int) -> None:
    assert parse_stock(text, ENGLISH) == stock


@pytest.mark.parametrize(
    ("text", "pieces"), [("+12", 12), ("-3", -3), ("\u22123", -3), (" + 1,200", 1200), ("-0", 0)]
)
def test_that_a_stock_with_a_sign_is_so_many_more_or_fewer(text: str, pieces: int) -> None:
    assert parse_stock(text, ENGLISH) == StockDelta(pieces)


@pytest.mark.parametrize("text", ["", "1.5", "+1.5", "2147483648", "-2147483648", "many", "+"])
def test_that_what_is_no_stock_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_stock(text, ENGLISH)


def test_that_tags_lose_blanks_and_repeats_and_keep_their_order() -> None:
    assert parse_tags('new,  sale ,, new , "a, b",\nlast') == ("new", "sale", "a, b", "last")


tags = st.lists(
    st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1),
    unique=True,
).map(tuple)


@given(tags)
def test_that_tags_written_are_read_back(chosen: tuple[str, ...]) -> None:
    assert parse_tags(format_tags(chosen)) == chosen


@pytest.mark.parametrize("field", [Field.NAME, Field.CATEGORY])
@pytest.mark.parametrize("text", ["", "   ", "a\x00b"])
def test_that_a_blank_or_unstorable_text_is_refused(field: Field, text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_field(field, text, ENGLISH)
    assert caught.value.field == field

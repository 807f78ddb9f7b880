"""The ends of a price or stock range, read from a query and written back."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeGuard

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import RangeTerm, Term
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.catalogue.range_ends import (
    IN_STOCK,
    SOLD_OUT,
    RangeEnd,
    Side,
    check_order,
    end_text,
    is_in_stock,
    is_sold_out,
    parse_end,
    shown_end,
    with_ends,
    with_range,
)
from catalogue_gui.catalogue.typed_values import NumberMarks

ENGLISH, GERMAN = NumberMarks(".", ","), NumberMarks(",", ".")


def shown(text: str, field: Field = Field.PRICE, marks: NumberMarks = ENGLISH) -> tuple[str, str]:
    query = parse_query(text)
    low, high = (end_text(shown_end(query, field, side), side, marks) for side in Side)
    return low, high


def typed(before: str, low: str, high: str) -> str:
    ends = (
        parse_end(text, Field.PRICE, side, ENGLISH)
        for text, side in zip((low, high), Side, strict=True)
    )
    return format_query(with_ends(parse_query(before), Field.PRICE, *ends))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("mug stock:3", "", ""),
        ("price:10..50", "10", "50"),
        ("price:<5", "", "<5"),
        ("price:>5", ">5", ""),
        ("price:>=5.50", "5.50", ""),
        ("price:5", "5", "5"),
        ("price:>5 price:1..9 price:<=7", ">5", "7"),
        ("price:>=5 price:>5", ">5", ""),
        ("-price:5..9", "", ""),
    ],
)
def test_that_the_ends_of_any_query_show_what_it_means(text: str, low: str, high: str) -> None:
    assert shown(text) == (low, high)


def test_that_ends_are_written_with_the_locales_mark() -> None:
    assert shown("price:9.90..", marks=GERMAN) == ("9,90", "")


@pytest.mark.parametrize(
    ("before", "low", "high", "after"),
    [
        ("mug", "10", "", "mug price:>=10"),
        ("mug", "10", "50", "mug price:10..50"),
        ("mug", "", "9.90", "mug price:<=9.90"),
        ("price:10..50 mug", "12", "50", "price:12..50 mug"),
        ("price:10..50 mug", "", "50", "price:<=50 mug"),
        ("price:10..50 mug", "", "", "mug"),
        ("price:5 mug", "7", "9", "price:7..9 mug"),
        # The language has no one term for these.
        ("price:<50 mug", "10", "<50", "price:<50 mug price:>=10"),
        ("price:10..50 mug", "10", "<50", "price:>=10 price:<50 mug"),
        # Each end changes the term that it stands in.
        ("price:>5 tag:a price:<=7", ">5", "8", "price:>5 tag:a price:<=8"),
        ("price:>5 tag:a price:<=7", "", "7", "tag:a price:<=7"),
        ("-price:5..9 price:>5", "6", "", "-price:5..9 price:>=6"),
    ],
)
def test_that_a_typed_end_changes_the_term_it_stands_in(
    before: str, low: str, high: str, after: str
) -> None:
    assert typed(before, low, high) == after


def is_price(term: Term) -> TypeGuard[RangeTerm]:
    return isinstance(term, RangeTerm) and term.field == Field.PRICE and not term.negated


ends = st.none() | st.builds(RangeEnd, st.integers(0, 20).map(Decimal), st.booleans())


@given(
    st.lists(
        st.sampled_from(
            [
                "mug",
                "price:>5",
                "price:3..9",
                "price:<=9",
                "price:<8",
                "-price:4",
                "stock:3",
                "price:7",
            ]
        ),
        max_size=5,
        unique=True,
    ),
    ends,
    ends,
)
def test_that_ends_are_shown_as_they_were_set_and_no_other_term_changes(
    words: list[str], low: RangeEnd | None, high: RangeEnd | None
) -> None:
    before = parse_query(" ".join(words))
    after = with_ends(before, Field.PRICE, low, high)
    others = [term for term in before.terms if not is_price(term)]
    assert [term for term in after.terms if not is_price(term)] == others
    # What is written can be read back, so the search text and the panel say the same.
    assert parse_query(format_query(after)) == after
    spans = [term.range for term in before.terms if is_price(term)]
    # Of several terms with an end on one side, the next narrowest comes to light when one is opened.
    if sum(span.low is not None for span in spans) <= 1:
        assert shown_end(after, Field.PRICE, Side.LOW) == low
    if sum(span.high is not None for span in spans) <= 1:
        assert shown_end(after, Field.PRICE, Side.HIGH) == high


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("", None),
        ("  ", None),
        ("5", RangeEnd(Decimal(5))),
        ("<5", RangeEnd(Decimal(5), False)),
        ("<= 5", RangeEnd(Decimal(5))),
        ("1,299.50", RangeEnd(Decimal("1299.50"))),
        ("€ 9.9", RangeEnd(Decimal("9.90"))),
    ],
)
def test_that_an_end_is_read_as_it_is_typed(text: str, end: RangeEnd | None) -> None:
    assert parse_end(text, Field.PRICE, Side.HIGH, ENGLISH) == end


@pytest.mark.parametrize("text", ["abc", "<", "<abc", ">5", "-1", "1.234567", "999999999999"])
def test_that_an_end_that_no_price_has_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_end(text, Field.PRICE, Side.HIGH, ENGLISH)
    assert caught.value.reason.endswith(".")


def test_that_half_a_piece_in_stock_is_refused() -> None:
    with pytest.raises(InvalidValue):
        parse_end("1.5", Field.STOCK, Side.LOW, ENGLISH)


def test_that_a_range_must_not_begin_above_its_end() -> None:
    check_order(RangeEnd(Decimal(5)), RangeEnd(Decimal(5)))
    check_order(RangeEnd(Decimal(5)), None)
    with pytest.raises(InvalidValue):
        check_order(RangeEnd(Decimal(6)), RangeEnd(Decimal(5)))


def test_that_in_stock_and_sold_out_are_known_however_they_are_written() -> None:
    assert all(
        is_in_stock(parse_query(text)) for text in ("stock:>0", "stock:1..", "stock:>=1 mug")
    )
    assert all(is_sold_out(parse_query(text)) for text in ("stock:0", "stock:<1", "stock:<=0"))
    assert not any(
        is_in_stock(parse_query(text)) or is_sold_out(parse_query(text))
        for text in ("", "stock:>5", "stock:1..5", "stock:<5", "price:0", "-stock:0")
    )


def test_that_a_quick_choice_takes_the_place_of_all_that_was_said_of_the_stock() -> None:
    before = parse_query("stock:>3 mug stock:<9 price:<5")
    assert format_query(with_range(before, Field.STOCK, SOLD_OUT)) == "stock:0 mug price:<5"
    assert format_query(with_range(before, Field.STOCK, None)) == "mug price:<5"
    assert format_query(with_range(parse_query("mug"), Field.STOCK, IN_STOCK)) == "mug stock:>0"

"""The search language: what is read, what is written back, and where a mistake is pointed at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.language import QueryMistake, parse_query
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import (
    CategoryTerm,
    HasTerm,
    MetadataTerm,
    ProductQuery,
    Range,
    RangeTerm,
    TagTerm,
    Term,
    TextTerm,
)
from catalogue_gui.catalogue.query_text import format_query

D = Decimal


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("mug", TextTerm("mug")),
        ('"free text"', TextTerm("free text")),
        ("-mug", TextTerm("mug", negated=True)),
        ("tag:organic", TagTerm(("organic",))),
        ("-tag:sale", TagTerm(("sale",), negated=True)),
        ("tag:a,b", TagTerm(("a", "b"))),
        ('tag:"made to order",new', TagTerm(("made to order", "new"))),
        ("tag:日本", TagTerm(("日本",))),
        ('category:"Home/Basics"', CategoryTerm(("Home/Basics",))),
        ("price:10..50", RangeTerm(Field.PRICE, Range(D(10), D(50)))),
        ("price:=9.99", RangeTerm(Field.PRICE, Range(D("9.99"), D("9.99")))),
        ("price:<5", RangeTerm(Field.PRICE, Range(high=D(5), high_included=False))),
        ("price:>=5.50", RangeTerm(Field.PRICE, Range(low=D("5.50")))),
        ("price:..5", RangeTerm(Field.PRICE, Range(high=D(5)))),
        ("stock:0", RangeTerm(Field.STOCK, Range(D(0), D(0)))),
        ("meta.brand:Acme", MetadataTerm(("brand",), ("Acme",))),
        ("meta.brand:Acme,Beta", MetadataTerm(("brand",), ("Acme", "Beta"))),
        ('meta."a.b".c:x', MetadataTerm(("a.b", "c"), ("x",))),
        (
            "meta.dims.w:>10",
            MetadataTerm(("dims", "w"), range=Range(low=D(10), low_included=False)),
        ),
        ("meta.dims.w:1..2.5", MetadataTerm(("dims", "w"), range=Range(D(1), D("2.5")))),
        ("has:meta.license", HasTerm(("license",))),
        ("has:dims.w", HasTerm(("dims", "w"))),
        (
            "updated:>2026-01-01",
            RangeTerm(Field.UPDATED_AT, Range(low=date(2026, 1, 1), low_included=False)),
        ),
        (
            "created:<2026-01-01T10:30:00+00:00",
            RangeTerm(
                Field.CREATED_AT,
                Range(high=datetime(2026, 1, 1, 10, 30, tzinfo=UTC), high_included=False),
            ),
        ),
        (r'"say \"hi\""', TextTerm('say "hi"')),
        ('"tag:organic"', TextTerm("tag:organic")),
    ],
)
def test_that_a_term_is_read(text: str, term: Term) -> None:
    assert parse_query(text) == ProductQuery((term,))


def test_that_all_terms_of_a_line_are_read_in_order() -> None:
    query = parse_query('  tag:organic -tag:sale mug "free text" price:10..50 ')
    assert [type(term) for term in query.terms] == [
        TagTerm,
        TagTerm,
        TextTerm,
        TextTerm,
        RangeTerm,
    ]


def test_that_what_is_said_twice_counts_once() -> None:
    assert parse_query("mug tag:b,a,b mug price:5 price:5.00") == ProductQuery(
        (
            TextTerm("mug"),
            TagTerm(("b", "a")),
            RangeTerm(Field.PRICE, Range(D(5), D(5))),
        )
    )


def test_that_an_empty_line_finds_everything() -> None:
    assert parse_query("   ").is_empty


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("tag:", 0, 4),
        ("mug tag:", 4, 8),
        ("tag:a,,b", 0, 6),
        ("foo:bar", 0, 4),
        ("mug price:abc", 10, 13),
        ("price:5..1", 6, 10),
        ("price:..", 6, 8),
        ('mug "abc', 4, 8),
        ("stock:1.5", 6, 9),
        ("updated:yesterday", 8, 17),
        ("updated:2026-13-01", 8, 18),
        ("price:NaN", 6, 9),
        ("price:99999999999999999999", 6, 26),
        ("price:1e999999999", 6, 17),
        ("updated:>9999-12-31", 8, 19),
        ("updated:2026-01-02T08:00..2026-01-01", 8, 36),
        ("updated:2026-01-01T12:00+00:00..2026-01-01T13:00+02:00", 8, 54),
    ],
)
def test_that_a_mistake_is_pointed_at(text: str, start: int, end: int) -> None:
    with pytest.raises(QueryMistake) as caught:
        parse_query(text)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert caught.value.reason


def test_that_an_unknown_filter_names_those_there_are() -> None:
    with pytest.raises(QueryMistake, match=r"tag:, category:, .* and meta\.KEY:"):
        parse_query("colour:red")


words = st.text(
    alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12
).filter(lambda text: text.strip() == text)
prices = st.decimals(min_value=0, max_value=99999, places=2)
paths = st.lists(words, min_size=1, max_size=3).map(tuple).filter(lambda path: path[0] != "meta")
ranges = st.one_of(
    prices.map(lambda value: Range(value, value)),
    prices.map(lambda value: Range(low=value, low_included=False)),
    prices.map(lambda value: Range(high=value)),
    st.tuples(prices, prices).map(lambda pair: Range(min(pair), max(pair))),
)
some_words = st.lists(words, min_size=1, max_size=3, unique=True).map(tuple)
terms = st.one_of(
    st.builds(TextTerm, words, st.booleans()),
    st.builds(TagTerm, some_words, st.booleans()),
    st.builds(CategoryTerm, some_words, st.booleans()),
    st.builds(RangeTerm, st.just(Field.PRICE), ranges, st.booleans()),
    st.builds(MetadataTerm, paths, some_words, st.none(), st.booleans()),
    st.builds(MetadataTerm, paths, st.just(()), ranges, st.booleans()),
    st.builds(HasTerm, paths, st.booleans()),
)


@given(st.lists(terms, max_size=5, unique=True))
def test_that_what_is_written_is_read_back(chosen: list[Term]) -> None:
    query = ProductQuery(tuple(chosen))
    assert parse_query(format_query(query)) == query


@pytest.mark.parametrize(
    "text",
    [
        'meta.x:>"b c"',
        'meta.x:<="a \\"b\\" c"',
        'meta.x:a.."b c"',
        r"meta.x:>a\b",
        'meta.x:>b,c:"d e"',
    ],
)
def test_that_a_compared_text_with_blanks_is_read_back(text: str) -> None:
    query = parse_query(text)
    assert parse_query(format_query(query)) == query


@pytest.mark.parametrize(
    "text",
    [
        "updated:2026-01-01T12:00..2026-01-01",
        "updated:2026-01-01..2026-01-01T12:00",
        "updated:2026-01-01T10:00+02:00..2026-01-01T09:00+00:00",
    ],
)
def test_that_moments_are_in_order_across_time_zones_and_within_a_whole_day(text: str) -> None:
    (term,) = parse_query(text).terms
    assert isinstance(term, RangeTerm)
    assert not term.range.is_exact


@given(st.text(max_size=60))
def test_that_any_text_is_read_or_pointed_at(text: str) -> None:
    mistake = None
    try:
        query = parse_query(text)
    except QueryMistake as raised:
        mistake = raised
    if mistake is not None:
        assert 0 <= mistake.start <= mistake.end <= len(text)
    else:
        assert parse_query(format_query(query)) == query

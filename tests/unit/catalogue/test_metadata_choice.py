"""Conditions on the metadata, put together from a key, an operator and a value."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.facets import ValueKind
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.metadata_choice import (
    MetadataOperator,
    metadata_term,
    operators_for,
    parse_path,
    value_text,
)
from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.catalogue.typed_values import NumberMarks

Op = MetadataOperator
GERMAN = NumberMarks(",", ".")


@pytest.mark.parametrize(
    ("operator", "value", "upper", "text"),
    [
        (Op.IS, " Acme ", "", "meta.k:Acme"),
        (Op.IS, "Acme, Inc", "", 'meta.k:"Acme, Inc"'),
        (Op.IS, "10..50", "", 'meta.k:"10..50"'),
        (Op.IS, ">5", "", 'meta.k:">5"'),
        (Op.IS_NOT, "Acme", "", "-meta.k:Acme"),
        (Op.IS_ONE_OF, 'Acme, Bolt,"a, b"', "", 'meta.k:Acme,Bolt,"a, b"'),
        (Op.CONTAINS, "M", "", "meta.k:M"),
        (Op.CONTAINS_ANY, "M, L", "", "meta.k:M,L"),
        (Op.CONTAINS_NOT, "M", "", "-meta.k:M"),
        (Op.YES, "", "", "meta.k:true"),
        (Op.NO, "", "", "meta.k:false"),
        (Op.EQUALS, "1.234,5", "", "meta.k:1234.5"),
        (Op.EQUALS, "0042", "", "meta.k:0042"),
        (Op.EQUALS, "12 cm", "", 'meta.k:"12 cm"'),
        (Op.DIFFERS, "2,5", "", "-meta.k:2.5"),
        (Op.BELOW, "2,5", "", "meta.k:<2.5"),
        (Op.AT_MOST, "2", "", "meta.k:<=2"),
        (Op.ABOVE, "-2", "", "meta.k:>-2"),
        (Op.AT_LEAST, "1.000", "", "meta.k:>=1000"),
        (Op.BETWEEN, "2", "3,5", "meta.k:2..3.5"),
        (Op.BETWEEN, "", "3", "meta.k:<=3"),
        (Op.BETWEEN, "2", "", "meta.k:>=2"),
        (Op.THERE, "", "", "has:meta.k"),
        (Op.NOT_THERE, "", "", "-has:meta.k"),
    ],
)
def test_that_each_operator_makes_the_term_that_the_search_language_reads(
    operator: MetadataOperator, value: str, upper: str, text: str
) -> None:
    query = ProductQuery((metadata_term(("k",), operator, value, upper, GERMAN),))
    assert format_query(query) == text
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("operator", "value", "upper"),
    [
        (Op.IS, "  ", ""),
        (Op.IS_ONE_OF, " , ", ""),
        (Op.EQUALS, "", ""),
        (Op.ABOVE, "", ""),
        (Op.ABOVE, "ten", ""),
        (Op.BETWEEN, "", ""),
        (Op.BETWEEN, "5", "4"),
        (Op.BETWEEN, "5", "x"),
    ],
)
def test_that_a_value_that_is_missing_or_no_number_is_refused_with_a_reason(
    operator: MetadataOperator, value: str, upper: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        metadata_term(("k",), operator, value, upper)
    assert caught.value.reason.endswith(".")


def test_that_every_kind_offers_operators_and_ends_with_being_there() -> None:
    for kind in (*ValueKind, None):
        assert operators_for(kind)[-2:] == (Op.THERE, Op.NOT_THERE)
    assert operators_for(ValueKind.NUMBER)[0] == Op.EQUALS
    assert operators_for(ValueKind.BOOLEAN)[:2] == (Op.YES, Op.NO)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("brand", ("brand",)),
        (" dims.w ", ("dims", "w")),
        ("country of origin", ("country of origin",)),
        ('"a.b".c', ("a.b", "c")),
        ('a."b.c"', ("a", "b.c")),
        ('""', ("",)),
    ],
)
def test_that_a_path_is_read_as_it_is_written(text: str, path: tuple[str, ...]) -> None:
    assert parse_path(text) == path


@pytest.mark.parametrize("text", ["", " ", ".", "a.", ".a", "a..b"])
def test_that_a_path_without_a_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_path(text)


def test_that_a_suggested_number_is_written_as_the_locale_writes_it() -> None:
    assert value_text("2.5", ValueKind.NUMBER, GERMAN) == "2,5"
    assert value_text("2.5", ValueKind.TEXT, GERMAN) == "2.5"
    assert value_text("12 cm.", ValueKind.NUMBER, GERMAN) == "12 cm."

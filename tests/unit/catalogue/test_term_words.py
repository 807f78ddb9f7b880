"""Terms said in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query import MetadataTerm, TagTerm, TextTerm
from catalogue_gui.catalogue.term_words import describe_term
from catalogue_gui.catalogue.typed_values import NumberMarks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tag:organic", "Tag organic"),
        ("tag:new,sale", "Tag new or sale"),
        ("tag:new,sale,gift", "Tag new, sale or gift"),
        ("-tag:sale", "Not tag sale"),
        ("category:Home/Kitchen", "Category Home/Kitchen"),
        ("-category:Home,Toys", "Not category Home or Toys"),
        ("price:10.00..50.00", "Price 10.00 – 50.00"),
        ("price:<5", "Price below 5"),
        ("price:<=5", "Price at most 5"),
        ("price:>5", "Price above 5"),
        ("price:5..", "Price at least 5"),
        ("-price:<5", "Not price below 5"),
        ("stock:0", "Stock 0"),
        ("meta.brand:Acme", "brand: Acme"),
        ("meta.brand:Acme,Bolt", "brand: Acme or Bolt"),
        ("-meta.brand:Acme", "brand is not Acme"),
        ("meta.dims.w:>10", "dims.w above 10"),
        ("meta.dims.w:5..10", "dims.w: 5 – 10"),
        ("-meta.dims.w:>10", "Not dims.w above 10"),
        ('meta."a.b".c:1', '"a.b".c: 1'),
        ("has:meta.license", "Has license"),
        ("-has:license", "No license"),
        ("mug", "Name contains “mug”"),
        ("-mug", "Name does not contain “mug”"),
        ("updated:>2026-01-01", "Updated after 2026-01-01"),
        ("updated:>=2026-01-01", "Updated since 2026-01-01"),
        ("updated:2026-01-01", "Updated on 2026-01-01"),
        ("created:<=2026-01-01", "Created until 2026-01-01"),
        ("created:<2026-01-01T12:30", "Created before 2026-01-01 12:30+00:00"),
        ("created:2026-01-01..2026-02-01", "Created 2026-01-01 – 2026-02-01"),
    ],
)
def test_that_each_kind_of_term_reads_as_a_person_would_say_it(text: str, words: str) -> None:
    (term,) = parse_query(text).terms
    assert describe_term(term) == words


def test_that_numbers_have_the_locales_decimal_mark() -> None:
    (term,) = parse_query("price:9.90..1000.50").terms
    assert describe_term(term, NumberMarks(",", ".")) == "Price 9,90 – 1000,50"


def test_that_a_value_of_nothing_or_with_a_comma_can_be_told_from_others() -> None:
    assert describe_term(TagTerm(("",))) == "Tag “”"
    assert describe_term(MetadataTerm(("brand",), ("Acme, Inc", "Bolt"))) == (
        "brand: “Acme, Inc” or Bolt"
    )


@given(st.text())
def test_that_words_are_always_one_line(text: str) -> None:
    for term in (TextTerm(text), TagTerm((text, "b")), MetadataTerm((text, "k"), (text,))):
        assert len(describe_term(term).splitlines()) == 1

"""Choosing categories changes the category terms and nothing else."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.catalogue.term_changes import (
    choose_categories,
    chosen_categories,
    excluded_categories,
    replace_term,
)


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("mug", ["Home"], "mug category:Home"),
        ("mug category:Home tag:a", ["Toys"], "mug category:Toys tag:a"),
        ("mug category:Home tag:a", ["Home", "Toys"], "mug category:Home,Toys tag:a"),
        ("mug category:Home,Toys tag:a", ["Toys"], "mug category:Toys tag:a"),
        ("mug category:Home tag:a", [], "mug tag:a"),
        # Two terms that must both hold: each keeps what is its own.
        ("category:Home,Toys -tag:a category:Toys,Books", ["Home"], "category:Home -tag:a"),
        (
            "category:Home category:Toys",
            ["Home", "Toys", "Books"],
            "category:Home,Books category:Toys",
        ),
        ("category:Home category:Toys", ["Toys", "Books"], "category:Toys,Books"),
        # What the search leaves out is first of all no more left out.
        ("category:Home -category:Home/Bath,Toys", ["Home/Bath"], "category:Home -category:Toys"),
        ("-category:Toys mug", ["Toys"], "mug"),
    ],
)
def test_that_a_choice_changes_only_the_terms_it_stands_for(
    before: str, wanted: list[str], after: str
) -> None:
    assert format_query(choose_categories(parse_query(before), wanted)) == after


def test_that_chosen_and_excluded_categories_are_told_apart() -> None:
    query = parse_query("category:Home,Toys -category:Books tag:a category:Toys")
    assert chosen_categories(query) == ("Home", "Toys")
    assert excluded_categories(query) == ("Books",)


def test_that_a_replacement_which_is_there_already_does_not_come_twice() -> None:
    query = parse_query("tag:a tag:b mug")
    first, second, _ = query.terms
    assert format_query(replace_term(query, first, second)) == "tag:b mug"

"""What a click on a tag makes of the query, in each of the three groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query import ProductQuery, RangeTerm, TagTerm
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.catalogue.tag_groups import (
    TagChoice,
    TagGroup,
    in_present_order,
    listed_tags,
)

ALL, ANY, NONE = TagGroup.ALL, TagGroup.ANY, TagGroup.NONE


def choice(group: TagGroup) -> TagChoice:
    made = TagChoice()
    made.choose_group(ProductQuery(), group)
    return made


@pytest.mark.parametrize(
    ("group", "before", "after"),
    [
        (ALL, "mug", "mug tag:x"),
        (ALL, "tag:a,b", "tag:a,b tag:x"),
        (NONE, "tag:a mug", "tag:a mug -tag:x"),
        (ANY, "mug", "mug tag:x"),
        (ANY, "tag:a mug", "tag:a,x mug"),
        (ANY, "tag:a,b mug", "tag:a,b,x mug"),
        (ANY, "tag:a tag:b,c mug", "tag:a tag:b,c,x mug"),
        (ANY, "tag:a tag:b mug", "tag:a tag:b mug tag:x"),
        # Taken out, whatever the group of the next tag is.
        (NONE, "tag:a,x mug", "tag:a mug"),
        (ALL, "-tag:x,a mug", "-tag:a mug"),
        (ANY, "price:>5 tag:x mug", "price:>5 mug"),
        (ALL, "tag:x tag:x,a -tag:x mug", "tag:a mug"),
    ],
)
def test_that_a_tag_goes_into_the_group_or_out_of_all(
    group: TagGroup, before: str, after: str
) -> None:
    assert format_query(choice(group).toggled(parse_query(before), "x")) == after


def test_that_the_second_tag_joins_the_first_in_any_even_beside_others_that_must_be_there() -> None:
    tags = choice(ANY)
    query = tags.toggled(parse_query("tag:a tag:b"), "x")
    assert tags.marks(query) == {"a": (ALL,), "b": (ALL,), "x": (ANY,)}
    assert format_query(tags.toggled(query, "y")) == "tag:a tag:b tag:x,y"


def test_that_a_group_of_any_which_shrank_to_one_tag_goes_on_as_that_group() -> None:
    tags = choice(ANY)
    query = tags.toggled(parse_query("tag:a tag:x,y"), "y")
    assert tags.marks(query)["x"] == (ANY,)
    assert format_query(tags.toggled(query, "z")) == "tag:a tag:x,z"


def test_that_a_single_tag_is_shown_in_the_group_that_is_chosen() -> None:
    query = parse_query("tag:a")
    tags = TagChoice()
    assert tags.marks(query) == {"a": (ALL,)}
    assert tags.choose_group(query, ANY) == query
    assert tags.marks(query) == {"a": (ANY,)}


@pytest.mark.parametrize(
    ("before", "first", "second", "after"),
    [
        ("tag:a tag:b", ALL, ANY, "tag:a,b"),
        ("tag:a tag:b mug", ALL, NONE, "mug -tag:a -tag:b"),
        ("tag:a,b price:<5", ANY, NONE, "price:<5 -tag:a -tag:b"),
        ("-tag:a -tag:b", NONE, ALL, "tag:a tag:b"),
        ("tag:a -tag:b", ALL, NONE, "-tag:b -tag:a"),
        ("tag:a -tag:b", NONE, ANY, "tag:a,b"),
        ("mug", ALL, NONE, "mug"),
    ],
)
def test_that_what_is_chosen_in_a_group_moves_with_it(
    before: str, first: TagGroup, second: TagGroup, after: str
) -> None:
    tags = choice(first)
    query = tags.choose_group(parse_query(before), second)
    assert format_query(query) == after
    assert tags.group == second


@pytest.mark.parametrize(
    ("group", "after"),
    [(ALL, "tag:b tag:a"), (ANY, "tag:b,a"), (NONE, "tag:b -tag:a"), (None, "tag:b")],
)
def test_that_one_tag_is_put_into_any_group_whichever_is_chosen(
    group: TagGroup | None, after: str
) -> None:
    tags = TagChoice()
    assert format_query(tags.put(parse_query("tag:a tag:b"), "a", group)) == after
    assert tags.group == ALL


def test_that_tags_keep_their_places_under_the_pointer() -> None:
    rows = [("b", 9), ("c", 5), ("new", 1)]
    assert in_present_order(rows, ["a", "b", "c"]) == [("a", 0), ("b", 9), ("c", 5), ("new", 1)]


def test_that_every_group_of_a_tag_is_told() -> None:
    marks = TagChoice().marks(parse_query("tag:a tag:a,b -tag:a,c"))
    assert marks == {"a": (ALL, ANY, NONE), "b": (ANY,), "c": (NONE,)}


tag_terms = st.builds(
    TagTerm,
    st.lists(st.sampled_from("abcdx"), min_size=1, max_size=3, unique=True).map(tuple),
    st.booleans(),
)
queries = st.lists(
    tag_terms | st.sampled_from(parse_query("mug price:<5 category:Home").terms),
    max_size=6,
    unique=True,
).map(lambda terms: ProductQuery(tuple(terms)))


@given(queries, st.sampled_from(TagGroup))
def test_that_a_click_leaves_every_other_term_where_it_was(
    query: ProductQuery, group: TagGroup
) -> None:
    tags = choice(group)
    was_chosen = "x" in tags.marks(query)
    after = tags.toggled(query, "x")
    assert ("x" in tags.marks(after)) != was_chosen
    assert len(set(after.terms)) == len(after.terms)

    def others(of: ProductQuery) -> list[object]:
        return [term for term in of.terms if not isinstance(term, TagTerm)]

    assert others(after) == others(query)
    changed = [term for term in query.terms if term not in after.terms]
    assert all(isinstance(term, TagTerm) for term in changed)
    if not was_chosen:
        assert len(changed) <= 1
    assert not any(isinstance(term, RangeTerm) for term in changed)


def test_that_a_chosen_tag_stays_in_sight_and_the_search_lists_what_holds_it() -> None:
    counts = [("organic", 5), ("new", 3)]
    assert listed_tags(counts, {"sale": 1}, ["new", "oak"]) == [
        ("sale", 0),
        ("organic", 5),
        ("new", 3),
        ("oak", None),
    ]
    assert listed_tags(counts, (), ["Neon"], "NE") == [("new", 3), ("Neon", None)]

"""Where chips stand and which one goes on as which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.gui.search.chip_flow import Place, flow_into_rows, match_chips


def test_that_chips_go_on_the_next_row_when_there_is_no_room() -> None:
    assert flow_into_rows([40, 50, 30, 200, 10], 100, 6) == [
        Place(0, 0),
        Place(0, 46),
        Place(1, 0),
        Place(2, 0),
        Place(3, 0),
    ]
    assert flow_into_rows([], 100, 6) == []


@pytest.mark.parametrize(
    ("old", "new", "matched"),
    [
        ("", "mug", [None]),
        ("mug", "mugs", [0]),
        ("tag:a mug", "tag:a mugs", [0, 1]),
        ("tag:a tag:b mug", "tag:a mug", [0, 2]),
        ("mug", "tag:a mug", [None, 0]),
        ("tag:a mug", "mug tag:a", [1, 0]),
        ("tag:a tag:b", "mug tag:b tag:c", [0, 1, None]),
    ],
)
def test_that_a_term_that_stays_keeps_its_chip(
    old: str, new: str, matched: list[int | None]
) -> None:
    assert match_chips(parse_query(old).terms, parse_query(new).terms) == matched


words = st.lists(st.sampled_from("abcdef"), unique=True).map(
    lambda each: parse_query(" ".join(each))
)


@given(words, words)
def test_that_no_chip_stands_for_two_terms_and_none_is_left_idle(old: object, new: object) -> None:
    before, after = old.terms, new.terms  # type: ignore[attr-defined]
    matched = match_chips(before, after)
    used = [source for source in matched if source is not None]
    assert len(used) == len(set(used)) == min(len(before), len(after))
    for term, source in zip(after, matched, strict=True):
        if term in before:
            assert source == before.index(term)

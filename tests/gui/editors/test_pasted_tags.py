"""A pasted list, read as tags."""

from __future__ import annotations

import pytest

from catalogue_gui.gui.editors.pasted_tags import has_open_quote, is_list, read_pasted_tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("a, b;c\td\ne", ("a", "b", "c", "d", "e")),
        ('"a, b"; c', ("a, b", "c")),
        ('"a; b", c', ("a; b", "c")),
        ("a\r\nb\r\n", ("a", "b")),
        ("a,,a , ", ("a",)),
        ("plain", ("plain",)),
        ("50%s {}", ("50%s {}",)),
    ],
)
def test_that_a_list_is_split_at_its_separators_and_not_inside_quotes(
    text: str, tags: tuple[str, ...]
) -> None:
    assert read_pasted_tags(text) == tags


def test_that_a_single_word_is_no_list() -> None:
    assert not is_list("organic\n")
    assert is_list("organic\nsale")


def test_that_a_comma_after_an_open_quote_belongs_to_the_tag() -> None:
    assert has_open_quote('"a')
    assert not has_open_quote('"a"')

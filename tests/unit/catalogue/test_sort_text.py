"""Columns and sorts as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import Direction, ExtraColumn, MetadataKey, Sort
from catalogue_gui.catalogue.sort_text import (
    SORTABLE_FIELDS,
    format_key,
    format_sort,
    parse_key,
    parse_sort,
)

keys = st.one_of(
    st.sampled_from(SORTABLE_FIELDS),
    st.builds(ExtraColumn, st.sampled_from(["supplier", "q:desc", "q:asc", "a b", "metadata.x"])),
    st.builds(MetadataKey, st.lists(st.text(max_size=8), min_size=1, max_size=4).map(tuple)),
)


@given(st.builds(Sort, keys, st.sampled_from(Direction)))
def test_that_a_sort_reads_back_to_itself(sort: Sort) -> None:
    assert parse_sort(format_sort(sort)) == sort


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("", Sort()),
        ("  ", Sort()),
        ("price", Sort(Field.PRICE)),
        ("price:desc", Sort(Field.PRICE, Direction.DESCENDING)),
        ("name:asc", Sort()),
        ("tags:desc", Sort(Field.TAGS, Direction.DESCENDING)),
        ("metadata.dims.w:desc", Sort(MetadataKey(("dims", "w")), Direction.DESCENDING)),
        ('metadata."a.b"', Sort(MetadataKey(("a.b",)))),
        ("column.supplier", Sort(ExtraColumn("supplier"))),
    ],
)
def test_that_a_sort_is_read(text: str, sort: Sort) -> None:
    assert parse_sort(text) == sort


@pytest.mark.parametrize(
    "text",
    ["colour", "price:down", "metadata", "metadata.", "metadata.a..b", 'metadata."a', "column."],
)
def test_that_what_is_no_sort_is_said_with_what_is(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_sort(text)
    assert "price" in str(caught.value.hint) or "metadata" in str(caught.value)


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_that_a_metadata_columns_key_reads_back_to_itself(path: list[str]) -> None:
    key = MetadataKey(tuple(path))
    assert parse_key(format_key(key)) == key

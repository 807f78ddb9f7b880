"""Metadata as text: nothing that was not touched is written otherwise, and mistakes are pointed at."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import (
    MetadataChange,
    changes_between,
    read_json,
    read_metadata,
    value_at,
    with_changes,
    write_json,
)

NASTY = "% %s %(x)s {} {0} $1 ' \\ \" . , ☃ 😀"
keys = st.sampled_from(["a", "b", "c", "", "0", "a.b", NASTY])
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | st.decimals(-1000, 1000, places=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=15,
)
objects = st.dictionaries(keys, values, max_size=5)


@pytest.mark.parametrize(
    "text",
    [
        "1.0",
        "1.00",
        "-0.0",
        "12345678901234567890123456789012345678901234567890",
        "1" * 5000,
        "0.1000000000000000055511151231257827",
        '"é ☃ 😀 \\" \\\\ \\n"',
        '{"": {"": [[], {}, "", null, true, false]}}',
        json.dumps({NASTY: NASTY}, ensure_ascii=False),
    ],
)
def test_that_what_is_read_is_written_as_it_was(text: str) -> None:
    assert write_json(read_json(text)) == text


@given(values)
def test_that_what_is_written_is_read_back_on_one_line_and_on_many(value: object) -> None:
    assert read_json(write_json(value)) == value
    assert read_json(write_json(value, indent=2)) == value


@given(objects, objects)
def test_that_the_changes_make_the_one_of_the_other_and_back(
    seen: dict[str, object], new: dict[str, object]
) -> None:
    before, after = write_json(seen), write_json(new)
    changes = changes_between(before, after)
    assert read_metadata(with_changes(before, changes)) == new
    assert changes_between(with_changes(before, changes), after) == ()
    assert not changes or before != after
    for change in changes:
        assert value_at(seen, change.path) == change.seen
        assert value_at(new, change.path) == change.new


def test_that_objects_are_compared_inside_and_lists_are_one_value() -> None:
    seen = '{"a": {"b": 1, "c": [1, 2]}, "gone": {"x": 1}, "same": 1.0}'
    new = '{"a": {"b": 2, "c": [1, 3]}, "same": 1.0, "new": {"y": 1.00}}'
    assert set(changes_between(seen, new)) == {
        MetadataChange(("a", "b"), "1", "2"),
        MetadataChange(("a", "c"), "[1, 2]", "[1, 3]"),
        MetadataChange(("gone",), '{"x": 1}', None),
        MetadataChange(("new",), None, '{"y": 1.00}'),
    }


@pytest.mark.parametrize(
    ("seen", "new"), [("1.0", "1.00"), ("1", "1.0"), ("null", "0"), ("1", '"1"')]
)
def test_that_a_number_written_otherwise_is_a_change(seen: str, new: str) -> None:
    changes = changes_between(f'{{"a": {seen}}}', f'{{"a": {new}}}')
    assert changes == (MetadataChange(("a",), seen, new),)


@pytest.mark.parametrize(
    ("seen", "new", "change"),
    [
        ("{}", '{"a": {}}', MetadataChange(("a",), None, "{}")),
        ('{"a": {}}', '{"a": []}', MetadataChange(("a",), "{}", "[]")),
        ('{"a": 1}', '{"a": null}', MetadataChange(("a",), "1", "null")),
        ('{"a": null}', "{}", MetadataChange(("a",), "null", None)),
    ],
)
def test_that_nothing_and_a_missing_key_are_two_things(
    seen: str, new: str, change: MetadataChange
) -> None:
    assert changes_between(seen, new) == (change,)


def test_that_a_change_is_made_on_top_of_what_others_made() -> None:
    change = MetadataChange(("a", "b"), "1", "2.00")
    assert with_changes('{"a": {"c": 9.0}}', (change,)) == '{"a": {"c": 9.0, "b": 2.00}}'
    assert with_changes('{"a": [1]}', (change,)) == '{"a": {"b": 2.00}}'
    assert with_changes("{}", (change,)) == '{"a": {"b": 2.00}}'
    assert with_changes("{}", (MetadataChange(("a", "b"), "1", None),)) in ("{}", '{"a": {}}')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Line 1, column 1"),
        ('{"a": }', "Line 1, column 7"),
        ('{"a": 1,\n "b" 2}', "Line 2, column 6: a colon is expected"),
        ('{"a": 1} x', "there is something after the end"),
        ('{"a": "x', "this text has no closing quote"),
        ('{"a": 1, "a": 2}', "The key “a” is there twice."),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": Infinity}', "Infinity is no number"),
        ('{"a": "\\u0000"}', "cannot be stored"),
        ('{"\\ud800": 1}', "cannot be stored"),
        ("[1]", "a set of keys and values"),
        ("1", "a set of keys and values"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    ],
)
def test_that_a_mistake_is_said_and_where_it_is(text: str, said: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        read_metadata(text)
    assert said in caught.value.reason
    assert caught.value.field == "metadata"


def test_that_numbers_are_never_floats() -> None:
    found = read_metadata('{"a": 1.10, "b": 1e2, "c": 5, "d": [0.1]}')
    assert found == {"a": Decimal("1.10"), "b": Decimal(100), "c": 5, "d": [Decimal("0.1")]}
    assert not any(isinstance(value, float) for value in (*found.values(), *found["d"]))


@pytest.mark.parametrize("text", ["{}", '{"a": 5}', '{"a": [1]}'])
def test_that_taking_away_a_key_that_is_not_there_leaves_what_stands_in_its_place(
    text: str,
) -> None:
    assert with_changes(text, (MetadataChange(("a", "b"), "1", None),)) == text

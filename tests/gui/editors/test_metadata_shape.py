"""Changing metadata at one place."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import changes_between, read_metadata
from catalogue_gui.gui.editors.json_mistakes import find_mistake
from catalogue_gui.gui.editors.metadata_shape import (
    Address,
    check_new_key,
    renamed,
    value_at,
    with_raw_text,
    with_value,
    without,
)

ODD = (
    '{"": 1.00, "a.b": {"\\"q\\"": [1e400, -0.0], "ü%s{}": 12345678901234567890123}, '
    '"z": [{"k": 10.00}, null, true]}'
)


@pytest.mark.parametrize(
    ("address", "paths"),
    [
        (("",), {("",)}),
        (("a.b", '"q"', 0), {("a.b", '"q"')}),
        (("a.b", "ü%s{}"), {("a.b", "ü%s{}")}),
        (("z", 0, "k"), {("z",)}),
        (("z", 3), {("z",)}),
        (("a.b", "new"), {("a.b", "new")}),
    ],
)
def test_that_one_value_changes_and_no_other(address: Address, paths: set[Address]) -> None:
    changed = with_value(ODD, address, "new")
    assert {change.path for change in changes_between(ODD, changed)} == paths
    assert value_at(read_metadata(changed), address) == "new"


def test_that_a_removed_item_leaves_the_others_in_their_order() -> None:
    assert value_at(read_metadata(without(ODD, ("z", 1))), ("z",)) == [
        {"k": read_metadata(ODD)["z"][0]["k"]},
        True,
    ]


def test_that_a_renamed_key_stays_in_its_place_with_its_value() -> None:
    changed = read_metadata(renamed(ODD, ("a.b", '"q"'), "q"))
    assert list(changed["a.b"]) == ["q", "ü%s{}"]
    assert changed["a.b"]["q"] == read_metadata(ODD)["a.b"]['"q"']


def test_that_a_key_cannot_take_anothers_name() -> None:
    with pytest.raises(InvalidValue, match="“z” already"):
        renamed(ODD, ("",), "z")
    with pytest.raises(InvalidValue, match="“z” already"):
        check_new_key(ODD, (), "z")
    with pytest.raises(InvalidValue, match="cannot be stored"):
        check_new_key(ODD, (), "a\x00")


@pytest.mark.parametrize("address", [("gone", "k"), ("z", "k"), ("z", 9), ("a.b", 0)])
def test_that_a_place_that_is_gone_is_said(address: Address) -> None:
    with pytest.raises(InvalidValue, match="not there any more"):
        with_value(ODD, address, 1)


def test_that_what_cannot_be_read_is_kept_in_its_place() -> None:
    raw = with_raw_text('{"a": {"b": 1}, "c": 2}', ("a", "b"), "12x")
    assert raw == '{"a": {"b": 12x}, "c": 2}'


@pytest.mark.parametrize(
    ("text", "marked", "reason"),
    [
        ('{\n  "a": Acme,\n  "b": 1}', "Acme", "Line 2, column 8"),
        ('{"a": 1, "b": 2, "a": 3}', '"a"', "Line 1, column 18: The key “a” is there twice."),
        ('{"a": {"x": 1}, "b": {"x": 1}, "b": 2}', '"b"', "column 32"),
        ('{"a": NaN}', "NaN", "Line 1, column 7"),
        ('{"a": "\\u0000"}', '"\\u0000"', "cannot be stored"),
        ('{"a": 1', "1", "Line 1"),
        ("{'a': 1}", "'a'", "Line 1, column 2"),
    ],
)
def test_that_a_mistake_is_found_where_it_stands(text: str, marked: str, reason: str) -> None:
    mistake = find_mistake(text)
    assert mistake is not None
    assert text[mistake.start : mistake.end] == marked
    assert reason in mistake.reason


def test_that_a_list_is_no_metadata_and_has_no_place() -> None:
    mistake = find_mistake("[1]")
    assert mistake is not None
    assert not mistake.has_place
    assert find_mistake(ODD) is None

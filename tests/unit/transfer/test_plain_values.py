"""What is told to be plain is what the careful parsers take, and comes to the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.cell_values import ValueRejected, parse_json_object, parse_tags
from catalogue_gui.transfer.copy_format import array_literal
from catalogue_gui.transfer.plain_values import is_plain_array, is_plain_object

pieces = st.sampled_from(
    [
        "a",
        "b c",
        " ",
        ",",
        '"',
        "{",
        "}",
        "\\",
        "NULL",
        "null",
        "é",
        "\n",
        '""',
        '"a b"',
        '" a"',
        "x" * 400,
    ]
)


@given(st.lists(pieces, max_size=8).map(lambda found: "{" + "".join(found) + "}"))
def test_that_a_plain_array_holds_its_tags_as_they_are_to_be(text):
    if is_plain_array(text):
        tags = parse_tags(text, None)
        assert text.replace('"', "") == array_literal(tags).replace('"', "")


@pytest.mark.parametrize("text", ["{a}", "{a,b}", '{a,"b c"}', '{"b c","d e f"}', "{é}"])
def test_that_usual_arrays_are_plain(text):
    assert is_plain_array(text)


@pytest.mark.parametrize(
    "text",
    ["{}", "{a,a}", '{a,"a"}', "{a,NULL}", "{ a}", '{" a"}', "{a,}", "{a,{b}}", '{"a\\"b"}', "a"],
)
def test_that_others_are_left_to_the_parser(text):
    assert not is_plain_array(text)


json_pieces = st.sampled_from(
    [
        '{"a": ',
        "1",
        '"x"',
        "}",
        "NaN",
        "-Infinity",
        "1e400",
        "1e-400",
        "1E3",
        "0.0",
        '"\\u0000"',
        "[",
        "]",
        ",",
        "null",
        " ",
        "{}",
    ]
)


@given(st.lists(json_pieces, max_size=6).map("".join))
def test_that_a_plain_object_is_one_that_the_parser_takes(text):
    if is_plain_object(text):
        try:
            assert parse_json_object(text) == text
        except ValueRejected as rejected:
            raise AssertionError(rejected.reason) from rejected


@pytest.mark.parametrize("text", ["{}", '{"a": 1.50}', '{"a": [1, "b", {"c": null}], "d": 1e300}'])
def test_that_usual_objects_are_plain(text):
    assert is_plain_object(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        '{"a": NaN}',
        '{"a": 1e400}',
        '{"a": 1e-400}',
        '{"a": "\\u0041"}',
        '{"a": 1} x',
        '{"a": ' + "9" * 5000 + "}",
    ],
)
def test_that_odd_ones_are_left_to_the_parser(text):
    assert not is_plain_object(text)

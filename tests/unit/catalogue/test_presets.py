"""Presets: the text they are kept as, and the files they fit."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.importing import ImportOptions, Mode, ReadOptions
from catalogue_gui.catalogue.presets import Preset, PresetProblem, format_preset, parse_preset

FULL = Preset(
    name="Nordic Wines / März",
    headers=("Varenavn", "Pris", "", "Pris"),
    options=ImportOptions(
        read=ReadOptions("cp1252", ";", '"', True),
        mapping={"Varenavn": "name", "#2": "price", "#3": "metadata.x.y", "#4": "ignore"},
        mode=Mode.UPSERT,
        match="metadata.sku",
        decimal=",",
        tag_separator="/",
        extra="ignore",
        defaults={"category": "Wine", "price": "1,50", "metadata.a": "b"},
        blanks={"tags": "clear", "stock": "keep"},
    ),
)


def test_that_a_preset_comes_back_whole() -> None:
    assert parse_preset(format_preset(FULL)) == FULL
    assert parse_preset(format_preset(Preset())) == Preset()


_TEXT = st.text(max_size=20)


@given(
    headers=st.lists(st.text(st.characters(), max_size=8), max_size=4),
    mapping=st.dictionaries(_TEXT, st.sampled_from(["name", "tags", "metadata.k", "ignore"])),
    separator=st.none() | _TEXT,
)
def test_that_any_headers_and_choices_come_back(
    headers: list[str], mapping: dict[str, str], separator: str | None
) -> None:
    options = ImportOptions(mapping=mapping, tag_separator=separator)
    preset = Preset("x", tuple(headers), options)
    assert parse_preset(format_preset(preset).encode().decode()) == preset


def test_that_the_options_alone_are_a_preset_without_a_name() -> None:
    text = json.dumps(FULL.options.to_json())
    assert parse_preset(text) == Preset(options=FULL.options)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{", "damaged"),
        ("", "damaged"),
        ("[" * 100_000, "damaged"),
        ([], "no options"),
        ({"colour": 1}, "“colour”, which this version does not know"),
        ({"read": {"skip": 1}}, "“read.skip”, which this version does not know"),
        ({"read": []}, "“read”"),
        ({"read": {"header": "yes"}}, "read.header"),
        ({"mode": "dance"}, "“add” or “update” or “upsert” only"),
        ({"decimal": ";"}, "“decimal” is “;”"),
        ({"extra": "keep"}, "“extra”"),
        ({"mapping": {"a": "prize"}}, "“prize”, which is no field"),
        ({"mapping": {"a": 5}}, "“mapping”"),
        ({"mapping": None}, "“mapping”"),
        ({"defaults": {"prize": "5"}}, "“prize”"),
        ({"blanks": {"tags": "maybe"}}, "keep or clear"),
        ({"match": 5}, "“match”"),
        ({"headers": "a,b"}, "“headers”"),
        ({"name": 5}, "“name”"),
    ],
)
def test_that_what_is_no_preset_is_refused_and_it_is_said_why(value: object, words: str) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    with pytest.raises(PresetProblem, match=words):
        parse_preset(text)


def test_that_a_file_with_the_same_columns_fits_in_any_order() -> None:
    preset = Preset("x", ("Name", "Price"), ImportOptions(mapping={"Name": "name"}))
    assert preset.fits(["Name", "Price"])
    assert preset.fits([" Price", "Name "])
    assert not preset.fits(["Name", "Price", "Stock"])
    assert not preset.fits(["Name", "Name"])


def test_that_columns_chosen_by_their_place_must_be_in_their_place() -> None:
    preset = Preset("x", ("A", "A", "B"), ImportOptions(mapping={"#1": "name"}))
    assert preset.fits(["A", "A", "B"])
    assert not preset.fits(["A", "B", "A"])


def test_that_nothing_is_known_of_a_file_without_headers() -> None:
    assert not Preset("x", ("", "")).fits(["", ""])
    assert not Preset("x").fits([])

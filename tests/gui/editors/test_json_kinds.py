"""Kinds of metadata values: read, and made of one another."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import write_json
from catalogue_gui.gui.editors.json_kinds import JsonKind, converted, kind_of, read_number


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("12345678901234567890123", "12345678901234567890123"),
        ("10.00", "10.00"),
        ("-0.10", "-0.10"),
        ("−5", "-5"),
        ("1e2", "1E+2"),
    ],
)
def test_that_a_typed_number_keeps_its_digits(text: str, written: str) -> None:
    assert write_json(read_number(text)) == written


def test_that_a_decimal_comma_is_read_where_the_locale_has_one() -> None:
    assert read_number("12,50", ",") == Decimal("12.50")
    with pytest.raises(InvalidValue, match="not a number"):
        read_number("12,50", ".")


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "NaN", "Infinity", "0x10", "1_000", "1e999"])
def test_that_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_number(text)


@pytest.mark.parametrize(
    ("value", "kind", "result"),
    [
        ("12.50", JsonKind.NUMBER, Decimal("12.50")),
        (Decimal("12.50"), JsonKind.TEXT, "12.50"),
        (True, JsonKind.TEXT, "yes"),
        ("Yes", JsonKind.YES_NO, True),
        ("no", JsonKind.YES_NO, False),
        (["a", 1], JsonKind.TEXT, '["a", 1]'),
        ('["a", 1]', JsonKind.LIST, ["a", 1]),
        ("a", JsonKind.LIST, ["a"]),
        (None, JsonKind.OBJECT, {}),
        ('{"a": 1.0}', JsonKind.OBJECT, {"a": Decimal("1.0")}),
        ({"a": 1}, JsonKind.NOTHING, None),
    ],
)
def test_that_a_value_becomes_one_of_another_kind(
    value: object, kind: JsonKind, result: object
) -> None:
    made = converted(value, kind)
    assert made == result
    assert kind_of(made) == kind


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("abc", JsonKind.NUMBER),
        ("abc", JsonKind.YES_NO),
        ({"a": 1}, JsonKind.LIST),
        (12, JsonKind.OBJECT),
        ([1], JsonKind.NUMBER),
    ],
)
def test_that_what_has_no_meaning_as_another_kind_is_not_lost(
    value: object, kind: JsonKind
) -> None:
    with pytest.raises(InvalidValue, match=r"cannot become|not a number"):
        converted(value, kind)

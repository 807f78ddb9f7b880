"""What the search field decides without a window: places, marks, which words still fit, where a step leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QPalette, QTextFormat

from catalogue_gui.catalogue.language import QueryMistake
from catalogue_gui.gui.search.completion_popup import walked
from catalogue_gui.gui.search.completion_words import Answer, merged
from catalogue_gui.gui.search.text_marks import (
    MAX_COLOURED,
    Ink,
    Mark,
    format_attributes,
    marks_of,
)
from catalogue_gui.gui.search.text_positions import from_qt, to_qt


@given(st.text(max_size=20), st.integers(min_value=0, max_value=20))
def test_that_a_place_is_found_again_by_qts_number(text: str, place: int) -> None:
    place = min(place, len(text))
    assert from_qt(text, to_qt(text, place)) == place


def test_that_an_emoji_counts_as_two_for_qt() -> None:
    assert to_qt("a🍵b", 2) == 3
    assert from_qt("a🍵b", 3) == 2
    assert from_qt("a🍵b", 2) == 1


def test_that_keys_negations_and_the_mistake_are_marked() -> None:
    mistake = QueryMistake(18, 21, "no price")
    assert marks_of("mug -tag:new price:abc", mistake) == [
        Mark(4, 5, Ink.MINUS),
        Mark(5, 9, Ink.KEY),
        Mark(13, 19, Ink.KEY),
        Mark(18, 21, Ink.MISTAKE),
    ]


def test_that_words_in_quotes_are_no_keys() -> None:
    assert marks_of('"tag:new" mug', None) == []


def test_that_a_page_pasted_by_mistake_is_not_coloured_but_its_mistake_is_marked() -> None:
    text = "tag:a " * MAX_COLOURED
    assert marks_of(text, QueryMistake(3, 3, "here")) == [Mark(3, 4, Ink.MISTAKE)]


def test_that_marks_count_from_the_cursor_as_qt_counts() -> None:
    (attribute,) = format_attributes([Mark(2, 6, Ink.KEY)], "🍵 tag:x", 8, QPalette())
    assert (attribute.start, attribute.length) == (-5, 4)


@pytest.mark.parametrize("ground", ["#ffffff", "#1e1e1e"])
def test_that_keys_stay_readable_on_light_and_on_dark(ground: str) -> None:
    palette = QPalette()
    ink = QColor("#000000" if ground == "#ffffff" else "#ffffff")
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
        palette.setColor(role, QColor(ground))
    palette.setColor(QPalette.ColorRole.Text, ink)
    for kind in (Ink.KEY, Ink.MINUS):
        (attribute,) = format_attributes([Mark(0, 1, kind)], "a", 0, palette)
        assert isinstance(attribute.value, QTextFormat)
        colour = attribute.value.foreground().color()
        assert contrast(colour, QColor(ground)) >= 4.5


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours by WCAG 2.1, 1 to 21."""

    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("row", "step", "expected"),
    [
        (-1, 1, 0),
        (-1, -1, 4),
        (0, -1, -1),
        (0, 1, 1),
        (4, 1, 4),
        (2, 9, 4),
        (2, -9, 0),
        (0, -9, -1),
    ],
)
def test_that_a_step_leads_to_a_row_or_back_to_typing(row: int, step: int, expected: int) -> None:
    assert walked(row, 5, step) == expected


def test_that_the_server_is_not_asked_again_for_what_it_has_told() -> None:
    few = Answer("or", (("organic", 3),))
    assert few.tells_all_of("or")
    assert few.tells_all_of("ORG")
    assert not few.tells_all_of("o")
    many = Answer("o", tuple((f"o{n}", n) for n in range(50)))
    assert not many.tells_all_of("or")


def test_that_words_from_two_sources_come_once_with_the_greater_count() -> None:
    assert merged((("a", 5), ("b", 1)), (("b", 3), ("c", 2))) == (("a", 5), ("b", 3), ("c", 2))

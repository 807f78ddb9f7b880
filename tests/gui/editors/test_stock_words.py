"""Pieces more and pieces fewer."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.typed_values import NumberMarks
from catalogue_gui.gui.editors.stock_words import outcome_words, stepped, why_not

MARKS = NumberMarks(".", ",")


@pytest.mark.parametrize(
    ("stock", "text", "words"),
    [
        (17, "+12", "17 + 12 = 29"),
        (17, "-3", "17 − 3 = 14"),
        (1_200, "+1,000", "1,200 + 1,000 = 2,200"),
        (17, "12", ""),
        (17, "-18", ""),
        (17, "many", ""),
    ],
)
def test_that_the_outcome_of_pieces_is_a_sum(stock: int, text: str, words: str) -> None:
    assert outcome_words(stock, text, MARKS) == words


@pytest.mark.parametrize(
    ("text", "step", "result"),
    [
        ("", 1, "+1"),
        ("+1", 1, "+2"),
        ("+1", -1, ""),
        ("-17", -1, "-17"),
        ("20", 1, "21"),
        ("0", -1, "0"),
        ("many", 1, "many"),
    ],
)
def test_that_steps_are_collected(text: str, step: int, result: str) -> None:
    assert stepped(17, text, step, MARKS) == result


def test_that_more_than_there_is_cannot_be_taken_off() -> None:
    assert why_not(3, "-5", MARKS) == "The stock is 3, so 5 cannot be taken off."
    assert why_not(3, "-3", MARKS) == ""

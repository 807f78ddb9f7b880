"""What is said of a step, without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.journal_entries import HistoryEntry
from catalogue_gui.gui.history.model import HistoryModel
from catalogue_gui.gui.history.wording import (
    MAX_TIP_CHARACTERS,
    Column,
    cell_text,
    empty_words,
    full_text,
    spoken_text,
    tip_text,
    why_not_taken_back,
)

BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
STEP = HistoryEntry(
    7, "shop", datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC), "anna", "price of “Tea”", "price", 100_000,
    "2.00", "2.50\n(two lines)", "done", "",
)  # fmt: skip


def test_that_the_cells_are_in_the_locales_form_and_on_one_line() -> None:
    assert cell_text(STEP, Column.PRODUCTS, BRITISH) == "100,000"
    assert cell_text(STEP, Column.PRODUCTS, GERMAN) == "100.000"
    assert cell_text(STEP, Column.WHAT, BRITISH) == "Price of “Tea”"
    assert cell_text(STEP, Column.AFTER, BRITISH) == "2.50 (two lines)"


def test_that_the_moment_is_local_and_its_tip_exact() -> None:
    local = STEP.at.astimezone()
    assert f"{local.hour:02}:{local.minute:02}" in cell_text(STEP, Column.WHEN, BRITISH)
    exact = tip_text(STEP, Column.WHEN, BRITISH)
    assert datetime.fromisoformat(exact) == STEP.at


def test_that_a_long_value_is_cut_in_its_tip_and_whole_when_copied() -> None:
    long = replace(STEP, new="x" * 1999)
    assert len(tip_text(long, Column.AFTER, BRITISH)) == MAX_TIP_CHARACTERS + 1
    assert full_text(long, Column.AFTER, BRITISH) == "x" * 1999


def test_that_what_was_taken_back_is_spoken_as_such() -> None:
    undone = replace(STEP, state="undone")
    assert spoken_text(undone, Column.WHAT, BRITISH) == "Price of “Tea”. It has been taken back."
    assert spoken_text(undone, Column.WHO, BRITISH) == "anna"


def test_that_a_count_is_not_said_before_it_is_known() -> None:
    assert cell_text(replace(STEP, state="open", count=0), Column.PRODUCTS, BRITISH) == ""


@pytest.mark.parametrize(
    ("step", "against", "words"),
    [
        (STEP, "", ""),
        (STEP, "No connection.", "No connection."),
        (replace(STEP, state="undone"), "No connection.", "taken back"),
        (replace(STEP, state="open"), "", "under way"),
        (replace(STEP, is_kept=False), "", "no longer kept"),
    ],
)
def test_that_a_step_that_cannot_be_taken_back_has_a_reason(
    step: HistoryEntry, against: str, words: str
) -> None:
    reason = why_not_taken_back(step, against)
    assert (words in reason) if words else reason == ""


def test_that_an_empty_list_says_why() -> None:
    assert "listed here" in empty_words(" ")
    assert "“tea”" in empty_words(" tea ")


def test_that_the_model_keeps_the_rules_of_models(qtbot: QtBot) -> None:
    model = HistoryModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    wanted: list[int] = []
    model.more_wanted.connect(wanted.append)
    model.show_entries([STEP, replace(STEP, id=6, state="undone")], has_more=True)
    model.fetchMore(model.index(-1, -1))
    model.add_older([replace(STEP, id=5, state="open")], has_more=False)
    assert wanted == [6]
    assert model.row_of(5) == 2
    assert model.row_of(99) == -1
    model.show_entries([], has_more=False)
    assert tester.model() is model

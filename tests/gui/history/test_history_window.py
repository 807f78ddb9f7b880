"""The window on the history, with a real journal behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.catalogue.journal_entries import HistoryEntry
from catalogue_gui.gui.history.dialog import HistoryWindow
from catalogue_gui.gui.history.reading import PAGE_STEPS
from catalogue_gui.gui.history.wording import Column
from catalogue_gui.jobs import JobRunner
from catalogue_gui.journal import Journal

SHOP = "profile:shop"


class Shown:
    """The window, what stands in it, and what it asked for."""

    def __init__(self, qtbot: QtBot, runner: JobRunner, journal: Journal) -> None:
        self.qtbot = qtbot
        self.journal = journal
        self.window = HistoryWindow(runner, debounce_ms=10)
        qtbot.addWidget(self.window)
        self.wanted: list[HistoryEntry] = []
        self.window.take_back_wanted.connect(self.wanted.append)
        self.table = self.find(QTableView, "historyTable")
        self.filter = self.find(QLineEdit, "historyFilter")
        self.take_back = self.find(QPushButton, "historyTakeBackButton")

    def find(self, kind: type, name: str):  # type: ignore[no-untyped-def]
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def step(self, text: str, *, who: str = "anna") -> int:
        step = self.journal.open_step(SHOP, who, text, "price")
        self.journal.close_step(step, 1, "2.00", "2.50")
        return step

    def open(self) -> None:
        self.window.use_catalogue(partial(self.journal.steps, SHOP), "Shop")
        self.window.show()

    def cells(self, column: Column) -> list[str]:
        model = self.table.model()
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def wait_for(self, *texts: str) -> None:
        self.qtbot.waitUntil(lambda: self.cells(Column.WHAT) == list(texts), timeout=10_000)

    def wait_for_words(self, words: str) -> None:
        label = self.find(QLabel, "historyEmpty")
        self.qtbot.waitUntil(lambda: label.isVisible() and words in label.text(), timeout=10_000)

    @property
    def note(self) -> str:
        return str(self.find(QLabel, "historyNote").text())


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    assert made.shutdown(timeout_s=10)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "journal.sqlite")
    yield made
    made.close()


@pytest.fixture
def shown(qtbot: QtBot, runner: JobRunner, journal: Journal) -> Shown:
    return Shown(qtbot, runner, journal)


def test_that_the_steps_are_listed_newest_first(shown: Shown) -> None:
    shown.step("price of “Tea”")
    shown.step("price of “Mug”", who="bert")
    shown.open()
    shown.wait_for("Price of “Mug”", "Price of “Tea”")
    assert shown.cells(Column.WHO) == ["bert", "anna"]
    assert shown.cells(Column.BEFORE) == ["2.00", "2.00"]
    assert shown.cells(Column.PRODUCTS) == ["1", "1"]
    assert "Shop" in shown.window.windowTitle()


def test_that_the_window_does_not_stand_in_the_way(shown: Shown) -> None:
    shown.open()
    assert not shown.window.isModal()


def test_that_an_empty_history_says_so_and_nothing_can_be_taken_back(shown: Shown) -> None:
    shown.open()
    shown.wait_for_words("Nothing has been changed")
    assert not shown.take_back.isEnabled()


def test_that_without_a_catalogue_there_is_no_history(shown: Shown) -> None:
    shown.step("price of “Tea”")
    shown.open()
    shown.wait_for("Price of “Tea”")
    shown.window.use_catalogue(None)
    shown.wait_for_words("No catalogue")
    assert not shown.filter.isEnabled()


def test_that_typing_filters_and_escape_clears_before_it_closes(qtbot: QtBot, shown: Shown) -> None:
    shown.step("price of “Tea”")
    shown.step("price of “Mug”")
    shown.open()
    shown.wait_for("Price of “Mug”", "Price of “Tea”")
    qtbot.keyClicks(shown.filter, "tea")
    shown.wait_for("Price of “Tea”")
    qtbot.keyClicks(shown.filter, "pot")
    shown.wait_for_words("“teapot”")
    qtbot.keyClick(shown.filter, Qt.Key.Key_Escape)
    shown.wait_for("Price of “Mug”", "Price of “Tea”")
    assert shown.window.isVisible()
    qtbot.keyClick(shown.filter, Qt.Key.Key_Escape)
    assert not shown.window.isVisible()


def test_that_return_in_the_filter_is_no_click(qtbot: QtBot, shown: Shown) -> None:
    shown.step("price of “Tea”")
    shown.open()
    shown.wait_for("Price of “Tea”")
    qtbot.keyClick(shown.filter, Qt.Key.Key_Return)
    assert shown.window.isVisible()
    assert shown.wanted == []


def test_that_a_step_is_asked_to_be_taken_back_once(qtbot: QtBot, shown: Shown) -> None:
    step = shown.step("price of “Tea”")
    shown.open()
    shown.wait_for("Price of “Tea”")
    qtbot.keyClick(shown.take_back, Qt.Key.Key_Space)
    assert [entry.id for entry in shown.wanted] == [step]
    assert not shown.take_back.isEnabled()
    assert "being taken back" in shown.note
    shown.journal.mark_undone(step, True)
    shown.window.end_taking_back()
    qtbot.waitUntil(lambda: shown.note == "It has been taken back.", timeout=10_000)
    assert not shown.take_back.isEnabled()
    assert shown.take_back.toolTip() == shown.note
    font = shown.table.model().index(0, Column.WHAT).data(Qt.ItemDataRole.FontRole)
    assert font.strikeOut()


def test_that_one_that_failed_can_be_asked_for_again(qtbot: QtBot, shown: Shown) -> None:
    shown.step("price of “Tea”")
    shown.open()
    shown.wait_for("Price of “Tea”")
    shown.take_back.click()
    shown.window.end_taking_back()
    assert shown.take_back.isEnabled()
    shown.take_back.click()
    assert len(shown.wanted) == 2


def test_that_a_reason_against_it_disables_and_is_said(shown: Shown) -> None:
    shown.step("price of “Tea”")
    shown.open()
    shown.wait_for("Price of “Tea”")
    shown.window.forbid_taking_back("This profile is marked read only.")
    assert not shown.take_back.isEnabled()
    assert shown.note == shown.take_back.toolTip() == "This profile is marked read only."
    shown.window.forbid_taking_back("")
    assert shown.take_back.isEnabled()


def test_that_the_chosen_step_stays_chosen_when_there_are_newer_ones(shown: Shown) -> None:
    step = shown.step("price of “Tea”")
    shown.step("price of “Mug”")
    shown.open()
    shown.wait_for("Price of “Mug”", "Price of “Tea”")
    shown.table.selectRow(1)
    shown.step("price of “Bowl”")
    shown.window.refresh()
    shown.wait_for("Price of “Bowl”", "Price of “Mug”", "Price of “Tea”")
    assert shown.window.current_entry is not None
    assert shown.window.current_entry.id == step


def test_that_older_steps_follow_as_the_end_comes_into_view(qtbot: QtBot, shown: Shown) -> None:
    for number in range(PAGE_STEPS + 5):
        shown.step(f"step {number}")
    shown.open()
    qtbot.waitUntil(lambda: shown.table.model().rowCount() == PAGE_STEPS, timeout=10_000)
    shown.table.scrollToBottom()
    qtbot.waitUntil(lambda: shown.table.model().rowCount() == PAGE_STEPS + 5, timeout=10_000)
    assert shown.cells(Column.WHAT)[-1] == "Step 0"
    shown.window.refresh()
    qtbot.waitUntil(lambda: shown.table.model().rowCount() == PAGE_STEPS + 5, timeout=10_000)


def test_that_a_history_that_cannot_be_read_says_why_and_can_be_tried_again(
    qtbot: QtBot, shown: Shown
) -> None:
    shown.step("price of “Tea”")
    answers: list[Callable[[], list[HistoryEntry]]] = [lambda: shown.journal.steps(SHOP)]

    def read(search: str, limit: int, before: int | None) -> list[HistoryEntry]:
        if answers:
            return answers.pop()()
        raise FileProblem("The disk is gone.")

    answer = answers.pop()
    shown.window.use_catalogue(read)
    shown.window.show()
    shown.wait_for_words("The disk is gone.")
    answers.append(answer)
    shown.find(QPushButton, "historyTryAgainButton").click()
    shown.wait_for("Price of “Tea”")


def test_that_a_late_answer_of_another_catalogue_is_dropped(
    qtbot: QtBot, shown: Shown, runner: JobRunner
) -> None:
    shown.step("price of “Tea”")
    has_begun, go_on = threading.Event(), threading.Event()

    def slow(search: str, limit: int, before: int | None) -> list[HistoryEntry]:
        has_begun.set()
        assert go_on.wait(timeout=30)
        return shown.journal.steps(SHOP)

    shown.window.use_catalogue(slow)
    qtbot.waitUntil(has_begun.is_set, timeout=10_000)
    shown.window.use_catalogue(partial(shown.journal.steps, "profile:other"))
    shown.window.show()
    shown.wait_for_words("Nothing has been changed")
    go_on.set()
    assert runner.shutdown(timeout_s=10)  # every answer has been delivered or dropped
    assert shown.cells(Column.WHAT) == []


def test_that_the_whole_value_is_copied(qtbot: QtBot, shown: Shown) -> None:
    step = shown.journal.open_step(SHOP, "anna", "metadata of “Tea”", "metadata")
    shown.journal.close_step(step, 1, "{}", '{"a":\n' + "1" * 500 + "}")
    shown.open()
    shown.wait_for("Metadata of “Tea”")
    shown.table.setCurrentIndex(shown.table.model().index(0, Column.AFTER))
    shown.table.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is shown.table)
    qtbot.keyClick(shown.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == '{"a":\n' + "1" * 500 + "}"


def test_that_every_part_has_a_name_for_a_screen_reader(shown: Shown) -> None:
    shown.open()
    for widget in (shown.window, shown.table, shown.filter, shown.take_back, shown.find(QPushButton, "historyCloseButton")):  # fmt: skip
        spoken = QAccessible.queryAccessibleInterface(widget)
        assert spoken is not None
        assert spoken.text(QAccessible.Text.Name)

"""Rows stay as they are, and are not painted anew, while messages come and go and cells are typed over."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.messages import Message, MessageBanner
from tests.gui.test_main_window import PRICE, type_into

TOPIC = "a test"


class Painted(QObject):
    """Where a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return super().eventFilter(watched, event)


def banner_of(window: MainWindow) -> MessageBanner:
    banner = window.findChild(MessageBanner, "messageBanner")
    assert banner is not None
    return banner


def last_full_row(window: MainWindow) -> int:
    table = window.table
    return table.rowAt(table.viewport().height() - 1) - 1


@pytest.fixture
def still(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window with all of its rows, in which nothing goes on."""
    qtbot.waitUntil(lambda: not window._services.runner.active_count)
    qtbot.wait(50)
    return window


def test_that_no_row_is_painted_anew_for_a_message(qtbot: QtBot, still: MainWindow) -> None:
    painted = Painted(still.table.viewport())
    height = still.table.viewport().height()
    still.messages.show(Message("Not saved", "The server did not answer.", topic=TOPIC))
    qtbot.waitUntil(lambda: still.table.viewport().height() < height)
    shorter = still.table.viewport().height()
    qtbot.wait(50)
    still.messages.withdraw(TOPIC)
    qtbot.waitUntil(lambda: still.table.viewport().height() == height)
    qtbot.waitUntil(lambda: not painted.region.isEmpty())
    assert painted.region.boundingRect().top() >= shorter


def test_that_the_rows_are_moved_and_not_painted_anew_for_a_chip(
    qtbot: QtBot, still: MainWindow
) -> None:
    chips = still.searching.chips
    painted = Painted(still.table.viewport())
    chips.show()
    qtbot.waitUntil(
        lambda: still.table.mapTo(still, QPoint()).y() > chips.mapTo(still, QPoint()).y()
    )
    qtbot.wait(50)
    assert painted.region.isEmpty()


def test_that_the_row_that_is_worked_on_stays_in_view(qtbot: QtBot, still: MainWindow) -> None:
    row = last_full_row(still)
    still.table.setFocus()
    still.table.setCurrentIndex(still.model.index(row, 0))
    height = still.table.viewport().height()
    still.messages.show(Message("Not saved", "The server did not answer.", topic=TOPIC))
    qtbot.waitUntil(lambda: still.table.viewport().height() < height)
    place = still.table.visualRect(still.model.index(row, 0))
    assert place.top() >= 0
    assert place.bottom() < still.table.viewport().height()


def test_that_a_current_row_elsewhere_does_not_make_the_table_go_there(
    qtbot: QtBot, still: MainWindow
) -> None:
    still.table.setCurrentIndex(still.model.index(0, 0))
    still.table.verticalScrollBar().setValue(200)
    still.messages.show(Message("Not saved", "The server did not answer.", topic=TOPIC))
    qtbot.waitUntil(lambda: banner_of(still).isVisible())
    qtbot.wait(20)
    assert still.table.verticalScrollBar().value() == 200


def test_that_only_the_row_in_hand_is_painted_when_the_keyboard_comes_and_goes(
    qtbot: QtBot, still: MainWindow
) -> None:
    table = still.table
    type_into(
        qtbot, still, 2, PRICE, "70.50"
    )  # the first one brings what cells are typed over with
    qtbot.waitUntil(lambda: len(still.editing.pending) == 0)
    qtbot.wait(50)
    painted = Painted(table.viewport())
    still.search.setFocus()
    qtbot.waitUntil(lambda: not painted.region.isEmpty())
    table.setFocus()
    type_into(qtbot, still, 2, PRICE, "71.50")
    qtbot.waitUntil(lambda: len(still.editing.pending) == 0)
    qtbot.wait(50)
    below = table.visualRect(still.model.index(4, PRICE)).top()
    assert painted.region.boundingRect().bottom() < below


def test_that_the_keyboards_place_is_seen_only_while_it_is_in_the_table(
    qtbot: QtBot, still: MainWindow
) -> None:
    table = still.table
    table.setCurrentIndex(still.model.index(2, PRICE))
    still.search.setFocus()
    qtbot.waitUntil(lambda: not table.hasFocus())
    without = table.viewport().grab().toImage()
    painted = Painted(table.viewport())
    table.setFocus()
    qtbot.waitUntil(lambda: not painted.region.isEmpty())
    cell = table.visualRect(still.model.index(2, PRICE))
    assert painted.region.contains(cell)
    assert table.viewport().grab().toImage() != without

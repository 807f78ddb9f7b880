"""A message below the table: nothing moves, nothing is hidden that is worked on, and nothing is painted anew for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.messages import Message, MessageBanner

TOPIC = "a test"


class Painted(QObject):
    """How far down each painting of a widget began."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.tops: list[int] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.tops.append(event.rect().top())
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
    qtbot.waitUntil(lambda: painted.tops != [])
    assert min(painted.tops) >= shorter


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

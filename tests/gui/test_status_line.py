"""What is going on, at the bottom of the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.status_line import StatusLine


@pytest.fixture
def status(qtbot: QtBot) -> StatusLine:
    """The line, shown."""
    made = StatusLine()
    qtbot.addWidget(made)
    made.show()
    return made


def words(status: StatusLine) -> str:
    """What it says of the work under way; empty when it says nothing."""
    label = status.findChild(QLabel, "workLabel")
    assert label is not None
    return label.text() if label.isVisible() else ""


def test_that_cancel_stops_the_work_that_is_shown_and_no_other(status: StatusLine) -> None:
    cancelled: list[str] = []
    status.show_work(Progress("Exporting", 1, 4), "export", lambda: cancelled.append("export"))
    status.show_work(Progress("Changing", 2, 4), "bulk", lambda: cancelled.append("bulk"))
    status.show_progress(Progress("Exporting", 3, 4), "export")
    assert words(status).startswith("Changing")
    status.cancel_work.click()
    assert cancelled == ["bulk"]
    status.end_work("bulk")
    assert words(status) == "Exporting  3 of 4"
    status.cancel_work.click()
    assert cancelled == ["bulk", "export"]


def test_that_news_of_work_that_has_ended_is_not_shown(status: StatusLine) -> None:
    status.show_work(Progress("Exporting", 1, 4), "export", lambda: None)
    status.end_work("export")
    status.end_work("export")
    status.show_progress(Progress("Exporting", 2, 4), "export")
    assert words(status) == ""


def test_that_what_cannot_be_cancelled_has_no_button_for_it(status: StatusLine) -> None:
    status.show_work(Progress("Tidying"), "tidy")
    assert words(status) == "Tidying  0"
    assert not status.cancel_work.isVisible()

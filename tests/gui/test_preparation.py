"""What is made ready behind the first rows."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.preparation import PAUSE_MS, Preparation


def test_that_the_steps_are_taken_in_turn_and_once(qtbot: QtBot) -> None:
    taken: list[int] = []
    owner = QObject()
    preparation = Preparation(
        (lambda: taken.append(1), "catalogue_gui.gui.preparation", lambda: taken.append(2)), owner
    )
    preparation.start()
    preparation.start()
    assert taken == [], "not before what is to be painted"
    qtbot.waitUntil(lambda: taken == [1, 2])
    preparation.start()
    qtbot.wait(0)
    assert taken == [1, 2]


def test_that_nothing_is_prepared_once_the_window_ends(qtbot: QtBot) -> None:
    taken: list[int] = []
    owner = QObject()
    preparation = Preparation((lambda: taken.append(1), lambda: preparation.stop()), owner)
    preparation.start()
    preparation.stop()
    preparation.start()
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    assert taken == []


def test_that_it_waits_anew_while_something_else_is_to_be_shown(qtbot: QtBot) -> None:
    taken: list[int] = []
    owner = QObject()
    preparation = Preparation((lambda: taken.append(1), lambda: taken.append(2)), owner)
    preparation.postpone()  # nothing has begun, so nothing is put off
    preparation.start()
    qtbot.waitUntil(lambda: taken == [1])
    preparation.postpone()
    qtbot.wait(5 * PAUSE_MS)
    assert taken == [1]
    qtbot.waitUntil(lambda: taken == [1, 2])

"""Files dropped on the main window, wherever in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.csv_import.dropping import local_files
from catalogue_gui.gui.csv_import.wizard import ImportWizard
from catalogue_gui.gui.main_window import MainWindow


def drop(widget: QWidget, *paths: Path) -> bool:
    """Drop files on a widget; False when they are not taken."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    mime.setText("\n".join(map(str, paths)))  # as file managers do
    rest = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, *rest)
    QCoreApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    QCoreApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, *rest))
    return True


@pytest.mark.parametrize("where", ["window", "search"])
def test_that_a_file_dropped_on_the_window_opens_the_wizard_with_it(
    qtbot: QtBot, window: MainWindow, shop_file: Path, where: str
) -> None:
    target: QWidget = window if where == "window" else window.search
    text = window.search.text()
    assert drop(target, shop_file)
    wizard = window.findChild(ImportWizard)
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.plan.view is not None, timeout=20_000)
    field = wizard.findChild(QLineEdit, "importFileField")
    assert field is not None
    assert field.text() == str(shop_file)
    assert window.search.text() == text


def test_that_of_several_files_dropped_on_the_window_the_first_is_read(
    qtbot: QtBot, window: MainWindow, shop_file: Path, tmp_path: Path
) -> None:
    assert drop(window, shop_file, tmp_path / "other.csv")
    wizard = window.findChild(ImportWizard)
    assert wizard is not None
    assert "“shop.csv” is read; import the other one after it" in wizard.message_text
    qtbot.waitUntil(lambda: wizard.plan.view is not None, timeout=20_000)


def test_that_what_is_no_file_of_this_computer_is_not_taken(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/prices.csv")])
    assert local_files(mime) == []
    event = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QCoreApplication.sendEvent(window, event)
    assert not event.isAccepted()
    assert window.findChild(ImportWizard) is None

"""The conflict dialog under the keys of somebody who is typing, and for who hears it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.products.conflict_dialog import ConflictDialog
from catalogue_gui.gui.products.conflicts import ConflictLine

PRICE = ConflictLine(Field.PRICE, (), "12.00", "13.00", "10.00")
BRAND = ConflictLine(Field.METADATA, ("brand",), "Acme", "Bolt", "Core")


def opened(qtbot: QtBot, *lines: ConflictLine) -> tuple[ConflictDialog, list[object]]:
    """The dialog, active, and what it decided."""
    dialog = ConflictDialog(lines, "Kettle")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    decided: list[object] = []
    dialog.decided.connect(decided.append)
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and dialog.isActiveWindow())
    return dialog, decided


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space])
@pytest.mark.parametrize("lines", [(PRICE,), (PRICE, BRAND)], ids=["one", "two"])
def test_that_a_key_meant_for_the_table_overwrites_nothing(
    qtbot: QtBot, key: Qt.Key, lines: tuple[ConflictLine, ...]
) -> None:
    dialog, decided = opened(qtbot, *lines)
    qtbot.keyClick(QApplication.focusWidget() or dialog, key)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert decided == []


def test_that_all_can_be_decided_by_tab_and_space(qtbot: QtBot) -> None:
    dialog, decided = opened(qtbot, PRICE)
    for _ in range(10):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus.accessibleName(), f"{focus.objectName()} has no name"
        if focus.objectName() == "useMineButton":
            break
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Space)
    assert decided == [[PRICE]]


def test_that_whose_value_it_is_can_be_heard(qtbot: QtBot) -> None:
    dialog, _ = opened(qtbot, PRICE)
    names = []
    for label in dialog.findChildren(QLabel):
        interface = QAccessible.queryAccessibleInterface(label)
        assert interface is not None
        names.append(interface.text(QAccessible.Text.Name))
    for heard in ("Price: yours, 12.00", "Price: theirs, 13.00", "Price: it was, 10.00"):
        assert heard in names

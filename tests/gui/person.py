"""Somebody at a window of their own, who does and sees what a user does and sees."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.metadata_text import read_metadata, write_json
from catalogue_gui.gui.bulk.form import ChangeKind
from catalogue_gui.gui.editors.json_page import JsonText
from catalogue_gui.gui.editors.metadata_editor import MetadataEditor
from catalogue_gui.gui.main_window import MainWindow
from tests.gui.test_main_window import NAME, TAGS, banner_text, cell, type_into

ROW, PRODUCT = 2, "Product 00002"  # 3.00, Toys, tagged new, 2 in stock
W = TypeVar("W", bound=QWidget)


class Person:
    """Somebody at a window of their own."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window

    def sees(self, column: int) -> str:
        """What stands in a cell."""
        return cell(self.window, ROW, column)

    def sends(self, column: int, text: str) -> None:
        """Type into a cell; it is on its way."""
        type_into(self.qtbot, self.window, ROW, column, text)

    def saves(self, column: int, text: str) -> None:
        """Type into a cell, and wait until it is in the catalogue."""
        with self.qtbot.waitSignal(self.window.editing.saved):
            self.sends(column, text)

    def sets_tags(self, text: str) -> None:
        """Give the product other tags."""
        index = self.window.model.index(ROW, TAGS)
        assert self.window.model.setData(index, text, Qt.ItemDataRole.EditRole)

    def writes_metadata(self, **keys: object) -> None:
        """Change some keys in the text beside the table; None takes one away."""
        self.window.table.setCurrentIndex(self.window.model.index(ROW, NAME))
        self.qtbot.waitUntil(lambda: self._has(MetadataEditor, "productMetadata"))
        self.part(MetadataEditor, "productMetadata").tabs.setCurrentIndex(1)
        text = self.part(JsonText, "metadataText")
        wanted = read_metadata(text.toPlainText()) | keys
        text.selectAll()
        text.insertPlainText(write_json({k: v for k, v in wanted.items() if v is not None}))
        self.clicks("metadataApplyButton")

    def deletes(self) -> None:
        """Delete the product."""
        self.window.table.setCurrentIndex(self.window.model.index(ROW, NAME))
        with self.qtbot.waitSignal(self.window.editing.deleted_by_user):
            self.window.tools.delete.trigger()

    def changes_many(self, kind: ChangeKind, field: str, text: str) -> None:
        """Change the first five products at once."""
        table = self.window.table
        table.selectRow(0)
        for _ in range(4):
            self.qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        assert table.selected_spans() == (range(5),)
        self.window.tools.change_many.trigger()
        self.part(QComboBox, "bulkKind").setCurrentText(kind.value)
        self.qtbot.keyClicks(self.part(QLineEdit, field), text)
        self.qtbot.waitUntil(self.part(QPushButton, "bulkApplyButton").isEnabled)
        self.clicks("bulkApplyButton")
        self.qtbot.waitUntil(lambda: self._has(QAbstractButton, "bannerUndoButton"))

    def undoes(self) -> None:
        """Take the latest step back."""
        self.window.editing.history.undo()

    def refreshes(self) -> None:
        """Ask for all rows anew."""
        with self.qtbot.waitSignal(self.window.model.rows.rows_shown):
            self.window.tools.refresh.trigger()

    def is_told(self, words: str) -> None:
        """Wait until the banner says something."""
        self.qtbot.waitUntil(lambda: words in banner_text(self.window))

    def is_asked(self) -> dict[str, tuple[str, str, str]]:
        """Wait for the question; of each thing to decide what is theirs to choose from: mine, theirs, and what it was."""
        self.qtbot.waitUntil(lambda: self._has(QDialog, "conflictDialog"))
        dialog = self.part(QDialog, "conflictDialog")
        labels = {label.objectName(): label.text() for label in dialog.findChildren(QLabel)}
        keys = [name[len("conflictMine") :] for name in labels if name.startswith("conflictMine")]
        return {
            key: (
                labels[f"conflictMine{key}"],
                labels[f"conflictTheirs{key}"],
                labels[f"conflictSeen{key}"],
            )
            for key in keys
        }

    def clicks(self, name: str) -> None:
        """Click a button, once it is there."""
        self.qtbot.waitUntil(lambda: self._has(QAbstractButton, name))
        self.qtbot.mouseClick(self.part(QAbstractButton, name), Qt.MouseButton.LeftButton)

    def has_settled(self) -> None:
        """Wait until nothing is pending."""
        self.qtbot.waitUntil(lambda: len(self.window.editing.pending) == 0, timeout=10_000)

    def part(self, kind: type[W], name: str) -> W:
        """A visible part of the window."""
        (found,) = self._visible(kind, name)
        return found

    def _has(self, kind: type[QWidget], name: str) -> bool:
        return len(self._visible(kind, name)) == 1

    def _visible(self, kind: type[W], name: str) -> list[W]:
        return [each for each in self.window.findChildren(kind, name) if each.isVisible()]

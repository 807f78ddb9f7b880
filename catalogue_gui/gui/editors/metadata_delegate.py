"""Typing over a key or a value in the metadata tree; what cannot be read stays open, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from catalogue_gui.gui.editors.line_completer import leaves_for_good
from catalogue_gui.gui.editors.value_editor import WIDTH, ValueEditor
from catalogue_gui.gui.products.model import Index

if TYPE_CHECKING:
    from catalogue_gui.gui.products.metadata_tree import MetadataTree

KEY, VALUE, KIND = range(3)
_ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_KEY_WIDTH = 110
_AROUND_TEXT = 8


class KeyEditor(QLineEdit):
    """Types over a key."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("metadataKey")
        self.setAccessibleName("Key")
        self.setPlaceholderText("Key")
        self.setFrame(False)
        self.setAutoFillBackground(True)
        self.textEdited.connect(lambda _: self.edited.emit())

    @property
    def is_typed(self) -> bool:
        """True once something was typed."""
        return self.isModified()


class MetadataDelegate(QStyledItemDelegate):
    """Makes the editors of the tree, and asks the tree whether what is typed can be taken."""

    def __init__(self, tree: MetadataTree) -> None:
        super().__init__(tree)
        self._tree = tree

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor: KeyEditor | ValueEditor
        if index.column() == KEY:
            editor = KeyEditor(parent)
        else:
            editor = ValueEditor(parent)
            for part in (editor.line, editor.choice, editor.kinds):
                part.installEventFilter(self)
        editor.edited.connect(lambda: self._tree.mistake_found.emit(""))
        self._tree.note_editor(editor, index)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        item = self._tree.item_at(index)
        if item is None:
            return
        if isinstance(editor, KeyEditor) and not editor.is_typed:
            editor.setText(item.key)
            editor.selectAll()
        elif isinstance(editor, ValueEditor) and not editor.is_typed:
            editor.show_value(item.value)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        item = self._tree.item_at(index)
        if item is None:
            return
        if isinstance(editor, KeyEditor) and editor.is_typed:
            self._tree.take_key(item, editor.text())
        elif isinstance(editor, ValueEditor) and editor.is_typed:
            self._tree.take_value(item, editor.value())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Over the cell, and wider where it is narrow."""
        table = editor.parentWidget()
        assert table is not None
        room, cell = table.rect(), option.rect
        wanted = _KEY_WIDTH if isinstance(editor, KeyEditor) else WIDTH
        right = cell.right() if isinstance(editor, KeyEditor) else room.width()
        width = min(max(right - cell.left(), wanted), room.width())
        left = max(0, min(cell.left(), room.width() - width))
        height = max(cell.height(), editor.sizeHint().height())
        top = max(0, cell.top() - (height - cell.height()) // 2)
        editor.setGeometry(QRect(left, top, width, height))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), option.fontMetrics.height() + _AROUND_TEXT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the editor open while what is typed cannot be taken."""
        editor: QObject | None = watched
        while editor is not None and not isinstance(editor, KeyEditor | ValueEditor):
            editor = editor.parent()
        if editor is None:
            return super().eventFilter(watched, event)
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._tree.mistake_found.emit("")
        if is_key and isinstance(event, QKeyEvent) and _goes_on_inside(editor, event):
            return True
        ends = is_key and isinstance(event, QKeyEvent) and event.key() in _ENDING
        if (ends or _leaves(editor, event)) and (problem := self._tree.problem_of(editor)):
            self._tree.mistake_found.emit(problem)
            return ends
        return super().eventFilter(editor, event)


def _goes_on_inside(editor: QWidget, event: QKeyEvent) -> bool:
    """Take Tab from the value to its kind, and back: there is no other way to the kind by key while one types."""
    if not isinstance(editor, ValueEditor):
        return False
    is_in_kinds = editor.kinds.hasFocus()
    if event.key() == Qt.Key.Key_Tab and not is_in_kinds:
        editor.kinds.setFocus(Qt.FocusReason.TabFocusReason)
        return True
    if event.key() == Qt.Key.Key_Backtab and is_in_kinds and editor.focusProxy() != editor.kinds:
        editor.focus_value()
        return True
    return False


def _leaves(editor: QWidget, event: QEvent) -> bool:
    """True when the focus goes to something outside the editor."""
    if not isinstance(event, QFocusEvent) or event.type() != QEvent.Type.FocusOut:
        return False
    focus = QApplication.focusWidget()
    is_inside = focus is not None and (focus is editor or editor.isAncestorOf(focus))
    return not is_inside and leaves_for_good(event)

"""The list in the views popup: what the mouse and the keys do in it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QFrame, QListView, QWidget

from catalogue_gui.gui.search.views_model import Index, ViewsModel
from catalogue_gui.gui.search.views_painting import MORE_WIDTH, RowDelegate, more_rect
from catalogue_gui.gui.search.views_rows import Row, RowKind


class ViewsList(QListView):
    """Lists views and searches like a menu: what the mouse is over is current, a click or Return chooses it."""

    chosen = Signal(object)  # Row
    remove_wanted = Signal(object)  # Row
    rename_wanted = Signal(object)  # Row
    move_wanted = Signal(object, int)  # Row, places
    more_wanted = Signal(object, QPoint)  # Row, where on the screen

    def __init__(self, model: ViewsModel, save_keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewsList")
        self.setAccessibleName("Saved views and recent searches")
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(RowDelegate(save_keys, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self._pressed_at = QPoint()
        self.clicked.connect(self._on_clicked)
        self.entered.connect(self._on_entered)

    def height_of_rows(self) -> int:
        """The height that shows every row, in pixels."""
        rows = range(self._rows.rowCount())
        return sum(self.sizeHintForRow(at) for at in rows) + 2

    @property
    def current_row(self) -> Row | None:
        """The row that the next key is for."""
        return self._rows.row_at(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if row is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(row)
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.remove_wanted.emit(row)
        elif key == Qt.Key.Key_F2:
            self.rename_wanted.emit(row)
        elif modifiers == Qt.KeyboardModifier.AltModifier and key in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
        ):
            self.move_wanted.emit(row, -1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if is_by_mouse else self.currentIndex()
        if self._rows.flags(index) & Qt.ItemFlag.ItemIsEnabled:
            self.setCurrentIndex(index)
            self._ask_for_more(index)

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self._rows.row_at(index)
        if row is None or not row.is_enabled:
            return
        dots = more_rect(self.visualRect(index))
        if row.kind == RowKind.VIEW and dots.contains(self._pressed_at):
            self._ask_for_more(index)
        else:
            self.chosen.emit(row)

    def _ask_for_more(self, index: Index) -> None:
        corner = self.visualRect(index).bottomRight() - QPoint(MORE_WIDTH, 0)
        self.more_wanted.emit(self._rows.row_at(index), self.viewport().mapToGlobal(corner))

    def _on_entered(self, index: QModelIndex) -> None:
        if self._rows.flags(index) & Qt.ItemFlag.ItemIsEnabled:
            self.setCurrentIndex(index)

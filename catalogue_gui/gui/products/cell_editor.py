"""Typing over a cell of the table."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from catalogue_gui.gui.products.cell_data import Role
from catalogue_gui.gui.products.model import Index
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState

CELL_PADDING = 6  # room between the columns, so that a number does not touch the next text

_MARKS = {
    PendingState.SAVING: QColor("#8a8a8a"),
    PendingState.WAITING: QColor("#c48a2d"),
    PendingState.REFUSED: QColor("#c4402d"),
}


class CellDelegate(QStyledItemDelegate):
    """A line edit over the cell; a cell whose text is not saved is marked at its left edge."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("cellEditor")
        editor.setFrame(False)
        editor.setAutoFillBackground(True)
        header = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(str(header))
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        if alignment is not None:
            editor.setAlignment(Qt.AlignmentFlag(alignment))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        # Qt comes here again whenever rows arrive; what has been typed by then is not to be overwritten.
        if not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        # Leaving a cell without typing sends nothing, not even what another person has changed meanwhile.
        if editor.isModified():
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        painter.save()
        painter.setFont(option.font)
        painter.setPen(option.palette.color(_group_of(option), role))
        place = option.rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, option.displayAlignment, shown)
        pending = index.data(Role.PENDING)
        if isinstance(pending, PendingEdit):
            mark = QRect(option.rect.left(), option.rect.top() + 2, 3, option.rect.height() - 4)
            painter.fillRect(mark, _MARKS[pending.state])
        painter.restore()


def _group_of(option: QStyleOptionViewItem) -> QPalette.ColorGroup:
    is_active = bool(option.state & QStyle.StateFlag.State_Active)
    return QPalette.ColorGroup.Active if is_active else QPalette.ColorGroup.Inactive

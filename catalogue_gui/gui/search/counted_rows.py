"""Rows with a count at their right: how they are painted, and how high a list of them may grow."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

Index = QModelIndex | QPersistentModelIndex
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1  # the count as text; empty where it is not known
MARGIN = 6
ROWS_AT_LEAST = 4  # less of a list cannot be worked with
_AROUND_TEXT = 6


def row_height(view: QAbstractItemView) -> int:
    """The height of one row in a view's font."""
    return view.fontMetrics().height() + _AROUND_TEXT


def fit_height(view: QAbstractItemView, rows: int) -> None:
    """Let a list grow no higher than its rows, and shrink no further than is of use."""
    height = row_height(view)
    view.setMinimumHeight(height * max(1, min(rows, ROWS_AT_LEAST)))
    view.setMaximumHeight(height * max(1, rows) + 2)


COUNTING = "Counting…"


def is_under_pointer(part: QWidget) -> bool:
    """True while the pointer is over the panel that a part stands in: what lies below it is then not to move."""
    widget: QWidget | None = part
    while widget is not None and widget.objectName() != "filterPanel":
        widget = widget.parentWidget()
    return widget is not None and widget.underMouse()


def paint_nothing_here(view: QAbstractItemView, words: str) -> None:
    """Say in an empty list that it is empty."""
    painter = QPainter(view.viewport())
    painter.setPen(view.palette().color(QPalette.ColorRole.PlaceholderText))
    room = view.viewport().rect().adjusted(2 * MARGIN, 0, -MARGIN, 0)
    line = QRect(room.left(), room.top(), room.width(), row_height(view))
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)
    painter.end()


class DenseDelegate(QStyledItemDelegate):
    """Gives all rows the one height that :func:`fit_height` counts with."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        size.setHeight(option.fontMetrics.height() + _AROUND_TEXT)
        return size


class CountDelegate(DenseDelegate):
    """Paints a text at the left and its count at the right, muted."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        option = QStyleOptionViewItem(option)
        self.initStyleOption(option, index)
        painter.save()
        self._paint_background(painter, option)
        self._paint_text(painter, option, index, option.rect.adjusted(MARGIN, 0, -MARGIN, 0))
        painter.restore()

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, widget)

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, room: QRect
    ) -> None:
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        roles = QPalette.ColorRole
        palette = option.palette
        count = str(index.data(COUNT_ROLE) or "")
        font = QFont(option.font)
        font.setStrikeOut(False)  # of a row that is struck out, the number still counts
        painter.setFont(font)
        painter.setPen(
            palette.color(roles.HighlightedText if is_selected else roles.PlaceholderText)
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        taken = option.fontMetrics.horizontalAdvance(count) + MARGIN if count else 0
        room = room.adjusted(0, 0, -taken, 0)
        painter.setPen(palette.color(roles.HighlightedText if is_selected else roles.Text))
        painter.setFont(option.font)
        text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

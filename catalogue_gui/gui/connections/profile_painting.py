"""How one line of the list of connections is painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

ID = Qt.ItemDataRole.UserRole  # empty for a heading
ADDRESS = Qt.ItemDataRole.UserRole + 1
COLOUR = Qt.ItemDataRole.UserRole + 2
MARK = Qt.ItemDataRole.UserRole + 3
GROUP = Qt.ItemDataRole.UserRole + 4

_BAR_WIDTH = 4
_MARGIN = 8


class ProfileDelegate(QStyledItemDelegate):
    """Paints a connection: its colour as a bar, its name, and below it where it leads; or the heading of a group."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        height = option.fontMetrics.height()
        return QSize(120, height * 2 + 14 if index.data(ID) else height + 12)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        name, shown.text = shown.text, ""
        if not index.data(ID):
            self._paint_heading(painter, shown, name)
            return
        style = shown.widget.style() if shown.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        painter.save()
        colour = index.data(COLOUR)
        if colour:
            bar = QRect(
                shown.rect.left() + 2, shown.rect.top() + 5, _BAR_WIDTH, shown.rect.height() - 10
            )
            painter.fillRect(bar, QColor(colour))
        text = shown.rect.adjusted(_BAR_WIDTH + _MARGIN + 2, 6, -_MARGIN, -6)
        self._paint_texts(painter, shown, text, name, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, name: str) -> None:
        painter.save()
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        painter.setPen(
            option.palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.PlaceholderText)
        )
        room = option.rect.adjusted(_MARGIN, 6, -_MARGIN, 0)
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _paint_texts(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        room: QRect,
        name: str,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        bright = option.palette.color(role)
        faint = QColor(bright)
        faint.setAlphaF(0.68)
        metrics = option.fontMetrics
        upper = QRect(room.left(), room.top(), room.width(), metrics.height())
        lower = upper.translated(0, metrics.height() + 2)
        mark = index.data(MARK)
        painter.setPen(faint)
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark)
        upper.adjust(0, 0, -metrics.horizontalAdvance(mark) - (6 if mark else 0), 0)
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            lower,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(index.data(ADDRESS), elide, lower.width()),
        )
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(bright)
        painter.drawText(
            upper,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(name, elide, upper.width()),
        )

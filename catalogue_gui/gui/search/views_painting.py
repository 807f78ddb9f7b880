"""How a row of the views popup is painted."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from catalogue_gui.gui.icons import blended
from catalogue_gui.gui.search.views_model import COUNT_ROLE, ROW_ROLE, Index
from catalogue_gui.gui.search.views_rows import Row, RowKind

MORE_WIDTH = 22  # of the three dots; kept free in every view's row, so that the counts stand below each other
_MARGIN = 8
_MARK_WIDTH = 20  # for the check mark, so that every row's text begins at the same place
_ROOM_AROUND_TEXT = 10
_BEGINS_A_GROUP = (RowKind.SAVE, RowKind.CAPTION, RowKind.CLEAR)
_GAP = 9  # above a row that begins a group, with a line in the middle


class RowDelegate(QStyledItemDelegate):
    """Paints a row: check mark, text, count, and three dots where more can be done."""

    def __init__(self, save_keys: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._save_keys = save_keys

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: Row = index.data(ROW_ROLE)
        metrics = option.fontMetrics
        height = metrics.height() + _ROOM_AROUND_TEXT
        if row.kind == RowKind.NO_VIEWS:
            view = option.widget
            width = (view.width() if view is not None else 300) - 2 * _MARGIN - _MARK_WIDTH
            words = metrics.boundingRect(0, 0, width, 1000, Qt.TextFlag.TextWordWrap.value, row.tip)
            height += words.height() + _MARGIN
        if row.kind in _BEGINS_A_GROUP and index.row() > 0:
            height += _GAP
        return QSize(80, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW_ROLE)
        shown = QStyleOptionViewItem(option)
        painter.save()
        if row.kind in _BEGINS_A_GROUP and index.row() > 0:
            line = shown.rect.top() + _GAP // 2
            roles = QPalette.ColorRole
            base, text = (_active(shown.palette, role) for role in (roles.Base, roles.Text))
            painter.setPen(blended(base, text, 0.16))
            painter.drawLine(shown.rect.left(), line, shown.rect.right(), line)
            shown.rect.setTop(shown.rect.top() + _GAP)
        style = shown.widget.style() if shown.widget is not None else QApplication.style()
        if row.is_enabled:
            style.drawPrimitive(
                QStyle.PrimitiveElement.PE_PanelItemViewItem, shown, painter, shown.widget
            )
        room = shown.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        if row.kind == RowKind.NO_VIEWS:
            _paint_no_views(painter, shown, room, row)
        else:
            self._paint_row(painter, shown, room, row, str(index.data(COUNT_ROLE)))
        painter.restore()

    def _paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, row: Row, count: str
    ) -> None:
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected) and row.is_enabled
        roles = QPalette.ColorRole
        bright = option.palette.color(roles.HighlightedText if is_selected else roles.Text)
        faint = option.palette.color(
            roles.HighlightedText if is_selected else roles.PlaceholderText
        )
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(bright)
        if row.kind == RowKind.VIEW:
            if row.is_present:
                _paint_check(painter, room, bright)
            if is_selected:
                _paint_dots(painter, more_rect(option.rect), bright)
            room.setRight(more_rect(option.rect).left() - 2)
        room.setLeft(room.left() + _MARK_WIDTH)
        right = self._save_keys if row.kind == RowKind.SAVE else count
        painter.setPen(faint)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | middle, right)
        if right:
            room.setRight(room.right() - option.fontMetrics.horizontalAdvance(right) - 2 * _MARGIN)
        if row.kind == RowKind.CAPTION or not row.is_enabled:
            painter.setPen(faint)
        else:
            painter.setPen(bright)
        text = option.fontMetrics.elidedText(
            row.text.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | middle, text)


def more_rect(row: QRect) -> QRect:
    """Where in a view's row the three dots are."""
    return QRect(row.right() - MORE_WIDTH - 2, row.top(), MORE_WIDTH, row.height())


def _paint_no_views(painter: QPainter, option: QStyleOptionViewItem, room: QRect, row: Row) -> None:
    title = QRect(
        room.left() + _MARK_WIDTH,
        room.top() + 6,
        room.width() - _MARK_WIDTH,
        option.fontMetrics.height(),
    )
    painter.setPen(_active(option.palette, QPalette.ColorRole.Text))
    painter.drawText(title, Qt.AlignmentFlag.AlignLeft, row.text)
    words = title.translated(0, title.height() + 3)
    words.setBottom(room.bottom())
    painter.setPen(_active(option.palette, QPalette.ColorRole.PlaceholderText))
    painter.drawText(words, Qt.TextFlag.TextWordWrap.value, row.tip)


def _paint_check(painter: QPainter, room: QRect, colour: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    left, middle = room.left() + 1.5, room.center().y() + 0.5
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(left, middle + 0.5),
                QPointF(left + 3.5, middle + 4),
                QPointF(left + 10, middle - 4),
            ]
        )
    )
    painter.restore()


def _paint_dots(painter: QPainter, room: QRect, colour: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for step in (-5, 0, 5):
        painter.drawEllipse(QPointF(room.center().x() + step, room.center().y() + 0.5), 1.4, 1.4)
    painter.restore()


def _active(palette: QPalette, role: QPalette.ColorRole) -> QColor:
    """A colour as it is where things can be chosen: a row that only says something is no less worth reading."""
    return palette.color(QPalette.ColorGroup.Active, role)

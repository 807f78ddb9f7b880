"""The tags of the products found, with what the query asks of each; and how such a row is painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QLineF,
    QLocale,
    QModelIndex,
    QObject,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from catalogue_gui.catalogue.tag_groups import TagGroup
from catalogue_gui.gui.icons import blended
from catalogue_gui.gui.search.counted_rows import COUNT_ROLE, MARGIN, CountDelegate, Index

MARKS_ROLE = Qt.ItemDataRole.UserRole + 2  # the tag's groups, a tuple of TagGroup
ROOT = QModelIndex()
Rows = list[tuple[str, int | None]]
_BOX = 13
_WORDS = {
    TagGroup.ALL: "Every product found has it",
    TagGroup.ANY: "Every product found has it or another tag marked “any”",
    TagGroup.NONE: "No product found has it",
}
_CHECK_STATES = {
    TagGroup.ALL: Qt.CheckState.Checked,
    TagGroup.ANY: Qt.CheckState.Checked,
    TagGroup.NONE: Qt.CheckState.PartiallyChecked,
}


class TagModel(QAbstractListModel):
    """Tags with their counts and marks. Checking or unchecking one only asks for it."""

    toggled = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Rows = []
        self._marks: dict[str, tuple[TagGroup, ...]] = {}

    def show(self, rows: Rows, marks: dict[str, tuple[TagGroup, ...]]) -> bool:
        """Show tags; True when the rows are others than before, False when at most their marks are."""
        are_others = rows != self._rows
        if are_others:
            self.beginResetModel()
            self._rows, self._marks = rows, marks
            self.endResetModel()
        elif marks != self._marks:
            self._marks = marks
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        return are_others

    def tags(self) -> list[str]:
        """The tags, in the order in which they are shown."""
        return [tag for tag, _ in self._rows]

    def row_of(self, tag: str) -> int:
        """The row of a tag; -1 when it is not here."""
        return next((row for row, each in enumerate(self._rows) if each[0] == tag), -1)

    def tag_at(self, row: int) -> str:
        """The tag in a row."""
        return self._rows[row][0]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Check or uncheck a tag, as assistive technology does."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        tag = self.tag_at(index.row())
        if (Qt.CheckState(value) != Qt.CheckState.Unchecked) != (tag in self._marks):
            self.toggled.emit(tag)
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        tag, count = self._rows[index.row()]
        marks = self._marks.get(tag, ())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return tag
            case Qt.ItemDataRole.CheckStateRole:
                return _CHECK_STATES[marks[0]] if marks else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join([tag, *(f"{_WORDS[mark]}." for mark in marks)])
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join([tag, *_counted(count), *(_WORDS[mark] for mark in marks)])
            case _ if role == COUNT_ROLE:
                return "" if count is None else QLocale().toString(count)
            case _ if role == MARKS_ROLE:
                return marks
        return None


def _counted(count: int | None) -> list[str]:
    return [] if count is None else [f"{QLocale().toString(count)} products"]


class TagDelegate(CountDelegate):
    """Paints a box for each group that a tag is in: a tick for all, a hollow tick for any, a cross for none."""

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Leave clicks to the list, which takes them anywhere in the row and not on the box alone."""
        return False

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, room: QRect
    ) -> None:
        marks: tuple[TagGroup, ...] = index.data(MARKS_ROLE) or ()
        palette = option.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in marks or (None,):
            top = room.top() + (room.height() - _BOX) / 2
            _paint_box(painter, QRectF(room.left() + 0.5, top, _BOX, _BOX), mark, palette)
            room = room.adjusted(_BOX + MARGIN, 0, 0, 0)
        if TagGroup.NONE in marks:
            option.font.setStrikeOut(True)
        super()._paint_text(painter, option, index, room)


def _paint_box(painter: QPainter, box: QRectF, mark: TagGroup | None, palette: QPalette) -> None:
    roles = QPalette.ColorRole
    window, ink = palette.color(roles.Window), palette.color(roles.WindowText)
    outline = blended(window, ink, 0.45)
    fill: QColor | Qt.BrushStyle = Qt.BrushStyle.NoBrush
    match mark:
        case TagGroup.ALL:
            outline = fill = palette.color(roles.Highlight)
            stroke = palette.color(roles.HighlightedText)
        case TagGroup.ANY:
            # Half way to the ink, so that a tick without a filled box behind it stands out from any window.
            outline = stroke = blended(palette.color(roles.Highlight), ink, 0.3)
        case TagGroup.NONE:
            outline = fill = blended(window, ink, 0.6)
            stroke = window
        case _:
            stroke = outline
    painter.setPen(QPen(outline, 1.6 if mark == TagGroup.ANY else 1))
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(
        QPen(stroke, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    at = box.topLeft()
    if mark in (TagGroup.ALL, TagGroup.ANY):
        painter.drawPolyline([at + QPointF(3, 6.8), at + QPointF(5.5, 9.3), at + QPointF(10, 3.9)])
    elif mark == TagGroup.NONE:
        painter.drawLine(QLineF(at + QPointF(3.7, 3.7), at + QPointF(9.3, 9.3)))
        painter.drawLine(QLineF(at + QPointF(9.3, 3.7), at + QPointF(3.7, 9.3)))

"""The list of suggestions under the search field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from catalogue_gui.catalogue.suggestions import Suggestion, match_span
from catalogue_gui.gui.icons import blended

_MAX_ROWS = 10
_MIN_WIDTH, _MAX_WIDTH = 220, 560
_MARGIN = 8  # left and right of a row's words
_BETWEEN = 24  # at least, between label and count
_GAP = 2  # below the field, and to the window's edges
_FRAME_SHARE = 0.3  # of the text's colour in the frame's
_SUGGESTION = Qt.ItemDataRole.UserRole
_VCENTRE = Qt.AlignmentFlag.AlignVCenter


def walked(row: int, count: int, step: int) -> int:
    """The row that a step leads to, -1 for none: none is before the first, and after none comes the first or the last."""
    if row < 0:
        return 0 if step > 0 else count - 1
    if row == 0 and step < 0:
        return -1
    return max(0, min(count - 1, row + step))


def right_text(suggestion: Suggestion) -> str:
    """What stands at the right of a suggestion: its count, else its detail."""
    if suggestion.count is not None:
        return QLocale().toString(suggestion.count)
    return suggestion.detail


class SuggestionModel(QAbstractListModel):
    """The suggestions, replaced all at once."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.suggestions: tuple[Suggestion, ...] = ()

    def show(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these instead of those before."""
        self.beginResetModel()
        self.suggestions = tuple(suggestions)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.suggestions)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        suggestion = self.suggestions[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return suggestion.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{suggestion.label}, {right_text(suggestion)}".rstrip(", ")
        return suggestion if role == _SUGGESTION else None


class _SuggestionDelegate(QStyledItemDelegate):
    """Paints the label at the left, what was typed of it bolder, and count or detail muted at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.prefix = ""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(_MIN_WIDTH, option.fontMetrics.height() + 8)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.text = ""
        is_chosen = bool(shown.state & QStyle.StateFlag.State_Selected)
        # The list has no focus, yet what is chosen in it is what Return takes.
        shown.state |= QStyle.StateFlag.State_Active
        style = shown.widget.style() if shown.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        palette = shown.palette
        ink = QPalette.ColorRole.HighlightedText if is_chosen else QPalette.ColorRole.Text
        ground = QPalette.ColorRole.Highlight if is_chosen else QPalette.ColorRole.Base
        bright = palette.color(QPalette.ColorGroup.Active, ink)
        faint = blended(bright, palette.color(QPalette.ColorGroup.Active, ground), 0.35)
        suggestion: Suggestion = index.data(_SUGGESTION)
        room = shown.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        painter.save()
        painter.setFont(shown.font)
        note = right_text(suggestion)
        metrics = shown.fontMetrics
        label_width = min(_label_width(suggestion.label, shown.font), room.width())
        note_room = room.width() - label_width - _BETWEEN
        if metrics.horizontalAdvance(note) > note_room:
            note = metrics.elidedText(note, Qt.TextElideMode.ElideRight, note_room)
        painter.setPen(faint)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | _VCENTRE, note)
        painter.setPen(bright)
        self._paint_label(painter, room, suggestion.label)
        painter.restore()

    def _paint_label(self, painter: QPainter, room: QRect, label: str) -> None:
        font = painter.font()
        if _label_width(label, font) > room.width():
            elided = painter.fontMetrics().elidedText(
                label, Qt.TextElideMode.ElideMiddle, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | _VCENTRE, elided)
            return
        start, end = match_span(label, self.prefix)
        left = room.left()
        for piece, is_typed in (
            (label[:start], False),
            (label[start:end], True),
            (label[end:], False),
        ):
            painter.setFont(_bold(font) if is_typed else font)
            place = QRect(left, room.top(), room.right() - left + 1, room.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | _VCENTRE, piece)
            left += painter.fontMetrics().horizontalAdvance(piece)


def _bold(font: QFont) -> QFont:
    bolder = QFont(font)
    bolder.setWeight(QFont.Weight.Bold)
    return bolder


def _label_width(label: str, font: QFont) -> int:
    """The room that a label needs, whatever part of it is bold."""
    return QFontMetrics(_bold(font)).horizontalAdvance(label) + 1


class CompletionPopup(QListView):
    """Lies over the window's other parts, under the piece being typed; it never takes the focus.

    Args:
        field: under which it is shown; its window becomes the parent.
    """

    taken = Signal(object)  # Suggestion that was clicked

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self.setObjectName("completionPopup")
        self.setAccessibleName("Suggestions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self._model = SuggestionModel(self)
        self.setModel(self._model)
        self._delegate = _SuggestionDelegate(self)
        self.setItemDelegate(self._delegate)
        self.clicked.connect(lambda index: self.taken.emit(index.data(_SUGGESTION)))
        self.hide()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What is offered, top to bottom."""
        return self._model.suggestions

    @property
    def chosen(self) -> Suggestion | None:
        """What Return would take."""
        row = self.currentIndex().row()
        return self.suggestions[row] if row >= 0 else None

    def show_suggestions(self, suggestions: Sequence[Suggestion], prefix: str, x: int) -> None:
        """Offer these below ``x`` of the field; what is chosen stays chosen if it is among them."""
        chosen = self.chosen if self.isVisible() else None
        self._delegate.prefix = prefix
        if self.suggestions != tuple(suggestions) or chosen is None:
            self._model.show(suggestions)
            if chosen in self.suggestions:
                self.setCurrentIndex(self._model.index(self.suggestions.index(chosen)))
        self._place(x)
        self.viewport().update()
        self.show()
        self.raise_()

    def walk(self, step: int) -> None:
        """Choose the row some steps on."""
        row = walked(self.currentIndex().row(), len(self.suggestions), step)
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.setCurrentIndex(self._model.index(row))

    def walk_page(self, direction: int) -> None:
        """Choose the row a page on: down for 1, up for -1."""
        self.walk(direction * max(1, self.viewport().height() // self.sizeHintForRow(0) - 1))

    def _place(self, x: int) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._colour_frame()
        frame = 2 * self.frameWidth()
        corner = self._field.mapTo(
            window, QPoint(x - _MARGIN - self.frameWidth(), self._field.height() + _GAP)
        )
        row_height = self.sizeHintForRow(0)
        below = max(row_height, window.height() - corner.y() - _GAP - frame)
        rows = max(1, min(len(self.suggestions), _MAX_ROWS, below // row_height))
        width = min(self._wanted_width() + frame, window.width() - 2 * _GAP)
        if rows < len(self.suggestions):
            width += self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        left = max(_GAP, min(corner.x(), window.width() - width - _GAP))
        self.setGeometry(left, corner.y(), width, rows * row_height + frame)

    def _colour_frame(self) -> None:
        """Set the list off from what lies below, also where both are dark."""
        palette = QPalette(self._field.palette())
        ground, ink = (
            palette.color(QPalette.ColorGroup.Active, role)
            for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Text)
        )
        line = blended(ground, ink, _FRAME_SHARE)
        if (self.palette().base(), self.palette().windowText().color()) != (palette.base(), line):
            palette.setColor(QPalette.ColorRole.WindowText, line)
            self.setPalette(palette)

    def _wanted_width(self) -> int:
        metrics = self.fontMetrics()
        widest = max(
            _label_width(each.label, self.font())
            + _BETWEEN
            + metrics.horizontalAdvance(right_text(each))
            for each in self.suggestions
        )
        return max(_MIN_WIDTH, min(_MAX_WIDTH, widest + 2 * _MARGIN))

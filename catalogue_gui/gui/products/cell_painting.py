"""How a cell of the table is painted: text, tags as chips, and the mark of a value that is not saved.

The model is asked once for a cell, and not once for each of its roles, as painting is most of what scrolling costs.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from catalogue_gui.gui.products.cell_data import RIGHT, Cell
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState

CELL_PADDING = 6  # room between the columns, so that a number does not touch the next text
CHIP_PADDING = 6
CHIP_GAP = 4
CHIP_GROUND_ALPHA = 26  # of the text's colour, so that it fits any ground
MAX_WIDTHS_HELD = 5_000
COMBINING = "\u0300"  # from here on letters may join, combine, or run from right to left
ROUNDING = 2  # pixels by which a text's width may differ from the sum of its letters'
MAX_CHIPS_HELD = 500

# As plain numbers and names: Python's enumerations take longer to combine than a short text to draw.
_SELECTED = QStyle.StateFlag.State_Selected.value
_HIGHLIGHTED = _SELECTED | QStyle.StateFlag.State_MouseOver.value
_IS_ACTIVE = QStyle.StateFlag.State_Active.value
_HAS_FOCUS = QStyle.StateFlag.State_HasFocus.value
_TOUCHED = _HIGHLIGHTED | _HAS_FOCUS
_ACTIVE, _INACTIVE = QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive
_TEXT, _HIGHLIGHTED_TEXT = QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText
_ELIDE = Qt.TextElideMode.ElideRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_NO_PEN = Qt.PenStyle.NoPen

# What is not saved is marked by these at its left edge, in a cell and beside the table.
MARK_COLOURS = {
    PendingState.SAVING: QColor("#8a8a8a"),
    PendingState.WAITING: QColor("#c48a2d"),
    PendingState.LEFT: QColor("#c48a2d"),
    PendingState.REFUSED: QColor("#c4402d"),
}


class _LetterWidths(dict[str, int]):
    """How wide a font's letters are, in pixels, each measured when it is met for the first time."""

    def __init__(self, metrics: QFontMetrics) -> None:
        super().__init__()
        self._metrics = metrics

    def __missing__(self, letter: str) -> int:
        width = self[letter] = self._metrics.horizontalAdvance(letter)
        return width


class CellPainter:
    """Paints cells; remembers how wide letters and tags are."""

    def __init__(self) -> None:
        self._chip_widths: dict[str, int] = {}
        self._chips: dict[tuple[str, int, int, int, float], QPixmap] = {}
        self._measured_font: QFont | None = None
        self._letter_widths = _LetterWidths(QFontMetrics(QFont()))
        self._line_height = 0
        self._ascent = 0

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        cell: Cell,
        pending: PendingEdit | None,
    ) -> None:
        """Paint a cell into ``option.rect``; the row's own ground is there already."""
        state = option.state.value
        if not (cell.text or state & _TOUCHED or pending):
            return
        if state & _HIGHLIGHTED:
            widget = option.widget
            style = widget.style() if widget is not None else QApplication.style()
            style.drawPrimitive(
                QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, widget
            )
        is_selected = state & _SELECTED
        if cell.tone is not None and not is_selected:
            colour = cell.tone.value
        else:
            group = _ACTIVE if state & _IS_ACTIVE else _INACTIVE
            colour = option.palette.color(group, _HIGHLIGHTED_TEXT if is_selected else _TEXT)
        rect = option.rect
        if pending is not None:
            font = QFont(option.font)
            font.setItalic(True)
            painter.setFont(font)
            self._paint_text(painter, option, rect, cell, colour)
            painter.setFont(option.font)
            mark = QRect(rect.left(), rect.top() + 2, 3, rect.height() - 4)
            painter.fillRect(mark, MARK_COLOURS[pending.state])
        elif cell.chips:
            place = rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
            self._paint_chips(painter, option, place, cell.chips, colour)
        elif cell.text:
            self._paint_text(painter, option, rect, cell, colour)
        if state & _HAS_FOCUS:
            painter.setPen(QColor(colour.red(), colour.green(), colour.blue(), 110))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        rect: QRect,
        cell: Cell,
        colour: QColor,
    ) -> None:
        self._measure(option)
        painter.setPen(colour)
        text = cell.text
        room = rect.width() - 2 * CELL_PADDING
        if max(text) >= COMBINING or painter.font() != self._measured_font:
            place = rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
            text = option.fontMetrics.elidedText(text, cell.elide, room)
            painter.drawText(place, cell.alignment, text)
            return
        # Measuring costs as much as drawing, and drawing into a rectangle much more than at a point: a text whose
        # letters stand side by side, whatever their neighbours, is placed by their widths.
        left = rect.left() + CELL_PADDING
        width = sum(map(self._letter_widths.__getitem__, text))
        if width + ROUNDING > room:
            text = option.fontMetrics.elidedText(text, cell.elide, room)
        elif cell.alignment is RIGHT:
            left += room - width
        top = rect.top() + (rect.height() - self._line_height) // 2
        painter.drawText(left, top + self._ascent, text)

    def _paint_chips(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        place: QRect,
        tags: tuple[str, ...],
        colour: QColor,
    ) -> None:
        """Tags side by side, as many as there is room for; the last place tells how many more there are."""
        metrics = option.fontMetrics
        self._measure(option)
        height = min(place.height() - 4, metrics.height() + 4)
        top = place.top() + (place.height() - height) // 2
        left, end = place.left(), place.right() + 1
        ratio = painter.device().devicePixelRatio()
        for number, tag in enumerate(tags):
            rest = len(tags) - number - 1
            more_width = self._width(metrics, f"+{rest}") if rest else 0
            room = end - left - (more_width + CHIP_GAP if rest else 0)
            width = self._width(metrics, tag)
            if width > room and number:
                painter.setPen(colour)
                painter.drawText(
                    QRect(left, place.top(), end - left, place.height()), _MIDDLE, f"+{rest + 1}"
                )
                break
            width = min(width, room)
            if width < CHIP_PADDING:
                break
            key = (tag, width, height, colour.rgba(), ratio)
            chip = self._chips.get(key)
            if chip is None:
                if len(self._chips) >= MAX_CHIPS_HELD:
                    self._chips.clear()
                chip = self._chips[key] = _chip(option, tag, width, height, colour, ratio)
            painter.drawPixmap(left, top, chip)
            left += width + CHIP_GAP

    def _measure(self, option: QStyleOptionViewItem) -> None:
        """Forget what was measured with another font."""
        if self._measured_font != option.font:
            self._measured_font = QFont(option.font)
            metrics = QFontMetrics(option.font)  # the option's own does not outlive it
            self._letter_widths = _LetterWidths(metrics)
            self._line_height, self._ascent = metrics.height(), metrics.ascent()
            self._chip_widths.clear()
            self._chips.clear()

    def _width(self, metrics: QFontMetrics, tag: str) -> int:
        width = self._chip_widths.get(tag)
        if width is None:
            if len(self._chip_widths) >= MAX_WIDTHS_HELD:
                self._chip_widths.clear()
            # One pixel more than measured: a width that fits exactly is elided by rounding.
            width = metrics.horizontalAdvance(tag) + 2 * CHIP_PADDING + 1
            self._chip_widths[tag] = width
        return width


def _chip(
    option: QStyleOptionViewItem, tag: str, width: int, height: int, colour: QColor, ratio: float
) -> QPixmap:
    """A tag as a picture: painting that again is many times quicker than its outline and its letters."""
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(option.font)
    painter.setPen(_NO_PEN)
    painter.setBrush(QColor(colour.red(), colour.green(), colour.blue(), CHIP_GROUND_ALPHA))
    painter.drawRoundedRect(QRectF(0, 0, width, height), height / 2, height / 2)
    painter.setPen(colour)
    inner = QRect(CHIP_PADDING, 0, width - 2 * CHIP_PADDING, height)
    painter.drawText(inner, _MIDDLE, option.fontMetrics.elidedText(tag, _ELIDE, inner.width()))
    painter.end()
    return picture

"""Tags as chips with a line after them: where each stands, and how the whole looks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionFrame, QWidget

from catalogue_gui.gui.editors.tag_chip import TagChip
from catalogue_gui.gui.editors.tag_line import TagLine
from catalogue_gui.gui.search.chip_flow import flow_into_rows

CELL_WIDTH = 260  # at least, over a cell of the table
_LINE_WIDTH = 84  # less room is not left to the line: it goes to the next row
_GAP = 4
_MARGIN = 4


class TagField(QWidget):
    """Shows tags on as many rows as they need; the focus is always in the line."""

    height_changed = Signal()
    cross_pressed = Signal(int)  # which tag's
    chip_pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._tags: tuple[str, ...] = ()
        self._chosen: int | None = None
        self._is_read_only = False
        self._described = ""
        self._chips: list[TagChip] = []
        self.line = TagLine(self)
        self.setFocusProxy(self.line)
        self.setFocusPolicy(self.line.focusPolicy())

    def _choose(self, at: int | None) -> None:
        self._chosen = at
        self.line.is_choosing = at is not None
        self._show_chips()

    def _show_chips(self) -> None:
        while len(self._chips) < len(self._tags):
            self._chips.append(self._new_chip())
        for at, chip in enumerate(self._chips):
            if at < len(self._tags):
                chip.show_tag(
                    self._tags[at],
                    is_chosen=at == self._chosen,
                    is_read_only=self._is_read_only,
                )
            chip.setVisible(at < len(self._tags))
        self._say_tags()
        self._arrange()

    def _say_tags(self) -> None:
        words = ", ".join(self._tags) or "no tags"
        for widget in (self, self.line):
            widget.setAccessibleDescription(f"{words}. {self._described}".rstrip(". "))

    def _new_chip(self) -> TagChip:
        chip = TagChip(self)
        chip.removal_wanted.connect(lambda: self.cross_pressed.emit(self._chips.index(chip)))
        chip.pressed.connect(lambda: self.chip_pressed.emit(self._chips.index(chip)))
        return chip

    def _arrange(self) -> None:
        shown = self._chips[: len(self._tags)]
        room = max(40, self.width() - 2 * _MARGIN)
        widths = [min(room, chip.sizeHint().width()) for chip in shown]
        places = flow_into_rows([*widths, min(room, _LINE_WIDTH)], room, _GAP)
        height = self.line.fontMetrics().height() + _GAP
        for chip, width, place in zip(shown, widths, places, strict=False):
            top = _MARGIN + place.row * (height + _GAP)
            chip.setGeometry(QRect(_MARGIN + place.left, top, width, height))
        last = places[-1]
        top = _MARGIN + last.row * (height + _GAP)
        self.line.setGeometry(QRect(_MARGIN + last.left, top, room - last.left, height))
        wanted = top + height + _MARGIN
        if wanted != self.minimumHeight():
            self.setFixedHeight(wanted)
            self.updateGeometry()
            self.height_changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(CELL_WIDTH, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(_LINE_WIDTH + 2 * _MARGIN, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another font makes other widths."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Look like a line edit of several rows."""
        option = QStyleOptionFrame()
        option.initFrom(self)
        option.lineWidth = 1
        option.state |= QStyle.StateFlag.State_Sunken
        if self.line.hasFocus():
            option.state |= QStyle.StateFlag.State_HasFocus
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)

"""One tag in an editor."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from catalogue_gui.gui.icons import blended

_PADDING = 8
_CROSS = 16
_AROUND_TEXT = 4
_WIDEST = 240  # a longer tag is cut; the tooltip has all of it


class TagChip(QWidget):
    """A tag with a cross that takes it away. The keys are those of the line after it, which keeps the focus."""

    removal_wanted = Signal()
    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tagChip")
        self.tag = ""
        self._is_chosen = False
        self._is_read_only = False
        self._cross = cross = QToolButton(self)
        cross.setObjectName("tagRemoveButton")
        cross.setText("×")
        cross.setAutoRaise(True)
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cross.setCursor(Qt.CursorShape.ArrowCursor)
        cross.setFixedSize(_CROSS, _CROSS)
        cross.clicked.connect(self.removal_wanted)

    def show_tag(self, tag: str, *, is_chosen: bool, is_read_only: bool) -> None:
        """Stand for a tag."""
        if (tag, is_chosen, is_read_only) == (self.tag, self._is_chosen, self._is_read_only):
            return
        self.tag, self._is_chosen, self._is_read_only = tag, is_chosen, is_read_only
        self.setAccessibleName(f"Tag {tag}")
        self.setAccessibleDescription("chosen" if is_chosen else "")
        self.setToolTip(tag)
        self._cross.setAccessibleName(f"Remove the tag {tag}")
        self._cross.setToolTip("Remove this tag")
        self._cross.setVisible(not is_read_only)
        self.update()

    @property
    def is_chosen(self) -> bool:
        """True when keys mean this tag."""
        return self._is_chosen

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._words) + 2 * _PADDING + 1
        cross = 0 if self._is_read_only else _CROSS - 2
        return QSize(min(_WIDEST, width + cross), metrics.height() + _AROUND_TEXT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cross.move(self.width() - _CROSS - 3, (self.height() - _CROSS) // 2)

    def paintEvent(self, _: QPaintEvent) -> None:
        roles = QPalette.ColorRole
        palette = self.palette()
        ground, ink = palette.color(roles.Base), palette.color(roles.Text)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_chosen:
            painter.setPen(palette.color(roles.Highlight))
            painter.setBrush(palette.color(roles.Highlight))
            ink = palette.color(roles.HighlightedText)
        else:
            painter.setPen(blended(ground, ink, 0.22))
            painter.setBrush(blended(ground, ink, 0.14 if self.underMouse() else 0.08))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(ink)
        cross = 0 if self._is_read_only else _CROSS - 2
        room = self.rect().adjusted(_PADDING, 0, -_PADDING - cross, 0)
        words = self.fontMetrics().elidedText(
            self._words, Qt.TextElideMode.ElideRight, room.width() + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    @property
    def _words(self) -> str:
        """The tag on one line; there may be tags with line ends in them."""
        return " ".join(self.tag.split()) or "(blank)"

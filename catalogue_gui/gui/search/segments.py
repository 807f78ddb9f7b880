"""Buttons side by side in one frame, of which the pressed ones stand out in any palette."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton

from catalogue_gui.gui.icons import blended

_RADIUS = 4.0
_AROUND_TEXT = QSize(10, 8)


class Segment(QToolButton):
    """One of the buttons.

    It paints itself: pressed, a platform's own button can hardly be told from the others in a dark palette, and a style
    sheet does not follow when the system goes from light to dark.

    Args:
        name: its object name.
        text: what it shows.
        words: what it means, for screen readers and the tooltip.
    """

    def __init__(self, name: str, text: str, words: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setText(text)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.is_first = False
        self.is_last = False

    def sizeHint(self) -> QSize:
        return self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text()) + _AROUND_TEXT

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _: QPaintEvent) -> None:
        roles = QPalette.ColorRole
        palette = self.palette()
        window, ink = palette.color(roles.Window), palette.color(roles.WindowText)
        is_on = self.isChecked()
        ground = blended(window, ink, 0.12 if self.underMouse() else 0.04)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(blended(window, ink, 0.3))
        painter.setBrush(palette.color(roles.Highlight) if is_on else ground)
        painter.drawPath(self._outline(0.5))
        text_colour = palette.color(roles.HighlightedText if is_on else roles.WindowText)
        if self.hasFocus():
            painter.setPen(QPen(text_colour if is_on else palette.color(roles.Highlight), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), 2, 2)
        painter.setPen(text_colour)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def _outline(self, inset: float) -> QPainterPath:
        """The frame; one side of it belongs to the next segment, and each end of the row is rounded."""
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        if not self.is_last:
            box.setRight(box.right() + 1)
        path = QPainterPath()
        path.addRoundedRect(box, _RADIUS, _RADIUS)
        square = QPainterPath()
        if not self.is_first:
            square.addRect(box.adjusted(0, 0, -box.width() / 2, 0))
        if not self.is_last:
            square.addRect(box.adjusted(box.width() / 2, 0, 0, 0))
        return path.united(square)


def join_segments(segments: Sequence[Segment]) -> QHBoxLayout:
    """Put the buttons side by side into one frame."""
    row = QHBoxLayout()
    row.setSpacing(0)
    for segment in segments:
        segment.is_first = segment is segments[0]
        segment.is_last = segment is segments[-1]
        row.addWidget(segment)
    return row

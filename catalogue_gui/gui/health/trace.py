"""The last round trips as a small picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

SHOWN = 60  # as many as are kept
_WIDTH, _HEIGHT = 240, 36


class RoundTripTrace(QWidget):
    """A line through the last round trips, oldest at the left; its top is the slowest of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roundTripTrace")
        self.setAccessibleName("Round trips of the last minutes")
        self.setToolTip("Round trips of the last minutes; the top is the slowest of them")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._values: list[float] = []

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def show_values(self, values: Sequence[float]) -> None:
        """Show the last of these, in milliseconds."""
        self._values = list(values)[-SHOWN:]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        floor = self.height() - 2.5
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(QPointF(0, floor), QPointF(self.width(), floor))
        if len(self._values) < 2:
            return
        top = max(self._values) or 1.0
        step = (self.width() - 4) / (SHOWN - 1)
        left = self.width() - 2 - step * (len(self._values) - 1)
        points = [
            QPointF(left + step * at, floor - 1 - (floor - 4) * value / top)
            for at, value in enumerate(self._values)
        ]
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1.6))
        painter.drawPolyline(QPolygonF(points))

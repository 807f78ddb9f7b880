"""Says what is wrong with the search, right under the place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from catalogue_gui.gui.connections.field_box import problem_colour
from catalogue_gui.gui.icons import blended

_MAX_WIDTH = 520
_GAP = 3
_MARGIN = 6
_TINT = 0.1  # of the problem's colour in the ground; the words stay readable on it
_CONSEQUENCE = "The table still shows the previous search."


class MistakeTip(QLabel):
    """Lies over the window's other parts and takes neither room nor focus.

    Args:
        field: under which it is shown; its window becomes the parent.
    """

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self.setObjectName("searchMistake")
        self.setAccessibleName("Mistake in the search")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setMargin(_MARGIN)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_reason(self, reason: str, x: int) -> None:
        """Show a reason below ``x`` of the field."""
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setText(f"{reason} {_CONSEQUENCE}")
        self._colour()
        around = _MARGIN + self.frameWidth()
        wanted = self.fontMetrics().horizontalAdvance(self.text()) + 2 * around + 2
        width = min(wanted, _MAX_WIDTH, window.width() - 2 * _GAP)
        place = self._field.mapTo(window, QPoint(x - around, self._field.height() + _GAP))
        left = max(_GAP, min(place.x(), window.width() - width - _GAP))
        self.setGeometry(left, place.y(), width, self.heightForWidth(width))
        self.show()
        self.raise_()

    def _colour(self) -> None:
        """Take the colours of the field's palette, which may have turned dark since."""
        palette = QPalette(self._field.palette())
        problem = problem_colour(palette)
        ground = palette.color(QPalette.ColorRole.Base)
        palette.setColor(QPalette.ColorRole.Window, blended(ground, problem, _TINT))
        palette.setColor(QPalette.ColorRole.WindowText, problem)
        self.setPalette(palette)

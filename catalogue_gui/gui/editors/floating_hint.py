"""What stands against the value in a cell's editor, or what will come of it, right under the cell."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from catalogue_gui.gui.connections.field_box import problem_colour
from catalogue_gui.gui.editors.editor import Editor
from catalogue_gui.gui.icons import blended

_GAP = 2
_MARGIN = 5
_MAX_WIDTH = 360
_TINT = 0.1


class FloatingHint(QLabel):
    """Lies over the table and takes neither room nor focus.

    Args:
        editor: a cell's; the hint goes with it.
    """

    def __init__(self, editor: Editor) -> None:
        widget = editor.widget()
        room = widget.parentWidget()
        assert room is not None  # a cell's editor stands in the table
        super().__init__(room)
        self._room = room
        self._editor = editor
        self.setObjectName("cellHint")
        self.setAccessibleName("About the value")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setMargin(_MARGIN)
        self.setAutoFillBackground(True)
        # Its own, and not those of the list that it lies over.
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        editor.edited.connect(self.follow)
        widget.destroyed.connect(self.deleteLater)

    def follow(self) -> None:
        """Say what is to be said now, or nothing."""
        problem = self._editor.problem()
        words = problem or self._editor.hint()
        self._editor.describe(words)
        if not words:
            self.hide()
            return
        self.setText(words)
        self._colour(is_problem=bool(problem))
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        widget, room = self._editor.widget(), self._room
        around = _MARGIN + self.frameWidth()
        wanted = self.fontMetrics().horizontalAdvance(self.text()) + 2 * around + 2
        width = min(wanted, _MAX_WIDTH, room.width() - 2 * _GAP)
        height = self.heightForWidth(width)
        corner = widget.geometry().bottomLeft() + QPoint(0, _GAP)
        if corner.y() + height > room.height():
            corner.setY(widget.y() - height - _GAP)
        left = max(_GAP, min(corner.x(), room.width() - width - _GAP))
        self.setGeometry(left, max(0, corner.y()), width, height)

    def _colour(self, *, is_problem: bool) -> None:
        widget: QWidget = self._editor.widget()
        palette = QPalette(widget.palette())
        text = palette.color(QPalette.ColorRole.Text)
        ground = palette.color(QPalette.ColorRole.Base)
        ink = problem_colour(palette) if is_problem else text
        palette.setColor(QPalette.ColorRole.Window, blended(ground, ink, _TINT))
        palette.setColor(QPalette.ColorRole.WindowText, ink)
        self.setPalette(palette)

"""An editor with room for the reason why its value cannot be taken."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

# At least 4.5 to 1 against a light and against a dark window (WCAG 2.1, 1.4.3).
_PROBLEM_ON_LIGHT = QColor("#b3261e")
_PROBLEM_ON_DARK = QColor("#ff9d90")


def problem_colour(palette: QPalette) -> QColor:
    """Return the colour of a problem's words on this palette's window."""
    is_dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
    return _PROBLEM_ON_DARK if is_dark else _PROBLEM_ON_LIGHT


class ReasonLabel(QLabel):
    """Says what is wrong with the value above it; takes no room when nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self._colour()
        self.hide()

    def show_reason(self, reason: str) -> None:
        """Show a reason, or nothing when it is empty."""
        self.setText(reason)
        self.setVisible(bool(reason))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system from light to dark and back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette(self.palette())
        parent = self.parentWidget()
        window = parent.palette() if parent is not None else palette
        palette.setColor(QPalette.ColorRole.WindowText, problem_colour(window))
        self.setPalette(palette)


class FieldBox(QWidget):
    """An editor, and below it the reason why its value cannot be taken.

    Args:
        editor: what stands above the reason.
        name: the object name of the label with the reason.
        described: the widget whose accessible description repeats the reason; the editor when it is not given.
    """

    def __init__(self, editor: QWidget, name: str, described: QWidget | None = None) -> None:
        super().__init__()
        self._described = described or editor
        self._reason = ReasonLabel(self)
        self._reason.setObjectName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(editor)
        layout.addWidget(self._reason)

    @property
    def reason(self) -> str:
        """The reason shown, empty when there is none."""
        return self._reason.text()

    def show_reason(self, reason: str) -> None:
        """Show a reason, or nothing when it is empty."""
        self._reason.show_reason(reason)
        self._described.setAccessibleDescription(reason)

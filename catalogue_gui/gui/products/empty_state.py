"""What stands where the table would be when there is nothing to show, and what helps then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from catalogue_gui.gui.action_row import Action, ActionRow

TEXT_WIDTH = 400


class EmptyState(QWidget):
    """A title, a sentence and a few buttons, in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self._title = QLabel()
        self._title.setObjectName("emptyStateTitle")
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self._title.setFont(font)
        self._text = QLabel()
        self._text.setObjectName("emptyStateText")
        self._text.setWordWrap(True)
        # Fixed: a label that wraps gets its height for its width only where that is known.
        self._text.setFixedWidth(TEXT_WIDTH)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons = ActionRow()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(10)
        layout.addStretch(2)
        layout.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(6)
        row = QHBoxLayout()
        row.addStretch()
        row.addLayout(self._buttons)
        row.addStretch()
        layout.addLayout(row)
        layout.addStretch(3)

    def describe(self, title: str, text: str, actions: Sequence[Action]) -> None:
        """Say what is the case and offer what helps."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._buttons.show_actions(actions)

"""The panel that shows how the connections are doing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.gui.health.trace import RoundTripTrace
from catalogue_gui.gui.health.wording import Line, as_text

_LEAST_WIDTH = 460
_TRACE_AFTER = "roundTrip"


class HealthPanel(QDialog):
    """A label and a text a line; it stays open beside the window until it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("healthPanel")
        self.setAccessibleName("Connection health")
        self.setWindowTitle("Connection health")
        self.setModal(False)
        self._lines: Sequence[Line] = ()
        self._texts: dict[str, QLabel] = {}
        self.trace = RoundTripTrace()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)

        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("closeHealthButton")
        close.setAccessibleName("Close")
        self.copy_button = QPushButton("Copy")
        self.copy_button.setObjectName("copyHealthButton")
        self.copy_button.setAccessibleName("Copy what is shown")
        self.copy_button.setToolTip("Copy what is shown, for whoever looks after the server")
        self.copy_button.clicked.connect(self._copy)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        close.setDefault(True)

        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(16)
        column.addLayout(self._grid)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumWidth(_LEAST_WIDTH)

    def show_lines(self, lines: Sequence[Line], round_trips_ms: Sequence[float]) -> None:
        """Show these in place of those before."""
        if [line.label for line in lines] != [line.label for line in self._lines]:
            self._lay_out(lines)
        for line in lines:
            text = self._texts[line.name]
            if text.text() != line.text:  # what somebody has selected stays selected
                text.setText(line.text)
        self._lines = tuple(lines)
        self.trace.show_values(round_trips_ms)

    def text_of(self, name: str) -> str:
        """What a line says; empty for one that is not there."""
        return self._texts[name].text() if name in self._texts else ""

    def _lay_out(self, lines: Sequence[Line]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.trace:
                widget.deleteLater()
        self._texts.clear()
        row = 0
        for line in lines:
            label = QLabel(line.label)
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            label.setToolTip(line.help)
            text = QLabel()
            text.setObjectName(f"{line.name}Health")
            text.setAccessibleName(line.label)
            text.setAccessibleDescription(line.help)
            text.setToolTip(line.help)
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 1)
            self._texts[line.name] = text
            row += 1
            if line.name == _TRACE_AFTER:
                self._grid.addWidget(self.trace, row, 1)
                row += 1

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._lines))

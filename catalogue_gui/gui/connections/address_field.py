"""A field that takes an address as it is passed around, and fills the form with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from catalogue_gui.gui.connections.field_box import ReasonLabel


class _Line(QLineEdit):
    """Return is for this field, and not for the dialog's default button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returnPressed.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class AddressField(QWidget):
    """Paste an address, press Return or the button."""

    submitted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = _Line()
        self._line.setObjectName("addressField")
        self._line.setAccessibleName("Address to fill the form with")
        self._line.setPlaceholderText("Paste an address: postgresql://user@server:5432/database")
        self._line.setClearButtonEnabled(True)
        self._button = QPushButton("Fill in")
        self._button.setObjectName("fillInButton")
        self._button.setAccessibleName("Fill the form with the address")
        self._button.setAutoDefault(False)
        self._button.setEnabled(False)
        self._reason = ReasonLabel(self)
        self._reason.setObjectName("addressReason")
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._line, 1)
        row.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._reason)
        self._line.textChanged.connect(self._on_changed)
        self._line.returnPressed.connect(self._on_submitted)
        self._button.clicked.connect(lambda _: self._on_submitted())

    def clear(self) -> None:
        """Empty the field; an address often has a password in it, and is not left standing."""
        self._line.clear()

    def show_reason(self, reason: str) -> None:
        """Show why the address cannot be taken, or nothing."""
        self._reason.show_reason(reason)
        self._line.setAccessibleDescription(reason)

    def _on_changed(self, text: str) -> None:
        self._button.setEnabled(bool(text.strip()))
        self.show_reason("")

    def _on_submitted(self) -> None:
        text = self._line.text().strip()
        if text:
            self.submitted.emit(text)

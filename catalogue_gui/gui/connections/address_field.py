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


# Nobody types this much at once: it was pasted or dropped.
_PASTED_FROM = 8


class AddressField(QWidget):
    """Fills the form with an address: at once when it is pasted, with Return or the button when it is typed.

    An address often has a password in it, so it is not left standing, and no undo brings it back.
    """

    submitted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = _Line()
        self._line.setObjectName("addressField")
        self._line.setAccessibleName("Address to fill the form with")
        self._line.setPlaceholderText("Paste an address: postgresql://…, host=… dbname=…, jdbc:…")
        self._line.setToolTip(
            "A PostgreSQL or JDBC address, or libpq's host=… dbname=… user=…; a password in it goes to the "
            "password field, and this field is emptied at once"
        )
        self._text = ""
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
        """Empty the field, its undo history too."""
        self._line.setText("")  # clear() can be undone

    def show_reason(self, reason: str) -> None:
        """Show why the address cannot be taken, or nothing."""
        self._reason.show_reason(reason)
        self._line.setAccessibleDescription(reason)

    def _on_changed(self, text: str) -> None:
        was_pasted = len(text) - len(self._text) >= _PASTED_FROM
        self._text = text
        self._button.setEnabled(bool(text.strip()))
        self.show_reason("")
        if not text:
            self.clear()  # emptied by hand: the undo history goes as well
        elif was_pasted:
            self._on_submitted()

    def _on_submitted(self) -> None:
        text = self._line.text().strip()
        if text:
            self.submitted.emit(text)

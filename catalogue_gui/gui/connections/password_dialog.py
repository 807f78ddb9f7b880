"""One question for the password of one connection. Opened over its window, never executed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.gui.connections.field_box import ReasonLabel
from catalogue_gui.gui.connections.show_button import ShowButton

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.password_words import PasswordQuestion

WIDTH = 460


class PasswordDialog(QDialog):
    """Asks for a password and whether to save it; hands it out once and forgets it."""

    answered = Signal(str, bool)  # the password, whether to save it in the keyring

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passwordDialog")
        self._heading = QLabel()
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        self._address = QLabel()
        self._address.setObjectName("passwordAddress")
        self._address.setTextFormat(Qt.TextFormat.PlainText)
        self._address.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._text = _words("passwordText")
        self._hint = _words("passwordHint")
        self._hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._edit = QLineEdit()
        self._edit.setObjectName("askedPasswordField")
        self._edit.setAccessibleName("Password")
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._show = ShowButton(self._edit, "showAskedPasswordButton")
        self._reason = ReasonLabel(self)
        self._reason.setObjectName("askedPasswordReason")
        self._save = QCheckBox("Save it in the keyring")
        self._save.setObjectName("saveInKeyringField")
        self._save.setAccessibleName("Save the password in the keyring")
        self._save.setToolTip("Once the server has accepted it, in place of the one that is there")
        self._buttons = QDialogButtonBox()
        self._connect = QPushButton("Connect")
        self._connect.setObjectName("connectWithPasswordButton")
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("cancelPasswordButton")
        for button in (self._connect, self._cancel):
            button.setAccessibleName(button.text())
        self._connect.setDefault(True)
        self._buttons.addButton(self._connect, QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.addButton(self._cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self._arrange()
        self._edit.textChanged.connect(self._on_text_changed)
        self._buttons.accepted.connect(self._on_accepted)
        self._buttons.rejected.connect(self.reject)
        self._on_text_changed("")

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._edit, 1)
        row.addWidget(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(6)
        column.addWidget(self._heading)
        column.addWidget(self._address)
        column.addSpacing(4)
        column.addWidget(self._text)
        column.addSpacing(4)
        column.addLayout(row)
        column.addWidget(self._reason)
        column.addWidget(self._save)
        column.addWidget(self._hint)
        column.addSpacing(8)
        column.addStretch(1)  # what is left over is no gap between two lines
        column.addWidget(self._buttons)
        self.setMinimumWidth(WIDTH)

    def ask(self, question: PasswordQuestion, address: str) -> None:
        """Show a question, in place of an earlier one.

        Args:
            question: why the password is asked.
            address: where it goes, so that nobody types it for the wrong server.
        """
        self.setWindowTitle(question.title)
        self.setAccessibleName(question.title)
        self.setAccessibleDescription(f"{question.text} {question.hint}")
        self._heading.setText(question.title)
        self._address.setText(address)
        self._text.setText(question.text)
        self._hint.setText(question.hint)
        self._save.setVisible(question.can_save)
        self._save.setChecked(question.can_save)
        self._edit.setText("")
        self._show.setChecked(False)
        self.show_reason("")
        self._edit.setFocus()
        self.adjustSize()

    def show_reason(self, reason: str) -> None:
        """Show why the password cannot be used, or nothing."""
        if reason != self._reason.text():
            self._reason.show_reason(reason)
            self._edit.setAccessibleDescription(reason)
            self.adjustSize()

    def done(self, result: int) -> None:
        """Forget what was typed, however the dialog is closed."""
        self._edit.setText("")  # the field's history of changes goes with it
        super().done(result)

    def _on_text_changed(self, text: str) -> None:
        self._connect.setEnabled(bool(text))
        self.show_reason("")

    def _on_accepted(self) -> None:
        if self._edit.text():
            self.answered.emit(
                self._edit.text(), self._save.isChecked() and not self._save.isHidden()
            )


def _words(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label

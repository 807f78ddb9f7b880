"""The password of a connection: typed here, and kept in the keyring, for this session only or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.gui.connections.field_box import ReasonLabel
from catalogue_gui.gui.connections.show_button import ShowButton

if TYPE_CHECKING:
    from catalogue_gui.profiles.secrets.session_secrets import SecretState

KEYRING: Final = "keyring"
SESSION: Final = "session"
ASK: Final = "ask"

# Value of a profile's ``password_keeping``: words, object name, accessible name, tooltip.
_CHOICES: Final = {
    KEYRING: (
        "Keep in the keyring",
        "keepInKeyringButton",
        "Keep the password in the keyring",
        "The keyring of your system keeps it, and gives it to this program when it connects",
    ),
    SESSION: (
        "For this session only",
        "keepForSessionButton",
        "Keep the password for this session only",
        "Until the program is closed; it is written nowhere",
    ),
    ASK: (
        "Ask each time",
        "askEachTimeButton",
        "Ask for the password each time",
        "You type it whenever this connection is opened; it is kept nowhere",
    ),
}
_HINTS: Final = {
    KEYRING: "Empty: the one that is kept, if any",
    SESSION: "Empty: the one of this session, if any",
    ASK: "Empty: asked for when it is opened",
}


class PasswordBox(QWidget):
    """A password field and the choice of where it is kept. It never shows a password that is kept."""

    changed = Signal()
    forget_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = QLineEdit()
        self._edit.setObjectName("passwordField")
        self._edit.setAccessibleName("Password")
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._show = ShowButton(self._edit, "showPasswordButton")
        self._forget = QToolButton()
        self._forget.setObjectName("forgetPasswordButton")
        self._forget.setAccessibleName("Forget the password that is kept")
        self._forget.setText("Forget")
        self._forget.setToolTip(
            "Remove the password of this connection from the keyring and from this session"
        )
        self._group = QButtonGroup(self)
        self._choices: dict[str, QRadioButton] = {}
        for keeping, (words, name, accessible_name, tip) in _CHOICES.items():
            button = self._choices[keeping] = QRadioButton(words)
            button.setObjectName(name)
            button.setAccessibleName(accessible_name)
            button.setToolTip(tip)
            self._group.addButton(button)
        self._choices[KEYRING].setChecked(True)
        self._is_new = False
        self._state: SecretState | None = None
        self._keyring = QLabel()
        self._keyring.setObjectName("keyringState")
        self._keyring.setWordWrap(True)
        self._keyring.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._keyring.hide()
        self._reason = ReasonLabel(self)
        self._reason.setObjectName("passwordReason")
        self._arrange()
        self._edit.textEdited.connect(lambda _: self.changed.emit())
        self._group.buttonClicked.connect(lambda _: self._on_chosen())
        self._forget.clicked.connect(lambda _: self.forget_wanted.emit())

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._edit, 1)
        row.addWidget(self._show)
        row.addWidget(self._forget)
        choice = QHBoxLayout()
        choice.setSpacing(14)
        for button in self._choices.values():
            choice.addWidget(button)
        choice.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._reason)
        column.addLayout(choice)
        column.addWidget(self._keyring)

    @property
    def editor(self) -> QLineEdit:
        """The field itself, for a form's label."""
        return self._edit

    @property
    def password(self) -> str:
        """What has been typed; empty for what is kept already."""
        return self._edit.text()

    @property
    def keeping(self) -> str:
        """Where it is to be kept, as a profile's ``password_keeping``."""
        return next(each for each, button in self._choices.items() if button.isChecked())

    def show_password(self, password: str, *, keeping: str, is_new: bool) -> None:
        """Show what was typed for a connection.

        Args:
            password: typed and not saved yet.
            keeping: where it is to be kept, as a profile's ``password_keeping``.
            is_new: True for a connection that cannot have a password kept yet.
        """
        if self._edit.text() != password:  # setting it would move the cursor
            self._edit.setText(password)
        self._choices.get(keeping, self._choices[KEYRING]).setChecked(True)
        self._is_new = is_new
        self._show_hints()
        self._show.setChecked(False)
        self._forget.setVisible(not is_new)
        self.show_reason("")

    def show_keyring_state(self, state: SecretState) -> None:
        """Say how the keyring stands, where there is something to say and the connection has to do with it."""
        self._state = state
        self._show_hints()

    def show_reason(self, reason: str) -> None:
        """Show why the password cannot be kept, or nothing."""
        self._reason.show_reason(reason)
        self._edit.setAccessibleDescription(reason)

    def _on_chosen(self) -> None:
        self._show_hints()
        self.changed.emit()

    def _show_hints(self) -> None:
        keeping, state = self.keeping, self._state
        # Of a new connection with a place to keep it in there is nothing to say yet.
        self._edit.setPlaceholderText("" if self._is_new and keeping != ASK else _HINTS[keeping])
        is_worth_a_word = keeping == KEYRING and state is not None and state.value != "available"
        self._keyring.setText(state.words if state is not None and is_worth_a_word else "")
        self._keyring.setVisible(is_worth_a_word)

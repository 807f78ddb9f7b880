"""The password of a connection: typed here, kept in the keyring or for this session only, as the user says."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from catalogue_gui.profiles.session_secrets import SecretState


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
        self._show = QToolButton()
        self._show.setObjectName("showPasswordButton")
        self._show.setAccessibleName("Show the password")
        self._show.setText("Show")
        self._show.setCheckable(True)
        self._forget = QToolButton()
        self._forget.setObjectName("forgetPasswordButton")
        self._forget.setAccessibleName("Forget the password that is kept")
        self._forget.setText("Forget")
        self._forget.setToolTip("Remove the password of this connection from the keyring")
        self._in_keyring = QRadioButton("Keep in the keyring")
        self._in_keyring.setObjectName("keepInKeyringButton")
        self._in_keyring.setAccessibleName("Keep the password in the keyring")
        self._in_session = QRadioButton("For this session only")
        self._in_session.setObjectName("keepForSessionButton")
        self._in_session.setAccessibleName("Keep the password for this session only")
        self._in_session.setToolTip("Until the program is closed; it is written nowhere")
        self._group = QButtonGroup(self)
        self._group.addButton(self._in_keyring)
        self._group.addButton(self._in_session)
        self._keyring = QLabel()
        self._keyring.setObjectName("keyringState")
        self._keyring.setWordWrap(True)
        self._keyring.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._keyring.hide()
        self._reason = ReasonLabel(self)
        self._reason.setObjectName("passwordReason")
        self._arrange()
        self._edit.textEdited.connect(lambda _: self.changed.emit())
        self._group.buttonClicked.connect(lambda _: self.changed.emit())
        self._show.toggled.connect(self._on_show_toggled)
        self._forget.clicked.connect(lambda _: self.forget_wanted.emit())

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._edit, 1)
        row.addWidget(self._show)
        row.addWidget(self._forget)
        choice = QHBoxLayout()
        choice.setSpacing(14)
        choice.addWidget(self._in_keyring)
        choice.addWidget(self._in_session)
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
    def is_session_only(self) -> bool:
        """True when it is to be kept for this session only."""
        return self._in_session.isChecked()

    def show_password(self, password: str, *, is_session_only: bool, is_new: bool) -> None:
        """Show what was typed for a connection.

        Args:
            password: typed and not saved yet.
            is_session_only: where it is to be kept.
            is_new: True for a connection that cannot have a password kept yet.
        """
        if self._edit.text() != password:  # setting it would move the cursor
            self._edit.setText(password)
        self._edit.setPlaceholderText("" if is_new else "Empty: the one that is kept, if any")
        (self._in_session if is_session_only else self._in_keyring).setChecked(True)
        self._show.setChecked(False)
        self._forget.setVisible(not is_new)
        self.show_reason("")

    def choose_session(self) -> None:
        """Choose to keep it for this session only, as if the user had."""
        self._in_session.setChecked(True)
        self.changed.emit()

    def show_keyring_state(self, state: SecretState) -> None:
        """Say how the keyring stands, where there is something to say."""
        self._keyring.setText(state.words)
        self._keyring.setVisible(state.value != "available")

    def show_reason(self, reason: str) -> None:
        """Show why the password cannot be kept, or nothing."""
        self._reason.show_reason(reason)
        self._edit.setAccessibleDescription(reason)

    def _on_show_toggled(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self._edit.setEchoMode(mode)
        self._show.setText("Hide" if is_shown else "Show")

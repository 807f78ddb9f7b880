"""The button beside a password field that shows what was typed."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QToolButton


class ShowButton(QToolButton):
    """Shows and hides the text of a password field.

    Args:
        edit: the field.
        name: the button's object name.
    """

    def __init__(self, edit: QLineEdit, name: str) -> None:
        super().__init__()
        self._edit = edit
        self.setObjectName(name)
        self.setAccessibleName("Show the password")
        self.setToolTip("Show what you typed")
        self.setText("Show")
        self.setCheckable(True)
        self.toggled.connect(self._on_toggled)

    def _on_toggled(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self._edit.setEchoMode(mode)
        self.setText("Hide" if is_shown else "Show")
        self.setToolTip("Hide what you typed" if is_shown else "Show what you typed")

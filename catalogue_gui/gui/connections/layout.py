"""The parts of the connection dialog and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.gui.connections.address_field import AddressField
from catalogue_gui.gui.connections.profile_form import ProfileForm
from catalogue_gui.gui.connections.profile_list import ProfileList
from catalogue_gui.gui.messages import MessageBanner, Messages

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.trial_panel import TrialPanel

_FORM, _INVITATION = 1, 2


class DialogParts:
    """Makes the widgets of the dialog and lays them out in it.

    Args:
        dialog: gets the layout.
        messages: shown in a line at the top.
        trial: its button and its steps are laid out too.
    """

    def __init__(self, dialog: QDialog, messages: Messages, trial: TrialPanel) -> None:
        self.profiles = ProfileList()
        self.profiles.setMinimumWidth(190)
        self.address = AddressField()
        self.form = ProfileForm()
        self.close = _make_button("closeConnectionsButton", "Close")
        self.save = _make_button("saveProfileButton", "Save")
        self.connect = _make_button("connectButton", "Connect")
        self.connect.setDefault(True)
        banner = MessageBanner(messages)
        banner.setObjectName("connectionMessage")
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())  # blank until it is known whether there are connections
        self._stack.addWidget(self._arrange_editing(trial))
        self._stack.addWidget(self._arrange_invitation())
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.profiles)
        splitter.addWidget(self._stack)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([240, 580])
        outer = QVBoxLayout(dialog)
        outer.setSpacing(10)
        outer.addWidget(banner)
        outer.addWidget(splitter, 1)
        outer.addLayout(self._arrange_buttons(trial))
        dialog.setMinimumSize(790, 420)
        dialog.resize(880, 680)

    def show_form(self, is_shown: bool) -> None:
        """Show the form, or the invitation to add the first connection."""
        self._stack.setCurrentIndex(_FORM if is_shown else _INVITATION)

    def _arrange_editing(self, trial: TrialPanel) -> QWidget:
        editing = QWidget()
        column = QVBoxLayout(editing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setContentsMargins(16, 2, 16, 0)
        top.addWidget(self.address)
        column.addLayout(top)
        column.addWidget(self.form, 1)
        column.addWidget(trial.steps)
        return editing

    def _arrange_invitation(self) -> QWidget:
        label = QLabel(
            "No connections yet. Add one for each catalogue that you work with.\n"
            "It keeps the server and the user; the password goes to the keyring."
        )
        label.setObjectName("noConnectionLabel")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        add = _make_button("addFirstProfileButton", "Add a connection")
        add.clicked.connect(lambda _: self.profiles.add_wanted.emit())
        find = _make_button("findFirstProfilesButton", "Look for some on this computer")
        find.setToolTip("In PostgreSQL's service file, password file and environment")
        find.clicked.connect(lambda _: self.profiles.find_wanted.emit())
        read = _make_button("importFirstProfilesButton", "Import from a file")
        read.clicked.connect(lambda _: self.profiles.import_wanted.emit())
        invitation = QWidget()
        column = QVBoxLayout(invitation)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(label)
        for button in (add, find, read):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return invitation

    def _arrange_buttons(self, trial: TrialPanel) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(trial.button)
        row.addWidget(trial.copy)
        row.addStretch(1)
        for button in (self.close, self.save, self.connect):
            row.addWidget(button)
        return row


def _make_button(name: str, words: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setAccessibleName(words)
    button.setAutoDefault(False)
    return button

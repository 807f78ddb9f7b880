"""A person at a window whose server wants a password: what they do, and what they see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.backends.SecretService import Keyring
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.connections import keyring_wait, password_asking
from catalogue_gui.gui.connections.password_dialog import PasswordDialog
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.messages import MessageBanner
from catalogue_gui.gui.session import State
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.secrets import SERVICE_NAME
from catalogue_gui.profiles.store import ProfileStore
from tests.gui.conftest import OpenWindow

LIMIT_MS = 15_000


class Desk:
    """A person at a window whose server wants a password."""

    def __init__(
        self, qtbot: QtBot, open_window: OpenWindow, settings: Path, address: str, password: str
    ) -> None:
        self._qtbot = qtbot
        self._open = open_window
        self.password = password
        self.profile, _ = ConnectionProfile.from_uri("Shop", address)
        self.store = ProfileStore(settings / "profiles.json")
        self.window: MainWindow

    def save_profile(self, **changes: str) -> None:
        self.profile = replace(self.profile, **changes)  # type: ignore[arg-type]
        self.store.add(self.profile)

    def open(self) -> MainWindow:
        self.window = self._open("--profile", "Shop", wait=False)
        return self.window

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=LIMIT_MS)

    def is_open(self) -> bool:
        return self.window.session.state == State.READY

    @property
    def dialogs(self) -> list[PasswordDialog]:
        return [each for each in self.window.findChildren(PasswordDialog) if each.isVisible()]

    def question(self) -> str:
        """What the dialog says, once it is there."""
        self.until(lambda: len(self.dialogs) == 1)
        labels = self.dialogs[0].findChildren(QLabel)
        return " ".join(each.text() for each in labels if each.isVisible())

    @property
    def save_box(self) -> QCheckBox:
        (box,) = self.dialogs[0].findChildren(QCheckBox, "saveInKeyringField")
        return box

    def answer(self, password: str) -> None:
        self.until(lambda: len(self.dialogs) == 1)
        dialog = self.dialogs[0]
        (field,) = dialog.findChildren(QLineEdit, "askedPasswordField")
        self._qtbot.keyClicks(field, password)
        self._qtbot.keyClick(field, Qt.Key.Key_Return)

    @property
    def banner(self) -> str:
        (banner,) = self.window.findChildren(MessageBanner, "messageBanner")
        return banner.text() if banner.isVisible() else ""

    def press(self, name: str) -> None:
        def buttons() -> list[QAbstractButton]:
            found = self.window.findChildren(QAbstractButton, name)
            return [each for each in found if each.isVisible()]

        self.until(lambda: len(buttons()) == 1)
        self._qtbot.mouseClick(buttons()[0], Qt.MouseButton.LeftButton)

    def keep(self, password: str) -> None:
        """Have the keyring hold a password."""
        Keyring().set_password(SERVICE_NAME, self.profile.id, password)

    @property
    def kept(self) -> str | None:
        """What the keyring holds, past this program."""
        return Keyring().get_password(SERVICE_NAME, self.profile.id)


@pytest.fixture
def desk(
    qtbot: QtBot,
    open_window: OpenWindow,
    settings_folder: Path,
    secured_uri: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    for module in (keyring_wait, password_asking):
        monkeypatch.setattr(module, "WAIT_BEFORE_SAYING_MS", 100)
    return Desk(qtbot, open_window, settings_folder, *secured_uri)

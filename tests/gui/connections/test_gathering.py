"""Connections taken in from this computer and from files, and handed on: nothing overwritten, no secret in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QLabel, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.secrets import KeyringStore, Secrets
from catalogue_gui.profiles.store import ProfileStore
from tests.gui.connections.test_connection_dialog import (
    SHOP,
    Driver,
    Opener,
    no_keyring,
    open_dialog,
    runner,
    secrets,
    store,
)
from tests.secret_service import SecretService, secret_service

__all__ = ["no_keyring", "open_dialog", "runner", "secret_service", "secrets", "store"]

SERVICES = """
[shop]
host=db.example.org
port=5433
dbname=shop
user=ann
[stock]
host=stock.example.org
password=hunter2
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder with two services, one with a password, and a password file."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / ".pg_service.conf").write_text(SERVICES)
    (folder / ".pgpass").write_text("till.example.org:*:shop:carl:hunter3\n")
    (folder / ".pgpass").chmod(0o600)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PGSYSCONFDIR", str(folder))
    for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGSERVICEFILE", "PGPASSFILE"):
        monkeypatch.delenv(name, raising=False)
    return folder


class Offered:
    """The dialog in which one ticks."""

    def __init__(self, dialog: Driver, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        dialog.until(lambda: bool(self._open(dialog)))
        (self.dialog,) = self._open(dialog)
        self.list = self.dialog.findChild(QListWidget, "offerList")

    @staticmethod
    def _open(dialog: Driver) -> list[QDialog]:
        return [e for e in dialog.dialog.findChildren(QDialog, "offerDialog") if e.isVisible()]

    @property
    def lines(self) -> list[tuple[bool, str]]:
        rows = [self.list.item(row) for row in range(self.list.count())]
        return [(each.checkState() == Qt.CheckState.Checked, each.text()) for each in rows]

    def text(self, name: str) -> str:
        return self.dialog.findChild(QLabel, name).text()

    def press(self, name: str) -> None:
        button = self.dialog.findChild(QPushButton, name)
        assert button.isEnabled()
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def find(qtbot: QtBot) -> Callable[[Driver], Offered]:
    def found(dialog: Driver) -> Offered:
        dialog.find(QAction, "addFoundAction").trigger()
        return Offered(dialog, qtbot)

    return found


Find = Callable[[Driver], Offered]


def test_that_what_is_found_is_listed_ticked_but_for_what_is_here(
    open_dialog: Opener, no_keyring: None, home: Path, find: Find
) -> None:
    offered = find(open_dialog(SHOP))
    (shop_ticked, shop), (stock_ticked, stock), (till_ticked, till) = offered.lines
    assert (shop_ticked, stock_ticked, till_ticked) == (False, True, True)
    assert "here already as “Shop”" in shop
    assert f"service in {home / '.pg_service.conf'}" in stock
    assert "with its password" in stock
    assert "password file" in till
    assert not any("hunter" in line for _, line in offered.lines)


@pytest.mark.secret_service
def test_that_ticked_ones_are_added_with_their_passwords_in_the_keyring(
    open_dialog: Opener,
    secret_service: SecretService,
    home: Path,
    find: Find,
    store: ProfileStore,
    settings_folder: Path,
) -> None:
    dialog = open_dialog(SHOP)
    find(dialog).press("takeConnectionsButton")
    dialog.until(lambda: "2 connections added" in dialog.message)
    assert [each.name for each in store.list()] == ["Shop", "stock", "shop (2)"]
    assert "2 passwords are kept in the keyring" in dialog.message
    assert KeyringStore().read(store.get("stock").id) == "hunter2"
    assert KeyringStore().read(store.get("shop (2)").id) == "hunter3"
    assert store.get("Shop") == SHOP
    dialog.until(lambda: dialog.text("nameField") == "stock")
    for each in settings_folder.rglob("*"):
        assert not each.is_file() or b"hunter" not in each.read_bytes()


@pytest.mark.secret_service
def test_that_passwords_stay_where_they_are_if_the_user_wants_that(
    open_dialog: Opener, secret_service: SecretService, home: Path, find: Find, store: ProfileStore
) -> None:
    dialog = open_dialog()
    offered = find(dialog)
    offered.dialog.findChild(QCheckBox, "takePasswordsField").setChecked(False)
    offered.press("takeConnectionsButton")
    dialog.until(lambda: "3 connections added" in dialog.message)
    assert KeyringStore().read(store.get("stock").id) is None


def test_that_without_a_keyring_the_connections_come_and_the_passwords_are_said_to_be_left(
    open_dialog: Opener,
    no_keyring: None,
    home: Path,
    find: Find,
    store: ProfileStore,
    secrets: Secrets,
) -> None:
    dialog = open_dialog()
    find(dialog).press("takeConnectionsButton")
    dialog.until(lambda: "3 connections added" in dialog.message)
    assert "2 passwords were not kept. This computer has no keyring" in dialog.message
    assert len(store.list()) == 3
    assert not any(secrets.is_session_only(each.id) for each in store.list())


def test_that_a_password_file_open_to_others_is_said_with_what_to_do(
    open_dialog: Opener, no_keyring: None, home: Path, find: Find
) -> None:
    (home / ".pgpass").chmod(0o644)
    offered = find(open_dialog())
    assert len(offered.lines) == 2
    assert "other users of this computer may read it" in offered.text("offerNotices")
    assert "chmod 0600" in offered.text("offerNotices")


def test_that_a_computer_without_any_says_where_was_looked(
    open_dialog: Opener, no_keyring: None, home: Path, find: Find
) -> None:
    (home / ".pgpass").unlink()
    (home / ".pg_service.conf").unlink()
    offered = find(open_dialog())
    assert "None were found" in offered.text("offerWords")
    offered.press("closeOffersButton")
    assert not offered.dialog.isVisible()


def test_that_an_exported_file_brings_the_connections_to_another_computer(
    open_dialog: Opener, no_keyring: None, qtbot: QtBot, tmp_path: Path, store: ProfileStore
) -> None:
    path = tmp_path / "connections.json"
    dialog = open_dialog(SHOP, ConnectionProfile(name="Office", group="South"), count=3)
    dialog.find(QAction, "exportProfilesAction").trigger()
    file = dialog.dialog.findChild(QFileDialog, "exportProfilesFileDialog")
    file.fileSelected.emit(str(path))
    dialog.until(lambda: "2 connections written" in dialog.message)
    assert "Passwords are not in it" in dialog.message
    assert SHOP.id not in path.read_text()

    changed = json.loads(path.read_text())
    changed["connections"][0]["host"] = "elsewhere.example.org"
    path.write_text(json.dumps(changed))
    dialog.find(QAction, "importProfilesAction").trigger()
    file = dialog.dialog.findChild(QFileDialog, "importProfilesFileDialog")
    file.fileSelected.emit(str(path))
    offered = Offered(dialog, qtbot)
    assert [ticked for ticked, _ in offered.lines] == [True, False]
    offered.press("takeConnectionsButton")
    dialog.until(lambda: "Shop (2)" in dialog.names)
    assert store.get("Shop") == SHOP
    assert store.get("Shop (2)").host == "elsewhere.example.org"


def test_that_another_kind_of_file_is_said_to_be_none(
    open_dialog: Opener, no_keyring: None, tmp_path: Path
) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("name,price\n")
    dialog = open_dialog(SHOP)
    dialog.find(QAction, "importProfilesAction").trigger()
    dialog.dialog.findChild(QFileDialog, "importProfilesFileDialog").fileSelected.emit(str(path))
    dialog.until(lambda: "no file of connections" in dialog.message)
    assert dialog.names == ["Shop"]

"""An address with a password in it is taken apart at once, and the password stays in no field's history."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

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

__all__ = ["no_keyring", "open_dialog", "runner", "secrets", "store"]

ADDRESSES = (
    "postgresql://ann:hunter2@db.example.org:5433/shop",
    "host=db.example.org port=5433 dbname=shop user=ann password=hunter2",
    "jdbc:postgresql://db.example.org:5433/shop?user=ann&password=hunter2",
)


def copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def nothing_comes_back(qtbot: QtBot, field: QLineEdit) -> bool:
    """Press undo and redo as often as anybody would."""
    for keys in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo):
        for _ in range(5):
            qtbot.keySequence(field, QKeySequence(keys))
            if field.text():
                return False
    return not field.isUndoAvailable() and not field.isRedoAvailable()


def assert_filled(dialog: Driver) -> None:
    assert dialog.text("hostField") == "db.example.org"
    assert dialog.text("portField") == "5433"
    assert dialog.text("dbnameField") == "shop"
    assert dialog.text("userField") == "ann"
    password = dialog.find(QLineEdit, "passwordField")
    assert password.text() == "hunter2"
    assert password.echoMode() == QLineEdit.EchoMode.Password


@pytest.mark.parametrize("address", ADDRESSES)
def test_that_a_pasted_address_fills_the_form_at_once_and_no_undo_brings_it_back(
    open_dialog: Opener, no_keyring: None, qtbot: QtBot, address: str
) -> None:
    dialog = open_dialog()
    dialog.press("addProfileButton")
    field = dialog.find(QLineEdit, "addressField")
    copy(address)
    qtbot.keySequence(field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert field.text() == ""
    assert_filled(dialog)
    assert nothing_comes_back(qtbot, field)


def test_that_a_typed_address_is_taken_with_return_and_no_undo_brings_it_back(
    open_dialog: Opener, no_keyring: None, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    dialog.press("addProfileButton")
    field = dialog.find(QLineEdit, "addressField")
    qtbot.keyClicks(field, ADDRESSES[0])
    assert field.text() == ADDRESSES[0]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == ""
    assert_filled(dialog)
    assert nothing_comes_back(qtbot, field)


def test_that_an_address_taken_away_by_hand_does_not_come_back_either(
    open_dialog: Opener, no_keyring: None, qtbot: QtBot
) -> None:
    dialog = open_dialog(SHOP)
    field = dialog.find(QLineEdit, "addressField")
    qtbot.keyClicks(field, "hunter2")
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert nothing_comes_back(qtbot, field)


def test_that_the_clipboards_address_becomes_a_new_connection_without_standing_in_a_field(
    open_dialog: Opener, no_keyring: None, qtbot: QtBot, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP)
    copy(ADDRESSES[1])
    dialog.list.setFocus()
    qtbot.keySequence(dialog.list, QKeySequence(QKeySequence.StandardKey.Paste))
    assert dialog.names == ["Shop", "shop 2"]
    assert_filled(dialog)
    dialog.press("saveProfileButton")
    dialog.until(lambda: len(store.list()) == 2)
    assert "hunter2" not in store.path.read_text()


def test_that_a_clipboard_without_an_address_is_said_without_its_words(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog(SHOP)
    copy("my password is hunter2")
    dialog.find(QAction, "addPastedAction").trigger()
    assert "The clipboard holds no address" in dialog.message
    assert "hunter2" not in dialog.message
    assert dialog.names == ["Shop"]

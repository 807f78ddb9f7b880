"""Where the connection dialog keeps a password, and takes it away again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QRadioButton
from pytestqt.qtbot import QtBot

from catalogue_gui.database.server_reach import StepResult
from catalogue_gui.gui.connections.keyring_wait import KeyringWait
from catalogue_gui.jobs import JobRunner
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.secrets import KeyringStore, Secrets
from catalogue_gui.profiles.store import ProfileStore
from tests.gui.connections.test_connection_dialog import (
    PASSWORD,
    SHOP,
    Opener,
    no_keyring,
    open_dialog,
    runner,
    secrets,
    store,
)
from tests.secret_service import Person, SecretService, attended_service, secret_service

__all__ = [
    "attended_service",
    "no_keyring",
    "open_dialog",
    "runner",
    "secret_service",
    "secrets",
    "store",
]


def kept() -> str | None:
    """What the keyring holds for the shop."""
    return KeyringStore().read(SHOP.id)


@pytest.fixture
def locked(attended_service: SecretService) -> Person:
    """A locked keyring with the shop's password in it, and who can unlock it."""
    KeyringStore().save(SHOP.id, PASSWORD)
    attended_service.lock()
    assert attended_service.person is not None
    return attended_service.person


@pytest.mark.secret_service
def test_that_a_renamed_connection_still_has_its_password(
    open_dialog: Opener, secret_service: SecretService, store: ProfileStore
) -> None:
    KeyringStore().save(SHOP.id, PASSWORD)
    dialog = open_dialog(SHOP)
    dialog.type("nameField", "Shop of today")
    dialog.press("saveProfileButton")
    dialog.until(lambda: [each.name for each in store.list()] == ["Shop of today"])
    assert KeyringStore().read(store.get("Shop of today").id) == PASSWORD


@pytest.mark.secret_service
@pytest.mark.parametrize(
    ("button", "keeping"), [("askEachTimeButton", "ask"), ("keepForSessionButton", "session")]
)
def test_that_a_password_leaves_the_keyring_when_it_is_not_to_be_kept_there_any_more(
    open_dialog: Opener,
    secret_service: SecretService,
    store: ProfileStore,
    button: str,
    keeping: str,
) -> None:
    KeyringStore().save(SHOP.id, PASSWORD)
    dialog = open_dialog(SHOP)
    dialog.press(button)
    dialog.press("saveProfileButton")
    dialog.until(lambda: kept() is None)
    assert store.get("Shop").password_keeping == keeping
    assert dialog.message == ""


@pytest.mark.secret_service
def test_that_a_password_typed_for_a_connection_that_asks_each_time_is_used_and_not_kept(
    open_dialog: Opener, secret_service: SecretService, secrets: Secrets
) -> None:
    dialog = open_dialog(SHOP)
    dialog.press("askEachTimeButton")
    dialog.type("passwordField", PASSWORD)
    dialog.press("connectButton")
    dialog.until(lambda: len(dialog.requests) == 1)
    assert dialog.requests[0].password == PASSWORD
    assert kept() is None
    assert not secrets.is_session_only(SHOP.id)
    assert PASSWORD not in repr(dialog.requests[0])


def test_that_the_choice_is_shown_as_it_was_saved(open_dialog: Opener, no_keyring: None) -> None:
    asking = ConnectionProfile(name="Office", host="office.example.org", password_keeping="ask")
    dialog = open_dialog(SHOP, asking)
    assert dialog.find(QRadioButton, "keepInKeyringButton").isChecked()
    assert "no keyring" in dialog.reason("keyringState")
    dialog.choose("Office")
    assert dialog.find(QRadioButton, "askEachTimeButton").isChecked()
    assert dialog.reason("keyringState") == ""


def test_that_a_test_without_a_kept_password_says_where_to_type_it(
    open_dialog: Opener, no_keyring: None
) -> None:
    def quick(_profile: ConnectionProfile, password: str | None) -> Iterator[StepResult]:
        yield StepResult("Port", ok=True, message=f"It answers {password!r}.")

    asking = ConnectionProfile(name="Office", host="office.example.org", password_keeping="ask")
    dialog = open_dialog(asking, diagnosis=quick)
    dialog.press("testConnectionButton")
    dialog.until(lambda: "Port: It answers ''." in dialog.steps)
    assert "type it above and test again" in dialog.steps


@pytest.mark.secret_service
def test_that_removing_a_connection_while_the_keyring_is_locked_says_what_is_left_and_removes_it_later(
    open_dialog: Opener, locked: Person, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP)
    locked.will_dismiss()
    dialog.press("removeProfileButton")
    dialog.press("confirmRemoveButton")
    dialog.until(lambda: "“Shop” is removed, its password perhaps not" in dialog.message)
    assert "Catalogue Browser" in dialog.message
    assert store.list() == ()
    locked.will_type()
    dialog.press("removePasswordAgainButton")
    dialog.until(lambda: "Password forgotten" in dialog.message)
    assert kept() is None


@pytest.mark.secret_service
def test_that_the_dialog_says_that_it_waits_for_the_keyring_and_can_be_closed(
    open_dialog: Opener, locked: Person
) -> None:
    locked.takes(60_000)
    locked.will_type()
    dialog = open_dialog(SHOP)
    dialog.type("passwordField", "new")
    dialog.press("saveProfileButton")
    dialog.until(lambda: "Waiting for the keyring" in dialog.message)
    assert locked.is_asked
    dialog.dialog._secrets.give_up()  # as closing the window does
    dialog.press("closeConnectionsButton")
    dialog.until(lambda: dialog.find(QAbstractButton, "discardChangesButton").isVisible())
    dialog.press("discardChangesButton")
    assert not dialog.dialog.isVisible()


def test_that_a_wait_is_announced_once_it_is_long_and_taken_back_when_the_last_one_ends(
    qtbot: QtBot, qapp: object
) -> None:
    from PySide6.QtCore import QObject

    owner = QObject()
    wait = KeyringWait(owner, pause_ms=1)
    said: list[str] = []
    wait.began.connect(lambda: said.append("began"))
    wait.ended.connect(lambda: said.append("ended"))
    wait.hold()
    wait.release()
    qtbot.wait(5)
    assert said == []
    wait.hold()
    wait.hold()
    qtbot.waitUntil(lambda: said == ["began"])
    wait.release()
    assert said == ["began"]
    wait.release()
    assert said == ["began", "ended"]


@pytest.mark.secret_service
def test_that_a_password_the_keyring_did_not_take_is_kept_this_once_and_the_choice_stays(
    open_dialog: Opener, locked: Person, secrets: Secrets, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP)
    locked.will_dismiss()
    dialog.type("passwordField", "new")
    dialog.press("saveProfileButton")
    dialog.until(lambda: "Keyring locked" in dialog.message)
    dialog.press("keepForSessionNowButton")
    dialog.until(lambda: dialog.text("passwordField") == "")
    assert secrets.read_for_session(SHOP.id) == "new"
    assert store.get("Shop").password_keeping == "keyring"


@pytest.mark.secret_service
def test_that_a_test_that_is_stopped_waits_for_the_keyring_no_more(
    open_dialog: Opener, locked: Person, runner: JobRunner
) -> None:
    locked.takes(60_000)
    locked.will_type()
    dialog = open_dialog(SHOP)
    dialog.press("testConnectionButton")
    dialog.until(lambda: locked.is_asked)
    dialog.press("testConnectionButton")
    assert "Stopped." in dialog.steps
    dialog.until(lambda: runner.active_count == 0)
    assert locked.is_asked

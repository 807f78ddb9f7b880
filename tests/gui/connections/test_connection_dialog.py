"""The connection dialog, with a real file, a real keyring and a real server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from psycopg.conninfo import conninfo_to_dict
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from catalogue_gui.database.diagnosis import diagnose
from catalogue_gui.database.server_reach import StepResult
from catalogue_gui.database.target import Target
from catalogue_gui.gui.connections.dialog import ConnectionDialog
from catalogue_gui.gui.connections.request import ConnectionRequest
from catalogue_gui.gui.connections.step_list import StepList
from catalogue_gui.gui.messages import MessageBanner
from catalogue_gui.jobs import JobRunner
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.secrets import KeyringStore, Secrets
from catalogue_gui.profiles.store import ProfileStore
from tests.deaf_server import deaf_port
from tests.secret_service import SecretService, secret_service, use_secret_service

__all__ = ["secret_service"]

PASSWORD = "hunter2-@:/ %"

Diagnosis = Callable[[ConnectionProfile, str | None], Iterator[StepResult]]
_Widget = TypeVar("_Widget", bound=QObject)


def real_diagnosis(profile: ConnectionProfile, password: str | None) -> Iterator[StepResult]:
    return diagnose(Target(password=password, **profile.target_arguments()))


class Driver:
    """Acts on the dialog as a person does, and looks at what a person sees."""

    def __init__(self, qtbot: QtBot, dialog: ConnectionDialog) -> None:
        self._qtbot = qtbot
        self.dialog = dialog
        self.requests: list[ConnectionRequest] = []
        dialog.connect_requested.connect(self.requests.append)

    def find(self, kind: type[_Widget], name: str) -> _Widget:
        found = self.dialog.findChildren(kind, name)
        assert found, name
        # The buttons of an earlier message can be there still, hidden and about to be deleted.
        return found[-1]

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=10_000)

    def press(self, name: str) -> None:
        button = self.find(QAbstractButton, name)
        assert button.isVisible(), name
        assert button.isEnabled(), name
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str) -> None:
        field = self.find(QLineEdit, name)
        field.setFocus()
        field.selectAll()
        self._qtbot.keyClicks(field, text)

    def text(self, name: str) -> str:
        return self.find(QLineEdit, name).text()

    def reason(self, name: str) -> str:
        label = self.find(QLabel, name)
        return label.text() if label.isVisible() else ""

    @property
    def list(self) -> QListWidget:
        return self.find(QListWidget, "profileList")

    @property
    def names(self) -> list[str]:
        return [self.list.item(row).text() for row in range(self.list.count())]

    def choose(self, name: str) -> None:
        self.until(lambda: name in self.names)
        self.list.setCurrentRow(self.names.index(name))

    @property
    def message(self) -> str:
        banner = self.find(MessageBanner, "connectionMessage")
        return banner.text() if banner.isVisible() else ""

    @property
    def steps(self) -> str:
        return self.find(StepList, "testSteps").text()

    @property
    def test_button(self) -> str:
        return self.find(QAbstractButton, "testConnectionButton").text()


@pytest.fixture
def runner(qapp: object) -> Iterator[JobRunner]:
    made = JobRunner(progress_interval_ms=10)
    yield made
    assert made.shutdown(timeout_s=10)


@pytest.fixture
def store(settings_folder: Path) -> ProfileStore:
    return ProfileStore(settings_folder / "profiles.json")


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_secret_service(monkeypatch, tmp_path, None)


@pytest.fixture
def secrets() -> Secrets:
    return Secrets()


@pytest.fixture
def open_dialog(
    qtbot: QtBot, runner: JobRunner, store: ProfileStore, secrets: Secrets
) -> Callable[..., Driver]:
    def opened(
        *profiles: ConnectionProfile, diagnosis: Diagnosis = real_diagnosis, count: int = -1
    ) -> Driver:
        for each in profiles:
            store.add(each)
        dialog = ConnectionDialog(runner, store, secrets, diagnosis)
        qtbot.addWidget(dialog)
        driver = Driver(qtbot, dialog)
        dialog.open()
        qtbot.waitExposed(dialog)
        lines = len(profiles) if count < 0 else count  # headings are lines too
        driver.until(lambda: len(driver.names) == lines and runner.active_count == 0)
        return driver

    return opened


Opener = Callable[..., Driver]

SHOP = ConnectionProfile(name="Shop", host="db.example.org", port="5433", dbname="shop", user="ann")
OFFICE = ConnectionProfile(name="Office", host="office.example.org")


def test_that_saved_connections_are_listed_and_the_first_is_shown(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog(SHOP, OFFICE)
    assert dialog.names == ["Shop", "Office"]
    assert dialog.text("hostField") == "db.example.org"
    dialog.choose("Office")
    assert dialog.text("hostField") == "office.example.org"


def test_that_an_empty_list_invites_to_add_one(open_dialog: Opener, no_keyring: None) -> None:
    dialog = open_dialog()
    dialog.until(lambda: "No connections yet" in dialog.reason("noConnectionLabel"))
    assert not dialog.find(QAbstractButton, "testConnectionButton").isEnabled()
    dialog.press("addFirstProfileButton")
    assert dialog.find(QLineEdit, "nameField").isVisible()


def test_that_a_new_connection_is_saved_as_it_was_typed(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    dialog = open_dialog()
    dialog.press("addProfileButton")
    dialog.type("nameField", "Shop")
    dialog.type("hostField", "db.example.org")
    dialog.type("portField", "5433")
    dialog.type("dbnameField", "shop")
    dialog.type("userField", "ann")
    dialog.press("colourRedButton")
    dialog.press("productionField")
    dialog.find(QComboBox, "sslmodeField").setCurrentIndex(1)
    dialog.press("saveProfileButton")
    dialog.until(lambda: len(store.list()) == 1)
    saved = store.get("Shop")
    assert saved.address == "ann@db.example.org:5433/shop"
    assert (saved.colour, saved.is_production, saved.sslmode) == ("#d3423e", True, "require")
    dialog.until(lambda: not dialog.find(QAbstractButton, "saveProfileButton").isEnabled())


@pytest.mark.secret_service
def test_that_a_password_goes_to_the_keyring_and_never_to_the_disk(
    open_dialog: Opener, secret_service: SecretService, settings_folder: Path
) -> None:
    dialog = open_dialog(SHOP)
    dialog.type("passwordField", PASSWORD)
    dialog.press("saveProfileButton")
    dialog.until(lambda: KeyringStore().read(SHOP.id) == PASSWORD)
    dialog.until(lambda: dialog.text("passwordField") == "")
    files = [each for each in settings_folder.rglob("*") if each.is_file()]
    assert files
    assert not any(PASSWORD.encode() in each.read_bytes() for each in files)


@pytest.mark.secret_service
def test_that_a_password_for_this_session_is_not_in_the_keyring(
    open_dialog: Opener, secret_service: SecretService, secrets: Secrets
) -> None:
    dialog = open_dialog(SHOP)
    dialog.type("passwordField", PASSWORD)
    dialog.press("keepForSessionButton")
    dialog.press("saveProfileButton")
    dialog.until(lambda: secrets.is_session_only(SHOP.id))
    assert secrets.read(SHOP.id) == PASSWORD
    assert KeyringStore().read(SHOP.id) is None


def test_that_without_a_keyring_the_user_is_asked_and_nothing_falls_back(
    open_dialog: Opener, no_keyring: None, secrets: Secrets, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP)
    assert "no keyring" in dialog.reason("keyringState")
    dialog.type("hostField", "new.example.org")
    dialog.type("passwordField", PASSWORD)
    dialog.press("connectButton")
    dialog.until(lambda: "The password was not saved" in dialog.message)
    assert store.get("Shop").host == "new.example.org"
    assert dialog.text("passwordField") == PASSWORD
    assert not secrets.is_session_only(SHOP.id)
    assert dialog.requests == []
    dialog.press("keepForSessionNowButton")
    dialog.until(lambda: len(dialog.requests) == 1)
    assert secrets.is_session_only(SHOP.id)
    assert dialog.requests[0].password == PASSWORD


@pytest.mark.secret_service
def test_that_a_locked_keyring_is_said_to_be_locked(
    open_dialog: Opener, secret_service: SecretService
) -> None:
    KeyringStore().save("0" * 32, "so that there is a keyring")
    secret_service.lock()
    dialog = open_dialog(SHOP)
    assert "locked" in dialog.reason("keyringState")
    dialog.type("passwordField", PASSWORD)
    dialog.press("saveProfileButton")
    dialog.until(lambda: "Keyring locked" in dialog.message)
    assert dialog.text("passwordField") == PASSWORD


@pytest.mark.secret_service
def test_that_forgetting_removes_the_password_and_keeps_the_connection(
    open_dialog: Opener, secret_service: SecretService, store: ProfileStore
) -> None:
    KeyringStore().save(SHOP.id, PASSWORD)
    dialog = open_dialog(SHOP)
    dialog.press("forgetPasswordButton")
    dialog.until(lambda: "Password forgotten" in dialog.message)
    assert KeyringStore().read(SHOP.id) is None
    assert store.get("Shop") == SHOP


def test_that_a_mistake_is_said_beside_its_field_and_nothing_is_saved(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP)
    dialog.type("portField", "abc")
    assert dialog.reason("portReason") == "Port has to be a number from 1 to 65535."
    dialog.press("saveProfileButton")
    assert store.get("Shop") == SHOP
    dialog.type("portField", "5434")
    assert dialog.reason("portReason") == ""


def test_that_a_new_form_shows_no_mistakes_before_anything_was_typed(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog()
    dialog.press("addProfileButton")
    assert dialog.reason("nameReason") == ""
    dialog.type("hostField", "db")
    assert dialog.reason("nameReason") == ""
    dialog.press("saveProfileButton")
    assert dialog.reason("nameReason") == "Name is missing."


def test_that_a_mistake_in_a_folded_setting_unfolds_it(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog(SHOP)
    assert not dialog.find(QWidget, "moreSettings").isVisible()
    dialog.press("moreButton")
    dialog.type("sslcertField", "/a/certificate.pem")
    dialog.press("moreButton")
    dialog.press("saveProfileButton")
    assert dialog.find(QWidget, "moreSettings").isVisible()
    assert dialog.reason("sslcertReason") == "Certificate needs its private key too."


def test_that_a_name_taken_by_another_window_is_said_beside_the_name(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP)
    store.add(OFFICE)
    dialog.type("nameField", "Office")
    dialog.press("saveProfileButton")
    dialog.until(lambda: "already called" in dialog.reason("nameReason"))
    assert dialog.text("nameField") == "Office"
    assert {each.name for each in store.list()} == {"Shop", "Office"}


def test_that_what_was_typed_stays_with_its_connection(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog(SHOP, OFFICE)
    dialog.type("hostField", "typed.example.org")
    dialog.type("passwordField", PASSWORD)
    dialog.choose("Office")
    assert dialog.text("passwordField") == ""
    dialog.choose("Shop")
    assert dialog.text("hostField") == "typed.example.org"
    assert dialog.text("passwordField") == PASSWORD


def test_that_closing_with_something_unsaved_asks_first(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP)
    dialog.type("hostField", "typed.example.org")
    dialog.press("closeConnectionsButton")
    assert "“Shop” is not saved" in dialog.message
    dialog.press("goOnEditingButton")
    assert dialog.dialog.isVisible()
    assert dialog.message == ""
    dialog.dialog.close()
    assert dialog.dialog.isVisible()
    dialog.press("discardChangesButton")
    assert not dialog.dialog.isVisible()
    assert store.get("Shop") == SHOP


def test_that_removing_asks_once_and_can_be_thought_better_of(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP, OFFICE)
    dialog.press("removeProfileButton")
    assert "Remove “Shop”?" in dialog.message
    dialog.press("keepProfileButton")
    assert dialog.message == ""
    dialog.press("removeProfileButton")
    dialog.press("confirmRemoveButton")
    dialog.until(lambda: dialog.names == ["Office"])
    assert [each.name for each in store.list()] == ["Office"]
    assert dialog.text("hostField") == "office.example.org"


@pytest.mark.secret_service
def test_that_removing_a_connection_removes_its_password(
    open_dialog: Opener, secret_service: SecretService
) -> None:
    KeyringStore().save(SHOP.id, PASSWORD)
    dialog = open_dialog(SHOP)
    dialog.press("removeProfileButton")
    dialog.press("confirmRemoveButton")
    dialog.until(lambda: dialog.names == [])
    assert KeyringStore().read(SHOP.id) is None


def test_that_choosing_another_connection_takes_the_question_away(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog(SHOP, OFFICE)
    dialog.press("removeProfileButton")
    dialog.choose("Office")
    assert dialog.message == ""


def test_that_a_copy_is_a_connection_of_its_own(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP)
    dialog.press("duplicateProfileButton")
    assert dialog.names == ["Shop", "Shop copy"]
    assert dialog.text("hostField") == "db.example.org"
    dialog.press("saveProfileButton")
    dialog.until(lambda: len(store.list()) == 2)
    copy = store.get("Shop copy")
    assert copy == replace(SHOP, id=copy.id, name="Shop copy")
    assert copy.id != SHOP.id


def test_that_a_pasted_address_fills_the_form_and_is_not_left_standing(
    open_dialog: Opener, no_keyring: None, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    dialog.press("addProfileButton")
    field = dialog.find(QLineEdit, "addressField")
    field.setText("postgresql://ann:p%40ss@db.example.org:5433/shop?sslmode=verify-full")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == ""
    assert dialog.text("nameField") == "shop"
    assert dialog.text("hostField") == "db.example.org"
    assert dialog.text("portField") == "5433"
    assert dialog.text("userField") == "ann"
    assert dialog.text("passwordField") == "p@ss"
    password = dialog.find(QLineEdit, "passwordField")
    assert password.echoMode() == QLineEdit.EchoMode.Password
    assert dialog.find(QComboBox, "sslmodeField").currentData() == "verify-full"
    assert dialog.requests == []


def test_that_an_address_that_cannot_be_read_says_why_and_changes_nothing(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog(SHOP)
    dialog.find(QLineEdit, "addressField").setText("mysql://ann:hunter2@db/shop")
    dialog.press("fillInButton")
    reason = dialog.reason("addressReason")
    assert reason.startswith("The address does not begin with postgresql://")
    assert "hunter2" not in reason
    assert dialog.text("hostField") == "db.example.org"


def test_that_connecting_asks_for_the_connection_as_it_is_saved(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog(SHOP)
    dialog.press("connectButton")
    assert dialog.requests == [ConnectionRequest(SHOP)]


def test_that_connecting_saves_what_was_typed_first(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    dialog = open_dialog(SHOP)
    dialog.type("dbnameField", "other")
    dialog.press("connectButton")
    dialog.until(lambda: len(dialog.requests) == 1)
    assert dialog.requests[0].profile.dbname == "other"
    assert store.get("Shop").dbname == "other"


def test_that_connecting_does_not_drop_what_was_typed_for_another_connection(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog(SHOP, OFFICE)
    dialog.type("hostField", "typed.example.org")
    dialog.choose("Office")
    dialog.press("connectButton")
    assert "“Shop” is not saved" in dialog.message
    assert dialog.requests == []
    dialog.press("discardAndConnectButton")
    assert dialog.requests == [ConnectionRequest(OFFICE)]


@pytest.mark.secret_service
def test_that_a_test_with_the_kept_password_shows_every_step(
    open_dialog: Opener, secret_service: SecretService, catalogue_uri: str
) -> None:
    parameters = conninfo_to_dict(catalogue_uri)
    profile, _ = ConnectionProfile.from_uri("Local", catalogue_uri)
    KeyringStore().save(profile.id, "read from the keyring")
    dialog = open_dialog(profile)
    dialog.press("testConnectionButton")
    dialog.until(lambda: "Rights: You may add, change, delete and import" in dialog.steps)
    assert f"“{parameters['dbname']}”" in dialog.steps
    assert "Password:" not in dialog.steps
    dialog.until(lambda: dialog.test_button == "Test connection")


def test_that_steps_are_shown_as_they_come(open_dialog: Opener, no_keyring: None) -> None:
    go_on = threading.Event()

    def slow(_profile: ConnectionProfile, _password: str | None) -> Iterator[StepResult]:
        yield StepResult("Port", ok=True, message="It answers.")
        assert go_on.wait(10)
        yield StepResult("Login", ok=False, message="It refuses.", hint="Ask.")

    dialog = open_dialog(SHOP, diagnosis=slow)
    dialog.press("testConnectionButton")
    dialog.until(lambda: "Port: It answers." in dialog.steps)
    assert "Login" not in dialog.steps
    assert dialog.test_button == "Stop the test"
    go_on.set()
    dialog.until(lambda: "Login: It refuses. Ask." in dialog.steps)
    dialog.until(lambda: dialog.test_button == "Test connection")


def test_that_the_window_answers_while_a_server_says_nothing_and_the_test_can_be_stopped(
    open_dialog: Opener, no_keyring: None
) -> None:
    with deaf_port() as port:
        profile = replace(SHOP, host="127.0.0.1", port=str(port), connect_timeout_s=2)
        dialog = open_dialog(profile)
        ticks: list[None] = []
        timer = QTimer()
        timer.setInterval(5)
        timer.timeout.connect(lambda: ticks.append(None))
        timer.start()
        dialog.press("testConnectionButton")
        dialog.until(lambda: "Port:" in dialog.steps)
        seen = len(ticks)
        dialog.until(lambda: len(ticks) > seen + 10)
        assert "Login" not in dialog.steps
        dialog.press("testConnectionButton")
        assert "Stopped." in dialog.steps
        assert dialog.test_button == "Test connection"
        dialog.press("closeConnectionsButton")
        assert not dialog.dialog.isVisible()


def test_that_another_connection_does_not_show_the_steps_of_the_one_before(
    open_dialog: Opener, no_keyring: None
) -> None:
    def quick(_profile: ConnectionProfile, _password: str | None) -> Iterator[StepResult]:
        yield StepResult("Port", ok=True, message="It answers.")

    dialog = open_dialog(SHOP, OFFICE, diagnosis=quick)
    dialog.press("testConnectionButton")
    dialog.until(lambda: dialog.steps != "" and dialog.test_button == "Test connection")
    dialog.choose("Office")
    assert dialog.steps == ""


def test_that_what_a_test_found_goes_with_the_address_it_was_about(
    open_dialog: Opener, no_keyring: None
) -> None:
    def quick(_profile: ConnectionProfile, _password: str | None) -> Iterator[StepResult]:
        yield StepResult("Port", ok=True, message="It answers.")

    dialog = open_dialog(SHOP, diagnosis=quick)

    def test() -> None:
        dialog.press("testConnectionButton")
        dialog.until(lambda: dialog.steps != "" and dialog.test_button == "Test connection")

    for field, text in (("portField", "5444"), ("passwordField", PASSWORD)):
        test()
        dialog.type(field, text)
        assert dialog.steps == "", field
    test()
    dialog.type("addressField", "postgresql://elsewhere.example.org/shop")
    dialog.press("fillInButton")
    assert dialog.steps == ""
    test()
    dialog.type("nameField", "Another name")
    assert "It answers." in dialog.steps


def test_that_a_typed_password_is_the_one_that_is_tried(
    open_dialog: Opener, no_keyring: None
) -> None:
    tried: list[tuple[str, str | None]] = []

    def note(profile: ConnectionProfile, password: str | None) -> Iterator[StepResult]:
        tried.append((profile.host, password))
        yield StepResult("Port", ok=True, message="It answers.")

    dialog = open_dialog(SHOP, diagnosis=note)
    dialog.type("hostField", "typed.example.org")
    dialog.type("passwordField", PASSWORD)
    dialog.press("testConnectionButton")
    dialog.until(lambda: "Port" in dialog.steps)
    assert tried == [("typed.example.org", PASSWORD)]


def test_that_a_keyring_that_cannot_be_read_is_a_note_and_the_test_goes_on(
    open_dialog: Opener, no_keyring: None
) -> None:
    def quick(_profile: ConnectionProfile, password: str | None) -> Iterator[StepResult]:
        yield StepResult("Port", ok=True, message=f"It answers {password!r}.")

    dialog = open_dialog(SHOP, diagnosis=quick)
    dialog.press("testConnectionButton")
    dialog.until(lambda: "Port: It answers ''." in dialog.steps)
    assert "Password: This computer has no keyring" in dialog.steps


def test_that_a_bad_entry_of_the_file_is_told(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    store.path.write_text('{"format": 1, "profiles": [{"name": "Broken"}]}')
    dialog = open_dialog()
    dialog.until(lambda: "“Broken” (entry 1)" in dialog.message)


def test_that_everything_one_can_act_on_has_a_name_for_tests_and_for_a_screen_reader(
    open_dialog: Opener, no_keyring: None
) -> None:
    dialog = open_dialog(SHOP)
    dialog.press("removeProfileButton")
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QListWidget)
    nameless = [
        widget
        for kind in kinds
        for widget in dialog.dialog.findChildren(kind)
        if not (widget.objectName() and widget.accessibleName()) and not _is_part(widget)
    ]
    assert nameless == []


def _is_part(widget: QWidget) -> bool:
    """Parts that Qt makes itself, such as the field inside a spin box."""
    return widget.objectName().startswith("qt_") or isinstance(
        widget.parentWidget(), QAbstractSpinBox | QComboBox | QLineEdit
    )


def test_that_return_connects(open_dialog: Opener, no_keyring: None, qtbot: QtBot) -> None:
    dialog = open_dialog(SHOP)
    qtbot.keyClick(dialog.find(QLineEdit, "hostField"), Qt.Key.Key_Return)
    assert dialog.requests == [ConnectionRequest(SHOP)]

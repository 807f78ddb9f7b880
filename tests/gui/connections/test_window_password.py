"""How the window comes to its connection's password: from the keyring, or typed, asked for once, and never waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.session import State
from catalogue_gui.profiles.profile_rules import ASK_EACH_TIME, KEEP_FOR_SESSION
from catalogue_gui.profiles.secrets import keyring_store
from tests.gui.conftest import OpenWindow
from tests.gui.connections.password_desk import Desk, desk
from tests.secret_service import (
    SecretService,
    attended_service,
    secret_service,
    use_secret_service,
)

__all__ = ["attended_service", "desk", "secret_service"]

pytestmark = pytest.mark.secret_service

# A pause of the GUI thread that nobody sees is shorter than a few frames of a screen.
LONGEST_PAUSE_S = 0.1


@pytest.fixture
def pauses(qapp: object) -> Iterator[list[float]]:
    """How long the GUI thread was busy or waiting, each time a timer of 5 ms came late."""
    late: list[float] = []
    last = [time.monotonic()]

    def tick() -> None:
        now = time.monotonic()
        late.append(now - last[0])
        last[0] = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(5)
    timer.timeout.connect(tick)
    timer.start()
    yield late
    timer.stop()


def test_that_a_pause_of_the_window_would_be_seen(qtbot: QtBot, pauses: list[float]) -> None:
    qtbot.waitUntil(lambda: len(pauses) > 3)
    time.sleep(LONGEST_PAUSE_S * 2)  # as if the GUI thread waited for something
    qtbot.waitUntil(lambda: max(pauses) > LONGEST_PAUSE_S)


# -- changed on the server ----------------------------------------------------------------------------------------


def test_that_a_password_changed_on_the_server_is_asked_for_once_and_saved_when_it_is_accepted(
    desk: Desk, secret_service: SecretService
) -> None:
    desk.save_profile()
    desk.keep("of yesterday")
    desk.open()
    question = desk.question()
    assert "did not accept the password" in question
    assert desk.profile.address in question
    assert desk.save_box.isChecked()
    desk.answer(desk.password)
    desk.until(desk.is_open)
    desk.until(lambda: desk.kept == desk.password)
    assert desk.dialogs == []
    assert desk.banner == ""


def test_that_a_mistyped_password_is_asked_for_again_and_never_saved(
    desk: Desk, secret_service: SecretService
) -> None:
    desk.save_profile()
    desk.keep("of yesterday")
    desk.open()
    desk.question()
    desk.answer("mistyped")
    desk.until(lambda: desk.window.session.state == State.FAILED and len(desk.dialogs) == 1)
    assert desk.kept == "of yesterday"
    desk.answer(desk.password)
    desk.until(desk.is_open)
    desk.until(lambda: desk.kept == desk.password)


def test_that_an_unsaved_password_leaves_the_keyring_alone_and_is_not_asked_for_again_in_this_session(
    desk: Desk, secret_service: SecretService
) -> None:
    desk.save_profile()
    desk.keep("of yesterday")
    window = desk.open()
    desk.question()
    desk.save_box.setChecked(False)
    desk.answer(desk.password)
    desk.until(desk.is_open)
    window.open_source(window._services.profile_source(desk.profile, None))
    assert not desk.is_open()
    desk.until(desk.is_open)
    assert desk.kept == "of yesterday"


def test_that_a_password_changed_under_an_open_window_is_asked_for_without_taking_the_keyboard(
    desk: Desk, secret_service: SecretService, server_uri: str
) -> None:
    desk.save_profile()
    desk.keep(desk.password)
    window = desk.open()
    desk.until(desk.is_open)
    rows = window.model.rowCount()
    with psycopg.connect(server_uri, autocommit=True) as owner:
        owner.execute(
            sql.SQL("ALTER ROLE {} PASSWORD 'of-today'").format(sql.Identifier(desk.profile.user))
        )
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
            (desk.profile.user,),
        )
    window.model.refresh()
    desk.until(lambda: "did not accept the password" in desk.banner)
    desk.until(lambda: bool(window.findChildren(QAbstractButton, "enterPasswordButton")))
    assert desk.dialogs == []
    assert window.model.rowCount() == rows
    desk.press("enterPasswordButton")
    desk.answer("of-today")
    desk.until(desk.is_open)
    desk.until(lambda: desk.kept == "of-today")
    assert desk.dialogs == []


def test_that_a_password_saved_by_another_window_is_found_without_a_question(
    desk: Desk, secret_service: SecretService, server_uri: str
) -> None:
    desk.save_profile()
    desk.keep(desk.password)
    window = desk.open()
    desk.until(desk.is_open)
    with psycopg.connect(server_uri, autocommit=True) as owner:
        owner.execute(
            sql.SQL("ALTER ROLE {} PASSWORD 'of-today'").format(sql.Identifier(desk.profile.user))
        )
        desk.keep("of-today")
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
            (desk.profile.user,),
        )
    states: list[State] = []
    window.session.state_changed.connect(states.append)
    window.model.refresh()
    desk.until(lambda: State.AWAY in states and states[-1] == State.READY)
    assert desk.dialogs == []


# -- kept nowhere -------------------------------------------------------------------------------------------------


def test_that_a_connection_that_asks_each_time_asks_and_keeps_it_nowhere(
    desk: Desk, secret_service: SecretService
) -> None:
    desk.save_profile(password_keeping=ASK_EACH_TIME)
    window = desk.open()
    assert "asks for its password each time" in desk.question()
    assert not desk.save_box.isVisible()
    desk.answer(desk.password)
    desk.until(desk.is_open)
    assert desk.kept is None
    window.open_source(window._services.profile_source(desk.profile, None))
    assert "asks for its password each time" in desk.question()
    desk.answer(desk.password)
    desk.until(desk.is_open)


def test_that_a_connection_that_asks_each_time_comes_back_from_a_lost_server_without_asking(
    desk: Desk, secret_service: SecretService
) -> None:
    desk.save_profile(password_keeping=ASK_EACH_TIME)
    window = desk.open()
    desk.answer(desk.password)
    desk.until(desk.is_open)
    source = window.session.source
    assert source is not None
    assert source.make_target().password == desk.password


def test_that_a_password_for_this_session_is_asked_for_once_a_session(
    desk: Desk, secret_service: SecretService
) -> None:
    desk.save_profile(password_keeping=KEEP_FOR_SESSION)
    desk.keep("an old one that is not to be used")
    window = desk.open()
    assert "wants a password" in desk.question()
    assert not desk.save_box.isVisible()
    desk.answer(desk.password)
    desk.until(desk.is_open)
    window.open_source(window._services.profile_source(desk.profile, None))
    assert not desk.is_open()
    desk.until(desk.is_open)
    assert desk.dialogs == []


def test_that_an_address_without_a_password_is_asked_for_one(
    desk: Desk, open_window: OpenWindow, secured_uri: tuple[str, str], secret_service: SecretService
) -> None:
    desk.window = open_window("--dsn", secured_uri[0], wait=False)
    assert "wants a password" in desk.question()
    desk.answer(desk.password)
    desk.until(desk.is_open)


def test_that_the_question_can_be_left_and_taken_up_again(
    desk: Desk, secret_service: SecretService
) -> None:
    desk.save_profile(password_keeping=ASK_EACH_TIME)
    desk.open()
    desk.question()
    desk.press("cancelPasswordButton")
    desk.until(lambda: desk.dialogs == [])
    assert "Password needed" in desk.banner
    desk.press("enterPasswordButton")
    desk.answer(desk.password)
    desk.until(desk.is_open)
    assert desk.banner == ""


# -- the keyring's states -----------------------------------------------------------------------------------------


def test_that_a_keyring_that_was_not_unlocked_can_be_unlocked_from_the_message(
    desk: Desk, attended_service: SecretService
) -> None:
    person = attended_service.person
    assert person is not None
    desk.save_profile()
    desk.keep(desk.password)
    attended_service.lock()
    person.will_dismiss()
    desk.open()
    desk.until(lambda: "Keyring locked" in desk.banner)
    assert "type the password for this session only" in desk.banner
    assert desk.dialogs == []
    person.will_type()
    desk.press("retryButton")
    desk.until(desk.is_open)


def test_that_the_window_lives_while_the_keyring_asks_and_can_do_without_it(
    desk: Desk, attended_service: SecretService, pauses: list[float]
) -> None:
    person = attended_service.person
    assert person is not None
    desk.save_profile()
    desk.keep(desk.password)
    attended_service.lock()
    person.takes(60_000)
    person.will_type()
    desk.open()
    desk.until(lambda: "Waiting for the keyring" in desk.banner)
    pauses.clear()
    desk.press("enterPasswordButton")
    assert "has not given the password yet" in desk.question()
    desk.answer(desk.password)
    desk.until(desk.is_open)
    assert person.is_asked
    assert desk.banner == ""
    assert max(pauses) < LONGEST_PAUSE_S * 5  # with the building of the dialog and of the table


def test_that_the_window_lives_while_the_keyring_hangs_and_is_closed_at_once(
    desk: Desk,
    secret_service: SecretService,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyring_store, "OPEN_LIMIT_S", 1.0)
    desk.save_profile()
    desk.keep(desk.password)
    with secret_service.frozen():
        window = desk.open()
        desk.until(lambda: "Waiting for the keyring" in desk.banner)
        pauses.clear()
        seen = len(pauses)
        desk.until(lambda: len(pauses) > seen + 50)
        assert max(pauses) < LONGEST_PAUSE_S
        began = time.monotonic()
        window.close()
        assert time.monotonic() - began < 1.0


def test_that_a_keyring_that_does_not_answer_is_said_and_done_without(
    desk: Desk, secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        keyring_store.KeyringStore.__init__, "__kwdefaults__", {"open_limit_s": 0.3}
    )
    desk.save_profile()
    desk.keep(desk.password)
    with secret_service.frozen():
        desk.open()
        desk.until(lambda: "The keyring does not answer." in desk.banner)
        desk.press("enterPasswordButton")
        desk.answer(desk.password)
        desk.until(desk.is_open)


def test_that_without_a_keyring_the_password_is_asked_for_and_used_for_this_session(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_secret_service(monkeypatch, tmp_path, None)
    desk.save_profile()
    window = desk.open()
    question = desk.question()
    assert "wants a password" in question
    assert "no keyring" in question
    assert not desk.save_box.isVisible()
    desk.answer(desk.password)
    desk.until(desk.is_open)
    window.open_source(window._services.profile_source(desk.profile, None))
    assert not desk.is_open()
    desk.until(desk.is_open)


def test_that_a_keyring_killed_before_the_saving_is_said_and_nothing_is_written_elsewhere(
    desk: Desk, secret_service: SecretService, settings_folder: Path
) -> None:
    desk.save_profile()
    desk.open()
    desk.question()
    secret_service.stop()
    desk.answer(desk.password)
    desk.until(desk.is_open)
    desk.until(lambda: "Password not saved" in desk.banner)
    assert "used until the program is closed" in desk.banner
    files = [each for each in settings_folder.rglob("*") if each.is_file()]
    assert files
    assert not any(desk.password.encode() in each.read_bytes() for each in files)


def test_that_saving_can_be_tried_again_when_the_keyring_was_locked(
    desk: Desk, attended_service: SecretService
) -> None:
    person = attended_service.person
    assert person is not None
    desk.save_profile()
    desk.open()
    desk.question()
    attended_service.lock()
    person.will_dismiss()
    desk.answer(desk.password)
    desk.until(desk.is_open)
    desk.until(lambda: "Password not saved" in desk.banner)
    person.will_type()
    desk.press("savePasswordAgainButton")
    desk.until(lambda: desk.kept == desk.password)
    assert desk.banner == ""

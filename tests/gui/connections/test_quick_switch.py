"""From one catalogue to another in two clicks or by a key, the last one again at the start, several windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from catalogue_gui import app
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.session import State
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.recent_store import RecentStore
from catalogue_gui.profiles.store import ProfileStore
from tests.gui.conftest import OpenWindow
from tests.secret_service import use_secret_service

NAMES = ("First", "Second", "R&D / Süd")


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_secret_service(monkeypatch, tmp_path, None)


@pytest.fixture
def profiles(catalogue_uri: str, settings_folder: Path) -> list[ConnectionProfile]:
    """Three connections to one catalogue, which is enough to tell them apart."""
    made, password = ConnectionProfile.from_uri("First", catalogue_uri)
    assert password is None
    store = ProfileStore(settings_folder / "profiles.json")
    for name in NAMES:
        fresh = replace(ConnectionProfile(), name=name)
        store.add(
            replace(made, id=fresh.id, name=name, colour="#2e9e5b", is_production=name == "Second")
        )
    return list(store.list())


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """What new windows are started with, instead of starting them."""
    found: list[Sequence[str]] = []

    def start(program: str, arguments: Sequence[str]) -> tuple[bool, int]:
        found.append([program, *arguments])
        return True, 1

    monkeypatch.setattr("PySide6.QtCore.QProcess.startDetached", start)
    return found


def actions(menu: QMenu) -> dict[str, QAction]:
    """Each line of the menu by its words, submenus included."""
    found = {}
    for each in menu.actions():
        found[words_of(each)] = each
    return found


def words_of(action: QAction) -> str:
    """A line without its key and its mark."""
    return action.text().partition("\t")[0].removesuffix(" · production")


def is_open(window: MainWindow, name: str) -> Callable[[], bool]:
    return lambda: (
        window.session.state == State.READY and window.windowTitle().startswith(f"{name} –")
    )


def test_that_a_digit_opens_a_connection_and_the_menu_lists_the_newest_first(
    open_window: OpenWindow, profiles: list[ConnectionProfile], qtbot: QtBot
) -> None:
    window = open_window(wait=False)
    menu = window.tools.connection_menu
    qtbot.waitUntil(lambda: "First" in actions(menu), timeout=10_000)
    for digit, name in (
        (Qt.Key.Key_2, NAMES[1]),
        (Qt.Key.Key_3, NAMES[2]),
        (Qt.Key.Key_1, NAMES[0]),
    ):
        qtbot.keyClick(window, digit, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(is_open(window, name), timeout=20_000)

    def lines() -> list[str]:
        return [words_of(each) for each in menu.actions()]

    qtbot.waitUntil(lambda: lines()[:3] == ["Recent", "R&&D / Süd", "Second"], timeout=10_000)
    assert lines()[3:8] == ["All", "First", "Second", "R&&D / Süd", ""]
    assert actions(menu)["First"].font().bold()


def test_that_a_switch_by_the_menu_goes_to_that_catalogue_and_shows_its_colour(
    open_window: OpenWindow, profiles: list[ConnectionProfile], qtbot: QtBot
) -> None:
    window = open_window("--profile", "First")
    menu = window.tools.connection_menu
    qtbot.waitUntil(lambda: "Second" in actions(menu), timeout=10_000)
    assert not actions(menu)["Second"].icon().isNull()
    assert "production" in actions(menu)["Second"].text()
    actions(menu)["Second"].trigger()
    qtbot.waitUntil(is_open(window, "Second"), timeout=20_000)
    assert window.tools.connection_button.text() == "Second · production"


def test_that_what_another_window_saved_is_in_the_menu_when_it_is_opened(
    open_window: OpenWindow,
    profiles: list[ConnectionProfile],
    settings_folder: Path,
    qtbot: QtBot,
) -> None:
    window = open_window("--profile", "First")
    menu = window.tools.connection_menu
    qtbot.waitUntil(lambda: "Second" in actions(menu), timeout=10_000)
    ProfileStore(settings_folder / "profiles.json").add(ConnectionProfile(name="New elsewhere"))
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: "New elsewhere" in actions(menu), timeout=10_000)


def test_that_the_last_catalogue_opens_at_the_start_only_if_its_user_wants_that(
    open_window: OpenWindow,
    profiles: list[ConnectionProfile],
    settings_folder: Path,
    qtbot: QtBot,
) -> None:
    recent = RecentStore(settings_folder / "recent.json")
    first = open_window("--profile", NAMES[2])
    qtbot.waitUntil(lambda: bool(recent.load().keys), timeout=10_000)
    assert not recent.load().is_last_opened_at_start
    second = open_window(wait=False)
    last = "Open the last catalogue at start"
    qtbot.waitUntil(lambda: "First" in actions(second.tools.connection_menu), timeout=10_000)
    assert second.session.state == State.CLOSED
    actions(first.tools.connection_menu)[last].trigger()
    qtbot.waitUntil(lambda: recent.load().is_last_opened_at_start, timeout=10_000)
    third = open_window()
    assert third.windowTitle().startswith(f"{NAMES[2]} –")
    qtbot.waitUntil(lambda: actions(third.tools.connection_menu)[last].isChecked(), timeout=10_000)


def test_that_a_last_catalogue_that_is_gone_leaves_an_empty_window_and_no_complaint(
    open_window: OpenWindow,
    profiles: list[ConnectionProfile],
    settings_folder: Path,
    qtbot: QtBot,
) -> None:
    recent = RecentStore(settings_folder / "recent.json")
    recent.note("profile:" + "0" * 32)
    recent.open_last_at_start(True)
    window = open_window(wait=False)
    qtbot.waitUntil(lambda: "First" in actions(window.tools.connection_menu), timeout=10_000)
    assert window.session.state == State.CLOSED


def test_that_an_address_given_by_hand_is_not_remembered(
    open_window: OpenWindow, catalogue_uri: str, settings_folder: Path
) -> None:
    open_window("--dsn", catalogue_uri).close()
    assert RecentStore(settings_folder / "recent.json").load().keys == ()


def test_that_a_new_window_is_started_on_the_catalogue_that_was_chosen(
    open_window: OpenWindow,
    profiles: list[ConnectionProfile],
    settings_folder: Path,
    started: list[Sequence[str]],
    qtbot: QtBot,
) -> None:
    window = open_window("--profile", "First")
    menu = window.tools.connection_menu
    qtbot.waitUntil(lambda: "Second" in actions(menu), timeout=10_000)
    new = menu.findChild(QMenu, "newWindowMenu")
    actions(new)["R&&D / Süd"].trigger()
    actions(new)["On the same catalogue"].trigger()
    first = [*app.WINDOW_COMMAND, f"--settings={settings_folder}"]
    assert started == [[*first, "--profile=R&D / Süd"], [*first, "--profile=First"]]


def test_that_two_windows_on_two_connections_do_not_end_each_other(
    open_window: OpenWindow,
    profiles: list[ConnectionProfile],
    catalogue_uri: str,
    settings_folder: Path,
    qtbot: QtBot,
) -> None:
    """The second one as a user has it: a program of its own."""
    count = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'Catalogue%' AND datname = current_database()"

    def connections() -> int:
        with psycopg.connect(catalogue_uri) as connection:
            return int(connection.execute(count).fetchone()[0])  # type: ignore[index]

    from PySide6.QtCore import QProcess

    window = open_window("--profile", "First")
    program, *arguments = app.WINDOW_COMMAND
    other = QProcess()
    other.start(program, [*arguments, f"--settings={settings_folder}", "--profile=Second"])
    recent = RecentStore(settings_folder / "recent.json")
    qtbot.waitUntil(lambda: len(recent.load().keys) == 2, timeout=30_000)
    both = connections()
    other.terminate()
    qtbot.waitUntil(lambda: other.state() == QProcess.ProcessState.NotRunning, timeout=20_000)
    qtbot.waitUntil(lambda: 0 < connections() < both, timeout=10_000)
    assert window.session.state == State.READY
    assert [each.name for each in ProfileStore(settings_folder / "profiles.json").list()] == list(
        NAMES
    )

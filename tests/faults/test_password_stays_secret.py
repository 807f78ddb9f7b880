"""A password is in the keyring or in this program's memory, and nowhere else, however the keyring stands."""

from __future__ import annotations

import base64
import gc
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import psutil
import pytest
from keyring.backends.SecretService import Keyring
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui import app
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.profile_rules import ASK_EACH_TIME, KEEP_FOR_SESSION
from catalogue_gui.profiles.secrets import SERVICE_NAME
from catalogue_gui.profiles.secrets.keyring_thread import KeyringThread
from catalogue_gui.profiles.store import ProfileStore
from tests.faults.password_searches import (
    clipboards_that_hold,
    files_that_hold,
    objects_that_tell,
    processes_that_show,
    widgets_that_show,
)
from tests.gui.conftest import OpenWindow, open_window
from tests.gui.connections.password_desk import Desk, desk
from tests.gui.test_main_window import banner_text
from tests.secret_service import (
    Person,
    SecretService,
    require_secret_service,
    running_secret_service,
    secret_service,
    use_secret_service,
)

__all__ = ["desk", "open_window", "secret_service"]

pytestmark = [
    pytest.mark.secret_service,
    pytest.mark.skipif(
        not Path("/proc/self/environ").exists(), reason="there is no /proc to search here"
    ),
]

OLD = "of-yesterday-4711"


def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "catalogue_gui", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def the_keyring() -> Keyring:
    """The service itself, past this program and past what the package keyring remembers of other tests."""
    return Keyring()


# -- the searches find what there is ------------------------------------------------------------------------------

PLANTED = "hunter2-hunter2-hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"it is {PLANTED}.".encode(),
        f"it is {PLANTED}.".encode("utf-16-le"),
        base64.b64encode(f"it is {PLANTED}.".encode()),
        base64.b64encode(f"it was {PLANTED}.".encode()),
        f"it is {PLANTED}.".encode().hex().encode(),
    ],
    ids=["plain", "utf-16", "base64", "base64 shifted", "hex"],
)
def test_that_the_search_of_files_finds_a_secret_in_each_form(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "note").write_bytes(text)
    assert files_that_hold(PLANTED, tmp_path) == [tmp_path / "below" / "note"]


@pytest.mark.parametrize("part", ["environ", "cmdline"])
def test_that_the_search_of_processes_finds_a_secret(part: str) -> None:
    command = [sys.executable, "-c", "input()", *([PLANTED] if part == "cmdline" else [])]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, env={"X": PLANTED} if part == "environ" else {}
    ) as child:
        assert processes_that_show(PLANTED) == [f"{child.pid} {part}"]
        child.communicate(b"\n", timeout=10)


@pytest.mark.parametrize(
    "plant",
    [
        QWidget.setWindowTitle,
        QWidget.setToolTip,
        QWidget.setAccessibleName,
        QWidget.setAccessibleDescription,
        QLabel.setText,
    ],
)
def test_that_the_search_of_the_screen_finds_a_secret(
    qtbot: QtBot, plant: Callable[[QWidget, str], None]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = QLabel(window)
    label.setObjectName("planted")
    plant(label, f"it is {PLANTED}")
    assert widgets_that_show(PLANTED) == ["QLabel planted"]


def test_that_the_search_of_the_clipboard_finds_a_secret(qapp: object) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(f"it is {PLANTED}")
    assert clipboards_that_hold(PLANTED) == ["Clipboard"]
    clipboard.clear()
    assert clipboards_that_hold(PLANTED) == []


def test_that_the_search_of_objects_finds_a_secret() -> None:
    telling = ConnectionProfile(name=PLANTED)
    assert objects_that_tell(PLANTED) == ["ConnectionProfile"]
    del telling


# -- each state of the keyring ------------------------------------------------------------------------------------


class Place:
    """A computer for one test: its keyring in one state, its folders empty, its log at its most talkative.

    Args:
        desk: the person at the window.
        service: the keyring, None where there is none.
    """

    def __init__(self, desk: Desk, service: SecretService | None) -> None:
        self.desk = desk
        self.service = service

    def lock(self) -> None:
        assert self.service is not None
        self.service.lock()

    @property
    def person(self) -> Person:
        assert self.service is not None
        assert self.service.person is not None
        return self.service.person


@contextmanager
def keyring_open(place: Place) -> Iterator[None]:
    place.desk.save_profile()
    place.desk.keep(place.desk.password)
    place.desk.open()
    yield


@contextmanager
def changed_on_the_server(place: Place) -> Iterator[None]:
    desk = place.desk
    desk.save_profile()
    desk.keep(OLD)
    desk.open()
    desk.answer(desk.password)
    desk.until(lambda: desk.kept == desk.password)
    yield


@contextmanager
def locked_and_dismissed(place: Place) -> Iterator[None]:
    desk = place.desk
    desk.save_profile()
    desk.keep(OLD)
    place.lock()
    place.person.will_dismiss()
    desk.open()
    desk.until(lambda: "Keyring locked" in desk.banner)
    desk.press("enterPasswordButton")
    desk.answer(desk.password)
    yield


@contextmanager
def locked_and_asking(place: Place) -> Iterator[None]:
    desk = place.desk
    desk.save_profile()
    desk.keep(OLD)
    place.lock()
    place.person.takes(60_000)
    place.person.will_type()
    desk.open()
    desk.until(lambda: "Waiting for the keyring" in desk.banner)
    desk.press("enterPasswordButton")
    desk.answer(desk.password)
    yield


@contextmanager
def hanging(place: Place) -> Iterator[None]:
    desk = place.desk
    desk.save_profile()
    assert place.service is not None
    with place.service.frozen():
        desk.open()
        desk.until(lambda: "Waiting for the keyring" in desk.banner)
        desk.press("enterPasswordButton")
        desk.answer(desk.password)
        yield


@contextmanager
def killed_before_the_saving(place: Place) -> Iterator[None]:
    desk = place.desk
    desk.save_profile()
    desk.open()
    desk.question()
    assert place.service is not None
    place.service.stop()
    desk.answer(desk.password)
    desk.until(lambda: "Password not saved" in desk.banner)
    yield


@contextmanager
def saving_refused(place: Place) -> Iterator[None]:
    desk = place.desk
    desk.save_profile()
    desk.open()
    desk.question()
    place.lock()
    place.person.will_dismiss()
    desk.answer(desk.password)
    desk.until(lambda: "Password not saved" in desk.banner)
    yield


@contextmanager
def typed(place: Place, keeping: str) -> Iterator[None]:
    place.desk.save_profile(password_keeping=keeping)
    place.desk.open()
    place.desk.answer(place.desk.password)
    yield


WAYS: dict[str, Callable[[Place], AbstractContextManager[None]]] = {
    "open": keyring_open,
    "changed on the server": changed_on_the_server,
    "locked, dismissed": locked_and_dismissed,
    "locked, asking": locked_and_asking,
    "hangs": hanging,
    "killed before the saving": killed_before_the_saving,
    "saving refused": saving_refused,
    "asked each time": lambda place: typed(place, ASK_EACH_TIME),
    "for this session": lambda place: typed(place, KEEP_FOR_SESSION),
    "no keyring": lambda place: typed(place, "keyring"),
}
KEYRINGLESS = ("asked each time", "for this session")
_TALKATIVE = ("catalogue_gui", "psycopg", "keyring", "secretstorage", "jeepney", "asyncio")


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and a temporary folder of the test's own, for this process and those it starts."""
    for variable in ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        folder = tmp_path / variable.lower()
        folder.mkdir()
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def talkative_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """The log at its most talkative, of this program and of what it is built on."""
    caplog.set_level(logging.DEBUG)
    before = {name: logging.getLogger(name).level for name in _TALKATIVE}
    monkeypatch.setattr(app, "_LOGGED", dict.fromkeys(_TALKATIVE, logging.DEBUG))
    yield
    for name, level in before.items():
        log = logging.getLogger(name)
        log.setLevel(level)
        for handler in list(log.handlers):
            if isinstance(handler, RotatingFileHandler):
                log.removeHandler(handler)
                handler.close()


@pytest.fixture
def asking_threads(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the threads that waited for the keyring."""
    names: set[str] = set()
    ask = KeyringThread.ask

    def noting(*arguments: Any, **options: Any) -> Any:
        names.add(threading.current_thread().name)
        return ask(*arguments, **options)

    monkeypatch.setattr(KeyringThread, "ask", noting)
    return names


@pytest.mark.parametrize("way", WAYS)
def test_that_a_password_is_in_the_keyring_or_in_memory_and_nowhere_else(
    qtbot: QtBot,
    desk: Desk,
    way: str,
    own_folders: Path,
    talkative_log: None,
    settings_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    asking_threads: set[str],
) -> None:
    require_secret_service()
    with ExitStack() as stack:
        service = None
        if way != "no keyring":
            service = stack.enter_context(running_secret_service(attended=True))
        use_secret_service(monkeypatch, own_folders, service.bus_address if service else None)
        stack.enter_context(WAYS[way](Place(desk, service)))
        desk.until(desk.is_open)
        desk.until(lambda: desk.window.model.count_state == CountState.EXACT)
        with_helper(qtbot, desk.window)
        folders = [own_folders, *([service.home] if service else [])]
        for secret in (desk.password, OLD):
            assert processes_that_show(secret) == []
            assert widgets_that_show(secret) == []
            assert clipboards_that_hold(secret) == []
            assert objects_that_tell(secret) == []
            assert files_that_hold(secret, *folders) == []
        desk.window.close()
        for secret in (desk.password, OLD):
            assert files_that_hold(secret, *folders) == []
            assert secret not in caplog.text
    assert threading.main_thread().name not in asking_threads
    assert asking_threads or way in KEYRINGLESS
    # Had nothing been written at all, there would have been nothing to search.
    assert (settings_folder / "catalogue-gui.log").stat().st_size > 0
    assert (settings_folder / "profiles.json").stat().st_size > 0


def with_helper(qtbot: QtBot, window: MainWindow) -> None:
    """Have the import's helper process running, which is given the password too."""
    window.open_import()
    assert window.findChild(QDialog, "importWizard") is not None
    this = psutil.Process()
    qtbot.waitUntil(
        lambda: any("catalogue_gui" in " ".join(each.cmdline()) for each in this.children())
    )


# -- at the command line, and by an address -----------------------------------------------------------------------


@pytest.fixture
def profile(
    secret_service: SecretService, secured_uri: tuple[str, str], settings_folder: Path
) -> str:
    """A profile added at the command line, its password given on standard input."""
    address, password = secured_uri
    done = run(
        "profiles", "add", "Shop", "--uri", address, "--settings", str(settings_folder),
        typed=f"{password}\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert password not in done.stdout + done.stderr
    return "Shop"


def test_that_a_password_saved_at_the_command_line_is_in_the_keyring_and_nowhere_else(
    open_window: OpenWindow,
    profile: str,
    secret_service: SecretService,
    secured_uri: tuple[str, str],
    settings_folder: Path,
    tmp_path: Path,
) -> None:
    _, password = secured_uri
    window = open_window("--profile", profile)
    stored = ProfileStore(settings_folder / "profiles.json").get(profile)
    assert the_keyring().get_password(SERVICE_NAME, stored.id) == password
    assert files_that_hold(password, settings_folder, tmp_path, secret_service.home) == []
    window.close()
    assert files_that_hold(password, settings_folder) == []


def test_that_a_profiles_test_passes_with_the_kept_password(
    profile: str, settings_folder: Path, secured_uri: tuple[str, str]
) -> None:
    done = run("profiles", "test", profile, "--settings", str(settings_folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert secured_uri[1] not in done.stdout + done.stderr


def test_that_a_changed_password_is_said_as_a_wrong_password(
    qtbot: QtBot, open_window: OpenWindow, profile: str, settings_folder: Path
) -> None:
    stored = ProfileStore(settings_folder / "profiles.json").get(profile)
    the_keyring().set_password(SERVICE_NAME, stored.id, "another")
    window = open_window("--profile", profile, wait=False)
    qtbot.waitUntil(lambda: "did not accept the password" in banner_text(window))
    assert "another" not in banner_text(window)


def test_that_a_locked_keyring_is_not_taken_for_a_wrong_password(
    qtbot: QtBot, open_window: OpenWindow, profile: str, secret_service: SecretService
) -> None:
    secret_service.lock()
    window = open_window("--profile", profile, wait=False)
    qtbot.waitUntil(lambda: "keyring" in banner_text(window).lower(), timeout=20_000)
    assert "did not accept" not in banner_text(window)


def test_that_a_password_in_an_address_is_used_and_not_kept(
    open_window: OpenWindow, secured_uri: tuple[str, str], settings_folder: Path
) -> None:
    address, password = secured_uri
    window = open_window("--dsn", f"{address} password={password}")
    assert widgets_that_show(password) == []
    assert objects_that_tell(password) == []
    window.close()
    gc.collect()
    assert files_that_hold(password, settings_folder) == []
    assert os.environ.get("PGPASSWORD") is None

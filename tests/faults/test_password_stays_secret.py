"""A password saved in a profile is in the keyring, and nowhere else."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from keyring.backends.SecretService import Keyring
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.profiles.secrets import SERVICE_NAME
from catalogue_gui.profiles.store import ProfileStore
from tests.gui.conftest import OpenWindow, open_window  # noqa: F401
from tests.gui.test_main_window import banner_text
from tests.secret_service import SecretService, secret_service  # noqa: F401

pytestmark = pytest.mark.secret_service


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


def files_that_hold(secret: str, *folders: Path) -> list[Path]:
    """The files below some folders in which the secret stands as it is."""
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    ]


def family() -> Iterator[psutil.Process]:
    """This process and every process that it has started."""
    this = psutil.Process()
    yield this
    yield from this.children(recursive=True)


def processes_that_show(secret: str) -> list[str]:
    """The processes whose arguments or environment hold the secret, as anybody on this computer may read them."""
    found = []
    for process in family():
        for part in ("cmdline", "environ"):
            try:
                shown = Path(f"/proc/{process.pid}/{part}").read_bytes()
            except OSError:
                continue
            if secret.encode() in shown:
                found.append(f"{process.pid} {part}")
    return found


@pytest.fixture
def profile(
    secret_service: SecretService,  # noqa: F811
    secured_uri: tuple[str, str],
    settings_folder: Path,
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


def test_that_these_searches_find_a_secret_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("it is hunter2-hunter2.")
    assert files_that_hold("hunter2-hunter2", tmp_path) == [tmp_path / "note"]
    child = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env={"X": "hunter2-hunter2"}
    )
    assert processes_that_show("hunter2-hunter2") == [f"{child.pid} environ"]
    child.communicate(b"\n", timeout=10)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc here")
def test_that_a_saved_password_is_in_the_keyring_and_nowhere_else(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    profile: str,
    secret_service: SecretService,  # noqa: F811
    secured_uri: tuple[str, str],
    settings_folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    _, password = secured_uri
    window = open_window("--profile", profile)
    assert window.model.count_state == CountState.EXACT
    window.open_import()
    wizard = window.findChild(QDialog, "importWizard")
    assert wizard is not None
    this = psutil.Process()
    qtbot.waitUntil(
        lambda: any("catalogue_gui" in " ".join(each.cmdline()) for each in this.children())
    )
    assert processes_that_show(password) == []
    stored = ProfileStore(settings_folder / "profiles.json").get(profile)
    assert the_keyring().get_password(SERVICE_NAME, stored.id) == password
    assert files_that_hold(password, settings_folder, tmp_path, secret_service.home) == []
    assert password not in caplog.text
    assert password not in repr(window.session.catalogue.database.target)  # type: ignore[union-attr]
    window.close()
    assert files_that_hold(password, settings_folder) == []


def test_that_a_profiles_test_passes_with_the_kept_password(
    profile: str, settings_folder: Path, secured_uri: tuple[str, str]
) -> None:
    done = run("profiles", "test", profile, "--settings", str(settings_folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert secured_uri[1] not in done.stdout + done.stderr


def test_that_a_changed_password_is_said_as_a_wrong_password(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    profile: str,
    settings_folder: Path,
) -> None:
    stored = ProfileStore(settings_folder / "profiles.json").get(profile)
    the_keyring().set_password(SERVICE_NAME, stored.id, "another")
    window = open_window("--profile", profile, wait=False)
    qtbot.waitUntil(lambda: "did not accept the password" in banner_text(window))
    assert "another" not in banner_text(window)


def test_that_a_locked_keyring_is_not_taken_for_a_wrong_password(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    profile: str,
    secret_service: SecretService,  # noqa: F811
) -> None:
    secret_service.lock()
    window = open_window("--profile", profile, wait=False)
    qtbot.waitUntil(lambda: "keyring" in banner_text(window).lower(), timeout=20_000)
    assert "did not accept" not in banner_text(window)


def test_that_a_password_in_an_address_is_used_and_not_kept(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    secured_uri: tuple[str, str],
    settings_folder: Path,
) -> None:
    address, password = secured_uri
    window: MainWindow = open_window("--dsn", f"{address} password={password}")
    shown = [window.windowTitle(), banner_text(window)]
    shown += [each.toolTip() + each.accessibleName() for each in window.findChildren(QWidget)]
    assert not any(password in text for text in shown)
    window.close()
    gc.collect()
    assert files_that_hold(password, settings_folder) == []
    assert os.environ.get("PGPASSWORD") is None

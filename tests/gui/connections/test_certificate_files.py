"""A certificate file that is missing or cannot be used is said at its field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from catalogue_gui.gui.connections.certificate_files import find_file_problems
from catalogue_gui.profiles.profile import ConnectionProfile
from tests.gui.connections.test_connection_dialog import (
    Opener,
    no_keyring,
    open_dialog,
    runner,
    secrets,
    store,
)

__all__ = ["no_keyring", "open_dialog", "runner", "secrets", "store"]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("HOME", str(tmp_path))
    made = {}
    for field in ("sslrootcert", "sslcert", "sslkey"):
        path = tmp_path / f"{field}.pem"
        path.write_text("certificate")
        path.chmod(0o600)
        made[field] = str(path)
    return made


def problems(**values: str) -> dict[str, str]:
    return find_file_problems(replace(ConnectionProfile(name="Shop"), **values))


def test_that_files_that_are_there_are_no_problem(files: dict[str, str]) -> None:
    assert problems(**files, sslmode="verify-full") == {}
    assert problems() == {}
    assert problems(sslmode="verify-full", sslrootcert="system") == {}


def test_that_a_missing_file_and_a_folder_are_told_apart(
    files: dict[str, str], tmp_path: Path
) -> None:
    found = problems(sslrootcert=str(tmp_path / "gone.pem"), sslcert=str(tmp_path), sslkey="~/key")
    assert found["sslrootcert"] == "There is no such file."
    assert found["sslcert"] == "This is a folder, not a file."
    assert "whole path" in found["sslkey"]


def test_that_a_key_that_others_may_read_is_said_to_be_refused(files: dict[str, str]) -> None:
    Path(files["sslkey"]).chmod(0o644)
    assert "chmod 0600" in problems(**files)["sslkey"]


def test_that_checking_the_server_without_an_authority_is_said_before_it_fails(
    files: dict[str, str], tmp_path: Path
) -> None:
    found = problems(sslmode="verify-ca")["sslrootcert"]
    assert str(tmp_path / ".postgresql" / "root.crt") in found
    (tmp_path / ".postgresql").mkdir()
    (tmp_path / ".postgresql" / "root.crt").write_text("certificate")
    assert problems(sslmode="verify-ca") == {}


def test_that_a_missing_file_is_said_at_its_field_and_goes_with_the_connection(
    open_dialog: Opener, no_keyring: None, files: dict[str, str]
) -> None:
    shop = ConnectionProfile(name="Shop", sslrootcert="/not/there.pem")
    office = ConnectionProfile(name="Office")
    dialog = open_dialog(shop, office)
    dialog.until(lambda: dialog.reason("sslrootcertReason") == "There is no such file.")
    dialog.choose("Office")
    dialog.until(lambda: dialog.reason("sslrootcertReason") == "")
    dialog.choose("Shop")
    dialog.until(lambda: dialog.reason("sslrootcertReason") == "There is no such file.")
    dialog.type("sslrootcertField", files["sslrootcert"])
    dialog.until(lambda: dialog.reason("sslrootcertReason") == "")
    dialog.press("saveProfileButton")
    dialog.until(lambda: not dialog.find(QAbstractButton, "saveProfileButton").isEnabled())

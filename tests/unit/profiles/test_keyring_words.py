"""What is said of each way in which a keyring fails, those of macOS and Windows among them, without either at hand."""

from __future__ import annotations

import keyring.core
import pytest
from keyring import errors

from catalogue_gui.catalogue.errors import InvalidValue, SecretUnavailable
from catalogue_gui.profiles.secrets import KeyringStore
from catalogue_gui.profiles.secrets.keyring_words import (
    FORGET,
    READ,
    SAVE,
    Purpose,
    silent,
    unavailable,
)

PASSWORD = "hunter2-hunter2"
MODULES = {
    "macOS": "keyring.backends.macOS",
    "Windows": "keyring.backends.Windows",
    "KWallet": "keyring.backends.kwallet",
    "Secret Service": "keyring.backends.SecretService.Other",
}


class _Failing:
    """A backend that fails in a given way, as the package's own for each system do."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self._error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._error

    def delete_password(self, service: str, username: str) -> None:
        raise self._error


class WindowsError(Exception):
    """As ``pywintypes.error``, which the backend for Windows lets through."""


WindowsError.__module__ = "pywintypes"


def said(
    monkeypatch: pytest.MonkeyPatch, system: str, error: Exception
) -> dict[str, SecretUnavailable]:
    """What a store says of each operation on a system whose keyring fails in this way."""
    backend = type("Keyring", (_Failing,), {"__module__": MODULES[system]})(error)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
    store = KeyringStore()
    caught = {}
    for name, operation in (
        ("save", lambda: store.save("a" * 32, PASSWORD)),
        ("read", lambda: store.read("a" * 32)),
        ("forget", lambda: store.forget("a" * 32)),
    ):
        with pytest.raises(SecretUnavailable) as raised:
            operation()
        caught[name] = raised.value
    return caught


ERRORS = [
    (system, error)
    for system in MODULES
    for error in (
        errors.KeyringLocked(f"locked {PASSWORD}"),
        errors.PasswordSetError(f"not set {PASSWORD}"),
        errors.PasswordDeleteError(f"not deleted {PASSWORD}"),
        errors.InitError(f"not begun {PASSWORD}"),
        errors.KeyringError(f"failed {PASSWORD}"),
        errors.NoKeyringError(f"none {PASSWORD}"),
        WindowsError(1783, "CredWrite", "The stub received bad data."),
        RuntimeError("anything else"),
    )
]


@pytest.mark.parametrize(
    ("system", "error"), ERRORS, ids=[f"{system} {type(each).__name__}" for system, each in ERRORS]
)
def test_that_every_failure_says_what_is_true_and_what_can_be_done(
    monkeypatch: pytest.MonkeyPatch, system: str, error: Exception
) -> None:
    caught = said(monkeypatch, system, error)
    assert caught["save"].hint.startswith("The password was not saved.")
    assert caught["read"].hint.startswith("The password could not be read.")
    assert caught["forget"].hint.startswith("A password for this connection may still be")
    for each in caught.values():
        assert each.state in ("locked", "absent", "refused")
        assert each.message.endswith(".")
        assert each.hint.endswith(".")
        assert ".." not in each.message + each.hint
    assert PASSWORD not in f"{caught['save']}{caught['save'].detail}{caught['save']!r}"


@pytest.mark.parametrize(
    ("system", "error", "title", "words"),
    [
        ("macOS", errors.KeyringLocked("denied"), "Keychain not opened", "choose “Allow”"),
        (
            "Secret Service",
            errors.KeyringLocked("dismissed"),
            "Keyring locked",
            "Unlock the keyring",
        ),
        ("KWallet", errors.KeyringLocked("dismissed"), "Keyring locked", "Unlock the keyring"),
        ("macOS", errors.PasswordSetError("-25308"), "Keyring refused", "Try again and allow it"),
        ("Windows", WindowsError(1783), "Credential Manager refused", "in the details"),
        (
            "Windows",
            errors.PasswordDeleteError("gone"),
            "Credential Manager refused",
            "in the details",
        ),
        ("Windows", errors.NoKeyringError("none"), "No keyring", "Start a keyring"),
    ],
)
def test_that_each_system_is_spoken_of_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, system: str, error: Exception, title: str, words: str
) -> None:
    caught = said(monkeypatch, system, error)["save"]
    assert caught.title == title
    assert words in caught.hint


def test_that_the_bus_going_away_is_no_keyring_whatever_it_is_wrapped_in() -> None:
    wrapped = errors.InitError("failed")
    wrapped.__cause__ = ConnectionResetError("the bus")
    assert unavailable(wrapped, READ).state == "absent"


@pytest.mark.parametrize("purpose", [SAVE, READ, FORGET])
def test_that_a_silent_keyring_says_what_is_true_of_the_password(purpose: Purpose) -> None:
    assert silent(purpose).state == "silent"
    assert silent(purpose).hint.startswith(purpose.outcome)


def test_that_a_password_that_cannot_be_stored_is_said_before_any_keyring_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", _Failing(RuntimeError("was asked")))
    with pytest.raises(InvalidValue):
        KeyringStore().save("a" * 32, "a\0b")

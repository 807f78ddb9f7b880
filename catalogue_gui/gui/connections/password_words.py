"""What the window asks when it needs a password typed. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    PasswordRejected,
    PasswordWanted,
    SecretUnavailable,
)

if TYPE_CHECKING:
    from catalogue_gui.profiles.secrets.login_password import LoginPassword

_UNTIL_CLOSED: Final = "It is used until the program is closed, and written nowhere."
_ONCE: Final = "It is used while this connection is open, and kept nowhere."


@dataclass(frozen=True, slots=True)
class PasswordQuestion:
    """One question for a password.

    Args:
        title: which connection.
        text: why it is asked.
        hint: what becomes of what is typed, and what may help.
        can_save: True when it can be put into the keyring.
    """

    title: str
    text: str
    hint: str
    can_save: bool = False


def can_be_typed(error: CatalogueError) -> bool:
    """Return True for an error that a password typed now can get past."""
    return isinstance(error, PasswordRejected | PasswordWanted | SecretUnavailable)


def question_about(error: CatalogueError | None, login: LoginPassword) -> PasswordQuestion:
    """Return what to ask.

    Args:
        error: why the connection could not be opened; None while the keyring is still waited for.
        login: the connection's password.
    """
    title = f"Password for “{login.name}”"
    if error is None:
        text = "The keyring has not given the password yet."
        return PasswordQuestion(title, text, _UNTIL_CLOSED)
    if isinstance(error, SecretUnavailable):
        return PasswordQuestion(title, error.message, _UNTIL_CLOSED)
    if login.is_asked_each_time:
        return PasswordQuestion(title, error.message, _ONCE)
    if login.trouble is not None:
        text = f"{error.message} {login.trouble.message}"
        return PasswordQuestion(title, text, _UNTIL_CLOSED)
    if not login.is_for_keyring:
        return PasswordQuestion(title, error.message, _UNTIL_CLOSED)
    hint = "If it was changed on the server, enter the new one. It is saved once the server has accepted it."
    return PasswordQuestion(title, error.message, hint, can_save=True)

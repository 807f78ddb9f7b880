"""Where a password can be kept, and the one place that needs no keyring: the memory of this process."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, Protocol

from catalogue_gui.catalogue.errors import InvalidValue

if TYPE_CHECKING:
    from catalogue_gui.profiles.secrets.keyring_thread import Patience


class SecretState(Enum):
    """Where a password can be kept at this moment. The values are those of ``SecretUnavailable.state``."""

    AVAILABLE = "available"
    LOCKED = "locked"
    ABSENT = "absent"
    REFUSED = "refused"
    SILENT = "silent"
    SESSION_ONLY = "session-only"

    @property
    def words(self) -> str:
        """One sentence for the user."""
        return _STATE_WORDS[self]


_STATE_WORDS: Final = {
    SecretState.AVAILABLE: "The keyring is ready.",
    SecretState.LOCKED: "The keyring is locked. Your system may ask you to unlock it.",
    SecretState.ABSENT: "This computer has no keyring that a password can be kept in.",
    SecretState.REFUSED: "The keyring does not let this program in.",
    SecretState.SILENT: "The keyring does not answer.",
    SecretState.SESSION_ONLY: "The password is kept until the program is closed, and written nowhere.",
}


class SecretStore(Protocol):
    """One place that passwords are kept in, by profile id."""

    def state(self) -> SecretState:
        """Return how it stands, without asking the user anything."""

    def save(self, profile_id: str, password: str) -> None:
        """Keep a password, in place of an earlier one.

        Raises:
            InvalidValue: the password is empty or holds a character that cannot be stored.
            SecretUnavailable: nothing was kept.
        """

    def read(self, profile_id: str, patience: Patience | None = None) -> str | None:
        """Return the password, None when there was never one.

        Args:
            profile_id: whose.
            patience: lets somebody end the wait.
        Raises:
            SecretUnavailable: whether there is one cannot be told.
            Cancelled: the wait was ended.
        """

    def forget(self, profile_id: str) -> None:
        """Remove the password; one that is not there is no error.

        Raises:
            SecretUnavailable: it may still be there.
        """

    def give_up(self) -> None:
        """End every wait, now and later. Any thread."""


class SessionStore:
    """Passwords in this process's memory, gone when it ends."""

    def __init__(self) -> None:
        self._passwords: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"SessionStore({len(self._passwords)} kept)"

    def state(self) -> SecretState:
        """Return ``SESSION_ONLY``."""
        return SecretState.SESSION_ONLY

    def save(self, profile_id: str, password: str) -> None:
        """Keep a password, in place of an earlier one.

        Raises:
            InvalidValue: the password is empty or holds a character that cannot be stored.
        """
        check_password(password)
        self._passwords[profile_id] = password

    def read(self, profile_id: str, patience: Patience | None = None) -> str | None:  # noqa: ARG002 - nothing waits
        """Return the password, None when there was never one. Raises: nothing."""
        return self._passwords.get(profile_id)

    def forget(self, profile_id: str) -> None:
        """Remove the password, if it is there. Raises: nothing."""
        self._passwords.pop(profile_id, None)

    def give_up(self) -> None:
        """Nothing waits here. Raises: nothing."""


def check_password(password: str) -> None:
    """Accept a password as one that can be stored.

    Raises:
        InvalidValue: it is empty or holds a character that cannot be stored; the error does not carry it along.
    """
    if not password:
        raise InvalidValue("password", "The password is empty.")
    try:
        password.encode("utf-8")
    except UnicodeEncodeError:
        # Not chained: the error of the codec holds the text that it could not encode.
        raise InvalidValue(
            "password", "The password holds a character that cannot be stored."
        ) from None
    if "\0" in password:
        raise InvalidValue("password", "The password holds a character that cannot be stored.")

"""Passwords: in the operating system's keyring, or for this session only. Never anywhere else.

    Secrets            what the program uses: one profile's password, wherever the user wanted it kept
    ├ KeyringStore     the keyring of the operating system (keyring_store.py)
    └ SessionStore     the memory of this process (session_secrets.py)

There is no silent fallback: what the keyring does not take is not stored, and the user is told why.
"""

from __future__ import annotations

import threading
from contextlib import suppress

from catalogue_gui.catalogue.errors import SecretUnavailable
from catalogue_gui.profiles.secrets.keyring_store import SERVICE_NAME, KeyringStore
from catalogue_gui.profiles.secrets.keyring_thread import Patience
from catalogue_gui.profiles.secrets.session_secrets import SecretState, SecretStore, SessionStore

__all__ = ["SERVICE_NAME", "KeyringStore", "Secrets"]


class Secrets:
    """The password of each profile, in the keyring or for this session only, as the user chose.

    Args:
        keyring_store: where passwords last.
        session_store: where they end with the program.
    Thread: worker, for the sake of the keyring.
    """

    def __init__(
        self, keyring_store: SecretStore | None = None, session_store: SecretStore | None = None
    ) -> None:
        self._keyring = keyring_store or KeyringStore()
        self._session = session_store or SessionStore()
        self._lock = threading.Lock()
        self._to_forget: set[str] = set()

    def state(self) -> SecretState:
        """Return how the keyring stands, without asking the user anything.

        Raises:
            Cancelled: the program ends.
        """
        return self._keyring.state()

    def is_session_only(self, profile_id: str) -> bool:
        """Return True when the profile's password is kept for this session only. Thread: any."""
        return self._session.read(profile_id) is not None

    def save(self, profile_id: str, password: str) -> None:
        """Keep a password in the keyring.

        Raises:
            InvalidValue: the password is empty or holds a character that cannot be stored.
            SecretUnavailable: nothing was kept, and a password for this session stays as it was.
            Cancelled: the program ends.
        """
        with self._lock:
            self._to_forget.discard(profile_id)
        self._keyring.save(profile_id, password)
        self._session.forget(profile_id)
        self._forget_what_is_owed()

    def save_for_session(self, profile_id: str, password: str) -> None:
        """Keep a password until the program is closed. An earlier one in the keyring is not touched. Thread: any.

        Raises:
            InvalidValue: the password is empty or holds a character that cannot be stored.
        """
        self._session.save(profile_id, password)

    def read_for_session(self, profile_id: str) -> str | None:
        """Return the password that is kept for this session only, if there is one. Thread: any."""
        return self._session.read(profile_id)

    def forget_for_session(self, profile_id: str) -> None:
        """Remove the password that is kept for this session, if there is one. Thread: any."""
        self._session.forget(profile_id)

    def read(self, profile_id: str, patience: Patience | None = None) -> str | None:
        """Return the password, that of this session before that of the keyring; None when there was never one.

        Args:
            profile_id: whose.
            patience: lets somebody end the wait for the keyring.
        Raises:
            SecretUnavailable: whether there is one cannot be told.
            Cancelled: the wait was ended.
        """
        password = self._session.read(profile_id)
        if password is None:
            password = self._keyring.read(profile_id, patience)
            self._forget_what_is_owed()
        return password

    def patience(self) -> Patience:
        """Return what lets somebody end a wait for the keyring. Thread: any."""
        return Patience()

    def forget(self, profile_id: str) -> None:
        """Remove the password from both places; one that is not there is no error.

        One that the keyring does not let go of now is removed when it is next open in this session.

        Raises:
            SecretUnavailable: one may still be in the keyring; that of this session is gone.
            Cancelled: the program ends.
        """
        self._session.forget(profile_id)
        try:
            self._keyring.forget(profile_id)
        except SecretUnavailable:
            with self._lock:
                self._to_forget.add(profile_id)
            raise
        with self._lock:
            self._to_forget.discard(profile_id)
        self._forget_what_is_owed()

    def give_up(self) -> None:
        """End every wait for the keyring: the program ends. Any thread."""
        self._keyring.give_up()

    def _forget_what_is_owed(self) -> None:
        """The keyring has just let us in: remove what it did not let go of before."""
        with self._lock:
            owed, self._to_forget = self._to_forget, set()
        for profile_id in owed:
            with suppress(SecretUnavailable):  # which notes it again
                self.forget(profile_id)

"""The password with which one opened connection logs in: found once, kept in memory, replaced when it is refused."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import Cancelled, PasswordWanted, SecretUnavailable
from catalogue_gui.profiles.profile_rules import ASK_EACH_TIME, KEEP_IN_KEYRING
from catalogue_gui.profiles.secrets.keyring_thread import Patience
from catalogue_gui.profiles.secrets.session_secrets import check_password

if TYPE_CHECKING:
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.secrets import Secrets

_ABSENT: Final = "absent"


class LoginPassword:
    """One connection's password while it is open.

    A connection that comes back after the network was away uses what it used before, so the keyring is asked once, not
    at every attempt, and its being locked meanwhile takes nobody's connection away.

    Args:
        profile: whose.
        secrets: where it is kept.
        typed: typed just now, empty to log in without one, None when what is kept is meant.
    Thread: any; ``find`` and ``save`` wait for the keyring: worker.
    """

    def __init__(
        self, profile: ConnectionProfile, secrets: Secrets, typed: str | None = None
    ) -> None:
        self._profile = profile
        self._secrets = secrets
        self._lock = threading.Lock()
        self._known = typed
        self._patience: Patience | None = None
        self._is_typed = False  # and not accepted by the server yet
        self._is_to_be_saved = False
        self.trouble: SecretUnavailable | None = (
            None  # why the keyring was not asked, if it was not
        )

    def __repr__(self) -> str:
        return f"LoginPassword({self._profile.name!r})"

    @property
    def name(self) -> str:
        """What the user calls the connection."""
        return self._profile.name

    @property
    def address(self) -> str:
        """Where it leads: ``user@host:port/database``."""
        return self._profile.address

    @property
    def is_for_keyring(self) -> bool:
        """True when the user wants the password kept in the keyring."""
        return self._profile.password_keeping == KEEP_IN_KEYRING

    @property
    def is_asked_each_time(self) -> bool:
        """True when the user wants to type the password each time the connection is opened."""
        return self._profile.password_keeping == ASK_EACH_TIME

    @property
    def is_waiting(self) -> bool:
        """True while the keyring is being waited for."""
        return self._patience is not None

    def find(self) -> str | None:
        """Return the password; None to log in without one, as many servers ask for none.

        Raises:
            PasswordWanted: its user wants to be asked each time.
            SecretUnavailable: there is a keyring, and it cannot be read.
            Cancelled: the connection was given up meanwhile.
        Thread: worker.
        """
        with self._lock:
            if self._known is not None:
                return self._known
            self.trouble = None
            if self.is_asked_each_time:
                raise PasswordWanted(
                    f"The connection “{self.name}” asks for its password each time it is opened.",
                    hint="It is kept nowhere, as its settings say.",
                )
            kept = self._secrets.read_for_session(self._profile.id)
            if kept is not None or not self.is_for_keyring:
                self._known = kept
                return kept
            patience = self._patience = Patience()
        try:
            found = self._ask_keyring(patience)
        finally:
            self._patience = None
        with self._lock:
            if self._known is None:  # else it was typed meanwhile, and that is newer
                self._known = found
            return self._known

    def use(self, password: str, *, save: bool) -> None:
        """Log in with what was typed, from now on; whoever waits for the keyring goes on with it.

        Args:
            password: typed.
            save: True to keep it in the keyring once the server has accepted it.
        Raises:
            InvalidValue: it is empty or holds a character that cannot be used.
        """
        check_password(password)
        with self._lock:
            self._known = password
            self._is_typed, self._is_to_be_saved = True, save
            patience = self._patience
        if patience is not None:
            patience.give_up()

    def refuse(self) -> None:
        """The server did not accept it: the next attempt asks the keyring anew, where another window may have put it."""
        with self._lock:
            self._known = None
            self._is_typed = False
        self._secrets.forget_for_session(self._profile.id)

    @property
    def is_to_be_kept(self) -> bool:
        """True when what was typed has still to be kept, now that the server has accepted it."""
        return self._is_typed and (self._is_to_be_saved or not self.is_asked_each_time)

    def keep(self) -> None:
        """Keep what was typed and accepted where its user wants it: in the keyring, or for this session.

        Raises:
            SecretUnavailable: the keyring did not take it; it is kept for this session.
            Cancelled: the program ends.
        Thread: worker.
        """
        with self._lock:
            password = self._known if self.is_to_be_kept else None
            self._is_typed = False
        if password is None:
            return
        self._secrets.save_for_session(self._profile.id, password)
        if self._is_to_be_saved:
            self.save()

    def save(self) -> None:
        """Put what is in use into the keyring.

        Raises:
            SecretUnavailable: the keyring did not take it; where it was kept it is still.
            Cancelled: the program ends.
        Thread: worker.
        """
        password = self._known
        if password is not None:
            self._secrets.save(self._profile.id, password)

    def close(self) -> None:
        """The connection is closed: forget the password, and end a wait for the keyring."""
        with self._lock:
            self._known = None
            patience = self._patience
        if patience is not None:
            patience.give_up()

    def _ask_keyring(self, patience: Patience) -> str | None:
        try:
            return self._secrets.read(self._profile.id, patience)
        except SecretUnavailable as error:
            if self._known is not None:
                return None
            if error.state != _ABSENT:
                raise
            # Where there is no keyring nothing can have been kept in it, and many servers ask for no password.
            self.trouble = error
            return None
        except Cancelled:
            if self._known is None:
                raise
            return None

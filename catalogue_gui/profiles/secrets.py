"""Passwords: in the operating system's keyring, or for this session only. Never anywhere else.

    Secrets            what the program uses: one profile's password, wherever the user wanted it kept
    ├ KeyringStore     the keyring of the operating system
    └ SessionStore     the memory of this process (session_secrets.py)

There is no silent fallback: what the keyring does not take is not stored, and the user is told why.

This is the only module that knows the package ``keyring``, and it imports it at the first use, because that import
costs the start of the program more than all the rest of this package.

Source: keyring 25 ("keyring.errors", "keyring.backend"); Secret Service API 0.2 (freedesktop.org), "Locking" and "Prompts".
"""

from __future__ import annotations

import logging
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from catalogue_gui.catalogue.errors import SecretUnavailable
from catalogue_gui.profiles.session_secrets import (
    SecretState,
    SecretStore,
    SessionStore,
    check_password,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keyring.backend import KeyringBackend

SERVICE_NAME: Final = "Catalogue Browser"

# Backends that keep nothing, or keep it where anybody can read it. ``keyrings.alt`` is by its own description for
# tests and for machines without a keyring: plain files, or a prompt on a terminal that a window does not have.
_UNFIT_MODULES: Final = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
_CHAIN_MODULE: Final = "keyring.backends.chainer"

_log = logging.getLogger(__name__)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _Purpose:
    """What the keyring was asked for, in the words for when it does not do it."""

    outcome: str
    otherwise: str


_SAVE = _Purpose("The password was not saved.", ", or keep the password for this session only")
_READ = _Purpose("The password could not be read.", ", or type the password for this session only")
_FORGET = _Purpose("A password for this connection may still be in the keyring.", "")
_LOOK = _Purpose("", "")


class KeyringStore:
    """Passwords in the operating system's keyring, under one service name, the profile id as the account.

    Thread: worker. A locked keyring asks its user to unlock it, and a call waits for the answer.
    """

    def state(self) -> SecretState:
        """Return how the keyring stands, without asking the user anything.

        A keyring that looks available can still refuse; one that is locked may open without a question.
        """
        try:
            backend = self._backend(_LOOK)
            is_locked = _ask(_LOOK, lambda: _is_locked(backend))
        except SecretUnavailable as error:
            return SecretState(error.state)
        return SecretState.LOCKED if is_locked else SecretState.AVAILABLE

    def save(self, profile_id: str, password: str) -> None:
        """Keep a password, in place of an earlier one.

        Raises:
            InvalidValue: the password is empty or holds a character that cannot be stored.
            SecretUnavailable: nothing was kept.
        """
        check_password(password)
        backend = self._open(_SAVE)
        _ask(_SAVE, lambda: backend.set_password(SERVICE_NAME, profile_id, password))

    def read(self, profile_id: str) -> str | None:
        """Return the password, None when there was never one.

        Raises:
            SecretUnavailable: whether there is one cannot be told.
        """
        backend = self._open(_READ)
        return _ask(_READ, lambda: backend.get_password(SERVICE_NAME, profile_id))

    def forget(self, profile_id: str) -> None:
        """Remove the password; one that is not there is no error.

        Raises:
            SecretUnavailable: it may still be there.
        """
        backend = self._open(_FORGET)
        # Deleting what is not there raises the same error as a refusal, so look first.
        if _ask(_FORGET, lambda: backend.get_password(SERVICE_NAME, profile_id)) is not None:
            _ask(_FORGET, lambda: backend.delete_password(SERVICE_NAME, profile_id))

    def _open(self, purpose: _Purpose) -> KeyringBackend:
        """Return the backend to use, unlocked."""
        backend = self._backend(purpose)
        _ask(purpose, lambda: _unlock(backend))
        return backend

    def _backend(self, purpose: _Purpose) -> KeyringBackend:
        """Return the backend to use, one that is fit to keep a password.

        It is looked for at each call: a keyring that is started while the program runs is then found.
        """
        from keyring import core
        from keyring.backend import KeyringBackend

        try:
            chosen = core.get_keyring()
            forced = core.load_env() or core.load_config()
        except Exception as error:
            raise _absent(purpose, detail=str(error)) from error
        fit = _first_fit(chosen)
        if fit is not None:
            return fit
        if forced is not None or type(chosen).__module__ != "keyring.backends.fail":
            # Somebody chose it in keyring's own settings. Going past that choice would be a fallback of its own.
            raise _absent(purpose, chosen=chosen)
        # The package looks for backends once only, when it is first asked.
        found = [each for each in KeyringBackend.get_viable_backends() if _is_fit_class(each)]
        if not found:
            raise _absent(purpose)
        return max(found, key=lambda each: each.priority)()


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

    def state(self) -> SecretState:
        """Return how the keyring stands, without asking the user anything. Raises: nothing."""
        return self._keyring.state()

    def is_session_only(self, profile_id: str) -> bool:
        """Return True when the profile's password is kept for this session only. Thread: any."""
        return self._session.read(profile_id) is not None

    def save(self, profile_id: str, password: str) -> None:
        """Keep a password in the keyring.

        Raises:
            InvalidValue: the password is empty or holds a character that cannot be stored.
            SecretUnavailable: nothing was kept, and a password for this session stays as it was.
        """
        self._keyring.save(profile_id, password)
        self._session.forget(profile_id)

    def save_for_session(self, profile_id: str, password: str) -> None:
        """Keep a password until the program is closed. An earlier one in the keyring is not touched. Thread: any.

        Raises:
            InvalidValue: the password is empty or holds a character that cannot be stored.
        """
        self._session.save(profile_id, password)

    def read(self, profile_id: str) -> str | None:
        """Return the password, that of this session before that of the keyring; None when there was never one.

        Raises:
            SecretUnavailable: whether there is one cannot be told.
        """
        password = self._session.read(profile_id)
        return self._keyring.read(profile_id) if password is None else password

    def forget(self, profile_id: str) -> None:
        """Remove the password from both places; one that is not there is no error.

        Raises:
            SecretUnavailable: one may still be in the keyring; that of this session is gone.
        """
        self._session.forget(profile_id)
        self._keyring.forget(profile_id)


# -- which backend -------------------------------------------------------------------------------------------------


def _is_fit_class(backend: type) -> bool:
    module = backend.__module__
    return module != _CHAIN_MODULE and not any(
        module == each or module.startswith(f"{each}.") for each in _UNFIT_MODULES
    )


def _first_fit(backend: KeyringBackend) -> KeyringBackend | None:
    """Return the backend if it is fit to keep a password, or the strongest fit link of a chain.

    A chain hands on to its next link whatever one link cannot do, a plain file included, so it is never used itself.
    """
    links: Sequence[KeyringBackend] = (backend,)
    if type(backend).__module__ == _CHAIN_MODULE:
        links = backend.backends  # type: ignore[attr-defined]
    return next((each for each in links if _is_fit_class(type(each))), None)


def _is_secret_service(backend: KeyringBackend) -> bool:
    return type(backend).__module__ == "keyring.backends.SecretService"


def _unlock(backend: KeyringBackend) -> None:
    """Have a Secret Service unlock its default collection, which may ask the user.

    The backend would do it too, but leaves its connection to the bus open when the answer is no.
    """
    if not _is_secret_service(backend):
        return
    import secretstorage
    from keyring.errors import KeyringLocked

    with closing(secretstorage.dbus_init()) as bus:
        collection = secretstorage.get_default_collection(bus)
        if collection.is_locked() and collection.unlock():
            raise KeyringLocked("the question was closed without an answer")


def _is_locked(backend: KeyringBackend) -> bool:
    """Return True when a Secret Service says that its default collection is locked. Others cannot be asked."""
    if not _is_secret_service(backend):
        return False
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        try:
            return secretstorage.Collection(bus).is_locked()
        except secretstorage.ItemNotFoundException:
            return False  # it is made at the first save


# -- what went wrong -----------------------------------------------------------------------------------------------


def _ask(purpose: _Purpose, question: Callable[[], _Value]) -> _Value:
    """Ask the keyring something, and put its many ways to fail into one.

    Args:
        purpose: what for, should it fail.
        question: the call of the backend.
    Raises:
        SecretUnavailable: with the state and what can be done.
    """
    from keyring import errors

    try:
        return question()
    except errors.KeyringLocked as error:
        # Also what comes when the user closed the question without an answer.
        raise SecretUnavailable(
            "The keyring is locked, and it was not unlocked.",
            state=SecretState.LOCKED.value,
            title="Keyring locked",
            hint=f"{purpose.outcome} Unlock the keyring and try again{purpose.otherwise}.",
            detail=str(error),
        ) from error
    except errors.NoKeyringError as error:
        raise _absent(purpose, detail=str(error)) from error
    except Exception as error:
        if _is_service_gone(error):
            raise _absent(purpose, detail=str(error)) from error
        _log.warning("The keyring refused: %s", type(error).__name__)
        raise SecretUnavailable(
            "The keyring refused, or its question was closed without an answer.",
            state=SecretState.REFUSED.value,
            title="Keyring refused",
            hint=f"{purpose.outcome} Try again and allow it{purpose.otherwise}.",
            detail=f"{type(error).__name__}: {error}",
        ) from error


def _is_service_gone(error: BaseException | None) -> bool:
    """Return True when a Secret Service ended under us, or its session bus did."""
    while error is not None:
        if type(error).__name__ == "SecretServiceNotAvailableException":
            return True
        if isinstance(error, (ConnectionError, FileNotFoundError)):  # the bus's socket
            return True
        error = error.__cause__
    return False


def _absent(
    purpose: _Purpose, *, detail: str = "", chosen: KeyringBackend | None = None
) -> SecretUnavailable:
    if chosen is None:
        message = "This computer has no keyring that a password can be kept in."
        remedy = "Start a keyring (GNOME Keyring, KWallet or KeePassXC, for example) and try again"
    elif type(chosen).__module__ in ("keyring.backends.null", "keyring.backends.fail"):
        message = "The keyring is switched off in the settings of this computer."
        remedy = "Switch it on (keyringrc.cfg or PYTHON_KEYRING_BACKEND) and try again"
    else:
        message = "The only keyring set up here keeps passwords as plain text or asks on a terminal, so it is not used."
        remedy = "Set up the keyring of the operating system and try again"
    return SecretUnavailable(
        message,
        state=SecretState.ABSENT.value,
        title="No keyring",
        hint=f"{purpose.outcome} {remedy}{purpose.otherwise}.".strip(),
        detail=detail,
    )

"""Passwords in the operating system's keyring, by the backend of the package ``keyring`` that is fit for it.

The package is imported at the first use, because that import costs the start of the program more than all the rest here.

Source: keyring 25 ("keyring.errors", "keyring.backend"); Secret Service API 0.2 (freedesktop.org), "Locking" and "Prompts".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from catalogue_gui.catalogue.errors import Cancelled, SecretUnavailable
from catalogue_gui.profiles.secrets import secret_service
from catalogue_gui.profiles.secrets.keyring_thread import (
    KeyringSilent,
    KeyringThread,
    Patience,
    Turn,
)
from catalogue_gui.profiles.secrets.keyring_words import (
    FORGET,
    LOOK,
    READ,
    SAVE,
    Purpose,
    absent,
    forgetful,
    silent,
    unavailable,
)
from catalogue_gui.profiles.secrets.secret_service import Standing
from catalogue_gui.profiles.secrets.session_secrets import SecretState, check_password

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keyring.backend import KeyringBackend

SERVICE_NAME: Final = "Catalogue Browser"

# Backends that keep nothing, or keep it where anybody can read it. ``keyrings.alt`` is by its own description for
# tests and for machines without a keyring: plain files, or a prompt on a terminal that a window does not have.
_UNFIT_MODULES: Final = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
_CHAIN_MODULE: Final = "keyring.backends.chainer"

# What a keyring may take to say how it stands: it needs a millisecond, or hangs.
LOOK_LIMIT_S: Final = 5.0
# What it may take until it has let us in, the time of its user not counted.
OPEN_LIMIT_S: Final = 10.0
# What it may take for one password once it is open. Some ask their user again here, without telling us.
ANSWER_LIMIT_S: Final = 120.0

_Value = TypeVar("_Value")


class KeyringStore:
    """Passwords in the operating system's keyring, under one service name, the profile id as the account.

    A locked keyring asks its user to unlock it, once for all who wait for it at that time.

    Args:
        open_limit_s: seconds it may take to answer, the time of its user not counted.
    Thread: worker. A call waits for the keyring, and for its user.
    """

    def __init__(self, *, open_limit_s: float = OPEN_LIMIT_S) -> None:
        self._thread = KeyringThread()
        self._open_limit_s = open_limit_s
        self._dismissed_up_to = 0  # number of the newest question when its user last said no

    def state(self) -> SecretState:
        """Return how the keyring stands, without asking the user anything.

        A keyring that looks available can still refuse; one that is locked may open without a question.

        Raises:
            Cancelled: the program ends.
        """
        if self._thread.is_person_asked:
            return SecretState.LOCKED

        def look(_: Turn) -> SecretState:
            backend = self._backend(LOOK)
            found = _standing(backend, LOOK)
            if found is Standing.FORGETFUL:
                return SecretState.ABSENT
            return SecretState.LOCKED if found is Standing.LOCKED else SecretState.AVAILABLE

        try:
            return self._thread.ask(look, limit_s=min(LOOK_LIMIT_S, self._open_limit_s))
        except SecretUnavailable as error:
            return SecretState(error.state)
        except KeyringSilent:
            return SecretState.SILENT

    def save(self, profile_id: str, password: str) -> None:
        """Keep a password, in place of an earlier one.

        Raises:
            InvalidValue: the password is empty or holds a character that cannot be stored.
            SecretUnavailable: nothing was kept.
            Cancelled: the program ends.
        """
        check_password(password)
        self._talk(
            SAVE,
            lambda backend: backend.set_password(SERVICE_NAME, profile_id, password),
            secret=password,
        )

    def read(self, profile_id: str, patience: Patience | None = None) -> str | None:
        """Return the password, None when there was never one.

        Args:
            profile_id: whose.
            patience: lets somebody end the wait.
        Raises:
            SecretUnavailable: whether there is one cannot be told.
            Cancelled: the wait was ended.
        """
        return self._talk(READ, lambda backend: _get(backend, profile_id), patience=patience)

    def forget(self, profile_id: str) -> None:
        """Remove the password; one that is not there is no error.

        Raises:
            SecretUnavailable: it may still be there.
            Cancelled: the program ends.
        """

        def remove(backend: KeyringBackend) -> None:
            # Deleting what is not there raises the same error as a refusal, so look first.
            if _get(backend, profile_id) is not None:
                backend.delete_password(SERVICE_NAME, profile_id)

        self._talk(FORGET, remove)

    def give_up(self) -> None:
        """End every wait for the keyring, now and later: the program ends. Any thread."""
        self._thread.give_up()

    def _talk(
        self,
        purpose: Purpose,
        act: Callable[[KeyringBackend], _Value],
        *,
        patience: Patience | None = None,
        secret: str = "",
    ) -> _Value | None:
        """Have the keyring opened and do something with it.

        Returns:
            What ``act`` returns; None where there is no keyring yet that anything could be in.
        Raises:
            SecretUnavailable, Cancelled.
        """

        def converse(turn: Turn) -> _Value | None:
            backend = self._backend(purpose)
            try:
                if not self._open(backend, purpose, turn):
                    return None
                turn.check_wanted()
                turn.expect(ANSWER_LIMIT_S if _is_secret_service(backend) else None)
                return act(backend)
            except (SecretUnavailable, Cancelled):
                raise
            except Exception as error:
                raise unavailable(error, purpose, backend, secret) from error

        try:
            return self._thread.ask(converse, limit_s=self._open_limit_s, patience=patience)
        except KeyringSilent:
            raise silent(purpose) from None

    def _open(self, backend: KeyringBackend, purpose: Purpose, turn: Turn) -> bool:
        """Have a Secret Service open its default collection, which may ask the user; others open by themselves.

        Returns:
            False where there is no collection yet, and none is needed.
        """
        from keyring.errors import KeyringLocked

        found = _standing(backend, purpose)
        if found is Standing.FORGETFUL:
            raise forgetful(purpose)
        if found is Standing.NONE:
            if purpose is not SAVE:
                return False
            if not secret_service.make_default(turn.person_asked):
                raise RuntimeError("no keyring was made")
        if found is Standing.LOCKED:
            if turn.number <= self._dismissed_up_to:
                raise KeyringLocked("the question was closed while this one waited")
            if not secret_service.unlock(turn.person_asked):
                self._dismissed_up_to = self._thread.last_number
                raise KeyringLocked("the question was closed without an answer")
        return True

    def _backend(self, purpose: Purpose) -> KeyringBackend:
        """Return the backend to use, one that is fit to keep a password.

        It is looked for at each call: a keyring that is started while the program runs is then found.
        """
        from keyring import core
        from keyring.backend import KeyringBackend

        try:
            chosen = core.get_keyring()
            forced = core.load_env() or core.load_config()
        except Exception as error:
            raise absent(purpose, detail=str(error)) from error
        fit = _first_fit(chosen)
        if fit is not None:
            return fit
        if forced is not None or type(chosen).__module__ != "keyring.backends.fail":
            # Somebody chose it in keyring's own settings. Going past that choice would be a fallback of its own.
            raise absent(purpose, chosen=chosen)
        # The package looks for backends once only, when it is first asked.
        found = [each for each in KeyringBackend.get_viable_backends() if _is_fit_class(each)]
        if not found:
            raise absent(purpose)
        return max(found, key=lambda each: each.priority)()


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


def _get(backend: KeyringBackend, profile_id: str) -> str | None:
    try:
        return backend.get_password(SERVICE_NAME, profile_id)
    except Exception as error:
        # Another window removed it between the service's finding it and our asking for it.
        if type(error).__name__ == "ItemNotFoundException":
            return None
        raise


def _is_secret_service(backend: KeyringBackend) -> bool:
    return type(backend).__module__ == "keyring.backends.SecretService"


def _standing(backend: KeyringBackend, purpose: Purpose) -> Standing:
    """Return how a Secret Service's default collection stands. Others cannot be asked, and open by themselves.

    Raises:
        SecretUnavailable: the service does not say.
    """
    if not _is_secret_service(backend):
        return Standing.OPEN
    try:
        return secret_service.standing()
    except Exception as error:
        raise unavailable(error, purpose, backend) from error

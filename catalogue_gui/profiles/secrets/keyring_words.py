"""What is said when a keyring does not do its part: which state it is in, what is true now, and what can be done."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import SecretUnavailable
from catalogue_gui.profiles.secrets.session_secrets import SecretState

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_MACOS: Final = "keyring.backends.macOS"
_WINDOWS: Final = "keyring.backends.Windows"
_SWITCHED_OFF: Final = ("keyring.backends.null", "keyring.backends.fail")
_STARRED: Final = "•••"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a keyring was asked for, in the words for when it does not do it.

    Args:
        outcome: what is true of the password then, a sentence.
        otherwise: what else can be done, to stand after what can be done about the keyring.
    """

    outcome: str
    otherwise: str


SAVE = Purpose("The password was not saved.", ", or keep the password for this session only")
READ = Purpose("The password could not be read.", ", or type the password for this session only")
FORGET = Purpose("A password for this connection may still be in the keyring.", "")
LOOK = Purpose("", "")


def unavailable(
    error: BaseException, purpose: Purpose, backend: KeyringBackend | None = None, secret: str = ""
) -> SecretUnavailable:
    """Put one of the many ways in which a keyring fails into words.

    Args:
        error: what it raised.
        purpose: what it was asked for.
        backend: the keyring, where one was found.
        secret: the password it was handed; taken out of what the keyring says.
    Source: keyring 25, "keyring.errors" and the backends of each system.
    """
    from keyring import errors

    module = type(backend).__module__ if backend is not None else ""
    detail = f"{type(error).__name__}: {error}"
    if secret:
        detail = detail.replace(secret, _STARRED)
    if isinstance(error, errors.KeyringLocked):
        # Also what comes when the user closed the question without an answer.
        return _locked(purpose, module, detail)
    if isinstance(error, errors.NoKeyringError) or _is_service_gone(error):
        return absent(purpose, detail=detail)
    _log.warning("The keyring refused: %s", type(error).__name__)
    return _refused(purpose, module, detail)


def silent(purpose: Purpose) -> SecretUnavailable:
    """Return what is said of a keyring that gives no answer at all."""
    return SecretUnavailable(
        "The keyring does not answer.",
        state=SecretState.SILENT.value,
        title="Keyring does not answer",
        hint=f"{purpose.outcome} Log out of this computer and in again if it stays so{purpose.otherwise}.",
    )


def absent(
    purpose: Purpose, *, detail: str = "", chosen: KeyringBackend | None = None
) -> SecretUnavailable:
    """Return what is said where there is no keyring that is fit to keep a password.

    Args:
        purpose: what it was wanted for.
        detail: the system's own words.
        chosen: the unfit keyring that somebody set up here, None where there is none at all.
    """
    if chosen is None:
        message = "This computer has no keyring that a password can be kept in."
        remedy = "Start a keyring (GNOME Keyring, KWallet or KeePassXC, for example) and try again"
    elif type(chosen).__module__ in _SWITCHED_OFF:
        message = "The keyring is switched off in the settings of this computer."
        remedy = "Switch it on (keyringrc.cfg or PYTHON_KEYRING_BACKEND) and try again"
    else:
        message = "The only keyring set up here keeps passwords as plain text or asks on a terminal, so it is not used."
        remedy = "Set up the keyring of the operating system and try again"
    return _absent(message, remedy, purpose, detail)


def forgetful(purpose: Purpose) -> SecretUnavailable:
    """Return what is said of a keyring that lasts until its user logs out."""
    return _absent(
        "The keyring set up here forgets everything when you log out, so it is not used.",
        "Set up a lasting one as the default (in “Passwords and Keys”, for example) and try again",
        purpose,
        "",
    )


def _absent(message: str, remedy: str, purpose: Purpose, detail: str) -> SecretUnavailable:
    return SecretUnavailable(
        message,
        state=SecretState.ABSENT.value,
        title="No keyring",
        hint=f"{purpose.outcome} {remedy}{purpose.otherwise}.".strip(),
        detail=detail,
    )


def _locked(purpose: Purpose, module: str, detail: str) -> SecretUnavailable:
    message, title = "The keyring is locked, and it was not unlocked.", "Keyring locked"
    remedy = "Unlock the keyring and try again"
    if module.startswith(_MACOS):
        # macOS says the same of a locked keychain and of an answer "Deny".
        message = "The keychain is locked, or this program was not allowed to use it."
        title = "Keychain not opened"
        remedy = "Try again, and unlock it or choose “Allow”"
    return SecretUnavailable(
        message,
        state=SecretState.LOCKED.value,
        title=title,
        hint=f"{purpose.outcome} {remedy}{purpose.otherwise}.",
        detail=detail,
    )


def _refused(purpose: Purpose, module: str, detail: str) -> SecretUnavailable:
    message = "The keyring refused, or its question was closed without an answer."
    title, remedy = "Keyring refused", "Try again and allow it"
    if module.startswith(_WINDOWS):
        # It asks nothing, so there is nothing to allow; a password of more than 1,280 characters is one reason.
        message = "Windows Credential Manager did not do it."
        title, remedy = (
            "Credential Manager refused",
            "The reason it gave is in the details. Try again",
        )
    return SecretUnavailable(
        message,
        state=SecretState.REFUSED.value,
        title=title,
        hint=f"{purpose.outcome} {remedy}{purpose.otherwise}.",
        detail=detail,
    )


def _is_service_gone(error: BaseException | None) -> bool:
    """Return True when a Secret Service ended under us, or its session bus did."""
    while error is not None:
        if type(error).__name__ == "SecretServiceNotAvailableException":
            return True
        if isinstance(error, (ConnectionError, FileNotFoundError)):  # the bus's socket
            return True
        error = error.__cause__
    return False

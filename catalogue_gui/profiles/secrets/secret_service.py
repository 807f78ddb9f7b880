"""The Secret Service of a Linux desktop, as far as the package ``keyring`` leaves it to us: locked or not, and opening it.

The backend of that package opens a locked collection too, but waits for ever when the service ends while its question
is in front of the user, leaves its connection to the bus open when the answer is no, and has a keyring made where
something is only looked for.

Source: Secret Service API 0.2 (freedesktop.org), "Collections", "Locking and Unlocking" and "Prompts".
"""

from __future__ import annotations

from contextlib import closing
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from jeepney.io.blocking import DBusConnection

    Asking = Callable[[], AbstractContextManager[object]]

_NAME: Final = "org.freedesktop.secrets"
_SERVICE: Final = "org.freedesktop.Secret.Service"
_PROMPT: Final = "org.freedesktop.Secret.Prompt"
_COLLECTION: Final = "org.freedesktop.Secret.Collection"
_PATH: Final = "/org/freedesktop/secrets"
# Kept in the service's memory until the user logs out. Source: Secret Service API 0.2, "Collections".
_SESSION_COLLECTION: Final = "/org/freedesktop/secrets/collection/session"
_NONE: Final = "/"
# How often it is looked whether the service is still there while its question is in front of the user.
_LOOK_EVERY_S: Final = 1.0


class Standing(Enum):
    """How the collection stands in which passwords are kept."""

    OPEN = "open"
    LOCKED = "locked"
    NONE = "none"
    FORGETFUL = "forgetful"  # it lasts until the user logs out and no longer


def standing() -> Standing:
    """Return how the default collection stands, without asking the user anything.

    Raises:
        secretstorage.SecretStorageException: there is no service, or it ended.
    """
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        return _standing(bus, _default(bus))


def unlock(person_asked: Asking) -> bool:
    """Open the default collection; its user may be asked.

    Args:
        person_asked: entered for as long as they are.
    Returns:
        False when the question was closed without the right answer.
    Raises:
        secretstorage.SecretStorageException: there is no service, or it ended.
    """
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        path = _default(bus)
        if _standing(bus, path) is not Standing.LOCKED:
            return True
        opened, prompt = _call(bus, "Unlock", "ao", [path])
        if prompt != _NONE:
            is_dismissed, _ = _ask_person(bus, prompt, person_asked)
            return not is_dismissed and not _is_locked(bus, path)
        return path in opened or not _is_locked(bus, path)


def make_default(person_asked: Asking) -> bool:
    """Make a default collection where there is none; its user chooses a password for it.

    Args:
        person_asked: entered for as long as they are asked.
    Returns:
        False when the question was closed without an answer.
    Raises:
        secretstorage.SecretStorageException: there is no service, or it ended.
    """
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        label = {f"{_COLLECTION}.Label": ("s", "Default")}
        path, prompt = _call(bus, "CreateCollection", "a{sv}s", label, "default")
        if path != _NONE:
            return True
        is_dismissed, _ = _ask_person(bus, prompt, person_asked)
        return not is_dismissed


def _default(bus: DBusConnection) -> str:
    (path,) = _call(bus, "ReadAlias", "s", "default")
    return str(path)


def _standing(bus: DBusConnection, path: str) -> Standing:
    if path == _NONE:
        return Standing.NONE
    if path == _SESSION_COLLECTION:
        return Standing.FORGETFUL
    return Standing.LOCKED if _is_locked(bus, path) else Standing.OPEN


def _is_locked(bus: DBusConnection, path: str) -> bool:
    import secretstorage

    return secretstorage.Collection(bus, path).is_locked()


def _call(bus: DBusConnection, method: str, signature: str, *values: Any) -> Any:
    from secretstorage.util import DBusAddressWrapper

    return DBusAddressWrapper(_PATH, _SERVICE, bus).call(method, signature, *values)


def _ask_person(bus: DBusConnection, prompt: str, person_asked: Asking) -> tuple[bool, Any]:
    """Put the service's question to the user.

    Returns:
        Whether it was closed without an answer, and the answer.
    Raises:
        SecretServiceNotAvailableException: the service ended meanwhile; its answer would never come.
    """
    from jeepney import MatchRule, MessageType
    from secretstorage.exceptions import SecretServiceNotAvailableException
    from secretstorage.util import DBusAddressWrapper

    completed = MatchRule(
        path=prompt, interface=_PROMPT, member="Completed", type=MessageType.signal
    )
    owner = _owner(bus)
    with person_asked(), bus.filter(completed) as signals:
        DBusAddressWrapper(prompt, _PROMPT, bus).call("Prompt", "s", "")
        while True:
            try:
                message = bus.recv_until_filtered(signals, timeout=_LOOK_EVERY_S)
            except TimeoutError:
                if _owner(bus) != owner:
                    raise SecretServiceNotAvailableException(
                        "the service ended while its question was open"
                    ) from None
                continue
            is_dismissed, answer = message.body
            return bool(is_dismissed), answer


def _owner(bus: DBusConnection) -> str:
    """Return who has the service's name on the bus, empty when nobody has."""
    from jeepney import DBusErrorResponse, message_bus
    from jeepney.io.blocking import Proxy

    try:
        return str(Proxy(message_bus, bus).GetNameOwner(_NAME)[0])
    except DBusErrorResponse:
        return ""

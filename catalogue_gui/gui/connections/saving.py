"""What the connection dialog has done in the background with the profiles file and the keyring. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue, SecretUnavailable

if TYPE_CHECKING:
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.secrets import Secrets
    from catalogue_gui.profiles.store import ProfileStore

# Values of a profile's ``password_keeping``, and a state of the keyring.
KEYRING: Final = "keyring"
SESSION: Final = "session"
_ABSENT: Final = "absent"


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What became of a connection that was to be saved.

    Args:
        profile: as it now is in the file.
        secret_error: why its password was not kept, None when it was or there was none.
        left_behind: why its earlier password may still be in the keyring, where it is not to be kept any more.
    """

    profile: ConnectionProfile
    secret_error: SecretUnavailable | InvalidValue | None = None
    left_behind: SecretUnavailable | None = None


def save_connection(
    store: ProfileStore,
    secrets: Secrets,
    profile: ConnectionProfile,
    password: str,
    *,
    before: ConnectionProfile | None,
) -> SaveOutcome:
    """Save a connection, and keep its password where the user wants it.

    One that was in the keyring is taken out of it when it is not to be kept there any more.

    Args:
        password: typed just now; empty leaves what is kept as it is.
        before: as it is in the file, None when it is not there yet.
    Raises:
        InvalidValue: the connection cannot be saved as it is; nothing was.
        FileProblem: the file cannot be written; nothing was saved.
    Thread: worker; the keyring may ask its user.
    """
    if before is None:
        store.add(profile)
    else:
        store.update(profile)
    keeping = profile.password_keeping
    is_to_leave = before is not None and before.password_keeping != keeping != KEYRING
    left_behind = _forget(secrets, profile.id) if is_to_leave else None
    try:
        if password and keeping == KEYRING:
            secrets.save(profile.id, password)
        elif password and keeping == SESSION:
            secrets.save_for_session(profile.id, password)
    except (SecretUnavailable, InvalidValue) as error:
        return SaveOutcome(profile, error, left_behind)
    return SaveOutcome(profile, None, left_behind)


def _forget(secrets: Secrets, profile_id: str) -> SecretUnavailable | None:
    """Take a password out of the keyring and out of this session; return why it may still be there."""
    try:
        secrets.forget(profile_id)
    except SecretUnavailable as error:
        # Without any keyring there is hardly a password left behind.
        return None if error.state == _ABSENT else error
    return None


def remove_connection(
    store: ProfileStore, secrets: Secrets, profile_id: str
) -> CatalogueError | None:
    """Remove a connection and its password.

    Returns:
        What is to be said about its password, None when it is gone too.
    Raises:
        FileProblem: the file cannot be written; nothing was removed.
    Thread: worker; the keyring may ask its user.
    """
    store.remove(profile_id)
    return _forget(secrets, profile_id)

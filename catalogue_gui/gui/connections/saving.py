"""What the connection dialog has done in the background with the profiles file and the keyring. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue, SecretUnavailable

if TYPE_CHECKING:
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.secrets import Secrets
    from catalogue_gui.profiles.store import ProfileStore


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What became of a connection that was to be saved.

    Args:
        profile: as it now is in the file.
        secret_error: why its password was not kept, None when it was or there was none.
    """

    profile: ConnectionProfile
    secret_error: SecretUnavailable | InvalidValue | None = None


def save_connection(
    store: ProfileStore,
    secrets: Secrets,
    profile: ConnectionProfile,
    password: str,
    *,
    is_new: bool,
    is_session_only: bool,
) -> SaveOutcome:
    """Save a connection, and keep its password where the user wants it.

    Args:
        password: typed just now; empty leaves what is kept as it is.
        is_new: True when it is not in the file yet.
        is_session_only: True to keep the password until the program is closed and nowhere else.
    Raises:
        InvalidValue: the connection cannot be saved as it is; nothing was.
        FileProblem: the file cannot be written; nothing was saved.
    Thread: worker; the keyring may ask its user.
    """
    if is_new:
        store.add(profile)
    else:
        store.update(profile)
    if not password:
        return SaveOutcome(profile)
    try:
        if is_session_only:
            secrets.save_for_session(profile.id, password)
        else:
            secrets.save(profile.id, password)
    except (SecretUnavailable, InvalidValue) as error:
        return SaveOutcome(profile, error)
    return SaveOutcome(profile)


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
    try:
        secrets.forget(profile_id)
    except SecretUnavailable as error:
        # Without any keyring there is hardly a password left behind.
        return None if error.state == "absent" else error
    return None

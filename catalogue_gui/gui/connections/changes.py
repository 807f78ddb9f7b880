"""What the connection dialog does to the profiles file and the keyring, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from catalogue_gui.gui.connections.saving import remove_connection, save_connection

if TYPE_CHECKING:
    from catalogue_gui.catalogue.errors import CatalogueError
    from catalogue_gui.gui.connections.drafts import Draft
    from catalogue_gui.gui.connections.saving import SaveOutcome
    from catalogue_gui.jobs import JobRunner
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.secrets import Secrets
    from catalogue_gui.profiles.store import ProfileStore


class ProfileChanges(QObject):
    """Loads, saves and removes connections on worker threads and announces how it went."""

    loaded = Signal(object)  # LoadedProfiles
    keyring_state_found = Signal(object)  # SecretState
    saved = Signal(object, str, bool)  # SaveOutcome, the password typed, whether to connect then
    save_failed = Signal(object, str)  # CatalogueError, profile id
    removed = Signal(str, object)  # profile id, what is to be said about its password or None
    password_forgotten = Signal(str)  # profile id
    forget_failed = Signal(object)  # CatalogueError
    failed = Signal(object)  # CatalogueError of a load or a removal

    def __init__(
        self, runner: JobRunner, profiles: ProfileStore, secrets: Secrets, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._profiles = profiles
        self._secrets = secrets
        self._is_saving = False

    @property
    def is_saving(self) -> bool:
        """True while a connection is being saved."""
        return self._is_saving

    def load(self) -> None:
        """Read the file, and ask how the keyring stands."""
        self._runner.submit(
            lambda _: self._profiles.load(),
            owner=self,
            on_success=self.loaded.emit,
            on_failure=self.failed.emit,
            replaces="load",
        )
        self._runner.submit(
            lambda _: self._secrets.state(),
            owner=self,
            on_success=self.keyring_state_found.emit,
            replaces="keyring",
        )

    def save(self, draft: Draft, *, then_connect: bool) -> None:
        """Save a connection as it stands now; what is typed meanwhile is not part of it."""
        profile: ConnectionProfile = draft.profile
        password = draft.password
        is_new, is_session_only = draft.saved is None, draft.is_session_only
        self._is_saving = True

        def saved(outcome: SaveOutcome) -> None:
            self._is_saving = False
            self.saved.emit(outcome, password, then_connect)

        def failed(error: CatalogueError) -> None:
            self._is_saving = False
            self.save_failed.emit(error, profile.id)

        self._runner.submit(
            lambda _: save_connection(
                self._profiles,
                self._secrets,
                profile,
                password,
                is_new=is_new,
                is_session_only=is_session_only,
            ),
            owner=self,
            on_success=saved,
            on_failure=failed,
        )

    def remove(self, profile_id: str) -> None:
        """Remove a connection and its password."""
        self._runner.submit(
            lambda _: remove_connection(self._profiles, self._secrets, profile_id),
            owner=self,
            on_success=lambda error: self.removed.emit(profile_id, error),
            on_failure=self.failed.emit,
        )

    def forget_password(self, profile_id: str) -> None:
        """Remove a password and keep its connection."""
        self._runner.submit(
            lambda _: self._secrets.forget(profile_id),
            owner=self,
            on_success=lambda _: self.password_forgotten.emit(profile_id),
            on_failure=self.forget_failed.emit,
            replaces="forget",
        )

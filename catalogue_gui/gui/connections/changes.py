"""What the connection dialog does to the profiles file and the keyring, in the background."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from catalogue_gui.gui.connections.keyring_wait import KeyringWait
from catalogue_gui.gui.connections.saving import remove_connection, save_connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalogue_gui.catalogue.errors import CatalogueError
    from catalogue_gui.gui.connections.drafts import Draft
    from catalogue_gui.gui.connections.order import Place
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
    arranged = Signal()
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
        self.wait = KeyringWait(self)
        self._order = WantedOrder(profiles)

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

    def arrange(self, places: Sequence[Place]) -> None:
        """Keep a new order and its headings."""
        order = self._order
        order.want({each.profile_id: each.group for each in places})
        self._runner.submit(
            lambda _: order.write(),
            owner=self,
            on_success=lambda _: self.arranged.emit(),
            on_failure=self.failed.emit,
            is_write=True,
        )

    def save(self, draft: Draft, *, then_connect: bool) -> None:
        """Save a connection as it stands now; what is typed meanwhile is not part of it."""
        profile: ConnectionProfile = draft.profile
        password = draft.password
        before = draft.saved
        self._is_saving = True
        self.wait.hold()

        def saved(outcome: SaveOutcome) -> None:
            self._is_saving = False
            self.wait.release()
            self.saved.emit(outcome, password, then_connect)

        def failed(error: CatalogueError) -> None:
            self._is_saving = False
            self.wait.release()
            self.save_failed.emit(error, profile.id)

        self._runner.submit(
            lambda _: save_connection(
                self._profiles,
                self._secrets,
                profile,
                password,
                before=before,
            ),
            owner=self,
            on_success=saved,
            on_failure=failed,
        )

    def remove(self, profile_id: str) -> None:
        """Remove a connection and its password."""
        self.wait.hold()

        def removed(error: CatalogueError | None) -> None:
            self.wait.release()
            self.removed.emit(profile_id, error)

        def failed(error: CatalogueError) -> None:
            self.wait.release()
            self.failed.emit(error)

        self._runner.submit(
            lambda _: remove_connection(self._profiles, self._secrets, profile_id),
            owner=self,
            on_success=removed,
            on_failure=failed,
        )

    def forget_password(self, profile_id: str) -> None:
        """Remove a password and keep its connection."""
        self.wait.hold()

        def forgotten(_: None) -> None:
            self.wait.release()
            self.password_forgotten.emit(profile_id)

        def failed(error: CatalogueError) -> None:
            self.wait.release()
            self.forget_failed.emit(error)

        self._runner.submit(
            lambda _: self._secrets.forget(profile_id),
            owner=self,
            on_success=forgotten,
            on_failure=failed,
        )


class WantedOrder:
    """The order wanted last. Steps that follow each other quickly run on several threads, and the last one must stand."""

    def __init__(self, profiles: ProfileStore) -> None:
        self._profiles = profiles
        self._groups: dict[str, str] = {}
        self._lock = threading.Lock()

    def want(self, groups: dict[str, str]) -> None:
        """Set the order. Thread: GUI; does not wait."""
        self._groups = groups

    def write(self) -> None:
        """Write the order wanted by now.

        Raises:
            FileProblem: the file cannot be read or written.
        Thread: worker.
        """
        with self._lock:
            self._profiles.arrange(self._groups)

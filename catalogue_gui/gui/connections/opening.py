"""Choosing a connection: the tool bar's menu, the connection dialog, and what follows from a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from catalogue_gui.gui.connections.request import ConnectionRequest
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.services import Services
from catalogue_gui.jobs import JobContext

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.dialog import ConnectionDialog
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.store import LoadedProfiles

TOPIC = "profiles"


class ConnectionOpening(QObject):
    """Shows the saved connections and announces which one the user wants."""

    source_chosen = Signal(object)  # CatalogueSource

    def __init__(self, services: Services, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._messages = messages
        self._window = window
        self._dialog: ConnectionDialog | None = None
        self._menu: QMenu | None = None

    def show_dialog(self) -> None:
        """Open the connection dialog, or bring it to the front."""
        if self._dialog is None:
            services = self._services
            # Imported when it is asked for: the window has rows to show first.
            from catalogue_gui.gui.connections.dialog import ConnectionDialog

            self._dialog = ConnectionDialog(
                services.runner,
                services.profiles,
                services.secrets,
                services.diagnose,
                parent=self._window,
            )
            self._dialog.connect_requested.connect(self._on_requested)
            self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.open()
        self._dialog.raise_()

    def fill_menu(self, menu: QMenu) -> None:
        """Keep a menu filled with the saved connections."""
        self._menu = menu
        self._show_profiles(())
        self.reload()

    def reload(self) -> None:
        """Read the saved connections again, in the background."""

        def work(_: JobContext) -> LoadedProfiles:
            return self._services.profiles.load()

        def done(loaded: LoadedProfiles) -> None:
            self._show_profiles(loaded.profiles)
            for notice in loaded.notices:
                self._messages.show_error(notice, topic=TOPIC)

        self._services.runner.submit(work, owner=self, on_success=done, replaces="profiles")

    def _show_profiles(self, profiles: tuple[ConnectionProfile, ...]) -> None:
        menu = self._menu
        if menu is None:
            return
        menu.clear()
        for profile in profiles:
            action = menu.addAction(profile.name)
            action.triggered.connect(lambda _=False, chosen=profile: self._open_profile(chosen))
        if profiles:
            menu.addSeparator()
        menu.addAction("Demo catalogue").triggered.connect(
            lambda: self.source_chosen.emit(self._services.demo_source())
        )
        menu.addSeparator()
        menu.addAction("Connections…").triggered.connect(self.show_dialog)

    def _open_profile(self, profile: ConnectionProfile) -> None:
        self.source_chosen.emit(self._services.profile_source(profile, None))

    def _on_requested(self, request: ConnectionRequest) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.source_chosen.emit(self._services.profile_source(request.profile, request.password))

    def _on_dialog_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.reload()

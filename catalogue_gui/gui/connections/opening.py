"""Choosing a connection: the tool bar's menu, the connection dialog, and what follows from a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from catalogue_gui.gui.connections.quick_switch import QuickSwitch
from catalogue_gui.gui.connections.request import ConnectionRequest
from catalogue_gui.gui.connections.switch_list import DEMO_KEY, key_of, make_switch_list
from catalogue_gui.gui.messages import Message, Messages
from catalogue_gui.gui.services import Services
from catalogue_gui.jobs import JobContext

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.dialog import ConnectionDialog
    from catalogue_gui.gui.source import CatalogueSource
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.recent_store import Recent
    from catalogue_gui.profiles.store import LoadedProfiles

TOPIC = "profiles"
PROFILE_PREFIX = "profile:"


class ConnectionOpening(QObject):
    """Shows the saved connections and announces which one the user wants."""

    source_chosen = Signal(object)  # CatalogueSource

    def __init__(self, services: Services, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._messages = messages
        self._window = window
        self._dialog: ConnectionDialog | None = None
        self._switch: QuickSwitch | None = None
        self._profiles: tuple[ConnectionProfile, ...] = ()
        self._recent: Recent | None = None
        self._source: CatalogueSource | None = None
        # Not at once: the menu's own action may be what led here, and filling the menu anew would take it away under
        # its own signal.
        self._filling = QTimer(self)
        self._filling.setSingleShot(True)
        self._filling.setInterval(0)
        self._filling.timeout.connect(self._fill_menu)

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
                current_id=self._open_key.removeprefix(PROFILE_PREFIX),
                parent=self._window,
            )
            self._dialog.connect_requested.connect(self._on_requested)
            self._dialog.profiles_changed.connect(self.reload)
            self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.open()
        self._dialog.raise_()

    # The menu

    def fill_menu(self, button: QToolButton, menu: QMenu, about: QAction) -> None:
        """Keep the button's menu filled with the saved connections, and with something about the open one."""
        switch = self._switch = QuickSwitch(button, menu, self._window)
        switch.offer(about)
        switch.chosen.connect(self._open_profile)
        switch.demo_wanted.connect(self._open_demo)
        switch.dialog_wanted.connect(self.show_dialog)
        switch.window_wanted.connect(self._open_window)
        switch.open_last_toggled.connect(self._keep_open_last)
        # Another window may have added some since.
        menu.aboutToShow.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the saved connections again, in the background."""

        def work(_: JobContext) -> tuple[LoadedProfiles, Recent]:
            return self._services.profiles.load(), self._services.recent.load()

        def done(loaded: tuple[LoadedProfiles, Recent]) -> None:
            profiles, self._recent = loaded
            self._profiles = profiles.profiles
            self._filling.start()
            for notice in profiles.notices:
                self._messages.show_error(notice, topic=TOPIC)

        self._services.runner.submit(work, owner=self, on_success=done, replaces="profiles")

    def show_source(self, source: CatalogueSource) -> None:
        """Note which catalogue this window is opening."""
        self._source = source
        self._filling.start()

    def note_opened(self) -> None:
        """Remember, in the background, that it was opened."""
        key = self._open_key
        # What was given by its address cannot be opened again without its password, which nobody keeps.
        if key != DEMO_KEY and not key.startswith(PROFILE_PREFIX):
            return
        self._services.runner.submit(
            lambda _: self._services.recent.note(key), owner=self, on_success=self._on_recent
        )

    def _fill_menu(self) -> None:
        if self._switch is not None:
            recent = self._recent
            self._switch.show_choices(
                make_switch_list(
                    self._profiles, recent.keys if recent is not None else (), self._open_key
                ),
                is_last_opened_at_start=recent is not None and recent.is_last_opened_at_start,
            )

    def _on_recent(self, recent: Recent) -> None:
        self._recent = recent
        self._filling.start()

    def _keep_open_last(self, is_wanted: bool) -> None:
        self._services.runner.submit(
            lambda _: self._services.recent.open_last_at_start(is_wanted),
            owner=self,
            on_success=self._on_recent,
            on_failure=self._messages.show_error,
            is_write=True,
        )

    # Opening

    def open_last(self) -> None:
        """Open what was open last, if the user wants that at the start and it is still there."""

        def work(_: JobContext) -> tuple[str, tuple[ConnectionProfile, ...]]:
            recent = self._services.recent.load()
            if not recent.is_last_opened_at_start or not recent.keys:
                return "", ()
            return recent.keys[0], self._services.profiles.list()

        def done(found: tuple[str, tuple[ConnectionProfile, ...]]) -> None:
            key, profiles = found
            # What the user has chosen meanwhile goes first.
            if self._source is not None:
                return
            if key == DEMO_KEY:
                self._open_demo()
            for each in profiles:
                if key_of(each) == key:
                    self._open_profile(each)

        self._services.runner.submit(work, owner=self, on_success=done)

    @property
    def _open_key(self) -> str:
        return self._source.key if self._source is not None else ""

    def _open_demo(self) -> None:
        self.source_chosen.emit(self._services.demo_source())

    def _open_profile(self, profile: ConnectionProfile) -> None:
        self.source_chosen.emit(self._services.profile_source(profile, None))

    def _open_window(self, profile: ConnectionProfile | None) -> None:
        if profile is None:
            key = self._open_key
            profile = next((each for each in self._profiles if key_of(each) == key), None)
        if profile is not None:
            # Joined by "=", so that a name that begins with a dash is no option.
            arguments = [f"--profile={profile.name}"]
        else:
            arguments = ["--demo"] if self._open_key == DEMO_KEY else []
        if not self._services.open_window(arguments):
            self._messages.show(
                Message(
                    "No new window",
                    "The system did not start the program a second time.",
                    "Start it by hand as you usually do.",
                    topic=TOPIC,
                )
            )

    def _on_requested(self, request: ConnectionRequest) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.source_chosen.emit(self._services.profile_source(request.profile, request.password))

    def _on_dialog_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.reload()

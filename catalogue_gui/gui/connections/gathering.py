"""Taking connections in from this computer or from a file, and handing them on as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from catalogue_gui.gui.connections.offer_dialog import OfferDialog
from catalogue_gui.gui.connections.taking import describe_taken, find_offers, read_offers, take
from catalogue_gui.gui.messages import Message, Messages, Tone

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.taking import Offer, Offers, Taken
    from catalogue_gui.jobs import JobRunner
    from catalogue_gui.profiles.secrets import Secrets
    from catalogue_gui.profiles.store import ProfileStore

TOPIC = "gathering"
_FILES = "Connections (*.json);;All files (*)"


class Gathering(QObject):
    """Finds, reads and writes on worker threads; asks in a dialog what shall be taken.

    Args:
        runner: background work.
        profiles: the saved connections.
        secrets: their passwords.
        messages: where it is told what was done.
        window: the dialogs' parent.
    """

    taken = Signal(object)  # the profiles that were added

    def __init__(
        self,
        runner: JobRunner,
        profiles: ProfileStore,
        secrets: Secrets,
        messages: Messages,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._runner = runner
        self._profiles = profiles
        self._secrets = secrets
        self._messages = messages
        self._window = window

    def find(self) -> None:
        """Offer what PostgreSQL's own tools know of."""
        self._runner.submit(
            lambda _: find_offers(self._profiles),
            owner=self,
            on_success=lambda offers: self._offer("Connections on this computer", offers),
            on_failure=self._messages.show_error,
            replaces="offers",
        )

    def choose_import(self) -> None:
        """Ask for a file of connections, and offer what is in it."""
        dialog = self._make_file_dialog("Import connections", "importProfilesFileDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()

    def read(self, path: Path) -> None:
        """Offer what is in a file."""
        self._runner.submit(
            lambda _: read_offers(self._profiles, path),
            owner=self,
            on_success=lambda offers: self._offer(f"Connections in {path.name}", offers),
            on_failure=self._messages.show_error,
            replaces="offers",
        )

    def choose_export(self) -> None:
        """Ask for the name of a file, and write all saved connections into it."""
        dialog = self._make_file_dialog("Export connections", "exportProfilesFileDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile("connections.json")
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.open()

    def write(self, path: Path) -> None:
        """Write all saved connections into a file, without passwords."""
        self._runner.submit(
            lambda _: self._profiles.write_copy(path),
            owner=self,
            on_success=lambda count: self._say(
                "Connections exported",
                f"{count} connection{'' if count == 1 else 's'} written to {path}. "
                "Passwords are not in it: whoever imports it types their own.",
            ),
            on_failure=self._messages.show_error,
        )

    def _make_file_dialog(self, title: str, name: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName(name)
        dialog.setNameFilter(_FILES)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _offer(self, title: str, offers: Offers) -> None:
        dialog = OfferDialog(title, offers, self._window)
        dialog.chosen.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, offers: list[Offer], with_passwords: bool) -> None:
        self._runner.submit(
            lambda _: take(self._profiles, self._secrets, offers, with_passwords=with_passwords),
            owner=self,
            on_success=self._on_taken,
            on_failure=self._messages.show_error,
        )

    def _on_taken(self, taken: Taken) -> None:
        self.taken.emit(taken.added)
        title = "Connections added" if taken.added else "Nothing to add"
        tone = Tone.SUCCESS if taken.secret_error is None else Tone.PROBLEM
        self._say(title, describe_taken(taken), tone)

    def _say(self, title: str, text: str, tone: Tone = Tone.SUCCESS) -> None:
        self._messages.show(Message(title, text, tone=tone, topic=TOPIC))

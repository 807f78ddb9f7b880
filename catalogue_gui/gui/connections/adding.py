"""New connections in the connection dialog: empty, a copy, or from the address in the clipboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.gui.connections.questions import QUESTION
from catalogue_gui.gui.connections.wording import UNNAMED, sentence
from catalogue_gui.gui.messages import Message, Messages, Tone

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.drafts import DraftBook
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.store import ProfileStore


class Adding(QObject):
    """Puts new connections into the book; none of them is in the file yet.

    Args:
        profiles: makes them.
        book: where they go.
        messages: where it is said that the clipboard holds no address.
    """

    added = Signal(str)  # profile id

    def __init__(
        self, profiles: ProfileStore, book: DraftBook, messages: Messages, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._profiles = profiles
        self._book = book
        self._messages = messages

    def add(self) -> None:
        """Add an empty one."""
        self._add(self._profiles.new_profile())

    def duplicate(self, profile_id: str) -> None:
        """Add a copy of one as it stands in the form; its password stays with the first."""
        draft = self._book.get(profile_id)
        if draft is not None:
            name = f"{draft.profile.name or UNNAMED} copy"
            self._add(replace(draft.profile, id=self._profiles.new_profile().id, name=name))

    def paste(self) -> None:
        """Add what the address in the clipboard leads to; it never stands in a field."""
        text = QGuiApplication.clipboard().text()
        try:
            found, password = self._profiles.profile_from_uri(UNNAMED, text)
        except InvalidValue as error:
            why = f"{sentence('It', error.reason)} {error.hint}".strip()
            self._messages.show(
                Message("The clipboard holds no address", why, tone=Tone.PROBLEM, topic=QUESTION)
            )
            return
        self._add(replace(found, name=name_of_address(found)), password or "")

    def _add(self, profile: ConnectionProfile, password: str = "") -> None:
        self._book.add(profile, password)
        self.added.emit(profile.id)


def name_of_address(found: ConnectionProfile) -> str:
    """What to call a connection that was made of an address."""
    return found.dbname or found.host.split(",")[0]

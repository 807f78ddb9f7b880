"""What the connection dialog says and offers when a connection was saved, or could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.gui.connections.questions import SECRET, Questions
from catalogue_gui.gui.connections.request import ConnectionRequest
from catalogue_gui.gui.connections.saving import SaveOutcome
from catalogue_gui.gui.messages import Message, Messages

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.changes import ProfileChanges
    from catalogue_gui.gui.connections.drafts import DraftBook
    from catalogue_gui.gui.connections.profile_form import ProfileForm
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.secrets import Secrets


class SaveOutcomes(QObject):
    """Listens to the changes and shows each outcome where it belongs.

    Args:
        changes: what is done in the background.
        book: what has been typed.
        form: shows reasons beside its fields.
        questions: offers what can be done instead.
        messages: the dialog's line.
        secrets: keeps a password for this session.
    """

    saved = Signal(object)  # Draft, None when it was removed meanwhile
    connect_wanted = Signal(object)  # ConnectionRequest

    def __init__(
        self,
        changes: ProfileChanges,
        book: DraftBook,
        form: ProfileForm,
        questions: Questions,
        messages: Messages,
        secrets: Secrets,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._changes = changes
        self._book = book
        self._form = form
        self._questions = questions
        self._messages = messages
        self._secrets = secrets
        changes.saved.connect(self._on_saved)
        changes.save_failed.connect(self._on_save_failed)
        changes.password_forgotten.connect(self._on_password_forgotten)
        changes.forget_failed.connect(self._on_forget_failed)

    def _on_saved(self, outcome: SaveOutcome, password: str, then_connect: bool) -> None:
        error = outcome.secret_error
        self._book.mark_saved(outcome.profile, "" if error else password)
        draft = self._book.get(outcome.profile.id)
        if draft is not None:
            self._form.note_saved(draft)
        self.saved.emit(draft)
        if isinstance(error, InvalidValue):
            self._form.password.show_reason(error.reason)
        elif error is not None:
            self._questions.offer_session(
                error, lambda: self._keep_for_session(outcome.profile, password, then_connect)
            )
        else:
            if outcome.left_behind is not None:
                self._messages.show_error(outcome.left_behind, topic=SECRET)
            if then_connect:
                self.connect_wanted.emit(ConnectionRequest(outcome.profile, password or None))

    def _keep_for_session(
        self, profile: ConnectionProfile, password: str, then_connect: bool
    ) -> None:
        """Where it is to be kept another time stays as it was: only this time the keyring did not take it."""
        self._secrets.save_for_session(profile.id, password)
        self._on_saved(SaveOutcome(profile), password, then_connect)

    def _on_save_failed(self, error: CatalogueError, profile_id: str) -> None:
        is_shown = self._form.shows(profile_id)
        if isinstance(error, InvalidValue) and is_shown and self._form.has_field(error.field):
            self._form.show_problems({error.field: error.reason})
            self._form.focus_on(error.field)
        else:
            self._messages.show_error(error)

    def _on_password_forgotten(self, _: str) -> None:
        self._messages.show(
            Message(
                "Password forgotten",
                "No password is kept for this connection any more.",
                topic=SECRET,
            )
        )

    def _on_forget_failed(self, error: CatalogueError) -> None:
        self._messages.show_error(error, topic=SECRET)

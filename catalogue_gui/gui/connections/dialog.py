"""The connection dialog: the saved connections, the form of one of them, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.gui.connections.changes import ProfileChanges
from catalogue_gui.gui.connections.drafts import Draft, DraftBook
from catalogue_gui.gui.connections.layout import DialogParts
from catalogue_gui.gui.connections.profile_list import UNNAMED
from catalogue_gui.gui.connections.questions import SECRET, Questions
from catalogue_gui.gui.connections.request import ConnectionRequest
from catalogue_gui.gui.connections.trial_panel import TrialPanel
from catalogue_gui.gui.connections.trying import Diagnose, Trial, leads_elsewhere
from catalogue_gui.gui.connections.wording import sentence
from catalogue_gui.gui.messages import Message, Messages

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.saving import SaveOutcome
    from catalogue_gui.jobs import JobRunner
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.secrets import Secrets
    from catalogue_gui.profiles.store import LoadedProfiles, ProfileStore


class ConnectionDialog(QDialog):
    """Lists, adds, changes, tries and removes connections, and asks for one to be opened.

    What is typed stays with its connection until it is saved or given up knowingly. The file and the keyring are only
    touched on worker threads.

    Args:
        runner: background work.
        profiles: the saved connections.
        secrets: their passwords.
        diagnose: tries a profile step by step, on a worker thread; a password that is not None is used as it is.
        current_id: the connection to show first; the first of the list when it is not there.
    """

    connect_requested = Signal(
        object
    )  # ConnectionRequest; the dialog stays open until it is accepted
    profiles_changed = Signal()  # something was saved or removed

    def __init__(
        self,
        runner: JobRunner,
        profiles: ProfileStore,
        secrets: Secrets,
        diagnose: Diagnose,
        *,
        current_id: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("connectionDialog")
        self.setAccessibleName("Connections")
        self.setWindowTitle("Connections")
        self._profiles = profiles
        self._secrets = secrets
        self._diagnose = diagnose
        self._book = DraftBook()
        self._shown_id = ""
        self._wanted_id = current_id
        self._messages = Messages(self)
        self._questions = Questions(self._messages)
        self._changes = ProfileChanges(runner, profiles, secrets, self)
        self._trial = TrialPanel(runner, self)
        self._parts = parts = DialogParts(self, self._messages, self._trial)
        self._list, self._address, self._form = parts.profiles, parts.address, parts.form
        self._wire()
        self._enable()
        self._changes.load()

    def _wire(self) -> None:
        self._list.chosen.connect(self._show_current)
        self._list.activated.connect(lambda _: self._on_connect())
        self._list.add_wanted.connect(self._on_add)
        self._list.duplicate_wanted.connect(self._on_duplicate)
        self._list.remove_wanted.connect(self._on_remove)
        self._address.submitted.connect(self._on_address)
        self._form.changed.connect(self._on_form_changed)
        self._form.password.forget_wanted.connect(self._on_forget)
        self._trial.button.clicked.connect(lambda _: self._on_test())
        self._parts.save.clicked.connect(lambda _: self._save_current())
        self._parts.connect.clicked.connect(lambda _: self._on_connect())
        self._parts.close.clicked.connect(lambda _: self.reject())
        changes = self._changes
        changes.loaded.connect(self._on_loaded)
        changes.keyring_state_found.connect(self._form.password.show_keyring_state)
        changes.saved.connect(self._on_saved)
        changes.save_failed.connect(self._on_save_failed)
        changes.removed.connect(self._on_removed)
        changes.password_forgotten.connect(self._on_password_forgotten)
        changes.forget_failed.connect(self._on_forget_failed)
        changes.failed.connect(self._messages.show_error)

    # Loading and choosing

    def _on_loaded(self, loaded: LoadedProfiles) -> None:
        self._book.load(loaded.profiles)
        for draft in self._book:
            draft.is_session_only |= self._secrets.is_session_only(draft.profile.id)
        self._list.show_drafts(list(self._book), self._shown_id or self._wanted_id)
        for notice in loaded.notices:
            self._messages.show_error(notice)

    @property
    def _draft(self) -> Draft | None:
        return self._book.get(self._shown_id)

    def _show_current(self, profile_id: str) -> None:
        if profile_id != self._shown_id:
            self._trial.clear()
            self._questions.withdraw()
            self._address.clear()
        self._shown_id = profile_id
        draft = self._draft
        self._parts.show_form(draft is not None)
        if draft is not None:
            self._form.show_draft(draft)
        self._enable()

    def _enable(self) -> None:
        draft = self._draft
        is_free = draft is not None and not self._changes.is_saving
        self._trial.button.setEnabled(draft is not None)
        self._parts.connect.setEnabled(is_free)
        self._parts.save.setEnabled(is_free and draft is not None and draft.is_changed)

    def _on_form_changed(self) -> None:
        draft = self._draft
        if draft is None:
            return
        profile, password = self._form.profile(), self._form.password.password
        if leads_elsewhere(draft.profile, profile) or draft.password != password:
            self._trial.clear()  # it was about another address
        draft.profile = profile
        draft.password = password
        draft.is_session_only = self._form.password.is_session_only
        self._form.show_problems_of_touched(draft.profile.problems())
        self._list.refresh(draft)
        self._enable()

    # Adding and removing

    def _on_add(self) -> None:
        self._show_new(self._profiles.new_profile())

    def _on_duplicate(self) -> None:
        draft = self._draft
        if draft is None:
            return
        name = f"{draft.profile.name or UNNAMED} copy"
        self._show_new(replace(draft.profile, id=self._profiles.new_profile().id, name=name))

    def _show_new(self, profile: ConnectionProfile) -> None:
        self._book.add(profile)
        self._list.show_drafts(list(self._book), profile.id)
        self._form.focus_on("name")

    def _on_remove(self) -> None:
        draft = self._draft
        if draft is None:
            return
        profile_id = draft.profile.id
        if draft.saved is None:
            if draft.is_blank:
                self._drop(profile_id)
            else:
                self._questions.ask_to_remove(draft, lambda: self._drop(profile_id))
        else:
            self._questions.ask_to_remove(draft, lambda: self._changes.remove(profile_id))

    def _on_removed(self, profile_id: str, secret_error: CatalogueError | None) -> None:
        self._drop(profile_id)
        self.profiles_changed.emit()
        if secret_error is not None:
            self._messages.show_error(secret_error, topic=SECRET)

    def _drop(self, profile_id: str) -> None:
        self._book.remove(profile_id)
        self._list.show_drafts(list(self._book), self._shown_id)

    # Passwords

    def _on_forget(self) -> None:
        if self._draft is not None:
            self._changes.forget_password(self._shown_id)

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

    # An address

    def _on_address(self, text: str) -> None:
        draft = self._draft
        if draft is None:
            return
        kept = draft.profile
        try:
            found, password = self._profiles.profile_from_uri(kept.name or UNNAMED, text)
        except InvalidValue as error:
            self._address.show_reason(
                f"{sentence('The address', error.reason)} {error.hint}".strip()
            )
            return
        self._address.clear()
        self._trial.clear()
        draft.profile = replace(
            found,
            id=kept.id,
            name=kept.name or self._book.free_name(found.dbname or found.host.split(",")[0]),
            colour=kept.colour,
            read_only=kept.read_only,
            is_production=kept.is_production,
        )
        draft.password = password or draft.password
        self._form.show_draft(draft)
        self._list.refresh(draft)
        self._enable()

    # Trying

    def _on_test(self) -> None:
        draft = self._draft
        if self._trial.is_running:
            self._trial.stop()
        elif draft is not None and self._is_sound(draft):
            self._trial.start(Trial(self._diagnose, self._secrets, draft.profile, draft.password))

    def _is_sound(self, draft: Draft) -> bool:
        """Show what cannot be saved or tried beside its field, and say whether there is nothing."""
        problems = draft.profile.problems()
        self._form.show_problems(problems)
        if problems:
            self._form.focus_on(next(iter(problems)))
        return not problems

    # Saving and connecting

    def _save_current(self, *, then_connect: bool = False) -> None:
        draft = self._draft
        if draft is None or self._changes.is_saving or not self._is_sound(draft):
            return
        self._messages.withdraw(SECRET)
        self._changes.save(draft, then_connect=then_connect)
        self._enable()

    def _on_saved(self, outcome: SaveOutcome, password: str, then_connect: bool) -> None:
        error = outcome.secret_error
        self._book.mark_saved(outcome.profile, "" if error else password)
        draft = self._book.get(outcome.profile.id)
        if draft is not None:
            self._list.refresh(draft)
            self._form.note_saved(draft)
        self._enable()
        self.profiles_changed.emit()
        if isinstance(error, InvalidValue):
            self._form.password.show_reason(error.reason)
        elif error is not None:
            self._questions.offer_session(error, lambda: self._keep_for_session(then_connect))
        elif then_connect:
            self._request(ConnectionRequest(outcome.profile, password or None))

    def _keep_for_session(self, then_connect: bool) -> None:
        self._form.password.choose_session()
        self._save_current(then_connect=then_connect)

    def _on_save_failed(self, error: CatalogueError, profile_id: str) -> None:
        self._enable()
        is_shown = profile_id == self._shown_id
        if isinstance(error, InvalidValue) and is_shown and self._form.has_field(error.field):
            self._form.show_problems({error.field: error.reason})
            self._form.focus_on(error.field)
        else:
            self._messages.show_error(error)

    def _on_connect(self) -> None:
        draft = self._draft
        if draft is None:
            return
        if draft.is_changed:
            self._save_current(then_connect=True)
        else:
            self._request(ConnectionRequest(draft.profile))

    def _request(self, request: ConnectionRequest) -> None:
        others = [each for each in self._book.changed if each.profile.id != request.profile.id]
        if others:
            self._questions.ask_about_unsaved(
                others,
                "Discard and connect",
                "discardAndConnectButton",
                lambda: self.connect_requested.emit(request),
            )
        else:
            self.connect_requested.emit(request)

    # Closing

    def reject(self) -> None:
        """Close, but not before the user gave up knowingly what was not saved."""
        unsaved = self._book.changed
        if unsaved:
            self._questions.ask_about_unsaved(
                unsaved, "Discard", "discardChangesButton", super().reject
            )
        else:
            super().reject()

    def done(self, result: int) -> None:
        """End the test that may be running, however the dialog is closed."""
        self._trial.clear()
        super().done(result)

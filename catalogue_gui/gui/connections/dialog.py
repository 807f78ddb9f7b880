"""The connection dialog: the saved connections, the form of one of them, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.gui.connections.adding import Adding, name_of_address
from catalogue_gui.gui.connections.certificate_files import CertificateCheck
from catalogue_gui.gui.connections.changes import ProfileChanges
from catalogue_gui.gui.connections.drafts import Draft, DraftBook
from catalogue_gui.gui.connections.gathering import Gathering
from catalogue_gui.gui.connections.layout import DialogParts
from catalogue_gui.gui.connections.questions import SECRET, Questions
from catalogue_gui.gui.connections.request import ConnectionRequest
from catalogue_gui.gui.connections.save_outcomes import SaveOutcomes
from catalogue_gui.gui.connections.trial_panel import TrialPanel
from catalogue_gui.gui.connections.trying import Diagnose, Trial, leads_elsewhere
from catalogue_gui.gui.connections.wording import UNNAMED, sentence
from catalogue_gui.gui.messages import Messages

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.order import Place
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
        self._adding = Adding(profiles, self._book, self._messages, self)
        self._gathering = Gathering(runner, profiles, secrets, self._messages, self)
        self._files = CertificateCheck(runner, self)
        self._trial = TrialPanel(runner, self)
        self._parts = parts = DialogParts(self, self._messages, self._trial)
        self._list, self._address, self._form = parts.profiles, parts.address, parts.form
        self._outcomes = SaveOutcomes(
            self._changes, self._book, self._form, self._questions, self._messages, secrets, self
        )
        self._wire()
        self._enable()
        self._changes.load()

    def _wire(self) -> None:
        self._list.chosen.connect(self._show_current)
        self._list.activated.connect(lambda _: self._on_connect())
        self._list.add_wanted.connect(self._adding.add)
        self._list.duplicate_wanted.connect(lambda: self._adding.duplicate(self._shown_id))
        self._list.remove_wanted.connect(self._on_remove)
        self._list.paste_wanted.connect(self._adding.paste)
        self._adding.added.connect(self._on_added)
        self._list.find_wanted.connect(self._gathering.find)
        self._list.import_wanted.connect(self._gathering.choose_import)
        self._list.export_wanted.connect(self._gathering.choose_export)
        self._list.arranged.connect(self._on_arranged)
        self._gathering.taken.connect(self._on_taken)
        self._address.submitted.connect(self._on_address)
        self._files.found.connect(self._form.show_file_problems)
        self._form.changed.connect(self._on_form_changed)
        self._form.password.forget_wanted.connect(
            lambda: self._changes.forget_password(self._shown_id)
        )
        self._trial.button.clicked.connect(lambda _: self._on_test())
        self._parts.save.clicked.connect(lambda _: self._save_current())
        self._parts.connect.clicked.connect(lambda _: self._on_connect())
        self._parts.close.clicked.connect(lambda _: self.reject())
        changes = self._changes
        changes.wait.began.connect(self._questions.say_waiting)
        changes.wait.ended.connect(self._questions.say_waited)
        changes.loaded.connect(self._on_loaded)
        changes.keyring_state_found.connect(self._form.password.show_keyring_state)
        changes.save_failed.connect(lambda *_: self._enable())
        changes.removed.connect(self._on_removed)
        self._outcomes.saved.connect(self._on_saved)
        self._outcomes.connect_wanted.connect(self._request)
        changes.arranged.connect(self.profiles_changed)
        changes.failed.connect(self._messages.show_error)

    # Loading and choosing

    def _on_loaded(self, loaded: LoadedProfiles) -> None:
        self._book.load(loaded.profiles)
        self._list.show_drafts(list(self._book), self._wanted_id or self._shown_id)
        self._wanted_id = ""
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
            self._form.offer_groups(self._book.groups)
            self._form.show_draft(draft)
            self._form.show_file_problems({})
            self._files.look_at_anew(draft.profile)
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
        self._files.look_at(profile)
        draft.profile = profile
        draft.password = password
        self._form.show_problems_of_touched(draft.profile.problems())
        self._list.refresh(draft)
        self._enable()

    # Adding and removing

    def _on_added(self, profile_id: str) -> None:
        self._list.show_drafts(list(self._book), profile_id)
        self._form.focus_on("name")

    def _on_arranged(self, places: list[Place]) -> None:
        self._book.arrange(places)
        self._list.show_drafts(list(self._book), self._shown_id)
        self._changes.arrange(places)

    def _on_taken(self, added: tuple[ConnectionProfile, ...]) -> None:
        if added:
            self._wanted_id = added[0].id
            self._changes.load()
            self.profiles_changed.emit()

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
        draft = self._book.get(profile_id)
        name = draft.profile.name if draft is not None else UNNAMED
        self._drop(profile_id)
        self.profiles_changed.emit()
        if secret_error is not None:
            self._questions.tell_left_behind(
                name, secret_error, lambda: self._changes.forget_password(profile_id)
            )

    def _drop(self, profile_id: str) -> None:
        self._book.remove(profile_id)
        self._list.show_drafts(list(self._book), self._shown_id)

    # An address

    def _on_address(self, text: str) -> None:
        draft = self._draft
        if draft is None:
            return
        try:
            found, password = self._profiles.profile_from_uri(UNNAMED, text)
        except InvalidValue as error:
            self._address.show_reason(
                f"{sentence('The address', error.reason)} {error.hint}".strip()
            )
            return
        self._address.clear()
        self._trial.clear()
        draft.take_address(found, password, self._book.free_name(name_of_address(found)))
        self._form.show_draft(draft)
        self._list.refresh(draft)
        self._on_form_changed()

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

    def _on_saved(self, draft: Draft | None) -> None:
        if draft is not None:
            self._list.show_saved(draft, list(self._book))
            self._form.offer_groups(self._book.groups)
        self._enable()
        self.profiles_changed.emit()

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

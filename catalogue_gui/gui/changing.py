"""Everything that changes products, wired: editing, what was left unsaved, new, delete, undo, and who may do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.rights import Action as Deed
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.products.edit_announcements import EditAnnouncements
from catalogue_gui.gui.products.edit_keeping import EditKeeping
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState
from catalogue_gui.gui.services import Services
from catalogue_gui.gui.tool_bar import ToolBar
from catalogue_gui.jobs import JobContext

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

UNSAVED_TOPIC = "unsaved"
LEFT_TOPIC = "left behind"


class Changing(QObject):
    """What the window offers to change products with.

    Args:
        services: background work and the journal.
        messages: where it is said what happened.
        window: for dialogs.
    """

    def __init__(self, services: Services, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._messages = messages
        self._keeping = EditKeeping(services.journal)
        self._catalogue: Catalogue | None = None
        self._tools: ToolBar | None = None
        self._has_product = False
        self.editing = ProductEditing(services.runner, self, keeping=self._keeping)
        self._announcements = EditAnnouncements(self.editing, messages, window)
        self.editing.history.changed.connect(self._on_history)
        self.editing.pending_changed.connect(self._on_pending)
        self.editing.rights_changed.connect(self._allow)

    def wire(self, tools: ToolBar) -> None:
        """Follow the tool bar and keep its actions up to date."""
        self._tools = tools
        tools.undo.triggered.connect(self.editing.history.undo)
        tools.redo.triggered.connect(self.editing.history.redo)
        self._on_history()
        self._allow()

    def use_source(self, key: str) -> None:
        """Another catalogue is being opened, known in the journal under a key."""
        self._keeping.use(key)

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Change another catalogue from now on."""
        self._catalogue = catalogue
        self._messages.withdraw(LEFT_TOPIC)
        self.editing.use_catalogue(catalogue)
        self._allow()
        if catalogue is not None:
            self._look_for_left_behind(catalogue)

    def came_back(self) -> None:
        """The server answers again; it may be a copy that can only be read now, or no longer be one."""
        self.editing.look_at_rights()
        self.editing.send_waiting()

    def show_current(self, has_product: bool) -> None:
        """Offer what needs a product, or do not."""
        self._has_product = has_product
        self._allow()

    # What an earlier run of the program could not save

    def _look_for_left_behind(self, catalogue: Catalogue) -> None:
        key = self._keeping.key

        def work(context: JobContext) -> list[PendingEdit]:
            with context.connection() as connection:
                return self._keeping.left_behind(key, catalogue, connection)

        def done(left: list[PendingEdit]) -> None:
            if left and self._catalogue is catalogue:
                self.editing.take_up(left)
                self._offer(len(left))

        self._services.runner.submit(
            work, owner=self, on_success=done, on_failure=self._messages.show_error
        )

    def _offer(self, count: int) -> None:
        what = (
            "A value that you typed earlier was not saved"
            if count == 1
            else f"{QLocale().toString(count)} values that you typed earlier were not saved"
        )
        self._messages.show(
            Message(
                what,
                "The program ended before the server had them. They are marked in the table. "
                "What somebody else has changed since is not overwritten.",
                tone=Tone.PROBLEM,
                actions=(
                    Action("Save now", self.editing.send_left, "saveLeftButton"),
                    Action("Give up", self._give_up_left, "giveUpLeftButton"),
                ),
                topic=LEFT_TOPIC,
            )
        )

    def _give_up_left(self) -> None:
        for pending in self.editing.pending.in_state(PendingState.LEFT):
            self.editing.give_up(pending.product_id, pending.field)

    # The tool bar

    def _on_history(self) -> None:
        history, tools = self.editing.history, self._tools
        if tools is None:
            return
        for action, word, text in (
            (tools.undo, "Undo", history.undo_text),
            (tools.redo, "Redo", history.redo_text),
        ):
            action.setEnabled(bool(text))
            action.setToolTip(f"{word} {text}".strip())

    def _on_pending(self) -> None:
        pending = self.editing.pending
        if pending.unsaved_count == 0:
            self._messages.withdraw(UNSAVED_TOPIC)
        if not pending.in_state(PendingState.LEFT):
            self._messages.withdraw(LEFT_TOPIC)
        if self._keeping.problem is not None and not self._keeping.problem_is_told:
            self._keeping.problem_is_told = True
            self._messages.show_error(self._keeping.problem, topic="journal")

    def _allow(self) -> None:
        tools, rights = self._tools, self.editing.rights
        if tools is None:
            return
        is_open = self._catalogue is not None
        for action, deed, is_possible in (
            (tools.new, Deed.ADD, is_open),
            (tools.delete, Deed.DELETE, is_open and self._has_product),
            (tools.import_file, Deed.ADD, is_open),
        ):
            # An import may also only update: it is offered to whoever may change anything at all.
            is_import = action is tools.import_file
            reason = rights.why_not(deed)
            if is_import and self._catalogue is not None and self._catalogue.is_writable:
                reason = ""
            tools.allow(action, is_possible and not reason, reason if is_open else "")

    # Closing and changing over

    def ask_over_unsaved(self, action: Action) -> None:
        """Say that something typed is not saved, and offer to go on all the same."""
        count = self.editing.pending.unsaved_count
        what = "One value that you typed is" if count == 1 else f"{count} values that you typed are"
        consequence = (
            "They are kept on this computer and offered again when this catalogue is opened next."
            if self._keeping.is_keeping
            else "Going on now gives them up."
        )
        self._messages.show(
            Message(
                f"{what} not saved",
                f"Marked cells show what is meant. {consequence}",
                tone=Tone.PROBLEM,
                actions=(action,),
                topic=UNSAVED_TOPIC,
            )
        )

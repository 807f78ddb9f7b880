"""What an earlier run of the program could not save: looked for when a catalogue is opened, and offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.products.edit_keeping import EditKeeping
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

TOPIC = "left behind"


class LeftBehind(QObject):
    """Asks the journal and the server what became of it, shows it as pending, and asks what is to become of it."""

    def __init__(
        self,
        runner: JobRunner,
        editing: ProductEditing,
        keeping: EditKeeping,
        messages: Messages,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._editing = editing
        self._keeping = keeping
        self._messages = messages
        self._catalogue: Catalogue | None = None
        self._is_found = False
        editing.pending_changed.connect(self._on_pending)

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Look for what was left of a catalogue that has been opened."""
        self._messages.withdraw(TOPIC)
        self._catalogue = catalogue
        self._is_found = False
        self.look()

    def look(self) -> None:
        """Look again unless it has been found; the server may not have been able to tell before."""
        catalogue, key = self._catalogue, self._keeping.key
        if catalogue is None or self._is_found:
            return

        def work(context: JobContext) -> list[PendingEdit]:
            self._keeping.wait_for_answers(key)
            with context.connection() as connection:
                return self._keeping.left_behind(key, catalogue, connection)

        def done(left: list[PendingEdit]) -> None:
            if self._catalogue is not catalogue:
                return  # found again when that one is opened next
            self._is_found = True
            self._keeping.handed_over(key)
            self._editing.take_up(left)
            count = len(self._editing.pending.in_state(PendingState.LEFT))
            if count:
                self._offer(count)

        self._runner.submit(work, owner=self, on_success=done, on_failure=self._messages.show_error)

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
                    Action("Save now", self._editing.send_left, "saveLeftButton"),
                    Action("Give up", self._give_up, "giveUpLeftButton"),
                ),
                topic=TOPIC,
            )
        )

    def _give_up(self) -> None:
        for pending in self._editing.pending.in_state(PendingState.LEFT):
            self._editing.give_up(pending.product_id, pending.field)

    def _on_pending(self) -> None:
        if not self._editing.pending.in_state(PendingState.LEFT):
            self._messages.withdraw(TOPIC)

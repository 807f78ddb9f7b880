"""A change to many products as one step of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue_gui.catalogue.bulk import BulkOutcome
from catalogue_gui.gui.bulk.actions import BulkAction
from catalogue_gui.gui.bulk.bulk_work import BulkRun, is_done_afresh
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.history import Done, Failed, Step

if TYPE_CHECKING:
    from catalogue_gui.gui.bulk.bulk_editing import BulkEditing


class BulkStep(Step):
    """A change to many products, taken back and done again as a whole.

    Args:
        bulk: runs it.
        editing: of the window.
        text: for the history.
        action: what was done.
        step_id: its number in the journal.
        count: how many products it changed.
    """

    def __init__(
        self,
        bulk: BulkEditing,
        editing: ProductEditing,
        text: str,
        action: BulkAction,
        step_id: int,
        count: int,
    ) -> None:
        super().__init__(editing, text)
        self._bulk = bulk
        self.action = action
        self.step_id = step_id
        self.count = count
        self.lost_run: BulkRun | None = None  # doing it afresh, when the answer was lost

    def take_back(self, done: Done, failed: Failed) -> None:
        self._bulk.take_back(self, done, failed)

    def repeat(self, done: Done, failed: Failed) -> None:
        self._bulk.repeat(self, done, failed)

    def note_reversed(self, outcome: BulkOutcome) -> None:
        """It has been taken back, or done again by writing back its rows."""
        self.lost_run = None
        is_whole = not outcome.left and not outcome.gone
        if not outcome.changed or (is_done_afresh(self.action) and not is_whole):
            # Nothing is left to go back to; or nobody could tell to which products it may be done once more.
            self.setObsolete(True)

    def note_done_again(self, step_id: int, outcome: BulkOutcome) -> None:
        """It has been done afresh, as another step of the journal."""
        self.lost_run = None
        if outcome.changed:
            self.step_id, self.count = step_id, outcome.changed
        else:
            self.setObsolete(True)

"""Changes to many products at once: run in the background, cancelled or done as a whole, and taken back as one step."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.bulk import BulkChange, BulkOutcome
from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.gui.bulk.actions import BulkAction, Deletion, Reversal, decode_action
from catalogue_gui.gui.bulk.bulk_step import BulkStep
from catalogue_gui.gui.bulk.bulk_work import BulkRun, BulkWork, is_done_afresh
from catalogue_gui.gui.bulk.lost_runs import ASK_AGAIN_MS, LostRuns
from catalogue_gui.gui.bulk.running import BulkRunning
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.bulk.step_rows import RowsInMemory, StepJournal
from catalogue_gui.gui.bulk.wording import done_text, phase_text, reversed_text, step_text
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.history import Done, Failed
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

logger = logging.getLogger(__name__)


class BulkEditing(QObject):
    """Runs one change to many products at a time.

    Every run begins with ``started`` and ends with ``ended``. Then comes exactly one of ``finished``, ``reverted``,
    ``cancelled``, ``failed`` and ``outcome_unknown``; of an undo or redo that did not come about the history tells.

    Args:
        runner: background work.
        editing: whose history the steps go to.
        journal: keeps the rows for taking back; None to keep them in memory.
        ask_again_ms: time between two questions after a run whose answer was lost.
    """

    started = Signal(str, int)  # what is being done, and to how many products
    progressed = Signal(object)  # Progress
    ended = Signal()
    finished = Signal(object, str)  # BulkOutcome, and in words
    reverted = Signal(object, str)  # BulkOutcome of an undo or redo, and in words
    cancelled = Signal()  # nothing was changed
    failed = Signal(object)  # CatalogueError; nothing was changed
    outcome_unknown = Signal(object)  # CatalogueError; it is being looked up
    products_changed = Signal()  # many are others now, or gone: the rows are to be asked for again

    def __init__(
        self,
        runner: JobRunner,
        editing: ProductEditing,
        journal: StepJournal | None = None,
        parent: QObject | None = None,
        *,
        ask_again_ms: int = ASK_AGAIN_MS,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._editing = editing
        self._journal = journal
        self._work: BulkWork | None = None
        self._catalogue: Catalogue | None = None
        self._running = BulkRunning(runner, self)
        self._running.started.connect(self.started)
        self._running.progressed.connect(self.progressed)
        self._running.ended.connect(self.ended)
        self._lost = LostRuns(runner, self, ask_again_ms=ask_again_ms)
        self._lost.known.connect(self._on_known)
        # Not with the step: the same one is taken back by undo and from the list of what was done.
        self._lost_reversals: dict[Reversal, BulkRun] = {}

    @property
    def catalogue(self) -> Catalogue | None:
        """The catalogue that is changed."""
        return self._catalogue

    @property
    def runner(self) -> JobRunner:
        """Background work."""
        return self._runner

    @property
    def is_running(self) -> bool:
        """True from ``started`` to ``ended``."""
        return self._running.is_running

    def use_catalogue(self, catalogue: Catalogue | None, key: str = "", who: str = "") -> None:
        """Change another catalogue from now on; a run under way is cancelled.

        Args:
            catalogue: the catalogue, None for none.
            key: its name in the journal; empty to keep nothing there.
            who: the database's user, for the history.
        """
        self._running.forget()
        self._lost.clear()
        if self._journal is None:  # its numbers begin anew
            self._lost_reversals.clear()
        self._catalogue, self._work = catalogue, None
        if catalogue is None:
            return
        if self._journal is None or not key:
            self._work = BulkWork(catalogue, RowsInMemory(), key, who)
            return
        work = self._work = BulkWork(catalogue, self._journal, key, who)
        self._runner.submit(
            work.settle_left_behind,
            owner=self,
            on_success=_nothing,
            on_failure=lambda error: logger.warning("%s %s", error.message, error.detail),
        )

    # What the user asks for

    def change(self, scope: ProductScope, change: BulkChange) -> None:
        """Make one change to products."""
        self._begin(scope, change)

    def delete_products(self, scope: ProductScope) -> None:
        """Delete products."""
        self._begin(scope, Deletion())

    def cancel(self) -> None:
        """Stop the run; it is rolled back, unless it has just been committed. A signal says which."""
        self._running.cancel()

    def ask_again(self) -> None:
        """Ask what became of runs whose answer was lost; that is done from time to time in any case."""
        self._lost.ask()

    def _begin(self, scope: ProductScope, action: BulkAction) -> None:
        work = self._work
        if work is None:
            return
        if self.is_running:
            self.failed.emit(_already_running())
            return
        count = scope.count
        run = BulkRun(step_text(action, count), action, phase_text(action))
        self._running.start(
            run,
            count,
            lambda context: work.do(context, run, scope.ids),
            on_done=partial(self._on_finished, run),
            on_failed=partial(self._on_failed, work, run),
            on_cancelled=self.cancelled.emit,
        )

    # What the history asks for

    def step_of(self, step_id: int, text: str, payload: str, count: int) -> BulkStep | None:
        """A step from the journal, to be taken back; None for one that is not of this kind.

        Args:
            step_id: its number.
            text: what was done.
            payload: as the journal keeps it.
            count: how many products it changed.
        """
        action = decode_action(payload)
        if action is None or isinstance(action, Reversal):
            return None
        return BulkStep(self, self._editing, text, action, step_id, count)

    def take_back(self, step: BulkStep, done: Done, failed: Failed) -> None:
        """Take a step back; exactly one of the two is called."""
        self._reverse(step, done, failed, is_undo=True)

    def repeat(self, step: BulkStep, done: Done, failed: Failed) -> None:
        """Do a step again; exactly one of the two is called."""
        if is_done_afresh(step.action):
            self._do_again(step, done, failed)
        else:
            self._reverse(step, done, failed, is_undo=False)

    def _reverse(self, step: BulkStep, done: Done, failed: Failed, *, is_undo: bool) -> None:
        work = self._work
        if work is None or self.is_running:
            failed(_already_running())
            return
        reversal = Reversal(step.step_id, is_undo)
        phase = phase_text(step.action, is_undo=is_undo)
        run = BulkRun(step.text(), step.action, phase, reversal)
        earlier = self._lost_reversals.get(reversal)

        def on_done(outcome: BulkOutcome) -> None:
            self._lost_reversals.pop(reversal, None)
            step.note_reversed(outcome)
            self._on_reversed(step.action, outcome, done, is_undo=is_undo)

        self._run_step(
            step,
            run,
            lambda context: work.reverse(context, run, step.count, earlier),
            on_done=on_done,
            failed=failed,
        )

    def _do_again(self, step: BulkStep, done: Done, failed: Failed) -> None:
        work = self._work
        if work is None or self.is_running:
            failed(_already_running())
            return
        run = BulkRun(step.text(), step.action, phase_text(step.action))
        earlier = step.lost_run
        find_ids = work.ids_of(step.step_id)
        made = run

        def redo(context: JobContext) -> BulkOutcome:
            nonlocal made
            if earlier is not None and work.settle(context, earlier) == TransactionState.COMMITTED:
                made = earlier
                return earlier.outcome
            return work.do(context, run, find_ids)

        def on_done(outcome: BulkOutcome) -> None:
            step.note_done_again(made.step_id, outcome)
            self._on_reversed(step.action, outcome, done, is_undo=False)

        self._run_step(step, run, redo, on_done=on_done, failed=failed)

    def _run_step(
        self,
        step: BulkStep,
        run: BulkRun,
        work: Callable[[JobContext], BulkOutcome],
        *,
        on_done: Callable[[BulkOutcome], None],
        failed: Failed,
    ) -> None:
        def on_failed(error: CatalogueError) -> None:
            # Asked after when it is tried again.
            if run.is_outcome_unknown and run.reverses is not None:
                self._lost_reversals[run.reverses] = run
            elif run.is_outcome_unknown:
                step.lost_run = run
            failed(error)

        self._running.start(
            run,
            step.count,
            work,
            on_done=on_done,
            on_failed=on_failed,
            on_cancelled=lambda: failed(_was_cancelled()),
        )

    # What became of it

    def _on_finished(self, run: BulkRun, outcome: BulkOutcome) -> None:
        if outcome.changed:
            text = step_text(run.action, outcome.changed, run.first_name)
            step = BulkStep(self, self._editing, text, run.action, run.step_id, outcome.changed)
            self._editing.history.push(step)
            self.products_changed.emit()
        self.finished.emit(outcome, done_text(run.action, outcome, run.first_name))

    def _on_reversed(
        self, action: BulkAction, outcome: BulkOutcome, done: Done, *, is_undo: bool
    ) -> None:
        done()
        if outcome.changed:
            self.products_changed.emit()
        self.reverted.emit(outcome, reversed_text(action, outcome, is_undo=is_undo))

    def _on_failed(self, work: BulkWork, run: BulkRun, error: CatalogueError) -> None:
        if run.is_outcome_unknown:
            self._lost.add(work, run)
            self.outcome_unknown.emit(error)
        else:
            self.failed.emit(error)

    def _on_known(self, run: BulkRun, state: TransactionState) -> None:
        match state:
            case TransactionState.COMMITTED:
                self._on_finished(run, run.outcome)
            case TransactionState.ABORTED:
                self.failed.emit(_was_not_saved(run.text))
            case _:
                self.failed.emit(_cannot_be_known(run.text))


def _nothing(_: object) -> None:
    pass


def _already_running() -> CatalogueError:
    return CatalogueError(
        "Another change to many products is running.",
        title="One after the other",
        hint="Wait for it, or cancel it at the bottom.",
    )


def _was_cancelled() -> CatalogueError:
    return CatalogueError("It was cancelled.", title="Cancelled", hint="Nothing was changed.")


def _was_not_saved(what: str) -> CatalogueError:
    return CatalogueError(
        f"The answer to “{what}” had been lost. The server says that it was not saved.",
        title="Nothing was changed",
        hint="Do it again if it is still wanted.",
    )


def _cannot_be_known(what: str) -> CatalogueError:
    return CatalogueError(
        f"The answer to “{what}” had been lost, and the server cannot say what became of it.",
        title="Not known whether it was saved",
        hint="Look at some of the products before you do it again.",
    )

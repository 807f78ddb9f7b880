"""The work of a bulk change on its worker thread: one transaction, its rows in the journal, exactly once. No Qt."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from catalogue_gui.catalogue.bulk import BulkOutcome, ChangeStockBy, RowChange
from catalogue_gui.catalogue.errors import CatalogueError, ConnectionLost
from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.gui.bulk.actions import (
    BulkAction,
    Deletion,
    Reversal,
    decode_action,
    deleted_product,
    deleted_row,
    encode_action,
)
from catalogue_gui.gui.bulk.scope import PackedIds
from catalogue_gui.gui.bulk.step_rows import UNDONE, StepJournal

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.jobs import JobContext

logger = logging.getLogger(__name__)

CheckCancelled = Callable[[], None]
FindIds = Callable[[CheckCancelled], PackedIds]

# Of the sorted ids at a time, as the database takes them in batches of its own; see PackedIds.
BATCH_ROWS = 4_000


@dataclass(slots=True)
class BulkRun:
    """One run and what became of it. Its worker writes it; others read it once the run has ended.

    Args:
        text: what is done, as the journal names it.
        action: what is done.
        phase: the same while it is going on, for the progress.
        reverses: the step that is taken back or done again; None for a step of its own.
        step_id: its number in the journal; 0 before that.
        transaction: the server's number of its transaction; empty before that.
        outcome: what was done, as soon as the server has done it, committed or not.
        done: how many products the server has looked at.
        first_name: of the first product deleted.
        error: what it failed with.
    """

    text: str
    action: BulkAction
    phase: str
    reverses: Reversal | None = None
    step_id: int = 0
    transaction: str = ""
    outcome: BulkOutcome = field(default_factory=lambda: BulkOutcome(0))
    done: int = 0
    first_name: str = ""
    error: BaseException | None = None

    @property
    def is_outcome_unknown(self) -> bool:
        """True when it may or may not have been committed."""
        return isinstance(self.error, ConnectionLost) and self.error.outcome_unknown


class BulkWork:
    """What is done to one catalogue, with its journal. Every method belongs to worker threads.

    Args:
        catalogue: the catalogue.
        journal: keeps the rows.
        key: the catalogue's name in the journal.
        who: the database's user, for the history.
    """

    def __init__(self, catalogue: Catalogue, journal: StepJournal, key: str, who: str) -> None:
        self._catalogue = catalogue
        self._journal = journal
        self._key = key
        self._who = who

    def do(self, context: JobContext, run: BulkRun, find_ids: FindIds) -> BulkOutcome:
        """Do something to products, in one transaction.

        Raises:
            CatalogueError: nothing was changed, unless the run's outcome is unknown.
            Cancelled: nothing was changed.
        """
        with self._noted(run, encode_action(run.action)):
            ids = find_ids(context.check_cancelled)
            on_progress = _reporter(context, run.phase, len(ids))
            with context.transaction() as connection:
                for batch in ids.sorted_batches(BATCH_ROWS):
                    self._do_batch(connection, run, batch, on_progress)
                self._note_transaction(connection, run)
        self._committed(run)
        return run.outcome

    def reverse(
        self, context: JobContext, run: BulkRun, count: int, earlier: BulkRun | None
    ) -> BulkOutcome:
        """Take a step back, or do it again, where its products still are as it left them.

        Args:
            context: the job's.
            run: its ``reverses`` says which step, and which way.
            count: how many products the step changed, for the progress.
            earlier: an earlier try of the same whose answer was lost. If it was committed nothing is done again.
        Raises:
            CatalogueError: nothing was changed, unless the run's outcome is unknown.
            Cancelled: nothing was changed.
        """
        if earlier is not None and self.settle(context, earlier) == TransactionState.COMMITTED:
            return earlier.outcome
        reversal = run.reverses
        assert reversal is not None
        if reversal.is_undo and self._is_undone(reversal.step_id):
            return BulkOutcome(0)  # in another window, or from the list of what was done
        with self._noted(run, encode_action(reversal)):
            batches = self._journal.rows(reversal.step_id)
            on_progress = _reporter(context, run.phase, count)
            with context.transaction() as connection:
                run.outcome = self._write_back(connection, run, batches, on_progress, count)
                self._note_transaction(connection, run)
        self._committed(run)
        return run.outcome

    def ids_of(self, step_id: int) -> FindIds:
        """The products of a step, to do the same to them again."""

        def find(check_cancelled: CheckCancelled) -> PackedIds:
            found: list[bytes] = []
            for batch in self._journal.rows(step_id):
                check_cancelled()
                found.extend(row.product_id.bytes for row in batch)
            return PackedIds(found)

        return find

    def settle(self, context: JobContext, run: BulkRun) -> TransactionState:
        """Find out what became of a run whose answer was lost, and note it.

        Raises:
            CatalogueError: it cannot be known yet.
        """
        with context.connection() as connection:
            state = self._catalogue.transaction_state(connection, run.transaction)
        if state == TransactionState.IN_PROGRESS:
            raise CatalogueError(
                "The server has not finished with the change whose answer was lost.",
                title="Not known yet",
                hint="Try again in a moment.",
            )
        if state == TransactionState.COMMITTED:
            self._committed(run)
        elif state == TransactionState.ABORTED:
            self._drop(run)
        return state

    def settle_left_behind(self, context: JobContext) -> None:
        """Find out what became of the steps that the program was ended over, and note it.

        Raises:
            CatalogueError: the journal or the server cannot be asked; the next start does.
        """
        for step in self._journal.open_steps_left_behind(self._key):
            context.check_cancelled()
            action = decode_action(step.payload)
            if action is None:
                continue  # not one of these steps
            # What stands for a reversal is only which step it reverses; the action itself is that step's.
            is_reversal = isinstance(action, Reversal)
            run = BulkRun("", Deletion() if isinstance(action, Reversal) else action, "")
            run.reverses = action if isinstance(action, Reversal) else None
            run.step_id, run.transaction = step.id, step.transaction or ""
            if not run.transaction:
                self._drop(run)
                continue
            if not is_reversal:
                count = sum(map(len, self._journal.rows(step.id)))
                run.outcome = BulkOutcome(count)
            self.settle(context, run)

    # Within

    def _do_batch(
        self,
        connection: Any,
        run: BulkRun,
        ids: list[UUID],
        on_progress: Callable[[int], None],
    ) -> None:
        before, done = run.outcome, run.done

        def progressed(count: int) -> None:
            run.done = done + count
            on_progress(run.done)

        if isinstance(run.action, Deletion):
            outcome = self._catalogue.delete_many(
                connection, ids, lambda products: self._keep(run, products), progressed
            )
        else:
            outcome = self._catalogue.apply_bulk(
                connection,
                ids,
                run.action,
                lambda rows: self._journal.add_rows(run.step_id, rows),
                progressed,
            )
        run.outcome = BulkOutcome(
            before.changed + outcome.changed,
            before.left + outcome.left,
            before.gone + outcome.gone,
        )

    def _write_back(
        self,
        connection: Any,
        run: BulkRun,
        batches: Iterator[list[RowChange]],
        on_progress: Callable[[int], None],
        count: int,
    ) -> BulkOutcome:
        if isinstance(run.action, Deletion):
            products = (list(map(deleted_product, batch)) for batch in batches)
            added = self._catalogue.insert_many(connection, products, on_progress)
            return BulkOutcome(added, left=max(0, count - added))
        is_undo = run.reverses is None or run.reverses.is_undo
        rows = batches if is_undo else ([row.reversed() for row in batch] for batch in batches)
        return self._catalogue.revert_bulk(connection, run.action, rows, on_progress)

    def _is_undone(self, step_id: int) -> bool:
        found = self._journal.steps(self._key, limit=1, before=step_id + 1)
        return any(each.id == step_id and each.state == UNDONE for each in found)

    def _keep(self, run: BulkRun, products: list[Product]) -> None:
        if products and not run.first_name:
            run.first_name = products[0].name
        self._journal.add_rows(run.step_id, list(map(deleted_row, products)))

    def _note_transaction(self, connection: Any, run: BulkRun) -> None:
        run.transaction = self._catalogue.transaction_of(connection)
        self._journal.note_step_transaction(run.step_id, run.transaction)

    @contextmanager
    def _noted(self, run: BulkRun, payload: str) -> Iterator[None]:
        """Open the run's step, and drop it when it is certain that nothing was changed."""
        run.step_id = self._journal.open_step(
            self._key, self._who, run.text, str(run.action.field), payload
        )
        try:
            yield
        except BaseException as error:
            run.error = error
            if not run.is_outcome_unknown:
                self._drop(run)
            raise

    def _committed(self, run: BulkRun) -> None:
        """Note what has been committed; whatever comes in the way of that does not undo it."""
        try:
            if run.reverses is not None:
                self._journal.mark_undone(run.reverses.step_id, run.reverses.is_undo)
                self._journal.drop_step(run.step_id)
            elif run.outcome.changed:
                self._journal.close_step(run.step_id, run.outcome.changed)
            else:
                self._journal.drop_step(run.step_id)
        except CatalogueError:
            logger.exception("A change that was made could not be noted as made")

    def _drop(self, run: BulkRun) -> None:
        try:
            self._journal.drop_step(run.step_id)
        except CatalogueError:
            logger.exception("A change that was not made could not be dropped from the journal")


def is_done_afresh(action: BulkAction) -> bool:
    """True when doing it again means doing it to what is there by then, and not writing back what was there before.

    Pieces are added or taken off, so they have no value to compare; a deleted product is deleted as it is by then.
    """
    return isinstance(action, Deletion | ChangeStockBy)


def _reporter(context: JobContext, phase: str, total: int) -> Callable[[int], None]:
    """Takes how many products are done; raises Cancelled when the job was cancelled."""

    def report(done: int) -> None:
        context.check_cancelled()
        context.report(Progress(phase, done, total, "rows"))

    report(0)
    return report

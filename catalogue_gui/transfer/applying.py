"""Writing what is staged: one transaction, compared with the catalogue once more inside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from catalogue_gui.catalogue.errors import AccessDenied
from catalogue_gui.catalogue.importing import ImportUndo
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.pooler import is_pooled
from catalogue_gui.database.transactions import transaction_of
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.committing import COMMITTING, begin, commit, roll_back
from catalogue_gui.transfer.loading import LateIndexes, claim_empty_table
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN
from catalogue_gui.transfer.staged_write import (
    count_kept,
    insert_new,
    is_all_ours,
    lock_changed,
    old_rows,
    update_changed,
)
from catalogue_gui.transfer.staging import Counts, Staging
from catalogue_gui.transfer.tidying import Tidying
from catalogue_gui.transfer.undoing import OldRows

_MOST_ATTEMPTS = (
    5  # others may edit the same rows at the same moment; each attempt sees what they did
)
WRITING = "Writing"
_IMPORT_LOCK = 1_721_845  # this program's own number, so that only its imports wait for each other
_LOCK_POLL_S = 0.1


class _Overtaken(Exception):
    """Somebody changed a product between its comparison and its update."""


_COLLISIONS = (_Overtaken, psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: the counts as they were at that moment, the rows written, and how to take it back."""

    counts: Counts
    written: int
    undo: ImportUndo | None


@dataclass(frozen=True, slots=True)
class WriteContext:
    """What a write is given beside what it writes.

    Args:
        records: number of records of the file, for progress.
        undo_folder: where the old rows are to be kept; None where nobody wants to take it back.
        names_server: True where the user may ask which server it is.
        connect: opens another connection, to ask what became of a commit whose answer was lost, and to tidy up.
        announce: told before the commit the transaction's number and how the import can be taken back.
        report: told how far it is.
        cancellation: asked before the commit whether to stop.
    """

    records: int
    undo_folder: Path | None
    names_server: bool
    connect: Callable[[], Connection]
    announce: Callable[[str, ImportUndo | None], None]
    report: Callable[[Progress], None]
    cancellation: Cancellation


def write_staged(staging: Staging, context: WriteContext, tidying: Tidying) -> Written:
    """Write the staged records.

    Args:
        staging: checked and compared.
        context: what else it needs.
        tidying: told how far it is, for what can be done beside it.
    Raises:
        psycopg.Error: the server refused it; nothing was written.
        FileProblem: what is needed to take it back cannot be kept; nothing was written.
        AccessDenied: a rule of the database keeps some of them from this user; nothing was written.
        ConnectionLost: with ``outcome_unknown``, when the connection broke while committing and the server cannot be asked.
        Cancelled: nothing was written.
    """
    for attempt in range(1, _MOST_ATTEMPTS + 1):
        try:
            return _Write(staging, context, tidying, attempt).run()
        except _COLLISIONS as error:
            if attempt == _MOST_ATTEMPTS:
                raise _given_up(error) from error
        except psycopg.errors.UniqueViolation:
            # Somebody may have added the same id meanwhile, which the next comparison sees; a rule of the
            # catalogue's own would only refuse it again.
            if attempt > 1:
                raise
    raise AssertionError  # the loop returns or raises


def _given_up(error: Exception) -> psycopg.Error:
    if isinstance(error, psycopg.Error):
        return error
    return psycopg.errors.SerializationFailure("products were changed by others, again and again")


def _kept_by_rule(count: int) -> AccessDenied:
    what = "one of the products" if count == 1 else f"{count:,} of the products"
    return AccessDenied(
        f"A rule of this database keeps your user from changing {what} in the file.",
        hint=f"{NOTHING_WRITTEN} Ask whoever runs the server, or leave them out of the file.",
    )


class _Write:
    """One attempt to write what is staged."""

    def __init__(
        self, staging: Staging, context: WriteContext, tidying: Tidying, attempt: int
    ) -> None:
        self._staging = staging
        self._context = context
        self._tidying = tidying
        self._attempt = attempt
        self._connection = staging.connection
        self._before = 0  # records that were done with before the rows that are being written

    def run(self) -> Written:
        context = self._context
        context.cancellation.check()
        self._report(0)
        begin(self._connection)
        old: OldRows | None = None
        try:
            self._wait_for_other_imports()
            number = transaction_of(
                self._connection,
                names_server=context.names_server,
                is_savepoint=is_pooled(self._connection),
            )
            counts = self._compare()
            late = self._prepare(counts)
            inserted = self._insert(counts, late)
            if counts.changed and context.undo_folder is not None:
                old = OldRows(context.undo_folder)
                old.keep(self._connection, *old_rows(self._staging), self._keep_on)
            updated = self._update(counts, inserted)
            if late is not None:
                late.build(context.connect, context.report, context.cancellation)
            undo = self._undo(number, inserted, updated, old)
            context.cancellation.check()
            context.announce(number, undo)
            if old is not None and undo is not None:
                old.put_in_place()
            # Told before it begins: whoever is cut off in this phase knows that the outcome is open.
            context.report(Progress(COMMITTING, context.records, context.records, "records"))
            commit(self._connection, number, context.connect, context.cancellation)
        except BaseException as error:
            roll_back(self._connection)
            if old is not None and not getattr(error, "outcome_unknown", False):
                old.remove()
            raise
        finally:
            if old is not None:
                old.close()
        return Written(counts, inserted + updated, undo)

    def _wait_for_other_imports(self) -> None:
        """Keep other imports that match products from writing at the same time, to the end of the transaction.

        Two of them would both find that a name is not there yet, and both add it. What is compared after it sees what the
        other one wrote: at this level of isolation each statement looks at the catalogue anew.
        """
        rules, context = self._staging.rules, self._context
        while rules.is_compared:
            row = self._connection.execute(
                "SELECT pg_try_advisory_xact_lock(%s, %s::regclass::oid::bigint::bit(32)::int)",
                (_IMPORT_LOCK, rules.products.regclass),
            ).fetchone()
            if row == (True,):
                return
            context.report(Progress("Waiting for another import", 0, context.records, "records"))
            context.cancellation.wait(_LOCK_POLL_S)
            context.cancellation.check()

    def _compare(self) -> Counts:
        if self._attempt > 1:
            # Whoever changes one of these again now waits for this import, and not the import for them.
            lock_changed(self._staging)
        self._staging.compare()
        counts = self._staging.count()
        self._before = counts.unchanged + counts.rejected
        self._report(0)
        return counts

    def _prepare(self, counts: Counts) -> LateIndexes | None:
        """Make the table ready for many rows; an empty one does without its indexes meanwhile."""
        late = None
        if counts.new and not counts.changed:
            late = claim_empty_table(self._connection, self._staging.rules.products, counts.new)
        if late is None:
            self._tidying.prepare(self._connection, counts.new + counts.changed)
        else:
            self._tidying.prepare_without_indexes(counts.new)
        return late

    def _insert(self, counts: Counts, late: LateIndexes | None) -> int:
        if not counts.new:
            return 0
        return insert_new(self._staging, counts.new, self._on_written, has_indexes=late is None)

    def _update(self, counts: Counts, inserted: int) -> int:
        if not counts.changed:
            return 0
        updated = update_changed(self._staging, lambda rows: self._on_written(inserted + rows))
        if updated != counts.changed:
            kept = count_kept(self._staging)
            if kept:
                raise _kept_by_rule(kept)
            raise _Overtaken
        return updated

    def _undo(
        self, number: str, inserted: int, updated: int, old: OldRows | None
    ) -> ImportUndo | None:
        """How this import can be taken back; None where it cannot."""
        if self._context.undo_folder is None or not (inserted or updated):
            return None
        if not is_all_ours(self._staging, number, inserted + updated):
            return None
        return ImportUndo(None if old is None else str(old.path), number, inserted, updated)

    def _keep_on(self, _rows: int) -> None:
        self._context.cancellation.check()

    def _on_written(self, rows: int) -> None:
        self._tidying.go_on(rows)
        self._report(rows)

    def _report(self, rows: int) -> None:
        context = self._context
        context.cancellation.check()
        done = min(context.records, self._before + rows)
        context.report(Progress(WRITING, done, context.records, "records"))

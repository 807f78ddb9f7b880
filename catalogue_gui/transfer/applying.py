"""Writing what is staged: one transaction, compared with the catalogue once more inside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from catalogue_gui.catalogue.errors import Cancelled, ConnectionLost
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.staging import Counts, Staging

_MOST_ATTEMPTS = (
    5  # others may edit the same rows at the same moment; each attempt sees what they did
)
COMMITTING = "Committing"
_IMPORT_LOCK = 1_721_845  # this program's own number, so that only its imports wait for each other
_LOCK_POLL_S = 0.1
_COLLISIONS = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: the counts as they were at that moment, and the rows inserted and updated."""

    counts: Counts
    written: int


def write_staged(
    staging: Staging,
    records: int,
    report: Callable[[Progress], None],
    cancellation: Cancellation,
) -> Written:
    """Write the staged records.

    Args:
        staging: checked and compared.
        records: number of records of the file, for progress.
        report: told how far it is.
        cancellation: asked before the commit whether to stop.
    Raises:
        psycopg.Error: the server refused it; nothing was written.
        ConnectionLost: with ``outcome_unknown``, when the connection broke while committing.
        Cancelled: nothing was written.
    """
    with _alone(staging, records, report, cancellation):
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            try:
                return _write_once(staging, records, report, cancellation)
            except _COLLISIONS:
                if attempt == _MOST_ATTEMPTS:
                    raise
            except psycopg.errors.UniqueViolation:
                # Somebody may have added the same id meanwhile, which the next comparison sees; a rule of the
                # catalogue's own would only refuse it again.
                if attempt > 1:
                    raise
    raise AssertionError  # the loop returns or raises


@contextmanager
def _alone(
    staging: Staging,
    records: int,
    report: Callable[[Progress], None],
    cancellation: Cancellation,
) -> Iterator[None]:
    """Keep other imports that match products from writing at the same time.

    Two of them would both find that a name is not there yet, and both add it. The lock is the session's and not the
    transaction's, because the transaction's one view of the catalogue has to begin after the lock was had.
    """
    if not staging.rules.is_compared:
        yield
        return
    connection = staging.connection
    key = (_IMPORT_LOCK, staging.rules.products.as_string(connection))
    while True:
        cancellation.check()
        row = connection.execute(
            "SELECT pg_try_advisory_lock(%s, %s::regclass::oid::bigint::bit(32)::int)", key
        ).fetchone()
        if row == (True,):
            break
        report(Progress("Waiting for another import", 0, records, "records"))
        cancellation.wait(_LOCK_POLL_S)
    try:
        yield
    finally:
        if not connection.closed and not connection.broken:
            try:
                connection.execute(
                    "SELECT pg_advisory_unlock(%s, %s::regclass::oid::bigint::bit(32)::int)", key
                )
            except psycopg.Error:
                # Only what holds the lock can fail to give it back; ending the session does.
                connection.close()


def _write_once(
    staging: Staging,
    records: int,
    report: Callable[[Progress], None],
    cancellation: Cancellation,
) -> Written:
    connection = staging.connection
    cancellation.check()
    report(Progress("Writing", 0, records, "records"))
    # One snapshot for the comparison and the writing: what others do between the two makes this attempt fail and the next
    # one see it.
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    try:
        staging.compare()
        counts = staging.count()
        report(Progress("Writing", counts.unchanged + counts.rejected, records, "records"))
        inserted = staging.insert_new()
        cancellation.check()
        report(Progress("Writing", max(0, records - counts.changed), records, "records"))
        updated = staging.update_changed()
        cancellation.check()
    except BaseException:
        _roll_back(staging)
        raise
    # Told before it begins: whoever is cut off in this phase knows that the outcome is open.
    report(Progress(COMMITTING, records, records, "records"))
    _commit(staging, cancellation)
    return Written(counts, inserted + updated)


def _roll_back(staging: Staging) -> None:
    connection = staging.connection
    if connection.closed:
        return
    try:
        connection.execute("ROLLBACK")
    except psycopg.Error:
        # The server rolls back by itself what a lost connection leaves; a broken one is of no more use here.
        connection.close()


def _commit(staging: Staging, cancellation: Cancellation) -> None:
    """Commit; once it has begun, a cancel comes too late."""
    connection = staging.connection
    try:
        connection.execute("COMMIT")
    except psycopg.errors.QueryCanceled as error:
        _roll_back(staging)
        if cancellation.is_requested:
            raise Cancelled from error
        raise
    except psycopg.OperationalError as error:
        if error.sqlstate is not None and not connection.broken:
            _roll_back(staging)
            raise
        raise ConnectionLost(
            "The connection broke at the very moment when the import was being committed.",
            title="Outcome unknown",
            hint="Either all of it was written or nothing; nobody here can know which. Connect again, refresh, and look "
            "for one of its products before importing the file again.",
            detail=str(error).strip(),
            outcome_unknown=True,
        ) from error
    except psycopg.Error:
        _roll_back(staging)
        raise

"""The commit, and what became of it when its answer was never heard."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg

from catalogue_gui.catalogue.errors import Cancelled, CatalogueError, ConnectionLost
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.pooler import is_pooled
from catalogue_gui.database.transactions import transaction_state
from catalogue_gui.transfer.cancellation import Cancellation

COMMITTING = "Committing"  # the phase in which whoever is cut off cannot know how it ended
# A network that dropped for a moment is back by then; a server that restarts replays its log meanwhile.
_ASK_FOR_S = 20.0
_ASK_AGAIN_S = 0.2


def begin(connection: Connection) -> None:
    """Begin what is to be committed or rolled back; in the transaction that holds the staging tables, if there is one."""
    connection.execute(
        "SAVEPOINT import_write"
        if is_pooled(connection)
        else "BEGIN ISOLATION LEVEL READ COMMITTED"
    )


def roll_back(connection: Connection) -> None:
    """Undo what was done since it was begun, whatever state the connection is in."""
    if connection.closed:
        return
    try:
        connection.execute(
            "ROLLBACK TO SAVEPOINT import_write" if is_pooled(connection) else "ROLLBACK"
        )
    except psycopg.Error:
        # The server rolls back by itself what a lost connection leaves; a broken one is of no more use here.
        connection.close()


def commit(
    connection: Connection,
    number: str,
    reconnect: Callable[[], Connection],
    cancellation: Cancellation,
) -> None:
    """Commit; once it has begun, a cancel comes too late.

    Args:
        connection: with the transaction to commit; of no more use if the answer was lost, or behind a pooler.
        number: the transaction's, as ``transaction_of`` gives it; empty where the server would not say.
        reconnect: opens another connection, to ask what became of the transaction.
        cancellation: ends the asking; the outcome then stays open.
    Raises:
        Cancelled: nothing was written.
        ConnectionLost: nothing was written, or with ``outcome_unknown`` the server could not be asked.
        psycopg.Error: the server refused it; nothing was written.
    """
    try:
        connection.execute("COMMIT")
    except psycopg.errors.QueryCanceled as error:
        roll_back(connection)
        if cancellation.is_requested:
            raise Cancelled from error
        raise
    except psycopg.OperationalError as error:
        if error.sqlstate is not None and not connection.broken:
            roll_back(connection)
            raise
        connection.close()
        state = _ask(number, reconnect, cancellation)
        if state == TransactionState.COMMITTED:
            return
        raise _lost(error, is_known=state == TransactionState.ABORTED) from error
    except psycopg.Error:
        roll_back(connection)
        raise
    if is_pooled(connection):
        # What was staged has gone with the transaction.
        connection.close()


def _ask(
    number: str, reconnect: Callable[[], Connection], cancellation: Cancellation
) -> TransactionState:
    """What the server says of the transaction, as soon as it can be asked and has decided."""
    state = TransactionState.UNKNOWN
    deadline = time.monotonic() + _ASK_FOR_S
    while number and time.monotonic() < deadline and not cancellation.is_requested:
        try:
            with reconnect() as connection:
                # A transaction whose session has not yet noticed the end of the line is still in progress.
                state = transaction_state(connection, number, names_server="@" in number)
        except (CatalogueError, psycopg.Error):
            state = TransactionState.IN_PROGRESS
        if state != TransactionState.IN_PROGRESS:
            return state
        cancellation.wait(_ASK_AGAIN_S)
    return state


def _lost(error: psycopg.Error, *, is_known: bool) -> ConnectionLost:
    detail = str(error).strip()
    if is_known:
        return ConnectionLost(
            "The connection broke while the change was being committed.",
            hint="Nothing was written: the server was asked, and had not taken it. You can try again.",
            detail=detail,
        )
    return ConnectionLost(
        "The connection broke at the very moment when the change was being committed.",
        title="Outcome unknown",
        hint="Either all of it was written or nothing, and the server could not be asked which. Connect again, refresh, "
        "and look at the products before you try again.",
        detail=detail,
        outcome_unknown=True,
    )

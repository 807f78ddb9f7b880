"""What became of a transaction whose answer was never heard, and waiting for whoever holds a product.

The server numbers every transaction that writes, and remembers which were committed for as long as it keeps their
outcome. A number means something to that server only: what took its place after a failure gives the same numbers out
again. So the number is kept together with the server's own name and the history (timeline) it was on.

Source: PostgreSQL manual, 9.27 "System Information Functions" (pg_current_xact_id, pg_xact_status, pg_control_system).
"""

from __future__ import annotations

import re
from uuid import UUID

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.translate import translated_errors

_SERVER = sql.SQL("""(SELECT system_identifier FROM pg_control_system())::text
                     || '/' || (SELECT timeline_id FROM pg_control_checkpoint())::text""")
# A row holds the lower half of a number only. That of a savepoint is given out after the transaction's own.
_SAVEPOINT = sql.SQL("""(SELECT top + (4294967296 + xmin::text::bigint - top % 4294967296) % 4294967296
                        FROM pg_temp.savepoint_mark, (SELECT pg_current_xact_id()::text::bigint AS top) AS whole)""")
_STATES = {
    "committed": TransactionState.COMMITTED,
    "aborted": TransactionState.ABORTED,
    "in progress": TransactionState.IN_PROGRESS,
}


def transaction_of(
    connection: Connection, *, names_server: bool = True, is_savepoint: bool = False
) -> str:
    """The number of the transaction that has begun, to ask for afterwards.

    Args:
        connection: with a transaction begun.
        names_server: False where this user may not ask which server it is; the number then stands alone.
        is_savepoint: True for the number that stands in the rows which are written from now on, where a savepoint was
            set: such a part of a transaction has one of its own. A temporary table is made to see it.
    Returns:
        What :func:`transaction_state` takes; means nothing else.
    Raises:
        AccessDenied: on a server that can only be read. ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    server = _SERVER if names_server else sql.SQL("''")
    own = sql.SQL("pg_current_xact_id()")
    with translated_errors():
        if is_savepoint:
            connection.execute("CREATE TEMPORARY TABLE savepoint_mark ON COMMIT DROP AS SELECT")
            own = _SAVEPOINT
        row = connection.execute(
            sql.SQL("SELECT {}::text || coalesce('@' || nullif({}, ''), '')").format(own, server)
        ).fetchone()
    assert row is not None
    return str(row[0])


def transaction_state(
    connection: Connection, number: str, *, names_server: bool = True
) -> TransactionState:
    """What became of a transaction.

    Args:
        connection: in autocommit mode, or in a transaction, which stays as it is.
        number: from :func:`transaction_of`.
        names_server: as for :func:`transaction_of`.
    Returns:
        UNKNOWN for one of another server, one so long ago that the server has forgotten it, and one that it never had.
    Raises:
        ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    found = re.fullmatch(r"([0-9]{1,20})(?:@([0-9]+/[0-9]+))?", number)
    if found is None:
        return TransactionState.UNKNOWN
    own, server = found.groups()
    with translated_errors():
        try:
            with connection.transaction():
                if server is not None and names_server:
                    row = connection.execute(sql.SQL("SELECT {}").format(_SERVER)).fetchone()
                    if row != (server,):
                        return TransactionState.UNKNOWN
                row = connection.execute("SELECT pg_xact_status(%s::text::xid8)", (own,)).fetchone()
        except psycopg.DataError:  # a number that is still to come, or greater than any
            return TransactionState.UNKNOWN
    return _STATES.get(row[0] if row is not None else "", TransactionState.UNKNOWN)


def wait_for_product(
    connection: Connection, product_id: UUID, *, table: TableName = USUAL_NAME
) -> None:
    """Hold one product until the end of the transaction, once whoever holds it has ended theirs.

    Raises:
        QueryTimedOut: somebody held it for too long. AccessDenied, ConnectionLost.
    Thread: worker.
    """
    with translated_errors():
        connection.execute(
            sql.SQL("SELECT FROM {} WHERE id = %s FOR UPDATE").format(table.identifier),
            (product_id,),
        )

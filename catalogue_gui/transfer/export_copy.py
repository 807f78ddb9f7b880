"""What the server copies out, block by block, as fast as it comes and with an ear for a cancel."""

from __future__ import annotations

import select
from collections.abc import Iterator

from psycopg import errors, pq, sql

from catalogue_gui.database.connect import Connection
from catalogue_gui.transfer.cancellation import Cancellation

_BLOCK_BYTES = 256 * 1024
_LISTEN_S = 0.1  # how long nothing may come before it is asked whether to stop


def copy_out(
    connection: Connection,
    statement: sql.Composed,
    parameters: list[object],
    cancellation: Cancellation,
) -> Iterator[tuple[bytes, int]]:
    """Run a COPY ... TO STDOUT, and give out what comes: some rows at once, and how many they are.

    psycopg's own loop goes through five Python calls a row, which made an export a third slower than psql; this one takes
    all rows that have arrived before it does anything else, and never waits long without asking whether to stop.

    Args:
        connection: within a transaction.
        statement: with a text form, one message a row.
        parameters: the statement's values.
        cancellation: asked at every block.
    Raises:
        Cancelled: the connection is closed then.
        psycopg.Error.
    Source: PostgreSQL manual, 34.10.2 "Functions for Receiving COPY Data".
    """
    with connection.cursor() as cursor, cursor.copy(statement, parameters):
        server = connection.pgconn
        rows: list[bytes] = []
        size = 0
        while True:
            length, data = server.get_copy_data(1)
            if length > 0:
                rows.append(bytes(data))
                size += length
                if size < _BLOCK_BYTES:
                    continue
            if rows and (length != 0 or size >= _BLOCK_BYTES):
                yield b"".join(rows), len(rows)
                rows, size = [], 0
            _stop_if_asked(connection, cancellation)
            if length < 0:
                break
            if length == 0:
                select.select([server.socket], [], [], _LISTEN_S)
                server.consume_input()
        _end(connection)


def _stop_if_asked(connection: Connection, cancellation: Cancellation) -> None:
    if cancellation.is_requested:
        # What is still on its way is not waited for: a server that cannot be reached would never end it.
        connection.close()
        cancellation.check()


def _end(connection: Connection) -> None:
    """Take the command's own result in; the copied data came before it."""
    server = connection.pgconn
    problem: pq.abc.PGresult | None = None
    while (result := server.get_result()) is not None:
        if result.status != pq.ExecStatus.COMMAND_OK:
            problem = result
    if server.status == pq.ConnStatus.BAD:
        raise errors.OperationalError(server.get_error_message())
    if problem is not None:
        raise errors.error_from_result(problem)

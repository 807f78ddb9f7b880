"""The sessions that an import has with the server: one that its staging tables live in, others for a moment.

Source: PostgreSQL manual, 19.3.1 "Connection Settings" (client_connection_check_interval, since version 14).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import pq

from catalogue_gui.catalogue.errors import (
    Cancelled,
    ConnectionFailed,
    ConnectionLost,
    ImportRefused,
)
from catalogue_gui.database.pooler import ServerConnection, is_pooled
from catalogue_gui.database.translate import NOT_CONFIRMED, translate
from catalogue_gui.transfer.cancellation import Cancellation

_LOOK_EVERY = "1s"
# Behind a connection pooler what is staged is in an open transaction, which takes one of the pooler's few sessions: while
# the user looks at what is to change, no longer than this. The file is then checked again before it is written.
_HELD_FOR = "5min"


class ServerSession:
    """The session of an import, opened when it is first needed and again when it was lost.

    Args:
        connect: opens a connection, in autocommit mode.
        cancellation: stops the session's statement.
    Thread: one.
    """

    def __init__(self, connect: Callable[[], ServerConnection], cancellation: Cancellation) -> None:
        self._connect = connect
        self._cancellation = cancellation
        self._connection: ServerConnection | None = None

    def connection(self) -> ServerConnection:
        """The session's connection.

        Raises:
            ConnectionFailed; Cancelled.
        """
        if self._connection is not None and not is_alive(self._connection):
            self._connection.close()
            self._connection = None
        if self._connection is None:
            self._cancellation.check()
            connection = self.open_another()
            try:
                if is_pooled(connection):
                    connection.set_limit("idle_in_transaction_session_timeout", _HELD_FOR)
                    connection.hold_transaction()
                _give_up_without_client(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
            self._cancellation.watch(connection)
        return self._connection

    def open_another(self) -> ServerConnection:
        """Another connection, the caller's to close.

        Raises:
            ConnectionFailed.
        """
        connection = self._connect()
        # Staging a large file takes as long as it takes; the user can cancel it at any time.
        connection.set_limit("statement_timeout", "0")
        return connection

    def close(self) -> None:
        """End the session, and what it holds on the server."""
        self._cancellation.watch(None)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def errors_in_words(self, now: str) -> Iterator[None]:
        """Turn the server's errors into the user's words; a stop that was asked for is no error.

        Args:
            now: what is true of the data when it fails here.
        """
        try:
            yield
        except ConnectionFailed as error:
            if self._cancellation.is_requested and not getattr(error, "outcome_unknown", False):
                raise Cancelled from error
            if error.hint == NOT_CONFIRMED:  # lost while it was opened
                raise ConnectionLost(error.message, hint=now, detail=error.detail) from error
            raise
        except psycopg.Error as error:
            if self._cancellation.is_requested:
                # The statement was stopped, or the line was dead and cut so that nobody waits for it: the server takes
                # back what was not committed.
                raise Cancelled from error
            problem = translate(error)
            if isinstance(error, psycopg.errors.QueryCanceled):
                raise problem from error
            if isinstance(problem, ConnectionLost):
                raise ConnectionLost(problem.message, hint=now, detail=problem.detail) from error
            raise ImportRefused(
                problem.message, title=problem.title, hint=now, detail=problem.detail
            ) from error


def is_alive(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server still answers on a connection, and has what was staged."""
    if connection.closed:
        return False
    status = connection.info.transaction_status
    if is_pooled(connection) and status != pq.TransactionStatus.INTRANS:
        return False
    try:
        connection.execute("")
    except psycopg.Error:
        return False
    return True


def _give_up_without_client(connection: psycopg.Connection[Any]) -> None:
    """Have the server stop a long statement, and give its locks back, soon after this process was killed.

    Without it the statement runs to its end first. A server that cannot do it goes on as before.
    """
    with contextlib.suppress(psycopg.errors.InvalidParameterValue), connection.transaction():
        connection.execute(
            "SELECT set_config(name, %s, %s) FROM pg_settings"
            " WHERE name = 'client_connection_check_interval'",
            (_LOOK_EVERY, is_pooled(connection)),
        )

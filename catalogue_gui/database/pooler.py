"""A connection pooler between this program and the server, such as PgBouncer in transaction mode.

It lends each transaction a session of the server's, and another one to the next. What is set for a session would therefore
hold for a stranger's transactions and not for ours: a time limit, and that nothing may be written. So behind a pooler the
limits are set inside each transaction, for it alone, and every statement runs in one.

Source: PgBouncer's documentation, "Features" (SQL feature map for pooling modes); PostgreSQL manual, SET LOCAL.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, Self, cast

import psycopg
from psycopg import pq, sql
from psycopg.copy import Copy, Writer

from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.database.patience import broken_after

Row = tuple[Any, ...]

# What the server takes outside a transaction only. It then goes without limits of ours.
_OUTSIDE = re.compile(
    r"\s*(?:(?:CREATE\s+(?:UNIQUE\s+)?|DROP\s+|RE)INDEX\s+CONCURRENTLY|VACUUM)\b", re.IGNORECASE
)
# A pooler that gives sessions by transaction gives away the one just used as a rule, and another one in a row of its own
# choice at the worst: three visitors find it out.
_VISITORS = 3


class ServerConnection(psycopg.Connection[Row]):
    """A connection that can keep its limits by the transaction, where the session is not its own."""

    # None while the session is this connection's own.
    local_settings: Mapping[str, str] | None = None
    # Whose limits it was given: what a pool compares before it lends it.
    limits_of: object = None

    @property
    def has_own_session(self) -> bool:
        """False behind a pooler: nothing may be set for longer than a transaction."""
        return self.local_settings is None

    def keep_to_transactions(self, settings: Mapping[str, str]) -> None:
        """Set these in every transaction from now on, and run every statement in one."""
        self.local_settings = dict(settings)
        self.cursor_factory = TransactionCursor

    def use_own_session(self) -> None:
        """Run statements as they come: the session is this connection's own."""
        self.local_settings = None
        self.cursor_factory = psycopg.Cursor

    @contextmanager
    def transaction(
        self, savepoint_name: str | None = None, force_rollback: bool = False
    ) -> Iterator[psycopg.Transaction]:
        is_outermost = self.info.transaction_status == pq.TransactionStatus.IDLE
        with super().transaction(savepoint_name, force_rollback) as transaction:
            if is_outermost and self.local_settings:
                # No query: after one, the transaction could not choose its isolation any more.
                self.execute(
                    sql.SQL("; ").join(
                        sql.SQL("SET LOCAL {} = {}").format(
                            sql.Identifier(name), sql.Literal(value)
                        )
                        for name, value in self.local_settings.items()
                    )
                )
            yield transaction


class TransactionCursor(psycopg.Cursor[Row]):
    """Runs each statement in a transaction, that of its caller or one of its own."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        with self._transaction_for(query):
            return super().execute(query, params, **options)

    def executemany(self, query: Any, params_seq: Any, *, returning: bool = False) -> None:
        with self._transaction_for(query):
            super().executemany(query, params_seq, returning=returning)

    def stream(self, query: Any, params: Any = None, **options: Any) -> Iterator[Row]:
        with self._transaction_for(query):
            yield from super().stream(query, params, **options)

    @contextmanager
    def copy(
        self, statement: Any, params: Any = None, *, writer: Writer | None = None
    ) -> Iterator[Copy]:
        with self._transaction_for(statement), super().copy(statement, params, writer=writer) as it:
            yield it

    @contextmanager
    def _transaction_for(self, query: Any) -> Iterator[None]:
        connection = self.connection
        is_idle = connection.info.transaction_status == pq.TransactionStatus.IDLE
        with ExitStack() as stack:
            if is_idle and _wants_transaction(query, connection):
                stack.enter_context(connection.transaction())
            yield


def _wants_transaction(query: Any, connection: psycopg.Connection[Any]) -> bool:
    text = query.as_string(connection) if isinstance(query, sql.Composable) else query
    if isinstance(text, bytes):
        text = text.decode(errors="replace")
    # The empty statement is a sign of life, and nothing more.
    return not isinstance(text, str) or bool(text.strip() and not _OUTSIDE.match(text))


def require_own_session(
    connection: ServerConnection, open_visitor: Callable[[], ServerConnection], timeout_s: float
) -> None:
    """Make sure that a pooler keeps one session of the server for a connection as long as it lasts.

    It is tried out: while others have a transaction open, the connection has to keep its session, and nobody else may be
    given it meanwhile.

    Args:
        connection: behind a pooler, in autocommit mode.
        open_visitor: opens another connection like it.
        timeout_s: how long a visitor may wait for a session; a pooler that has none left for it gives none of ours away.
    Raises:
        ImportRefused: sessions are given by the transaction.
    Thread: worker.
    """
    ours = _session_of(connection)
    with ExitStack() as stack:
        for _ in range(_VISITORS):
            visitor = stack.enter_context(contextlib.closing(open_visitor()))
            visitor.autocommit = False  # the session stays with it until it is closed
            try:
                with broken_after(visitor, timeout_s):
                    theirs = _session_of(visitor)
            except psycopg.OperationalError:
                return
            if theirs == ours or _session_of(connection) != ours:
                raise ImportRefused(
                    "This address leads to a connection pooler that gives every transaction another session of the "
                    "server (PgBouncer in transaction mode), and an import needs one session from beginning to end.",
                    title="An import needs a direct connection",
                    hint="Nothing was imported. Ask whoever runs the server for its direct address (often the same name "
                    "with port 5432), add it as a connection of its own, and import there. Browsing, editing and export "
                    "work here.",
                )


def _session_of(connection: ServerConnection) -> int:
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return int(cast(Row, row)[0])

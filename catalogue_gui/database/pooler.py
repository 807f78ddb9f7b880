"""A connection pooler between this program and the server, such as PgBouncer in transaction mode.

It lends each transaction a session of the server's, and another one to the next. What is set for a session would therefore
hold for a stranger's transactions and not for ours: a time limit, and that nothing may be written. So behind a pooler the
limits are set inside each transaction, for it alone, and every statement runs in one.

Source: PgBouncer's documentation, "Features" (SQL feature map for pooling modes); PostgreSQL manual, SET LOCAL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, Self, TypeGuard

import psycopg
from psycopg import pq, sql
from psycopg.copy import Copy, Writer

Row = tuple[Any, ...]

# What the server takes outside a transaction only. It then goes without limits of ours; a transaction has them set.
_OUTSIDE = re.compile(
    r"\s*(?:(?:CREATE\s+(?:UNIQUE\s+)?|DROP\s+|RE)INDEX\s+CONCURRENTLY|VACUUM|BEGIN)\b",
    re.IGNORECASE,
)


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

    def set_limit(self, name: str, value: str) -> None:
        """Set a limit for as long as the connection lasts; behind a pooler, from the next transaction on."""
        if self.local_settings is None:
            self.execute("SELECT set_config(%s, %s, false)", (name, value))
        else:
            self.local_settings = {**self.local_settings, name: value}

    def hold_transaction(self) -> None:
        """Begin a transaction that lasts until it is committed or rolled back by a statement."""
        self.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        self._limit_transaction()

    @contextmanager
    def transaction(
        self, savepoint_name: str | None = None, force_rollback: bool = False
    ) -> Iterator[psycopg.Transaction]:
        is_outermost = self.info.transaction_status == pq.TransactionStatus.IDLE
        with super().transaction(savepoint_name, force_rollback) as transaction:
            if is_outermost:
                self._limit_transaction()
            yield transaction

    def _limit_transaction(self) -> None:
        if self.local_settings:
            # No query: after one, the transaction could not choose its isolation any more.
            self.execute(
                sql.SQL("; ").join(
                    sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(name), sql.Literal(value))
                    for name, value in self.local_settings.items()
                )
            )


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


def is_pooled(connection: psycopg.Connection[Any]) -> TypeGuard[ServerConnection]:
    """Whether nothing that a connection sets or makes lasts longer than a transaction."""
    return isinstance(connection, ServerConnection) and not connection.has_own_session

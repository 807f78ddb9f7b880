"""Building an index on a catalogue that others work with meanwhile.

Source: PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently".
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from catalogue_gui.database.connect import Connection
from catalogue_gui.database.pooler import is_pooled
from catalogue_gui.database.table_name import TableName


def build_index(
    connection: Connection, table: TableName, name: str, statement: sql.Composed
) -> None:
    """Build an index, which takes as long as it takes; what an earlier attempt left half done is done anew.

    Args:
        connection: in autocommit mode and outside a transaction.
        table: the catalogue's.
        name: the index's name.
        statement: its CREATE INDEX.
    Raises:
        psycopg.Error: it could not be built, or was cancelled; nothing is left of it.
    """
    _drop_unfinished(connection, table, name)
    try:
        with _without_time_limit(connection):
            connection.execute(statement)
    except psycopg.Error:
        # An unfinished index finds nothing and yet makes every change slower.
        with contextlib.suppress(psycopg.Error):
            _drop_unfinished(connection, table, name)
        raise


def _drop_unfinished(connection: Connection, table: TableName, name: str) -> None:
    """Drop what is left of an attempt that was cancelled; one that somebody else is making just now is waited for."""
    with connection.transaction():
        # Whoever builds an index without locking others out holds this lock until it is done.
        connection.execute(
            sql.SQL("LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE").format(table.identifier)
        )
        row = connection.execute(
            """
            SELECT n.nspname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE i.indrelid = to_regclass(%s) AND c.relname = %s AND NOT i.indisvalid
            """,
            (table.regclass, name),
        ).fetchone()
        if row is not None:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(row[0], name)))


@contextmanager
def _without_time_limit(connection: Connection) -> Iterator[None]:
    """Let statements take their time; also the wait for others, which holds nobody else up."""
    if is_pooled(connection):
        # Behind a connection pooler such a statement has no limit of ours, and what is set here would hold for others.
        yield
        return
    names = ["statement_timeout", "lock_timeout"]
    found = connection.execute(
        "SELECT current_setting(name), set_config(name, '0', false) FROM unnest(%s::text[]) AS name",
        (names,),
    ).fetchall()
    try:
        yield
    finally:
        if not connection.broken:
            connection.execute(
                "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS s(name, value)",
                (names, [before for before, _ in found]),
            )

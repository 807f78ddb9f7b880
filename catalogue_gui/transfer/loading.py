"""Many rows into an empty table: its indexes are built once the rows are in, which is many times quicker.

All of it happens inside the import's transaction: for everybody else the table has its indexes all the time. It is locked
meanwhile, which only an empty one may be: nobody has anything to read there yet.

Source: PostgreSQL manual, 14.4.3 "Remove Indexes"; pg_stat_progress_create_index in 27.4.2.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.table_name import TableName
from catalogue_gui.transfer.cancellation import Cancellation

_log = logging.getLogger(__name__)
_MANY_ROWS = 10_000  # below, building takes longer than keeping the indexes up
_SORT_MEMORY = "256MB"  # what the server allows by itself (64 MB) makes it sort on disk
_LOOK_EVERY_S = 0.3
BUILDING = "Building indexes"

_MAY_BE_CLAIMED = """
    SELECT c.relkind = 'r' AND NOT c.relhassubclass AND NOT c.relispartition
           AND pg_has_role(c.relowner, 'USAGE') AND has_schema_privilege(c.relnamespace, 'CREATE')
    FROM pg_class c WHERE c.oid = %s::regclass
"""
# What drops each, and what makes it again. Only those that the server's own definition says everything about: one that
# another object needs (a foreign key, a replica) or that has a comment stays.
_INDEXES = """
    SELECT CASE WHEN n.oid IS NULL THEN format('DROP INDEX %%s', c.oid::regclass)
                ELSE format('ALTER TABLE %%s DROP CONSTRAINT %%I', i.indrelid::regclass, n.conname) END,
           CASE WHEN n.oid IS NULL THEN pg_get_indexdef(c.oid)
                ELSE format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', i.indrelid::regclass, n.conname,
                            pg_get_constraintdef(n.oid)) END
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    LEFT JOIN pg_constraint n ON n.conindid = c.oid AND n.conrelid = i.indrelid AND n.contype IN ('p', 'u', 'x')
    WHERE i.indrelid = %s::regclass AND i.indisvalid AND NOT i.indisclustered AND NOT i.indisreplident
      AND c.reltablespace = 0 AND pg_has_role(c.relowner, 'USAGE')
      AND (n.oid IS NULL OR (n.contype IN ('p', 'u') AND c.reloptions IS NULL))
      AND obj_description(c.oid, 'pg_class') IS NULL AND obj_description(n.oid, 'pg_constraint') IS NULL
      AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attstattarget >= 0)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_constraint'::regclass AND d.refobjid = n.oid
                      AND d.objid <> c.oid)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                      AND d.deptype IN ('e', 'x', 'P', 'S'))
"""
_PROGRESS = """
    SELECT coalesce(max(CASE WHEN tuples_total > 0 THEN 0.5 + 0.5 * tuples_done / tuples_total
                             WHEN blocks_total > 0 THEN 0.5 * blocks_done / blocks_total END), 0)
    FROM pg_stat_progress_create_index WHERE pid = %s
"""


def claim_empty_table(connection: Connection, products: TableName, rows: int) -> LateIndexes | None:
    """Take the indexes off an empty table, if it is one and that may be done.

    Args:
        connection: with a transaction begun.
        products: qualified name of the table.
        rows: number of rows about to be added.
    Returns:
        The indexes to build again in the same transaction; None where the table stays as it is.
    Raises:
        psycopg.OperationalError: the connection was lost.
    """
    if rows < _MANY_ROWS:
        return None
    name = products.regclass
    try:
        with connection.transaction():
            if connection.execute(_MAY_BE_CLAIMED, (name,)).fetchone() != (True,):
                return None
            if not _is_empty(connection, products):
                return None
            definitions = _drop_indexes(connection, products)
    except (_NotEmpty, psycopg.errors.LockNotAvailable, psycopg.errors.InsufficientPrivilege):
        return None
    except psycopg.errors.DependentObjectsStillExist:
        return None
    return LateIndexes(connection, definitions)


def _drop_indexes(connection: Connection, products: TableName) -> list[str]:
    """Drop the indexes of a table that is empty and stays so; returns what makes them again."""
    connection.execute(
        sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE NOWAIT").format(products.identifier)
    )
    # Somebody may have added a row just before.
    if not _is_empty(connection, products):
        raise _NotEmpty
    found = connection.execute(_INDEXES, (products.regclass,)).fetchall()
    for drop, _ in found:
        connection.execute(drop.encode())
    return [definition for _, definition in found]


class _NotEmpty(Exception):
    """There are rows after all; the lock is given back with the savepoint."""


def _is_empty(connection: Connection, products: TableName) -> bool:
    row = connection.execute(
        sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(products.identifier)
    ).fetchone()
    return row == (True,)


class LateIndexes:
    """Indexes that wait for the rows.

    Args:
        connection: with the transaction that they were dropped in.
        definitions: their CREATE INDEX statements.
    """

    def __init__(self, connection: Connection, definitions: list[str]) -> None:
        self._connection = connection
        self._definitions = definitions

    def build(
        self,
        connect: Callable[[], Connection],
        report: Callable[[Progress], None],
        cancellation: Cancellation,
    ) -> None:
        """Build them, in the same transaction.

        Args:
            connect: opens another connection, which looks how far it is.
            report: told so.
            cancellation: asked between two of them whether to stop.
        """
        self._connection.execute(
            "SELECT set_config('maintenance_work_mem', %s, true)", (_SORT_MEMORY,)
        )
        count = len(self._definitions)
        for number, definition in enumerate(self._definitions):
            cancellation.check()

            def on_share(share: float, number: int = number) -> None:
                done = round(100 * (number + share) / count)
                report(Progress(BUILDING, done, 100, "percent"))

            on_share(0.0)
            with _watched(connect, self._connection.info.backend_pid, on_share):
                self._connection.execute(definition.encode())
        report(Progress(BUILDING, 100, 100, "percent"))


@contextmanager
def _watched(
    connect: Callable[[], Connection], backend: int, on_share: Callable[[float], None]
) -> Iterator[None]:
    """Say now and then how much of an index is built; one that is built at once needs no watching."""
    ended = threading.Event()

    def watch() -> None:
        if ended.wait(_LOOK_EVERY_S):
            return
        try:
            with connect() as connection:
                while not ended.wait(_LOOK_EVERY_S):
                    row = connection.execute(_PROGRESS, (backend,)).fetchone()
                    if row is not None and not ended.is_set():
                        on_share(min(1.0, float(row[0])))
        except (CatalogueError, psycopg.Error):
            # It goes on without being watched.
            _log.info("the building of an index cannot be watched", exc_info=True)

    thread = threading.Thread(target=watch, name="catalogue-index-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()

"""Fast writing into a large table, and the tidying that it leaves for after the commit.

A GIN index keeps new entries on a list of pending ones and sorts them in when the list is full. In an import of a million
rows that is most of the time. So the list may grow as long as it likes meanwhile, and is sorted in once the rows are
committed and the user works with them already.

Source: PostgreSQL manual, 65.4.4 "GIN Fast Update Technique"; 9.28.8 (gin_clean_pending_list).
"""

from __future__ import annotations

import logging
import select
from collections.abc import Callable

import psycopg
from psycopg import pq, sql

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.table_name import TableName
from catalogue_gui.transfer.cancellation import Cancellation

_log = logging.getLogger(__name__)
_MANY_ROWS = 10_000  # fewer hardly fill the list that a server allows by itself (4 MB)
_LIST_LIMIT = "2097151kB"
_WORK_MEMORY = "256MB"  # for sorting the pending entries in
_LOOK_AGAIN_S = 0.25

# The GIN indexes that this user may tidy, in partitions too.
_INDEXES = """
    WITH RECURSIVE tree AS (
        SELECT %s::regclass::oid AS oid
        UNION ALL
        SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid
    )
    SELECT i.indexrelid, pg_has_role(c.relowner, 'USAGE')
    FROM tree JOIN pg_index i ON i.indrelid = tree.oid JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am m ON m.oid = c.relam
    WHERE m.amname = 'gin' AND c.relkind = 'i'
"""


class Tidying:
    """What is left to do for the server once an import is committed.

    Args:
        products: qualified name of the table.
    """

    def __init__(self, products: TableName) -> None:
        self._products = products
        self._indexes: list[int] = []
        self._rows = 0

    def prepare(self, connection: Connection, rows: int) -> None:
        """Let the lists of pending entries grow until the end of the transaction.

        Args:
            connection: with the transaction begun.
            rows: number of rows about to be written.
        """
        self._rows = rows
        if rows < _MANY_ROWS:
            return
        found = connection.execute(_INDEXES, (self._products.regclass,)).fetchall()
        # A list that this user may not sort in would slow others down until the server does it.
        if all(is_own for _, is_own in found):
            self._indexes = [index for index, _ in found]
            connection.execute(
                "SELECT set_config('gin_pending_list_limit', %s, true)", (_LIST_LIMIT,)
            )

    def prepare_without_indexes(self, rows: int) -> None:
        """The same where nothing will wait on any list, as the indexes are built after the rows are in."""
        self._rows = rows
        self._indexes = []

    def start(self, connect: Callable[[], Connection]) -> RunningTidying:
        """Have the server begin, and do not wait for it; after the commit.

        A server that cannot be asked does the same by itself, later.

        Args:
            connect: opens another connection, so that the import's own stays free.
        """
        if self._rows < _MANY_ROWS:
            return RunningTidying([])
        statements = [
            sql.SQL("SELECT gin_clean_pending_list({}::regclass)").format(sql.Literal(index))
            for index in self._indexes
        ]
        running = RunningTidying([])
        for statement in statements or [sql.Composed([])]:
            try:
                connection = connect()
                connection.execute(
                    "SELECT set_config('maintenance_work_mem', %s, false)", (_WORK_MEMORY,)
                )
                if not running.connections:
                    # The server's picture of the table, too, is that of before.
                    statement += sql.SQL("; ANALYZE {}").format(self._products.identifier)
                connection.pgconn.send_query(statement.as_bytes(connection))
            except (CatalogueError, psycopg.Error):
                _log.warning("the indexes are left to be tidied by the server", exc_info=True)
                break
            running.connections.append(connection)
        return running


class RunningTidying:
    """Tidying that the server is busy with."""

    def __init__(self, connections: list[Connection]) -> None:
        self.connections = connections

    def wait(self, report: Callable[[Progress], None], cancellation: Cancellation) -> None:
        """Wait for the end of it, or for somebody who does not want to wait any longer."""
        count = len(self.connections)
        while self.connections and not cancellation.is_requested:
            report(Progress("Tidying up", count - len(self.connections), count, "steps"))
            select.select(self.connections, [], [], _LOOK_AGAIN_S)
            for connection in list(self.connections):
                if _is_done(connection):
                    self.connections.remove(connection)
                    connection.close()

    def leave(self) -> None:
        """Let the server finish by itself."""
        for connection in self.connections:
            connection.close()
        self.connections.clear()


def _is_done(connection: Connection) -> bool:
    try:
        connection.pgconn.consume_input()
        while not connection.pgconn.is_busy():
            result = connection.pgconn.get_result()
            if result is None:
                return True
            if result.status == pq.ExecStatus.FATAL_ERROR:
                _log.warning(
                    "an index could not be tidied: %s",
                    result.error_message.decode(errors="replace"),
                )
    except psycopg.Error:
        _log.warning("the connection was lost while indexes were tidied", exc_info=True)
        return True
    return False

"""Fast writing into a large table: what takes its indexes longest is done beside it, by other connections.

A GIN index keeps new entries on a list of pending ones, and whoever finds the list full sorts them in. In an import of a
million rows that is half of the time. So the list may grow as long as it likes, and other connections sort in what is
there while the import goes on writing: entries have a place in the index whether their rows are committed or not. What is
left once the rows are committed is sorted in while the user works with them already.

Source: PostgreSQL manual, 65.4.4 "GIN Fast Update Technique"; 9.28.8 (gin_clean_pending_list).
"""

from __future__ import annotations

import logging
import select
from collections.abc import Callable, Sequence

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
_ROWS_A_ROUND = 50_000  # fewer are not worth a round: most of it is finding the same keys again
_HANDS = 2  # connections that sort in at the same time
_LOOK_AGAIN_S = 0.25
# Statements that are sent together are one transaction, and this holds to the end of it.
_MEMORY = sql.SQL("SELECT set_config('maintenance_work_mem', {}, true); ").format(_WORK_MEMORY)

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
    """The tidying of one import.

    Args:
        products: qualified name of the table.
        connect: opens another connection, so that the import's own stays free.
    Thread: the import's.
    """

    def __init__(self, products: TableName, connect: Callable[[], Connection]) -> None:
        self._products = products
        self._connect = connect
        self._indexes: list[int] = []
        self._rows = 0
        # Index to the number of rows that were written when it was last begun.
        self._done: dict[int, int] = {}
        self._free: list[Connection] = []
        self._busy: dict[Connection, int | None] = {}  # each with its index
        self._is_refused = False  # by a server that has no more connections, or has gone

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
            self._done = dict.fromkeys(self._indexes, 0)
            connection.execute(
                "SELECT set_config('gin_pending_list_limit', %s, true)", (_LIST_LIMIT,)
            )

    def prepare_without_indexes(self, rows: int) -> None:
        """The same where nothing will wait on any list, as the indexes are built after the rows are in."""
        self._rows = rows
        self._indexes = []

    def go_on(self, written: int) -> None:
        """Have what is on the lists sorted in, and do not wait for it; now and then while rows are written.

        Args:
            written: number of rows written so far.
        """
        self._look()
        waiting = set(self._indexes).difference(self._busy.values())
        for index in sorted(waiting, key=self._done.__getitem__):
            if len(self._busy) == _HANDS or written - self._done[index] < _ROWS_A_ROUND:
                return
            self._begin(_sort_in([index]), index)
            self._done[index] = written

    def finish(self) -> None:
        """Have the server begin with what is left, and do not wait for it; after the commit.

        A server that cannot be asked does the same by itself, later.
        """
        if self._rows < _MANY_ROWS:
            return
        # The server's picture of the table, too, is that of before.
        analyze = sql.SQL("ANALYZE {}").format(self._products.identifier)
        self._is_refused = False
        for hand in range(_HANDS):
            rest = _sort_in(self._indexes[hand::_HANDS])
            if hand == len(self._indexes) % _HANDS:
                rest += analyze
            # One that is busy goes on; whoever comes to the same index waits there for it.
            self._begin(rest, None)

    def wait(self, report: Callable[[Progress], None], cancellation: Cancellation) -> None:
        """Wait for the end of it, or for somebody who does not want to wait any longer."""
        count = len(self._busy)
        while self._busy and not cancellation.is_requested:
            report(Progress("Tidying up", count - len(self._busy), count, "steps"))
            select.select(list(self._busy), [], [], _LOOK_AGAIN_S)
            self._look()
        if not self._busy:
            self.leave()

    def leave(self) -> None:
        """Let the server finish by itself."""
        for connection in (*self._busy, *self._free):
            connection.close()
        self._busy.clear()
        self._free.clear()

    def _begin(self, statements: sql.Composed, index: int | None) -> None:
        """Have some connection begin with it; nothing where the server has none for that."""
        if self._is_refused:
            return
        try:
            connection = self._free.pop() if self._free else self._connect()
            connection.pgconn.send_query((_MEMORY + statements).as_bytes(connection))
        except (CatalogueError, psycopg.Error):
            _log.warning("the indexes are left to be tidied by the server", exc_info=True)
            self._is_refused = True
        else:
            self._busy[connection] = index

    def _look(self) -> None:
        """See which connections have done what they were given."""
        for connection in list(self._busy):
            if _is_done(connection):
                del self._busy[connection]
                if connection.broken or connection.closed:
                    connection.close()
                else:
                    self._free.append(connection)


def _sort_in(indexes: Sequence[int]) -> sql.Composed:
    return sql.Composed(
        [
            sql.SQL("SELECT gin_clean_pending_list({}::regclass); ").format(sql.Literal(index))
            for index in indexes
        ]
    )


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

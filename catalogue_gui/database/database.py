"""An open catalogue database: its pool of connections, and how it comes back after the server was away."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from catalogue_gui.catalogue.errors import ConnectionLost
from catalogue_gui.database.connect import (
    Connection,
    configure,
    connection_arguments,
    open_connection,
)
from catalogue_gui.database.schema import CatalogueTable, check_catalogue, set_up_catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.database.translate import translate, translated_errors

MAX_IDLE_S = 300.0  # a window left alone gives its spare connections back
MAX_LIFETIME_S = 3600.0  # so that a server's memory for one session does not grow for days
# The pool's own attempts end soon: the window retries with growing pauses, says so, and then asks for a new pool.
POOL_RECONNECT_S = 5.0
CLOSE_TIMEOUT_S = 2.0
# A lost server is to be said soon; a busy pool is worth a longer wait.
FIRST_WAIT_S = 1.0


class Database:
    """A catalogue on a server, reached through a pool of connections.

    Opening and every method may wait for the network: worker threads only.

    Args:
        target: where it is.
        checkout_timeout_s: seconds to wait for a free connection before it is an error.
    """

    def __init__(self, target: Target, *, checkout_timeout_s: float = 5.0) -> None:
        self.target = target
        self._checkout_timeout_s = checkout_timeout_s
        self._lock = threading.Lock()
        self._pool: ConnectionPool[Connection] | None = None
        self._closed = False
        self._is_open_ahead = False
        self._lent: set[Connection] = set()
        self.table: CatalogueTable | None = None

    def open(self) -> CatalogueTable:
        """Connect once for the server's own answer, look at the products table, then open the pool.

        May be called again after the server was away: the old pool is replaced.

        Raises:
            ServerUnreachable, LoginRejected, CatalogueMissing, AccessDenied.
        """
        if self._is_open_ahead:
            self._is_open_ahead = False
            if self.table is not None:
                return self.table
        with open_connection(self.target, role="check") as connection:
            table = check_catalogue(connection)
        self._replace_pool(self._new_pool())
        self.table = table
        return table

    def open_ahead(self) -> None:
        """Open now what somebody will open in a moment, who then finds it done.

        Raises:
            ServerUnreachable, LoginRejected, CatalogueMissing, AccessDenied.
        """
        self.open()
        self._is_open_ahead = True

    def set_up(self, *, fast_text: bool = False) -> CatalogueTable:
        """Create the products table where it is missing, then open as usual.

        Args:
            fast_text: with the index for free text, if it can be had.
        Raises:
            ServerUnreachable, LoginRejected, CatalogueMissing, AccessDenied.
        """
        with open_connection(self.target, role="set up") as connection:
            set_up_catalogue(connection, fast_text=fast_text)
        return self.open()

    def probe(self) -> None:
        """One connection, opened and closed: raises what stands in the way, if anything does.

        Raises:
            ServerUnreachable, LoginRejected.
        """
        open_connection(self.target, role="check").close()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Lend a connection, in autocommit mode; it goes back to the pool at the end.

        Errors of psycopg inside the block come out translated.

        Raises:
            PoolExhausted: all are busy. ServerUnreachable, LoginRejected: none can be opened any more.
            ConnectionLost: the database was closed.
        """
        pool = self._pool
        if pool is None:
            raise ConnectionLost("There is no connection to the catalogue.")
        connection = self._check_out(pool)
        try:
            with self._noted(connection), translated_errors():
                yield connection
        finally:
            pool.putconn(connection)

    @contextmanager
    def _noted(self, connection: Connection) -> Iterator[None]:
        """Know a connection as one that somebody waits on, so that the wait can be broken."""
        with self._lock:
            self._lent.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._lent.discard(connection)

    def break_lent(self) -> None:
        """Break the connections that are lent, because their line is dead: whoever waits on one gets ConnectionLost.

        Nothing else ends such a wait: a line that takes everything and answers nothing looks alive for a quarter of an
        hour.
        """
        with self._lock:
            lent = list(self._lent)
        for connection in lent:
            # By a copy of the descriptor: the original stays psycopg's to close.
            with (
                contextlib.suppress(OSError, psycopg.Error),
                socket.socket(fileno=os.dup(connection.fileno())) as line,
            ):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give up every connection. No error if it was never opened."""
        self._closed = True
        self._replace_pool(None)

    def stats(self) -> dict[str, Any]:
        """The pool's own counters; empty before the first opening."""
        return dict(self._pool.get_stats()) if self._pool is not None else {}

    def _check_out(self, pool: ConnectionPool[Connection]) -> Connection:
        try:
            try:
                return pool.getconn(timeout=min(FIRST_WAIT_S, self._checkout_timeout_s))
            except PoolTimeout:
                # The pool knows only that it waited. If not all its connections are lent, it fails to open one: a
                # plain connection tells why.
                if not self._all_lent():
                    self.probe()
                return pool.getconn(timeout=self._checkout_timeout_s)
        except (psycopg.Error, PoolTimeout) as error:  # PoolClosed is an OperationalError
            raise translate(error) from error

    def _all_lent(self) -> bool:
        # The pool's own figures count what it is only trying to open as well.
        with self._lock:
            return len(self._lent) >= self.target.pool_max

    def _new_pool(self) -> ConnectionPool[Connection]:
        target = self.target

        def configure_connection(connection: Connection) -> None:
            with self._noted(connection):
                configure(connection, target)

        def check_connection(connection: Connection) -> None:
            """Tell a dead connection from a live one at checkout, so that nobody's work meets it."""
            with self._noted(connection):
                ConnectionPool.check_connection(connection)

        pool: ConnectionPool[Connection] = ConnectionPool(
            kwargs=connection_arguments(target),
            min_size=target.pool_min,
            max_size=target.pool_max,
            configure=configure_connection,
            check=check_connection,
            max_idle=MAX_IDLE_S,
            max_lifetime=MAX_LIFETIME_S,
            reconnect_timeout=POOL_RECONNECT_S,
            timeout=self._checkout_timeout_s,
            name="catalogue-pool",
            open=False,
        )
        pool.open()
        return pool

    def _replace_pool(self, pool: ConnectionPool[Connection] | None) -> None:
        with self._lock:
            if self._closed and pool is not None:
                old: ConnectionPool[Connection] | None = pool
            else:
                old, self._pool = self._pool, pool
        if old is not None:
            old.close(timeout=CLOSE_TIMEOUT_S)

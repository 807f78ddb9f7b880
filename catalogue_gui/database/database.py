"""An open catalogue database: its connections, and how it comes back after the server was away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from catalogue_gui.catalogue.connection_health import PoolFigures, ServerFacts
from catalogue_gui.catalogue.errors import ConnectionFailed, ConnectionLost
from catalogue_gui.database.connect import (
    answering_soon,
    has_choice,
    open_connection,
    primary_only,
    probe,
    standby_first,
)
from catalogue_gui.database.connection_pool import MAX_IDLE_S, ServerPool
from catalogue_gui.database.health import server_facts
from catalogue_gui.database.pooler import ServerConnection
from catalogue_gui.database.schema import CatalogueTable, check_catalogue, set_up_catalogue
from catalogue_gui.database.standby import OwnWrites
from catalogue_gui.database.target import Target
from catalogue_gui.database.translate import translated_errors


class Database:
    """A catalogue on a server, reached through a pool of connections.

    Where the profile says so and there is a standby, what is only read is read there, and all else goes to the primary.
    Opening and every method that says nothing else may wait for the network: worker threads only.

    Args:
        target: where it is.
        checkout_timeout_s: seconds to wait for a free connection before it is an error.
        max_idle_s: a spare connection not needed for so long is given back.
    """

    def __init__(
        self,
        target: Target,
        *,
        checkout_timeout_s: float = 5.0,
        max_idle_s: float = MAX_IDLE_S,
    ) -> None:
        self.target = target
        self._checkout_timeout_s = checkout_timeout_s
        self._max_idle_s = max_idle_s
        self._lock = threading.Lock()
        self._pool: ServerPool | None = None
        self._reading: ServerPool | None = None
        self._own_writes = OwnWrites()
        self._longer_s: int | None = None
        self._closed = False
        self._is_open_ahead = False
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
        with self._opening() as (_, table):
            return table

    def open_ahead(self, read: Callable[[ServerConnection], None]) -> None:
        """Open now what somebody will open in a moment, who then finds it done.

        Args:
            read: called with the connection that looked at the catalogue, while the pool is still being filled.
        Raises:
            ServerUnreachable, LoginRejected, CatalogueMissing, AccessDenied.
        """
        with self._opening() as (connection, _):
            self._is_open_ahead = True
            read(connection)

    @contextmanager
    def _opening(self) -> Iterator[tuple[ServerConnection, CatalogueTable]]:
        target = self._limited(self.target)
        # What could be written to is not given up for what can only be read: changes may be waiting for it.
        was_primary = self.table is not None and not self.table.access.is_standby
        with open_connection(target, role="check", needs_primary=was_primary) as connection:
            with answering_soon(connection, target):
                table = check_catalogue(connection, target.table_name)
            self._replace_pools(*self._new_pools(target, table))
            self.table = table
            yield connection, table

    def set_up(self, *, fast_text: bool = False) -> CatalogueTable:
        """Create the products table where it is missing, then open as usual.

        Args:
            fast_text: with the index for free text, if it can be had.
        Raises:
            ServerUnreachable, LoginRejected, CatalogueMissing, AccessDenied.
        """
        with open_connection(self.target, role="set up") as connection:
            set_up_catalogue(connection, self.target.table_name, fast_text=fast_text)
        return self.open()

    def probe(self) -> None:
        """One connection, opened and closed: raises what stands in the way, if anything does.

        Raises:
            ServerUnreachable, LoginRejected.
        """
        self._primary().probe()

    @contextmanager
    def connection(self) -> Iterator[ServerConnection]:
        """Lend a connection that can write, in autocommit mode; it goes back to the pool at the end.

        Errors of psycopg inside the block come out translated.

        Raises:
            PoolExhausted: all are busy. ServerUnreachable, LoginRejected: none can be opened any more.
            ConnectionLost: the database was closed.
        """
        with self._lend(self._primary) as connection:
            try:
                yield connection
            finally:
                if self._reading is not None:
                    self._own_writes.note()

    @contextmanager
    def reading(self) -> Iterator[ServerConnection]:
        """Lend a connection to read with: to a standby where the profile says so, once it shows our own writes.

        Raises:
            As for :meth:`connection`.
        """
        with self._lend(self._pool_to_read) as connection:
            yield connection

    def note_write(self) -> None:
        """Another process of ours has written: a standby has to show it before it is read again. Any thread."""
        self._own_writes.note()

    def has_changed_role(self) -> bool:
        """Whether there is a primary now where there was none, or the other way round: to be opened anew then.

        Raises:
            ConnectionFailed.
        """
        table = self.table
        if table is None:
            return False
        with self._lend(self._primary) as connection, translated_errors():
            row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
        if row != (table.access.is_standby,):
            return True
        if not table.access.is_standby or not has_choice(self.target):
            return False
        try:
            probe(primary_only(self.target))
        except ConnectionFailed:
            return False
        return True

    def allow_longer(self, statement_timeout_s: int) -> None:
        """Let statements take so long from the next one on, for as long as this catalogue is open. Any thread.

        Args:
            statement_timeout_s: seconds, 0 for no limit.
        """
        self._longer_s = statement_timeout_s
        for pool in (self._pool, self._reading):
            if pool is not None:
                pool.use_limits(self._limited(self.target))

    @property
    def statement_timeout_s(self) -> int:
        """Seconds that a statement may take now, 0 for no limit. Any thread."""
        return self._limited(self.target).statement_timeout_s

    def break_lent(self) -> None:
        """Break the connections that are lent, because their line is dead: whoever waits on one gets ConnectionLost.

        Any thread; waits for nothing.
        """
        for pool in (self._pool, self._reading):
            if pool is not None:
                pool.break_lent()

    def close(self) -> None:
        """Give up every connection. No error if it was never opened."""
        self._closed = True
        self._replace_pools(None, None)

    def stats(self) -> dict[str, int]:
        """The pool's own counters; empty before the first opening. Any thread; waits for nothing."""
        pool = self._pool
        return pool.stats() if pool is not None else {}

    def figures(self) -> PoolFigures:
        """How the connections are doing. Any thread; waits for nothing."""
        return sum(
            (pool.figures() for pool in (self._pool, self._reading) if pool is not None),
            PoolFigures(),
        )

    def ask_servers(self) -> list[ServerFacts]:
        """What the servers say of themselves: the one that is written to, then the one that is read from, if another.

        Raises:
            ConnectionFailed.
        """
        found: list[ServerFacts] = []
        for pool in (self._primary(), self._reading):
            if pool is not None:
                with pool.lend() as connection:
                    found.append(server_facts(connection))
        return found

    @contextmanager
    def _lend(self, choose: Callable[[], ServerPool]) -> Iterator[ServerConnection]:
        with ExitStack() as stack:
            pool = choose()
            try:
                connection = stack.enter_context(pool.lend())
            except ConnectionLost:
                # The server came back just now, and whoever waited for a connection waited at the pool of before.
                newer = choose()
                if newer is pool:
                    raise
                connection = stack.enter_context(newer.lend())
            yield connection

    def _pool_to_read(self) -> ServerPool:
        pool, primary = self._reading, self._primary()
        if pool is None or not self._own_writes.have_arrived(primary.lend, pool.lend):
            return primary
        return pool

    def _primary(self) -> ServerPool:
        pool = self._pool
        if pool is None:
            raise ConnectionLost("There is no connection to the catalogue.")
        return pool

    def _limited(self, target: Target) -> Target:
        if self._longer_s is None:
            return target
        return replace(target, statement_timeout_s=self._longer_s)

    def _new_pools(
        self, target: Target, table: CatalogueTable
    ) -> tuple[ServerPool, ServerPool | None]:
        if not has_choice(target):
            return self._new_pool(target), None
        if table.access.is_standby:
            return self._new_pool(standby_first(target)), None
        reading = self._new_pool(standby_first(target)) if target.browse_on_standby else None
        return self._new_pool(primary_only(target)), reading

    def _new_pool(self, target: Target) -> ServerPool:
        return ServerPool(
            target,
            checkout_timeout_s=self._checkout_timeout_s,
            max_idle_s=self._max_idle_s,
        )

    def _replace_pools(self, pool: ServerPool | None, reading: ServerPool | None) -> None:
        with self._lock:
            if self._closed and pool is not None:
                old: tuple[ServerPool | None, ...] = (pool, reading)
            else:
                old = (self._pool, self._reading)
                self._pool, self._reading = pool, reading
        for each in old:
            if each is not None:
                each.close()

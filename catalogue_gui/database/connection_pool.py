"""The pool of connections to one server, as this program keeps it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from catalogue_gui.catalogue.connection_health import PoolFigures
from catalogue_gui.database.connect import configure, connection_arguments, probe
from catalogue_gui.database.patience import break_line
from catalogue_gui.database.pooler import ServerConnection
from catalogue_gui.database.target import Target
from catalogue_gui.database.translate import translate, translated_errors

MAX_IDLE_S = 300.0  # a window left alone gives its spare connections back
MAX_LIFETIME_S = 3600.0  # so that a server's memory for one session does not grow for days
# The pool's own attempts end soon: the window retries with growing pauses, says so, and then asks for a new pool.
POOL_RECONNECT_S = 5.0
CLOSE_TIMEOUT_S = 2.0
# A lost server is to be said soon; a busy pool is worth a longer wait.
FIRST_WAIT_S = 1.0


class ServerPool:
    """Lends connections to one server, each checked before it is lent; opened by the constructor, in the background.

    Args:
        target: where to, and how many.
        checkout_timeout_s: seconds to wait for a free connection before it is an error.
        max_idle_s: a connection that was not needed for so long is closed, but for the last ``pool_min``.
    """

    def __init__(
        self,
        target: Target,
        *,
        checkout_timeout_s: float,
        max_idle_s: float = MAX_IDLE_S,
    ) -> None:
        self._target = target
        self._place = target
        self._checkout_timeout_s = checkout_timeout_s
        self._lock = threading.Lock()
        self._lent: set[ServerConnection] = set()
        self._pool: ConnectionPool[ServerConnection] = ConnectionPool(
            connection_class=ServerConnection,
            kwargs=connection_arguments(target),
            min_size=target.pool_min,
            max_size=target.pool_max,
            configure=self._configure,
            check=self._check,
            max_idle=max_idle_s,
            max_lifetime=MAX_LIFETIME_S,
            reconnect_timeout=POOL_RECONNECT_S,
            timeout=checkout_timeout_s,
            name="catalogue-pool",
            open=False,
        )
        self._pool.open()

    @contextmanager
    def lend(self) -> Iterator[ServerConnection]:
        """Lend a connection, in autocommit mode; it goes back at the end.

        Errors of psycopg inside the block come out translated.

        Raises:
            PoolExhausted: all are busy. ServerUnreachable, LoginRejected: none can be opened any more.
            ConnectionLost: the pool was closed.
        """
        connection = self._check_out()
        try:
            with self._noted(connection), translated_errors():
                yield connection
        finally:
            self._pool.putconn(connection)

    def probe(self) -> None:
        """Open a connection beside the pool's own and close it.

        Raises:
            ServerUnreachable, LoginRejected: what stands in the way.
        """
        probe(self._place)

    def use_limits(self, target: Target) -> None:
        """Give every connection the limits of another target of the same server, before it is lent again."""
        self._target = target

    def break_lent(self) -> None:
        """Break the connections that are lent, because their line is dead: whoever waits on one gets ConnectionLost.

        Nothing else ends such a wait: a line that takes everything and answers nothing looks alive for a quarter of an
        hour.
        """
        with self._lock:
            lent = list(self._lent)
        for connection in lent:
            break_line(connection)

    def close(self) -> None:
        """Give up every connection; those that are lent when they come back. Waits for a moment at most."""
        self._pool.close(timeout=CLOSE_TIMEOUT_S)

    def stats(self) -> dict[str, int]:
        """The pool's own counters."""
        return dict(self._pool.get_stats())

    def figures(self) -> PoolFigures:
        """How it is doing. Any thread; waits for nothing."""
        found = self._pool.get_stats()
        # Those that are only being opened count as open in the pool's own figures, and as used: they are neither lent nor free.
        in_use = len(self._lent)
        return PoolFigures(
            open=found.get("pool_size", 0),
            in_use=in_use,
            waiting=found.get("requests_waiting", 0),
            most=self._target.pool_max,
            loans=found.get("requests_num", 0),
            waits=found.get("requests_queued", 0),
            wait_ms=found.get("requests_wait_ms", 0),
            errors=found.get("requests_errors", 0) + found.get("returns_bad", 0),
            opened=found.get("connections_num", 0),
            lost=found.get("connections_lost", 0),
        )

    @contextmanager
    def _noted(self, connection: ServerConnection) -> Iterator[None]:
        """Know a connection as one that somebody waits on, so that the wait can be broken."""
        with self._lock:
            self._lent.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._lent.discard(connection)

    def _configure(self, connection: ServerConnection) -> None:
        with self._noted(connection):
            target = self._target
            configure(connection, target)
            connection.limits_of = target

    def _check(self, connection: ServerConnection) -> None:
        """Tell a dead connection from a live one at checkout, so that nobody's work meets it."""
        with self._noted(connection):
            if connection.limits_of is self._target:
                ConnectionPool.check_connection(connection)
            else:
                configure(connection, self._target)
                connection.limits_of = self._target

    def _check_out(self) -> ServerConnection:
        try:
            try:
                return self._pool.getconn(timeout=min(FIRST_WAIT_S, self._checkout_timeout_s))
            except PoolTimeout:
                # The pool knows only that it waited. If not all its connections are lent, it fails to open one: a
                # plain connection tells why.
                if not self._all_lent():
                    self.probe()
                return self._pool.getconn(timeout=self._checkout_timeout_s)
        except (psycopg.Error, PoolTimeout) as error:  # PoolClosed is an OperationalError
            raise translate(error) from error

    def _all_lent(self) -> bool:
        # The pool's own figures count what it is only trying to open as well.
        with self._lock:
            return len(self._lent) >= self._target.pool_max

"""What a job is given: connections, a way to report progress, and word of its cancellation."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from catalogue_gui.catalogue.errors import Cancelled, CatalogueError, ConnectionLost
from catalogue_gui.catalogue.progress import Progress

logger = logging.getLogger(__name__)

# A cancel request opens a connection of its own to the server; longer than this it is not worth waiting for.
CANCEL_TIMEOUT_S = 5.0


class ConnectionSource(Protocol):
    """Lends connections, and says their errors as CatalogueError; a database with its pool is one."""

    def connection(self) -> AbstractContextManager[Any]:
        """Lend a connection for the length of a ``with`` block."""
        ...

    def reading(self) -> AbstractContextManager[Any]:
        """Lend one to read with and nothing more."""
        ...


class JobContext:
    """One job's view of the world. Its methods are for the job's own thread, except where they say otherwise."""

    def __init__(self, connections: ConnectionSource | None) -> None:
        self._connections = connections
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._has_committed = False
        self._is_committing = False
        self._lent: Any = None
        self._canceller: threading.Thread | None = None
        self._progress: Progress | None = None
        self.used_connection = False

    @property
    def source(self) -> ConnectionSource | None:
        """Where the job's connections come from. Any thread."""
        return self._connections

    @property
    def is_cancelled(self) -> bool:
        """True once somebody cancelled the job. Any thread."""
        return self._cancelled.is_set()

    @property
    def has_committed(self) -> bool:
        """True once a transaction of the job has been committed. Any thread."""
        return self._has_committed

    @property
    def latest_progress(self) -> Progress | None:
        """The newest progress reported. Any thread."""
        return self._progress

    def check_cancelled(self) -> None:
        """Raise Cancelled if somebody cancelled the job."""
        if self._cancelled.is_set():
            raise Cancelled

    def report(self, progress: Progress) -> None:
        """Say how far the work has come; as often as it likes, the newest value counts."""
        self._progress = progress

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """Lend a pooled connection; a cancel of the job cancels what runs on it.

        The connection goes back only when a cancel under way has finished, so that it cannot hit the next borrower.

        Raises:
            Cancelled: the job was cancelled, before or meanwhile.
            ConnectionFailed: none could be had.
        """
        with self._lend(lambda source: source.connection()) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Lend a connection as :meth:`connection` does, to read with: it may lead to a server that only follows.

        Raises:
            Cancelled, ConnectionFailed: as there.
        """
        with self._lend(lambda source: source.reading()) as connection:
            yield connection

    @contextmanager
    def _lend(
        self, lend: Callable[[ConnectionSource], AbstractContextManager[Any]]
    ) -> Iterator[Any]:
        self.check_cancelled()
        if self._connections is None:
            raise CatalogueError(
                "There is no catalogue open.",
                title="Not connected",
                hint="Choose a connection first.",
            )
        self.used_connection = True
        try:
            with lend(self._connections) as connection:
                with self._lock:
                    self.check_cancelled()
                    self._lent = connection
                try:
                    yield connection
                finally:
                    self._take_back()
        except CatalogueError:
            # What the server says about a statement that we had it cancel is no news.
            if self._cancelled.is_set() and not self._has_committed:
                raise Cancelled from None
            raise

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Lend a connection with a transaction begun; it is committed at the end, or rolled back on any error.

        Once the commit has begun a cancel comes too late: the job then reports its success.

        Raises:
            Cancelled: cancelled before the commit began; nothing was written.
            ConnectionFailed: none could be had; nothing was written.
            ConnectionLost: with ``outcome_unknown`` when it broke during the commit.
        """
        try:
            with self.connection() as connection, connection.transaction():
                yield connection
                with self._lock:
                    self.check_cancelled()
                    self._is_committing = True
                self._wait_for_canceller()
        except ConnectionLost as error:
            if not self._is_committing:
                raise
            raise ConnectionLost(
                "The connection was lost at the very moment of saving.",
                hint="It is not known whether the change was saved.",
                detail=error.detail,
                outcome_unknown=True,
            ) from error
        self._is_committing = False
        self._has_committed = True

    def cancel(self) -> None:
        """Ask the job to stop and cancel what it has running on the server. Any thread; returns at once."""
        with self._lock:
            if self._cancelled.is_set():
                return
            self._cancelled.set()
            if self._lent is None or self._is_committing:
                return
            self._canceller = threading.Thread(
                target=_cancel_on_server,
                args=(self._lent,),
                name="catalogue-cancel",
                daemon=True,
            )
            self._canceller.start()

    def finish(self) -> None:
        """Let go of everything. Called once, when the work has returned."""
        self._take_back()

    def _take_back(self) -> None:
        with self._lock:
            self._lent = None
        self._wait_for_canceller()

    def _wait_for_canceller(self) -> None:
        canceller = self._canceller
        if canceller is not None:
            canceller.join()


def _cancel_on_server(connection: Any) -> None:
    try:
        connection.cancel_safe(timeout=CANCEL_TIMEOUT_S)
    except Exception:
        logger.info("A cancel request did not reach the server", exc_info=True)

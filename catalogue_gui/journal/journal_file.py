"""The journal's SQLite file: opened, shared, kept sound, and replaced when it is damaged."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, LiteralString, TypeVar

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.journal.owners import Owners
from catalogue_gui.journal.rescue import COMPANIONS, put_aside, rescue_entries
from catalogue_gui.journal.schema import SET_VERSION, create_tables
from catalogue_gui.journal.trouble import is_damage, refuse_newer, said_in_words

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Another window's transaction takes a few milliseconds. The GUI thread waits no longer than would be noticed.
SHORT_WAIT_MS: Final = 200
LONG_WAIT_MS: Final = 5_000
# Beyond it the write-ahead log is copied into the file: by a worker thread only, as the disk is waited for.
LOG_LIMIT_BYTES: Final = 4_000_000


@dataclass(slots=True, eq=False)
class _Connection:
    """A connection, which opening of the file it belongs to, and how long it waits for other windows."""

    sql: sqlite3.Connection
    generation: int
    wait_ms: int = LONG_WAIT_MS

    def wait_at_most(self, wait_ms: int) -> None:
        """Wait so long for a writer in another window from now on."""
        if wait_ms != self.wait_ms:
            self.sql.execute(f"PRAGMA busy_timeout = {wait_ms}")
            self.wait_ms = wait_ms


class JournalFile:
    """Lends connections to one file, opened at first use, to any thread and beside other windows.

    Commits go to the write-ahead log and do not wait for the disk: they outlive the program, and, after ``sync``, the
    computer's power. A damaged file is set aside, what can be read of its entries is brought over, and the work goes on
    in a new one; a file that has gone or been replaced beneath us is opened anew.

    Args:
        path: the file; it and its folder are made at first use, readable by their owner only.
        owners: the windows that share it.
    Source: SQLite, "Write-Ahead Logging", "How To Corrupt An SQLite Database File" (2.2: the file is never opened
        beside SQLite, since closing it would drop SQLite's locks).
    """

    def __init__(self, path: Path, owners: Owners) -> None:
        self.path = path
        self.set_aside: Path | None = None
        self._owners = owners
        self._guard = threading.Lock()
        self._writing = threading.Lock()
        self._idle: list[_Connection] = []
        self._generation = 0
        self._identity: tuple[int, int] | None = None
        self._has_log = False
        self._is_closed = False

    # Work

    def read(self, use: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``use`` reads; it must not keep the connection.

        Raises:
            FileProblem.
        """
        return self._with_connection(lambda each: use(each.sql))

    def write(self, use: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``use`` in a transaction of its own; what it raises rolls it back.

        Args:
            use: writes; it may be run a second time when the file turns out to be damaged.
        Raises:
            FileProblem.
        Thread: worker.
        """

        return self._with_connection(
            lambda each: self._in_turn(
                each, lambda connection: _in_transaction(connection, use), LONG_WAIT_MS
            )
        )

    def write_at_once(self, *statements: tuple[LiteralString, tuple[object, ...]]) -> None:
        """Run statements with their values, in one transaction.

        Raises:
            FileProblem: also when somebody else writes for longer than the GUI thread may wait.
        Thread: any. Beside busy threads one statement costs one turn of the interpreter's lock, ``write`` several.
        """

        def run(connection: sqlite3.Connection) -> None:
            if len(statements) == 1:  # a transaction by itself
                connection.execute(*statements[0])
            else:
                _in_transaction(connection, lambda each: [each.execute(*one) for one in statements])

        self._with_connection(lambda each: self._in_turn(each, run, SHORT_WAIT_MS))

    def _in_turn(
        self, each: _Connection, use: Callable[[sqlite3.Connection], T], wait_ms: int
    ) -> T:
        # Within a window writers queue here, and start the moment the other ends: SQLite would have them sleep.
        if not self._writing.acquire(timeout=wait_ms / 1000):
            raise TimeoutError(errno.EBUSY, "something else is being written and does not end")
        try:
            each.wait_at_most(wait_ms)
            return use(each.sql)
        finally:
            self._writing.release()

    def sync(self) -> None:
        """Wait until everything committed so far, by anybody, is on the disk. Nobody else waits meanwhile.

        A commit with ``synchronous = FULL`` would do the same while it keeps every other writer out.

        Raises:
            FileProblem.
        Thread: worker.
        """
        with said_in_words(self.path):
            if not self._has_log:
                return  # every commit has waited for the disk already
            descriptor = os.open(self._beside("-wal"), os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def tidy(self) -> None:
        """Copy the write-ahead log into the file when it has grown large; nobody waits for it.

        Raises:
            FileProblem.
        Thread: worker.
        """
        try:
            size = self._beside("-wal").stat().st_size
        except OSError:
            return
        if size > LOG_LIMIT_BYTES:
            self.read(lambda each: each.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())
            # The next write begins the log anew and waits for the disk: better this one than that of a key press.
            self.write(lambda each: each.execute(SET_VERSION))

    def ended(self, owners: list[str]) -> list[str]:
        """Those of the owners whose window is no longer there.

        Raises:
            FileProblem.
        """
        with said_in_words(self.path):
            return self._owners.ended(owners) if owners else []

    def close(self) -> None:
        """Close every connection that nobody uses now, and the others as they come back. Further work is refused."""
        with self._guard:
            self._is_closed = True
            self._forget_connections()
            self._owners.end()

    # Connections

    def _with_connection(self, use: Callable[[_Connection], T]) -> T:
        with said_in_words(self.path):
            lent = self._borrow()
            try:
                return use(lent)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                damage = error
            finally:
                self._give_back(lent)
            self._replace_damaged(lent.generation, damage)
            lent = self._borrow()
            try:
                return use(lent)
            finally:
                self._give_back(lent)

    def _borrow(self) -> _Connection:
        with self._guard:
            if self._is_closed:
                raise FileProblem(
                    "The window is closing, so nothing more is noted.",
                    hint="What was not confirmed as saved is offered again at the next start.",
                )
            if self._identity is None or self._identity != _identity_of(self.path):
                self._open()
            return self._idle.pop() if self._idle else self._pooled(self._connect())

    def _give_back(self, lent: _Connection) -> None:
        with self._guard:
            if lent.generation == self._generation and not self._is_closed:
                self._idle.append(lent)
                return
        lent.sql.close()

    def _pooled(self, connection: sqlite3.Connection) -> _Connection:
        return _Connection(connection, self._generation)

    def _open(self) -> None:
        self._forget_connections()
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._owners.alone():
            try:
                connection = self._prepare()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                connection = self._begin_anew(error)
            self._owners.begin()
        self._idle.append(self._pooled(connection))
        self._identity = _identity_of(self.path)

    def _prepare(self) -> sqlite3.Connection:
        """Make the file and its tables where they are missing, and return a connection."""
        if self.path.exists():
            refuse_newer(self.path)
            with suppress(OSError):
                self.path.chmod(0o600)
        else:
            for suffix in COMPANIONS:
                # Of a file that is gone: SQLite would take them for the new one's.
                self._beside(suffix).unlink(missing_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        connection = self._connect()
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            self._has_log = mode == "wal"
            create_tables(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout = {LONG_WAIT_MS}")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")  # see tidy()
            connection.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT_BYTES}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _forget_connections(self) -> None:
        self._generation += 1
        self._identity = None
        while self._idle:
            with suppress(sqlite3.Error):
                self._idle.pop().sql.close()

    # Damage

    def _replace_damaged(self, generation: int, error: sqlite3.DatabaseError) -> None:
        with self._guard:
            # Another thread or window may have done it meanwhile: a sound file must not be set aside.
            if generation != self._generation or self._identity != _identity_of(self.path):
                return
            self._forget_connections()
            with self._owners.alone():
                self._begin_anew(error).close()

    def _begin_anew(self, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        aside = put_aside(self.path)
        connection = self._prepare()
        count = rescue_entries(aside, connection)
        self.set_aside = aside
        logger.error(
            "The journal was damaged (%s). It was kept as %s, %d of its unsaved edits were brought over, "
            "and a new one was begun.",
            error,
            aside,
            count,
        )
        return connection

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(f"{self.path.name}{suffix}")


def _in_transaction(connection: sqlite3.Connection, use: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = use(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return result


def _identity_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

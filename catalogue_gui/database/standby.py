"""Whether a standby shows already what was written to the primary from here.

Source: PostgreSQL manual, 9.28.3 "Recovery Control Functions" and 9.28.4 (pg_current_wal_flush_lsn, pg_last_wal_replay_lsn).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg

from catalogue_gui.database.pooler import ServerConnection

# What is committed has been flushed, where the server does not promise less. What is beyond may stay there for a while.
_POSITION = """
    SELECT (CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()
            ELSE pg_current_wal_flush_lsn() END)::text
"""

Lend = Callable[[], AbstractContextManager[ServerConnection]]


class OwnWrites:
    """Remembers that something was written from here, until the standby has it too. Any thread.

    Whatever was lent to write with counts as a write: to ask twice costs two round trips, to show a stale row costs trust.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made = 0
        self._arrived = 0
        self._position: tuple[int, str] | None = (
            None  # writes made, and the primary's place in its log then
        )

    def note(self) -> None:
        """Something may have been written; called once it is committed."""
        with self._lock:
            self._made += 1

    def have_arrived(self, lend_primary: Lend, lend_standby: Lend) -> bool:
        """Whether the standby has all that was written from here.

        Args:
            lend_primary: lends a connection to the primary.
            lend_standby: lends one to the standby; never while the other is lent.
        Raises:
            ConnectionFailed.
        Thread: worker.
        """
        with self._lock:
            made, position = self._made, self._position
            if made == self._arrived:
                return True
        try:
            if position is None or position[0] != made:
                with lend_primary() as connection:
                    row = connection.execute(_POSITION).fetchone()
                assert row is not None
                position = made, str(row[0])
            with lend_standby() as connection:
                found = connection.execute(
                    "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= %s::pg_lsn",
                    (position[1],),
                ).fetchone()
        except psycopg.Error:  # pragma: no cover - a server that has no such log
            return False
        with self._lock:
            self._position = position
            if found == (True,):
                self._arrived = max(self._arrived, made)
            return found == (True,)

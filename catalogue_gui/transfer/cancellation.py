"""Stopping an import or export from another thread, on this side and on the server's."""

from __future__ import annotations

import contextlib
import os
import socket
import threading

import psycopg

from catalogue_gui.catalogue.errors import Cancelled
from catalogue_gui.database.connect import Connection

# The server answers a cancel within a few round trips or not at all; whoever cancels is not kept waiting for the latter.
_CANCEL_TIMEOUT_S = 2.0


class Cancellation:
    """A request to stop, and the connection whose statement is to be stopped with it.

    Thread: any; ``cancel`` from another one than the work's.
    """

    def __init__(self) -> None:
        self._requested = threading.Event()
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    def reset(self) -> None:
        """Forget an earlier request: new work begins."""
        self._requested.clear()

    def watch(self, connection: Connection | None) -> None:
        """Say which connection the work uses; None for none."""
        with self._lock:
            self._connection = connection

    @property
    def is_requested(self) -> bool:
        """True once somebody asked to stop."""
        return self._requested.is_set()

    def check(self) -> None:
        """Raise :class:`Cancelled` once somebody asked to stop."""
        if self._requested.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait that long, and not longer than until somebody asks to stop."""
        self._requested.wait(seconds)

    def cancel(self) -> None:
        """Ask the work to stop, and the server to stop its statement."""
        self._requested.set()
        with self._lock:
            connection = self._connection
            if connection is None or connection.closed:
                return
            try:
                connection.cancel_safe(timeout=_CANCEL_TIMEOUT_S)
            except psycopg.Error:
                # Nothing comes through to the server. Whoever waits for it on this side need not wait for the system to
                # notice; what was not committed it takes back by itself.
                _break_off(connection)


def _break_off(connection: Connection) -> None:
    with contextlib.suppress(OSError, psycopg.Error):
        line = socket.socket(fileno=os.dup(connection.fileno()))
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.close()

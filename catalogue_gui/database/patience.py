"""An end to waiting for a server that has taken the question and says nothing more."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg


def break_line(connection: psycopg.Connection[Any]) -> None:
    """Shut a connection's line: whoever waits on it is told at once that it is lost. Any thread; waits for nothing."""
    # By a copy of the descriptor: the original stays psycopg's to close.
    with (
        contextlib.suppress(OSError, psycopg.Error),
        socket.socket(fileno=os.dup(connection.fileno())) as line,
    ):
        line.shutdown(socket.SHUT_RDWR)


@contextmanager
def broken_after(
    connection: psycopg.Connection[Any], timeout_s: float
) -> Iterator[threading.Event]:
    """Break a connection on which somebody still waits after that time.

    Yields:
        Set once it was broken.
    """
    was_broken = threading.Event()

    def give_up() -> None:
        was_broken.set()
        break_line(connection)

    timer = threading.Timer(timeout_s, give_up)
    timer.name = "catalogue-patience"
    timer.daemon = True
    timer.start()
    try:
        yield was_broken
    finally:
        timer.cancel()
        timer.join()

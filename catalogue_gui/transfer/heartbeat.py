"""News while a statement of the server's runs long, so that nobody takes the work for stuck."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from catalogue_gui.catalogue.progress import Progress

_SILENCE_S = 0.5  # a person begins to wonder after about a second


class Heartbeat:
    """Passes progress on, and says the last of it again when nothing has been said for a while.

    Args:
        send: what to do with a progress; called by one thread at a time.
    Thread: ``report`` from any; a thread of its own between enter and exit.
    """

    def __init__(self, send: Callable[[Progress], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._last: Progress | None = None
        self._said_at = 0.0
        self._thread: threading.Thread | None = None

    def report(self, progress: Progress) -> None:
        """Pass a progress on."""
        with self._lock:
            self._last = progress
            self._said_at = time.monotonic()
            self._send(progress)

    def __enter__(self) -> Self:
        self._last = None
        self._ended.clear()
        self._thread = threading.Thread(target=self._beat, name="catalogue-heartbeat", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _beat(self) -> None:
        while not self._ended.wait(_SILENCE_S / 2):
            with self._lock:
                is_silent = time.monotonic() - self._said_at >= _SILENCE_S
                if is_silent and self._last is not None and not self._ended.is_set():
                    self._said_at = time.monotonic()
                    self._send(self._last)

"""Progress at a pace that a person and a pipe can follow."""

from __future__ import annotations

import time
from collections.abc import Callable

from catalogue_gui.catalogue.progress import Progress

INTERVAL_S = 0.1  # ten a second look smooth


class ProgressThrottle:
    """Passes progress on at most every ``interval_s``; the first and the last of a phase always.

    Args:
        send: what to do with a progress that is due.
        interval_s: seconds between two.
    """

    def __init__(self, send: Callable[[Progress], None], *, interval_s: float = INTERVAL_S) -> None:
        self._send = send
        self._interval_s = interval_s
        self._sent_at = 0.0
        self._phase = ""
        self._held: Progress | None = None

    def report(self, progress: Progress) -> None:
        """Pass a progress on, or hold it until one is due."""
        if progress.phase != self._phase:
            self.flush()
            self._phase = progress.phase
        elif time.monotonic() - self._sent_at < self._interval_s:
            self._held = progress
            return
        self._pass_on(progress)

    def flush(self) -> None:
        """Pass on what is held: the work is done."""
        if self._held is not None:
            self._pass_on(self._held)
        self._phase = ""

    def drop(self) -> None:
        """Forget what is held: the work stopped."""
        self._held = None
        self._phase = ""

    def _pass_on(self, progress: Progress) -> None:
        self._held = None
        self._sent_at = time.monotonic()
        self._send(progress)

"""Cyclic garbage is collected on the GUI thread only.

Python collects in whichever thread happens to allocate. If that is a worker, and the garbage holds a Qt object, Qt's
destructor runs on the wrong thread and the process crashes. So while worker threads run Python, the automatic
collector is off, and a timer on the GUI thread does the same work by the same thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

# Short, so that each young collection stays small: a fraction of a millisecond in ordinary work.
INTERVAL_MS = 250

_holders = 0
_was_enabled = True


class GuiThreadCollector(QObject):
    """Holds the automatic collector off and collects in its place, from ``start`` to ``stop``. Thread: GUI."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_holding = False
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(collect_what_is_due)

    def start(self) -> None:
        """Take over from the automatic collector; several may, and the last one to stop gives it back."""
        global _holders, _was_enabled  # there is one collector in a process
        if self._is_holding:
            return
        self._is_holding = True
        if _holders == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
            # What the program itself consists of is no garbage: looking through it takes most of a full collection.
            gc.freeze()
        _holders += 1
        self._timer.start()

    def stop(self) -> None:
        """Give the work back to the automatic collector, if no other holds it."""
        global _holders
        if not self._is_holding:
            return
        self._is_holding = False
        self._timer.stop()
        _holders -= 1
        if _holders == 0 and _was_enabled:
            gc.enable()


def collect_what_is_due() -> None:
    """Collect the oldest generation whose threshold has been passed, as the automatic collector would."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return

"""What the window needs a moment later than its first rows, made ready a step at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

FIRST_PAUSE_MS = (
    1_500  # the counts beside the table are in by then; what is wanted sooner is made at once
)
PAUSE_MS = 30  # between two steps: the window paints and answers


class Preparation(QObject):
    """Runs steps one by one on the GUI thread, with pauses; each is to be short.

    Args:
        steps: what is done, or the name of a module to be imported.
        parent: with which it ends.
    """

    def __init__(self, steps: Iterable[Callable[[], object] | str], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = deque(steps)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._take_step)

    def start(self) -> None:
        """Begin after a first pause; further calls do nothing."""
        if self._steps and not self._pause.isActive():
            self._pause.start(FIRST_PAUSE_MS)

    def postpone(self) -> None:
        """Wait anew before the next step: something else is to be shown first."""
        if self._pause.isActive():
            self._pause.start(FIRST_PAUSE_MS)

    def stop(self) -> None:
        """Leave out what has not been done."""
        self._steps.clear()
        self._pause.stop()

    def _take_step(self) -> None:
        step = self._steps.popleft()
        if isinstance(step, str):
            import_module(step)
        else:
            step()
        if self._steps:
            self._pause.start(PAUSE_MS)

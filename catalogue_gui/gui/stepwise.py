"""What has come, shown a few rows at a time: a whole screen of new text at once would hold the window up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

# A quarter of a screen: some milliseconds of painting.
STEP_ROWS = 8


class Stepwise(QObject):
    """Names rows to be shown, ``STEP_ROWS`` in each turn of the event loop, those in view first.

    Args:
        rows_in_view: first row in view and one past the last; None where the order of coming will do.
    Thread: GUI.
    """

    came = Signal(object)  # range of rows
    ended = Signal()  # all of them have been named

    def __init__(
        self, parent: QObject, rows_in_view: Callable[[], tuple[int, int]] | None = None
    ) -> None:
        super().__init__(parent)
        self._rows_in_view = rows_in_view or (lambda: (0, 0))
        self._steps: deque[range] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._take_step)

    @property
    def is_under_way(self) -> bool:
        """True while there are rows that have not been named."""
        return bool(self._steps)

    def take(self, rows: range) -> None:
        """Name these rows, beginning with the next turn."""
        self._steps.extend(rows[at : at + STEP_ROWS] for at in range(0, len(rows), STEP_ROWS))
        if self._steps:
            self._timer.start()

    def drop(self) -> None:
        """Forget what has not been named: it is shown no more."""
        self._steps.clear()
        self._timer.stop()

    def _take_step(self) -> None:
        start, stop = self._rows_in_view()
        for number, rows in enumerate(self._steps):
            if rows.start < stop and start < rows.stop:
                del self._steps[number]
                break
        else:
            rows = self._steps.popleft()
        self.came.emit(rows)
        if not self._steps:
            self._timer.stop()
            self.ended.emit()

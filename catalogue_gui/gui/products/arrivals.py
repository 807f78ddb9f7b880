"""Rows that have come, handed on a few at a time: a whole screen of new text at once would hold the window up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.gui.products.loading import Rows

# A quarter of a screen: some milliseconds of painting.
STEP_ROWS = 8


class RowArrivals(QObject):
    """Hands rows on, ``STEP_ROWS`` in each turn of the event loop, those in view first.

    Args:
        rows_in_view: first row in view and one past the last. Thread: GUI.
    """

    came = Signal(object)  # Rows
    ended = Signal()  # all that had come is handed on

    def __init__(self, rows_in_view: Callable[[], tuple[int, int]], parent: QObject) -> None:
        super().__init__(parent)
        self._rows_in_view = rows_in_view
        self._steps: deque[Rows] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._hand_on)

    @property
    def is_under_way(self) -> bool:
        """True while rows have come that are not handed on."""
        return bool(self._steps)

    def take(self, rows: Rows) -> None:
        """Hand these rows on, beginning with the next turn."""
        self._steps.extend(_steps_of(rows))
        if self._steps:
            self._timer.start()

    def drop(self) -> None:
        """Forget what has not been handed on: it belongs to an order that is shown no more."""
        self._steps.clear()
        self._timer.stop()

    def _hand_on(self) -> None:
        start, stop = self._rows_in_view()
        for number, rows in enumerate(self._steps):
            if rows.start < stop and start < rows.start + len(rows.ids):
                del self._steps[number]
                break
        else:
            rows = self._steps.popleft()
        self.came.emit(rows)
        if not self._steps:
            self._timer.stop()
            self.ended.emit()


def _steps_of(rows: Rows) -> Iterator[Rows]:
    for at in range(0, len(rows.ids), STEP_ROWS):
        until = at + STEP_ROWS
        yield Rows(rows.start + at, rows.ids[at:until], rows.products[at:until])

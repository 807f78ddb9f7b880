"""Products that have come, handed on a few rows at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from catalogue_gui.gui.products.loading import Rows
from catalogue_gui.gui.stepwise import Stepwise


class RowArrivals(QObject):
    """Hands rows on step by step, those in view first.

    Args:
        rows_in_view: first row in view and one past the last. Thread: GUI.
    """

    came = Signal(object)  # Rows
    ended = Signal()  # all that had come is handed on

    def __init__(self, rows_in_view: Callable[[], tuple[int, int]], parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[Rows] = []
        self._steps = Stepwise(self, rows_in_view)
        self._steps.came.connect(self._hand_on)
        self._steps.ended.connect(self._end)

    @property
    def is_under_way(self) -> bool:
        """True while rows have come that are not handed on."""
        return self._steps.is_under_way

    def take(self, rows: Rows) -> None:
        """Hand these rows on, beginning with the next turn."""
        self._waiting.append(rows)
        self._steps.take(range(rows.start, rows.start + len(rows.ids)))

    def drop(self) -> None:
        """Forget what has not been handed on: it belongs to an order that is shown no more."""
        self._waiting.clear()
        self._steps.drop()

    def _hand_on(self, step: range) -> None:
        # What came last is the newest, should the same row have come twice.
        rows = next(each for each in reversed(self._waiting) if _holds(each, step))
        at, until = step.start - rows.start, step.stop - rows.start
        self.came.emit(Rows(step.start, rows.ids[at:until], rows.products[at:until]))

    def _end(self) -> None:
        self._waiting.clear()
        self.ended.emit()


def _holds(rows: Rows, step: range) -> bool:
    return rows.start <= step.start and step.stop <= rows.start + len(rows.ids)

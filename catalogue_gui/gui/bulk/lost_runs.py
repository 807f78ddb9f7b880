"""Runs whose answer was lost at the commit: the server is asked, as soon as it can be, what became of them."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.gui.bulk.bulk_work import BulkRun, BulkWork
from catalogue_gui.jobs import JobRunner

logger = logging.getLogger(__name__)

ASK_AGAIN_MS = (
    2_000  # between two questions; a server that is away is back within minutes, as a rule
)


class LostRuns(QObject):
    """Asks until it is answered.

    Args:
        runner: background work.
        ask_again_ms: time between two questions.
    """

    known = Signal(object, object)  # BulkRun, TransactionState

    def __init__(
        self, runner: JobRunner, parent: QObject | None = None, *, ask_again_ms: int = ASK_AGAIN_MS
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._lost: list[tuple[BulkWork, BulkRun]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ask_again_ms)
        self._timer.timeout.connect(self.ask)

    def add(self, work: BulkWork, run: BulkRun) -> None:
        """Find out what became of a run; ``known`` follows."""
        self._lost.append((work, run))
        self._timer.start()

    def clear(self) -> None:
        """Want to know nothing any more: another catalogue is open."""
        self._lost.clear()
        self._timer.stop()

    def ask(self) -> None:
        """Ask now."""
        if not self._lost:
            return
        work, run = self._lost[0]

        def deliver(state: TransactionState) -> None:
            if self._lost and self._lost[0][1] is run:
                del self._lost[0]
                self.known.emit(run, state)
                self.ask()

        def fail(error: CatalogueError) -> None:
            logger.info("It cannot be asked yet what became of a change: %s", error.message)
            if self._lost:
                self._timer.start()

        self._runner.submit(
            lambda context: work.settle(context, run),
            owner=self,
            on_success=deliver,
            on_failure=fail,
            replaces="lost",
        )

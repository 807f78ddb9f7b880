"""One bulk run at a time: started, watched, and known to be over, also when it was cancelled."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.bulk import BulkOutcome
from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.gui.bulk.bulk_work import BulkRun
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

CANCEL_WATCH_MS = 50  # how soon it is said that a cancelled run has been rolled back


class BulkRunning(QObject):
    """Runs one job and tells, exactly once, how it ended; nothing after ``forget``."""

    started = Signal(str, int)  # what is being done, and to how many products
    progressed = Signal(object)  # Progress
    ended = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: JobHandle[BulkOutcome] | None = None
        self._after_cancel: Callable[[], None] = _nothing
        self._cancel_watch = QTimer(self)
        self._cancel_watch.setInterval(CANCEL_WATCH_MS)
        self._cancel_watch.timeout.connect(self._look_whether_over)

    @property
    def is_running(self) -> bool:
        """True from ``started`` to ``ended``."""
        return self._job is not None

    def start(
        self,
        run: BulkRun,
        count: int,
        work: Callable[[JobContext], BulkOutcome],
        *,
        on_done: Callable[[BulkOutcome], None],
        on_failed: Callable[[CatalogueError], None],
        on_cancelled: Callable[[], None],
    ) -> None:
        """Run some work; one of the three is called after ``ended``."""

        def end(tell: Callable[[], None]) -> None:
            if self._job is job:
                self._end()
                tell()

        def end_cancelled() -> None:
            error = run.error
            if isinstance(error, CatalogueError) and run.is_outcome_unknown:
                # Cancelled while it was being committed, and then the answer was lost.
                end(partial(on_failed, error))
            else:
                end(on_cancelled)

        self._after_cancel = end_cancelled
        job = self._job = self._runner.submit(
            work,
            owner=self,
            on_success=lambda outcome: end(lambda: on_done(outcome)),
            on_failure=lambda error: end(lambda: on_failed(error)),
            on_progress=self.progressed.emit,
            is_write=True,
        )
        self.started.emit(run.phase, count)

    def cancel(self) -> None:
        """Stop the run; it is rolled back, unless it has just been committed."""
        if self._job is not None:
            self._job.cancel()
            self._cancel_watch.start()

    def forget(self) -> None:
        """Stop the run and tell nothing of it."""
        if self._job is not None:
            self._job.cancel()
            self._end()

    def _end(self) -> None:
        self._job = None
        self._cancel_watch.stop()
        self.ended.emit()

    def _look_whether_over(self) -> None:
        """A cancelled job says nothing; that it is over is how it is known that it was rolled back."""
        if self._job is not None and not self._job.is_active:
            self._after_cancel()


def _nothing() -> None:
    pass

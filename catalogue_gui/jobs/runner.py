"""Background work for a GUI: one abstraction, with promises about what arrives where.

A job is a function ``work(context)`` that runs on a worker thread. What it returns or raises is delivered on the GUI
thread, once, and only while its owner lives and nobody cancelled or superseded it. The promises, each held by a test:

1. callbacks run on the GUI thread only;
2. nothing is delivered after the owner is destroyed, and its jobs are cancelled;
3. ``replaces`` supersedes the earlier job of that owner and key, on the server too, and never more than two of them run;
4. exactly one of success or failure, or silence after a cancel;
5. an error without a handler still reaches the user, and an unforeseen one becomes a CatalogueBug;
6. progress is coalesced, and the last value always arrives;
7. a connection goes back to its pool only after its cancel has finished;
8. a write that has committed reports success, however late a cancel came;
9. shutdown is bounded, lets writes finish within that bound, and kills no thread;
10. of results that come together each is delivered in a turn of its own: the window paints and answers between two.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QTimer, Signal, Slot

from catalogue_gui.catalogue.errors import Cancelled, CatalogueBug, CatalogueError, ConnectionFailed
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.jobs.collector import GuiThreadCollector
from catalogue_gui.jobs.context import ConnectionSource, JobContext

logger = logging.getLogger(__name__)

T = TypeVar("T")

PROGRESS_INTERVAL_MS = 100  # about ten a second: more is not seen, and costs the GUI thread
# Of one key the job that counts, and one superseded that is still ending: a cancel takes a few round trips, and the
# newest wish should not wait for them. More at once would only take the pool's connections from other work.
MAX_RUNNING_PER_KEY = 2
# Enough for the pool's four connections and some work that needs none (a file, the keyring, a test of a profile).
MAX_THREADS = 8
SHUTDOWN_TIMEOUT_S = 3.0


class JobHandle(Generic[T]):
    """A submitted job, as its submitter sees it. All methods belong to the GUI thread."""

    def __init__(self, job: _Job) -> None:
        self._job = job

    def cancel(self) -> None:
        """Stop the job, on the server too, and deliver nothing; a write that has committed still reports."""
        self._job.cancel()

    @property
    def is_active(self) -> bool:
        """True until the result has been delivered or dropped."""
        return not self._job.is_settled


class _Job:
    """One piece of work, its callbacks and its state."""

    def __init__(
        self,
        work: Callable[[JobContext], Any],
        context: JobContext,
        owner: QObject,
        on_success: Callable[[Any], None],
        on_failure: Callable[[CatalogueError], None] | None,
        on_progress: Callable[[Progress], None] | None,
        key: tuple[int, str] | None,
        *,
        is_write: bool,
    ) -> None:
        self.key = key
        self.is_write = is_write
        self.work = work
        self.context = context
        self.owner = owner
        self.on_success = on_success
        self.on_failure = on_failure
        self.on_progress = on_progress
        self.is_settled = False
        self.last_progress: Progress | None = None
        self._last_sent: Progress | None = None

    def cancel(self) -> None:
        self.context.cancel()

    @property
    def is_muted(self) -> bool:
        """True when nothing may be delivered any more."""
        return self.context.is_cancelled and not self.context.has_committed

    def flush_progress(self) -> None:
        """Deliver the newest progress if it is news."""
        newest = self.context.latest_progress
        if newest is None or newest is self._last_sent or self.on_progress is None:
            return
        self._last_sent = newest
        if not self.context.is_cancelled:
            self.on_progress(newest)


class JobRunner(QObject):
    """Runs jobs on a few worker threads and delivers what they return on the GUI thread.

    Args:
        connections: lends pooled connections to jobs; may be given later by ``use_connections``.
        max_threads: worker threads at most; they are started as they are needed.
        progress_interval_ms: time between two deliveries of progress.
    """

    failed_unhandled = Signal(
        object
    )  # CatalogueError of a job that was submitted without on_failure
    # ConnectionFailed of any job, handled or not, and the ConnectionSource that the job worked with
    connection_failed = Signal(object, object)
    _ended = Signal(object, object, object)  # job, result, error

    def __init__(
        self,
        connections: ConnectionSource | None = None,
        *,
        max_threads: int = MAX_THREADS,
        progress_interval_ms: int = PROGRESS_INTERVAL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._connections = connections
        self._max_threads = max_threads
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle_threads = threading.Semaphore(0)
        self._jobs: set[_Job] = set()
        self._by_key: dict[tuple[int, str], _Job] = {}
        self._running_per_key: Counter[tuple[int, str]] = Counter()
        self._held_back: dict[tuple[int, str], _Job] = {}
        self._watched_owners: set[int] = set()
        self._is_draining = False
        self._is_shut_down = False
        self._has_settled = threading.Event()
        self._collector = GuiThreadCollector(self)
        self._collector.start()
        self._ended.connect(self._on_left_thread, Qt.ConnectionType.QueuedConnection)
        self._arrived: deque[Callable[[], None]] = deque()
        self._turn = QTimer(self)  # runs from a delivery until the event loop has come round
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._deliver_next)
        self._progress_timer = QTimer(self)
        self._progress_timer.setInterval(progress_interval_ms)
        self._progress_timer.timeout.connect(self._on_progress_timer)

    def use_connections(self, connections: ConnectionSource | None) -> None:
        """Lend connections of another catalogue from now on; running jobs keep the one they have."""
        self._connections = connections

    def submit(
        self,
        work: Callable[[JobContext], T],
        *,
        owner: QObject,
        on_success: Callable[[T], None],
        on_failure: Callable[[CatalogueError], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        replaces: str | None = None,
        is_write: bool = False,
    ) -> JobHandle[T]:
        """Run ``work(context)`` on a worker thread.

        Args:
            work: the work; it gets a JobContext, and may raise CatalogueError or Cancelled.
            owner: nothing is delivered after it is destroyed.
            on_success: gets what the work returned.
            on_failure: gets the error; without it the error goes to ``failed_unhandled``.
            on_progress: gets the newest Progress, about ten times a second, and the last one for certain.
            replaces: supersedes the owner's earlier job of this key.
            is_write: what the user has done is in it: a shutdown lets it finish, within its bound.
        Returns:
            The job's handle; it is not active when the runner has been shut down, and nothing is run or delivered.
        Raises:
            RuntimeError: called from another thread than the runner's.
        Thread: GUI.
        """
        if QThread.currentThread() is not self.thread():
            raise RuntimeError("jobs are submitted from the GUI thread")
        key = (id(owner), replaces) if replaces is not None else None
        job = _Job(
            work,
            JobContext(self._connections),
            owner,
            on_success,
            on_failure,
            on_progress,
            key,
            is_write=is_write,
        )
        if self._is_shut_down or (self._is_draining and not is_write):
            job.is_settled = True
            return JobHandle(job)
        self._watch(owner)
        if key is not None:
            earlier = self._by_key.get(key)
            if earlier is not None:
                earlier.cancel()
            self._by_key[key] = job
        self._jobs.add(job)
        if on_progress is not None and not self._progress_timer.isActive():
            self._progress_timer.start()
        self._start_or_hold_back(job)
        return JobHandle(job)

    def _start_or_hold_back(self, job: _Job) -> None:
        """Start a job, or let it wait until one of its key has ended; it takes the place of one that waits there."""
        if job.key is not None:
            if self._running_per_key[job.key] >= MAX_RUNNING_PER_KEY:
                waiting = self._held_back.get(job.key)
                self._held_back[job.key] = job
                if waiting is not None:
                    self._on_settled(waiting, None, Cancelled())
                return
            self._running_per_key[job.key] += 1
        self._start_thread_if_needed()
        self._queue.put(job)

    def _on_ended(self, job: _Job) -> None:
        """A job has left its thread: the one that waits for it may start."""
        if job.key is None:
            return
        self._running_per_key[job.key] -= 1
        if not self._running_per_key[job.key]:
            del self._running_per_key[job.key]
        waiting = self._held_back.pop(job.key, None)
        if waiting is not None:
            self._start_or_hold_back(waiting)

    @property
    def active_count(self) -> int:
        """Jobs that have not been delivered or dropped."""
        return len(self._jobs)

    def shutdown(self, timeout_s: float = SHUTDOWN_TIMEOUT_S) -> bool:
        """Let writes finish, cancel every other job, and end the worker threads.

        Args:
            timeout_s: longest time to wait for the writes, and again for the threads. A thread still busy then is left
                to end by itself: it is a daemon and does not hold the process.
        Returns:
            True when every thread has ended.
        Thread: GUI.
        """
        self._is_draining = True
        self._progress_timer.stop()
        for job in list(self._jobs):
            if not job.is_write:
                job.cancel()
        self._let_writes_finish(time.monotonic() + timeout_s)
        self._is_shut_down = True
        for job in list(self._jobs):
            job.cancel()
        for waiting in self._held_back.values():
            self._on_settled(waiting, None, Cancelled())
        self._held_back.clear()
        for _ in self._threads:
            self._queue.put(None)
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        QCoreApplication.sendPostedEvents(self)
        self._collector.stop()
        return not any(thread.is_alive() for thread in self._threads)

    def _let_writes_finish(self, deadline: float) -> None:
        """Deliver what the writes return, as they may be followed by others of the same kind."""
        self._deliver_all()
        while any(job.is_write for job in self._jobs):
            left_s = deadline - time.monotonic()
            if left_s <= 0 or not self._has_settled.wait(left_s):
                return
            self._has_settled.clear()
            QCoreApplication.sendPostedEvents(self)

    def _start_thread_if_needed(self) -> None:
        if self._idle_threads.acquire(blocking=False):
            return
        if len(self._threads) < self._max_threads:
            name = f"catalogue-job-{len(self._threads) + 1}"
            thread = threading.Thread(target=self._run_worker, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run_worker(self) -> None:
        while (job := self._queue.get()) is not None:
            result: Any = None
            error: BaseException | None = None
            try:
                job.context.check_cancelled()
                result = job.work(job.context)
            except BaseException as raised:  # noqa: BLE001 - the loop survives; the error is delivered
                error = raised
            job.context.finish()
            self._idle_threads.release()
            try:
                self._ended.emit(job, result, error)
                self._has_settled.set()
            except RuntimeError:
                # The runner's C++ side went with the application: there is nobody left to tell.
                return
            del job, result, error

    @Slot(object, object, object)
    def _on_left_thread(self, job: _Job, result: Any, error: BaseException | None) -> None:
        self._on_ended(job)
        self._arrived.append(partial(self._on_settled, job, result, error))
        if self._is_draining:
            self._deliver_all()
        elif error is not None:
            # There will be a message to lay out, which is not for a turn that has painted something already.
            self._turn.start(0)
        elif not self._turn.isActive():
            self._deliver_next()

    @Slot()
    def _deliver_next(self) -> None:
        if self._arrived:
            # A timer of no length goes off after what was posted meanwhile, which includes the painting.
            self._turn.start(0)
            self._arrived.popleft()()

    def _deliver_all(self) -> None:
        while self._arrived:
            self._arrived.popleft()()

    def _on_settled(self, job: _Job, result: Any, error: BaseException | None) -> None:
        if job.is_settled:
            return
        job.is_settled = True
        self._jobs.discard(job)
        if job.key is not None and self._by_key.get(job.key) is job:
            del self._by_key[job.key]
        if not any(each.on_progress for each in self._jobs):
            self._progress_timer.stop()
        if job.is_muted or not shiboken6.isValid(job.owner):
            return
        if isinstance(error, Cancelled):
            return
        job.flush_progress()
        if error is None:
            job.on_success(result)
        else:
            self._deliver_failure(job, _as_catalogue_error(error))

    def _deliver_failure(self, job: _Job, error: CatalogueError) -> None:
        try:
            if job.on_failure is not None:
                job.on_failure(error)
            else:
                self.failed_unhandled.emit(error)
        finally:
            if isinstance(error, ConnectionFailed) and job.context.used_connection:
                # In a turn of its own, too: what the loss means for this job is on the screen by then.
                tell = partial(self.connection_failed.emit, error, job.context.source)
                self._arrived.append(tell)
                self._turn.start(0)

    @Slot()
    def _on_progress_timer(self) -> None:
        for job in list(self._jobs):
            if shiboken6.isValid(job.owner) and not job.is_settled:
                job.flush_progress()

    def _watch(self, owner: QObject) -> None:
        if id(owner) in self._watched_owners:
            return
        self._watched_owners.add(id(owner))
        owner_id = id(owner)
        owner.destroyed.connect(lambda: self._on_owner_destroyed(owner_id))

    def _on_owner_destroyed(self, owner_id: int) -> None:
        self._watched_owners.discard(owner_id)
        for job in list(self._jobs):
            if id(job.owner) == owner_id:
                job.cancel()


def _as_catalogue_error(error: BaseException) -> CatalogueError:
    if isinstance(error, CatalogueError):
        return error
    logger.error("An unforeseen error in a job", exc_info=error)
    bug = CatalogueBug(
        f"Something went wrong in this program: {type(error).__name__}.",
        hint="What was not confirmed as saved has not been saved. The log tells more to whoever looks after the program.",
        detail=f"{type(error).__name__}: {error}",
    )
    bug.__cause__ = error
    return bug

"""The window's connection: opening it, noticing that the server went away, and coming back without a click."""

from __future__ import annotations

import contextlib
import logging
import queue
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.errors import (
    Cancelled,
    CatalogueError,
    CatalogueMissing,
    ConnectionFailed,
    ConnectionLost,
    PoolExhausted,
    ServerUnreachable,
)
from catalogue_gui.gui.source import CatalogueSource
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.database.target import Target

logger = logging.getLogger(__name__)

# Soon at first, as most losses are a moment's; then rarer, so that a server that starts is not run over.
RETRY_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# Often enough that a lost server is noticed before the user has typed much.
HEARTBEAT_S = 10.0
# A heartbeat takes one round trip; a checkout that waits for a free connection some seconds more.
PATIENCE_S = 8.0


Closings = queue.SimpleQueue[Callable[[], None]]


class State(StrEnum):
    """Where the connection stands."""

    CLOSED = "closed"
    CONNECTING = "connecting"
    READY = "ready"
    AWAY = "away"  # was ready; the server does not answer; retried by itself
    FAILED = "failed"  # could not be opened
    EMPTY = "empty"  # the database is there, the products table is not


class CatalogueSession(QObject):
    """Keeps one catalogue open.

    Args:
        runner: runs everything that waits.
        make_catalogue: makes a Catalogue for a target, not connected yet.
    """

    state_changed = Signal(object)  # State
    opened = Signal(object)  # Catalogue, connected for the first time
    came_back = Signal()  # connected again after AWAY
    failed = Signal(object)  # CatalogueError: could not be opened
    went_away = Signal(object)  # ConnectionFailed: was open, is lost
    refused = Signal(
        object
    )  # CatalogueError: it is back and does not let us in; retried on request
    alive = Signal()  # the server answered a heartbeat
    retry_scheduled = Signal(float)  # seconds until the next attempt

    def __init__(
        self,
        runner: JobRunner,
        make_catalogue: Callable[[Target], Catalogue],
        *,
        retry_pauses_s: tuple[float, ...] = RETRY_PAUSES_S,
        heartbeat_s: float = HEARTBEAT_S,
        patience_s: float = PATIENCE_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._make_catalogue = make_catalogue
        self._retry_pauses_s = retry_pauses_s
        self._attempt = 0
        self._state = State.CLOSED
        self._can_have_fast_text = False
        self._source: CatalogueSource | None = None
        self._catalogue: Catalogue | None = None
        # Closing waits for the server, so the next opening does it first, on its worker thread.
        self._left: Closings = queue.SimpleQueue()
        self._arriving: Closings = queue.SimpleQueue()  # opened by a job and not delivered yet
        self._connecting: JobHandle[Catalogue] | None = None
        self._retry_timer = QTimer(self)
        self._retry_timer.setSingleShot(True)
        self._retry_timer.timeout.connect(self._try_to_come_back)
        self._beating: JobHandle[bool] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(int(patience_s * 1000))
        self._patience.timeout.connect(self._look_closer)
        self._heartbeat = QTimer(self)
        self._heartbeat.setInterval(int(heartbeat_s * 1000))
        self._heartbeat.timeout.connect(self._beat)
        runner.connection_failed.connect(self._on_connection_failed)

    @property
    def state(self) -> State:
        """Where the connection stands."""
        return self._state

    @property
    def can_have_fast_text(self) -> bool:
        """True when the catalogue that could be set up could have the index for free text."""
        return self._can_have_fast_text

    @property
    def source(self) -> CatalogueSource | None:
        """What is or was last asked to be open."""
        return self._source

    @property
    def catalogue(self) -> Catalogue | None:
        """The open catalogue, also while its server is away; None before the first opening."""
        return self._catalogue

    def open(self, source: CatalogueSource) -> None:
        """Open a catalogue in place of the present one; ``opened`` or ``failed`` follows."""
        self._let_go()
        self._source = source
        self._connect(set_up=False)

    def set_up(self, fast_text: bool = False) -> None:
        """Create the products table in the database just tried, then open it.

        Args:
            fast_text: with the index for free text, if it can be had.
        """
        if self._source is not None:
            self._connect(set_up=True, fast_text=fast_text)

    def retry(self) -> None:
        """Try again now what failed or is away."""
        if self._state == State.AWAY:
            self._try_to_come_back()
        elif self._source is not None and self._state in (State.FAILED, State.EMPTY):
            self._connect(set_up=False)

    def note_write(self) -> None:
        """A helper process has written: what is shown from now on has it in."""
        if self._catalogue is not None:
            self._catalogue.database.note_write()

    def close(self) -> None:
        """Close the connection and whatever was started for it. May take a moment; bounded."""
        self._let_go(wait=True)
        self._set_state(State.CLOSED)

    def _connect(self, *, set_up: bool, fast_text: bool = False) -> None:
        source = self._source
        assert source is not None
        self._set_state(State.CONNECTING)

        def work(context: JobContext) -> Catalogue:
            self._release_what_is_left()
            try:
                catalogue = self._make_catalogue(source.make_target())
                context.check_cancelled()
                if set_up:
                    catalogue.database.set_up(fast_text=fast_text)
                else:
                    catalogue.database.open()
            except Cancelled:
                source.release()
                raise
            # From here on the session closes it, also when another is chosen before this one is delivered.
            self._arriving.put(catalogue.database.close)
            if context.is_cancelled:
                catalogue.database.close()
                source.release()
            return catalogue

        self._connecting = self._runner.submit(
            work,
            owner=self,
            on_success=self._on_opened,
            on_failure=self._on_open_failed,
            replaces="connect",
        )

    def _on_opened(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        list(_drain(self._arriving))  # it has arrived
        self._runner.use_connections(catalogue.database)
        self._set_state(State.READY)
        self._heartbeat.start()
        self.opened.emit(catalogue)

    def _on_open_failed(self, error: CatalogueError) -> None:
        is_empty = isinstance(error, CatalogueMissing) and error.can_set_up
        self._can_have_fast_text = isinstance(error, CatalogueMissing) and error.can_have_fast_text
        self._set_state(State.EMPTY if is_empty else State.FAILED)
        self.failed.emit(error)

    def _on_connection_failed(self, error: ConnectionFailed, connections: object) -> None:
        catalogue = self._catalogue
        if catalogue is None or connections is not catalogue.database:
            return  # news of a catalogue that was open before
        if self._state == State.READY and not isinstance(error, PoolExhausted):
            self._go_away(error)

    def _go_away(self, error: CatalogueError) -> None:
        self._heartbeat.stop()
        self._patience.stop()
        if self._catalogue is not None:
            # Jobs that still wait on the dead line would hold its connections, and the user, for minutes.
            self._catalogue.database.break_lent()
        self._set_state(State.AWAY)
        self._attempt = 0
        self.went_away.emit(error)
        self._schedule_retry()

    def _schedule_retry(self) -> None:
        pause_s = self._retry_pauses_s[min(self._attempt, len(self._retry_pauses_s) - 1)]
        self._attempt += 1
        self._retry_timer.start(int(pause_s * 1000))
        self.retry_scheduled.emit(pause_s)

    def _try_to_come_back(self) -> None:
        if self._state == State.AWAY:
            self._retry_timer.stop()
            self._reopen(self._on_still_away)

    def _reopen(self, on_failure: Callable[[CatalogueError], None]) -> None:
        catalogue, source = self._catalogue, self._source
        if catalogue is None or source is None:
            return

        def work(_: JobContext) -> None:
            # A server on this computer may have to be started again, and a password asked for again.
            catalogue.database.target = source.make_target()
            catalogue.database.open()

        self._runner.submit(
            work,
            owner=self,
            on_success=self._on_came_back,
            on_failure=on_failure,
            replaces="connect",
        )

    def _on_came_back(self, _: Any) -> None:
        self._set_state(State.READY)
        self._heartbeat.start()
        # What says so is painted first, and then what is there now.
        QTimer.singleShot(0, self, self._tell_came_back)

    def _tell_came_back(self) -> None:
        if self._state == State.READY:
            self.came_back.emit()

    def _on_still_away(self, error: CatalogueError) -> None:
        logger.info("The server is still away: %s", error.message)
        if isinstance(error, ServerUnreachable | ConnectionLost):
            self._schedule_retry()
        else:
            # It answers and refuses: asking again and again would change nothing, or lock the account.
            self.refused.emit(error)

    def _beat(self) -> None:
        if self._beating is not None and self._beating.is_active:
            return  # a lost server takes a while to be sure of; another question would only start that anew

        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> bool:
            context.used_connection = (
                True  # its failure is news of the connection, as every job's is
            )
            return catalogue.database.has_changed_role()

        # A failure arrives through connection_failed; there is nothing else to tell about a heartbeat.
        self._patience.start()
        self._beating = self._runner.submit(
            work, owner=self, on_success=self._on_alive, on_failure=self._on_heartbeat_failed
        )

    def _on_alive(self, has_changed_role: bool) -> None:
        self._patience.stop()
        self.alive.emit()
        if has_changed_role and self._state == State.READY:
            # A standby has taken over, or the primary is back: the pool is made anew, and nobody needs to be told.
            self._reopen(self._on_heartbeat_failed)

    def _on_heartbeat_failed(self, error: CatalogueError) -> None:
        # A lost connection arrives through connection_failed as well; a busy pool is no sign of death.
        self._patience.stop()
        logger.info("Heartbeat: %s", error.message)

    def _look_closer(self) -> None:
        """A heartbeat got no answer: ask over a new connection, as the old ones may hang on a line that went dead."""
        catalogue = self._catalogue
        if catalogue is None or self._state != State.READY:
            return
        # Whether or not the server answers a new connection, those that hang are of no more use.
        self._runner.submit(
            lambda _: catalogue.database.probe(),
            owner=self,
            on_success=lambda _: catalogue.database.break_lent(),
            on_failure=lambda error: self._go_away_if_ready(catalogue, error),
            replaces="look closer",
        )

    def _go_away_if_ready(self, catalogue: Catalogue, error: CatalogueError) -> None:
        if self._catalogue is catalogue and self._state == State.READY:
            self._go_away(error)

    def _let_go(self, *, wait: bool = False) -> None:
        self._retry_timer.stop()
        self._heartbeat.stop()
        self._patience.stop()
        for job in (self._beating, self._connecting):
            if job is not None:
                job.cancel()
        for close in _drain(self._arriving):
            self._left.put(close)
        catalogue, source = self._catalogue, self._source
        self._catalogue = self._source = None
        self._runner.use_connections(None)
        if catalogue is not None:
            self._left.put(catalogue.database.close)
        if source is not None:
            self._left.put(source.release)
        if wait:
            self._release_what_is_left()

    def _release_what_is_left(self) -> None:
        """Close what the session has let go of. Any thread; each is closed once."""
        for close in _drain(self._left):
            close()

    def _set_state(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def _drain(closings: Closings) -> Iterator[Callable[[], None]]:
    """Take out all there is, one by one. Any thread; each goes to one taker."""
    with contextlib.suppress(queue.Empty):
        while True:
            yield closings.get_nowait()

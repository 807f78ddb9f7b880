"""The real window, without a screen, driven as a user drives it and watched until what was asked for is painted."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psycopg
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from catalogue_gui.app import build
from catalogue_gui.database.connect import APPLICATION_NAME
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.rows import CountState

PATIENCE_S = 120.0


class PaintWatch(QObject):
    """Knows when the table was last painted with every row in view at hand."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._is_wanted = False
        self.painted_at: float | None = None
        window.table.viewport().installEventFilter(self)

    def forget(self) -> None:
        """Forget what was painted until now, and look no more."""
        self._is_wanted, self.painted_at = False, None

    def expect(self) -> None:
        """Look for the next time that all rows in view are painted."""
        self._is_wanted, self.painted_at = True, None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._is_wanted and self.rows_are_at_hand():
            # This comes before the painting; the clock is read after it.
            self._is_wanted = False
            QTimer.singleShot(0, self, self._note)
        return super().eventFilter(watched, event)

    def rows_are_at_hand(self) -> bool:
        """True when no row in view is a placeholder."""
        table, model = self._window.table, self._window.model
        count = model.rowCount()
        first = table.rowAt(0)
        if not table.isVisible() or not count or first < 0:
            return False
        last = table.rowAt(table.viewport().height() - 1)
        stop = last + 1 if last >= 0 else count
        return all(model.product_at(row) is not None for row in range(first, stop))

    def _note(self) -> None:
        self.painted_at = time.perf_counter()


def pump(until: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Let the window work until something is so.

    Raises:
        TimeoutError: it did not come to be.
    """
    deadline = time.perf_counter() + patience_s
    waker = QTimer()  # so that the time is looked at even if nothing happens
    waker.start(20)
    loop = QEventLoop()
    while not until():
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.perf_counter() > deadline:
            raise TimeoutError("the window did not come to it")


def go_to(window: MainWindow, watch: PaintWatch, row: int) -> float:
    """Move the scroll bar to a row, and wait until the rows in view there are painted; the moment when they were."""
    bar = window.table.verticalScrollBar()
    watch.expect()
    if bar.value() == row:
        window.table.viewport().update()  # it is there already, and would not be painted again
    bar.setValue(row)
    pump(lambda: watch.painted_at is not None)
    assert watch.painted_at is not None
    return watch.painted_at


def rest(window_s: float) -> None:
    """Let the window be for a while."""
    end = time.perf_counter() + window_s
    pump(lambda: time.perf_counter() >= end)


def run_for(duration_s: float) -> None:
    """Let the event loop run as in the program itself."""
    loop = QEventLoop()
    QTimer.singleShot(int(duration_s * 1000), loop.quit)
    loop.exec()


@contextmanager
def opened(uri: str) -> Iterator[MainWindow]:
    """A window on a catalogue, not waited for; closed at the end."""
    with tempfile.TemporaryDirectory(prefix="cgb") as settings:
        _, window = build(["--dsn", uri, "--settings", settings])
        try:
            yield window
        finally:
            window.close()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def wait_until_complete(window: MainWindow) -> None:
    """Until the whole order is there."""
    pump(
        lambda: (
            window.model.count_state == CountState.EXACT
            and window.model.rows.order.snapshot.is_complete
        )
    )


def wait_until_quiet(uri: str) -> None:
    """Until no query of the window runs on the server any more."""
    with psycopg.connect(uri, autocommit=True) as connection:

        def is_quiet() -> bool:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND application_name LIKE %s AND state <> 'idle'",
                (f"{APPLICATION_NAME}%",),
            ).fetchone()
            return row == (0,)

        # Twice with a pause: one answer may be followed by the next question.
        for _ in range(2):
            pump(is_quiet)
            rest(0.05)


def press_return(window: MainWindow) -> None:
    """As after typing into the search field."""
    QTest.keyClick(window.search, Qt.Key.Key_Return)

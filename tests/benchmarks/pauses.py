"""How long the window does not react: the gaps of a 10 ms timer while the order loads and while one scrolls.

``python -m tests.benchmarks.pauses [--uri URI]``
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer

from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import Direction, Sort
from catalogue_gui.gui.main_window import MainWindow
from tests.benchmarks.figures import percentile, print_figure, print_head
from tests.benchmarks.million import arguments, catalogue, size_of
from tests.benchmarks.window import (
    opened,
    pump,
    run_for,
    wait_until_quiet,
)

MAX_LIMIT_MS, P99_LIMIT_MS = 33.0, 16.0
TIMER_MS = 10
STEP_MS = 16  # some sixty steps a second
SCROLL_S = 20.0
IDLE_S = 5.0
COUNTS_S = 2.0  # in which the counts beside the table are in

# Beside the limits: what the machine does by itself, and what comes before any row is asked for.
IDLE, APPEARS = "idle (the machine's own noise)", "the window appears"


class Gaps(QObject):
    """A timer that notes the time between its ticks, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.ms: list[float] = []
        self._before = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TIMER_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.ms.append((now - self._before) * 1000)
        self._before = now

    def stop(self) -> list[float]:
        """What was noted; the time since the last tick counts too, as a pause may still be going on."""
        self._timer.stop()
        self._tick()
        return self.ms


def gaps_of(work: Callable[[], None]) -> list[float]:
    """The gaps while something is done that lets the event loop run."""
    gaps = Gaps()
    work()
    return gaps.stop()


def scroll(window: MainWindow, step: Callable[[int], int], seconds: float) -> None:
    """Set the scroll bar some sixty times a second; ``step`` gives the row for each number."""
    bar = window.table.verticalScrollBar()
    number = 0

    def move() -> None:
        nonlocal number
        bar.setValue(step(number))
        number += 1

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(move)
    timer.start(STEP_MS)
    run_for(seconds)
    timer.stop()


def main() -> None:
    """The command line."""
    parser = arguments(__doc__, rounds=3)
    parser.add_argument("--scroll-s", type=float, default=SCROLL_S, help="default: %(default)s")
    given = parser.parse_args()
    with catalogue(given.uri) as uri:
        print_head("Gaps of a 10 ms timer", size_of(uri))
        gaps: dict[str, list[float]] = {}

        def add(what: str, work: Callable[[], None]) -> None:
            gaps.setdefault(what, []).extend(gaps_of(work))

        for _ in range(given.rounds):
            with opened(uri) as window:
                add(APPEARS, partial(_paint_once, window))
                add("order loads: start", partial(_load, window, lambda: None))
                add("counts arrive", partial(run_for, COUNTS_S))
                wait_until_quiet(uri)
                add(IDLE, partial(run_for, IDLE_S))
                add("order loads: refresh", partial(_load, window, window.model.refresh))
                add("counts arrive", partial(run_for, COUNTS_S))
                for sort in (Sort(Field.PRICE, Direction.DESCENDING), Sort(Field.UPDATED_AT)):
                    sort_by = partial(window.model.sort_by, sort)
                    add("order loads: another sort", partial(_load, window, sort_by))
                    add("counts arrive", partial(run_for, COUNTS_S))
                wait_until_quiet(uri)
                _scroll_all(window, given.scroll_s, add)
        for what, found in gaps.items():
            _report(what, found, has_limit=what not in (IDLE, APPEARS))


def _scroll_all(
    window: MainWindow, seconds: float, add: Callable[[str, Callable[[], None]], None]
) -> None:
    bar = window.table.verticalScrollBar()
    steps = max(1, int(seconds * 1000 / STEP_MS) - 1)
    end, page = bar.maximum(), bar.pageStep()
    add(
        "scrolling from end to end",
        lambda: scroll(window, lambda number: min(end, number * end // steps), seconds),
    )
    add(
        "scrolling page by page",
        lambda: scroll(window, lambda number: min(end, number * page), seconds),
    )


def _paint_once(window: MainWindow) -> None:
    """Let the window be laid out and painted for the first time, with nothing in it."""
    pump(lambda: window.windowHandle().isExposed())


def _load(window: MainWindow, start: Callable[[], None]) -> None:
    """Start something that brings a new order, and wait until all of it is there.

    The server must not be asked how far it is: that would hold up the very thread that is watched.
    """
    is_settled = False

    def note() -> None:
        nonlocal is_settled
        is_settled = True

    window.model.rows.settled.connect(note)
    try:
        start()
        pump(lambda: is_settled)
    finally:
        window.model.rows.settled.disconnect(note)


def _report(what: str, gaps: list[float], *, has_limit: bool) -> None:
    print_figure(f"{what}, longest", max(gaps), "ms", limit=MAX_LIMIT_MS if has_limit else None)
    print_figure(
        f"{what}, p99",
        percentile(gaps, 0.99),
        "ms",
        limit=P99_LIMIT_MS if has_limit else None,
        beside=f"{len(gaps):,} ticks",
    )


if __name__ == "__main__":
    main()

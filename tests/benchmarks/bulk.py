"""Change a hundred thousand found products at once, take it back, and cancel another; rival: the same UPDATE in psql.

``python -m tests.benchmarks.bulk [--uri URI]``

It writes to the catalogue; at the end every price is what it was before.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import psycopg
from PySide6.QtCore import SignalInstance

from catalogue_gui.catalogue.bulk import ChangePriceBy
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.main_window import MainWindow
from tests.benchmarks.figures import median, percentile, print_figure, print_head
from tests.benchmarks.million import arguments, catalogue, size_of
from tests.benchmarks.pauses import MAX_LIMIT_MS, P99_LIMIT_MS, gaps_of
from tests.benchmarks.psql import Psql
from tests.benchmarks.window import opened, pump, run_for, wait_until_complete, wait_until_quiet

ROWS = 100_000
ONE_CENT = Decimal("0.01")
SETTLE_S = 2.0  # in which the counts beside the table are in
# Those that the window shows first: by name, and by id where names are alike.
_UPDATE = (
    "UPDATE products SET price = price {sign} 0.01 "
    "WHERE id IN (SELECT id FROM products ORDER BY name, id LIMIT {rows}) RETURNING id"
)
_SUM = "SELECT sum(price), count(*) FROM products"


def main() -> None:
    """The command line."""
    parser = arguments(__doc__, rounds=3)
    parser.add_argument("--rows", type=int, default=ROWS, help="default: %(default)s")
    given = parser.parse_args()
    with catalogue(given.uri) as uri, tempfile.TemporaryDirectory(prefix="cgb") as folder:
        size = size_of(uri)
        rows = min(given.rows, size)
        before = _sum_of(uri)
        seconds: dict[str, list[float]] = {}
        gaps: dict[str, list[float]] = {}
        psql = Psql(uri, Path(folder))
        for _ in range(given.rounds):
            with opened(uri) as window:
                wait_until_complete(window)
                run_for(SETTLE_S)
                wait_until_quiet(uri)
                _measure(window, rows, seconds, gaps)
            rival = [psql.time_once(_UPDATE.format(sign=sign, rows=rows)) for sign in "+-"]
            seconds.setdefault("psql", []).extend(each / 1000 for each in rival)
        if _sum_of(uri) != before:
            raise SystemExit("the prices are not what they were before")
    print_head(f"{rows:,} products changed at once", size)
    beside = f"{psql.name} needs {median(seconds['psql']):.2f} s for the same UPDATE"
    for what in ("changed", "taken back", "cancel answered"):
        print_figure(what, median(seconds[what]), "s", beside=beside if what == "changed" else "")
    for what, found in gaps.items():
        print_figure(f"{what}, longest gap of the window", max(found), "ms", limit=MAX_LIMIT_MS)
        print_figure(f"{what}, p99", percentile(found, 0.99), "ms", limit=P99_LIMIT_MS)


def _measure(
    window: MainWindow, rows: int, seconds: dict[str, list[float]], gaps: dict[str, list[float]]
) -> None:
    bulk = window.changing.start_bulk()
    scope = ProductScope(window.model.rows.order, (range(rows),))
    change = partial(bulk.change, scope, ChangePriceBy(ONE_CENT))
    for what, start, end in (
        ("changed", change, bulk.finished),
        ("taken back", window.editing.history.undo, bulk.reverted),
    ):
        began = time.perf_counter()
        gaps.setdefault(what, []).extend(gaps_of(partial(_run, start, end)))
        seconds.setdefault(what, []).append(time.perf_counter() - began)
        run_for(SETTLE_S)  # the table is read again meanwhile
    done: list[object] = []
    bulk.finished.connect(lambda *_: done.append(None))
    _run(change, bulk.started)
    began = time.perf_counter()
    _run(bulk.cancel, bulk.ended)
    seconds.setdefault("cancel answered", []).append(time.perf_counter() - began)
    run_for(SETTLE_S)
    if done:  # so few products that the cancel came too late
        _run(window.editing.history.undo, bulk.reverted)
        run_for(SETTLE_S)


def _run(start: Callable[[], object], end: SignalInstance) -> None:
    is_there = False

    def note(*_: object) -> None:
        nonlocal is_there
        is_there = True

    end.connect(note)
    try:
        start()
        pump(lambda: is_there)
    finally:
        end.disconnect(note)


def _sum_of(uri: str) -> tuple[object, ...] | None:
    with psycopg.connect(uri) as connection:
        return connection.execute(_SUM).fetchone()


if __name__ == "__main__":
    main()

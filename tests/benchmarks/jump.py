"""Jump to random places in the table by its scroll bar, until the rows there are painted; beside it OFFSET.

``python -m tests.benchmarks.jump [--uri URI]``
"""

from __future__ import annotations

import time
from random import Random

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.query import Sort
from catalogue_gui.database.conditions import order_clause
from catalogue_gui.gui.main_window import MainWindow
from tests.benchmarks.figures import median, percentile, print_figure, print_head
from tests.benchmarks.million import arguments, catalogue, size_of
from tests.benchmarks.window import (
    PaintWatch,
    go_to,
    opened,
    rest,
    wait_until_complete,
    wait_until_quiet,
)

LIMIT_MS = 50.0
DEPTH_LIMIT = 1.3
BETWEEN_S = 0.03  # a hand does not move quicker, and what was fetched ahead is in by then


def jump(window: MainWindow, watch: PaintWatch, row: int) -> float:
    """Go to a row; milliseconds until the rows in view there are painted."""
    began = time.perf_counter()
    painted_at = go_to(window, watch, row)
    assert window.table.rowAt(0) == row
    return (painted_at - began) * 1000


def offset(connection: psycopg.Connection[tuple[object, ...]], row: int) -> float:
    """Ask for the rows there by counting; milliseconds."""
    statement = sql.SQL("SELECT * FROM products ORDER BY {} LIMIT 50 OFFSET {}").format(
        order_clause(Sort()), sql.Literal(row)
    )
    began = time.perf_counter()
    connection.execute(statement).fetchall()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """The command line."""
    parser = arguments(__doc__, rounds=200)
    parser.add_argument(
        "--rivals", type=int, default=40, help="places also asked for by OFFSET (it is slow)"
    )
    given = parser.parse_args()
    with (
        catalogue(given.uri) as uri,
        psycopg.connect(uri, autocommit=True) as connection,
        opened(uri) as window,
    ):
        size = size_of(uri)
        wait_until_complete(window)
        wait_until_quiet(uri)
        watch = PaintWatch(window)
        bar = window.table.verticalScrollBar()
        random = Random(1)
        # As many in the first tenth and in the deepest as it takes to compare them.
        places = [int((n % 10 + random.random()) / 10 * bar.maximum()) for n in range(given.rounds)]
        random.shuffle(places)
        every = max(1, len(places) // max(1, given.rivals))
        jumps, offsets = {}, {}
        for number, place in enumerate(places):
            jumps[place] = jump(window, watch, place)
            rest(BETWEEN_S)
            if number % every == 0:
                offsets[place] = offset(connection, place)
        print_head("Jump to a random place, painted", size)
        _report(jumps, offsets, bar.maximum())


def _report(jumps: dict[int, float], offsets: dict[int, float], end: int) -> None:
    times = list(jumps.values())
    other = f"OFFSET on {len(offsets)} of the places: p50 {median(offsets.values()):,.0f} ms"
    print_figure(f"{len(times)} places, p50", median(times), "ms", beside=other)
    far = percentile(list(offsets.values()), 0.95)
    print_figure(
        f"{len(times)} places, p95",
        percentile(times, 0.95),
        "ms",
        limit=LIMIT_MS,
        beside=f"OFFSET: p95 {far:,.0f} ms, {far / percentile(times, 0.95):,.0f} times as long",
    )
    print_figure("slowest", max(times), "ms")
    first = median([ms for place, ms in jumps.items() if place < end / 10])
    deepest = median([ms for place, ms in jumps.items() if place >= end * 9 / 10])
    print_figure(
        "deepest tenth to first tenth, medians",
        deepest / first,
        "x",
        limit=DEPTH_LIMIT,
        beside=f"{deepest:.1f} and {first:.1f} ms",
    )


if __name__ == "__main__":
    main()

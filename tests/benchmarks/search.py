"""Type a search into the window until its first rows are painted; beside it the very same SQL in psql.

``python -m tests.benchmarks.search [--uri URI] [--trigram] [--query TEXT]…``
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from catalogue_gui.database.text_index import TextIndexState, add_text_index, text_index_state
from catalogue_gui.gui.main_window import MainWindow
from tests.benchmarks.figures import median, print_figure, print_head
from tests.benchmarks.million import arguments, catalogue, size_of
from tests.benchmarks.psql import Psql, first_page_sql
from tests.benchmarks.window import (
    PaintWatch,
    opened,
    press_return,
    pump,
    wait_until_complete,
    wait_until_quiet,
)

LIMIT_MS = 40.0
QUERIES = {
    "rare tag": 'tag:"delivery 188"',
    "common tag": "tag:new",
    "metadata equality": "meta.brand:Kestrelwell",
    "metadata comparison": "meta.power_w:>390",
    "free text": "hedgehog",
    "all combined": "tag:new -tag:sale category:Garden meta.material:zinc meta.weight_g:>1000 price:5..80 bird",
}


def search(window: MainWindow, watch: PaintWatch, text: str, *, by_return: bool) -> float:
    """Put a text into the search field; milliseconds until its first rows are painted."""
    shown = False

    def note() -> None:
        nonlocal shown
        # Painted from now on is what the search found.
        shown = True
        watch.expect()

    window.model.rows.rows_shown.connect(note)
    try:
        watch.forget()
        began = time.perf_counter()
        window.search.setText(text)
        if by_return:
            press_return(window)
        pump(lambda: shown and watch.painted_at is not None)
    finally:
        window.model.rows.rows_shown.disconnect(note)
    assert watch.painted_at is not None
    return (watch.painted_at - began) * 1000


def main() -> None:
    """The command line."""
    parser = arguments(__doc__, rounds=9)
    parser.add_argument(
        "--trigram",
        action="store_true",
        help="add the index for free text before, if it is missing",
    )
    parser.add_argument("--query", action="append", help="search for this instead; may be repeated")
    given = parser.parse_args()
    queries = {text: text for text in given.query} if given.query else QUERIES
    with (
        catalogue(given.uri) as uri,
        tempfile.TemporaryDirectory(prefix="cgb") as folder,
    ):
        with psycopg.connect(uri, autocommit=True) as connection:
            if given.trigram:
                add_text_index(connection)
            has_text_index = text_index_state(connection) == TextIndexState.PRESENT
        index = "with" if has_text_index else "without"
        print_head(
            f"Search, text changed to first rows painted, {index} the trigram index", size_of(uri)
        )
        psql = Psql(uri, Path(folder))
        statements = {name: first_page_sql(uri, text) for name, text in queries.items()}
        with opened(uri) as window:
            for name, row in _measure(window, uri, queries, statements, psql, given.rounds):
                _report(name, psql.name, *row)


Times = tuple[list[float], list[float], list[float]]


def _measure(
    window: MainWindow,
    uri: str,
    queries: dict[str, str],
    statements: dict[str, str],
    psql: Psql,
    rounds: int,
) -> Iterator[tuple[str, Times]]:
    watch = PaintWatch(window)
    wait_until_complete(window)
    times: dict[str, Times] = {name: ([], [], []) for name in queries}
    for _ in range(rounds):
        for name, text in queries.items():
            for number, by_return in enumerate((True, False)):
                if not window.search.query.is_empty:
                    search(window, watch, "", by_return=True)
                wait_until_complete(window)
                wait_until_quiet(uri)
                # psql goes first, so that both find in the server's memory what the search needs.
                times[name][2].append(psql.time(statements[name]))
                times[name][number].append(search(window, watch, text, by_return=by_return))
                wait_until_quiet(uri)
    yield from times.items()


def _report(
    name: str, rival: str, by_return: list[float], as_typed: list[float], others: list[float]
) -> None:
    other = median(others)
    print_figure(
        name, median(by_return), "ms", limit=other + LIMIT_MS, beside=f"{rival} {other:.1f} ms"
    )
    print_figure(f"{name}, without pressing Return", median(as_typed), "ms", limit=other + LIMIT_MS)


if __name__ == "__main__":
    main()

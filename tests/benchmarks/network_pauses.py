"""How long the window does not react while the network fails, in every way and at every step.

``python -m tests.benchmarks.network_pauses [--uri URI] [--rounds N]``

The network is a proxy in a process of its own. What is measured is the gaps of a 10 ms timer from the moment when something
is asked for until the window is whole again: the failure, what is said of it, the way back. Of each round the longest
gap counts, and of the rounds the median: a machine that does something else for a moment is not the window's fault.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from statistics import median

import psycopg
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.session import State
from tests.benchmarks.figures import print_figure, print_head
from tests.benchmarks.generate import fill
from tests.benchmarks.million import arguments, catalogue, empty_catalogue
from tests.benchmarks.pauses import MAX_LIMIT_MS, gaps_of
from tests.benchmarks.window import opened, pump, run_for, wait_until_complete
from tests.tcp_proxy import Fault, proxy_before

READING = {
    "lending a connection": b"Q\x00\x00\x00\x05\x00",
    "first rows": b"LIMIT",
    "the order": b"string_agg",
    "a page": b"= ANY",
}
WRITING = {"a change": b"UPDATE ", "a commit": b"COMMIT"}
CONNECTING = {
    "the login": b"application_name",
    "the limits": b"set_config",
    "the table": b"pg_class",
}
PRICE_COLUMN = 1
PRODUCTS = 1_000  # all of their order has to come through a line that trickles
_PRICES = itertools.count(70)  # another one each time: the old one typed again is no change
_BETWEEN_KEYS_S = 0.05
_LEAST_S = 1.0  # in which a line that ends at once has been noticed and come back


class Network:
    """The proxy in its own process; nothing of this waits for it."""

    def __init__(self, orders: Connection) -> None:
        self._orders = orders
        self.uri = str(orders.recv())

    def strike_at(self, step: bytes, fault: Fault) -> None:
        """Let something happen to the line on which this is sent next."""
        self._orders.send((step, fault))

    def restore(self) -> None:
        """Give the network back."""
        self._orders.send(None)

    def has_struck(self) -> bool:
        """True, once, when it has happened."""
        return self._orders.poll() and self._orders.recv() is not None

    def end(self) -> None:
        """End the process."""
        self._orders.close()


def _serve(uri: str, orders: Connection) -> None:
    with proxy_before(uri) as proxy, contextlib.suppress(EOFError):
        orders.send(proxy.uri)
        while True:
            order = orders.recv()
            if order is None:
                proxy.restore()
                continue
            proxy.strike_at(*order)
            proxy.has_struck.wait()
            orders.send(str(order[1]))


@contextmanager
def network_before(uri: str) -> Iterator[Network]:
    """A network that can fail, for as long as it is needed."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(uri, there))
    process.start()
    network = Network(here)
    there.close()
    try:
        yield network
    finally:
        network.end()
        process.join()


def main() -> None:
    """The command line."""
    given = arguments(__doc__, rounds=1).parse_args()
    with (
        catalogue(given.uri) as administration,
        empty_catalogue(administration) as uri,
        network_before(uri) as network,
    ):
        with psycopg.connect(uri, autocommit=True) as connection:
            fill(connection, PRODUCTS)
        print_head("Gaps of a 10 ms timer while the network fails", PRODUCTS)
        longest: dict[str, list[float]] = {}  # of each round
        for _ in range(given.rounds):
            for fault in Fault:
                with opened(network.uri) as window:
                    _hurry(window)
                    wait_until_complete(window)
                    run_for(2 * _LEAST_S)
                    for what, begin in _steps(window, fault).items():
                        work = partial(_fail, window, network, fault, begin)
                        longest.setdefault(f"{fault} at {what}", []).append(max(gaps_of(work)))
        for what, found in longest.items():
            beside = f"{max(found):.1f} ms at the most"
            print_figure(what, median(found), "ms", limit=MAX_LIMIT_MS, beside=beside)


def _hurry(window: MainWindow) -> None:
    """Have what is tried again tried soon: the waiting itself is not what is measured."""
    window.session._retry_pauses_s = (0.1,)
    window.session._heartbeat.start(150)
    window.session._patience.setInterval(400)


def _steps(window: MainWindow, fault: Fault) -> dict[str, tuple[bytes, Callable[[], object]]]:
    """Name of a step to what is sent in it, and what makes the window come to it."""
    texts = iter(("tag:sale", "tag:new", "tag:sale"))
    steps: dict[str, tuple[bytes, Callable[[], object]]] = {}
    for name, sent in READING.items():
        begin: Callable[[], object] = (
            window.model.refresh
            if name == "a page"
            else partial(window.searching.search_for, next(texts))
        )
        steps[name] = (sent, begin)
    for name, sent in WRITING.items():
        steps[name] = (sent, partial(_type, window, f"{next(_PRICES)}.50"))
    for name, sent in CONNECTING.items():
        steps[name] = (sent, partial(_open_again, window))
    if fault == Fault.DEAF:
        # Each takes the connect timeout until the line is known to be dead.
        steps = {name: steps[name] for name in ("the order", "a commit", "the table")}
    return steps


def _open_again(window: MainWindow) -> None:
    source = window.session.source
    assert source is not None
    window.open_source(source)


def _type(window: MainWindow, price: str) -> None:
    table = window.table
    table.setCurrentIndex(window.model.index(2, PRICE_COLUMN))
    run_for(_BETWEEN_KEYS_S)
    QTest.keyClick(table, Qt.Key.Key_F2)
    (editor,) = (each for each in table.findChildren(QLineEdit, "cellEditor") if each.isVisible())
    for key in price:
        run_for(_BETWEEN_KEYS_S)
        QTest.keyClicks(editor, key)
    run_for(_BETWEEN_KEYS_S)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def _fail(
    window: MainWindow,
    network: Network,
    fault: Fault,
    step: tuple[bytes, Callable[[], object]],
) -> None:
    sent, begin = step
    network.strike_at(sent, fault)
    begin()
    pump(network.has_struck)
    if fault == Fault.DEAF:
        pump(lambda: window.session.state in (State.AWAY, State.FAILED))
    run_for(_LEAST_S)
    network.restore()
    pump(lambda: window.session.state in (State.READY, State.AWAY, State.FAILED))
    if window.session.state == State.FAILED:
        window.session.retry()
    pump(lambda: _is_whole(window))
    run_for(_LEAST_S)


def _is_whole(window: MainWindow) -> bool:
    return (
        window.session.state == State.READY
        and window.model.count_state == CountState.EXACT
        and len(window.editing.pending) == 0
    )


if __name__ == "__main__":
    main()

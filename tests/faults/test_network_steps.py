"""The network fails in every way at every step: the window lives on, tells no lie, and is back when the network is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.session import State
from tests.gui.conftest import OpenWindow, open_window, shop_uri  # noqa: F401
from tests.gui.test_main_window import NAME, PRICE, banner_text, cell, row_of, type_into
from tests.tcp_proxy import Fault, TcpProxy, proxy_before

LONG_MS = 30_000
# What is measured on a quiet machine is a tenth of it; a wait for the network would be seconds.
PAUSE_LIMIT_S = 0.5
PROMISED_S = 10.0  # connect timeout, patience and the pauses between attempts, as they are set here
SIGN_OF_LIFE = b"Q\x00\x00\x00\x05\x00"  # the empty statement
READING = {
    "lending": SIGN_OF_LIFE,
    "first rows": b"LIMIT",
    "order": b"string_agg",
    "page": b"= ANY",
}
WRITING = {"change": b"UPDATE ", "commit": b"COMMIT"}
CONNECTING = {"login": b"application_name", "limits": b"set_config", "table": b"pg_class"}


@pytest.fixture
def network(shop_uri: str) -> Iterator[TcpProxy]:  # noqa: F811
    with proxy_before(shop_uri) as proxy:
        yield proxy


@dataclass
class Beats:
    """When the window's event loop turned."""

    times: list[float] = field(default_factory=list)

    @property
    def worst_s(self) -> float:
        return max((later - earlier for earlier, later in pairwise(self.times)), default=0.0)


@pytest.fixture
def beats(qtbot: QtBot) -> Iterator[Beats]:
    kept = Beats()
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: kept.times.append(time.monotonic()))
    timer.start()
    yield kept
    timer.stop()


def hurry(window: MainWindow) -> None:
    window.session._retry_pauses_s = (0.1,)
    window.session._heartbeat.start(150)
    window.session._patience.setInterval(400)


def wait_until_whole(qtbot: QtBot, window: MainWindow) -> None:
    """Until it is connected and shows rows, within what is promised."""
    qtbot.waitUntil(
        lambda: (
            window.session.state == State.READY
            and window.model.count_state == CountState.EXACT
            and cell(window, 0, NAME).startswith("Product")
        ),
        timeout=int(PROMISED_S * 1000),
    )


def ends_the_line(fault: Fault) -> bool:
    return fault in (Fault.DROPPED, Fault.RESET, Fault.DEAF)


@pytest.mark.parametrize("fault", Fault)
def test_that_reading_goes_on(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    network: TcpProxy,
    beats: Beats,
    fault: Fault,
) -> None:
    window = open_window("--dsn", network.uri)
    hurry(window)
    texts = ("tag:organic", "tag:new")
    # A dead line takes the connect timeout to be sure of, wherever it is met.
    steps = {"order": READING["order"]} if fault == Fault.DEAF else READING
    for turn, (name, step) in enumerate(steps.items()):
        beats.times.clear()
        network.strike_at(step, fault)
        if name == "page":
            window.model.refresh()
        else:
            window.searching.search_for(texts[turn % 2])
        qtbot.waitUntil(network.has_struck.is_set, timeout=LONG_MS)
        if fault == Fault.DEAF:
            qtbot.waitUntil(lambda: window.session.state == State.AWAY, timeout=LONG_MS)
        network.restore()
        wait_until_whole(qtbot, window)
        qtbot.waitUntil(lambda: banner_text(window) == "", timeout=LONG_MS)
        assert beats.worst_s < PAUSE_LIMIT_S, name
    window.searching.search_for("")
    qtbot.waitUntil(lambda: window.model.rowCount() == 1000, timeout=LONG_MS)


@pytest.mark.parametrize("fault", Fault)
def test_that_nothing_is_called_saved_that_is_not(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    network: TcpProxy,
    shop_uri: str,  # noqa: F811
    beats: Beats,
    fault: Fault,
) -> None:
    window = open_window("--dsn", network.uri)
    hurry(window)
    found_when_told: list[object] = []
    window.editing.saved.connect(
        lambda *_: found_when_told.append(row_of(shop_uri, "Product 00002")[0])
    )
    for turn, step in enumerate(WRITING.values()):
        beats.times.clear()
        price = Decimal(f"{70 + turn}.50")
        network.strike_at(step, fault)
        type_into(qtbot, window, 2, PRICE, str(price))
        qtbot.waitUntil(network.has_struck.is_set, timeout=LONG_MS)
        if fault == Fault.DEAF:
            qtbot.waitUntil(lambda: window.session.state == State.AWAY, timeout=LONG_MS)
            assert price not in found_when_told
        assert cell(window, 2, PRICE) == str(price), "what is typed stays on the screen"
        network.restore()
        wait_until_whole(qtbot, window)
        qtbot.waitUntil(lambda: len(window.editing.pending) == 0, timeout=LONG_MS)
        assert row_of(shop_uri, "Product 00002")[0] == price
        assert beats.worst_s < PAUSE_LIMIT_S
    assert {Decimal("70.50"), Decimal("71.50")} >= set(found_when_told)
    if not ends_the_line(fault):
        assert found_when_told == [Decimal("70.50"), Decimal("71.50")]


@pytest.mark.parametrize("fault", [Fault.DELAYED, Fault.RESET, Fault.TRICKLING, Fault.DEAF])
def test_that_a_window_opens_or_says_why_not(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    network: TcpProxy,
    beats: Beats,
    fault: Fault,
) -> None:
    # Before the login is over libpq's own limit holds, which another test shows.
    steps = (CONNECTING["table"],) if fault == Fault.DEAF else CONNECTING.values()
    for step in steps:
        beats.times.clear()
        network.strike_at(step, fault)
        begun = time.monotonic()
        window = open_window("--dsn", network.uri, wait=False)
        qtbot.waitUntil(network.has_struck.is_set, timeout=LONG_MS)
        qtbot.waitUntil(
            lambda w=window: w.session.state in (State.READY, State.FAILED), timeout=LONG_MS
        )
        assert time.monotonic() - begun < PROMISED_S
        network.restore()
        if window.session.state == State.FAILED:
            assert ends_the_line(fault)
            assert "Traceback" not in banner_text(window)
            assert banner_text(window)
            window.session.retry()
        wait_until_whole(qtbot, window)
        assert beats.worst_s < 2 * PAUSE_LIMIT_S  # a window is built meanwhile
        window.close()

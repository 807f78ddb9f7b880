"""The server is restarted again and again under a working window: nothing typed is lost, and nothing piles up."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import psutil
import psycopg
import pytest
from pytestqt.qtbot import QtBot

from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.session import State
from tests.gui.conftest import SHOP, OpenWindow, open_window  # noqa: F401
from tests.gui.test_main_window import PRICE, banner_text, cell, type_into
from tests.system_server import SystemServer, system_servers

LONG_MS = 30_000
RESTARTS = 9
# Threads come as they are needed, and what Python and the C library keep of freed memory goes up and down.
WARM_UP = 4
MOST_GROWTH_BYTES = 12 << 20


@pytest.fixture
def server() -> Iterator[SystemServer]:
    with system_servers(1) as (made,):
        made.create()
        made.start()
        with psycopg.connect(made.uri) as owner:
            owner.autocommit = True
            set_up_catalogue(owner)
            owner.execute(SHOP, (200,))
        yield made


@dataclass(frozen=True)
class Held:
    """What the program holds."""

    threads: int
    sessions: int
    open_files: int
    memory_bytes: int


def held(uri: str) -> Held:
    with psycopg.connect(uri) as owner:
        row = owner.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'Catalogue Browser%'"
        ).fetchone()
    assert row is not None
    gc.collect()
    process = psutil.Process()
    return Held(threading.active_count(), int(row[0]), process.num_fds(), process.memory_info().rss)


def restart_under(qtbot: QtBot, window: MainWindow, server: SystemServer, count: int) -> list[Held]:
    """Restart a server under a window that is typed into meanwhile; what was held after each time."""
    found: list[Held] = []
    for turn in range(count):
        row, price = turn % 20, Decimal(f"{100 + turn}.25")
        server.stop("immediate" if turn % 2 else "fast")
        type_into(qtbot, window, row, PRICE, str(price))
        if turn % 3:
            qtbot.waitUntil(lambda: window.session.state == State.AWAY, timeout=LONG_MS)
        server.start()
        qtbot.waitUntil(
            lambda: (
                window.session.state == State.READY
                and len(window.editing.pending) == 0
                and window.model.count_state == CountState.EXACT
            ),
            timeout=LONG_MS,
        )
        with psycopg.connect(server.uri) as owner:
            stored = owner.execute(
                "SELECT price FROM products WHERE name = %s", (f"Product {row:05}",)
            ).fetchone()
        assert stored == (price,)
        # What was read while it came back may be from a moment before the price was written.
        window.model.refresh()
        qtbot.waitUntil(
            lambda row=row, price=price: cell(window, row, PRICE) == str(price), timeout=LONG_MS
        )
        found.append(held(server.uri))
    return found


def test_that_a_server_restarted_again_and_again_loses_nothing_and_leaves_nothing(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    server: SystemServer,
) -> None:
    window = open_window("--dsn", server.uri)
    window.session._retry_pauses_s = (0.05,)
    window.session._heartbeat.start(100)
    found = restart_under(qtbot, window, server, RESTARTS)
    assert banner_text(window) == ""
    steady = found[WARM_UP:]
    pool_max = 4
    assert max(each.sessions for each in steady) <= pool_max
    # A busy machine needs another worker now and then; one left behind by each restart would be many.
    half = len(found) // 2
    assert found[-1].threads <= max(each.threads for each in found[:half]) + 2
    assert steady[-1].open_files <= max(each.open_files for each in found[:WARM_UP]) + pool_max
    assert steady[-1].memory_bytes - steady[0].memory_bytes < MOST_GROWTH_BYTES
    window.close()
    qtbot.waitUntil(lambda: held(server.uri).sessions == 0, timeout=LONG_MS)

"""Browsing while the network fails, while it is slow, and while others work on the same products."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator

import psycopg
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import Sort
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.cell_data import PLACEHOLDER
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.session import State
from tests.gui.conftest import OpenWindow, open_window, shop_uri  # noqa: F401
from tests.gui.test_main_window import NAME, PRICE, banner_text, cell
from tests.tcp_proxy import TcpProxy, proxy_before

LONG_MS = 30_000
BYTES_PER_S = 400_000
KEYSTROKES = 200
KEY_PAUSE_MS = 15


@pytest.fixture
def network(shop_uri: str) -> Iterator[TcpProxy]:  # noqa: F811
    with proxy_before(shop_uri) as proxy:
        yield proxy


def fill(uri: str, count: int) -> None:
    """Make it a catalogue of ``count`` products more: Item 0000000 and so on."""
    with psycopg.connect(uri) as owner:
        owner.execute(
            "INSERT INTO products (name, price, category) "
            "SELECT 'Item ' || to_char(n, 'FM0000000'), n % 100, 'Home' FROM generate_series(0, %s - 1) AS n".replace(
                "n % 100", "n %% 100"
            ),
            (count,),
        )


def test_that_a_cut_in_mid_scroll_leaves_placeholders_and_comes_back_at_the_same_place(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    network: TcpProxy,
) -> None:
    window = open_window("--dsn", network.uri)
    window.session._retry_pauses_s = (0.2,)
    bar = window.table.verticalScrollBar()
    bar.setValue(300)
    qtbot.waitUntil(lambda: cell(window, 300, NAME) == "Product 00300")
    network.cut()
    bar.setValue(700)
    qtbot.waitUntil(lambda: window.session.state == State.AWAY, timeout=LONG_MS)
    assert cell(window, 705, NAME) == PLACEHOLDER
    assert "comes back by itself" in banner_text(window)
    assert window.model.rowCount() == 1000
    bar.setValue(710)  # scrolling on harms nothing
    network.restore()
    qtbot.waitUntil(lambda: window.session.state == State.READY, timeout=LONG_MS)
    qtbot.waitUntil(lambda: cell(window, 715, NAME) == "Product 00715", timeout=LONG_MS)
    qtbot.waitUntil(lambda: banner_text(window) == "")
    assert window.table.rows_in_view()[0] == 710


def test_that_on_a_slow_line_the_count_and_any_place_do_not_wait_for_the_last_id(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    shop_uri: str,  # noqa: F811
    network: TcpProxy,
) -> None:
    fill(shop_uri, 400_000)
    network.bytes_per_s = BYTES_PER_S
    window = open_window("--dsn", network.uri, wait=False)
    rows = window.model.rows
    qtbot.waitUntil(lambda: rows.count_state == CountState.EXACT, timeout=LONG_MS)
    assert not rows.order.snapshot.is_complete
    assert window.model.rowCount() == 401_000
    label = window.findChild(QLabel, "rowCountLabel")
    assert label is not None
    assert label.text() == "401,000 products"
    bar = window.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 399_000)  # laid out a moment after the rows are known
    bar.setValue(399_000)
    qtbot.waitUntil(lambda: window.model.product_at(399_005) is not None, timeout=LONG_MS)
    assert cell(window, 399_005, NAME) == "Item 0399005"
    assert not rows.order.snapshot.is_complete, "the row came before its id"
    network.bytes_per_s = 0
    qtbot.waitUntil(lambda: rows.order.snapshot.is_complete, timeout=LONG_MS)
    assert cell(window, 399_005, NAME) == "Item 0399005"


def running_queries(uri: str) -> int:
    with psycopg.connect(uri) as watcher:
        row = watcher.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state = 'active' AND backend_type = 'client backend'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_that_two_hundred_keystrokes_leave_no_query_running_and_the_pool_never_runs_out(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    shop_uri: str,  # noqa: F811
) -> None:
    fill(shop_uri, 150_000)
    window = open_window("--dsn", shop_uri)
    catalogue = window.session.catalogue
    assert catalogue is not None
    text = "item 000 organic sale product home "
    typed = 0

    def type_one() -> None:
        nonlocal typed
        if typed % 41 == 40:
            window.search.clear()
        else:
            window.search.insert(text[typed % len(text)])
        typed += 1

    timer = QTimer()
    timer.setInterval(KEY_PAUSE_MS)
    timer.timeout.connect(type_one)
    timer.start()
    qtbot.waitUntil(lambda: typed >= KEYSTROKES, timeout=LONG_MS)
    timer.stop()
    qtbot.waitUntil(lambda: running_queries(shop_uri) == 0, timeout=3_000)
    stats = catalogue.database.stats()
    assert stats.get("requests_errors", 0) == 0
    assert stats["pool_size"] <= 4
    assert banner_text(window) == ""
    window.search.clear()
    qtbot.waitUntil(lambda: window.model.rowCount() == 151_000, timeout=LONG_MS)


def test_that_what_others_do_meanwhile_never_shows_as_another_product(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    shop_uri: str,  # noqa: F811
) -> None:
    window = open_window("--dsn", shop_uri)
    stop = threading.Event()

    def work() -> None:
        chance = random.Random(7)
        with psycopg.connect(shop_uri, autocommit=True) as other:
            while not stop.is_set():
                number = chance.randrange(1000)
                name = f"Product {number:05}"
                other.execute("DELETE FROM products WHERE name = %s", (name,))
                # The price tells which product it is.
                other.execute(
                    "INSERT INTO products (name, price, category, stock) VALUES (%s, %s, 'Toys', %s)",
                    (name, number + 1, chance.randrange(50)),
                )
                other.execute(
                    "UPDATE products SET stock = stock + 1 WHERE price = %s",
                    (chance.randrange(1000),),
                )

    colleague = threading.Thread(target=work, name="test-colleague")
    colleague.start()
    try:
        chance = random.Random(11)
        for turn in range(40):
            window.table.verticalScrollBar().setValue(chance.randrange(990))
            if turn % 10 == 3:
                window.model.sort_by(Sort(chance.choice((Field.PRICE, Field.STOCK, Field.NAME))))
            if turn % 10 == 7:
                window.model.refresh()
            top, stop_row = window.table.rows_in_view()
            qtbot.waitUntil(
                lambda top=top, stop_row=stop_row: all(
                    cell(window, row, NAME) != PLACEHOLDER
                    for row in range(top, min(stop_row, window.model.rowCount()))
                )
            )
            _check_rows(window, top, stop_row)
    finally:
        stop.set()
        colleague.join()
    window.model.sort_by(Sort())
    with qtbot.waitSignal(window.model.rows.settled):
        window.model.refresh()
    with psycopg.connect(shop_uri) as owner:
        expected = [row[0] for row in owner.execute("SELECT name FROM products ORDER BY name, id")]
    assert window.model.rowCount() == len(expected)
    for row in range(0, len(expected), 97):
        qtbot.waitUntil(lambda row=row: cell(window, row, NAME) == expected[row])


def _check_rows(window: MainWindow, top: int, stop: int) -> None:
    for row in range(top, min(stop, window.model.rowCount())):
        name, price = cell(window, row, NAME), cell(window, row, PRICE)
        if name.startswith("Product"):
            assert price == f"{int(name.split()[1]) + 1:,}.00", (name, price)
        else:
            assert name in ("(deleted)", PLACEHOLDER)

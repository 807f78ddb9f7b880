"""The server goes away under an open window, and comes back: what the user sees."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import psutil
import psycopg
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.errors import ServerUnreachable
from catalogue_gui.database.database import Database
from catalogue_gui.database.target import Target
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.cell_data import PLACEHOLDER
from catalogue_gui.gui.session import State
from tests.gui.conftest import OpenWindow, open_window, shop_uri  # noqa: F401
from tests.gui.test_main_window import PRICE, banner_text, cell, row_of, search, type_into
from tests.tcp_proxy import TcpProxy, proxy_before

NAME = 0
LONG_MS = 30_000
CLOSING_LIMIT_S = 15.0


@pytest.fixture
def network(shop_uri: str) -> Iterator[TcpProxy]:  # noqa: F811
    with proxy_before(shop_uri) as proxy:
        yield proxy


@pytest.fixture
def window(open_window: OpenWindow, network: TcpProxy) -> MainWindow:  # noqa: F811
    opened = open_window("--dsn", network.uri)
    opened.session._retry_pauses_s = (0.2,)
    return opened


def wait_until_away(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.state == State.AWAY, timeout=LONG_MS)


def wait_until_back(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.state == State.READY, timeout=LONG_MS)


def test_that_a_lost_server_is_said_without_a_traceback_and_the_window_lives_on(
    qtbot: QtBot, window: MainWindow, network: TcpProxy
) -> None:
    beats = [time.monotonic()]
    timer = QTimer()
    timer.setInterval(10)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start()
    network.cut()
    window.tools.refresh.trigger()
    wait_until_away(qtbot, window)
    assert "comes back by itself" in banner_text(window)
    assert "Traceback" not in banner_text(window)
    label = window.findChild(QLabel, "connectionStateLabel")
    assert label is not None
    assert "server away" in label.text()
    assert cell(window, 0, NAME) == "Product 00000", "what was on the screen stays"
    worst_s = max(later - earlier for earlier, later in pairwise(beats))
    assert worst_s < 0.5, "the window went on answering"
    timer.stop()
    network.restore()
    wait_until_back(qtbot, window)
    assert banner_text(window) == ""
    search(qtbot, window, "tag:organic")
    qtbot.waitUntil(lambda: window.model.rowCount() == 250)


def test_that_a_lost_server_is_noticed_by_a_window_that_nobody_touches(
    qtbot: QtBot, window: MainWindow, network: TcpProxy
) -> None:
    window.session._heartbeat.start(100)
    network.cut()
    wait_until_away(qtbot, window)
    network.restore()
    wait_until_back(qtbot, window)


def test_that_a_cut_connection_keeps_the_typed_price_and_saves_it_later(
    qtbot: QtBot,
    window: MainWindow,
    network: TcpProxy,
    shop_uri: str,  # noqa: F811
) -> None:
    network.cut()
    type_into(qtbot, window, 2, PRICE, "7.50")
    wait_until_away(qtbot, window)
    assert cell(window, 2, PRICE) == "7.50"
    index = window.model.index(2, PRICE)
    qtbot.waitUntil(lambda: "waiting" in (index.data(Qt.ItemDataRole.ToolTipRole) or ""))
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("3.00")
    network.restore()
    wait_until_back(qtbot, window)
    qtbot.waitUntil(lambda: row_of(shop_uri, "Product 00002")[0] == Decimal("7.50"))
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0)


def test_that_what_a_colleague_changed_meanwhile_is_not_overwritten_on_return(
    qtbot: QtBot,
    window: MainWindow,
    network: TcpProxy,
    shop_uri: str,  # noqa: F811
) -> None:
    network.cut()
    type_into(qtbot, window, 2, PRICE, "7.50")
    wait_until_away(qtbot, window)
    with psycopg.connect(shop_uri) as colleague:
        colleague.execute("UPDATE products SET price = 99 WHERE name = 'Product 00002'")
    network.restore()
    wait_until_back(qtbot, window)
    qtbot.waitUntil(lambda: "99.00" in banner_text(window))
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("99.00")
    assert cell(window, 2, PRICE) == "7.50", "what was typed is still there to decide about"


def test_that_rows_not_fetched_yet_arrive_when_the_network_is_back(
    qtbot: QtBot, window: MainWindow, network: TcpProxy
) -> None:
    network.cut()
    bar = window.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert cell(window, 999, NAME) == PLACEHOLDER
    wait_until_away(qtbot, window)
    network.restore()
    wait_until_back(qtbot, window)
    qtbot.waitUntil(lambda: cell(window, 999, NAME) == "Product 00999")
    # What is said above the table meanwhile takes the room of a row or two.
    assert bar.value() >= bar.maximum() - 3


def test_that_closing_with_a_dead_line_is_bounded(
    qtbot: QtBot, window: MainWindow, network: TcpProxy
) -> None:
    network.go_deaf()
    window.tools.refresh.trigger()
    begun = time.monotonic()
    window.close()
    assert time.monotonic() - begun < CLOSING_LIMIT_S


def test_that_the_demo_comes_back_after_its_server_was_killed(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    settings_folder: Path,
) -> None:
    window = open_window("--demo")
    window.session._retry_pauses_s = (0.2,)
    folder = str(settings_folder.resolve() / "server")
    (postmaster,) = [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and folder in (process.info["cmdline"] or ())
    ]
    postmaster.kill()
    postmaster.wait(10)
    window.tools.refresh.trigger()
    wait_until_away(qtbot, window)
    wait_until_back(qtbot, window)
    search(qtbot, window, "tag:refurbished")
    qtbot.waitUntil(lambda: window.model.rowCount() == 5)


def test_that_a_line_that_went_dead_is_noticed_and_an_edit_on_it_is_saved_later(
    qtbot: QtBot,
    window: MainWindow,
    network: TcpProxy,
    shop_uri: str,  # noqa: F811
) -> None:
    session = window.session
    session._heartbeat.start(200)
    session._patience.setInterval(1_000)
    network.go_deaf()
    type_into(qtbot, window, 2, PRICE, "7.50")
    wait_until_away(qtbot, window)
    qtbot.waitUntil(lambda: window.editing.pending.unsaved_count == 1, timeout=LONG_MS)
    network.drop()
    network.restore()
    wait_until_back(qtbot, window)
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0, timeout=LONG_MS)
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("7.50")


def test_that_a_connection_lost_at_the_commit_is_told_as_not_known(
    qtbot: QtBot,
    window: MainWindow,
    shop_uri: str,  # noqa: F811
) -> None:
    with psycopg.connect(shop_uri, autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        owner.execute(
            "CREATE CONSTRAINT TRIGGER die AFTER UPDATE ON products DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION die()"
        )
        said: list[str] = []
        window.messages.shown.connect(lambda message: said.append(message.title))
        type_into(qtbot, window, 2, PRICE, "7.50")
        qtbot.waitUntil(lambda: "Not known whether it was saved" in said, timeout=LONG_MS)
        owner.execute("DROP TRIGGER die ON products")
    qtbot.waitUntil(
        lambda: row_of(shop_uri, "Product 00002")[0] == Decimal("7.50"), timeout=LONG_MS
    )


def test_that_a_lost_server_is_not_taken_for_a_busy_pool(network: TcpProxy) -> None:
    target = Target(Target.from_uri(network.uri).parameters, pool_max=1)
    with closing(Database(target)) as database:
        database.open()
        network.cut()
        for _ in range(2):
            with pytest.raises(ServerUnreachable), database.connection():
                pytest.fail("there is no way to the server")

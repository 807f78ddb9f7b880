"""Closing the window: all its connections go with it, at once."""

from __future__ import annotations

import time
from contextlib import ExitStack

import psycopg
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.jobs import JobContext

AT_ONCE_S = 2.0


def sessions(uri: str) -> int:
    with psycopg.connect(uri) as watcher:
        row = watcher.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_that_closing_the_window_closes_every_connection_at_once(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    catalogue = window.session.catalogue
    assert catalogue is not None
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(catalogue.database.connection())
    assert sessions(shop_uri) >= 4
    begun = time.monotonic()
    window.close()
    assert time.monotonic() - begun < AT_ONCE_S
    qtbot.waitUntil(lambda: sessions(shop_uri) == 0, timeout=int(AT_ONCE_S * 1000))


def test_that_closing_the_window_ends_what_the_server_still_works_on(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    def work(context: JobContext) -> None:
        with context.reading() as connection:
            connection.execute("SELECT pg_sleep(60)")

    window._services.runner.submit(work, owner=window, on_success=lambda _: None)

    def is_at_work() -> bool:
        with psycopg.connect(shop_uri) as watcher:
            row = watcher.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"
            ).fetchone()
        return row is not None and row[0] == 1

    qtbot.waitUntil(is_at_work)
    begun = time.monotonic()
    window.close()
    assert time.monotonic() - begun < AT_ONCE_S
    qtbot.waitUntil(lambda: sessions(shop_uri) == 0, timeout=int(AT_ONCE_S * 1000))

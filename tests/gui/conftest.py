"""A real window on a real catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from catalogue_gui.app import build
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.session import State

OpenWindow = Callable[..., MainWindow]

SHOP = """
    INSERT INTO products (name, price, category, tags, metadata, stock)
    SELECT 'Product ' || to_char(n, 'FM00000'), 1 + n, CASE n %% 3 WHEN 0 THEN 'Home' WHEN 1 THEN 'Home/Kitchen'
           ELSE 'Toys' END, CASE n %% 4 WHEN 0 THEN ARRAY['organic','sale'] ELSE ARRAY['new'] END,
           jsonb_build_object('brand', 'Brand ' || n %% 5, 'n', n), n %% 50
    FROM generate_series(0, %s - 1) AS n
"""


@pytest.fixture
def shop_uri(catalogue_uri: str) -> str:
    """A catalogue of 1,000 products: Product 00000, price 1.00, and so on."""
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute(SHOP, (1000,))
    return catalogue_uri


@pytest.fixture
def open_window(qtbot: QtBot, settings_folder: Path) -> Iterator[OpenWindow]:
    """Open windows as the program does; each is closed and destroyed at the end."""
    windows: list[MainWindow] = []

    def open_one(*arguments: str, wait: bool = True, folder: Path = settings_folder) -> MainWindow:
        _, window = build([*arguments, "--settings", str(folder)])
        windows.append(window)
        if wait:
            qtbot.waitUntil(lambda: window.session.state == State.READY, timeout=20_000)
            qtbot.waitUntil(lambda: window.model.count_state == CountState.EXACT, timeout=10_000)
        return window

    yield open_one
    for window in windows:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(open_window: OpenWindow, shop_uri: str) -> MainWindow:
    """A window on the catalogue of 1,000 products, with its rows in."""
    return open_window("--dsn", shop_uri)

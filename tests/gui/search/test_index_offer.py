"""The offer of an index when rows had to be waited for."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.search.index_offer import LACKS
from tests.gui.conftest import OpenWindow
from tests.gui.test_main_window import banner_text, search


def indexes(uri: str) -> set[str]:
    with psycopg.connect(uri) as owner:
        rows = owner.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indrelid = 'products'::regclass AND i.indisvalid"
        ).fetchall()
    return {str(name) for (name,) in rows}


@pytest.fixture
def impatient(open_window: OpenWindow, shop_uri: str) -> MainWindow:
    """A window on a catalogue without the two indexes, for which any wait is long."""
    with psycopg.connect(shop_uri) as owner:
        owner.execute("DROP INDEX products_name_idx")
    window = open_window("--dsn", shop_uri)
    window._index_offer._lacks = tuple(replace(lack, slow_s=0.0) for lack in LACKS)
    return window


def press_make_it(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.findChild(QAbstractButton, "makeIndexButton") is not None)
    button = window.findChild(QAbstractButton, "makeIndexButton")
    assert button is not None
    button.click()


def test_that_a_slow_search_for_text_offers_its_index_and_makes_it(
    qtbot: QtBot, impatient: MainWindow, shop_uri: str
) -> None:
    search(qtbot, impatient, "00042")
    qtbot.waitUntil(lambda: "Searching for text can be faster" in banner_text(impatient))
    press_make_it(qtbot, impatient)
    qtbot.waitUntil(lambda: "fast now" in banner_text(impatient), timeout=20_000)
    assert "products_name_trgm_idx" in indexes(shop_uri)


def test_that_a_slow_opening_offers_the_index_of_the_usual_order(
    qtbot: QtBot, impatient: MainWindow, shop_uri: str
) -> None:
    impatient.model.sort_by(impatient.model.sort_order)
    qtbot.waitUntil(lambda: "can open faster" in banner_text(impatient))
    press_make_it(qtbot, impatient)
    qtbot.waitUntil(lambda: "opens faster now" in banner_text(impatient), timeout=20_000)
    assert "products_name_idx" in indexes(shop_uri)


def test_that_what_is_quick_or_there_already_is_not_offered(
    qtbot: QtBot, window: MainWindow
) -> None:
    search(qtbot, window, "00042")  # quick
    window._index_offer._lacks = tuple(replace(lack, slow_s=0.0) for lack in LACKS)
    with qtbot.waitSignal(window.model.rows.settled):
        window.model.sort_by(window.model.sort_order)
    search(qtbot, window, "")  # the index is there
    with qtbot.waitSignal(window.model.rows.settled):
        window.model.refresh()
    assert "can open faster" not in banner_text(window)

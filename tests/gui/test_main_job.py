"""The main job from end to end, through the window, on the demo catalogue."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.csv_import.wizard import ImportWizard
from catalogue_gui.gui.main_window import MainWindow
from tests.gui.conftest import OpenWindow
from tests.gui.csv_import.conftest import Driver, write_shop
from tests.gui.test_main_window import NAME, PRICE, TAGS, cell, search, type_into

SAMPLES = Path(
    os.environ.get(
        "CATALOGUE_SAMPLE_FILES", Path(__file__).resolve().parents[3] / "shared" / "data"
    )
)


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window("--demo")


def wizard_of(window: MainWindow) -> ImportWizard:
    wizard = window.findChild(QDialog, "importWizard")
    assert isinstance(wizard, ImportWizard)
    return wizard


def test_that_the_demo_is_browsed_searched_changed_and_imported_into(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    total = window.model.rowCount()
    assert 1_900 <= total <= 2_100

    search(qtbot, window, "tag:refurbished")
    assert window.model.rowCount() == 5
    assert all("refurbished" in cell(window, row, TAGS) for row in range(5))
    search(qtbot, window, "meta.supplier.code:0042 price:<20")
    found = window.model.rowCount()
    assert 0 < found < total
    for row in range(found):
        product = window.model.product_at(row)
        assert product is not None
        assert product.metadata["supplier"]["code"] == "0042"
        assert product.price < 20

    name = cell(window, 0, NAME)
    with qtbot.waitSignal(window.editing.product_changed) as caught:
        type_into(qtbot, window, 0, PRICE, "19.50")
    assert caught.args is not None
    assert (caught.args[0].name, caught.args[0].price) == (name, Decimal("19.50"))

    window.tools.import_file.trigger()
    wizard = wizard_of(window)
    driver = Driver(qtbot, wizard)
    driver.to_changes(write_shop(tmp_path / "shop.csv"))
    driver.next()
    driver.wait_until_idle()
    driver.button("wizardCancelButton").click()
    qtbot.waitUntil(lambda: wizard.isHidden())
    search(qtbot, window, '"Brass lamp"')
    qtbot.waitUntil(lambda: window.model.rowCount() == 1)
    qtbot.waitUntil(lambda: cell(window, 0, PRICE) == "120.00")
    search(qtbot, window, "")
    assert window.model.rowCount() == total + 5


@pytest.mark.skipif(
    not (SAMPLES / "wc_sample_products.csv").exists(), reason="the sample files are not here"
)
def test_that_the_real_woocommerce_file_adds_up_in_the_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    total = window.model.rowCount()
    window.tools.import_file.trigger()
    wizard = wizard_of(window)
    driver = Driver(qtbot, wizard)
    driver.to_columns(SAMPLES / "wc_sample_products.csv")
    driver.field("importDefaultCategory").setText("Uncategorised")
    driver.next()
    driver.wait_until_idle()
    report = wizard.plan.report
    assert report is not None
    assert (report.records, report.new, report.rejected) == (24, 21, 3)
    driver.next()
    driver.next()
    driver.wait_until_idle()
    driver.button("wizardCancelButton").click()
    qtbot.waitUntil(lambda: window.model.rowCount() == total + 21, timeout=10_000)


def test_that_a_server_is_connected_to_by_a_profile_made_in_the_dialog(
    qtbot: QtBot, open_window: OpenWindow, shop_uri: str
) -> None:
    window = open_window(wait=False)
    window.tools.connection_button.click()
    dialog = window.findChild(QDialog, "connectionDialog")
    assert dialog is not None
    assert dialog.findChild(QWidget, "profileList") is not None
    assert dialog.findChild(QPushButton, "testConnectionButton") is not None
    add = dialog.findChild(QPushButton, "addProfileButton")
    assert add is not None
    add.click()
    with psycopg.connect(shop_uri) as connection:
        texts = {
            "nameField": "Shop",
            "hostField": connection.info.host,
            "dbnameField": connection.info.dbname,
            "userField": connection.info.user,
        }
    for name, text in texts.items():
        field = dialog.findChild(QLineEdit, name)
        assert field is not None, name
        qtbot.keyClicks(field, text)
    connect = dialog.findChild(QPushButton, "connectButton")
    assert connect is not None
    qtbot.waitUntil(connect.isEnabled)
    connect.click()
    table = window.findChild(QTableView, "productTable")
    assert table is not None
    qtbot.waitUntil(lambda: table.model().rowCount() == 1000, timeout=20_000)
    assert window.windowTitle().startswith("Shop")

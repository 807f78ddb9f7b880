"""The real window on a real catalogue: browse, search, edit, as a user does."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from catalogue_gui.app import build
from catalogue_gui.catalogue.bulk import ChangeStockBy
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.cell_data import PLACEHOLDER
from catalogue_gui.gui.products.rows import CountState
from tests.gui.conftest import OpenWindow

NAME, PRICE, CATEGORY, TAGS, STOCK = range(5)
FIXED_NAMES = (
    "productTable",
    "searchField",
    "filterPanel",
    "categoryFilter",
    "tagFilter",
    "metadataFilter",
    "productEditor",
    "newButton",
    "deleteButton",
    "importButton",
    "exportButton",
    "refreshButton",
    "undoButton",
    "connectionButton",
    "statusLine",
    "rowCountLabel",
    "messageBanner",
)


def cell(window: MainWindow, row: int, column: int) -> str:
    return str(window.model.index(row, column).data() or "")


def search(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Type into the search field and press Return."""
    window.search.clear()
    qtbot.keyClicks(window.search, text)
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.model.count_state == CountState.EXACT)


def type_into(qtbot: QtBot, window: MainWindow, row: int, column: int, text: str) -> None:
    """Open a cell's editor with F2, type over it, press Return."""
    window.table.setFocus()
    window.table.setCurrentIndex(window.model.index(row, column))
    qtbot.keyClick(window.table, Qt.Key.Key_F2)
    editors = window.table.findChildren(QLineEdit, "cellEditor")
    (editor,) = (each for each in editors if each.isVisible())
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QCoreApplication.processEvents()  # Qt commits what was typed by a queued call


def banner_text(window: MainWindow) -> str:
    banner = window.findChild(QWidget, "messageBanner")
    assert banner is not None
    return "" if banner.isHidden() else banner.text()  # type: ignore[attr-defined]


def row_of(uri: str, name: str) -> tuple[object, ...]:
    with psycopg.connect(uri) as connection:
        row = connection.execute(
            "SELECT price, category, tags, stock FROM products WHERE name = %s", (name,)
        ).fetchone()
    assert row is not None
    return row


def test_that_every_fixed_name_is_there_with_an_accessible_name(window: MainWindow) -> None:
    for name in FIXED_NAMES:
        widget = window.findChild(QWidget, name)
        assert widget is not None, name
        assert widget.accessibleName() or isinstance(widget, QLabel), name


def test_that_every_button_has_a_name_for_people_and_for_machines(window: MainWindow) -> None:
    foreign = ("qt_", "ScrollLeftButton", "ScrollRightButton")
    for button in window.findChildren(QAbstractButton):
        if button.objectName().startswith(foreign) or type(button).__name__ == "QAbstractButton":
            continue  # Qt's own parts
        assert button.objectName(), button
        assert button.accessibleName(), button.objectName()


def test_that_the_table_has_the_contracts_headers_and_the_exact_count(
    window: MainWindow,
) -> None:
    table = window.findChild(QTableView, "productTable")
    assert table is not None
    model = table.model()
    headers = [
        model.headerData(section, Qt.Orientation.Horizontal)
        for section in range(model.columnCount())
    ]
    assert headers[:5] == ["Name", "Price", "Category", "Tags", "Stock"]
    assert model.rowCount() == 1000
    label = window.findChild(QLabel, "rowCountLabel")
    assert label is not None
    assert label.text() == "1,000 products"


def test_that_the_model_keeps_qts_rules(qtbot: QtBot, window: MainWindow) -> None:
    tester = QAbstractItemModelTester(
        window.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    search(qtbot, window, "tag:organic")
    search(qtbot, window, "nothing like this")
    search(qtbot, window, "")
    window.model.setData(window.model.index(0, STOCK), "3", Qt.ItemDataRole.EditRole)
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0)
    tester.deleteLater()


def test_that_a_row_far_down_is_a_placeholder_first_and_then_its_product(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert cell(window, 900, NAME) == PLACEHOLDER
    qtbot.waitUntil(lambda: cell(window, 900, NAME) == "Product 00900")
    assert cell(window, 900, PRICE) == "901.00"


def test_that_scrolling_fetches_what_comes_into_view(qtbot: QtBot, window: MainWindow) -> None:
    bar = window.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: cell(window, 999, NAME) == "Product 00999")


def test_that_a_search_by_tag_and_metadata_shows_the_right_rows(
    qtbot: QtBot, window: MainWindow
) -> None:
    search(qtbot, window, "tag:organic")
    assert window.model.rowCount() == 250
    search(qtbot, window, 'tag:organic meta.brand:"Brand 0"')
    assert window.model.rowCount() == 50
    assert [cell(window, row, NAME) for row in range(3)] == [
        "Product 00000",
        "Product 00020",
        "Product 00040",
    ]
    search(qtbot, window, "meta.n:>997")
    assert [cell(window, row, NAME) for row in range(2)] == ["Product 00998", "Product 00999"]


def test_that_typing_searches_without_return(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClicks(window.search, "00123")
    qtbot.waitUntil(lambda: window.model.rowCount() == 1)
    assert cell(window, 0, NAME) == "Product 00123"


def test_that_the_arrow_down_leads_from_the_search_to_what_was_found(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.search.setFocus()
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    assert window.focusWidget() is window.table
    assert window.table.currentIndex().row() == 0


def test_that_a_mistake_in_the_search_is_pointed_at_and_the_rows_stay(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClicks(window.search, "price:abc")
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    label = window.findChild(QLabel, "searchMistake")
    assert label is not None
    assert not label.isHidden()
    assert "abc" in label.text()
    assert window.model.rowCount() == 1000
    search(qtbot, window, "price:<3")
    assert label.isHidden()
    assert window.model.rowCount() == 2


def test_that_nothing_found_offers_to_clear_the_search(qtbot: QtBot, window: MainWindow) -> None:
    search(qtbot, window, "no such thing")
    button = window.findChild(QAbstractButton, "emptyClearButton")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.model.rowCount() == 1000)
    assert window.search.text() == ""


def test_that_a_tag_checked_in_the_panel_is_written_into_the_search(
    qtbot: QtBot, window: MainWindow
) -> None:
    tags = window.findChild(QListView, "tagFilter")
    assert tags is not None
    qtbot.waitUntil(lambda: tags.model().rowCount() == 3)
    rows = (tags.model().index(row, 0) for row in range(3))
    (organic,) = (each for each in rows if each.data() == "organic")
    assert organic.data(Qt.ItemDataRole.AccessibleTextRole) == "organic, 250 products"
    qtbot.mouseClick(
        tags.viewport(), Qt.MouseButton.LeftButton, pos=tags.visualRect(organic).center()
    )
    assert window.search.text() == "tag:organic"
    qtbot.waitUntil(lambda: window.model.rowCount() == 250)


def test_that_a_price_typed_over_comes_back_from_the_server(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with qtbot.waitSignal(window.editing.product_changed) as caught:
        type_into(qtbot, window, 2, PRICE, "7.50")
    assert caught.args is not None
    assert caught.args[0].price == Decimal("7.50")
    assert cell(window, 2, PRICE) == "7.50"
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("7.50")


@pytest.mark.parametrize(
    ("column", "text", "shown", "position", "stored"),
    [
        (NAME, "Tea; DROP TABLE", "Tea; DROP TABLE", None, None),
        (CATEGORY, "Garden/Pots", "Garden/Pots", 1, "Garden/Pots"),
        (STOCK, "1,200", "1,200", 3, 1200),
    ],
)
def test_that_each_field_can_be_typed_over(
    qtbot: QtBot,
    window: MainWindow,
    shop_uri: str,
    column: int,
    text: str,
    shown: str,
    position: int | None,
    stored: object,
) -> None:
    with qtbot.waitSignal(window.editing.product_changed):
        type_into(qtbot, window, 4, column, text)
    assert cell(window, 4, column) == shown
    if position is not None:
        assert row_of(shop_uri, "Product 00004")[position] == stored


def test_that_set_data_submits_an_edit_as_typing_does(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with qtbot.waitSignal(window.editing.product_changed):
        assert window.model.setData(window.model.index(5, STOCK), "77", Qt.ItemDataRole.EditRole)
    assert row_of(shop_uri, "Product 00005")[3] == 77


def test_that_a_value_that_cannot_be_read_stays_in_the_cell_with_its_reason(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    type_into(qtbot, window, 2, PRICE, "cheap")
    assert cell(window, 2, PRICE) == "cheap"
    index = window.model.index(2, PRICE)
    assert "“cheap” is not a price." in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "not a price" in banner_text(window)
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("3.00")
    type_into(qtbot, window, 2, PRICE, "4")
    qtbot.waitUntil(lambda: cell(window, 2, PRICE) == "4.00")
    assert banner_text(window) == ""


def test_that_escape_takes_a_refused_value_back(qtbot: QtBot, window: MainWindow) -> None:
    type_into(qtbot, window, 2, PRICE, "cheap")
    assert cell(window, 2, PRICE) == "cheap"
    qtbot.keyClick(window.table, Qt.Key.Key_F2)
    editors = window.table.findChildren(QLineEdit, "cellEditor")
    (editor,) = (each for each in editors if each.isVisible())
    assert editor.text() == "cheap"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert cell(window, 2, PRICE) == "3.00"
    assert banner_text(window) == ""
    type_into(qtbot, window, 2, PRICE, "cheap")
    qtbot.keyClick(window.table, Qt.Key.Key_Escape)
    assert cell(window, 2, PRICE) == "3.00"


def test_that_the_first_and_last_row_are_reached_and_selected_by_key(
    qtbot: QtBot, window: MainWindow
) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    for key, row in ((Qt.Key.Key_End, 999), (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(window.table, key, control)
        assert window.table.currentIndex().row() == row
        assert window.table.selected_spans() == (range(row, row + 1),)


def test_that_a_value_the_server_refuses_stays_in_the_cell_with_its_reason(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with psycopg.connect(shop_uri) as owner:
        owner.execute(
            "ALTER TABLE products ADD CONSTRAINT products_name_rule CHECK (name <> 'Forbidden')"
        )
    type_into(qtbot, window, 2, NAME, "Forbidden")
    qtbot.waitUntil(lambda: "rule of this catalogue" in banner_text(window))
    assert cell(window, 2, NAME) == "Forbidden"
    assert row_of(shop_uri, "Product 00002")


def test_that_a_colleagues_change_is_shown_and_not_overwritten(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with psycopg.connect(shop_uri) as colleague:
        colleague.execute("UPDATE products SET price = 99 WHERE name = 'Product 00002'")
    type_into(qtbot, window, 2, PRICE, "7.50")
    qtbot.waitUntil(lambda: "99.00" in banner_text(window))
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("99.00")
    dialog = window.findChild(QDialog, "conflictDialog")
    assert dialog is not None
    shown = {
        kind: dialog.findChild(QLabel, f"conflict{kind}Price").text()  # type: ignore[union-attr]
        for kind in ("Mine", "Theirs", "Seen")
    }
    assert shown == {"Mine": "7.50", "Theirs": "99.00", "Seen": "3.00"}
    mine = dialog.findChild(QAbstractButton, "useMineButton")
    assert mine is not None
    with qtbot.waitSignal(window.editing.product_changed):
        qtbot.mouseClick(mine, Qt.MouseButton.LeftButton)
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("7.50")


def test_that_undo_takes_a_change_back_and_redo_repeats_it(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with qtbot.waitSignal(window.editing.product_changed):
        type_into(qtbot, window, 2, PRICE, "7.50")
    undo = window.findChild(QAbstractButton, "undoButton")
    assert undo is not None
    with qtbot.waitSignal(window.editing.product_changed):
        qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("3.00")
    with qtbot.waitSignal(window.editing.product_changed):
        window.tools.redo.trigger()
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("7.50")


def test_that_undo_does_not_overwrite_what_a_colleague_changed_since(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with qtbot.waitSignal(window.editing.product_changed):
        type_into(qtbot, window, 2, PRICE, "7.50")
    with psycopg.connect(shop_uri) as colleague:
        colleague.execute("UPDATE products SET price = 99 WHERE name = 'Product 00002'")
    window.tools.undo.trigger()
    qtbot.waitUntil(lambda: "Not undone" in banner_text(window))
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("99.00")


def test_that_a_deleted_product_comes_back_by_undo(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    window.table.setCurrentIndex(window.model.index(2, NAME))
    with qtbot.waitSignal(window.editing.product_deleted):
        window.tools.delete.trigger()
    assert cell(window, 2, NAME) == "(deleted)"
    with qtbot.waitSignal(window.editing.product_added):
        window.tools.undo.trigger()
    assert cell(window, 2, NAME) == "Product 00002"
    assert row_of(shop_uri, "Product 00002")[0] == Decimal("3.00")


def test_that_a_product_is_added_through_the_dialog(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    window.tools.new.trigger()
    dialog = window.findChild(QWidget, "newProductDialog")
    assert dialog is not None
    texts = {"newName": "Tea", "newPrice": "cheap", "newCategory": "Food", "newTags": "hot, new"}
    for name, text in texts.items():
        field = dialog.findChild(QLineEdit, name)
        assert field is not None
        qtbot.keyClicks(field, text)
    save = dialog.findChild(QAbstractButton, "saveNewProductButton")
    assert save is not None
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    reason = dialog.findChild(QLabel, "newPriceReason")
    assert reason is not None
    assert "not a price" in reason.text()
    price = dialog.findChild(QLineEdit, "newPrice")
    assert price is not None
    price.clear()
    qtbot.keyClicks(price, "2.40")
    with qtbot.waitSignal(window.editing.product_added):
        qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert row_of(shop_uri, "Tea") == (Decimal("2.40"), "Food", ["hot", "new"], 0)
    assert window.model.rowCount() == 1001
    qtbot.waitUntil(lambda: "Added “Tea”" in banner_text(window))
    current = window.table.current_product
    assert current is not None
    assert current.name == "Tea"


def test_that_refresh_shows_what_others_did_and_stays_in_place(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    window.table.verticalScrollBar().setValue(500)
    window.table.setCurrentIndex(window.model.index(510, NAME))
    qtbot.waitUntil(lambda: cell(window, 510, NAME) == "Product 00510")
    with psycopg.connect(shop_uri) as colleague:
        colleague.execute("DELETE FROM products WHERE name < 'Product 00010'")
        colleague.execute("UPDATE products SET stock = 12345 WHERE name = 'Product 00510'")
    window.tools.refresh.trigger()
    qtbot.waitUntil(lambda: window.model.rowCount() == 990)
    assert window.table.currentIndex().row() == 500
    assert cell(window, 500, STOCK) == "12,345"


def test_that_a_click_on_a_header_sorts_then_reverses_then_returns(
    qtbot: QtBot, window: MainWindow
) -> None:
    header = window.table.horizontalHeader()
    x = header.sectionViewportPosition(STOCK) + 10
    first = []
    for _ in range(3):
        with qtbot.waitSignal(window.model.rows.rows_shown):
            qtbot.mouseClick(
                header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, header.height() // 2)
            )
        qtbot.waitUntil(lambda: window.model.count_state == CountState.EXACT)
        first.append(cell(window, 0, STOCK))
    assert first[:2] == ["0", "49"]
    assert cell(window, 0, NAME) == "Product 00000"


def test_that_copied_rows_are_a_table_for_a_spreadsheet(qtbot: QtBot, window: MainWindow) -> None:
    window.table.selectRow(1)
    qtbot.keyClick(window.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text().split("\t")
    assert copied[:5] == ["Product 00001", "2.00", "Home/Kitchen", "new", "1"]


def test_that_the_current_product_is_shown_beside_the_table(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.table.setCurrentIndex(window.model.index(3, NAME))
    qtbot.waitUntil(lambda: window.details.has_form)
    title = window.details.findChild(QLabel, "productTitle")
    assert title is not None
    assert title.text() == "Product 00003"


def test_that_the_window_answers_while_a_query_sleeps_ten_seconds(
    qtbot: QtBot, window: MainWindow
) -> None:
    def work(context: object) -> None:
        with context.connection() as connection:  # type: ignore[attr-defined]
            connection.execute("SELECT pg_sleep(10)")

    runner = window._services.runner
    handle = runner.submit(work, owner=window, on_success=lambda _: None)
    ticks: list[int] = []
    timer = QTimer()
    timer.setInterval(10)
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start()
    search(qtbot, window, "tag:organic")
    assert window.model.rowCount() == 250
    with qtbot.waitSignal(window.editing.product_changed):
        type_into(qtbot, window, 0, STOCK, "9")
    qtbot.waitUntil(lambda: len(ticks) > 30)
    timer.stop()
    assert handle.is_active, "the query still sleeps"
    handle.cancel()
    qtbot.waitUntil(lambda: not handle.is_active)


def test_that_a_read_only_catalogue_offers_no_changes(
    open_window: OpenWindow, shop_uri: str
) -> None:
    separator = "&" if "?" in shop_uri else " "
    option = "options='-c default_transaction_read_only=on'"
    window = open_window("--dsn", f"{shop_uri}{separator}{option}")
    assert not window.tools.new.isEnabled()
    assert not window.tools.import_file.isEnabled()
    index = window.model.index(0, NAME)
    assert not window.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not window.model.setData(index, "x", Qt.ItemDataRole.EditRole)


def test_that_an_empty_catalogue_offers_to_import(
    qtbot: QtBot, open_window: OpenWindow, catalogue_uri: str
) -> None:
    window = open_window("--dsn", catalogue_uri)
    button = window.findChild(QAbstractButton, "emptyImportButton")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    wizard = window.findChild(QDialog, "importWizard")
    assert wizard is not None
    field = wizard.findChild(QLineEdit, "importFileField")
    assert field is not None
    assert field.text() == ""


def test_that_a_database_without_a_table_is_set_up_by_a_click(
    qtbot: QtBot, open_window: OpenWindow, empty_database: str
) -> None:
    window = open_window("--dsn", empty_database, wait=False)
    qtbot.waitUntil(lambda: window.findChild(QAbstractButton, "setUpButton") is not None)
    button = window.findChild(QAbstractButton, "setUpButton")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.model.count_state == CountState.EXACT)
    assert banner_text(window) == ""


def test_that_a_wrong_address_is_said_and_can_be_tried_again(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window("--dsn", "postgresql://127.0.0.1:1/nowhere", wait=False)
    qtbot.waitUntil(lambda: "127.0.0.1:1" in banner_text(window))
    assert window.findChild(QAbstractButton, "retryButton") is not None


def test_that_an_address_that_is_none_is_said_without_repeating_it(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window("--dsn", "mysql://me:s3cret@host/db", wait=False)
    assert "not a PostgreSQL address" in banner_text(window)
    assert "s3cret" not in banner_text(window)


def test_that_an_unknown_profile_is_said(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window("--profile", "nobody", wait=False)
    qtbot.waitUntil(lambda: "nobody" in banner_text(window))


def test_that_closing_ends_every_thread_and_session(
    qtbot: QtBot, open_window: OpenWindow, shop_uri: str, settings_folder: Path
) -> None:
    window = open_window("--dsn", shop_uri)
    window.close()
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith(("catalogue-", "pool-"))], names

    def sessions() -> int:
        with psycopg.connect(shop_uri) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'Catalogue Browser%'"
            ).fetchone()
        assert row is not None
        return int(row[0])

    qtbot.waitUntil(lambda: sessions() == 0)
    assert (settings_folder / "window.ini").exists()


def test_that_closing_by_hand_asks_once_while_something_typed_is_not_saved(
    qtbot: QtBot, window: MainWindow
) -> None:
    type_into(qtbot, window, 2, PRICE, "cheap")
    asked = QCloseEvent()
    window.ask_to_close(asked)
    assert not asked.isAccepted()
    assert "not saved" in banner_text(window)
    button = window.findChild(QAbstractButton, "closeAnywayButton")
    assert button is not None
    with qtbot.waitSignal(window.closed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_closing_by_hand_asks_while_many_are_being_changed_and_then_changes_none(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    bulk = window.changing.start_bulk()
    with psycopg.connect(shop_uri) as colleague:
        colleague.execute("LOCK TABLE products IN SHARE ROW EXCLUSIVE MODE")
        bulk.change(ProductScope(window.model.rows.order), ChangeStockBy(1))
        asked = QCloseEvent()
        window.ask_to_close(asked)
        assert not asked.isAccepted()
        assert "none of them will be changed" in banner_text(window)
        before = colleague.execute("SELECT sum(stock) FROM products").fetchone()
        button = window.findChild(QAbstractButton, "closeAnywayButton")
        assert button is not None
        with qtbot.waitSignal(window.closed):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with psycopg.connect(shop_uri) as colleague:
        assert colleague.execute("SELECT sum(stock) FROM products").fetchone() == before


def test_that_two_windows_on_one_catalogue_live_side_by_side(
    qtbot: QtBot, open_window: OpenWindow, shop_uri: str
) -> None:
    first = open_window("--dsn", shop_uri)
    second = open_window("--dsn", shop_uri)
    with qtbot.waitSignal(first.editing.product_changed):
        type_into(qtbot, first, 2, PRICE, "7.50")
    second.tools.refresh.trigger()
    qtbot.waitUntil(lambda: cell(second, 2, PRICE) == "7.50")


def test_that_the_programs_own_name_may_stand_before_its_arguments(
    qtbot: QtBot, settings_folder: Path, catalogue_uri: str
) -> None:
    _, window = build(["catalogue-gui", "--dsn", catalogue_uri, "--settings", str(settings_folder)])
    qtbot.waitUntil(lambda: window.model.count_state == CountState.EXACT, timeout=20_000)
    window.close()
    window.deleteLater()

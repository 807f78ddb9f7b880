"""The table as a person works in it: order, place, columns, finding, copying."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Field, NewProduct
from catalogue_gui.catalogue.query import Direction, ExtraColumn, MetadataKey, Sort, TextTerm
from catalogue_gui.database.editing import insert_product
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.model import Index, ProductTableModel
from catalogue_gui.gui.products.rows import CountState
from tests.gui.conftest import OpenWindow
from tests.gui.test_main_window import CATEGORY, NAME, PRICE, STOCK, TAGS, cell, search, type_into


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the rows, their order and the place in it are all there."""
    rows = window.model.rows
    qtbot.waitUntil(
        lambda: rows.count_state == CountState.EXACT and rows.order.snapshot.is_complete
    )


def click_header(qtbot: QtBot, window: MainWindow, column: int) -> None:
    header = window.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
    with qtbot.waitSignal(window.model.rows.settled):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def go_to(window: MainWindow, row: int, column: int = 0) -> None:
    window.table.setFocus()
    window.table.setCurrentIndex(window.model.index(row, column))


def current_name(window: MainWindow) -> str:
    return cell(window, window.table.currentIndex().row(), NAME)


def chosen(menu: QMenu, words: str) -> QAction:
    """The action of a menu, or of a menu in it, that reads so."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            for each in inner.actions():
                if each.text() == words:
                    return each
        if action.text() == words:
            return action
    raise AssertionError(f"no {words!r} among {[each.text() for each in menu.actions()]}")


# Order


def test_that_a_header_sorts_reverses_and_returns_to_the_usual_order(
    qtbot: QtBot, window: MainWindow
) -> None:
    header = window.table.horizontalHeader()
    click_header(qtbot, window, STOCK)
    assert [cell(window, row, STOCK) for row in range(2)] == ["0", "0"]
    assert header.sortIndicatorSection() == STOCK
    assert header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
    click_header(qtbot, window, STOCK)
    assert cell(window, 0, STOCK) == "49"
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    click_header(qtbot, window, STOCK)
    assert cell(window, 0, NAME) == "Product 00000"
    assert header.sortIndicatorSection() == NAME


@pytest.mark.parametrize("column", [CATEGORY, TAGS])
def test_that_every_column_sorts(qtbot: QtBot, window: MainWindow, column: int) -> None:
    click_header(qtbot, window, column)
    first = cell(window, 0, column)
    click_header(qtbot, window, column)
    assert cell(window, 0, column) > first


def test_that_current_and_selected_products_are_kept_through_a_sort(
    qtbot: QtBot, window: MainWindow
) -> None:
    go_to(window, 3, PRICE)
    window.table.selectionModel().select(
        window.model.index(5, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    window.model.sort_by(Sort(Field.PRICE, Direction.DESCENDING))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: window.table.currentIndex().row() == 996)
    assert window.table.currentIndex().column() == PRICE
    assert window.table.selected_spans() == (range(994, 995), range(996, 997))
    assert window.table.rows_in_view()[0] == 0
    product = window.details.product
    assert product is not None
    assert product.name == "Product 00003"


def test_that_the_users_own_choice_meanwhile_is_not_undone_by_what_is_found_again(
    qtbot: QtBot, window: MainWindow
) -> None:
    go_to(window, 3)
    window.model.sort_by(Sort(Field.PRICE, Direction.DESCENDING))
    with qtbot.waitSignal(window.model.rows.rows_shown):
        pass
    assert window.model.count_state != CountState.EXACT
    go_to(window, 1)
    with qtbot.waitSignal(window.model.rows.settled):
        pass
    assert window.table.currentIndex().row() == 1


def test_that_current_and_selected_products_are_kept_through_a_search(
    qtbot: QtBot, window: MainWindow
) -> None:
    go_to(window, 8)
    search(qtbot, window, "tag:organic")
    assert current_name(window) == "Product 00008"
    search(qtbot, window, "tag:new")
    assert not window.table.currentIndex().isValid()
    assert window.details.product is None


def test_that_a_metadata_key_is_a_column_with_its_own_sort(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.table.layout_of_columns.show_metadata(MetadataKey(("n",)))
    column = window.model.columnCount() - 1
    assert window.model.headerData(column, Qt.Orientation.Horizontal) == "n"
    assert cell(window, 2, column) == "2"
    window.table.layout_of_columns.sort_by_click(column)
    window.table.layout_of_columns.sort_by_click(column)
    settle(qtbot, window)
    # by value: as text 99 would stand before 999
    assert [cell(window, row, column) for row in range(3)] == ["999", "998", "997"]


# Place


def test_that_a_refresh_keeps_the_place_while_others_add_and_delete(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    window.table.verticalScrollBar().setValue(500)
    qtbot.waitUntil(lambda: cell(window, 505, NAME) == "Product 00505")
    go_to(window, 505)
    assert window.table.rows_in_view()[0] == 500
    with psycopg.connect(shop_uri) as other:
        other.execute("DELETE FROM products WHERE name IN ('Product 00007', 'Product 00506')")
        other.execute(
            "INSERT INTO products (name, price, category) "
            "SELECT 'A ' || n, 1, 'New' FROM generate_series(1, 30) AS n"
        )
        other.execute("UPDATE products SET price = 77 WHERE name = 'Product 00505'")
    with qtbot.waitSignal(window.model.rows.settled):
        window.tools.refresh.trigger()
    assert window.model.rowCount() == 1028
    assert current_name(window) == "Product 00505"
    assert window.table.currentIndex().row() == 534
    assert window.table.rows_in_view()[0] == 529
    assert cell(window, 534, PRICE) == "77.00"
    assert cell(window, 535, NAME) == "Product 00507"


def test_that_a_row_deleted_by_another_shows_as_gone_and_never_as_another_product(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with psycopg.connect(shop_uri) as other:
        other.execute("DELETE FROM products WHERE name = 'Product 00700'")
    window.table.verticalScrollBar().setValue(690)
    qtbot.waitUntil(lambda: cell(window, 699, NAME) == "Product 00699")
    assert cell(window, 700, NAME) == "(deleted)"
    assert cell(window, 701, NAME) == "Product 00701"


def test_that_a_refresh_waits_while_a_cell_is_typed_into(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    go_to(window, 2, PRICE)
    qtbot.keyClick(window.table, Qt.Key.Key_F2)
    editor = window.table.viewport().findChild(QLineEdit, "cellEditor")
    assert editor is not None
    qtbot.keyClicks(editor, "7.5")
    with psycopg.connect(shop_uri) as other:
        other.execute("INSERT INTO products (name, price, category) VALUES ('A first', 1, 'New')")
    with qtbot.waitSignal(window.model.rows._loader.order_reloaded):
        window.model.refresh()
    assert editor.text() == "7.5"
    assert editor.isVisible()
    with qtbot.waitSignal(window.model.rows.settled):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cell(window, 0, NAME) == "A first")
    qtbot.waitUntil(lambda: cell(window, 3, PRICE) == "7.50")


def test_that_an_edited_row_stays_where_it_is_until_refresh(
    qtbot: QtBot, window: MainWindow
) -> None:
    type_into(qtbot, window, 2, NAME, "Zebra")
    qtbot.waitUntil(lambda: cell(window, 2, NAME) == "Zebra")
    with qtbot.waitSignal(window.model.rows.settled):
        window.tools.refresh.trigger()
    assert window.table.currentIndex().row() == 999
    assert current_name(window) == "Zebra"
    qtbot.waitUntil(lambda: cell(window, 2, NAME) == "Product 00003")


# Finding


def test_that_typing_goes_to_the_product_that_begins_so(qtbot: QtBot, window: MainWindow) -> None:
    go_to(window, 0)
    qtbot.keyClicks(window.table, "product 0061")
    qtbot.waitUntil(lambda: window.table.currentIndex().row() == 610)
    qtbot.keyClicks(window.table, "7")
    qtbot.waitUntil(lambda: window.table.currentIndex().row() == 617)
    qtbot.waitUntil(lambda: current_name(window) == "Product 00617")


def test_that_the_same_letter_again_goes_to_the_next(qtbot: QtBot, window: MainWindow) -> None:
    go_to(window, 5)
    for row in (0, 1, 2):
        qtbot.keyClicks(window.table, "p")
        qtbot.waitUntil(lambda row=row: window.table.currentIndex().row() == row)


def test_that_a_name_that_is_not_there_is_said_and_nothing_moves(
    qtbot: QtBot, window: MainWindow
) -> None:
    go_to(window, 5)
    with qtbot.waitSignal(window.table.finding.missed):
        qtbot.keyClicks(window.table, "x")
    assert window.table.currentIndex().row() == 5


# Columns


def test_that_columns_are_put_back_as_they_were_left(qtbot: QtBot, window: MainWindow) -> None:
    columns = window.table.layout_of_columns
    header = window.table.horizontalHeader()
    header.moveSection(header.visualIndex(STOCK), 1)
    window.table.setColumnWidth(CATEGORY, 222)
    columns.show_column(TAGS, is_shown=False)
    columns.show_metadata(MetadataKey(("brand",)))
    with qtbot.waitSignal(columns.arranged):
        pass
    left = columns.settings()
    columns.reset()
    window.model.drop_metadata(MetadataKey(("brand",)))
    assert columns.settings() != left
    columns.arrange(left)
    assert columns.settings() == left
    assert header.visualIndex(STOCK) == 1
    assert window.table.isColumnHidden(TAGS)
    assert window.model.headerData(8, Qt.Orientation.Horizontal) == "brand"


def test_that_the_last_column_cannot_be_hidden(window: MainWindow) -> None:
    columns = window.table.layout_of_columns
    for number in range(window.model.columnCount()):
        columns.show_column(number, is_shown=False)
    shown = [n for n in range(window.model.columnCount()) if not window.table.isColumnHidden(n)]
    assert len(shown) == 1


def test_that_the_headers_menu_sorts_hides_and_adds_metadata_columns(
    qtbot: QtBot, window: MainWindow
) -> None:
    columns = window.table.layout_of_columns
    qtbot.waitUntil(lambda: columns.menu(PRICE).findChildren(QMenu)[1].isEnabled())
    chosen(columns.menu(PRICE), "Sort by Price, falling").trigger()
    settle(qtbot, window)
    assert cell(window, 0, PRICE) == "1,000.00"
    chosen(columns.menu(PRICE), "brand").trigger()
    assert cell(window, 0, 8) == "Brand 4"
    chosen(columns.menu(PRICE), "Hide the column Price").trigger()
    assert window.table.isColumnHidden(PRICE)
    chosen(columns.menu(8), "Remove the column brand").trigger()
    assert window.model.columnCount() == 8


def test_that_taking_away_the_column_that_sorts_returns_to_the_usual_order(
    qtbot: QtBot, window: MainWindow
) -> None:
    columns = window.table.layout_of_columns
    columns.show_metadata(MetadataKey(("n",)))
    window.model.sort_by(Sort(MetadataKey(("n",)), Direction.DESCENDING))
    settle(qtbot, window)
    columns.drop_metadata(MetadataKey(("n",)))
    settle(qtbot, window)
    assert window.model.sort_order == Sort()


# Copying


def test_that_rows_are_copied_as_a_spreadsheet_takes_them(qtbot: QtBot, window: MainWindow) -> None:
    go_to(window, 1)
    qtbot.keyClick(window.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(window.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().split("\n")
    assert [line.split("\t")[:5] for line in lines] == [
        ["Product 00001", "2.00", "Home/Kitchen", "new", "1"],
        ["Product 00002", "3.00", "Toys", "new", "2"],
    ]
    window.table.copying.copy_with_titles()
    assert QApplication.clipboard().text().startswith("Name\tPrice\tCategory\tTags\tStock")


def test_that_rows_that_are_not_at_hand_are_copied_too(qtbot: QtBot, window: MainWindow) -> None:
    window.table.setFocus()
    qtbot.keyClick(window.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.table.selected_row_count() == 1000
    with qtbot.waitSignal(window.table.copying._copying.copied):
        window.table.copying.copy_selection()
    lines = QApplication.clipboard().text().split("\n")
    assert [line.split("\t")[0] for line in lines] == [f"Product {n:05}" for n in range(1000)]


def test_that_a_cell_is_copied_alone(window: MainWindow) -> None:
    go_to(window, 4, CATEGORY)
    window.table.copying.copy_cell()
    assert QApplication.clipboard().text() == "Home/Kitchen"


# Selecting


def test_that_home_end_and_pages_go_through_the_rows(qtbot: QtBot, window: MainWindow) -> None:
    go_to(window, 10, PRICE)
    for key, row in ((Qt.Key.Key_End, 999), (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(window.table, key)
        assert window.table.currentIndex().row() == row
        assert window.table.currentIndex().column() == PRICE
    qtbot.keyClick(window.table, Qt.Key.Key_PageDown)
    assert 5 < window.table.currentIndex().row() < 100
    qtbot.keyClick(window.table, Qt.Key.Key_PageUp)
    assert window.table.currentIndex().row() == 0


def test_that_all_rows_stay_selected_through_a_refresh(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    window.table.selectAll()
    with psycopg.connect(shop_uri) as other:
        other.execute("INSERT INTO products (name, price, category) VALUES ('A first', 1, 'New')")
    with qtbot.waitSignal(window.model.rows.settled):
        window.model.refresh()
    assert window.table.selected_row_count() == 1001


# Asking from a cell


def test_that_a_cell_offers_what_is_like_it_and_what_is_not(
    qtbot: QtBot, window: MainWindow
) -> None:
    product = window.model.product_at(0)
    assert product is not None
    for column, words, text, count in (
        (CATEGORY, "Show only “Home”", "category:Home", 667),
        (CATEGORY, "Leave out “Home”", "-category:Home", 333),
        (STOCK, "Show only “stock 0”", "stock:0", 20),
    ):
        menu = window.table.menu_of(window.model.index(0, column))
        chosen(menu, words).trigger()
        settle(qtbot, window)
        assert window.search.text() == text
        assert window.model.rowCount() == count
        search(qtbot, window, "")


def test_that_a_catalogue_of_one_product_is_shown(
    qtbot: QtBot, open_window: OpenWindow, catalogue_uri: str
) -> None:
    with psycopg.connect(catalogue_uri) as owner:
        owner.execute("INSERT INTO products (name, price, category) VALUES ('Tea', 2, 'Food')")
    window = open_window("--dsn", catalogue_uri)
    assert window.model.rowCount() == 1
    qtbot.waitUntil(lambda: cell(window, 0, NAME) == "Tea")  # handed on a turn after the count


# Odd tables, and what comes at an odd moment


def test_that_a_column_of_the_tables_own_sorts_alike_from_the_first_row_to_the_last(
    qtbot: QtBot, open_window: OpenWindow, shop_uri: str
) -> None:
    with psycopg.connect(shop_uri) as owner:
        owner.execute("ALTER TABLE products ADD COLUMN supplier integer, ADD COLUMN tag json")
        owner.execute("UPDATE products SET supplier = 1000 - stock, tag = '{}'")
    window = open_window("--dsn", shop_uri)
    titles = [str(window.model.headerData(n, Qt.Orientation.Horizontal)) for n in range(10)]
    supplier, tag = titles.index("supplier"), titles.index("tag")
    window.table.layout_of_columns.sort_by_click(supplier)
    settle(qtbot, window)
    shown = []
    for row in (0, 25, 500, 999):
        window.table.verticalScrollBar().setValue(row)
        qtbot.waitUntil(lambda row=row: window.model.product_at(row) is not None)
        shown.append(int(cell(window, row, supplier)))
    assert shown == sorted(shown)
    assert shown[0] == 951
    before = window.model.sort_order
    window.table.layout_of_columns.sort_by_click(tag)  # json has no order
    assert window.model.sort_order == before
    qtbot.waitUntil(lambda: dict(window.searching.vocabulary.tags).get("organic") == 250)


def test_that_rows_of_another_query_wait_while_a_cell_is_typed_into(
    qtbot: QtBot, window: MainWindow
) -> None:
    with qtbot.waitSignal(window.model.rows._loader.first_rows_loaded):
        window.model.sort_by(Sort(Field.PRICE, Direction.DESCENDING))
        go_to(window, 2, PRICE)
        qtbot.keyClick(window.table, Qt.Key.Key_F2)
        (editor,) = window.table.viewport().findChildren(QLineEdit, "cellEditor")
        qtbot.keyClicks(editor, "7.5")
    assert editor.isVisible()
    assert editor.text() == "7.5"
    with qtbot.waitSignal(window.model.rows.settled):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert cell(window, 0, PRICE) == "1,000.00"
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0)
    search(qtbot, window, "price:7.5")
    assert [cell(window, row, NAME) for row in range(window.model.rowCount())] == ["Product 00002"]


def test_that_a_product_added_while_the_order_is_on_its_way_shows_once(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    rows = window.model.rows
    with qtbot.waitSignal(rows.rows_shown):
        window.model.sort_by(Sort(Field.PRICE))
    assert rows.count_state == CountState.PARTIAL
    new = NewProduct("Tea", Decimal("0.10"), "Food")
    with psycopg.connect(shop_uri, autocommit=True) as other:
        product = insert_product(other, new)
    window.editing.product_added.emit(product)
    with qtbot.waitSignal(rows.settled):
        pass
    settle(qtbot, window)
    ids = rows.order.ids(0, rows.order.row_count)
    assert ids is not None
    assert len(ids) == len(set(ids))
    assert len(ids) >= 1000


def test_that_a_sort_by_a_column_that_the_next_catalogue_lacks_is_given_up(
    qtbot: QtBot, open_window: OpenWindow, shop_uri: str
) -> None:
    with psycopg.connect(shop_uri) as owner:
        owner.execute("ALTER TABLE products ADD COLUMN supplier integer")
    window = open_window("--dsn", shop_uri)
    window.model.sort_by(Sort(ExtraColumn("supplier")))
    settle(qtbot, window)
    source = window.session.source
    assert source is not None
    with psycopg.connect(shop_uri) as owner:
        owner.execute("ALTER TABLE products DROP COLUMN supplier")
    window.open_source(source)
    qtbot.waitUntil(lambda: window.model.sort_order == Sort())
    settle(qtbot, window)
    assert window.model.rowCount() == 1000


def test_that_a_column_moved_just_before_closing_is_remembered(
    qtbot: QtBot, open_window: OpenWindow, shop_uri: str
) -> None:
    window = open_window("--dsn", shop_uri)
    window.table.layout_of_columns.show_column(TAGS, is_shown=False)
    window.close()
    again = open_window("--dsn", shop_uri)
    qtbot.waitUntil(lambda: again.table.isColumnHidden(TAGS))


def test_that_a_chips_term_is_found_in_the_text_as_a_term(window: MainWindow) -> None:
    window.searching.search_for("tag:new new")
    window.searching.chips.term_chosen.emit(TextTerm("new"))
    assert window.search.selectedText() == "new"
    assert window.search.selectionStart() == len("tag:new ")


def test_that_the_header_does_not_walk_through_the_selected_rows_to_be_painted(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    flags = type(window.model).flags

    def counting(model: ProductTableModel, index: Index) -> Qt.ItemFlag:
        nonlocal asked
        asked += 1
        return flags(model, index)

    window.table.selectAll()
    monkeypatch.setattr(ProductTableModel, "flags", counting)
    window.table.horizontalHeader().viewport().repaint()
    assert asked < 50
    assert window.table.selected_row_count() == 1000


def test_that_a_selected_row_is_selected_in_a_column_added_later(window: MainWindow) -> None:
    go_to(window, 3)
    window.table.layout_of_columns.show_metadata(MetadataKey(("brand",)))
    assert window.table.selectionModel().isRowSelected(3)
    assert window.table.selected_spans() == (range(3, 4),)


def test_that_a_key_goes_from_part_to_part_of_the_window(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.table.setCurrentIndex(window.model.index(0, 0))
    window.search.setFocus()
    qtbot.waitUntil(window.search.hasFocus)
    seen = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus.objectName())
    assert seen == ["productTable", "productName", "categoryFilter", "searchField"]

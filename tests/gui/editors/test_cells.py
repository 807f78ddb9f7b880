"""The same editors over the cells of the table."""

from __future__ import annotations

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import MetadataKey
from catalogue_gui.catalogue.rights import Rights
from catalogue_gui.gui.editors.line_editors import CategoryEditor
from catalogue_gui.gui.editors.stock_editor import StockEditor
from catalogue_gui.gui.editors.tag_editor import TagEditor
from catalogue_gui.gui.editors.tag_field import CELL_WIDTH
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.cell_editor import CellEditing
from catalogue_gui.gui.search.completion_popup import CompletionPopup

PRICE, CATEGORY, TAGS, STOCK, UPDATED = 1, 2, 3, 4, 5
ROW = 2  # Product 00002: 3.00, Toys, new, 2


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window with a table whose cells have all that their editors can have."""
    # The form beside the table has popups of its own, which are not to be counted here.
    qtbot.waitUntil(lambda: window.details.has_form)
    table = window.table
    words = window.searching.vocabulary
    table.setItemDelegate(
        CellEditing(window.model, table, editing=window.editing, vocabulary=words)
    )
    return window


def open_cell(qtbot: QtBot, window: MainWindow, column: int, row: int = ROW) -> QWidget:
    """Open a cell's editor with F2."""
    window.table.setFocus()
    window.table.setCurrentIndex(window.model.index(row, column))
    qtbot.keyClick(window.table, Qt.Key.Key_F2)
    found = window.table.viewport().findChildren(QWidget, "cellEditor")
    (editor,) = (each for each in found if each.isVisible())
    return editor


def tag_cell(qtbot: QtBot, window: MainWindow, row: int = ROW) -> TagEditor:
    editor = open_cell(qtbot, window, TAGS, row)
    assert isinstance(editor, TagEditor)
    qtbot.waitUntil(editor.line.hasFocus)
    return editor


def is_open(window: MainWindow) -> bool:
    found = window.table.viewport().findChildren(QWidget, "cellEditor")
    return any(each.isVisible() for each in found)


def stored(uri: str, column: str, row: int = ROW) -> object:
    with psycopg.connect(uri) as connection:
        found = connection.execute(
            f"SELECT {column} FROM products WHERE name = 'Product {row:05d}'"  # type: ignore[arg-type]
        ).fetchone()
    assert found is not None
    return found[0]


def wait_until_saved(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0, timeout=10_000)


def test_that_tags_are_typed_over_in_a_frame_and_return_in_the_empty_line_saves_them(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    editor = tag_cell(qtbot, window)
    assert editor.accessibleName() == "Tags"
    assert editor.width() >= CELL_WIDTH
    qtbot.keyClicks(editor.line, "fresh")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert editor.isVisible()
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not is_open(window))
    wait_until_saved(qtbot, window)
    assert stored(shop_uri, "tags") == ["new", "fresh"]


def test_that_escape_in_the_tags_gives_them_up(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    editor = tag_cell(qtbot, window)
    qtbot.keyClicks(editor.line, "fresh,")
    qtbot.keyClick(editor.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not is_open(window))
    assert len(window.editing.pending) == 0
    assert stored(shop_uri, "tags") == ["new"]


def test_that_looking_at_tags_sends_nothing(qtbot: QtBot, window: MainWindow) -> None:
    editor = tag_cell(qtbot, window)
    qtbot.keyClick(editor.line, Qt.Key.Key_Left)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not is_open(window))
    assert len(window.editing.pending) == 0


def test_that_tab_saves_the_tags_and_goes_on_to_the_stock(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    editor = tag_cell(qtbot, window)
    qtbot.keyClicks(editor.line, "fresh")
    qtbot.keyClick(editor.line, Qt.Key.Key_Tab)
    wait_until_saved(qtbot, window)
    assert stored(shop_uri, "tags") == ["new", "fresh"]
    found = window.table.viewport().findChildren(StockEditor, "cellEditor")
    assert [each.isVisible() for each in found] == [True]


def test_that_the_frame_stays_inside_the_table_when_it_grows_in_the_last_rows(
    qtbot: QtBot, window: MainWindow
) -> None:
    _, bottom = window.table.rows_in_view()
    editor = tag_cell(qtbot, window, bottom - 4)
    for number in range(30):
        qtbot.keyClicks(editor.line, f"a longer tag {number},")
    assert window.table.viewport().rect().contains(editor.geometry())


def test_that_clicks_in_a_stock_cell_are_saved_together_and_it_stays_open(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    editor = open_cell(qtbot, window, STOCK)
    assert isinstance(editor, QLineEdit)
    (more,) = editor.findChildren(QToolButton, "stockMore")
    for _ in range(3):
        qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    hint = window.table.viewport().findChild(QLabel, "cellHint")
    assert hint is not None
    assert hint.text() == "2 + 3 = 5"
    qtbot.waitUntil(lambda: stored(shop_uri, "stock") == 5, timeout=10_000)
    assert is_open(window)
    wait_until_saved(qtbot, window)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not is_open(window))
    assert stored(shop_uri, "stock") == 5


def test_that_typed_pieces_are_added_to_the_stock_of_now(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with psycopg.connect(shop_uri) as other:
        other.execute("UPDATE products SET stock = 100 WHERE name = 'Product 00002'")
    editor = open_cell(qtbot, window, STOCK)
    qtbot.keyClicks(editor, "+12")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    wait_until_saved(qtbot, window)
    assert stored(shop_uri, "stock") == 112


def test_that_a_price_that_cannot_be_read_says_so_under_the_cell(
    qtbot: QtBot, window: MainWindow
) -> None:
    editor = open_cell(qtbot, window, PRICE)
    qtbot.keyClicks(editor, "cheap")
    hint = window.table.viewport().findChild(QLabel, "cellHint")
    assert hint is not None
    assert hint.isVisible()
    assert hint.text() == "“cheap” is not a price."
    assert hint.geometry().top() >= editor.geometry().bottom()


def test_that_escape_closes_the_suggestions_of_a_cell_before_its_editor(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.waitUntil(lambda: len(window.searching.vocabulary.categories) == 3)
    editor = open_cell(qtbot, window, CATEGORY)
    assert isinstance(editor, CategoryEditor)
    qtbot.keyClicks(editor, "Ho")
    offered = [each.label for each in editor.completer_of_words.suggestions]
    assert offered == ["Home", "Home/Kitchen", "New category “Ho”"]
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert is_open(window)
    assert editor.text() == "Ho"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not is_open(window))
    assert len(window.editing.pending) == 0


def test_that_return_takes_the_chosen_category_and_the_next_one_saves_it(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    qtbot.waitUntil(lambda: len(window.searching.vocabulary.categories) == 3)
    editor = open_cell(qtbot, window, CATEGORY)
    assert isinstance(editor, CategoryEditor)
    qtbot.keyClicks(editor, "Home/")
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert (is_open(window), editor.text()) == (True, "Home/Kitchen")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not is_open(window))
    wait_until_saved(qtbot, window)
    assert stored(shop_uri, "category") == "Home/Kitchen"


def test_that_the_suggestions_go_with_their_editor(qtbot: QtBot, window: MainWindow) -> None:
    before = len(window.findChildren(CompletionPopup))
    for _ in range(3):
        editor = open_cell(qtbot, window, CATEGORY)
        assert isinstance(editor, QLineEdit)
        qtbot.keyClicks(editor, "x")
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not is_open(window))
    qtbot.waitUntil(lambda: len(window.findChildren(CompletionPopup)) == before)


def test_that_a_colleagues_change_meanwhile_is_not_overwritten_unseen(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    editor = open_cell(qtbot, window, PRICE)
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "9")
    with psycopg.connect(shop_uri) as other:
        other.execute("UPDATE products SET price = 5 WHERE name = 'Product 00002'")
    product = window.model.product_at(ROW)
    assert product is not None
    with qtbot.waitSignal(window.editing.product_changed):
        window.editing.refetch(product.id)
    with qtbot.waitSignal(window.editing.not_saved):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert str(stored(shop_uri, "price")) == "5.00"


def note(window: MainWindow) -> str:
    """What the status line says in passing."""
    label = window.status.findChild(QLabel, "noteLabel")
    assert label is not None
    return label.text()


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_that_a_cell_that_is_not_typed_over_says_why(
    qtbot: QtBot, window: MainWindow, key: Qt.Key
) -> None:
    window.table.setFocus()
    window.table.setCurrentIndex(window.model.index(ROW, UPDATED))
    qtbot.keyClick(window.table, key)
    assert "kept by the catalogue itself" in note(window)
    assert not is_open(window)


def test_that_a_double_click_on_a_field_without_the_right_says_why(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.editing.rights = Rights({Field.PRICE: "You may not change prices here."})
    window.editing.rights_changed.emit()
    place = window.table.visualRect(window.model.index(ROW, PRICE)).center()
    qtbot.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "You may not change prices here." in note(window)
    assert not is_open(window)


def metadata_value(qtbot: QtBot, window: MainWindow, key: str) -> QLineEdit:
    """Open the value of a metadata key from its column in the table."""
    number = window.model.show_metadata(MetadataKey((key,)))
    window.table.setFocus()
    window.table.setCurrentIndex(window.model.index(ROW, number))
    qtbot.keyClick(window.table, Qt.Key.Key_F2)
    found = window.details.findChildren(QLineEdit, "metadataValue")
    (editor,) = (each for each in found if each.isVisible())
    return editor


def test_that_f2_on_a_metadata_column_types_over_the_key_beside_the_table(
    qtbot: QtBot, window: MainWindow, catalogue_uri: str
) -> None:
    editor = metadata_value(qtbot, window, "brand")
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(editor, "Bolt")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored(catalogue_uri, "metadata->>'brand'") == "Bolt")


def test_that_f2_on_a_metadata_column_begins_the_key_where_the_product_has_none(
    qtbot: QtBot, window: MainWindow, catalogue_uri: str
) -> None:
    editor = metadata_value(qtbot, window, "warranty")
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(editor, "2 years")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored(catalogue_uri, "metadata->>'warranty'") == "2 years")


@pytest.mark.parametrize(
    ("column", "typed", "name", "expected"), [(STOCK, "+12", "stock", 14), (PRICE, "7", "price", 7)]
)
def test_that_a_number_typed_in_its_cell_opens_the_editor_with_it(
    qtbot: QtBot,
    window: MainWindow,
    catalogue_uri: str,
    column: int,
    typed: str,
    name: str,
    expected: int,
) -> None:
    window.table.setFocus()
    window.table.setCurrentIndex(window.model.index(ROW, column))
    qtbot.keyClick(window.table, typed[0])
    found = window.table.viewport().findChildren(QLineEdit, "cellEditor")
    (editor,) = (each for each in found if each.isVisible())
    qtbot.keyClicks(editor, typed[1:])
    assert editor.text() == typed
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored(catalogue_uri, name) == expected)


def test_that_a_digit_typed_on_a_name_looks_for_a_product(qtbot: QtBot, window: MainWindow) -> None:
    window.table.setFocus()
    window.table.setCurrentIndex(window.model.index(ROW, 0))
    qtbot.keyClick(window.table, "3")
    assert not is_open(window)

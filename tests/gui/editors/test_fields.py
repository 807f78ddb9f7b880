"""The editors beside the table, by keyboard and as assistive technology reads them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Change, Field, StockDelta
from catalogue_gui.catalogue.rights import Rights
from catalogue_gui.gui.editors.line_editors import CategoryEditor, LineEditor, PriceEditor
from catalogue_gui.gui.editors.stock_editor import StockEditor
from catalogue_gui.gui.editors.tag_editor import TagEditor
from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState
from catalogue_gui.gui.search.completion_popup import CompletionPopup
from catalogue_gui.gui.search.vocabulary import Vocabulary
from tests.gui.editors.conftest import make_product
from tests.gui.editors.driving import accessible, focus, part, sent, words

PRODUCT = make_product()


def type_over(qtbot: QtBot, editor: QLineEdit, text: str) -> None:
    focus(qtbot, editor)
    editor.selectAll()
    qtbot.keyClicks(editor, text)


@pytest.mark.parametrize(
    ("name", "typed", "field", "new"),
    [
        ("productName", "Kettle %s '; DROP", Field.NAME, "Kettle %s '; DROP"),
        ("productPrice", "1,299.5", Field.PRICE, Decimal("1299.50")),
        ("productCategory", "Toys/Wooden", Field.CATEGORY, "Toys/Wooden"),
        ("productStock", "12", Field.STOCK, 12),
        ("productStock", "+12", Field.STOCK, StockDelta(12)),
        ("productStock", "-3", Field.STOCK, StockDelta(-3)),
    ],
)
def test_that_return_sends_what_was_typed_once(
    qtbot: QtBot,
    pane: ProductDetails,
    editing: ProductEditing,
    name: str,
    typed: str,
    field: Field,
    new: object,
) -> None:
    type_over(qtbot, part(pane, QLineEdit, name), typed)
    assert sent(editing, field) is None
    qtbot.keyClick(part(pane, QLineEdit, name), Qt.Key.Key_Return)
    change = sent(editing, field)
    assert change is not None
    assert change.new == new
    pending = editing.pending.get(PRODUCT.id, field)
    qtbot.keyClick(part(pane, QLineEdit, name), Qt.Key.Key_Return)
    assert editing.pending.get(PRODUCT.id, field) is pending


def test_that_tab_goes_through_every_editor_and_sends_nothing_untyped(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    focus(qtbot, part(pane, LineEditor, "productName"))
    passed = []
    for _ in range(5):
        focused = pane.window().focusWidget()
        assert focused is not None
        passed.append(accessible(focused, QAccessible.Text.Name))
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert passed == ["Name", "Price", "Category", "Tags", "Stock"]
    assert len(editing.pending) == 0


def test_that_tab_sends_what_was_typed(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    price = part(pane, PriceEditor, "productPrice")
    type_over(qtbot, price, "7")
    qtbot.keyClick(price, Qt.Key.Key_Tab)
    assert sent(editing, Field.PRICE) == Change(Decimal("24.90"), Decimal("7.00"))


def test_that_escape_gives_up_what_was_typed(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    name = part(pane, LineEditor, "productName")
    type_over(qtbot, name, "Something else")
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    assert name.text() == "Ceramic kettle"
    qtbot.keyClick(name, Qt.Key.Key_Tab)
    assert len(editing.pending) == 0


def test_that_up_and_down_step_a_price_and_stop_at_zero(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    price = part(pane, PriceEditor, "productPrice")
    focus(qtbot, price)
    qtbot.keyClick(price, Qt.Key.Key_Up)
    assert price.text() == "25.90"
    type_over(qtbot, price, "0.50")
    qtbot.keyClick(price, Qt.Key.Key_Down)
    assert price.text() == "0.00"
    assert accessible(price, QAccessible.Text.Value) == "0.00"
    assert sent(editing, Field.PRICE) is None


def test_that_a_price_that_cannot_be_read_says_so_as_it_is_typed_and_stays(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    price = part(pane, PriceEditor, "productPrice")
    type_over(qtbot, price, "cheap")
    assert words(pane, "priceReason") == "“cheap” is not a price."
    assert accessible(price, QAccessible.Text.Description) == "“cheap” is not a price."
    qtbot.keyClick(price, Qt.Key.Key_Return)
    assert price.text() == "cheap"
    assert words(pane, "priceReason") == "Not saved: “cheap” is not a price."
    qtbot.keyClick(price, Qt.Key.Key_Escape)
    assert price.text() == "24.90"
    assert words(pane, "priceReason") == ""
    assert editing.pending.get(PRODUCT.id, Field.PRICE) is None


def test_that_a_value_waiting_for_the_server_is_shown_with_the_words_of_the_table(
    pane: ProductDetails, editing: ProductEditing
) -> None:
    change = Change("Ceramic kettle", "Tin kettle")
    waiting = PendingEdit(PRODUCT.id, Field.NAME, "Tin kettle", change, PendingState.WAITING)
    editing.pending.put(waiting)
    editing.pending_changed.emit(PRODUCT.id)
    assert part(pane, LineEditor, "productName").text() == "Tin kettle"
    assert words(pane, "nameHint") == "Not saved yet: waiting for the server."
    editing.give_up(PRODUCT.id, Field.NAME)
    assert part(pane, LineEditor, "productName").text() == "Ceramic kettle"
    assert words(pane, "nameHint") == ""


def test_that_what_is_typed_stays_when_a_colleague_changes_the_same_product(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    name = part(pane, LineEditor, "productName")
    type_over(qtbot, name, "Mine")
    pane.show_product(replace(PRODUCT, name="Theirs", price=Decimal(5)))
    assert name.text() == "Mine"
    assert part(pane, PriceEditor, "productPrice").text() == "5.00"
    qtbot.keyClick(name, Qt.Key.Key_Return)
    # Over what was seen, so that the server notices.
    assert sent(editing, Field.NAME) == Change("Ceramic kettle", "Mine")


def test_that_going_to_another_product_sends_what_was_typed(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    name = part(pane, LineEditor, "productName")
    type_over(qtbot, name, "Mine")
    pane.show_product(make_product(2, name="Another"))
    assert sent(editing, Field.NAME) == Change("Ceramic kettle", "Mine")
    assert name.text() == "Another"
    assert editing.pending.get(make_product(2).id, Field.NAME) is None


def test_that_closing_commits_every_editor(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    type_over(qtbot, part(pane, LineEditor, "productName"), "Mine")
    pane.commit_open_editor()
    assert sent(editing, Field.NAME) == Change("Ceramic kettle", "Mine")


def test_that_a_field_without_the_right_is_grey_and_says_why(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    why = "Your user “anna” may not change the price here."
    editing.rights = Rights({Field.PRICE: why, Field.STOCK: why, Field.TAGS: why})
    editing.rights_changed.emit()
    price = part(pane, PriceEditor, "productPrice")
    assert price.isReadOnly()
    assert price.toolTip() == why
    assert price.palette().text().color() == price.palette().placeholderText().color()
    type_over(qtbot, price, "7")
    assert price.text() == "24.90"
    qtbot.keyClick(price, Qt.Key.Key_Up)
    assert price.text() == "24.90"
    assert not part(pane, QToolButton, "stockMore").isVisible()
    tags = part(pane, TagEditor, "productTags")
    focus(qtbot, tags)
    qtbot.keyClick(tags.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(tags.line, Qt.Key.Key_Backspace)
    assert tags.tags == ("organic", "sale")
    description = QAccessible.Text.Description
    assert accessible(price, description) == why
    assert accessible(tags.line, description) == f"organic, sale. {why}".rstrip(".")
    assert not part(pane, LineEditor, "productName").isReadOnly()
    editing.rights = Rights()
    editing.rights_changed.emit()
    assert not price.isReadOnly()
    assert price.toolTip() != why


def test_that_a_new_category_is_offered_last_and_a_known_one_with_its_count(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    category = part(pane, CategoryEditor, "productCategory")
    type_over(qtbot, category, "Ho")
    offered = category.completer_of_words.suggestions
    assert [(each.label, each.count) for each in offered] == [
        ("Home", 20),
        ("Home/Kitchen", 12),
        ("Home/Garden", 5),
        ("New category “Ho”", None),
    ]
    for _ in range(3):
        qtbot.keyClick(category, Qt.Key.Key_Down)
    qtbot.keyClick(category, Qt.Key.Key_Return)
    assert category.text() == "Home/Garden"
    assert sent(editing, Field.CATEGORY) is None
    qtbot.keyClick(category, Qt.Key.Key_Return)
    assert sent(editing, Field.CATEGORY) == Change("Home/Kitchen", "Home/Garden")


def test_that_escape_closes_the_suggestions_before_it_gives_up_the_text(
    qtbot: QtBot, pane: ProductDetails
) -> None:
    category = part(pane, CategoryEditor, "productCategory")
    type_over(qtbot, category, "To")
    assert category.completer_of_words.is_open
    qtbot.keyClick(category, Qt.Key.Key_Escape)
    assert not category.completer_of_words.is_open
    assert category.text() == "To"
    qtbot.keyClick(category, Qt.Key.Key_Escape)
    assert category.text() == "Home/Kitchen"


def test_that_clicks_close_together_are_one_change_of_the_stock(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    stock = part(pane, StockEditor, "productStock")
    sent_texts: list[str] = []
    editing.pending_changed.connect(
        lambda _: sent_texts.extend(each.text for each in editing.pending)
    )
    for name in ("stockMore", "stockMore", "stockMore", "stockLess"):
        qtbot.mouseClick(part(pane, QToolButton, name), Qt.MouseButton.LeftButton)
    assert words(pane, "stockHint") == "17 + 2 = 19"
    assert accessible(stock, QAccessible.Text.Description) == "17 + 2 = 19"
    qtbot.waitUntil(lambda: sent(editing, Field.STOCK) is not None)
    assert sent(editing, Field.STOCK) == Change(17, StockDelta(2))
    assert sent_texts == ["+2"]


def test_that_pieces_asked_for_while_others_are_on_their_way_count_from_there(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    stock = part(pane, StockEditor, "productStock")
    type_over(qtbot, stock, "+3")
    qtbot.keyClick(stock, Qt.Key.Key_Return)
    type_over(qtbot, stock, "-1")
    assert words(pane, "stockHint") == "20 − 1 = 19"


def test_that_more_than_the_stock_cannot_be_taken_off(qtbot: QtBot, pane: ProductDetails) -> None:
    type_over(qtbot, part(pane, StockEditor, "productStock"), "-18")
    assert words(pane, "stockReason") == "The stock is 17, so 18 cannot be taken off."


def test_that_a_pane_without_editing_only_shows(qtbot: QtBot) -> None:
    pane = ProductDetails()
    qtbot.addWidget(pane)
    pane.show_product(PRODUCT)
    assert part(pane, LineEditor, "productName").isReadOnly()
    assert part(pane, LineEditor, "productName").text() == "Ceramic kettle"
    pane.show_product(None)
    assert pane.product is None


def test_that_every_editor_has_a_name_and_its_fixed_object_name(pane: ProductDetails) -> None:
    for name, title, value in (
        ("productName", "Name", "Ceramic kettle"),
        ("productPrice", "Price", "24.90"),
        ("productCategory", "Category", "Home/Kitchen"),
        ("productStock", "Stock", "17"),
    ):
        editor = part(pane, QLineEdit, name)
        assert accessible(editor, QAccessible.Text.Name) == title
        assert accessible(editor, QAccessible.Text.Value) == value
    tags = part(pane, TagEditor, "productTags")
    assert accessible(tags, QAccessible.Text.Name) == "Tags"
    assert accessible(tags, QAccessible.Text.Description) == "organic, sale"
    assert accessible(tags.line, QAccessible.Text.Description) == "organic, sale"
    for button in pane.findChildren(QToolButton):
        assert button.objectName()
        assert accessible(button, QAccessible.Text.Name), button.objectName()
    for label in pane.findChildren(QLabel):
        assert label.textFormat() != Qt.TextFormat.RichText


def test_that_suggestions_open_upwards_where_there_is_no_room_below(
    qtbot: QtBot, vocabulary: Vocabulary
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 240)
    editor = CategoryEditor(vocabulary, window)
    editor.setGeometry(10, 210, 200, 24)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    type_over(qtbot, editor, "Ho")
    popup = part(window, CompletionPopup, "editorSuggestions")
    assert popup.isVisible()
    assert popup.geometry().bottom() < editor.geometry().top()
    assert popup.height() >= 4 * popup.sizeHintForRow(0)

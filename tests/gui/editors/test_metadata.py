"""Metadata changed key by key in the tree, and as text."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QTextFormat
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.metadata_text import changes_between, read_metadata
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.rights import Rights
from catalogue_gui.gui.editors.json_kinds import JsonKind
from catalogue_gui.gui.editors.json_page import JsonText
from catalogue_gui.gui.editors.metadata_editor import MetadataEditor
from catalogue_gui.gui.editors.metadata_items import MetadataItem
from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.metadata_tree import MetadataTree
from catalogue_gui.gui.products.pending_edits import PendingState
from tests.gui.editors.conftest import METADATA, make_product
from tests.gui.editors.driving import accessible, focus, part, sent, words


@pytest.fixture
def tree(qtbot: QtBot, pane: ProductDetails) -> MetadataTree:
    """The tree, with the focus on its first key."""
    made = part(pane, MetadataTree, "metadataTree")
    focus(qtbot, made)
    made.setCurrentItem(line(made, "brand"))
    return made


@pytest.fixture
def text(qtbot: QtBot, pane: ProductDetails) -> JsonText:
    """The metadata as text, with the focus in it."""
    part(pane, MetadataEditor, "productMetadata").tabs.setCurrentIndex(1)
    made = part(pane, JsonText, "metadataText")
    focus(qtbot, made)
    return made


def line(tree: MetadataTree, *address: str | int) -> MetadataItem:
    item = tree.item_of(*address)
    assert item is not None, address
    return item


def editor_of(qtbot: QtBot, tree: MetadataTree, kind: type[QWidget], name: str) -> QWidget:
    """The open editor."""

    def visible() -> list[QWidget]:
        return [each for each in tree.findChildren(kind, name) if each.isVisible()]

    qtbot.waitUntil(lambda: len(visible()) == 1)
    return visible()[0]


def value_editor(qtbot: QtBot, tree: MetadataTree) -> QLineEdit:
    found = editor_of(qtbot, tree, QLineEdit, "metadataValue")
    assert isinstance(found, QLineEdit)
    return found


def key_editor(qtbot: QtBot, tree: MetadataTree) -> QLineEdit:
    found = editor_of(qtbot, tree, QLineEdit, "metadataKey")
    assert isinstance(found, QLineEdit)
    return found


def wait_until_ended(qtbot: QtBot, tree: MetadataTree) -> None:
    qtbot.waitUntil(lambda: not tree.is_editing)


def sent_paths(editing: ProductEditing, seen: str = METADATA) -> dict[tuple[str, ...], str | None]:
    """The keys that were sent, each with its new value."""
    change = sent(editing, Field.METADATA)
    assert change is not None
    assert change.seen == seen
    return {each.path: each.new for each in changes_between(seen, str(change.new))}


def test_that_the_kind_of_every_value_can_be_told(tree: MetadataTree) -> None:
    kinds = {
        address: line(tree, *address).kind
        for address in (("brand",), ("dims",), ("code",), ("eco",), ("note",), ("sizes",))
    }
    assert list(kinds.values()) == [
        JsonKind.TEXT,
        JsonKind.OBJECT,
        JsonKind.NUMBER,
        JsonKind.YES_NO,
        JsonKind.NOTHING,
        JsonKind.LIST,
    ]
    signs = {line(tree, *address).text(2) for address in kinds}
    assert len(signs) == 6
    assert line(tree, "code").data(2, Qt.ItemDataRole.AccessibleTextRole) == "Number"


def test_that_a_wide_pane_says_the_kinds_in_words(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree
) -> None:
    assert line(tree, "eco").text(2) == "✓"
    pane.resize(600, 800)
    qtbot.waitUntil(lambda: line(tree, "eco").text(2) == "Yes/No")


def test_that_return_types_over_a_value_and_only_its_key_is_sent(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    editor = value_editor(qtbot, tree)
    assert accessible(editor, QAccessible.Text.Name) == "Value"
    assert accessible(editor, QAccessible.Text.Value) == "Acme"
    qtbot.keyClicks(editor, "Bolt")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    wait_until_ended(qtbot, tree)
    assert sent_paths(editing) == {("brand",): '"Bolt"'}
    assert line(tree, "brand").text(1) == "Bolt"
    assert tree.currentItem() is line(tree, "brand")


def test_that_untouched_numbers_keep_their_digits(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    tree.setCurrentItem(line(tree, "dims", "h"))
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    editor = value_editor(qtbot, tree)
    assert editor.text() == "4.00"
    qtbot.keyClicks(editor, "98765432109876543210.50")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    wait_until_ended(qtbot, tree)
    assert sent_paths(editing) == {("dims", "h"): "98765432109876543210.50"}
    change = sent(editing, Field.METADATA)
    assert change is not None
    assert '"w": 10.0' in str(change.new)
    assert '"code": 12345678901234567890' in str(change.new)


def test_that_nothing_typed_sends_nothing(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    qtbot.keyClick(value_editor(qtbot, tree), Qt.Key.Key_Return)
    wait_until_ended(qtbot, tree)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    editor = value_editor(qtbot, tree)
    qtbot.keyClicks(editor, "Bolt")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    wait_until_ended(qtbot, tree)
    assert len(editing.pending) == 0
    assert line(tree, "brand").text(1) == "Acme"


def test_that_f2_renames_a_key_in_its_place(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    editor = key_editor(qtbot, tree)
    qtbot.keyClicks(editor, "ma'k\"e.%s")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    wait_until_ended(qtbot, tree)
    assert sent_paths(editing) == {("brand",): None, ("ma'k\"e.%s",): '"Acme"'}
    first = tree.topLevelItem(0)
    assert first is not None
    assert first.text(0) == "ma'k\"e.%s"


def test_that_a_key_of_another_is_refused_beside_it_and_stays_typed(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree, editing: ProductEditing
) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    editor = key_editor(qtbot, tree)
    qtbot.keyClicks(editor, "eco")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert words(pane, "metadataReason") == "There is a key “eco” already."
    assert editor.isVisible()
    assert editor.text() == "eco"
    qtbot.keyClicks(editor, "2")
    assert words(pane, "metadataReason") == ""
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    wait_until_ended(qtbot, tree)
    assert sent_paths(editing) == {("brand",): None, ("eco2",): '"Acme"'}


def test_that_insert_adds_a_key_and_then_asks_for_its_value(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_Insert)
    key = key_editor(qtbot, tree)
    qtbot.keyClicks(key, "origin")
    qtbot.keyClick(key, Qt.Key.Key_Return)
    value = value_editor(qtbot, tree)
    qtbot.waitUntil(value.hasFocus)
    assert sent(editing, Field.METADATA) is None
    qtbot.keyClicks(value, "Italy")
    qtbot.keyClick(value, Qt.Key.Key_Return)
    wait_until_ended(qtbot, tree)
    assert sent_paths(editing) == {("origin",): '"Italy"'}
    assert line(tree, "origin").text(1) == "Italy"


def test_that_a_key_is_added_inside_an_object_and_an_item_to_a_list(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    tree.add_inside(line(tree, "dims"))
    qtbot.keyClicks(key_editor(qtbot, tree), "d")
    qtbot.keyClick(key_editor(qtbot, tree), Qt.Key.Key_Tab)
    value = value_editor(qtbot, tree)
    kinds = editor_of(qtbot, tree, QComboBox, "metadataKind")
    assert isinstance(kinds, QComboBox)
    kinds.setFocus()
    qtbot.keyClick(kinds, Qt.Key.Key_Down)
    assert kinds.currentText() == "Number"
    qtbot.keyClicks(value, "2.50")
    qtbot.keyClick(value, Qt.Key.Key_Return)
    wait_until_ended(qtbot, tree)
    assert sent_paths(editing) == {("dims", "d"): "2.50"}
    tree.setCurrentItem(line(tree, "sizes", 1))
    qtbot.keyClick(tree, Qt.Key.Key_Insert)
    qtbot.keyClicks(value_editor(qtbot, tree), "L")
    qtbot.keyClick(value_editor(qtbot, tree), Qt.Key.Key_Return)
    wait_until_ended(qtbot, tree)
    assert sent_paths(editing) == {("dims", "d"): "2.50", ("sizes",): '["S", "M", "L"]'}


def test_that_escape_takes_a_new_key_away_again(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    before = tree.topLevelItemCount()
    qtbot.keyClick(tree, Qt.Key.Key_Insert)
    qtbot.keyClicks(key_editor(qtbot, tree), "x")
    qtbot.keyClick(key_editor(qtbot, tree), Qt.Key.Key_Escape)
    wait_until_ended(qtbot, tree)
    assert tree.topLevelItemCount() == before
    assert len(editing.pending) == 0


def test_that_a_key_left_half_way_is_added_and_not_lost(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree, editing: ProductEditing
) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_Insert)
    qtbot.keyClicks(key_editor(qtbot, tree), "origin")
    pane.show_product(make_product(2))
    assert sent_paths(editing) == {("origin",): '""'}
    assert part(pane, MetadataTree, "metadataTree").item_of("origin") is None


def test_that_delete_removes_a_key(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    tree.setCurrentItem(line(tree, "dims", "h"))
    qtbot.keyClick(tree, Qt.Key.Key_Delete)
    assert sent_paths(editing) == {("dims", "h"): None}
    assert tree.item_of("dims", "h") is None
    assert tree.currentItem() is line(tree, "dims", "w")


def test_that_the_buttons_add_and_remove(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree, editing: ProductEditing
) -> None:
    button = part(pane, QToolButton, "metadataRemoveButton")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert sent_paths(editing) == {("brand",): None}
    qtbot.mouseClick(part(pane, QToolButton, "metadataAddButton"), Qt.MouseButton.LeftButton)
    assert key_editor(qtbot, tree).isVisible()


def test_that_the_menu_changes_the_kind_and_what_cannot_be_is_said(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree, editing: ProductEditing
) -> None:
    tree.change_kind(line(tree, "brand"), JsonKind.NUMBER)
    assert words(pane, "metadataReason") == "“Acme” is not a number."
    assert len(editing.pending) == 0
    tree.change_kind(line(tree, "brand"), JsonKind.LIST)
    assert words(pane, "metadataReason") == ""
    assert sent_paths(editing) == {("brand",): '["Acme"]'}


def test_that_a_number_that_is_none_stays_open_with_its_reason(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree, editing: ProductEditing
) -> None:
    tree.setCurrentItem(line(tree, "dims", "w"))
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    editor = value_editor(qtbot, tree)
    qtbot.keyClicks(editor, "12x")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert words(pane, "metadataReason") == "“12x” is not a number."
    assert accessible(tree, QAccessible.Text.Description) == "“12x” is not a number."
    # Going elsewhere loses none of it: it is kept as text, with the mistake in its place.
    pane.show_product(make_product(2))
    pending = editing.pending.get(make_product().id, Field.METADATA)
    assert pending is not None
    assert pending.state == PendingState.REFUSED
    assert '"w": 12x' in pending.text
    pane.show_product(make_product())
    text = part(pane, JsonText, "metadataText")
    assert text.isVisible()
    assert text.toPlainText() == pending.text
    assert "Line 1, column" in words(pane, "metadataReason")


def test_that_a_colleagues_key_is_not_taken_back_by_a_value_typed_meanwhile(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree, editing: ProductEditing
) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    editor = value_editor(qtbot, tree)
    theirs = METADATA.replace("true", "false")
    pane.show_product(replace(make_product(), metadata_text=theirs))
    qtbot.keyClicks(editor, "Bolt")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    wait_until_ended(qtbot, tree)
    assert sent_paths(editing) == {("brand",): '"Bolt"'}


def test_that_what_arrived_while_nothing_came_of_the_typing_is_shown_afterwards(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree
) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    editor = value_editor(qtbot, tree)
    theirs = METADATA.replace("true", "false")
    pane.show_product(replace(make_product(), metadata_text=theirs))
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: line(tree, "eco").text(1) == "no")


def test_that_open_branches_stay_open_after_a_change(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    line(tree, "dims").setExpanded(False)
    tree.remove(line(tree, "note"))
    assert not line(tree, "dims").isExpanded()
    assert line(tree, "sizes").isExpanded()


def test_that_metadata_without_the_right_can_be_read_and_copied_only(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree, editing: ProductEditing
) -> None:
    why = "This server is a standby: it can only be read."
    editing.rights = Rights({Field.METADATA: why})
    editing.rights_changed.emit()
    tree.setCurrentItem(line(tree, "brand"))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Insert, Qt.Key.Key_Delete):
        qtbot.keyClick(tree, key)
    assert not tree.is_editing
    assert len(editing.pending) == 0
    menu = [action.text() for action in tree.menu(line(tree, "brand")).actions()]
    assert [each for each in menu if each] == [
        "Show only products with this value",
        "Show only products with this key",
        "Show as a column",
        "Copy the value",
    ]
    assert part(pane, MetadataEditor, "productMetadata").toolTip() == why
    assert not part(pane, QToolButton, "metadataAddButton").isVisible()


def test_that_a_large_value_is_shown_shortened_and_not_typed_over_in_a_line(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree
) -> None:
    large = json.dumps({"brand": "Acme", "manual": "x" * 30_000})
    pane.show_product(make_product(2, metadata_text=large))
    item = line(tree, "manual")
    assert item.text(1) == "Large value, 30.0 kB: open…"
    tree.setCurrentItem(item)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert not tree.is_editing
    text = part(pane, JsonText, "metadataText")
    assert text.isVisible()
    assert not text.isReadOnly()
    assert read_metadata(text.toPlainText())["manual"] == "x" * 30_000


def test_that_very_large_metadata_are_neither_laid_out_nor_offered_as_text(
    qtbot: QtBot, pane: ProductDetails, tree: MetadataTree, editing: ProductEditing
) -> None:
    large = json.dumps({"rows": ["a value" * 10] * 70_000})
    pane.show_product(make_product(2, metadata_text=large))
    assert tree.topLevelItemCount() == 1
    note = tree.topLevelItem(0)
    assert note is not None
    assert note.text(0) == "Large value, 5.2 MB: open…"
    tree.setCurrentItem(note)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    text = part(pane, JsonText, "metadataText")
    assert text.isVisible()
    assert text.isReadOnly()
    assert len(text.toPlainText()) <= 20_000
    assert "too large to be edited here" in words(pane, "metadataTextNote")
    pane.show_product(make_product())
    assert len(editing.pending) == 0


def test_that_control_return_applies_the_text_key_by_key(
    qtbot: QtBot, text: JsonText, editing: ProductEditing
) -> None:
    assert '"h": 4.00' in text.toPlainText()
    text.setPlainText(text.toPlainText().replace("4.00", "4.10").replace('"Acme"', "null"))
    text.document().setModified(True)
    assert sent(editing, Field.METADATA) is None
    qtbot.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent_paths(editing) == {("dims", "h"): "4.10", ("brand",): "null"}


def test_that_a_mistake_is_marked_where_it_stands_and_the_text_stays(
    qtbot: QtBot, pane: ProductDetails, text: JsonText, editing: ProductEditing
) -> None:
    focus(qtbot, text)
    wrong = text.toPlainText().replace('"Acme"', "Acmé")
    text.selectAll()
    text.insertPlainText(wrong)
    qtbot.mouseClick(part(pane, QPushButton, "metadataApplyButton"), Qt.MouseButton.LeftButton)
    assert text.toPlainText() == wrong
    assert words(pane, "metadataReason").startswith("Line 2, column 12: a value is missing")
    marked, word = text.extraSelections()
    assert word.cursor.selectedText() == "Acmé"
    assert marked.format.boolProperty(QTextFormat.Property.FullWidthSelection)
    assert marked.cursor.blockNumber() == 1
    assert text.textCursor().position() == wrong.index("Acmé")
    assert len(editing.pending) == 0


def test_that_a_mistake_is_pointed_at_after_a_pause_in_typing(
    qtbot: QtBot, pane: ProductDetails, text: JsonText
) -> None:
    qtbot.keyClicks(text, "x")
    qtbot.waitUntil(lambda: "Line 1, column 1" in words(pane, "metadataReason"))
    qtbot.keyClick(text, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: words(pane, "metadataReason") == "")


def test_that_the_tree_is_not_shown_over_a_text_with_a_mistake(
    qtbot: QtBot, pane: ProductDetails, text: JsonText, editing: ProductEditing
) -> None:
    tabs = part(pane, MetadataEditor, "productMetadata").tabs
    qtbot.keyClicks(text, "x")
    tabs.setCurrentIndex(0)
    assert tabs.currentIndex() == 1
    qtbot.keyClick(text, Qt.Key.Key_Escape)
    tabs.setCurrentIndex(0)
    assert tabs.currentIndex() == 0
    assert len(editing.pending) == 0


def test_that_going_to_the_tree_applies_the_text(
    qtbot: QtBot, pane: ProductDetails, text: JsonText, editing: ProductEditing
) -> None:
    text.selectAll()
    text.insertPlainText('{"n": 1.50}')
    part(pane, MetadataEditor, "productMetadata").tabs.setCurrentIndex(0)
    change = sent(editing, Field.METADATA)
    assert change is not None
    assert change.new == '{"n": 1.50}'
    assert line(part(pane, MetadataTree, "metadataTree"), "n").value == Decimal("1.50")


def test_that_text_typed_and_not_applied_is_kept_when_another_product_is_shown(
    qtbot: QtBot, pane: ProductDetails, text: JsonText, editing: ProductEditing
) -> None:
    text.selectAll()
    text.insertPlainText('{"n": oops}')
    pane.show_product(make_product(2))
    pending = editing.pending.get(make_product().id, Field.METADATA)
    assert pending is not None
    assert (pending.state, pending.text) == (PendingState.REFUSED, '{"n": oops}')
    pane.show_product(make_product())
    assert text.toPlainText() == '{"n": oops}'

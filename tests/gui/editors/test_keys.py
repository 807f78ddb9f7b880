"""Keys that an editor shares with the window, and those that lead from one part of an editor to the next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.editors.metadata_editor import MetadataEditor
from catalogue_gui.gui.editors.tag_editor import TagEditor
from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.metadata_tree import MetadataTree
from tests.gui.editors.driving import focus, part, sent

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def undone(pane: ProductDetails) -> list[bool]:
    """One entry for each time that the window's own undo was asked for."""
    times: list[bool] = []
    QShortcut(QKeySequence.StandardKey.Undo, pane, lambda: times.append(True))
    return times


def undo(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.keyClick(widget, Qt.Key.Key_Z, CONTROL)


@pytest.fixture
def tree(qtbot: QtBot, pane: ProductDetails) -> MetadataTree:
    made = part(pane, MetadataTree, "metadataTree")
    focus(qtbot, made)
    made.setCurrentItem(made.topLevelItem(0))
    return made


def current_key(tree: MetadataTree) -> str:
    return tree.current.key if tree.current is not None else ""


def visible(qtbot: QtBot, tree: MetadataTree, name: str) -> QWidget:
    """The open editor's part of that name."""

    def found() -> list[QWidget]:
        return [each for each in tree.findChildren(QWidget, name) if each.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    return found()[0]


@pytest.mark.parametrize("name", ["productName", "productPrice", "productCategory", "productStock"])
def test_that_undo_is_the_lines_while_something_is_typed_and_the_windows_once_it_is_sent(
    qtbot: QtBot,
    pane: ProductDetails,
    undone: list[bool],
    name: str,
) -> None:
    line = part(pane, QLineEdit, name)
    before = line.text()
    focus(qtbot, line)
    undo(qtbot, line)
    assert len(undone) == 1
    line.selectAll()
    qtbot.keyClicks(line, "7")
    undo(qtbot, line)
    assert (line.text(), len(undone)) == (before, 1)
    line.selectAll()
    qtbot.keyClicks(line, "8")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert not line.isModified()
    shown = line.text()
    undo(qtbot, line)
    assert (line.text(), len(undone)) == (shown, 2)


def test_that_undo_takes_back_tags_one_by_one_until_they_are_sent(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing, undone: list[bool]
) -> None:
    tags = part(pane, TagEditor, "productTags")
    focus(qtbot, tags)
    qtbot.keyClicks(tags.line, "first,")
    qtbot.keyClick(tags.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(tags.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(tags.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(tags.line, Qt.Key.Key_Backspace)
    assert tags.tags == ("organic",)
    undo(qtbot, tags.line)
    assert tags.tags == ("organic", "sale")
    undo(qtbot, tags.line)
    assert tags.tags == ("organic", "sale", "first")
    undo(qtbot, tags.line)
    assert tags.tags == ("organic", "sale")
    assert tags.line.text() == ""
    assert not undone
    assert not tags.is_typed
    qtbot.keyClicks(tags.line, "last,")
    qtbot.keyClick(tags.line, Qt.Key.Key_Return)
    assert sent(editing, Field.TAGS) is not None
    undo(qtbot, tags.line)
    assert tags.tags == ("organic", "sale", "last")
    assert len(undone) == 1


def test_that_undo_in_the_metadata_text_is_the_windows_when_nothing_is_typed(
    qtbot: QtBot, pane: ProductDetails, undone: list[bool]
) -> None:
    part(pane, MetadataEditor, "productMetadata").tabs.setCurrentIndex(1)
    text = part(pane, QPlainTextEdit, "metadataText")
    before = text.toPlainText()
    focus(qtbot, text)
    qtbot.keyClicks(text, " ")
    undo(qtbot, text)
    assert (text.toPlainText(), undone) == (before, [])
    undo(qtbot, text)
    assert undone == [True]


def test_that_a_renamed_key_and_a_new_one_stay_current(qtbot: QtBot, tree: MetadataTree) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    key = visible(qtbot, tree, "metadataKey")
    qtbot.keyClicks(key, "maker")
    qtbot.keyClick(key, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tree.is_editing)
    assert current_key(tree) == "maker"
    qtbot.keyClick(tree, Qt.Key.Key_Insert)
    key = visible(qtbot, tree, "metadataKey")
    qtbot.keyClicks(key, "origin")
    qtbot.keyClick(key, Qt.Key.Key_Return)
    value = visible(qtbot, tree, "metadataValue")
    qtbot.keyClicks(value, "Italy")
    qtbot.keyClick(value, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tree.is_editing)
    assert current_key(tree) == "origin"


def test_that_tab_leads_from_a_value_to_its_kind_and_on(
    qtbot: QtBot, tree: MetadataTree, editing: ProductEditing
) -> None:
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    value = visible(qtbot, tree, "metadataValue")
    qtbot.keyClicks(value, "12")
    qtbot.keyClick(value, Qt.Key.Key_Tab)
    kinds = visible(qtbot, tree, "metadataKind")
    assert isinstance(kinds, QComboBox)
    qtbot.waitUntil(kinds.hasFocus)
    assert sent(editing, Field.METADATA) is None
    qtbot.keyClick(kinds, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(value.hasFocus)
    qtbot.keyClick(value, Qt.Key.Key_Tab)
    qtbot.keyClick(kinds, Qt.Key.Key_Down)
    kinds.setFocus()
    qtbot.keyClick(kinds, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not tree.is_editing)
    change = sent(editing, Field.METADATA)
    assert change is not None
    assert '"brand": 12,' in str(change.new)

"""Tags as chips, by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Change, Field
from catalogue_gui.gui.editors.tag_chip import TagChip
from catalogue_gui.gui.editors.tag_editor import TagEditor
from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.editing import ProductEditing
from tests.gui.editors.conftest import make_product
from tests.gui.editors.driving import accessible, focus, part, sent

SEEN = ("organic", "sale")


@pytest.fixture
def tags(qtbot: QtBot, pane: ProductDetails) -> TagEditor:
    """The editor beside the table, with the focus in it."""
    editor = part(pane, TagEditor, "productTags")
    focus(qtbot, editor)
    return editor


def chosen(tags: TagEditor) -> list[str]:
    chips = tags.findChildren(TagChip)
    return [chip.tag for chip in chips if chip.is_chosen and not chip.isHidden()]


def press(qtbot: QtBot, tags: TagEditor, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(tags.line, key)


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Comma])
def test_that_return_and_comma_add_a_tag(qtbot: QtBot, tags: TagEditor, end: Qt.Key) -> None:
    qtbot.keyClicks(tags.line, "  new  ")
    qtbot.keyClick(tags.line, end)
    assert tags.tags == ("organic", "sale", "new")
    assert tags.line.text() == ""


def test_that_return_in_the_empty_line_sends_the_tags(
    qtbot: QtBot, tags: TagEditor, editing: ProductEditing
) -> None:
    qtbot.keyClicks(tags.line, "new")
    press(qtbot, tags, Qt.Key.Key_Return)
    assert sent(editing, Field.TAGS) is None
    press(qtbot, tags, Qt.Key.Key_Return)
    assert sent(editing, Field.TAGS) == Change(SEEN, ("organic", "sale", "new"))


def test_that_leaving_sends_what_is_still_being_typed(
    qtbot: QtBot, tags: TagEditor, editing: ProductEditing
) -> None:
    qtbot.keyClicks(tags.line, "zzz")
    press(qtbot, tags, Qt.Key.Key_Tab)
    assert sent(editing, Field.TAGS) == Change(SEEN, ("organic", "sale", "zzz"))


def test_that_escape_gives_all_of_it_up(
    qtbot: QtBot, tags: TagEditor, editing: ProductEditing
) -> None:
    qtbot.keyClicks(tags.line, "zzz,")
    press(qtbot, tags, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Delete, Qt.Key.Key_Escape)
    assert tags.tags == SEEN
    assert not chosen(tags)
    press(qtbot, tags, Qt.Key.Key_Return)
    assert sent(editing, Field.TAGS) is None


def test_that_backspace_chooses_the_last_tag_and_then_removes_it(
    qtbot: QtBot, tags: TagEditor
) -> None:
    press(qtbot, tags, Qt.Key.Key_Backspace)
    assert (tags.tags, chosen(tags)) == (SEEN, ["sale"])
    press(qtbot, tags, Qt.Key.Key_Backspace)
    assert (tags.tags, chosen(tags)) == (("organic",), [])
    assert accessible(tags, QAccessible.Text.Description) == "organic"


def test_that_the_arrows_walk_and_delete_removes_where_they_are(
    qtbot: QtBot, tags: TagEditor
) -> None:
    press(qtbot, tags, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert chosen(tags) == ["organic"]
    press(qtbot, tags, Qt.Key.Key_Right)
    assert chosen(tags) == ["sale"]
    press(qtbot, tags, Qt.Key.Key_Right)
    assert chosen(tags) == []
    press(qtbot, tags, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Delete)
    assert (tags.tags, chosen(tags)) == (("sale",), ["sale"])
    qtbot.keyClicks(tags.line, "x")
    assert (tags.line.text(), chosen(tags)) == ("x", [])


def test_that_a_pasted_list_adds_all_of_it(qtbot: QtBot, tags: TagEditor) -> None:
    QGuiApplication.clipboard().setText('new; "big, red"\tsale\nlast')
    qtbot.keyClick(tags.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert tags.tags == ("organic", "sale", "new", "big, red", "last")


def test_that_a_pasted_word_can_be_typed_on(qtbot: QtBot, tags: TagEditor) -> None:
    QGuiApplication.clipboard().setText("hand")
    qtbot.keyClick(tags.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(tags.line, "made")
    assert tags.line.text() == "handmade"


def test_that_copying_takes_the_chosen_tag_or_all(qtbot: QtBot, tags: TagEditor) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(tags.line, Qt.Key.Key_C, control)
    assert QGuiApplication.clipboard().text() == "organic, sale"
    press(qtbot, tags, Qt.Key.Key_Left)
    qtbot.keyClick(tags.line, Qt.Key.Key_X, control)
    assert QGuiApplication.clipboard().text() == "sale"
    assert tags.tags == ("organic",)


def test_that_a_tag_with_a_comma_is_typed_in_quotes(qtbot: QtBot, tags: TagEditor) -> None:
    qtbot.keyClicks(tags.line, '"big, red",')
    assert tags.tags == (*SEEN, "big, red")


def test_that_the_catalogues_tags_are_offered_with_counts_but_not_those_there(
    qtbot: QtBot, tags: TagEditor, editing: ProductEditing
) -> None:
    qtbot.keyClicks(tags.line, "or")
    offered = [(each.label, each.count) for each in tags.suggestions.suggestions]
    assert offered == [("orange", 7)]
    press(qtbot, tags, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert tags.tags == (*SEEN, "orange")
    assert not tags.suggestions.is_open
    press(qtbot, tags, Qt.Key.Key_Down)
    assert [each.label for each in tags.suggestions.suggestions] == ["new"]
    press(qtbot, tags, Qt.Key.Key_Down, Qt.Key.Key_Tab)
    assert tags.tags == (*SEEN, "orange", "new")
    assert tags.line.hasFocus()


def test_that_a_cross_removes_its_tag_and_leaving_sends_it(
    qtbot: QtBot, tags: TagEditor, editing: ProductEditing
) -> None:
    cross = tags.findChildren(QToolButton, "tagRemoveButton")[0]
    assert cross.accessibleName() == "Remove the tag organic"
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert tags.tags == ("sale",)
    assert tags.line.hasFocus()
    press(qtbot, tags, Qt.Key.Key_Tab)
    assert sent(editing, Field.TAGS) == Change(SEEN, ("sale",))


def test_that_odd_tags_of_the_catalogue_stay_as_they_are_when_another_is_added(
    qtbot: QtBot, pane: ProductDetails, editing: ProductEditing
) -> None:
    odd = ("a  b", "line\nend", 'say "hi"', "x,y", " blank ", "%s {} ' \\")
    pane.show_product(make_product(3, tags=odd))
    tags = part(pane, TagEditor, "productTags")
    focus(qtbot, tags)
    qtbot.keyClicks(tags.line, "new,")
    press(qtbot, tags, Qt.Key.Key_Return)
    pending = editing.pending.get(make_product(3).id, Field.TAGS)
    assert pending is not None
    assert pending.change == Change(odd, (*odd, "new"))


def test_that_the_editor_grows_downwards_with_its_rows(qtbot: QtBot, tags: TagEditor) -> None:
    before = tags.height()
    for number in range(12):
        qtbot.keyClicks(tags.line, f"a longer tag {number},")
    assert tags.height() > before
    assert all(
        tags.rect().contains(chip.geometry())
        for chip in tags.findChildren(TagChip)
        if chip.isVisible()
    )

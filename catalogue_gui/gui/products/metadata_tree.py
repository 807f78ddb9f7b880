"""The metadata of a product as a tree in which keys are changed, added and taken away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QMenu, QTreeWidgetItem, QWidget

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import JsonValue
from catalogue_gui.gui.editors.editor import decimal_mark
from catalogue_gui.gui.editors.json_kinds import JsonKind, converted
from catalogue_gui.gui.editors.metadata_delegate import (
    KEY,
    KIND,
    VALUE,
    KeyEditor,
    MetadataDelegate,
)
from catalogue_gui.gui.editors.metadata_items import MetadataItem
from catalogue_gui.gui.editors.metadata_shape import (
    check_new_key,
    renamed,
    with_raw_text,
    with_value,
    without,
)
from catalogue_gui.gui.editors.metadata_view import MAX_CHARACTERS, MetadataView
from catalogue_gui.gui.editors.value_editor import ValueEditor

_Hint = QAbstractItemDelegate.EndEditHint
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MetadataTree(MetadataView):
    """Says what the metadata are to become; read-only until it is told otherwise."""

    change_wanted = Signal(str)  # the metadata as they are to become, whole
    refused = Signal(str)  # the same, with something in it that cannot be read
    mistake_found = Signal(str)  # why what is typed cannot be taken; empty: nothing against it
    editing_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(MetadataDelegate(self))
        self.itemDoubleClicked.connect(self._on_double_clicked)
        self._arrived: tuple[UUID, str] | None = None  # while something was typed
        self._editor: KeyEditor | ValueEditor | None = None
        self._edited: MetadataItem | None = None
        self._draft: MetadataItem | None = None  # added, and not complete yet
        self._is_given_up = False
        # Not from within Qt's own handling of an editor that is being closed.
        self._ending = self._later(self._end)
        self._going_on = self._later(self._go_on_with_draft)

    # What is shown

    def show_text(self, product_id: UUID, text: str) -> None:
        """Show metadata given as text, though not while something is typed over that is shown."""
        if product_id == self._product_id and self.is_editing:
            self._arrived = product_id, text
            return
        self._arrived = None
        super().show_text(product_id, text)

    def set_read_only(self, is_read_only: bool) -> None:
        """Let the user look only, or change things as well."""
        if is_read_only != self._is_read_only:
            self._is_read_only = is_read_only
            if self._product_id is not None and not self.is_editing:
                self._build(keeps_place=True)

    @property
    def is_editing(self) -> bool:
        """True while something is typed over, or added and not yet complete."""
        return self._editor is not None or self._draft is not None or self._ending.isActive()

    @property
    def can_edit(self) -> bool:
        """True when keys can be added and changed here."""
        return not self._is_read_only and len(self._text) <= MAX_CHARACTERS

    # What can be done

    def menu(self, item: QTreeWidgetItem | None) -> QMenu:
        """What can be done with one line of the tree, or where there is none."""
        menu = super().menu(item)
        if self.can_edit:
            menu.addSeparator()
            self._add_edit_actions(menu, item if isinstance(item, MetadataItem) else None)
        return menu

    def _add_edit_actions(self, menu: QMenu, item: MetadataItem | None) -> None:
        if item is not None:
            if not item.is_large:
                menu.addAction("Change the value\tReturn", partial(self.edit_value, item))
                kinds = menu.addMenu("Kind")
                for kind in JsonKind:
                    action = kinds.addAction(kind.label, partial(self.change_kind, item, kind))
                    action.setCheckable(True)
                    action.setChecked(kind == item.kind)
            if item.is_in_object:
                menu.addAction("Rename the key\tF2", partial(self.edit_key, item))
            menu.addSeparator()
        is_in_list = item is not None and not item.is_in_object
        words = "Add an item\tInsert" if is_in_list else "Add a key\tInsert"
        menu.addAction(words, partial(self.add_beside, item))
        if item is not None:
            if item.kind.is_branch:
                what = "an item" if item.kind == JsonKind.LIST else "a key"
                menu.addAction(f"Add {what} inside", partial(self.add_inside, item))
            menu.addAction("Remove\tDelete", partial(self.remove, item))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentItem()
        item = current if isinstance(current, MetadataItem) else None
        key = event.key()
        if not self.can_edit or self._editor is not None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Insert:
            self.add_beside(item)
        elif item is not None and key in _RETURNS:
            self.edit_value(item)
        elif item is not None and key == Qt.Key.Key_F2:
            (self.edit_key if item.is_in_object else self.edit_value)(item)
        elif item is not None and key == Qt.Key.Key_Delete:
            self.remove(item)
        else:
            super().keyPressEvent(event)

    def _on_double_clicked(self, item: QTreeWidgetItem, column: int) -> None:
        if not isinstance(item, MetadataItem) or not self.can_edit:
            return
        if column == KEY and item.is_in_object:
            self.edit_key(item)
            return
        self.edit_value(item)
        if column == KIND and isinstance(self._editor, ValueEditor):
            self._editor.kinds.setFocus()
            self._editor.kinds.showPopup()

    def edit_key(self, item: MetadataItem) -> None:
        """Type over a key."""
        if self.can_edit and item.is_in_object:
            self.editItem(item, KEY)

    def edit_value(self, item: MetadataItem) -> None:
        """Type over a value; what is too large for a line is opened as text."""
        if item.is_large:
            self.text_wanted.emit()
        elif self.can_edit:
            self.editItem(item, VALUE)

    def edit_at(self, path: tuple[str, ...]) -> None:
        """Type over the value of a key; where there is none, begin it."""
        item, above = self.item_of(*path), self.item_of(*path[:-1])
        if item is not None:
            self.setCurrentItem(item)
            self.scrollToItem(item)
            self.edit_value(item)
        elif len(path) == 1 or (above is not None and above.kind == JsonKind.OBJECT):
            self._begin_draft(above, path[-1])

    def change_kind(self, item: MetadataItem, kind: JsonKind) -> None:
        """Make a value one of another kind."""
        if self.can_edit and kind != item.kind:
            self._want(
                lambda: with_value(
                    self._text, item.address, converted(item.value, kind, decimal_mark())
                )
            )

    def add_beside(self, item: MetadataItem | None = None) -> None:
        """Begin a new key, or an item of a list, on a line's level; of the uppermost when there is none."""
        parent = item.parent() if item is not None else None
        self._begin_draft(parent if isinstance(parent, MetadataItem) else None)

    def add_inside(self, item: MetadataItem) -> None:
        """Begin a new key in an object, or an item in a list."""
        self._begin_draft(item)

    def remove(self, item: MetadataItem) -> None:
        """Take a key or an item away."""
        if not self.can_edit:
            return
        near = self.itemBelow(item) or self.itemAbove(item)
        place = near.address if isinstance(near, MetadataItem) else ()
        self._want(lambda: without(self._text, item.address))
        following = self.item_of(*place)
        if following is not None:
            self.setCurrentItem(following)

    # New keys

    def _begin_draft(self, parent: MetadataItem | None, key: str | None = None) -> None:
        if not self.can_edit or self.is_editing:
            return
        holder = parent.value if parent is not None else {}
        above = parent.address if parent is not None else ()
        is_item = isinstance(holder, list)
        last: str | int = len(holder) if is_item else key or ""
        shown = str(len(holder) + 1) if is_item else key or ""
        draft = MetadataItem(shown, "", (*above, last), None)
        draft.has_key = is_item or key is not None
        draft.setFlags(draft.flags() | Qt.ItemFlag.ItemIsEditable)
        self._draft = draft
        if parent is None:
            self.addTopLevelItem(draft)
        else:
            parent.addChild(draft)
            parent.setExpanded(True)
        self.scrollToItem(draft)
        self.setCurrentItem(draft)
        self.editItem(draft, VALUE if draft.has_key else KEY)

    def _go_on_with_draft(self) -> None:
        if self._draft is not None:
            self.editItem(self._draft, VALUE)

    def _complete_draft(self) -> None:
        """Add what is there of the draft: its key, with an empty text as its value."""
        draft = self._draft
        if draft is not None and draft.has_key:
            self.take_value(draft, "")
        self._drop_draft()

    def _drop_draft(self) -> None:
        draft, self._draft = self._draft, None
        if draft is None:
            return
        parent = draft.parent()
        if parent is None:
            self.takeTopLevelItem(self.indexOfTopLevelItem(draft))
        else:
            parent.removeChild(draft)

    # What the editors say

    def note_editor(
        self, editor: KeyEditor | ValueEditor, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Know which line is being typed over."""
        self._editor, self._edited = editor, self.item_at(index)

    def take_key(self, item: MetadataItem, key: str) -> None:
        """Take what was typed as a key."""
        if item is self._draft:
            item.key, item.has_key = key, True
            item.address = (*item.address[:-1], key)
            self.viewport().update()
        else:
            # The server puts it elsewhere among the others; what one works on stays current.
            self._goes_to = (*item.address[:-1], key)
            self._want(lambda: renamed(self._text, item.address, key))

    def take_value(self, item: MetadataItem, value: JsonValue) -> None:
        """Take what was typed as a value."""
        if item is self._draft:
            self._draft = None
            self._goes_to = item.address
        self._want(lambda: with_value(self._text, item.address, value))

    def problem_of(self, editor: KeyEditor | ValueEditor) -> str:
        """The reason why what is typed cannot be taken; empty when it can, or nothing is typed."""
        item = self._edited
        if item is None or not editor.is_typed:
            return ""
        if isinstance(editor, ValueEditor):
            return editor.problem()
        try:
            if item is self._draft:
                check_new_key(self._text, item.address[:-1], editor.text())
            else:
                renamed(self._text, item.address, editor.text())
        except InvalidValue as error:
            return error.reason
        return ""

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After a new key comes its value; Tab does not lead to the next line's editor."""
        was_key = isinstance(editor, KeyEditor)
        self._editor = self._edited = None
        goes_on = hint in (_Hint.SubmitModelCache, _Hint.EditNextItem)
        super().closeEditor(editor, hint if hint == _Hint.RevertModelCache else _Hint.NoHint)
        self._is_given_up = hint == _Hint.RevertModelCache
        if self._draft is not None and self._draft.has_key and was_key and goes_on:
            self._going_on.start()
        else:
            self._ending.start()

    def commit_open_editor(self) -> None:
        """Take what is being typed; what cannot be read is handed on as it is, so that it is not lost."""
        editor, item = self._editor, self._edited
        if editor is not None and item is not None:
            if not self.problem_of(editor):
                self.commitData(editor)
                self.closeEditor(editor, _Hint.NoHint)
            else:
                if isinstance(editor, ValueEditor):
                    raw = with_raw_text(self._text, item.address, editor.raw_text())
                    self._draft = None
                    self.refused.emit(raw)
                self.closeEditor(editor, _Hint.RevertModelCache)
        self._going_on.stop()
        self._ending.stop()
        self._complete_draft()
        self._show_arrived()

    def _end(self) -> None:
        self._ending.stop()
        if self._is_given_up:
            self._drop_draft()
        self._complete_draft()
        self._show_arrived()
        self.editing_ended.emit()

    def _show_arrived(self) -> None:
        if self._arrived is not None:
            arrived, self._arrived = self._arrived, None
            super().show_text(*arrived)

    def _want(self, make: Callable[[], str]) -> None:
        try:
            text = make()
        except InvalidValue as error:
            self.mistake_found.emit(error.reason)
            return
        self.mistake_found.emit("")
        if text != self._text:
            self.change_wanted.emit(text)

    def _later(self, run: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(0)
        timer.timeout.connect(run)
        return timer

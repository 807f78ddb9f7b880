"""Typing over a cell of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.editors.field_editors import FieldEditor, make_editor
from catalogue_gui.gui.editors.floating_hint import FloatingHint
from catalogue_gui.gui.editors.line_editors import LineEditor
from catalogue_gui.gui.editors.stock_editor import StockEditor
from catalogue_gui.gui.editors.tag_editor import TagEditor
from catalogue_gui.gui.editors.tag_field import CELL_WIDTH
from catalogue_gui.gui.products.cell_data import Role
from catalogue_gui.gui.products.cell_delegate import CellDelegate
from catalogue_gui.gui.products.model import Index, ProductTableModel
from catalogue_gui.gui.products.pending_edits import PendingEdit

if TYPE_CHECKING:
    from catalogue_gui.gui.products.editing import ProductEditing
    from catalogue_gui.gui.search.vocabulary import Vocabulary

STOCK_WIDTH = 116  # at least, so that a number stands beside the two buttons


class CellEditing(CellDelegate):
    """Puts the field's editor over the cell.

    Args:
        model: the table's.
        editing: takes values as they are, and not only as text; None to go through the model.
        vocabulary: the catalogue's words, for suggestions; None for none.
    """

    def __init__(
        self,
        model: ProductTableModel,
        parent: QObject | None = None,
        *,
        editing: ProductEditing | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        super().__init__(model, parent)
        self._editing = editing
        self._vocabulary = vocabulary

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = self._products.columns[index.column()].field or Field.NAME
        editor = make_editor(field, self._vocabulary, parent)
        editor.setObjectName("cellEditor")
        if isinstance(editor, LineEditor):
            editor.setFrame(False)
            editor.setAutoFillBackground(True)
        header = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(str(header))
        FloatingHint(editor)
        if isinstance(editor, TagEditor):
            editor.line.installEventFilter(self)
            editor.height_changed.connect(lambda: self._put_over_cell(editor, editor.geometry()))
        if isinstance(editor, StockEditor):
            editor.stepping_ended.connect(lambda: self._take_steps(editor))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        product = index.data(Role.PRODUCT)
        # Qt comes here again whenever rows arrive; what has been typed by then is not to be overwritten.
        if product is None or not isinstance(editor, FieldEditor) or _is_typed_over(editor):
            return
        pending = index.data(Role.PENDING)
        is_first = editor.seen is None
        editor.show_field(product, pending if isinstance(pending, PendingEdit) else None)
        if is_first and isinstance(editor, LineEditor):
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, FieldEditor)
        # Leaving a cell without typing sends nothing, not even what another person has changed meanwhile.
        if not editor.is_typed:
            return
        if self._editing is not None and editor.seen is not None:
            # Over what the user saw, and not over what has come into the row since.
            editor.submit(self._editing, editor.seen)
        else:
            text = editor.text()
            editor.forget_typed()
            model.setData(index, text, Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        self._put_over_cell(editor, option.rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the editor the keys that it has a use for; the line in an editor of tags stands for all of it."""
        editor: QObject | None = watched
        if editor is not None and not isinstance(editor, FieldEditor):
            editor = editor.parent()
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(editor, FieldEditor)
            and editor.has_use_for(event)
        ):
            return False
        return super().eventFilter(editor if editor is not None else watched, event)

    def _put_over_cell(self, editor: QWidget, cell: QRect) -> None:
        """Over the cell, wider or higher where the editor needs it, and within what is seen of the table."""
        table = editor.parentWidget()
        assert table is not None
        room = table.rect()
        width, height = cell.width(), cell.height()
        if isinstance(editor, StockEditor):
            width = max(width, STOCK_WIDTH)
        if isinstance(editor, TagEditor):
            width = min(max(width, CELL_WIDTH), room.width())
            editor.resize(width, editor.height())
            height = max(height, editor.minimumHeight())
        left = min(cell.left(), room.width() - width)
        if isinstance(editor, StockEditor):
            left = cell.right() + 1 - width  # its number stands at the right, as in the cell
        top = max(0, min(cell.top(), room.height() - height))
        editor.setGeometry(max(0, left), top, width, height)

    def _take_steps(self, editor: StockEditor) -> None:
        """Send the pieces that were clicked together; the editor stays open for more."""
        self.commitData.emit(editor)


def _is_typed_over(editor: FieldEditor) -> bool:
    """True once something stands in the editor that is not to be overwritten by what arrives."""
    return editor.seen is not None and editor.is_typed

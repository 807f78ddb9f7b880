"""Cells of the table: how they are painted, and typing over one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QObject, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from catalogue_gui.gui.products.cell_painting import CellPainter
from catalogue_gui.gui.products.model import Index, ProductTableModel


class CellDelegate(QStyledItemDelegate):
    """A line edit over the cell; a cell whose text is not saved is marked at its left edge."""

    def __init__(self, model: ProductTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._products = model
        self._painter = CellPainter()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("cellEditor")
        editor.setFrame(False)
        editor.setAutoFillBackground(True)
        header = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(str(header))
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        if alignment is not None:
            editor.setAlignment(Qt.AlignmentFlag(alignment))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        # Qt comes here again whenever rows arrive; what has been typed by then is not to be overwritten.
        if not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        # Leaving a cell without typing sends nothing, not even what another person has changed meanwhile.
        if editor.isModified():
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self._painter.paint(painter, option, *self._products.cell(index.row(), index.column()))

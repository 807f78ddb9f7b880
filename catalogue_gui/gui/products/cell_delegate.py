"""Cells of the table as they are seen."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from catalogue_gui.gui.products.cell_painting import CellPainter
from catalogue_gui.gui.products.model import Index, ProductTableModel


class CellDelegate(QStyledItemDelegate):
    """Paints a cell; one whose text is not saved is marked at its left edge."""

    def __init__(self, model: ProductTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._products = model
        self._painter = CellPainter()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self._painter.paint(painter, option, *self._products.cell(index.row(), index.column()))

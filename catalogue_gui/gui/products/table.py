"""The product table: a QTableView that tells the model which rows are in view."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QStyle,
    QTableView,
    QWidget,
)

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.query import Direction, Sort
from catalogue_gui.gui.header_style import pad_header
from catalogue_gui.gui.products.cell_editor import CellDelegate
from catalogue_gui.gui.products.model import Index, ProductTableModel

MIN_NAME_WIDTH = 200
PREFETCH_SCREENS = 1  # so that a step of the wheel shows rows and not placeholders
_SORTABLE = (Field.NAME, Field.PRICE, Field.CATEGORY, Field.STOCK, Field.UPDATED_AT)


class ProductTable(QTableView):
    """Shows the model; keeps the current product through a refresh; copies cells as a spreadsheet takes them."""

    current_product_changed = Signal(object)  # Product or None
    selection_count_changed = Signal(int)

    def __init__(self, model: ProductTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("productTable")
        self.setAccessibleName("Products")
        self._products = model
        self._kept: tuple[UUID, int, int] | None = None
        self._kept_top = 0
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.setVisible(False)
        # Fixed: measuring rows would ask for every one of them.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        pad_header(header)
        header.setSectionsMovable(True)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_header_clicked)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.verticalScrollBar().valueChanged.connect(self._tell_rows_in_view)
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._on_reset)
        model.columns_changed.connect(self._size_columns)
        model.rowsInserted.connect(self._tell_rows_in_view)
        model.dataChanged.connect(self._on_data_changed)
        self._is_sized_by_hand = False
        header.sectionResized.connect(self._on_section_resized)
        self._size_columns()

    @property
    def current_product(self) -> Product | None:
        """The product of the current row, if it is at hand."""
        return self._products.product_at(self.currentIndex().row())

    def selected_ids(self) -> list[UUID]:
        """The ids of the selected rows, in order."""
        ids = (self._products.id_at(row) for row in self._selected_rows())
        return [product_id for product_id in ids if product_id is not None]

    def selected_row_count(self) -> int:
        """How many rows are selected, without looking at each."""
        return sum(len(span) for span in self._selected_spans())

    def take_focus(self) -> None:
        """Take the keyboard, at the first row unless another is current."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.selectionModel().hasSelection():
            self._go_to_row(0)

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard, cells separated by tabs, as far as they are at hand."""
        header = self.horizontalHeader()
        order = sorted(range(self._products.columnCount()), key=header.visualIndex)
        columns = [column for column in order if not self.isColumnHidden(column)]
        lines = []
        for row in self._selected_rows():
            if self._products.product_at(row) is not None:
                cells = (str(self._products.index(row, column).data() or "") for column in columns)
                lines.append("\t".join(cell.replace("\t", " ") for cell in cells))
        QApplication.clipboard().setText("\n".join(lines))

    def _selected_spans(self) -> list[range]:
        """The selected rows as spans in order; whole rows are selected, so the first column tells."""
        selection = self.selectionModel().selection()
        spans = [selection.at(number) for number in range(selection.count())]
        rows = [range(span.top(), span.bottom() + 1) for span in spans if span.left() == 0]
        return sorted(rows, key=lambda each: each.start)

    def _selected_rows(self) -> Iterator[int]:
        return chain.from_iterable(self._selected_spans())

    # Qt's side

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.matches(QKeySequence.StandardKey.MoveToStartOfDocument):
            self._go_to_row(0)
        elif event.matches(QKeySequence.StandardKey.MoveToEndOfDocument):
            self._go_to_row(self._products.rowCount() - 1)
        elif event.key() == Qt.Key.Key_Escape:
            self._products.take_back(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _go_to_row(self, row: int) -> None:
        """Make a row the current and the selected one."""
        if 0 <= row < self._products.rowCount():
            index = self._products.index(row, max(0, self.currentIndex().column()))
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    def show_product(self, product_id: UUID) -> None:
        """Go to a product, if it is among the rows."""
        row = self._products.row_of(product_id)
        if row is not None:
            self._go_to_row(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self._tell_rows_in_view()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_columns()
        self._tell_rows_in_view()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_product_changed.emit(self._products.product_at(current.row()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.selection_count_changed.emit(self.selected_row_count())

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache:
            # Escape takes back what was typed, also what had been refused before.
            self._products.take_back(self.currentIndex())

    def commit_open_editor(self) -> None:
        """Take what stands in an open cell editor as if Return had been pressed."""
        for editor in self.viewport().findChildren(QLineEdit, "cellEditor"):
            if editor.isVisible():
                self.commitData(editor)
                self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    # Rows in view

    def rows_in_view(self) -> tuple[int, int]:
        """First row in view and one past the last."""
        top = max(0, self.rowAt(0))
        per_screen = self.viewport().height() // max(1, self.rowHeight(top) or 1) + 2
        return top, min(top + per_screen, self._products.rowCount())

    def _tell_rows_in_view(self) -> None:
        if not self._products.rowCount():
            return
        start, stop = self.rows_in_view()
        margin = (stop - start) * PREFETCH_SCREENS
        self._products.want_rows(max(0, start - margin), stop + margin)

    def _keep_place(self) -> None:
        current = self.currentIndex()
        product_id = self._products.id_at(current.row()) if current.isValid() else None
        offset = current.row() - self.verticalScrollBar().value()
        self._kept = (product_id, current.column(), offset) if product_id is not None else None
        self._kept_top = self.verticalScrollBar().value() if self._products.keeps_place else 0

    def _on_reset(self) -> None:
        kept, self._kept = self._kept, None
        row = self._products.row_of(kept[0]) if kept is not None else None
        if kept is not None and row is not None:
            index = self._products.index(row, kept[1])
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.verticalScrollBar().setValue(max(0, row - kept[2]))
        else:
            self.verticalScrollBar().setValue(self._kept_top)
            self.current_product_changed.emit(None)
        self.selection_count_changed.emit(self.selected_row_count())
        self._tell_rows_in_view()

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self.currentIndex().row() <= last.row():
            self.current_product_changed.emit(self.current_product)

    # Columns

    def _size_columns(self) -> None:
        for number, column in enumerate(self._products.columns):
            self.setColumnWidth(number, column.width)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give the name what the other columns leave, until the user sizes a column."""
        if self._is_sized_by_hand:
            return
        others = sum(column.width for column in self._products.columns[1:])
        # The scroll bar comes with the rows, later than this.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        room = self.width() - others - bar - 2
        self.setColumnWidth(0, max(MIN_NAME_WIDTH, room))

    def _on_section_resized(self) -> None:
        # Qt says the same of a resize of its own and of one by the user, who has a button down meanwhile.
        if QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._is_sized_by_hand = True

    def _on_header_clicked(self, section: int) -> None:
        field = self._products.columns[section].field
        present = self._products.sort_order
        if field not in _SORTABLE or field is None:
            self._show_sort(present)
            return
        if present.field != field:
            order = Sort(field, Direction.ASCENDING)
        elif present.direction == Direction.ASCENDING:
            order = Sort(field, Direction.DESCENDING)
        else:
            order = Sort()
        self._show_sort(order)
        self._products.sort_by(order)

    def _show_sort(self, order: Sort) -> None:
        fields = [column.field for column in self._products.columns]
        qt_order = (
            Qt.SortOrder.DescendingOrder
            if order.direction == Direction.DESCENDING
            else Qt.SortOrder.AscendingOrder
        )
        self.horizontalHeader().setSortIndicator(fields.index(order.field), qt_order)

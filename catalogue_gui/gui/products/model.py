"""The table's model over the order snapshot: every row is there at once, its content as soon as it is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.query import ColumnKey, ExtraColumn, MetadataKey, ProductQuery, Sort
from catalogue_gui.catalogue.typed_values import EDITABLE_FIELDS
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.products.cell_data import (
    LEFT,
    RIGHT,
    Cell,
    cell_maker,
    cell_of_missing,
    data_of_missing,
    data_of_pending,
    data_of_product,
)
from catalogue_gui.gui.products.columns import (
    Column,
    columns_for,
    local_zone,
    locale_marks,
    metadata_column,
)
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.pending_edits import PendingEdit
from catalogue_gui.gui.products.row_cache import Missing
from catalogue_gui.gui.products.rows import CountState, ProductRows
from catalogue_gui.jobs import JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

CELL_ROWS_HELD = 500  # rows whose cells stay laid out, some ten screens

_READABLE = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_EDITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable

Index = QModelIndex | QPersistentModelIndex


class ProductTableModel(QAbstractTableModel):
    """Products in the snapshot's order, as Qt sees them. ``data()`` reads what is at hand and never waits."""

    count_changed = Signal()
    columns_changed = Signal()

    def __init__(
        self,
        runner: JobRunner,
        editing: ProductEditing,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows = ProductRows(runner, messages, self)
        self.rows.about_to_change.connect(self._on_rows_about_to_change)
        self.rows.changed.connect(self.endResetModel)
        self.rows.about_to_grow.connect(
            lambda first, last: self.beginInsertRows(QModelIndex(), first, last)
        )
        self.rows.grown.connect(self.endInsertRows)
        self.rows.rows_arrived.connect(self._repaint_rows)
        self.rows.count_changed.connect(self.count_changed)
        self._editing = editing
        self._catalogue: Catalogue | None = None
        self._cells: dict[int, tuple[Product, dict[int, Cell]]] = {}
        self._take_columns(columns_for(()))
        editing.product_changed.connect(self._on_product_changed)
        editing.product_added.connect(self._on_product_added)
        editing.product_deleted.connect(self._on_product_deleted)
        editing.pending_changed.connect(self._repaint_product)
        editing.rights_changed.connect(self._look_at_rights)

    # What is shown

    @property
    def query(self) -> ProductQuery:
        """What is looked for."""
        return self.rows.query

    @property
    def sort_order(self) -> Sort:
        """The order of the rows."""
        return self.rows.sort

    @property
    def count_state(self) -> CountState:
        """How well the number of rows is known."""
        return self.rows.count_state

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the model's order."""
        return self._columns

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Show another catalogue's columns, and no row until it is asked for some; None empties the table."""
        self._catalogue = catalogue
        self.rows.use_catalogue(catalogue)
        self.beginResetModel()
        self._take_columns(
            columns_for(catalogue.extra_columns, catalogue.columns_without_order)
            if catalogue
            else columns_for(())
        )
        self.endResetModel()
        sort = self.rows.sort
        if isinstance(sort.key, ExtraColumn) and sort.key not in self._fields_and_keys():
            self.rows.set_sort(Sort())  # by a column that only the catalogue before had
        self.columns_changed.emit()

    def look_for(self, query: ProductQuery) -> None:
        """Show what a query finds; the rows before stay until the new ones are there."""
        self.rows.show_products(query, self.rows.sort)

    def sort_by(self, sort: Sort) -> None:
        """Show the same products in another order."""
        self.rows.show_products(self.rows.query, sort)

    def refresh(self) -> None:
        """Ask again for the order and for the rows in view, which stay where they are."""
        self.rows.refresh()

    def product_at(self, row: int) -> Product | None:
        """The product in a row, if it is at hand."""
        product = self.rows.get(row)
        return product if isinstance(product, Product) else None

    def row_of(self, product_id: UUID) -> int | None:
        """The row of a product, None when it is not at hand."""
        return self.rows.row_of(product_id)

    # Columns

    def show_metadata(self, key: MetadataKey) -> int:
        """Show a metadata key as a column of its own; its number. No news if it is there."""
        for number, column in enumerate(self._columns):
            if column.key == key:
                return number
        number = len(self._columns)
        self.beginInsertColumns(QModelIndex(), number, number)
        self._take_columns((*self._columns, metadata_column(key)))
        self.endInsertColumns()
        return number

    def drop_metadata(self, key: MetadataKey) -> None:
        """Take a metadata key's column away; no error if it is not there."""
        for number, column in enumerate(self._columns):
            if column.key == key:
                self.beginRemoveColumns(QModelIndex(), number, number)
                self._take_columns((*self._columns[:number], *self._columns[number + 1 :]))
                self.endRemoveColumns()
                return

    def _fields_and_keys(self) -> set[ColumnKey]:
        return {column.key for column in self._columns}

    def _take_columns(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns
        self._look_at_rights()
        self._fields = tuple(column.field for column in columns)
        locale = QLocale()
        self._make_cell = tuple(cell_maker(column, locale) for column in columns)
        self._cells = {}

    def _look_at_rights(self) -> None:
        rights = self._editing.rights
        self._editable = tuple(
            self._catalogue is not None
            and column.is_editable
            and column.field is not None
            and rights.may(column.field)
            for column in self._columns
        )

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.is_number else LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        is_editable = self._editable[index.column()] and isinstance(
            self.rows.get(index.row()), Product
        )
        return _EDITABLE if is_editable else _READABLE

    def why_not_edited(self, index: Index) -> str:
        """Why a cell cannot be typed over, as a sentence; empty where nothing stands against it."""
        column = self._columns[index.column()]
        product = self.rows.get(index.row())
        if isinstance(product, Missing):
            return "This product has been deleted." if product == Missing.DELETED else ""
        field = Field.METADATA if isinstance(column.key, MetadataKey) else column.field
        if field is None:
            return (
                f"“{column.title}” is a column of this catalogue's own: it is shown, not changed."
            )
        if field not in EDITABLE_FIELDS:
            return f"“{column.title}” is kept by the catalogue itself."
        return self._editing.rights.why_not(field)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, number = index.row(), index.column()
        product = self.rows.get(row)
        if isinstance(product, Missing):
            if product == Missing.NOT_LOADED and role == Qt.ItemDataRole.DisplayRole:
                self.rows.want_row(row)
            return data_of_missing(product, number, role)
        pending = self._pending(product, number)
        if pending is not None:
            answer = data_of_pending(pending, role)
            if answer is not None:
                return answer
        return data_of_product(
            product, self._columns[number], self._cell_of(row, product, number), role
        )

    def cell(self, row: int, column: int) -> tuple[Cell, PendingEdit | None]:
        """What is painted in a cell: all of it in one call, as painting is most of what a table does."""
        product = self.rows.get(row)
        if isinstance(product, Missing):
            return cell_of_missing(product, column), None
        cell = self._cell_of(row, product, column)
        pending = self._pending(product, column)
        return (cell if pending is None else Cell(pending.text, cell.alignment)), pending

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        product = self.product_at(index.row())
        field = self._columns[index.column()].field
        if product is None or field is None:
            return False
        return self._editing.submit_text(product, field, str(value), locale_marks(QLocale()))

    def take_back(self, index: Index) -> None:
        """Forget what was typed into a cell and could not be saved."""
        product = self.product_at(index.row())
        field = self._columns[index.column()].field if index.isValid() else None
        if product is not None and field is not None:
            self._editing.take_back(product.id, field)

    def _pending(self, product: Product, column: int) -> PendingEdit | None:
        pending = self._editing.pending
        if not pending:  # as nearly always, and this is asked for each cell
            return None
        field = self._fields[column]
        return pending.get(product.id, field) if field is not None else None

    def lay_out(self, start: int, stop: int, columns: Sequence[int]) -> None:
        """Have the cells of rows start..stop-1 ready before they are scrolled into view."""
        for row in range(start, stop):
            product = self.rows.get(row)
            if isinstance(product, Product):
                for column in columns:
                    self._cell_of(row, product, column)

    def _cell_of(self, row: int, product: Product, column: int) -> Cell:
        """A cell, laid out when it is seen for the first time."""
        known = self._cells.get(row)
        if known is None or known[0] is not product:
            if len(self._cells) >= CELL_ROWS_HELD:
                self._cells.clear()
            known = self._cells[row] = (product, {})
        cell = known[1].get(column)
        if cell is None:
            cell = self._make_cell[column](product)
            known[1][column] = cell
        return cell

    # Changes

    def _on_rows_about_to_change(self) -> None:
        self.beginResetModel()
        self._cells.clear()
        local_zone.cache_clear()

    def _repaint_rows(self, start: int, stop: int) -> None:
        stop = min(stop, len(self.rows))
        if start < stop:
            last = self.index(stop - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(start, 0), last)

    def _repaint_product(self, product_id: UUID) -> None:
        row = self.row_of(product_id)
        if row is not None:
            self._repaint_rows(row, row + 1)

    def _on_product_changed(self, product: Product) -> None:
        if self.rows.replace(product) is not None:
            self._repaint_product(product.id)

    def _on_product_added(self, product: Product) -> None:
        self.rows.add(product)
        self._repaint_product(product.id)

    def _on_product_deleted(self, product_id: UUID) -> None:
        self.rows.mark_deleted(product_id)
        self._repaint_product(product_id)

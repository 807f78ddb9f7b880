"""The table's model over the order snapshot: every row is there at once, its content as soon as it is fetched."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from catalogue_gui.catalogue.errors import CatalogueError, ConnectionFailed
from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.products.cell_data import data_of_missing, data_of_pending, data_of_product
from catalogue_gui.gui.products.columns import (
    Column,
    columns_for,
    locale_marks,
)
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.loading import FIRST_PAGE_ROWS, MAX_PAGE_ROWS, Page, RowLoader
from catalogue_gui.gui.products.row_cache import Missing, RowCache
from catalogue_gui.jobs import JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

TOPIC = "rows"

Index = QModelIndex | QPersistentModelIndex


class CountState(IntEnum):
    """How well the number of rows is known."""

    UNKNOWN = 0  # nothing asked or nothing answered yet
    PARTIAL = 1  # the first rows are there
    EXACT = 2  # the snapshot is in


class ProductTableModel(QAbstractTableModel):
    """Products in the snapshot's order. ``data()`` reads what is at hand and never waits."""

    count_changed = Signal()
    columns_changed = Signal()
    rows_shown = Signal()  # the first rows of a query, or of a refresh, are there

    def __init__(
        self,
        runner: JobRunner,
        editing: ProductEditing,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._loader = RowLoader(runner, self)
        self._loader.first_page_loaded.connect(self._on_first_page)
        self._loader.first_page_failed.connect(self._on_first_page_failed)
        self._loader.snapshot_loaded.connect(self._on_snapshot)
        self._loader.page_loaded.connect(self._on_page)
        self._loader.failed.connect(self._on_load_failed)
        self._editing = editing
        self._messages = messages
        self._catalogue: Catalogue | None = None
        self._cache = RowCache()
        self._columns = columns_for(())
        self._query = ProductQuery()
        self._sort = Sort()
        self._count_state = CountState.UNKNOWN
        self._early_snapshot: OrderSnapshot | None = None
        self._keeps_place = False
        self._in_view = (0, FIRST_PAGE_ROWS)
        self._wanted: tuple[int, int] | None = None
        self._fetch_timer = QTimer(self)
        self._fetch_timer.setSingleShot(True)
        self._fetch_timer.setInterval(0)
        self._fetch_timer.timeout.connect(self._fetch_wanted)
        editing.product_changed.connect(self._on_product_changed)
        editing.product_added.connect(self._on_product_added)
        editing.product_deleted.connect(self._on_product_deleted)
        editing.pending_changed.connect(self._repaint_product)

    # What is shown

    @property
    def query(self) -> ProductQuery:
        """What is looked for."""
        return self._query

    @property
    def sort_order(self) -> Sort:
        """The order of the rows."""
        return self._sort

    @property
    def count_state(self) -> CountState:
        """How well the number of rows is known."""
        return self._count_state

    @property
    def keeps_place(self) -> bool:
        """True while what is loaded is the same query again, so that the view should stay where it is."""
        return self._keeps_place

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the model's order."""
        return self._columns

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Show another catalogue, from its first row; None empties the table."""
        self._catalogue = catalogue
        self._loader.use_catalogue(catalogue)
        self.beginResetModel()
        self._columns = columns_for(catalogue.extra_columns if catalogue else ())
        self._cache = RowCache()
        self._count_state = CountState.UNKNOWN
        self.endResetModel()
        self.columns_changed.emit()
        self.count_changed.emit()
        if catalogue is not None:
            self.look_for(self._query)

    def look_for(self, query: ProductQuery) -> None:
        """Show what a query finds; the rows before stay until the new ones are there."""
        self._query = query
        self._load()

    def sort_by(self, order: Sort) -> None:
        """Show the same products in another order."""
        self._sort = order
        self._load()

    def refresh(self) -> None:
        """Ask again for the order and for the rows in view, which stay where they are."""
        self._keeps_place = True
        self._loader.reload(self._query, self._sort, *self._in_view)

    def _load(self) -> None:
        # What is shown stays until the first rows of the new order are there.
        self._keeps_place = False
        self._count_state = CountState.UNKNOWN
        self._early_snapshot = None
        self._loader.load(self._query, self._sort)

    def product_at(self, row: int) -> Product | None:
        """The product in a row, if it is at hand."""
        if not 0 <= row < len(self._cache):
            return None
        product = self._cache.get(row)
        return product if isinstance(product, Product) else None

    def id_at(self, row: int) -> UUID | None:
        """The id of the product in a row."""
        return self._cache.ids.at(row) if 0 <= row < len(self._cache) else None

    def row_of(self, product_id: UUID) -> int | None:
        """The row of a product, None when it is not among those shown."""
        return self._cache.ids.row_of(product_id)

    def want_rows(self, start: int, stop: int) -> None:
        """Say which rows are in view; what is not at hand of them is fetched."""
        self._in_view = (start, stop)
        self._wanted = (start, stop)
        self._fetch_timer.start()

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._cache)

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
            return column.alignment
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        is_writable = self._catalogue is not None and self._catalogue.is_writable
        if (
            is_writable
            and self._columns[index.column()].is_editable
            and self.product_at(index.row()) is not None
        ):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._cache):
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        product = self._cache.get(index.row())
        if isinstance(product, Missing):
            if product == Missing.NOT_LOADED:
                self._want_row(index.row())
            return data_of_missing(product, index.column(), role)
        pending = self._editing.pending.get(product.id, column.field) if column.field else None
        if pending is not None:
            answer = data_of_pending(pending, role)
            if answer is not None:
                return answer
        return data_of_product(product, column, role)

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

    # Loading

    def _on_first_page(self, products: list[Product]) -> None:
        self.beginResetModel()
        self._cache.clear()
        for product in products:
            self._cache.put(product)
        self._cache.set_order(OrderSnapshot.of(product.id for product in products))
        self._count_state = CountState.PARTIAL
        self.endResetModel()
        self._announce_rows()
        early, self._early_snapshot = self._early_snapshot, None
        if early is not None:
            self._on_snapshot(early, None)

    def _on_first_page_failed(self, error: CatalogueError) -> None:
        # The rows of the query before are not those of this one: the snapshot shows alone, or nothing does.
        early, self._early_snapshot = self._early_snapshot, None
        self._on_first_page([])
        if early is not None:
            self._on_snapshot(early, None)
        self._on_load_failed(error)

    def _on_snapshot(self, ids: OrderSnapshot, page: Page | None) -> None:
        if self._count_state == CountState.UNKNOWN and page is None:
            # Quicker than the first page: it waits for that, so that no placeholders flash by.
            self._early_snapshot = ids
            return
        shown = self._cache.ids
        if self._count_state == CountState.PARTIAL and ids.begins_with(shown):
            # What is in view stays; the rest of the rows is put behind it.
            if len(ids) > len(shown):
                self.beginInsertRows(QModelIndex(), len(shown), len(ids) - 1)
                self._cache.set_order(ids)
                self.endInsertRows()
            self._count_state = CountState.EXACT
            self.count_changed.emit()
            return
        self.beginResetModel()
        self._cache.clear()
        self._cache.set_order(ids)
        if page is not None:
            self._cache.put_page(page.ids, page.products)
        self._count_state = CountState.EXACT
        self.endResetModel()
        self._announce_rows()

    def _announce_rows(self) -> None:
        self._messages.withdraw(TOPIC)
        self.count_changed.emit()
        self.rows_shown.emit()

    def _want_row(self, row: int) -> None:
        start, stop = self._wanted or (row, row + 1)
        start, stop = min(start, row), max(stop, row + 1)
        if stop - start > MAX_PAGE_ROWS:
            start, stop = row, row + 1
        self._wanted = (start, stop)
        if not self._fetch_timer.isActive():
            self._fetch_timer.start()

    def _fetch_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        missing = self._cache.missing_rows(*wanted) if wanted else None
        if missing is not None:
            start, stop = missing
            self._loader.fetch(self._cache.ids.ids(start, min(stop, start + MAX_PAGE_ROWS)))

    def _on_page(self, page: Page) -> None:
        self._cache.put_page(page.ids, page.products)
        if len(self._cache):
            last = self.index(len(self._cache) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _on_load_failed(self, error: CatalogueError) -> None:
        if not isinstance(error, ConnectionFailed):  # the session says that one, once for all
            self._messages.show_error(error, topic=TOPIC)

    # Changes

    def _on_product_changed(self, product: Product) -> None:
        self._cache.put(product)
        self._repaint_product(product.id)

    def _on_product_added(self, product: Product) -> None:
        self._cache.put(product)
        row = self.row_of(product.id)
        if row is not None:
            self._repaint_product(product.id)
            return
        # It stands at the end until the next refresh puts it where it belongs.
        count = len(self._cache)
        self.beginInsertRows(QModelIndex(), count, count)
        self._cache.set_order(self._cache.ids.appended(product.id))
        self.endInsertRows()
        self.count_changed.emit()

    def _on_product_deleted(self, product_id: UUID) -> None:
        row = self.row_of(product_id)
        self._cache.mark_deleted(product_id)
        if row is None:
            return
        self._repaint_product(product_id)

    def _repaint_product(self, product_id: UUID) -> None:
        row = self.row_of(product_id)
        if row is not None:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

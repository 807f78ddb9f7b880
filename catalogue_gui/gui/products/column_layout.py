"""The header of the table: sorting by a click, moving, sizing and hiding columns, metadata keys as columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMenu, QStyle, QTableView

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.facets import MetadataKeyFacet, ValueKind
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import Direction, MetadataKey, Sort
from catalogue_gui.catalogue.remembered import ColumnSetting
from catalogue_gui.catalogue.sort_text import format_key, parse_key
from catalogue_gui.gui.header_style import pad_header
from catalogue_gui.gui.products.model import ProductTableModel

MIN_NAME_WIDTH = 200
MIN_WIDTH = 24
SAVE_PAUSE_MS = 600  # a column that is being dragged is announced once
MAX_MENU_KEYS = 40


class ColumnLayout(QObject):
    """Arranges the columns of the table, by the user's hand or as they were left."""

    arranged = Signal()  # by the user's hand; after a pause

    def __init__(self, table: QTableView, model: ProductTableModel) -> None:
        super().__init__(table)
        self._table = table
        self._products = model
        self._known_keys: tuple[MetadataKeyFacet, ...] = ()
        self._is_sized_by_hand = False
        self._is_arranging = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SAVE_PAUSE_MS)
        self._pause.timeout.connect(self.arranged)
        header = self._header = table.horizontalHeader()
        header.setObjectName("productTableHeader")
        header.setAccessibleName("Columns")
        header.setHighlightSections(False)
        # With the table's own selection a header asks row by row whether a whole column is selected each time that it is
        # painted: twenty seconds for a million rows. It shows none of it here, so it gets one that stays empty.
        header.setSelectionModel(QItemSelectionModel(model, header))
        pad_header(header)
        header.setMinimumSectionSize(MIN_WIDTH)
        # A double click on a divider fits the column to what is seen, not to a thousand rows.
        header.setResizeContentsPrecision(0)
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(True)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_menu)
        header.sectionClicked.connect(self.sort_by_click)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(self._on_moved)
        model.columns_changed.connect(self.reset)
        model.rows.load_started.connect(self._show_sort)
        self.reset()

    # As it was left

    def settings(self) -> tuple[ColumnSetting, ...]:
        """The columns as they are arranged, in the order of the screen."""
        columns = self._products.columns
        return tuple(
            ColumnSetting(
                format_key(columns[number].key),
                0 if self._is_fitted(number) else self._width(number),
                self._table.isColumnHidden(number),
            )
            for number in sorted(range(len(columns)), key=self._header.visualIndex)
        )

    def arrange(self, settings: Sequence[ColumnSetting]) -> None:
        """Arrange the columns as they were left; those not named keep their own place and width behind them."""
        self._is_arranging = True
        self._is_sized_by_hand = False
        target = 0
        for setting in settings:
            number = self._number_of(setting.key_text)
            if number is None:
                continue
            self._header.moveSection(self._header.visualIndex(number), target)
            target += 1
            if setting.width:
                self._table.setColumnWidth(number, setting.width)
                if number == 0:
                    self._is_sized_by_hand = True
            self._table.setColumnHidden(number, setting.is_hidden)
        self._is_arranging = False
        self.fit()

    def reset(self) -> None:
        """Arrange the columns as they are at first."""
        self._is_arranging = True
        self._is_sized_by_hand = False
        for number, column in enumerate(self._products.columns):
            self._header.moveSection(self._header.visualIndex(number), number)
            self._table.setColumnWidth(number, column.width)
            self._table.setColumnHidden(number, not column.is_shown_at_first)
        self._is_arranging = False
        self.fit()
        self._show_sort()

    def offer_keys(self, keys: tuple[MetadataKeyFacet, ...]) -> None:
        """Say which metadata keys can be shown as columns."""
        self._known_keys = keys

    def fit(self) -> None:
        """Give the name what the other columns leave, until the user sizes it."""
        if self._is_sized_by_hand or self._is_arranging:
            return
        others = sum(
            self._table.columnWidth(number)
            for number in range(1, len(self._products.columns))
            if not self._table.isColumnHidden(number)
        )
        # The scroll bar comes with the rows, later than this.
        bar = self._table.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self._is_arranging = True
        self._table.setColumnWidth(0, max(MIN_NAME_WIDTH, self._table.width() - others - bar - 2))
        self._is_arranging = False

    def flush(self) -> None:
        """Announce now what waits for a pause."""
        if self._pause.isActive():
            self._pause.stop()
            self.arranged.emit()

    # By the user's hand

    def sort_by_click(self, number: int) -> None:
        """Sort by a column; a second time the other way round, a third time as usual."""
        column, key = self._products.columns[number], self._products.columns[number].key
        if not column.is_sortable:
            self._show_sort()
            return
        present = self._products.sort_order
        if present.key != key:
            sort = Sort(key, Direction.ASCENDING)
        elif present.direction == Direction.ASCENDING:
            sort = Sort(key, Direction.DESCENDING)
        else:
            sort = Sort()
        self._products.sort_by(sort)

    def show_column(self, number: int, *, is_shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        shown = [
            each
            for each in range(len(self._products.columns))
            if not self._table.isColumnHidden(each)
        ]
        if not is_shown and shown == [number]:
            return
        self._table.setColumnHidden(number, not is_shown)
        if is_shown and not self._table.columnWidth(number):
            self._table.setColumnWidth(number, self._products.columns[number].width)
        self.fit()
        self._pause.start()

    def show_metadata(self, key: MetadataKey) -> None:
        """Show a metadata key as a column of its own, and go there."""
        number = self._products.show_metadata(key)
        self._table.setColumnWidth(number, self._products.columns[number].width)
        self.show_column(number, is_shown=True)
        self._table.scrollTo(self._products.index(self._table.currentIndex().row(), number))

    def drop_metadata(self, key: MetadataKey) -> None:
        """Take a metadata key's column away."""
        if self._products.sort_order.key == key:
            self._products.sort_by(Sort())
        self._products.drop_metadata(key)
        self.fit()
        self._pause.start()

    def menu(self, number: int) -> QMenu:
        """The menu of a column's header; -1 beside the columns."""
        menu = QMenu(self._table)
        menu.setObjectName("columnMenu")
        columns = self._products.columns
        if number >= 0:
            column = columns[number]
            for direction, words in (
                (Direction.ASCENDING, f"Sort by {column.title}, rising"),
                (Direction.DESCENDING, f"Sort by {column.title}, falling"),
            ):
                sort = Sort(column.key, direction)
                action = menu.addAction(words, partial(self._products.sort_by, sort))
                action.setCheckable(True)
                action.setChecked(self._products.sort_order == sort)
                action.setEnabled(column.is_sortable)
            menu.addSeparator()
            key = column.key
            if isinstance(key, MetadataKey):
                menu.addAction(f"Remove the column {column.title}", lambda: self.drop_metadata(key))
            else:
                menu.addAction(
                    f"Hide the column {column.title}",
                    lambda: self.show_column(number, is_shown=False),
                )
        shown = menu.addMenu("Columns")
        for each, column in enumerate(columns):
            action = shown.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self._table.isColumnHidden(each))
            action.toggled.connect(lambda is_on, each=each: self.show_column(each, is_shown=is_on))
        self._add_keys(menu.addMenu("Add a metadata column"))
        menu.addSeparator()
        menu.addAction("Columns as they were at first", self._reset_by_hand)
        return menu

    def _add_keys(self, menu: QMenu) -> None:
        there = {column.key for column in self._products.columns}
        keys = [
            MetadataKey(each.path) for each in self._known_keys if each.kind != ValueKind.OBJECT
        ]
        for key in [key for key in keys if key not in there][:MAX_MENU_KEYS]:
            menu.addAction(".".join(key.path), partial(self.show_metadata, key))
        menu.setEnabled(bool(menu.actions()))

    def _reset_by_hand(self) -> None:
        for column in self._products.columns:
            if isinstance(column.key, MetadataKey):
                self.drop_metadata(column.key)
        self.reset()
        self._pause.start()

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu(self._header.logicalIndexAt(place))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._header.mapToGlobal(place))

    def _show_sort(self) -> None:
        sort = self._products.sort_order
        keys = [column.key for column in self._products.columns]
        order = (
            Qt.SortOrder.DescendingOrder
            if sort.direction == Direction.DESCENDING
            else Qt.SortOrder.AscendingOrder
        )
        self._header.setSortIndicator(keys.index(sort.key) if sort.key in keys else -1, order)

    def _number_of(self, key_text: str) -> int | None:
        try:
            key = parse_key(key_text)
        except InvalidValue:
            return None  # of a later version
        if isinstance(key, MetadataKey):
            return self._products.show_metadata(key)
        keys = [column.key for column in self._products.columns]
        return keys.index(key) if key in keys else None

    def _is_fitted(self, number: int) -> bool:
        return self._products.columns[number].key == Field.NAME and not self._is_sized_by_hand

    def _width(self, number: int) -> int:
        return self._table.columnWidth(number) or self._products.columns[number].width

    def _on_resized(self, number: int, _: int, width: int) -> None:
        # Qt says the same of a resize of its own and of one by the user, who has a button down meanwhile.
        if self._is_arranging or not width:
            return
        if QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            if number == 0:
                self._is_sized_by_hand = True
            self._pause.start()

    def _on_moved(self) -> None:
        if not self._is_arranging:
            self._pause.start()

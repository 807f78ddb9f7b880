"""Copying out of the table: rows or a cell, as a spreadsheet takes them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from catalogue_gui.gui.products.columns import Column
from catalogue_gui.gui.products.copying import RowCopying, cells_for_copying
from catalogue_gui.gui.products.model import ProductTableModel

if TYPE_CHECKING:
    from catalogue_gui.gui.products.table import ProductTable

MAX_COPIED_AT_ONCE = 200  # more are fetched and written on a worker, at hand or not


class TableCopying:
    """What is copied with Ctrl+C and its like; ``actions`` are the table's own."""

    def __init__(self, table: ProductTable, model: ProductTableModel, copying: RowCopying) -> None:
        self._table = table
        self._products = model
        self._copying = copying
        self.actions: list[QAction] = []
        for words, keys, copy in (
            ("Copy", QKeySequence(QKeySequence.StandardKey.Copy), self.copy_selection),
            ("Copy with column titles", QKeySequence("Ctrl+Shift+C"), self.copy_with_titles),
            ("Copy the cell", QKeySequence("Ctrl+Alt+C"), self.copy_cell),
        ):
            action = QAction(words, table)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(copy)
            table.addAction(action)
            self.actions.append(action)

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard, as a spreadsheet takes them."""
        self._copy_rows(with_titles=False)

    def copy_with_titles(self) -> None:
        """Put the selected rows on the clipboard, under the titles of their columns."""
        self._copy_rows(with_titles=True)

    def copy_cell(self) -> None:
        """Put the current cell on the clipboard."""
        product, index = self._table.current_product, self._table.currentIndex()
        if product is not None:
            column = self._products.columns[index.column()]
            self._copying.put([cells_for_copying(product, [column], self._table.locale())], 1)

    def _copy_rows(self, *, with_titles: bool) -> None:
        spans, columns = self._table.selected_spans(), self.visible_columns()
        count = sum(map(len, spans))
        rows = chain.from_iterable(spans) if count <= MAX_COPIED_AT_ONCE else ()
        products = [self._products.product_at(row) for row in rows]
        at_hand = [each for each in products if each is not None]
        if at_hand and len(at_hand) == count:
            locale = self._table.locale()
            lines = [[column.title for column in columns]] if with_titles else []
            lines += [cells_for_copying(each, columns, locale) for each in at_hand]
            self._copying.put(lines, len(at_hand))
        else:
            self._copying.copy(self._products.rows.order, spans, columns, with_titles=with_titles)

    def visible_columns(self) -> list[Column]:
        """The columns that are shown, in the order in which they stand."""
        header = self._table.horizontalHeader()
        order = sorted(range(self._products.columnCount()), key=header.visualIndex)
        return [
            self._products.columns[each] for each in order if not self._table.isColumnHidden(each)
        ]

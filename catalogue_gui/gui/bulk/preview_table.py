"""The first products of a bulk change: what a field holds, and what it would hold."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from catalogue_gui.catalogue.bulk import BulkPreview
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.bulk.previewing import SHOWN_ROWS
from catalogue_gui.gui.bulk.wording import shown_value
from catalogue_gui.gui.csv_import.parts import RoomyDelegate
from catalogue_gui.gui.header_style import pad_header
from catalogue_gui.gui.products.columns import one_line
from catalogue_gui.gui.search.counted_rows import paint_nothing_here

Index = QModelIndex | QPersistentModelIndex
_TITLES = ("Product", "Now", "Then")
_NUMBERS = (Field.PRICE, Field.STOCK)
_ROWS_AT_LEAST = 3
_NAME_SHARE = 0.4  # of the table's width
_NAME_SHARE_BESIDE_NUMBERS = 0.6


class PreviewModel(QAbstractTableModel):
    """Names, and values before and after, replaced all at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, str, str], ...] = ()
        self.is_number = False

    def show(self, field: Field, preview: BulkPreview | None) -> None:
        """Show the rows of a preview; none while there is none."""
        rows = preview.rows if preview is not None else ()
        self.beginResetModel()
        self.is_number = field in _NUMBERS
        self._rows = tuple(
            (one_line(name), shown_value(field, before), shown_value(field, after))
            for name, before, after in rows
        )
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return _TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(section)
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        is_right = self.is_number and column > 0
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class PreviewTable(QTableView):
    """As high as the rows that a preview can have, so that the dialog stands still while one types."""

    def __init__(self, model: PreviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bulkPreview")
        self.setAccessibleName("The first products that change")
        self._preview = model
        self._words = ""
        self.setModel(model)
        self.setItemDelegate(RoomyDelegate(self))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, titles = self.verticalHeader(), self.horizontalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        height = self.fontMetrics().height() + 8
        rows.setDefaultSectionSize(height)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        titles.setStretchLastSection(True)
        model.modelReset.connect(self._fit)
        titles.setHighlightSections(False)
        titles.setSectionsClickable(False)
        pad_header(titles)
        self.make_room_for(SHOWN_ROWS)

    def make_room_for(self, count: int) -> None:
        """Be as high as so many products need, of which only the first are shown."""
        rows = max(_ROWS_AT_LEAST, min(count, SHOWN_ROWS))
        self.setFixedHeight(
            rows * self.verticalHeader().defaultSectionSize()
            + self.horizontalHeader().sizeHint().height()
            + 2 * self.frameWidth()
        )

    def show_instead(self, words: str) -> None:
        """Say why there are no products to be seen."""
        self._words = words
        self.setAccessibleDescription(words)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._words and not self._preview.rowCount():
            paint_nothing_here(self, self._words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Names need the most room where numbers stand beside them."""
        share = _NAME_SHARE_BESIDE_NUMBERS if self._preview.is_number else _NAME_SHARE
        width = self.viewport().width()
        self.setColumnWidth(0, round(width * share))
        self.setColumnWidth(1, round(width * (1 - share) / 2))

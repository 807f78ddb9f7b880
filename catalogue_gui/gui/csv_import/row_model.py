"""The records that would be written, or that are the same already, as a table: one row a record, old → new."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catalogue_gui.catalogue.importing import METADATA_PREFIX, Outcome, Reject, RowPreview
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.csv_import.row_pages import FetchRows, RowKind, RowPages
from catalogue_gui.gui.csv_import.wording import one_line
from catalogue_gui.gui.products.cell_data import BLANK, LEFT, NOT_LOADED, PLACEHOLDER, RIGHT, Cell

Index = QModelIndex | QPersistentModelIndex
_SHOWN_CHARACTERS = 200  # more than a cell has room for
_FIELDS = (Field.NAME, Field.PRICE, Field.CATEGORY, Field.TAGS, Field.STOCK)
_PRODUCT_TITLES = ("Line", "Name", "Price", "Category", "Tags", "Stock", "Metadata")
# What does not change is not looked up: further columns would all be blank.
_UNCHANGED_TITLES = ("Line", "Name")
_NUMBERS = (0, 2, 5)  # sections that hold numbers


def change_words(old: str | None, new: str) -> str:
    """One change as text: the new value alone where there was none."""
    if old is None:
        return new
    return f"{old or 'blank'} → {new or 'blank'}"


class RowModel(QAbstractTableModel):
    """Knows how many rows there are from the start, and fetches those that are looked at.

    Args:
        fetch: asks the engine; its answers come later.
    """

    def __init__(self, fetch: FetchRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pages = RowPages(fetch, self)
        self.pages.shown.connect(self._show)

    def show_rows(self, kind: RowKind, count: int) -> None:
        """Show other records, or those of another check."""
        self.beginResetModel()
        self.pages.begin(kind, count)
        self.endResetModel()

    def row_at(self, row: int) -> RowPreview | None:
        """A row that is at hand; None while it is being fetched."""
        found = self.pages.row_at(row)
        return found if isinstance(found, RowPreview) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self.pages.count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._titles)

    @property
    def _titles(self) -> tuple[str, ...]:
        is_same = self.pages.kind.outcome == Outcome.UNCHANGED
        return _UNCHANGED_TITLES if is_same else _PRODUCT_TITLES

    def cell(self, row: int, column: int) -> tuple[Cell, str]:
        """What is painted in a cell; the models of fast tables mark none of theirs but faults."""
        found = self.pages.row_at(row)
        if found is None:
            self.pages.want(row)
            return (NOT_LOADED if column == 0 else BLANK), ""
        text = one_line(_cell_text(found, column), _SHOWN_CHARACTERS)
        return Cell(text, RIGHT if column in _NUMBERS else LEFT), ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(index.column()))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self.pages.row_at(index.row())
        if row is None:
            if role == Qt.ItemDataRole.ToolTipRole:
                return None
            self.pages.want(index.row())
            return PLACEHOLDER
        text = _cell_text(row, index.column())
        return one_line(text) if role == Qt.ItemDataRole.DisplayRole else text[:2000] or None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(section))
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _show(self, first: int, end: int) -> None:
        if first < end:
            self.dataChanged.emit(self.index(first, 0), self.index(end - 1, self.columnCount() - 1))


def _alignment(section: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if section in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _cell_text(row: RowPreview | Reject, section: int) -> str:
    if section == 0 or isinstance(row, Reject):
        return str(row.line)
    if section <= len(_FIELDS):
        name = str(_FIELDS[section - 1])
        found = next(((old, new) for each, old, new in row.changes if each == name), None)
        if found is not None:
            return change_words(*found)
        return row.name if name == Field.NAME else ""
    metadata = [
        f"{name.removeprefix(METADATA_PREFIX)}: {change_words(old, new)}"
        for name, old, new in row.changes
        if name.startswith(METADATA_PREFIX)
    ]
    return " · ".join(one_line(each, 60) for each in metadata)

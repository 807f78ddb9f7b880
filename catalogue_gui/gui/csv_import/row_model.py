"""The records of one outcome, fetched page by page as they come into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.importing import METADATA_PREFIX, Outcome, Reject, RowPreview
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.csv_import.engine import Rows
from catalogue_gui.gui.csv_import.wording import one_line

Index = QModelIndex | QPersistentModelIndex
PAGE_ROWS = 100
MOST_PAGES = 50  # 5,000 rows at hand; a row's metadata can be large
PLACEHOLDER = "…"
_FIELDS = (Field.NAME, Field.PRICE, Field.CATEGORY, Field.TAGS, Field.STOCK)
_PRODUCT_TITLES = ("Line", "Name", "Price", "Category", "Tags", "Stock", "Metadata")
# What does not change is not looked up: further columns would all be blank.
_UNCHANGED_TITLES = ("Line", "Name")
_REJECT_TITLES = ("Line", "Column", "Value", "Reason")
_NUMBERS = (0, 2, 5)  # sections of a product row that hold numbers


class FetchRows(Protocol):
    """What fetches some rows of an outcome."""

    def __call__(
        self,
        outcome: Outcome,
        offset: int,
        limit: int,
        done: Callable[[Rows], None],
        failure: Callable[[CatalogueError], None],
    ) -> None: ...


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

    fetch_failed = Signal(object)  # CatalogueError
    rows_loaded = Signal()

    def __init__(self, fetch: FetchRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._outcome = Outcome.NEW
        self._count = 0
        self._pages: OrderedDict[int, Rows] = OrderedDict()
        self._wanted: list[int] = []
        self._asked: int | None = None
        self._generation = 0
        self._is_stuck = False
        # Painting asks for many cells of one page: they become one request, after the painting.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)

    @property
    def outcome(self) -> Outcome:
        """Which records are shown."""
        return self._outcome

    def show_outcome(self, outcome: Outcome, count: int) -> None:
        """Show the records of another outcome, or of another check."""
        self.beginResetModel()
        self._generation += 1
        self._outcome = outcome
        self._count = count
        self._pages.clear()
        self._wanted.clear()
        self._asked = None
        self._is_stuck = False
        self.endResetModel()

    def row_at(self, row: int) -> RowPreview | Reject | None:
        """A row that is at hand; None while it is being fetched."""
        page = self._pages.get(row // PAGE_ROWS)
        place = row % PAGE_ROWS
        return page[place] if page is not None and place < len(page) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._titles)

    @property
    def _titles(self) -> tuple[str, ...]:
        if self._outcome == Outcome.REJECTED:
            return _REJECT_TITLES
        return _UNCHANGED_TITLES if self._outcome == Outcome.UNCHANGED else _PRODUCT_TITLES

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(self._alignment(index.column()))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self.row_at(index.row())
        if row is None:
            if role == Qt.ItemDataRole.ToolTipRole:
                return None
            self._want(index.row() // PAGE_ROWS)
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
            return int(self._alignment(section))
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _alignment(self, section: int) -> Qt.AlignmentFlag:
        is_number = section == 0 or (self._outcome != Outcome.REJECTED and section in _NUMBERS)
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _want(self, page: int) -> None:
        if self._is_stuck or page in (self._asked, *self._wanted[-1:]):
            return
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        # What was in view long ago is not fetched any more; two pages cover any window.
        del self._wanted[:-2]
        self._timer.start()

    def _ask(self) -> None:
        if self._asked is not None or not self._wanted:
            return
        page = self._wanted.pop()
        generation = self._generation
        self._asked = page

        def take(rows: Rows) -> None:
            if generation == self._generation:
                self._take(page, rows)

        def fail(error: CatalogueError) -> None:
            if generation == self._generation:
                self._asked = None
                self._is_stuck = True  # else every repaint would ask again
                self.fetch_failed.emit(error)

        self._fetch(self._outcome, page * PAGE_ROWS, PAGE_ROWS, take, fail)

    def _take(self, page: int, rows: Rows) -> None:
        self._asked = None
        self._pages[page] = rows
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        first = page * PAGE_ROWS
        last = min(self._count, first + PAGE_ROWS) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
        self.rows_loaded.emit()
        if self._wanted:
            self._timer.start()


def _cell_text(row: RowPreview | Reject, section: int) -> str:
    if section == 0:
        return str(row.line)
    if isinstance(row, Reject):
        return (row.column, row.value, row.reason)[section - 1]
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

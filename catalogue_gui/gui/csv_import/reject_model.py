"""The rejected records as a grid: one row a record, the reason first, then the file's columns, to be typed over."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from catalogue_gui.catalogue.importing import Outcome, Reject
from catalogue_gui.gui.csv_import.mending import Mending, faulty_place, is_cut
from catalogue_gui.gui.csv_import.plan import PRODUCT_FIELDS, ImportPlan
from catalogue_gui.gui.csv_import.quick_cells import FAULT, TYPED
from catalogue_gui.gui.csv_import.row_pages import FetchRows, RowKind, RowPages
from catalogue_gui.gui.csv_import.wording import one_line
from catalogue_gui.gui.products.cell_data import BLANK, NOT_LOADED, PLACEHOLDER, Cell, Tone

Index = QModelIndex | QPersistentModelIndex
REASON = 0  # the section before those of the file's columns
# Put together once: the view asks for them twice with every cell that it paints.
_READ_ONLY = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_EDITABLE = _READ_ONLY | Qt.ItemFlag.ItemIsEditable
_WAITING = "typed over, not checked yet"
_SHOWN_CHARACTERS = 80  # fitting a longer text into its cell is felt; its tip shows all
_MOST_SURPLUS = 50  # a record of thousands of cells too many is not mended by typing


class RejectModel(QAbstractTableModel):
    """Knows how many rejects there are from the start, fetches those that are looked at, and takes typing.

    Args:
        fetch: asks the engine; its answers come later.
        plan: knows the file's columns.
        mending: what was typed.
    """

    typed = Signal()

    def __init__(
        self, fetch: FetchRows, plan: ImportPlan, mending: Mending, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.pages = RowPages(fetch, self)
        self.pages.loaded.connect(self._make_room)
        self.pages.shown.connect(self._show)
        self._plan = plan
        self._mending = mending
        self._places: list[int] = []  # section - 1 → place in the record
        self._width = 0
        self._faults: dict[str, int | None] = {}  # a reject's column → its place in the record

    def show_rejects(self, count: int) -> None:
        """Show the rejects of another check: what fills a field of a product first, then the rest, as in the file."""
        self.beginResetModel()
        columns = self._plan.columns
        ranks = [_rank(self._plan.field_of(column)) for column in columns]
        self._places = sorted(range(len(columns)), key=lambda place: ranks[place])
        self._width = len(columns)
        self._faults.clear()
        self.pages.begin(RowKind(Outcome.REJECTED), count)
        self.endResetModel()

    def reject_at(self, row: int) -> Reject | None:
        """A reject that is at hand; None while it is being fetched."""
        found = self.pages.row_at(row)
        return found if isinstance(found, Reject) else None

    def fault_section(self, row: int) -> int | None:
        """The section of the cell at fault; None while that is not known, or when it is the whole record."""
        reject = self.reject_at(row)
        place = self._fault_place(reject) if reject is not None else None
        return self._places.index(place) + 1 if place in self._places else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self.pages.count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or not self._places else len(self._places) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        column = index.column()
        reject = self.reject_at(index.row())
        if reject is None or column == REASON:
            return _READ_ONLY
        return (
            _READ_ONLY
            if is_cut(self._mending.cell(reject, self._places[column - 1]))
            else _EDITABLE
        )

    def cell(self, row: int, column: int) -> tuple[Cell, str]:
        """What is painted in a cell, and whether it is at fault or typed over."""
        reject = self.reject_at(row)
        if reject is None:
            self.pages.want(row)
            return (NOT_LOADED if column == REASON else BLANK), ""
        if column == REASON:
            is_waiting = self._mending.is_waiting(reject)
            tone = Tone.MUTED if is_waiting else None
            return Cell(_WAITING if is_waiting else one_line(reject.reason), tone=tone), ""
        place = self._places[column - 1]
        text = one_line(self._mending.cell(reject, place), _SHOWN_CHARACTERS)
        return Cell(text), self._mark(reject, place)

    def _mark(self, reject: Reject, place: int) -> str:
        if place == self._fault_place(reject) and not self._mending.is_waiting(reject):
            return FAULT
        return TYPED if self._mending.is_typed(reject, place) else ""

    def _fault_place(self, reject: Reject) -> int | None:
        if reject.column not in self._faults:
            self._faults[reject.column] = faulty_place(reject, self._plan.columns)
        return self._faults[reject.column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        reject = self.reject_at(index.row())
        if reject is None:
            if role != Qt.ItemDataRole.DisplayRole:
                return None
            self.pages.want(index.row())
            return PLACEHOLDER
        if index.column() == REASON:
            return self._reason(reject, role)
        return self._cell(reject, self._places[index.column() - 1], role)

    def _reason(self, reject: Reject, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if self._mending.is_waiting(reject):
                return _WAITING
            return one_line(reject.reason) if role == Qt.ItemDataRole.DisplayRole else reject.reason
        return None

    def _cell(self, reject: Reject, place: int, role: int) -> Any:
        text = self._mending.cell(reject, place)
        mark = self._mark(reject, place)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(text)
            case Qt.ItemDataRole.EditRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(reject, text, mark)
            case Qt.ItemDataRole.AccessibleTextRole:
                described = one_line(text) or "blank"
                return f"{described}: {reject.reason}" if mark == FAULT else described
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        reject = self.reject_at(index.row())
        if role != Qt.ItemDataRole.EditRole or reject is None or index.column() == REASON:
            return False
        if self._mending.type_cell(reject, self._places[index.column() - 1], str(value)):
            self.refresh(index.row())
            self.typed.emit()
        return True

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if role != Qt.ItemDataRole.DisplayRole:
                return None
            reject = self.reject_at(section)
            return str(reject.line) if reject is not None else PLACEHOLDER
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if section == REASON:
            return "Reason"
        place = self._places[section - 1]
        columns = self._plan.columns
        if place >= len(columns):
            return f"Surplus {place - len(columns) + 1}"
        header = columns[place].header.strip()
        return one_line(header, 60) or f"Column {place + 1}"

    def refresh(self, row: int) -> None:
        """Show a row anew."""
        if 0 <= row < self.rowCount():
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def refresh_all(self) -> None:
        """Show all rows anew."""
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _make_room(self, first: int, end: int) -> None:
        """Cells beyond the last column get columns of their own, so that they can be emptied."""
        rejects = [self.reject_at(row) for row in range(first, end)]
        most = len(self._plan.columns) + _MOST_SURPLUS
        width = min(most, max((len(each.cells) for each in rejects if each), default=0))
        if width > self._width:
            sections = self.columnCount()
            self.beginInsertColumns(QModelIndex(), sections, sections + width - self._width - 1)
            self._places.extend(range(self._width, width))
            self._width = width
            self.endInsertColumns()

    def _show(self, first: int, end: int) -> None:
        if first < end:
            self.dataChanged.emit(self.index(first, 0), self.index(end - 1, self.columnCount() - 1))


def _tip(reject: Reject, text: str, mark: str) -> str | None:
    if is_cut(text):
        return "Too long to be typed over here: save the rejected rows and mend that file."
    if mark == FAULT:
        return f"{reject.reason}\nType over it to mend it."
    return "Typed over" if mark == TYPED else text or None


def _rank(target: str) -> int:
    names = [str(name) for name in PRODUCT_FIELDS]
    return names.index(target) if target in names else len(names)

"""The rows of the views popup as a model, with how many products each view finds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from catalogue_gui.gui.search.views_rows import Row, RowKind

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
COUNTING, UNKNOWN = "…", "–"


class ViewsModel(QAbstractListModel):
    """The popup's rows, and how many products each view finds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Row] = ()
        self._counts: dict[str, int | None] = {}

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows in place of those before; the counts stay."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def forget_counts(self) -> None:
        """Show every view as being counted."""
        self._counts = {}
        for at in range(len(self._rows)):
            self._announce(at)

    def show_count(self, name: str, count: int | None) -> None:
        """Show how many products a view finds; None when that cannot be known."""
        self._counts[name] = count
        index = self.find(RowKind.VIEW, name)
        if index.isValid():
            self._announce(index.row())

    def row_at(self, index: Index) -> Row | None:
        """The row at an index; None when there is none."""
        return self._rows[index.row()] if index.isValid() else None

    def find(self, kind: RowKind, text: str = "") -> QModelIndex:
        """The first row of a kind, with this text if one is given; invalid when there is none."""
        for at, row in enumerate(self._rows):
            if row.kind == kind and text in ("", row.text):
                return self.index(at)
        return QModelIndex()

    def present(self) -> QModelIndex:
        """The view that is shown now; invalid when none is."""
        at = next((at for at, row in enumerate(self._rows) if row.is_present), None)
        return QModelIndex() if at is None else self.index(at)

    def choice_near(self, place: int) -> QModelIndex:
        """The row at a place, or the next one that can be chosen, or the last; invalid when none can."""
        choices = [at for at, row in enumerate(self._rows) if row.is_enabled]
        if not choices:
            return QModelIndex()
        return self.index(next((at for at in choices if at >= place), choices[-1]))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row_at(index)
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        if not row.is_enabled:
            return Qt.ItemFlag.ItemNeverHasChildren
        can = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return can | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        if role == ROW_ROLE:
            return row
        return self._count_text(row) if role == COUNT_ROLE else None

    def _count_text(self, row: Row) -> str:
        if row.kind != RowKind.VIEW:
            return ""
        if row.text not in self._counts:
            return COUNTING
        count = self._counts[row.text]
        return UNKNOWN if count is None else QLocale().toString(count)

    def _spoken(self, row: Row) -> str:
        if row.kind == RowKind.NO_VIEWS:
            return f"{row.text}. {row.tip}"
        if row.kind != RowKind.VIEW:
            return row.text
        count = self._counts.get(row.text)
        parts = [row.text]
        if count is not None:
            parts.append(f"{QLocale().toString(count)} {'product' if count == 1 else 'products'}")
        if row.is_present:
            parts.append("shown now")
        return ", ".join(parts)

    def _announce(self, at: int) -> None:
        index = self.index(at)
        self.dataChanged.emit(index, index)

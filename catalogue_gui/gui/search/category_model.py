"""The categories of the products found, as a tree with counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QTreeView

from catalogue_gui.catalogue.category_rows import ROOT, CategoryRow, CategoryRows

Index = QModelIndex | QPersistentModelIndex
NAME, COUNT = 0, 1
_COLUMNS = 2
PATH_ROLE = Qt.ItemDataRole.UserRole
NO_PARENT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CategoryModel(QAbstractItemModel):
    """A tree by the slashes in the categories' names; each count holds what lies below.

    An index carries the number of its row in one flat list: a number cannot outlive what it points at.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tree = CategoryRows()
        self._excluded: frozenset[str] = frozenset()

    def show(self, counts: Sequence[tuple[str, int]], kept: Collection[str]) -> bool:
        """Show categories with their counts; False when they are shown already.

        Args:
            counts: whole paths in order.
            kept: paths that stay in sight even if nothing was found in them.
        """
        if self._tree.is_for(counts, kept):
            return False
        tree = CategoryRows(counts, kept)
        self.beginResetModel()
        self._tree = tree
        self.endResetModel()
        return True

    def unfolded_paths(self, view: QTreeView) -> list[str]:
        """The categories whose children show in a view, in order."""
        return [
            row.path
            for number, row in enumerate(self._tree.rows)
            if number != ROOT and row.children and view.isExpanded(self._index(number, NAME))
        ]

    def count_in_sight(self, view: QTreeView, limit: int) -> int:
        """How many rows a view has to show, counted no further than a limit."""
        return self._tree.count_in_sight(
            lambda number: view.isExpanded(self._index(number, NAME)), limit
        )

    def mark_excluded(self, paths: Collection[str]) -> None:
        """Strike out the categories that the search leaves out; the view paints itself anew."""
        self._excluded = frozenset(paths)

    def index_of(self, path: str) -> QModelIndex:
        """Where a category stands; an invalid index when it is not here."""
        number = self._tree.numbers.get(path)
        return QModelIndex() if number is None else self._index(number, NAME)

    def path_of(self, index: Index) -> str:
        """The whole path of the category at an index."""
        return self._tree.rows[index.internalId()].path

    def index(self, row: int, column: int, parent: Index = NO_PARENT) -> QModelIndex:
        children = self._row(parent).children
        if 0 <= row < len(children) and 0 <= column < _COLUMNS:
            return self.createIndex(row, column, children[row])
        return QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject.parent is another overload
        number = self._row(index).parent
        return QModelIndex() if number == ROOT else self._index(number, NAME)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.column() > 0 else len(self._row(parent).children)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return _COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._row(index)
        is_name = index.column() == NAME
        count = QLocale().toString(row.count)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (row.label or "(no name)") if is_name else count
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(row, count)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.label}, {count} products" if is_name else count
            case Qt.ItemDataRole.TextAlignmentRole:
                return None if is_name else _RIGHT
            case Qt.ItemDataRole.ForegroundRole if not is_name or row.path in self._excluded:
                return QGuiApplication.palette().placeholderText()
            case Qt.ItemDataRole.FontRole if is_name and row.path in self._excluded:
                font = QFont()
                font.setStrikeOut(True)
                return font
            case _ if role == PATH_ROLE:
                return row.path
        return None

    def _tooltip(self, row: CategoryRow, count: str) -> str:
        if row.path in self._excluded:
            return f"{row.path}\nLeft out by the search. Click to take it back in."
        return f"{row.path}\n{count} products"

    def _row(self, index: Index) -> CategoryRow:
        return self._tree.rows[index.internalId()] if index.isValid() else self._tree.rows[ROOT]

    def _index(self, number: int, column: int) -> QModelIndex:
        return self.createIndex(self._tree.rows[number].place, column, number)

"""The columns that can be exported, as a list with a box to tick each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from catalogue_gui.catalogue.query import ColumnKey, ExtraColumn, MetadataKey
from catalogue_gui.gui.exporting.choice import title_of

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ExportColumnModel(QAbstractListModel):
    """Columns in the order in which they are written; the ticked ones are.

    Args:
        keys: every column that is offered.
    """

    ticked_by_user = Signal()

    def __init__(self, keys: Sequence[ColumnKey], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys = tuple(keys)
        self._ticked: set[ColumnKey] = set()

    @property
    def ticked(self) -> tuple[ColumnKey, ...]:
        """The columns that are written, in order."""
        return tuple(key for key in self._keys if key in self._ticked)

    def tick(self, keys: Collection[ColumnKey]) -> None:
        """Tick these columns and no others."""
        self._ticked = set(keys)
        self.dataChanged.emit(
            self.index(0), self.index(len(self._keys) - 1), [Qt.ItemDataRole.CheckStateRole]
        )

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        key = self._keys[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title_of(key)
            case Qt.ItemDataRole.CheckStateRole:
                is_ticked = key in self._ticked
                return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole:
                if isinstance(key, MetadataKey):
                    return "A key of the metadata, as a column of its own"
                return "A column of this catalogue's own" if isinstance(key, ExtraColumn) else None
            case _:
                return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        key = self._keys[index.row()]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._ticked.add(key)
        else:
            self._ticked.discard(key)
        self.dataChanged.emit(index, index, [role])
        self.ticked_by_user.emit()
        return True

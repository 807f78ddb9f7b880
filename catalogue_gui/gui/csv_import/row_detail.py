"""One record field by field: in the catalogue, and as it would be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.importing import Outcome, RowPreview
from catalogue_gui.gui.csv_import.wording import field_words, one_line

Index = QModelIndex | QPersistentModelIndex


class DetailModel(QAbstractTableModel):
    """The changes of one record, a row each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes: Sequence[tuple[str, str | None, str]] = ()
        self._has_old = False

    def show_row(self, row: RowPreview | None) -> None:
        """Show a record; None shows none."""
        self.beginResetModel()
        self._changes = row.changes if row is not None else ()
        self._has_old = row is not None and row.outcome != Outcome.NEW
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._changes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 3 if self._has_old else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        name, old, new = self._changes[index.row()]
        cells = (field_words(name), old or "", new) if self._has_old else (field_words(name), new)
        text = cells[index.column()]
        return one_line(text) if role == Qt.ItemDataRole.DisplayRole else text[:2000] or None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        titles = ("Field", "In the catalogue", "Becomes") if self._has_old else ("Field", "Value")
        return titles[section]

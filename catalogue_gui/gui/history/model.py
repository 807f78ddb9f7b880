"""The steps of the history as a table, newest first; further ones are asked for as the end comes into view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QGuiApplication, QPalette

from catalogue_gui.gui.history.wording import Column, cell_text, spoken_text, tip_text

if TYPE_CHECKING:
    from catalogue_gui.catalogue.journal_entries import HistoryEntry

Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractTableModel):
    """Shows steps; each lot comes in one go."""

    more_wanted = Signal(int)  # the number of the oldest step there is

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[HistoryEntry] = []
        self._has_more = False

    def show_entries(self, entries: Sequence[HistoryEntry], *, has_more: bool) -> None:
        """Show these in place of those before.

        Args:
            entries: the newest first.
            has_more: True when there are older ones to be asked for.
        """
        self.beginResetModel()
        self._entries = list(entries)
        self._has_more = has_more
        self.endResetModel()

    def add_older(self, entries: Sequence[HistoryEntry], *, has_more: bool) -> None:
        """Show further steps, older than all the others."""
        self._has_more = has_more
        if not entries:
            return
        first = len(self._entries)
        self.beginInsertRows(QModelIndex(), first, first + len(entries) - 1)
        self._entries += entries
        self.endInsertRows()

    def entry_at(self, row: int) -> HistoryEntry | None:
        """The step of a row; None when there is no such row."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def row_of(self, step_id: int) -> int:
        """The row of a step; -1 when it is not there."""
        return next((at for at, entry in enumerate(self._entries) if entry.id == step_id), -1)

    # Qt's own

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._has_more

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent) and self._entries:
            # Not asked for twice: whoever answers says whether there are still more.
            self._has_more = False
            self.more_wanted.emit(self._entries[-1].id)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return Column(section).title
        return _alignment(Column(section)) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry_at(index.row()) if index.isValid() else None
        if entry is None:
            return None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell_text(entry, column, QLocale())
            case Qt.ItemDataRole.ToolTipRole:
                return tip_text(entry, column, QLocale()) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken_text(entry, column, QLocale())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole if entry.state != "done":
                return QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
            case Qt.ItemDataRole.FontRole if entry.state == "undone" and column == Column.WHAT:
                font = QFont()
                font.setStrikeOut(True)
                return font
            case Qt.ItemDataRole.FontRole if entry.state == "open" and column == Column.WHAT:
                font = QFont()
                font.setItalic(True)
                return font
            case _:
                return None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == Column.PRODUCTS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

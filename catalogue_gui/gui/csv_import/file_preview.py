"""The first records of a file as they will be read, and what stands in their place while there is no file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtWidgets import QLabel, QTableView, QVBoxLayout, QWidget

from catalogue_gui.catalogue.importing import FileView
from catalogue_gui.gui.csv_import.parts import heading, quiet_label
from catalogue_gui.gui.csv_import.wording import one_line
from catalogue_gui.gui.icons import line_icon
from catalogue_gui.gui.products.cell_data import Cell

_ICON = 40
_MOST_FITTED = 60  # measuring each of thousands of columns would be felt
_MEASURED_ROWS = 20
_MEASURED_TEXTS = 3  # the longest of a column; one of them is the widest, or near it
_CELL_MARGINS = 20
_FEW_COLUMNS, _FEW_WIDE, _MANY_WIDE = 6, 48, 28  # characters that a column may show
_SHOWN_CHARACTERS = 200  # more than a cell has room for
Index = QModelIndex | QPersistentModelIndex


class PreviewModel(QAbstractTableModel):
    """The first records of the file, each with its line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: FileView | None = None

    def show_view(self, view: FileView | None) -> None:
        """Show another file, or the same one read differently."""
        self.beginResetModel()
        self._view = view
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._view is None else len(self._view.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._view is None else len(self._view.columns)

    def cell(self, row: int, column: int) -> tuple[Cell, str]:
        """What is painted in a cell."""
        assert self._view is not None
        cells = self._view.rows[row][1]
        return Cell(one_line(cells[column], _SHOWN_CHARACTERS) if column < len(cells) else ""), ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._view is None or not index.isValid():
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        cells = self._view.rows[index.row()][1]
        text = cells[index.column()] if index.column() < len(cells) else ""
        return one_line(text) if role == Qt.ItemDataRole.DisplayRole else text[:2000]

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if self._view is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._view.rows[section][0])
        return one_line(self._view.columns[section].header, 60) or f"Column {section + 1}"


class Invitation(QWidget):
    """Stands where the first rows will be, while there is no file."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = heading("Drop a CSV file here, or choose one")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = quiet_label(
            "Its first rows appear here as they will be read. "
            "Nothing is written before you have seen what will change."
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addWidget(title)
        column.addWidget(text)
        column.addStretch(3)
        self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        size = QSize(_ICON, _ICON)
        self._icon.setPixmap(line_icon("file").pixmap(size, self.devicePixelRatioF()))


def fit_columns(table: QTableView, model: PreviewModel) -> None:
    """Columns as wide as what they show, within reason: a description must not push the price out of sight."""
    metrics = table.fontMetrics()
    columns = model.columnCount()
    characters = _FEW_WIDE if columns <= _FEW_COLUMNS else _MANY_WIDE
    widest = metrics.averageCharWidth() * characters
    rows = range(min(_MEASURED_ROWS, model.rowCount()))
    for column in range(min(_MOST_FITTED, columns)):
        # By hand: the table's own way asks for a cell role by role, and was felt with a shop's 55 columns.
        texts = [model.headerData(column, Qt.Orientation.Horizontal)]
        texts += [model.cell(row, column)[0].text for row in rows]
        longest = sorted({text[:characters] for text in texts}, key=len)[-_MEASURED_TEXTS:]
        width = max(metrics.horizontalAdvance(text) for text in longest)
        table.setColumnWidth(column, max(56, min(width + _CELL_MARGINS, widest)))

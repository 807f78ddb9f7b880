"""The fourth page: every record by what would become of it, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.importing import ImportReport, Outcome, RowPreview
from catalogue_gui.gui.csv_import.parts import named, plain_table, quiet_label
from catalogue_gui.gui.csv_import.row_model import FetchRows, RowModel
from catalogue_gui.gui.csv_import.wording import field_words, number_words, one_line

Index = QModelIndex | QPersistentModelIndex
_FILTERS = (
    (Outcome.NEW, "N&ew", "importShowNew"),
    (Outcome.CHANGED, "Chan&ged", "importShowChanged"),
    (Outcome.UNCHANGED, "&Unchanged", "importShowUnchanged"),
    (Outcome.REJECTED, "&Rejected", "importShowRejected"),
)
_PRODUCT_WIDTHS = (56, 190, 90, 150, 100, 60)
_REJECT_WIDTHS = (56, 140, 160)


class DetailModel(QAbstractTableModel):
    """One record field by field: in the catalogue, and as it would be."""

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


def _embolden(button: QPushButton, *, is_bold: bool) -> None:
    font = button.font()
    font.setBold(is_bold)
    button.setFont(font)


class ChangesPage(QWidget):
    """Shows the records, filtered by kind."""

    save_rejects_wanted = Signal()

    def __init__(self, fetch: FetchRows) -> None:
        super().__init__()
        self.setObjectName("importChangesPage")
        self._report: ImportReport | None = None
        self.rows = RowModel(fetch, self)
        self.rows.rows_loaded.connect(self._show_current)
        self._buttons: dict[Outcome, QPushButton] = {}
        self._save = named(
            QPushButton("&Save rejected rows…"), "importSaveRejectsButton", "Save rejected rows"
        )
        self._save.setAutoDefault(False)
        self._save.clicked.connect(self.save_rejects_wanted)
        self._table = plain_table("importRowsTable", "Records of the file")
        self._table.setModel(self.rows)
        self._table.selectionModel().currentRowChanged.connect(self._show_current)
        self._detail_model = DetailModel(self)
        self._detail = plain_table("importRowDetail", "The chosen record, field by field")
        self._detail.setModel(self._detail_model)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._table)
        self._splitter.addWidget(self._detail)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._nothing = quiet_label("No records of this kind.")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._lay_out_filter())
        column.addWidget(self._splitter, 1)
        column.addWidget(self._nothing, 1)

    def _lay_out_filter(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        group = QButtonGroup(self)
        for outcome, words, name in _FILTERS:
            button = named(QPushButton(words), name, words.replace("&", ""))
            button.setCheckable(True)
            button.setAutoDefault(False)
            # Some styles hardly show which one is down, least of all in the dark.
            button.toggled.connect(lambda on, each=button: _embolden(each, is_bold=on))
            button.clicked.connect(lambda _checked, each=outcome: self.show_outcome(each))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[outcome] = button
        row.addStretch(1)
        row.addWidget(self._save)
        return row

    def show_report(self, report: ImportReport) -> None:
        """Show the records of a check, beginning with the first kind that has any."""
        self._report = report
        for outcome, words, _name in _FILTERS:
            number = getattr(report, outcome.value)
            self._buttons[outcome].setText(f"{words}  {number_words(number)}")
            self._buttons[outcome].setAccessibleName(
                f"{words.replace('&', '')}, {number_words(number)}"
            )
        self._save.setVisible(report.rejected > 0)
        first = next(
            (each for each, _words, _name in _FILTERS if getattr(report, each.value)), Outcome.NEW
        )
        self.show_outcome(first)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the records of one kind."""
        report = self._report
        if report is None:
            return
        self._buttons[outcome].setChecked(True)
        count = getattr(report, outcome.value)
        self.rows.show_outcome(outcome, count)
        is_rejected = outcome == Outcome.REJECTED
        for section, width in enumerate(_REJECT_WIDTHS if is_rejected else _PRODUCT_WIDTHS):
            self._table.setColumnWidth(section, width)
        self._splitter.setVisible(count > 0)
        self._nothing.setVisible(count == 0)
        self._detail.setVisible(not is_rejected and outcome != Outcome.UNCHANGED)
        if count:
            self._table.setCurrentIndex(self.rows.index(0, 0))
        self._show_current()

    def take_focus(self) -> None:
        """Put the keyboard where the user looks."""
        self._table.setFocus()

    def _show_current(self) -> None:
        row = self.rows.row_at(self._table.currentIndex().row())
        self._detail_model.show_row(row if isinstance(row, RowPreview) else None)
        self._detail.setColumnWidth(0, 180)
        if self._detail_model.columnCount() == 3:
            self._detail.setColumnWidth(1, 260)

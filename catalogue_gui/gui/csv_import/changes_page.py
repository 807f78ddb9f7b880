"""The fourth page: every record by what would become of it, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.importing import ImportReport, Outcome
from catalogue_gui.gui.csv_import.engine import ImportEngine
from catalogue_gui.gui.csv_import.mending import Mending
from catalogue_gui.gui.csv_import.outcome_bar import OutcomeBar
from catalogue_gui.gui.csv_import.pace import MEND_PHASES
from catalogue_gui.gui.csv_import.parts import plain_table, quiet_label
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.quick_cells import QuickDelegate
from catalogue_gui.gui.csv_import.reject_grid import RejectGrid
from catalogue_gui.gui.csv_import.row_detail import DetailModel
from catalogue_gui.gui.csv_import.row_model import RowModel
from catalogue_gui.gui.csv_import.row_pages import RowKind
from catalogue_gui.gui.csv_import.work_progress import WorkProgress

_WIDTHS = (56, 190, 110, 150, 110, 80)
_NAME_SHARE = 0.25  # of the table's width, where there is room
_ORDER = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REJECTED)


class ChangesPage(QWidget):
    """Shows the records, filtered by kind; the rejected ones in a grid of their own.

    Args:
        engine: is asked for the records.
        plan: knows the file's columns.
        mending: what is typed over rejected records.
    """

    save_rejects_wanted = Signal()
    rows_failed = Signal(object)  # CatalogueError

    def __init__(self, engine: ImportEngine, plan: ImportPlan, mending: Mending) -> None:
        super().__init__()
        self.setObjectName("importChangesPage")
        self._engine = engine
        self._report: ImportReport | None = None
        self._kind = RowKind()
        self._fields: dict[RowKind, int] = {}
        self._generation = 0
        self._bar = OutcomeBar()
        self._bar.chosen.connect(self._on_chosen)
        self._bar.save_rejects_wanted.connect(self.save_rejects_wanted)
        self.rows = RowModel(engine.fetch_rows, self)
        self.rows.pages.failed.connect(self.rows_failed)
        self.rows.pages.loaded.connect(self._on_loaded)
        self._table = plain_table("importRowsTable", "Records of the file")
        self._table.setModel(self.rows)
        self._table.setItemDelegate(QuickDelegate(self.rows, self._table))
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
        self.grid = RejectGrid(engine.fetch_rows, plan, mending)
        self.grid.model.pages.failed.connect(self.rows_failed)
        self.progress = WorkProgress("importMendProgress", MEND_PHASES)
        self.progress.end()
        self._nothing = quiet_label("No records of this kind.")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._bar)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.grid, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self.progress)

    @property
    def kind(self) -> RowKind:
        """Which records are shown."""
        return self._kind

    def show_report(self, report: ImportReport, first: Outcome | None = None) -> None:
        """Show the records of a check.

        Args:
            report: what the check found.
            first: the kind to begin with, if it has any records; else the first kind that has some.
        """
        self._report = report
        self._fields = {}
        self._generation += 1
        self._bar.show_report(report)
        wanted = [first] if first is not None else []
        outcome = next(
            (each for each in (*wanted, *_ORDER) if getattr(report, each.value)), Outcome.NEW
        )
        self.show_kind(RowKind(outcome))

    def _on_chosen(self, kind: RowKind) -> None:
        if kind == self._kind:
            self._bar.show_kind(kind)  # one stays where one is
        else:
            self.show_kind(kind)

    def show_kind(self, kind: RowKind) -> None:
        """Show the records of one kind."""
        report = self._report
        if report is None:
            return
        self._kind = kind
        self._bar.show_kind(kind)
        count = self._fields.get(kind, getattr(report, kind.outcome.value))
        is_rejected = kind.outcome == Outcome.REJECTED
        # Not both: each fetches what it shows.
        self.rows.show_rows(kind, 0 if is_rejected else count)
        self.grid.show_rejects(count if is_rejected else 0)
        for section, width in enumerate(_WIDTHS):
            self._table.setColumnWidth(section, width)
        self._table.setColumnWidth(1, max(_WIDTHS[1], round(self.width() * _NAME_SHARE)))
        self._splitter.setVisible(count > 0 and not is_rejected)
        self.grid.setVisible(count > 0 and is_rejected)
        self._nothing.setVisible(count == 0)
        self._detail.setVisible(kind.outcome != Outcome.UNCHANGED)
        if count and not is_rejected:
            self._table.setCurrentIndex(self.rows.index(0, 0))
        self._show_current()
        if kind.outcome == Outcome.CHANGED and count and not self._fields:
            self._count_fields()

    def show_state(self, *, is_busy: bool) -> None:
        """Enable what can be done."""
        self._bar.setEnabled(not is_busy)
        self.grid.show_state(is_busy=is_busy)

    def take_focus(self) -> None:
        """Put the keyboard where the user looks."""
        (self.grid.view if self._kind.outcome == Outcome.REJECTED else self._table).setFocus()

    def _count_fields(self) -> None:
        """Ask which fields change; the records are shown meanwhile."""
        generation = self._generation

        def take(counts: Mapping[str, int]) -> None:
            if generation == self._generation:
                self._fields = {
                    RowKind(Outcome.CHANGED, name): count for name, count in counts.items()
                }
                self._bar.show_fields(counts)

        def fail(_error: CatalogueError) -> None:
            """Without the counts the records can be looked at all the same; their own failure is told."""

        self._engine.count_fields(take, fail)

    def _on_loaded(self, first: int, end: int) -> None:
        if first <= self._table.currentIndex().row() < end:
            self._show_current()

    def _show_current(self) -> None:
        self._detail_model.show_row(self.rows.row_at(self._table.currentIndex().row()))
        self._detail.setColumnWidth(0, 180)
        if self._detail_model.columnCount() == 3:
            self._detail.setColumnWidth(1, 260)

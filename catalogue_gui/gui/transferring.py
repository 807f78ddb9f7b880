"""Everything that brings products in from files and out to them, wired: the import wizard, past imports, the export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.facets import ValueKind
from catalogue_gui.gui.csv_import.dropping import FileDropping
from catalogue_gui.gui.export import ProductExport
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.services import Services
from catalogue_gui.gui.session import CatalogueSession
from catalogue_gui.jobs.helper_process import end_those_left

if TYPE_CHECKING:
    from catalogue_gui.catalogue.importing import ImportReport
    from catalogue_gui.catalogue.journal_entries import HistoryEntry
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.gui.changing import Changing
    from catalogue_gui.gui.csv_import.past_imports import PastImports
    from catalogue_gui.gui.csv_import.wizard import ImportWizard
    from catalogue_gui.gui.exporting.choice import ExportOffer
    from catalogue_gui.gui.products.history import Step
    from catalogue_gui.gui.products.model import ProductTableModel
    from catalogue_gui.gui.products.table import ProductTable
    from catalogue_gui.gui.searching import Searching
    from catalogue_gui.gui.status_line import StatusLine
    from catalogue_gui.gui.tool_bar import ToolBar


class Transferring(QObject):
    """Opens the import wizard and the export dialog, and takes imports back.

    What it needs is imported when it is asked for: the window has rows to show first.

    Args:
        services: the helper process, background work, the journal.
        session: the catalogue that is open.
        changing: whose history imports are steps of.
        messages: where it is said what happened.
        status: shows how far it is.
        window: for dialogs.
    """

    products_changed = Signal()  # many are others now, or gone

    def __init__(
        self,
        services: Services,
        session: CatalogueSession,
        changing: Changing,
        messages: Messages,
        status: StatusLine,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._services = services
        self._session = session
        self._changing = changing
        self._messages = messages
        self._status = status
        self._window = window
        self._wizard: ImportWizard | None = None
        self._past: PastImports | None = None
        self._catalogue: Catalogue | None = None
        self._key = ""
        self._export = ProductExport(services, session, messages, status, window)
        changing.past.learn(self._import_step)

    def wire(
        self,
        tools: ToolBar,
        table: ProductTable,
        model: ProductTableModel,
        searching: Searching,
    ) -> None:
        """Follow the tool bar, and take files that are dropped on the window."""
        self._tools, self._table, self._model = tools, table, model
        self._vocabulary = searching.vocabulary
        tools.import_file.triggered.connect(lambda: self.open_import())
        tools.export.triggered.connect(lambda: self._export.offer(self._offer()))
        dropping = FileDropping(self._window, (searching.field,), tools.import_file.isEnabled)
        dropping.dropped.connect(self._on_files_dropped)

    def use_catalogue(self, catalogue: Catalogue | None, key: str) -> None:
        """Another catalogue is open.

        Args:
            catalogue: None for none.
            key: its name in the journal.
        """
        self._catalogue, self._key = catalogue, key
        if self._past is not None:
            self._past.use_catalogue(catalogue, key)

    def end(self) -> None:
        """End what is under way. Bounded."""
        if self._wizard is not None:
            self._wizard.end()
        if self._past is not None:
            self._past.end()
        self._export.end()
        end_those_left()

    # Import

    def open_import(self, path: Path | None = None) -> None:
        """Open the import wizard, with a file if one is given."""
        catalogue = self._session.catalogue
        if catalogue is None or not catalogue.is_writable:
            return
        if self._wizard is None:
            self._wizard = self._make_wizard(catalogue)
            self._wizard.open()
        else:
            self._wizard.raise_()
            self._wizard.activateWindow()
        if path is not None:
            self._wizard.choose_file(path)

    def _make_wizard(self, catalogue: Catalogue) -> ImportWizard:
        from catalogue_gui.gui.csv_import.memory import ImportMemory
        from catalogue_gui.gui.csv_import.preset_shelf import PresetShelf
        from catalogue_gui.gui.csv_import.wizard import ImportWizard

        services = self._services
        wizard = ImportWizard(
            # The target is looked up each time: after a lost connection it may be another one.
            lambda: services.make_helper(catalogue.database.target),
            parent=self._window,
            memory=ImportMemory(services.settings_folder / "import.ini"),
            presets=PresetShelf(services.runner, services.make_presets(), self),
            undo_folder=self._past_imports().folder,
        )
        wizard.imported.connect(self._on_imported)
        wizard.outcome_open.connect(
            lambda commit, name: self._past_imports().find_out(commit, name, wizard.take_outcome)
        )
        wizard.finished.connect(self._on_wizard_finished)
        return wizard

    def _on_files_dropped(self, paths: list[Path]) -> None:
        self.open_import()
        if self._wizard is not None:
            self._wizard.choose_files(paths)

    def _on_imported(self, report: ImportReport | None, file_name: str) -> None:
        if report is not None and report.undo is not None:
            self._past_imports().note(report.undo, file_name)
        self.products_changed.emit()

    def _on_wizard_finished(self) -> None:
        wizard, self._wizard = self._wizard, None
        if wizard is not None:
            wizard.end()
            wizard.deleteLater()

    # Imports of before

    def _past_imports(self) -> PastImports:
        if self._past is None:
            from catalogue_gui.gui.csv_import.past_imports import PastImports

            self._past = PastImports(
                self._services, self._changing.editing, self._messages, self._status, self
            )
            self._past.use_catalogue(self._catalogue, self._key)
            self._past.products_changed.connect(self.products_changed)
        return self._past

    def _import_step(self, entry: HistoryEntry) -> Step | None:
        return self._past_imports().step_of(entry.id, entry.text, entry.payload)

    # Export

    def _offer(self) -> ExportOffer:
        from catalogue_gui.gui.bulk.scope import ProductScope
        from catalogue_gui.gui.exporting.choice import ExportOffer

        model, spans = self._model, self._table.selected_spans()
        is_counted = model.count_state == CountState.EXACT
        return ExportOffer(
            model.query,
            model.sort_order,
            model.rowCount() if is_counted else None,
            ProductScope(model.rows.order, spans) if spans else None,
            tuple(column.key for column in self._table.copying.visible_columns()),
            self._catalogue.extra_columns if self._catalogue is not None else (),
            tuple(
                each.path
                for each in self._vocabulary.metadata_keys
                if each.kind != ValueKind.OBJECT
            ),
        )

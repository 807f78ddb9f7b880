"""The main window: layout and wiring. What it decides lives in the objects it wires."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow

from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.changing import Changing
from catalogue_gui.gui.connections.announcements import ConnectionAnnouncements
from catalogue_gui.gui.connections.opening import ConnectionOpening
from catalogue_gui.gui.health.longer_time import LongerTime
from catalogue_gui.gui.health.watching import ConnectionHealth
from catalogue_gui.gui.icons import application_icon
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.preparation import Preparation
from catalogue_gui.gui.products.copy_announcements import CopyAnnouncements
from catalogue_gui.gui.products.copying import RowCopying
from catalogue_gui.gui.products.emptiness import Emptiness, emptiness_of
from catalogue_gui.gui.products.empty_state import Help
from catalogue_gui.gui.products.model import ProductTableModel
from catalogue_gui.gui.products.relaxations import RelaxationLoader
from catalogue_gui.gui.products.table import ProductTable
from catalogue_gui.gui.search.index_offer import IndexOffer
from catalogue_gui.gui.searching import Searching
from catalogue_gui.gui.services import Services
from catalogue_gui.gui.session import CatalogueSession, State
from catalogue_gui.gui.source import CatalogueSource
from catalogue_gui.gui.status_line import StatusLine
from catalogue_gui.gui.tool_bar import ToolBar
from catalogue_gui.gui.transferring import Transferring
from catalogue_gui.gui.window_parts import WindowParts
from catalogue_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from catalogue_gui.catalogue.query import MetadataKey
    from catalogue_gui.database.catalogue import Catalogue

TITLE = "Catalogue Browser"
MIN_WIDTH_FOR_DETAILS = 1000  # below it the table needs the room
_REFRESH_AFTER_MS = 100  # once the connection is back


class MainWindow(QMainWindow):
    """One window on one catalogue. ``close()`` ends everything that it runs in the background."""

    closed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(TITLE)
        self.setWindowIcon(application_icon())
        self._services = services
        self._is_ended = False
        self._settings = QSettings(
            str(services.settings_folder / "window.ini"), QSettings.Format.IniFormat
        )
        self.messages = Messages(self)
        self.session = CatalogueSession(services.runner, services.make_catalogue, parent=self)
        self.changing = Changing(services, self.messages, self)
        self.editing = self.changing.editing
        self.model = ProductTableModel(services.runner, self.editing, self.messages, self)
        self.searching = Searching(services, self.model, self.messages, self)
        self._copying = RowCopying(services.runner, self)
        self._relaxations = RelaxationLoader(services.runner, self)
        self._index_offer = IndexOffer(services.runner, self.messages, parent=self)
        self._opening = ConnectionOpening(services, self.messages, self)
        self._help = Help(
            connect=self._opening.show_dialog,
            open_demo=lambda: self.open_source(services.demo_source()),
            set_up=self.session.set_up,
            import_file=self.open_import,
            add=self.changing.add_product,
            clear_search=self.searching.clear,
        )
        self._build()
        self._announcements = ConnectionAnnouncements(
            self.session, self._opening, self.messages, self.status, services.runner, self
        )
        self.transferring = Transferring(
            services, self.session, self.changing, self.messages, self.status, self
        )
        self._copy_announcements = CopyAnnouncements(
            self._copying, self.messages, self.status, self.tools.export.trigger
        )
        self._parts = WindowParts(self.searching, self.table, self.details)
        self._wire()
        self._wire_health()
        self._restore_layout()
        self._show_emptiness()

    # Layout

    def _build(self) -> None:
        self.search, self.filters = self.searching.field, self.searching.panel
        self.tools = ToolBar(self.search, self.searching.views_button, self)
        self.addToolBar(self.tools)
        self.tools.show_source(None)
        self.table = ProductTable(
            self.model, self._copying, self.editing, self.searching.vocabulary
        )
        self.workspace = Workspace(self.table, self.searching, self.editing, self.messages)
        self.details = self.workspace.details
        self.setCentralWidget(self.workspace)
        self.status = StatusLine()
        self.setStatusBar(self.status)
        self._preparation = Preparation(
            (
                "catalogue_gui.gui.editors.json_page",
                "catalogue_gui.gui.editors.metadata_view",
                "catalogue_gui.gui.editors.metadata_editor",
                "catalogue_gui.gui.editors.tag_editor",
                "catalogue_gui.gui.products.product_form",
                self.details.prepare,
                "catalogue_gui.gui.bulk.bulk_work",
                "catalogue_gui.gui.bulk.bulk_editing",
                self.changing.start_bulk,
                "catalogue_gui.gui.products.cell_editor",
                "catalogue_gui.gui.products.conflict_dialog",
                "catalogue_gui.gui.connections.dialog",
            ),
            self,
        )
        self._panels = {"filters": self.tools.show_filters, "details": self.tools.show_details}
        self.resize(1360, 800)

    def _restore_layout(self) -> None:
        for key, restore in (
            ("geometry", self.restoreGeometry),
            ("splitter", self.workspace.restore_layout),
        ):
            value = self._settings.value(key)
            if isinstance(value, QByteArray):
                restore(value)
        for panel, action in self._panels.items():
            action.setChecked(str(self._settings.value(panel, "true")) == "true")

    # Wiring

    def _wire(self) -> None:
        session, tools = self.session, self.tools
        session.state_changed.connect(self._on_state)
        session.opened.connect(self._on_opened)
        session.came_back.connect(self._on_came_back)
        self._services.runner.failed_unhandled.connect(self.messages.show_error)
        self.search.left_downwards.connect(self.table.take_focus)
        self.model.count_changed.connect(self._on_count)
        self._wire_table()
        self.table.current_product_changed.connect(self._on_current_product)
        self.table.selection_count_changed.connect(self.status.show_selection)
        tools.connection_button.clicked.connect(self._opening.show_dialog)
        self._opening.source_chosen.connect(self.open_source)
        tools.refresh.triggered.connect(self._on_refresh)
        tools.show_filters.toggled.connect(self.filters.setVisible)
        tools.show_details.toggled.connect(self.details.setVisible)
        self.editing.added_by_user.connect(lambda product: self.table.show_product(product.id))
        session.alive.connect(self.editing.send_waiting)
        self.changing.wire(tools, self.table, self.model, self.searching, self.status)
        self.transferring.wire(tools, self.table, self.model, self.searching)
        self.transferring.products_changed.connect(self.session.note_write)
        self.transferring.products_changed.connect(self.model.refresh)
        self.table.addActions([tools.change_many, tools.duplicate])
        QShortcut(QKeySequence.StandardKey.Find, self, self.searching.take_focus)
        self.addAction(self.searching.views_button.save_action)
        QShortcut("Ctrl+R", self, self._on_refresh)
        QShortcut(QKeySequence.StandardKey.Quit, self, self._quit)
        QShortcut("F6", self, self._parts.go_to_next)
        self.tools.delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.table.addAction(self.tools.delete)
        self._on_state(session.state)

    def _wire_health(self) -> None:
        self.health = ConnectionHealth(self.session, self._services.runner, self)
        self.status.addPermanentWidget(self.health.button)
        self.addAction(self.health.action)
        tools = self.tools
        self._opening.fill_menu(tools.connection_button, tools.connection_menu, self.health.action)
        self.model.rows.offers_for = LongerTime(self.session, self.model.refresh).offers_for

    def _wire_table(self) -> None:
        rows, columns = self.model.rows, self.table.layout_of_columns
        views, vocabulary = self.searching.views, self.searching.vocabulary
        for source in (self.table, self.details):
            source.term_wanted.connect(self.searching.add_term)
        self.details.column_wanted.connect(columns.show_metadata)
        vocabulary.changed.connect(lambda: columns.offer_keys(vocabulary.metadata_keys))
        columns.arranged.connect(lambda: views.save_columns(columns.settings()))
        for known in (views.loaded, self.model.columns_changed):
            known.connect(lambda: columns.arrange(views.columns))
        rows.load_started.connect(self._relaxations.stop)
        rows.load_started.connect(lambda: self._index_offer.query_started(rows.query, rows.sort))
        rows.rows_shown.connect(self._index_offer.rows_shown)
        rows.settled.connect(self._preparation.start)
        rows.load_started.connect(self._preparation.postpone)
        self._relaxations.loaded.connect(
            lambda query, found: self.workspace.empty.show_relaxations(
                query, found, self.search.set_query
            )
        )
        self.table.metadata_edit_wanted.connect(self._edit_metadata)
        self.table.edit_refused.connect(self.status.show_note)
        self.table.finding.typed.connect(self.status.show_finding)
        self.table.finding.missed.connect(self.status.show_missed)

    # What the window offers

    def open_source(self, source: CatalogueSource) -> None:
        """Open a catalogue in this window; asks first while something typed is not saved."""
        self._commit_open_editors()
        go_on = Action("Open anyway", lambda: self._open(source), "openAnywayButton")
        if not self.changing.asks_before(go_on):
            self._open(source)

    def _open(self, source: CatalogueSource) -> None:
        self.table.layout_of_columns.flush()
        self._use_catalogue(None)
        self.searching.views.use(source.key)
        self.changing.use_source(source)
        self.details.show_product(None)
        self.tools.show_source(source)
        self._opening.show_source(source)
        self.workspace.band.show_source(source)
        self.setWindowTitle(f"{source.label} – {TITLE}")
        self.session.open(source)

    def open_last(self) -> None:
        """Open what was open last, if the user wants that at the start."""
        self._opening.open_last()

    def open_import(self, path: Path | None = None) -> None:
        """Open the import wizard, with a file if one is given."""
        self.transferring.open_import(path)

    def end(self) -> None:
        """End all background work, bounded in time. Further calls do nothing."""
        if self._is_ended:
            return
        self._is_ended = True
        self._preparation.stop()
        self._commit_open_editors()
        self.hide()  # what follows may take a moment that nobody needs to watch
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("splitter", self.workspace.layout_state())
        for panel, action in self._panels.items():
            self._settings.setValue(panel, "true" if action.isChecked() else "false")
        self._settings.sync()
        self.table.layout_of_columns.flush()
        self.searching.views.flush()
        self.transferring.end()
        self._services.secrets.give_up()  # whoever waits for the keyring would hold the end up
        self._services.runner.shutdown()
        self.session.close()
        if self._services.journal is not None:
            self._services.journal.close()
        self.closed.emit()

    # Connection

    def _on_state(self, state: State) -> None:
        is_open = self.session.catalogue is not None
        self.tools.export.setEnabled(is_open)
        self.tools.refresh.setEnabled(is_open or state == State.FAILED)
        self._show_emptiness()

    def _on_opened(self, catalogue: Catalogue) -> None:
        self._opening.note_opened()
        self._use_catalogue(catalogue)
        self.model.look_for(self.search.query)
        self._on_state(self.session.state)
        if not self.search.hasFocus():
            self.table.setFocus()

    def _use_catalogue(self, catalogue: Catalogue | None) -> None:
        for each in (
            self.model,
            self.changing,
            self.searching,
            self._copying,
            self._relaxations,
            self._index_offer,
        ):
            each.use_catalogue(catalogue)
        self.transferring.use_catalogue(catalogue, self.changing.catalogue_key)

    def _on_came_back(self) -> None:
        self.changing.came_back()
        # What waits to be saved goes first.
        QTimer.singleShot(_REFRESH_AFTER_MS, self, self.model.refresh)

    def _on_refresh(self) -> None:
        if self.session.state in (State.FAILED, State.EMPTY, State.AWAY):
            self.session.retry()
        else:
            self.model.refresh()

    # Products

    def _on_count(self) -> None:
        self.status.show_count(self.model.rowCount(), self.model.count_state)
        self._show_emptiness()

    def _on_current_product(self, product: Product | None) -> None:
        self.details.show_product(product)
        self.changing.show_current(product)

    def _edit_metadata(self, key: MetadataKey) -> None:
        """Type over a metadata key of the current product: its kinds of value need more than a cell."""
        self.tools.show_details.setChecked(True)
        self.details.show()  # also where the window is narrow: it was asked for
        self.details.edit_metadata(key.path)

    def _show_emptiness(self) -> None:
        reason = emptiness_of(self.session, self.model)
        self.workspace.show_emptiness(
            reason,
            format_query(self.model.query),
            self._help,
            can_have_fast_text=self.session.can_have_fast_text,
        )
        if reason == Emptiness.NOTHING_FOUND:
            self._relaxations.load(self.model.query)

    # Qt's side

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A small window is the table's; a panel folded by hand stays folded when there is room again.
        is_narrow = event.size().width() < MIN_WIDTH_FOR_DETAILS
        self.details.setVisible(self.tools.show_details.isChecked() and not is_narrow)
        self.tools.show_details.setEnabled(not is_narrow)

    def closeEvent(self, event: QCloseEvent) -> None:
        if event.spontaneous():  # by the user's hand, and not by the program's own call
            self.ask_to_close(event)
        if event.isAccepted():
            self.end()
            super().closeEvent(event)

    def ask_to_close(self, event: QCloseEvent) -> None:
        """Keep the window open, and say why, while something typed is not saved."""
        self._commit_open_editors()
        close = Action("Close anyway", self._close_anyway, "closeAnywayButton")
        if self.changing.asks_before(close):
            event.ignore()

    def _quit(self) -> None:
        event = QCloseEvent()
        self.ask_to_close(event)
        if event.isAccepted():
            self.close()

    def _commit_open_editors(self) -> None:
        self.table.commit_open_editor()
        self.details.commit_open_editor()

    def _close_anyway(self) -> None:
        self.close()

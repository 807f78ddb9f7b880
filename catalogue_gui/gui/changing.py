"""Everything that changes products, wired: editing, what was left unsaved, new, delete, undo, and who may do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.rights import Action as Deed
from catalogue_gui.catalogue.typed_values import EDITABLE_FIELDS
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.left_behind import LeftBehind
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.past import Past
from catalogue_gui.gui.products.edit_announcements import EditAnnouncements
from catalogue_gui.gui.products.edit_keeping import EditKeeping
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.services import Services
from catalogue_gui.gui.source import CatalogueSource
from catalogue_gui.gui.tool_bar import ToolBar

if TYPE_CHECKING:
    from catalogue_gui.catalogue.journal_entries import HistoryEntry
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.gui.bulk.bulk_editing import BulkEditing
    from catalogue_gui.gui.bulk.scope import ProductScope
    from catalogue_gui.gui.products.history import Step
    from catalogue_gui.gui.products.model import ProductTableModel
    from catalogue_gui.gui.products.table import ProductTable
    from catalogue_gui.gui.searching import Searching
    from catalogue_gui.gui.status_line import StatusLine

UNSAVED_TOPIC = "unsaved"


class Changing(QObject):
    """What the window offers to change products with.

    Args:
        services: background work and the journal.
        messages: where it is said what happened.
        window: for dialogs.
    """

    def __init__(self, services: Services, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._messages = messages
        self._keeping = EditKeeping(services.journal)
        self._catalogue: Catalogue | None = None
        self._window = window
        self._tools: ToolBar | None = None
        self._product: Product | None = None
        self._source: CatalogueSource | None = None
        self._bulk: BulkEditing | None = None
        self.editing = ProductEditing(services.runner, self, keeping=self._keeping)
        self._left = LeftBehind(services.runner, self.editing, self._keeping, messages, self)
        self.past = Past(services, self.editing, messages, window)
        self.past.learn(self._bulk_step)
        self._announcements = EditAnnouncements(self.editing, messages, window)
        self.editing.history.changed.connect(self._on_history)
        self.editing.pending_changed.connect(self._on_pending)
        self.editing.rights_changed.connect(self._allow)

    def wire(
        self,
        tools: ToolBar,
        table: ProductTable,
        model: ProductTableModel,
        searching: Searching,
        status: StatusLine,
    ) -> None:
        """Follow the tool bar and keep its actions up to date."""
        self._tools, self._table, self._model = tools, table, model
        self._searching, self._status = searching, status
        tools.new.triggered.connect(self.add_product)
        tools.duplicate.triggered.connect(self.duplicate)
        tools.delete.triggered.connect(self.delete)
        tools.change_many.triggered.connect(self.change_many)
        tools.history.triggered.connect(self.past.show)
        tools.undo.triggered.connect(self.editing.history.undo)
        tools.redo.triggered.connect(self.editing.history.redo)
        self._on_history()
        self._allow()

    @property
    def catalogue_key(self) -> str:
        """The open catalogue's name in the journal."""
        return self._keeping.key

    def use_source(self, source: CatalogueSource) -> None:
        """Another catalogue is being opened."""
        self._source = source
        self._keeping.use(source.work_key)

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Change another catalogue from now on."""
        self._catalogue = catalogue
        self.editing.use_catalogue(catalogue)
        if self._bulk is not None:
            self._tell_bulk(self._bulk)
        self.past.use_catalogue(catalogue, self._source, self._keeping.key)
        self._allow()
        self._left.use_catalogue(catalogue)

    def came_back(self) -> None:
        """The server answers again; it may be a copy that can only be read now, or no longer be one."""
        self.editing.look_at_rights()
        self.editing.send_waiting()
        self._left.look()

    def show_current(self, product: Product | None) -> None:
        """Offer what needs a product, or do not."""
        self._product = product
        self._allow()

    # What the user can do

    def add_product(self) -> None:
        """Ask for a new product."""
        self._open_new(None)

    def duplicate(self) -> None:
        """Ask for a new product, filled with what the current one holds."""
        self._open_new(self._product)

    def _open_new(self, like: Product | None) -> None:
        from catalogue_gui.gui.products.new_product import NewProductDialog, copy_of

        NewProductDialog(
            self.editing,
            self._messages,
            self._searching.categories,
            self._window,
            like=copy_of(like) if like is not None else None,
        ).open()

    def delete(self) -> None:
        """Delete the selected products; many, and any of a production catalogue, after a question."""
        from catalogue_gui.gui.bulk.delete_dialog import delete_after_asking

        scope, product = self._selected(), self._product
        is_production = self._source is not None and self._source.is_production
        if product is not None and not is_production and (scope is None or scope.count == 1):
            # One goes in its place, without asking for the rows again.
            self.editing.delete(product.id, self._messages.show_error)
        elif scope is not None and self._source is not None:
            delete_after_asking(
                self.start_bulk(),
                scope,
                self._source.label,
                self._window,
                is_production=is_production,
            )

    def change_many(self) -> None:
        """Open the dialog that changes many products at once."""
        from catalogue_gui.gui.bulk.dialog import BulkEditDialog

        bulk = self.start_bulk()
        if bulk.catalogue is None or self._source is None:
            return
        BulkEditDialog(
            bulk,
            self._selected(),
            self._found(),
            self._searching.vocabulary,
            self.editing.rights,
            self._source.label,
            self._window,
            is_production=self._source.is_production,
        ).open()

    def _selected(self) -> ProductScope | None:
        from catalogue_gui.gui.bulk.scope import ProductScope

        spans = self._table.selected_spans()
        return ProductScope(self._model.rows.order, spans) if spans else None

    def _found(self) -> ProductScope | None:
        from catalogue_gui.gui.bulk.scope import ProductScope

        is_known = self._model.count_state == CountState.EXACT
        return ProductScope(self._model.rows.order) if is_known else None

    def start_bulk(self) -> BulkEditing:
        """What changes many products at once; made when it is asked for."""
        if self._bulk is None:
            from catalogue_gui.gui.bulk.announcements import BulkAnnouncements
            from catalogue_gui.gui.bulk.bulk_editing import BulkEditing

            bulk = self._bulk = BulkEditing(
                self._services.runner, self.editing, self._services.journal, self
            )
            self._bulk_announcements = BulkAnnouncements(
                bulk, self.editing.history, self._messages, self._status
            )
            bulk.products_changed.connect(self._model.refresh)
            bulk.ended.connect(self._on_pending)
            self._tell_bulk(bulk)
        return self._bulk

    def _bulk_step(self, entry: HistoryEntry) -> Step | None:
        return self.start_bulk().step_of(entry.id, entry.text, entry.payload, entry.count)

    def _tell_bulk(self, bulk: BulkEditing) -> None:
        catalogue = self._catalogue
        if catalogue is None:
            bulk.use_catalogue(None)
        else:
            bulk.use_catalogue(catalogue, self._keeping.key, catalogue.user)

    # The tool bar

    def _on_history(self) -> None:
        history, tools = self.editing.history, self._tools
        if tools is None:
            return
        for action, word, text in (
            (tools.undo, "Undo", history.undo_text),
            (tools.redo, "Redo", history.redo_text),
        ):
            action.setEnabled(bool(text))
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            what = f"{word} {text}" if text else f"Nothing to {word.lower()}"
            action.setToolTip(f"{what} ({keys})")

    def _on_pending(self) -> None:
        pending = self.editing.pending
        if pending.unsaved_count == 0 and not (self._bulk is not None and self._bulk.is_running):
            self._messages.withdraw(UNSAVED_TOPIC)
        if self._keeping.problem is not None and not self._keeping.problem_is_told:
            self._keeping.problem_is_told = True
            self._messages.show_error(self._keeping.problem, topic="journal")

    def _allow(self) -> None:
        tools, rights = self._tools, self.editing.rights
        if tools is None:
            return
        is_open = self._catalogue is not None
        has_product = self._product is not None
        for action, deed, is_possible in (
            (tools.new, Deed.ADD, is_open),
            (tools.duplicate, Deed.ADD, is_open and has_product),
            (tools.delete, Deed.DELETE, is_open and has_product),
            (tools.import_file, Deed.ADD, is_open),
        ):
            # An import may also only update: it is offered to whoever may change anything at all.
            is_import = action is tools.import_file
            reason = rights.why_not(deed)
            if is_import and self._catalogue is not None and self._catalogue.is_writable:
                reason = ""
            tools.allow(action, is_possible and not reason, reason if is_open else "")
        reasons = {rights.why_not(field) for field in EDITABLE_FIELDS}
        reason = "" if "" in reasons or not is_open else min(reasons)
        if len(reasons) > 1 and reason:
            reason = "None of the fields may be changed here by this user."
        tools.allow(tools.change_many, is_open and not reason, reason)
        tools.history.setEnabled(is_open and self._services.journal is not None)

    # Closing and changing over

    def asks_before(self, action: Action) -> bool:
        """Ask before something that ends the work here; False when nothing stands against it.

        Args:
            action: goes on all the same.
        """
        count = self.editing.pending.unsaved_count
        if self._bulk is not None and self._bulk.is_running:
            title = "Many products are being changed"
            text = "Going on now cancels that: none of them will be changed."
        elif count:
            what = (
                "One value that you typed is"
                if count == 1
                else f"{count} values that you typed are"
            )
            title = f"{what} not saved"
            text = (
                "They are kept on this computer and offered again when this catalogue is opened next."
                if self._keeping.is_keeping
                else "Going on now gives them up."
            )
            text = f"Marked cells show what is meant. {text}"
        else:
            return False
        self._messages.show(
            Message(title, text, tone=Tone.PROBLEM, actions=(action,), topic=UNSAVED_TOPIC)
        )
        return True

"""Changes to products, from the typed text to the row that the server returns."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    ConnectionFailed,
    EditConflict,
    InvalidValue,
    PoolExhausted,
)
from catalogue_gui.catalogue.product import Change, Edit, Field, NewProduct, Product, field_value
from catalogue_gui.catalogue.typed_values import NumberMarks, parse_field
from catalogue_gui.gui.products.history import Addition, Deletion, FieldChange, History
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingEdits, PendingState
from catalogue_gui.gui.products.send_queue import SendQueue
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

logger = logging.getLogger(__name__)

BUSY_RETRY_MS = 2_000  # after every connection was busy: some work has ended by then, as a rule
T = TypeVar("T")


class ProductEditing(QObject):
    """Sends changes, one at a time for each product, and keeps what could not be sent.

    Every success is announced once, with the product as the server returned it; the table and every other view take it
    from there. What goes wrong is announced as well; ``EditAnnouncements`` says it to the user.
    """

    product_changed = Signal(object)  # Product
    product_added = Signal(object)  # Product
    product_deleted = Signal(object)  # UUID
    pending_changed = Signal(object)  # UUID
    saved = Signal(object)  # PendingEdit: a typed value is in the catalogue
    given_up = Signal(object)  # PendingEdit: the user took it back
    not_saved = Signal(object, object)  # PendingEdit, CatalogueError
    added_by_user = Signal(object)  # Product
    deleted_by_user = Signal(object)  # Product, as it was

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue: Catalogue | None = None
        self._queue = SendQueue()
        self.pending = PendingEdits()
        self.history = History(self)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(BUSY_RETRY_MS)
        self._retry.timeout.connect(self.send_waiting)

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Edit another catalogue from now on; what is pending for the present one is given up."""
        self._catalogue = catalogue
        self._retry.stop()
        self.pending = PendingEdits()
        self._queue.clear()
        self.history.clear()

    # Typed values

    def submit_text(self, product: Product, field: Field, text: str, marks: NumberMarks) -> bool:
        """Take what was typed into a field.

        Returns:
            True when it is on its way or changes nothing; False when it cannot be read, in which case it is kept, with
            the reason, to be mended.
        """
        try:
            new = parse_field(field, text, marks)
        except InvalidValue as error:
            refused = PendingEdit(
                product.id, field, text, None, PendingState.REFUSED, error.reason, product.name
            )
            self._keep(refused)
            self.not_saved.emit(refused, error)
            return False
        seen = field_value(product, field)
        earlier = self.pending.get(product.id, field)
        is_saving = earlier is not None and earlier.state == PendingState.SAVING
        if new == seen and not is_saving:
            self.give_up(product.id, field)
            return True
        # While an earlier value is on its way, this one waits for the answer and then builds on it.
        change, state = Change(seen, new), PendingState.SAVING
        self._keep(PendingEdit(product.id, field, text, change, state, name=product.name))
        self._queue.add(product.id, partial(self._send_pending, product.id, field))
        return True

    def give_up(self, product_id: UUID, field: Field, *, quietly: bool = False) -> None:
        """Forget what is pending for a field; the cell shows the catalogue's value again.

        Args:
            product_id: the product.
            field: the field.
            quietly: True to leave what was said about it standing.
        """
        pending = self.pending.get(product_id, field)
        if pending is not None:
            self._drop(pending)
            if not quietly:
                self.given_up.emit(pending)

    def take_back(self, product_id: UUID, field: Field) -> None:
        """Forget a value that was refused; one on its way or waiting for the server is not lost by a key press."""
        pending = self.pending.get(product_id, field)
        if pending is not None and pending.state == PendingState.REFUSED:
            self.give_up(product_id, field)

    def send_waiting(self) -> None:
        """Send what waited for the server."""
        for pending in self.pending.in_state(PendingState.WAITING):
            self.send_again(pending)

    def send_again(self, pending: PendingEdit, seen: object = None) -> None:
        """Send a kept value once more, over ``seen`` in place of what the user saw at first if that is given."""
        change = pending.change
        if change is None:
            return
        if seen is not None:
            change = Change(seen, change.new)  # type: ignore[arg-type]  # a field's value, as the server holds it
        self._keep(replace(pending, change=change, state=PendingState.SAVING, reason=""))
        self._queue.add(
            pending.product_id, partial(self._send_pending, pending.product_id, pending.field)
        )

    def refetch(self, product_id: UUID) -> None:
        """Fetch one product anew and announce it."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Product | None:
            with context.connection() as connection:
                return catalogue.fetch_page(connection, [product_id])[0]

        def done(product: Product | None) -> None:
            if product is None:
                self.product_deleted.emit(product_id)
            else:
                self.product_changed.emit(product)

        self._submit(catalogue, work, done, lambda error: logger.info("%s", error.message))

    def _send_pending(self, product_id: UUID, field: Field) -> bool:
        pending = self.pending.get(product_id, field)
        if pending is None or pending.state != PendingState.SAVING or pending.edit is None:
            return False
        if pending.change is not None and pending.change.new == pending.change.seen:
            self._drop(pending)
            return False
        return self._send(
            pending.edit, partial(self._on_saved, pending), partial(self._on_not_saved, pending)
        )

    def _on_saved(self, sent: PendingEdit, product: Product) -> None:
        current = self.pending.get(sent.product_id, sent.field)
        stored = field_value(product, sent.field)
        if current is sent:
            self._drop(sent)
        elif current is not None and current.change is not None:
            # Typed over while the older text was on its way: it now builds on what was just stored.
            self.pending.put(replace(current, change=Change(stored, current.change.new)))
        if sent.change is not None and stored != sent.change.seen:
            # What came back, and not what was sent: a rule of the catalogue may have changed it on the way.
            edit = Edit(sent.product_id, {sent.field: Change(sent.change.seen, stored)})
            self.history.push(FieldChange(self, edit, product.name))
        self.saved.emit(sent)
        self.product_changed.emit(product)

    def _on_not_saved(self, sent: PendingEdit, error: CatalogueError) -> None:
        current = self.pending.get(sent.product_id, sent.field)
        is_waiting = isinstance(error, ConnectionFailed)
        if isinstance(error, PoolExhausted):
            self._retry.start()
        if is_waiting and current is not None and current.state == PendingState.SAVING:
            self._keep(replace(current, state=PendingState.WAITING, reason=error.message))
        elif current is sent:
            self._keep(replace(sent, state=PendingState.REFUSED, reason=error.message))
        else:
            return  # typed over meanwhile: what was refused is no longer wanted
        self.not_saved.emit(sent, error)
        if isinstance(error, EditConflict) and error.is_deleted:
            self.product_deleted.emit(sent.product_id)

    def _keep(self, pending: PendingEdit) -> None:
        self.pending.put(pending)
        self.pending_changed.emit(pending.product_id)

    def _drop(self, pending: PendingEdit) -> None:
        self.pending.drop(pending.product_id, pending.field)
        self.pending_changed.emit(pending.product_id)

    # Whole changes: each with what to do when it is done, or not

    def apply(
        self, edit: Edit, done: Callable[[], None], failed: Callable[[CatalogueError], None]
    ) -> None:
        """Send an edit in its turn, without noting it in the history: undo and redo come here."""

        def on_success(product: Product) -> None:
            self.product_changed.emit(product)
            done()

        self._queue.add(edit.product_id, partial(self._send, edit, on_success, failed))

    def insert(
        self,
        product: NewProduct,
        done: Callable[[Product], None],
        failed: Callable[[CatalogueError], None],
    ) -> None:
        """Add a product, without noting it in the history."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Product:
            with context.transaction() as connection:
                return catalogue.insert(connection, product)

        def on_success(added: Product) -> None:
            self.product_added.emit(added)
            done(added)

        self._submit(catalogue, work, on_success, failed)

    def remove(
        self,
        product_id: UUID,
        done: Callable[[Product | None], None],
        failed: Callable[[CatalogueError], None],
    ) -> None:
        """Delete a product, without noting it in the history; None is handed on when it was gone already."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Product | None:
            with context.transaction() as connection:
                return catalogue.delete(connection, product_id)

        def on_success(deleted: Product | None) -> None:
            self.product_deleted.emit(product_id)
            done(deleted)

        self._submit(catalogue, work, on_success, failed)

    def add(
        self,
        product: NewProduct,
        done: Callable[[Product], None],
        failed: Callable[[CatalogueError], None],
    ) -> None:
        """Add a product for the user."""

        def note(added: Product) -> None:
            self.history.push(Addition(self, added))
            self.added_by_user.emit(added)
            done(added)

        self.insert(product, note, failed)

    def delete(self, product_id: UUID, failed: Callable[[CatalogueError], None]) -> None:
        """Delete a product for the user."""

        def note(deleted: Product | None) -> None:
            if deleted is not None:
                self.history.push(Deletion(self, deleted))
                self.deleted_by_user.emit(deleted)

        self.remove(product_id, note, failed)

    # Sending

    def _send(
        self,
        edit: Edit,
        on_success: Callable[[Product], None],
        on_failure: Callable[[CatalogueError], None],
    ) -> bool:
        catalogue = self._catalogue
        if catalogue is None:
            return False

        def work(context: JobContext) -> Product:
            with context.transaction() as connection:
                return catalogue.update(connection, edit)

        def succeed(product: Product) -> None:
            on_success(product)
            self._queue.answered(edit.product_id)

        def fail(error: CatalogueError) -> None:
            on_failure(error)
            self._queue.answered(edit.product_id)

        self._submit(catalogue, work, succeed, fail)
        return True

    def _submit(
        self,
        catalogue: Catalogue,
        work: Callable[[JobContext], T],
        on_success: Callable[[T], None],
        on_failure: Callable[[CatalogueError], None],
    ) -> None:
        """Run some work; what arrives after another catalogue was opened is no news of this one."""

        def succeed(result: T) -> None:
            if self._catalogue is catalogue:
                on_success(result)

        def fail(error: CatalogueError) -> None:
            if self._catalogue is catalogue:
                on_failure(error)
            else:
                logger.warning("Too late for the catalogue that is open now: %s", error.message)

        self._runner.submit(work, owner=self, on_success=succeed, on_failure=fail, is_write=True)

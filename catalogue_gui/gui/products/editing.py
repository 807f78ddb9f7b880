"""Changes to products, from the typed text to the row that the server returns, and back again by undo."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    ConnectionFailed,
    EditConflict,
    InvalidValue,
)
from catalogue_gui.catalogue.product import Change, Edit, Field, NewProduct, Product, field_value
from catalogue_gui.catalogue.typed_values import NumberMarks, parse_field
from catalogue_gui.gui.messages import Action, Message, Messages, Tone
from catalogue_gui.gui.products.history import Addition, Deletion, FieldChange
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingEdits, PendingState
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

logger = logging.getLogger(__name__)

TOPIC = "edit"
T = TypeVar("T")


class ProductEditing(QObject):
    """Sends edits, one at a time for each product, and keeps what could not be sent.

    Every success is announced once, with the product as the server returned it; the table and every other view take it
    from there.
    """

    product_changed = Signal(object)  # Product
    product_added = Signal(object)  # Product
    product_deleted = Signal(object)  # UUID
    pending_changed = Signal(object)  # UUID

    def __init__(
        self, runner: JobRunner, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages
        self._catalogue: Catalogue | None = None
        self._in_flight: set[UUID] = set()
        self.pending = PendingEdits()
        self.history = QUndoStack(self)

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Edit another catalogue from now on; what is pending for the present one is given up."""
        self._catalogue = catalogue
        self.pending = PendingEdits()
        self._in_flight.clear()
        self.history.clear()

    def submit_text(self, product: Product, field: Field, text: str, marks: NumberMarks) -> bool:
        """Take what was typed into a field.

        Returns:
            True when it is on its way or changes nothing; False when it cannot be read, in which case it is kept, with
            the reason, to be mended.
        """
        try:
            new = parse_field(field, text, marks)
        except InvalidValue as error:
            self._keep(
                PendingEdit(product.id, field, text, None, PendingState.REFUSED, error.reason)
            )
            self._say_refused(error)
            return False
        seen = field_value(product, field)
        if new == seen:
            self.give_up(product.id, field)
            return True
        self._keep(PendingEdit(product.id, field, text, Change(seen, new), PendingState.SAVING))
        self._send_next(product.id)
        return True

    def give_up(self, product_id: UUID, field: Field) -> None:
        """Forget what is pending for a field; the cell shows the catalogue's value again."""
        if self.pending.get(product_id, field) is not None:
            self.pending.drop(product_id, field)
            self.pending_changed.emit(product_id)
            self._messages.withdraw(TOPIC)

    def take_back(self, product_id: UUID, field: Field) -> None:
        """Forget a value that was refused; one on its way or waiting for the server is not lost by a key press."""
        pending = self.pending.get(product_id, field)
        if pending is not None and pending.state == PendingState.REFUSED:
            self.give_up(product_id, field)

    def send_waiting(self) -> None:
        """Send what waited for the server."""
        for pending in self.pending.in_state(PendingState.WAITING):
            self._keep(replace(pending, state=PendingState.SAVING, reason=""))
            self._send_next(pending.product_id)

    def apply(self, edit: Edit, *, on_failure: Callable[[CatalogueError], None]) -> None:
        """Send an edit without noting it for undo: undo and redo themselves come here."""
        self._run_update(edit, on_success=self.product_changed.emit, on_failure=on_failure)

    def add(
        self,
        product: NewProduct,
        *,
        on_success: Callable[[Product], None],
        on_failure: Callable[[CatalogueError], None],
        note: bool = True,
    ) -> None:
        """Add a product; ``note`` puts it into the history."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Product:
            with context.transaction() as connection:
                return catalogue.insert(connection, product)

        def done(added: Product) -> None:
            if note:
                self.history.push(Addition(self, added))
            self.product_added.emit(added)
            on_success(added)

        self._submit(catalogue, work, done, on_failure)

    def delete(
        self,
        product_id: UUID,
        *,
        on_failure: Callable[[CatalogueError], None] | None = None,
        note: bool = True,
    ) -> None:
        """Delete a product; ``note`` puts it into the history."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Product | None:
            with context.transaction() as connection:
                return catalogue.delete(connection, product_id)

        def done(deleted: Product | None) -> None:
            if note and deleted is not None:
                self.history.push(Deletion(self, deleted))
            self.product_deleted.emit(product_id)
            if note and deleted is not None:
                self._messages.show(
                    Message(
                        f"Deleted “{deleted.name}”.",
                        actions=(Action("Undo", self.history.undo, "bannerUndoButton"),),
                        topic=TOPIC,
                    )
                )

        self._submit(catalogue, work, done, on_failure or self._messages.show_error)

    def _keep(self, pending: PendingEdit) -> None:
        self.pending.put(pending)
        self.pending_changed.emit(pending.product_id)

    def _send_next(self, product_id: UUID) -> None:
        """Send the oldest edit of a product that is ready; one at a time, so that each knows what it was based on."""
        if product_id in self._in_flight:
            return
        for pending in self.pending.in_state(PendingState.SAVING):
            edit = pending.edit
            if pending.product_id == product_id and edit is not None:
                self._in_flight.add(product_id)
                self._run_update(
                    edit,
                    on_success=partial(self._on_saved, pending),
                    on_failure=partial(self._on_not_saved, pending),
                )
                return

    def _run_update(
        self,
        edit: Edit,
        *,
        on_success: Callable[[Product], None],
        on_failure: Callable[[CatalogueError], None],
    ) -> None:
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Product:
            with context.transaction() as connection:
                return catalogue.update(connection, edit)

        self._submit(catalogue, work, on_success, on_failure)

    def _submit(
        self,
        catalogue: Catalogue,
        work: Callable[[JobContext], T],
        on_success: Callable[[T], None],
        on_failure: Callable[[CatalogueError], None],
    ) -> None:
        """Run a write; what arrives after another catalogue was opened is no news of this one."""

        def succeed(result: T) -> None:
            if self._catalogue is catalogue:
                on_success(result)

        def fail(error: CatalogueError) -> None:
            if self._catalogue is catalogue:
                on_failure(error)
            else:
                self._messages.show_error(error)

        self._runner.submit(work, owner=self, on_success=succeed, on_failure=fail)

    def _on_saved(self, sent: PendingEdit, product: Product) -> None:
        self._in_flight.discard(sent.product_id)
        current = self.pending.get(sent.product_id, sent.field)
        if current is sent:
            self.pending.drop(sent.product_id, sent.field)
        elif current is not None and current.change is not None:
            # Typed over while the older text was on its way: it now builds on what was just saved.
            seen = field_value(product, sent.field)
            self.pending.put(replace(current, change=Change(seen, current.change.new)))
        if sent.edit is not None:
            self.history.push(FieldChange(self, sent.edit, product.name))
        self._messages.withdraw(TOPIC)
        self.product_changed.emit(product)
        self.pending_changed.emit(product.id)
        self._send_next(product.id)

    def _on_not_saved(self, sent: PendingEdit, error: CatalogueError) -> None:
        self._in_flight.discard(sent.product_id)
        current = self.pending.get(sent.product_id, sent.field)
        if current is not None:
            is_waiting = isinstance(error, ConnectionFailed)
            state = PendingState.WAITING if is_waiting else PendingState.REFUSED
            self._keep(replace(current, state=state, reason=error.message))
        if isinstance(error, EditConflict):
            self._say_conflict(sent, error)
        elif isinstance(error, ConnectionFailed):
            self._say_waiting(error)
        else:
            self._messages.show_error(error, topic=TOPIC)
        self._send_next(sent.product_id)

    def _say_refused(self, error: InvalidValue) -> None:
        self._messages.show_error(
            InvalidValue(
                error.field,
                error.reason,
                title="Not saved",
                hint="What you typed is still in the cell. Mend it there, or press Escape in it to take it back.",
            ),
            topic=TOPIC,
        )

    def _say_waiting(self, error: ConnectionFailed) -> None:
        logger.info("An edit waits for the server: %s", error.detail)
        self._messages.show(
            Message(
                "Not saved yet: the server is away",
                "What you typed is kept and marked in the table. It is saved when the server answers again, "
                "unless somebody changes the same field first.",
                detail=error.detail,
                tone=Tone.PROBLEM,
                topic=TOPIC,
            )
        )

    def _say_conflict(self, sent: PendingEdit, error: EditConflict) -> None:
        if error.is_deleted:
            self._messages.show_error(error, topic=TOPIC)
            self.product_deleted.emit(error.product_id)
            return
        assert error.theirs is not None
        theirs = _as_text(error.theirs[sent.field])
        self._messages.show(
            Message(
                error.title,
                f"{error.message} The {sent.field} is “{theirs}” by now; you typed “{sent.text}”.",
                "Nothing was overwritten.",
                tone=Tone.PROBLEM,
                actions=(
                    Action("Use mine", lambda: self._use_mine(sent, error), "useMineButton"),
                    Action("Keep theirs", lambda: self._keep_theirs(sent), "keepTheirsButton"),
                ),
                topic=TOPIC,
            )
        )

    def _use_mine(self, sent: PendingEdit, error: EditConflict) -> None:
        if error.theirs is None or sent.change is None:
            return
        theirs = error.theirs[sent.field]
        change = Change(theirs, sent.change.new)  # type: ignore[arg-type]  # a field's value, by construction
        self._keep(replace(sent, change=change, state=PendingState.SAVING, reason=""))
        self._send_next(sent.product_id)

    def _keep_theirs(self, sent: PendingEdit) -> None:
        self.give_up(sent.product_id, sent.field)
        self.refetch_wanted(sent.product_id)

    def refetch_wanted(self, product_id: UUID) -> None:
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

        self._submit(catalogue, work, done, self._messages.show_error)

    def undo_failed(self, command: QUndoCommand, error: CatalogueError) -> None:
        """Say that a step could not be taken back or repeated; nothing was overwritten."""
        command.setObsolete(True)
        if isinstance(error, EditConflict):
            self._messages.show(
                Message(
                    "Not undone",
                    error.message,
                    "That step stays as it is, so that their change is not overwritten.",
                    tone=Tone.PROBLEM,
                    topic=TOPIC,
                )
            )
        else:
            self._messages.show_error(error, topic=TOPIC)


def _as_text(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)

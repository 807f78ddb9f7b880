"""Changes to products, from the typed text to the row that the server returns."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    ConnectionFailed,
    EditConflict,
    InvalidValue,
    PoolExhausted,
    QueryTimedOut,
)
from catalogue_gui.catalogue.product import (
    Change,
    Edit,
    Field,
    FieldValue,
    NewProduct,
    Product,
    field_value,
)
from catalogue_gui.catalogue.rights import Rights
from catalogue_gui.catalogue.typed_values import NumberMarks, parse_field
from catalogue_gui.gui.products.edit_keeping import EditKeeping
from catalogue_gui.gui.products.history import Addition, Deletion, FieldChange, History
from catalogue_gui.gui.products.pending_edits import (
    PendingEdit,
    PendingEdits,
    PendingState,
    still_wanted,
)
from catalogue_gui.gui.products.product_writes import ProductWrites
from catalogue_gui.gui.products.writing import Written, write
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

logger = logging.getLogger(__name__)

BUSY_RETRY_MS = 2_000  # after every connection was busy: some work has ended by then, as a rule


class ProductEditing(ProductWrites):
    """Takes what the user types, sends it, and keeps what could not be sent.

    Every success is announced once, with the product as the server returned it; the table and every other view take it
    from there. What goes wrong is announced as well; ``EditAnnouncements`` says it to the user.

    Args:
        runner: background work.
        keeping: holds on disk what is not saved yet; None to hold it in memory only.
    """

    pending_changed = Signal(object)  # UUID
    saved = Signal(object)  # PendingEdit: a typed value is in the catalogue
    given_up = Signal(object)  # PendingEdit: the user took it back
    not_saved = Signal(object, object)  # PendingEdit, CatalogueError
    added_by_user = Signal(object)  # Product
    deleted_by_user = Signal(object)  # Product, as it was
    rights_changed = Signal()

    def __init__(
        self,
        runner: JobRunner,
        parent: QObject | None = None,
        *,
        keeping: EditKeeping | None = None,
    ) -> None:
        super().__init__(runner, keeping or EditKeeping(None), parent)
        self.pending = PendingEdits()
        self.history = History(self)
        self.rights = Rights()
        self._under_way: dict[UUID, str] = {}  # by product, the id of the edit that was sent
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(BUSY_RETRY_MS)
        self._retry.timeout.connect(self.send_waiting)

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Edit another catalogue from now on; what is pending for the present one stays in the journal."""
        if self._catalogue is not None:
            self._keeping.leave(self.pending)
        self._catalogue = catalogue
        self._retry.stop()
        self.pending = PendingEdits()
        self._queue.clear()
        self._under_way.clear()
        self.history.clear()
        self.look_at_rights()

    def look_at_rights(self) -> None:
        """Take over what the server says that may be done; it may have become another one."""
        rights = self._catalogue.rights if self._catalogue is not None else Rights()
        if rights != self.rights:
            self.rights = rights
            self.rights_changed.emit()

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
            before = self.pending.get(product.id, field)
            refused = PendingEdit(
                product.id,
                field,
                text,
                None,
                PendingState.REFUSED,
                error.reason,
                product.name,
                earlier=still_wanted(before),
            )
            self._replace(refused)
            self.not_saved.emit(refused, error)
            return False
        self.submit_value(product, field, new, text)
        return True

    def submit_value(self, product: Product, field: Field, value: FieldValue, text: str) -> None:
        """Take a new value for a field.

        Args:
            product: as the user saw it.
            field: which one.
            value: what it is to become.
            text: the same as the user wrote it, or would.
        """
        change = Change(field_value(product, field), value)
        earlier = self.pending.get(product.id, field)
        if earlier is None and change.is_nothing():
            return
        pending = PendingEdit(
            product.id,
            field,
            text,
            change,
            PendingState.SAVING,
            name=product.name,
            product=product,
        )
        pending = self._on_top_of(still_wanted(earlier), pending)
        is_nothing = pending.change is None or pending.change.is_nothing()
        if is_nothing and pending.earlier is None:
            self._forget(product.id, field)
            return
        self._replace(pending)
        self._queue.add(product.id, partial(self._send_pending, product.id, field))

    def _on_top_of(self, before: PendingEdit | None, pending: PendingEdit) -> PendingEdit:
        """A value typed over one that is not saved yet."""
        if before is None:
            return pending
        if before.transaction or self._under_way.get(before.product_id) == before.id:
            # What becomes of the earlier one is not known yet; this one builds on it, whichever it is.
            return replace(pending, earlier=before)
        return replace(pending.joined(before), earlier=before.earlier)

    def give_up(self, product_id: UUID, field: Field, *, quietly: bool = False) -> None:
        """Forget what is pending for a field; the cell shows the catalogue's value again.

        Of a text that could not be read only that text is forgotten: what stood in the cell before is as it was.

        Args:
            product_id: the product.
            field: the field.
            quietly: True to leave what was said about it standing.
        """
        pending = self.pending.get(product_id, field)
        if pending is None:
            return
        if pending.change is None and pending.earlier is not None:
            # It is still noted, perhaps with a number by now that is not known here.
            self._keeping.settle(pending)
            self._put(pending.earlier)
        else:
            self._drop(pending)
        if not quietly:
            self.given_up.emit(pending)

    def _forget(self, product_id: UUID, field: Field) -> None:
        """The catalogue's value was typed: nothing of what was typed before is wanted."""
        pending = self.pending.get(product_id, field)
        if pending is not None:
            self._drop(pending)
            self.given_up.emit(pending)

    def take_back(self, product_id: UUID, field: Field) -> None:
        """Forget a value that was refused; one on its way or waiting for the server is not lost by a key press."""
        pending = self.pending.get(product_id, field)
        if pending is not None and pending.state == PendingState.REFUSED:
            self.give_up(product_id, field)

    def send_waiting(self) -> None:
        """Send what waited for the server."""
        for pending in self.pending.in_state(PendingState.WAITING):
            self._send_again(pending)

    def send_left(self) -> None:
        """Send what an earlier run of the program could not save."""
        for pending in self.pending.in_state(PendingState.LEFT):
            self._send_again(pending)

    def insist(self, pending: PendingEdit, change: Change) -> None:
        """Send a kept value once more, with the user's decision over what stood against it."""
        if change.is_nothing():
            self.give_up(pending.product_id, pending.field)
        else:
            self._keeping.settle(*pending.chain[1:])
            self._send_again(replace(pending, change=change, transaction="", earlier=None))

    def take_up(self, left: list[PendingEdit]) -> None:
        """Show what an earlier run of the program could not save as pending; ``send_left`` sends it."""
        for pending in left:
            if self.pending.get(pending.product_id, pending.field) is None:
                self.pending.put(pending)
                self.pending_changed.emit(pending.product_id)

    def _send_again(self, pending: PendingEdit) -> None:
        if pending.change is not None:
            again = replace(pending, state=PendingState.SAVING, reason="", conflict=None)
            self._keep(again)
            self._queue.add(
                pending.product_id, partial(self._send_pending, pending.product_id, pending.field)
            )

    def _send_pending(self, product_id: UUID, field: Field) -> bool:
        pending = self.pending.get(product_id, field)
        if pending is None or pending.state != PendingState.SAVING or pending.change is None:
            return False
        numbers: list[str] = []
        steps: list[int] = []
        key = self._keeping.key

        def work(catalogue: Catalogue, context: JobContext) -> Written:
            def note(number: str) -> None:
                self._keeping.note_transaction(pending.id, number)
                numbers.append(number)

            written: Written | None = None
            try:
                with context.transaction() as connection:
                    written = write(catalogue, connection, pending, note)
            except BaseException:
                written = None
                raise
            finally:
                self._keeping.sent.over(pending.id, written.changes if written else None)
            # Here, as the window may have gone to another catalogue by now.
            self._keeping.settle(*pending.chain)
            for change, product in zip(written.changes, written.stages(), strict=True):
                edit = Edit(pending.product_id, {pending.field: change.narrowed(pending.field)})
                steps.append(self._keeping.record_edit(key, catalogue, edit, product))
            return written

        self._under_way[product_id] = pending.id
        self._keeping.sent.sent(pending.id)
        return self._send(
            product_id,
            work,
            lambda written: self._on_saved(pending, written, steps),
            lambda error: self._on_not_saved(pending, error, "".join(numbers[-1:])),
        )

    def _on_saved(self, sent: PendingEdit, written: Written, steps: list[int]) -> None:
        self._end(sent)
        current = self.pending.get(sent.product_id, sent.field)
        made = written.as_stored(sent.field)
        if current is not None and current.id == sent.id:
            self._drop(current)
        elif current is not None:
            self._build_on(current, made)
        for change, step in zip(made, steps, strict=True):
            if not change.is_nothing():
                edit = Edit(sent.product_id, {sent.field: change.narrowed(sent.field)})
                self.history.push(FieldChange(self, edit, written.product.name, step))
        self.saved.emit(sent)
        self.product_changed.emit(written.product)

    def _build_on(self, current: PendingEdit, made: list[Change]) -> None:
        """Typed over while the older text was on its way: what that has made is to stand there now."""
        change = current.change
        if change is None:
            self._put(replace(current, earlier=None))
            return
        try:
            for each in made:
                change = change.after(current.field, each)
        except InvalidValue as error:
            self._refuse(current, error)
            return
        after = replace(current, change=change, earlier=None)
        if change.is_nothing():
            self._drop(after)
        else:
            self._keep(after)

    def _on_not_saved(self, sent: PendingEdit, error: CatalogueError, number: str) -> None:
        self._end(sent)
        current = self.pending.get(sent.product_id, sent.field)
        if isinstance(error, PoolExhausted):
            self._retry.start()
        # Where the answer was lost, the number tells later what became of it.
        tried = replace(sent, transaction=number or sent.transaction)
        if current is None:
            return
        is_unknown = isinstance(error, QueryTimedOut) and any(
            each.transaction for each in sent.chain
        )
        if isinstance(error, ConnectionFailed) or is_unknown:
            if current.id == sent.id:
                current = tried
            elif current.earlier is not None and current.earlier.id == sent.id:
                waiting = replace(tried, state=PendingState.WAITING, reason=error.message)
                current = replace(current, earlier=waiting)
                self._put(current)
            if current.state == PendingState.SAVING:
                self._keep(replace(current, state=PendingState.WAITING, reason=error.message))
        elif current.id == sent.id:
            self._refuse(tried, error)
        else:
            # Typed over meanwhile: what was refused is no longer wanted, unless these are pieces beside those.
            self._keeping.settle(sent)
            self._keep(replace(current.joined(sent), earlier=sent.earlier))
            return
        self.not_saved.emit(sent, error)
        if isinstance(error, EditConflict) and error.is_deleted:
            self.product_deleted.emit(sent.product_id)

    def _refuse(self, pending: PendingEdit, error: CatalogueError) -> None:
        self._keep(
            replace(
                pending,
                state=PendingState.REFUSED,
                reason=error.message,
                transaction="",
                conflict=error if isinstance(error, EditConflict) else None,
            )
        )

    def _replace(self, pending: PendingEdit) -> None:
        """Keep what was typed in place of what was typed before."""
        before = self.pending.get(pending.product_id, pending.field)
        kept = {each.id for each in pending.chain}
        replaced = [each.id for each in before.chain if each.id not in kept] if before else []
        self._keeping.note(pending, replaced)
        self._put(pending)

    def _keep(self, pending: PendingEdit) -> None:
        self._keeping.note(pending)
        self._put(pending)

    def _put(self, pending: PendingEdit) -> None:
        self.pending.put(pending)
        self.pending_changed.emit(pending.product_id)

    def _drop(self, pending: PendingEdit) -> None:
        self._keeping.settle(*pending.chain)
        self.pending.drop(pending.product_id, pending.field)
        self.pending_changed.emit(pending.product_id)

    def _end(self, sent: PendingEdit) -> None:
        self._under_way.pop(sent.product_id, None)
        self._keeping.sent.taken(sent.id)

    # Whole products

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

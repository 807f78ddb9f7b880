"""What the user is told about changes: refused, waiting, in conflict, deleted, not undone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    ConnectionFailed,
    ConnectionLost,
    EditConflict,
    InvalidValue,
    PoolExhausted,
)
from catalogue_gui.catalogue.product import Field, NewProduct, Product, StockDelta
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.gui.products.conflicts import (
    ConflictLine,
    conflict_lines,
    decided_change,
    with_value,
)
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.pending_edits import PendingEdit

if TYPE_CHECKING:
    from catalogue_gui.gui.products.conflict_dialog import ConflictDialog

_ADDED = "added"
_DELETED = "deleted"
_UNDO = "undo"
_WAITING = "waiting"


class EditAnnouncements:
    """Listens to the editing and says what happened, what is now true, and what can be done."""

    def __init__(self, editing: ProductEditing, messages: Messages, window: QWidget) -> None:
        self._editing = editing
        self._messages = messages
        self._window = window
        self._dialog: ConflictDialog | None = None
        self._gone: dict[UUID, dict[Field, PendingEdit]] = {}  # typed for what had been deleted
        editing.saved.connect(self._on_settled)
        editing.given_up.connect(self._on_settled)
        editing.not_saved.connect(self._on_not_saved)
        editing.added_by_user.connect(self._on_added)
        editing.deleted_by_user.connect(self._on_deleted)
        editing.history.changed.connect(self._on_history_changed)
        editing.history.failed.connect(self._on_undo_failed)

    def _on_settled(self, pending: PendingEdit) -> None:
        self._messages.withdraw(_topic(pending.product_id, pending.field))
        self._gone.pop(pending.product_id, None)
        if not any(True for _ in self._editing.pending):
            self._messages.withdraw(_WAITING)

    def _on_not_saved(self, sent: PendingEdit, error: CatalogueError) -> None:
        match error:
            case EditConflict() if error.is_deleted:
                self._say_gone(sent)
            case EditConflict():
                self._ask(sent, error)
            case ConnectionFailed():
                self._say_waiting(error)
            case InvalidValue():
                self._say_refused(sent, error)
            case _:
                self._messages.show_error(error, topic=_topic(sent.product_id, sent.field))

    def _say_gone(self, sent: PendingEdit) -> None:
        typed = self._gone.setdefault(sent.product_id, {})
        typed[sent.field] = sent
        lost = ", ".join(f"{each.field} {each.text[:200]}" for each in typed.values())
        self._messages.show(
            Message(
                "Deleted by someone else",
                f"“{sent.name}” is not in the catalogue any more.",
                f"What you typed was not saved: {lost}.",
                tone=Tone.PROBLEM,
                actions=(self._offer_to_create(sent),) if sent.product is not None else (),
                topic=_topic(sent.product_id, sent.field),
            )
        )
        self._editing.give_up(sent.product_id, sent.field, quietly=True)

    def _offer_to_create(self, sent: PendingEdit) -> Action:
        return Action("Create it again", partial(self._create_again, sent), "createAgainButton")

    def _create_again(self, sent: PendingEdit) -> None:
        """Add the product as it was, with all that was typed in its place."""
        product = sent.product
        if product is None:
            return
        for each in self._gone.get(sent.product_id, {}).values():
            if each.change is not None:
                new = each.change.new
                if isinstance(new, StockDelta):
                    new = max(product.stock + new.pieces, 0)
                product = with_value(product, each.field, new)
        topic = _topic(sent.product_id, sent.field)

        def done(added: Product) -> None:
            self._gone.pop(sent.product_id, None)
            self._messages.show(
                Message(
                    f"“{added.name}” is in the catalogue again.",
                    "With what you typed.",
                    tone=Tone.SUCCESS,
                    topic=_ADDED,
                )
            )

        self._messages.withdraw(topic)
        self._editing.add(
            NewProduct.again(product),
            done,
            lambda error: self._messages.show_error(
                error, actions=(self._offer_to_create(sent),), topic=topic
            ),
        )

    def _say_refused(self, sent: PendingEdit, error: InvalidValue) -> None:
        self._messages.show(
            Message(
                "Not saved",
                error.reason,
                "What you typed is still in the cell. Mend it there, or press Escape in it to take it back.",
                error.detail,
                Tone.PROBLEM,
                topic=_topic(sent.product_id, sent.field),
            )
        )

    def _say_waiting(self, error: ConnectionFailed) -> None:
        if isinstance(error, PoolExhausted):
            title = "Not saved yet: all connections are busy"
            text = "What you typed is kept and marked in the table. It is sent as soon as a connection is free."
        elif isinstance(error, ConnectionLost) and error.outcome_unknown:
            title = "Not known whether it was saved"
            text = (
                "The connection was lost at the very moment of saving. What you typed is kept; when the server answers "
                "again, it is looked up and saved only if it is not there yet."
            )
        else:
            title = "Not saved yet: the server is away"
            text = (
                "What you typed is kept and marked in the table. It is saved when the server answers again, "
                "unless somebody changes the same field first."
            )
        self._messages.show(
            Message(title, text, detail=error.detail, tone=Tone.PROBLEM, topic=_WAITING)
        )

    def _ask(self, sent: PendingEdit, conflict: EditConflict) -> None:
        """Say it in the banner, which stays, and open the dialog for the decision."""
        lines = conflict_lines(self._in_conflict(sent.product_id), locale_marks(QLocale()))
        line = next((each for each in lines if each.field == sent.field), None)
        said = f"The {line.title} is {line.theirs} by now; you typed {line.mine}." if line else ""
        self._messages.show(
            Message(
                conflict.title,
                f"{conflict.message} {said}".strip(),
                "Nothing was overwritten.",
                tone=Tone.PROBLEM,
                actions=(Action("Decide…", partial(self._open, sent.product_id), "decideButton"),),
                topic=_topic(sent.product_id, sent.field),
            )
        )
        self._open(sent.product_id)

    def _in_conflict(self, product_id: UUID) -> list[PendingEdit]:
        return [
            each
            for each in self._editing.pending.of_product(product_id)
            if each.conflict is not None
        ]

    def _open(self, product_id: UUID) -> None:
        """Open one dialog for all that is in conflict about a product; one that is open is made anew."""
        pending = self._in_conflict(product_id)
        if self._dialog is not None:
            self._dialog.close()
        lines = conflict_lines(pending, locale_marks(QLocale()))
        if not pending:
            return  # decided already
        if not lines:  # it holds by now what was typed
            self._decide(pending, [])
            return
        from catalogue_gui.gui.products.conflict_dialog import ConflictDialog

        name = pending[0].conflict.name if pending[0].conflict is not None else pending[0].name
        dialog = self._dialog = ConflictDialog(lines, name, self._window)
        dialog.decided.connect(partial(self._decide, pending))
        dialog.finished.connect(partial(self._on_dialog_closed, dialog))
        dialog.open()

    def _on_dialog_closed(self, dialog: ConflictDialog, _: int) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _decide(self, pending: list[PendingEdit], mine: list[ConflictLine]) -> None:
        for each in pending:
            if self._editing.pending.get(each.product_id, each.field) is not each:
                continue  # typed over meanwhile
            change = decided_change(each, mine)
            if change is None:
                self._editing.give_up(each.product_id, each.field)
            else:
                self._editing.insist(each, change)
        self._editing.refetch(pending[0].product_id)

    def _on_added(self, product: Product) -> None:
        self._messages.show(
            Message(
                f"Added “{product.name}”.",
                "It stands at the end of the list until the next refresh.",
                tone=Tone.SUCCESS,
                topic=_ADDED,
            )
        )

    def _on_deleted(self, product: Product) -> None:
        self._messages.show(
            Message(
                f"Deleted “{product.name}”.",
                actions=(Action("Undo", self._editing.history.undo, "bannerUndoButton"),),
                topic=_DELETED,
            )
        )

    def _on_history_changed(self) -> None:
        # The button in that message takes back the latest step, so it goes when another step is the latest.
        self._messages.withdraw(_DELETED)
        self._messages.withdraw(_ADDED)
        self._messages.withdraw(_UNDO)

    def _on_undo_failed(self, error: CatalogueError, is_undo: bool) -> None:
        what = "undone" if is_undo else "done again"
        if isinstance(error, EditConflict):
            text, hint = (
                error.message,
                "It stays as it is, so that their change is not overwritten.",
            )
            self._editing.refetch(error.product_id)  # to show what stands there
        else:
            text, hint = error.message, f"{error.hint} You can try it again.".strip()
        self._messages.show(
            Message(f"Not {what}", text, hint, error.detail, Tone.PROBLEM, topic=_UNDO)
        )


def _topic(product_id: UUID, field: Field) -> str:
    return f"edit of {field} of {product_id}"

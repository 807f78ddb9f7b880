"""Writing one typed value exactly once, whatever became of the answer to an earlier try. No Qt; on a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from catalogue_gui.catalogue.errors import EditConflict, InvalidValue
from catalogue_gui.catalogue.product import (
    Change,
    Edit,
    Field,
    Product,
    StockDelta,
    field_value,
)
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.gui.products.product_writes import Attempt


@dataclass(frozen=True, slots=True)
class Written:
    """What is in the catalogue now.

    Args:
        product: as the server returned it.
        changes: the field's changes that were made by it, the oldest first: more than one where an earlier one turned
            out to have been made.
        is_fresh: True when the product is as the last of the changes left it; else somebody may have changed it since.
    """

    product: Product
    changes: tuple[Change, ...]
    is_fresh: bool = False

    def as_stored(self, field: Field) -> list[Change]:
        """What was made, the last one as it came back: a rule of the catalogue may have changed it on the way.

        A product that was fetched afterwards may hold what somebody else has made of it since, which is nobody's to undo.
        """
        made = list(self.changes)
        is_whole = field != Field.METADATA and not (made and isinstance(made[-1].new, StockDelta))
        if made and is_whole and self.is_fresh:
            made[-1] = Change(made[-1].seen, field_value(self.product, field))
        return made

    def stages(self) -> list[Product]:
        """The product after each of the changes; of the stock, as pieces can be added more than once in one go."""
        stages = [self.product]
        for change in reversed(self.changes[1:]):
            pieces = change.new.pieces if isinstance(change.new, StockDelta) else 0
            stages.insert(0, replace(stages[0], stock=stages[0].stock - pieces))
        return stages[len(stages) - len(self.changes) :]


def write(
    catalogue: Catalogue,
    connection: Any,
    pending: PendingEdit,
    note_transaction: Callable[[str], None],
) -> Written:
    """Write a pending value in the transaction that has begun, unless it has been written before.

    The server numbers its transactions, and remembers which were committed: so an answer that was lost can be asked for
    again, and nothing is written twice. Source: PostgreSQL manual, chapter 9.27, "Transaction ID and Snapshot
    Information Functions".

    Args:
        catalogue: where.
        connection: with a transaction begun.
        pending: what; its ``change`` is not None.
        note_transaction: takes the number of this transaction, before it is committed.
    Raises:
        EditConflict, InvalidValue, AccessDenied, ConnectionLost, QueryTimedOut.
    """
    made, change = _after_earlier_tries(catalogue, connection, pending)
    if _was_committed(catalogue, connection, pending):
        there = fetch(catalogue, connection, pending.product_id, pending.name)
        return Written(there, (*made, change))
    if change.is_nothing():
        there = fetch(catalogue, connection, pending.product_id, pending.name)
        return Written(there, tuple(made))
    product = catalogue.update(connection, Edit(pending.product_id, {pending.field: change}))
    note_transaction(catalogue.transaction_of(connection))
    return Written(product, (*made, change), is_fresh=True)


def write_once(catalogue: Catalogue, connection: Any, edit: Edit, attempt: Attempt) -> Product:
    """Write an edit of one field in the transaction that has begun, unless an earlier try has done so.

    Raises:
        EditConflict, InvalidValue, AccessDenied, ConnectionLost, QueryTimedOut.
    """
    ((field, change),) = edit.changes.items()
    pending = PendingEdit(
        edit.product_id,
        field,
        "the change",
        change,
        PendingState.SAVING,
        transaction=attempt.transaction,
    )

    def note(number: str) -> None:
        attempt.transaction = number

    try:
        return write(catalogue, connection, pending, note).product
    except (EditConflict, InvalidValue):
        attempt.transaction = ""  # it is known, or the user is told: trying again is a new decision
        raise


def refuse_changed(product: Product, expected: Product) -> None:
    """Let a product pass that is as it is expected to be, its last change's time aside.

    Raises:
        EditConflict: somebody has changed it.
    """
    if product != replace(expected, updated_at=product.updated_at):
        raise EditConflict(
            f"“{product.name}” has been changed since.",
            product_id=product.id,
            name=product.name,
            mine={},
            theirs={},
            seen={},
            hint="Nothing was overwritten.",
        )


def _after_earlier_tries(
    catalogue: Catalogue, connection: Any, pending: PendingEdit
) -> tuple[list[Change], Change]:
    """What turned out to be written of what was typed before, and what is left to be written on top of it."""
    change, before = pending.change, pending.earlier
    assert change is not None
    if before is None or before.change is None:
        return [], change
    made, written = _after_earlier_tries(catalogue, connection, before)
    if _was_committed(catalogue, connection, before):
        made = [*made, written]
    else:
        joined = pending.joined(replace(before, change=written)).change
        assert joined is not None
        change = joined
    for each in made:
        change = change.after(pending.field, each)
    return made, change


def _was_committed(catalogue: Catalogue, connection: Any, pending: PendingEdit) -> bool:
    """What became of an earlier try.

    Raises:
        InvalidValue: nobody can know any more, and doing it again would do it twice.
    """
    if not pending.transaction:
        return False  # it never came so far that it could have been committed
    state = catalogue.transaction_state(connection, pending.transaction)
    if state == TransactionState.IN_PROGRESS:
        # It holds the row until it ends one way or the other.
        catalogue.lock(connection, pending.product_id)
        state = catalogue.transaction_state(connection, pending.transaction)
    if state == TransactionState.UNKNOWN and pending.delta is not None:
        current = fetch(catalogue, connection, pending.product_id, pending.name)
        raise InvalidValue(
            pending.field,
            f"It is not known whether {pending.text} has been written. The stock is {current.stock} now.",
        )
    return state == TransactionState.COMMITTED


def fetch(catalogue: Catalogue, connection: Any, product_id: UUID, name: str = "") -> Product:
    """A product as it is now.

    Raises:
        EditConflict: it is gone. AccessDenied, ConnectionLost, QueryTimedOut.
    """
    product = catalogue.fetch_page(connection, [product_id])[0]
    if product is None:
        raise EditConflict(
            "This product has been deleted by someone else.",
            product_id=product_id,
            name=name,
            mine={},
            theirs=None,
            seen={},
        )
    return product

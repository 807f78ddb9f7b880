"""Writing one typed value exactly once, whatever became of the answer to an earlier try. No Qt; on a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from catalogue_gui.catalogue.errors import EditConflict, InvalidValue
from catalogue_gui.catalogue.product import Change, Edit, Product, StockDelta
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.gui.products.pending_edits import PendingEdit

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Written:
    """What is in the catalogue now.

    Args:
        product: as the server returned it.
        changes: the field's changes that were made by it, the oldest first: more than one where an earlier one turned
            out to have been made.
    """

    product: Product
    changes: tuple[Change, ...]


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
        return Written(_fetch(catalogue, connection, pending), (*made, change))
    if change.is_nothing():
        return Written(_fetch(catalogue, connection, pending), tuple(made))
    product = catalogue.update(connection, Edit(pending.product_id, {pending.field: change}))
    note_transaction(catalogue.transaction_of(connection))
    return Written(product, (*made, change))


def _after_earlier_tries(
    catalogue: Catalogue, connection: Any, pending: PendingEdit
) -> tuple[list[Change], Change]:
    """What turned out to be written of what was typed before, and what is left to be written on top of it."""
    change, before = pending.change, pending.earlier
    assert change is not None
    if before is None or before.change is None:
        return [], change
    made, written = _after_earlier_tries(catalogue, connection, before)
    if not _was_committed(catalogue, connection, before):
        joined = pending.joined(replace(before, change=written)).change
        assert joined is not None
        return made, joined
    base = written.new
    if isinstance(base, StockDelta):
        base = _fetch(catalogue, connection, pending).stock
    return [*made, written], change.over(pending.field, base)


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
        current = _fetch(catalogue, connection, pending)
        raise InvalidValue(
            pending.field,
            f"It is not known whether {pending.text} has been written. The stock is {current.stock} now.",
        )
    return state == TransactionState.COMMITTED


def _fetch(catalogue: Catalogue, connection: Any, pending: PendingEdit) -> Product:
    product = catalogue.fetch_page(connection, [pending.product_id])[0]
    if product is None:
        raise EditConflict(
            "This product has been deleted by someone else.",
            product_id=pending.product_id,
            name=pending.name,
            mine={},
            theirs=None,
            seen={},
        )
    return product

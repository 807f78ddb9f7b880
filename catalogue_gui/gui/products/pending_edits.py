"""What has been typed and is not in the catalogue yet: on its way, refused, or waiting for the server. No Qt."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID, uuid4

from catalogue_gui.catalogue.errors import EditConflict
from catalogue_gui.catalogue.product import Change, Field, Product, StockDelta


class PendingState(StrEnum):
    """Where a typed value stands."""

    SAVING = "saving"
    REFUSED = "refused"  # by this program or by the server; the reason stands beside it
    WAITING = "waiting"  # for the server to come back
    LEFT = "left"  # by an earlier run of the program; sent when the user says so


@dataclass(frozen=True, slots=True)
class PendingEdit:
    """One field of one product as typed.

    Args:
        product_id: the product.
        field: the field.
        text: as typed.
        change: what is to be written; None when the text could not even be read as a value.
        state: where it stands.
        reason: why it was refused.
        name: the product's, for messages.
        id: under which it is kept until it is settled; one for each time that something was typed.
        transaction: the server's number of the transaction that tried to write it; empty before that.
        earlier: what was typed into the field before and was on its way when this was typed; None once it is known
            what became of it.
        conflict: what stands against it, where somebody else was quicker.
        product: the product as the user saw it; None for what an earlier run of the program left.
    """

    product_id: UUID
    field: Field
    text: str
    change: Change | None
    state: PendingState
    reason: str = ""
    name: str = ""
    id: str = dataclasses.field(default_factory=lambda: uuid4().hex)
    transaction: str = ""
    earlier: PendingEdit | None = None
    conflict: EditConflict | None = None
    product: Product | None = None

    @property
    def delta(self) -> int | None:
        """How many pieces more or fewer were asked for; None for anything else."""
        wish = self.change.new if self.change is not None else None
        return wish.pieces if isinstance(wish, StockDelta) else None

    @property
    def chain(self) -> list[PendingEdit]:
        """This one and what it builds on, the newest first."""
        chain: list[PendingEdit] = []
        each: PendingEdit | None = self
        while each is not None:
            chain.append(each)
            each = each.earlier
        return chain

    def joined(self, before: PendingEdit) -> PendingEdit:
        """This one in place of an earlier one that has not been written: pieces asked for twice are added up."""
        if self.delta is None or before.delta is None or self.change is None:
            return self
        pieces = before.delta + self.delta
        return replace(
            self, change=Change(self.change.seen, StockDelta(pieces)), text=f"{pieces:+d}"
        )


def still_wanted(edit: PendingEdit | None) -> PendingEdit | None:
    """What is to be written of what was typed into a field: nothing that was refused."""
    while edit is not None and edit.state == PendingState.REFUSED:
        edit = edit.earlier
    return edit


class PendingEdits:
    """At most one pending value a field: a newer one takes the older one's place."""

    def __init__(self) -> None:
        self._edits: dict[tuple[UUID, Field], PendingEdit] = {}

    def __len__(self) -> int:
        return len(self._edits)

    def __iter__(self) -> Iterator[PendingEdit]:
        return iter(list(self._edits.values()))

    @property
    def unsaved_count(self) -> int:
        """How many values would be lost now: those on their way are not among them."""
        return sum(each.state != PendingState.SAVING for each in self._edits.values())

    def get(self, product_id: UUID, field: Field) -> PendingEdit | None:
        """What is pending for a field."""
        return self._edits.get((product_id, field))

    def of_product(self, product_id: UUID) -> list[PendingEdit]:
        """All that is pending for a product."""
        return [each for each in self._edits.values() if each.product_id == product_id]

    def put(self, pending: PendingEdit) -> None:
        """Keep a pending value."""
        self._edits[pending.product_id, pending.field] = pending

    def drop(self, product_id: UUID, field: Field) -> None:
        """Forget what is pending for a field: it has been saved, or the user gave it up."""
        self._edits.pop((product_id, field), None)

    def in_state(self, state: PendingState) -> list[PendingEdit]:
        """Those in one state, the oldest first."""
        return [pending for pending in self._edits.values() if pending.state == state]

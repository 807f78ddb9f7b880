"""What has been typed and is not in the catalogue yet: on its way, refused, or waiting for the server. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from catalogue_gui.catalogue.product import Change, Edit, Field


class PendingState(StrEnum):
    """Where a typed value stands."""

    SAVING = "saving"
    REFUSED = "refused"  # by this program or by the server; the reason stands beside it
    WAITING = "waiting"  # for the server to come back


@dataclass(frozen=True, slots=True)
class PendingEdit:
    """One field of one product as typed.

    ``change`` is None when the text could not even be read as a value. ``name`` is the product's, for messages.
    """

    product_id: UUID
    field: Field
    text: str
    change: Change | None
    state: PendingState
    reason: str = ""
    name: str = ""

    @property
    def edit(self) -> Edit | None:
        """The edit to send; None when there is nothing that could be sent."""
        if self.change is None:
            return None
        return Edit(self.product_id, {self.field: self.change})


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

    def put(self, pending: PendingEdit) -> None:
        """Keep a pending value."""
        self._edits[pending.product_id, pending.field] = pending

    def drop(self, product_id: UUID, field: Field) -> None:
        """Forget what is pending for a field: it has been saved, or the user gave it up."""
        self._edits.pop((product_id, field), None)

    def in_state(self, state: PendingState) -> list[PendingEdit]:
        """Those in one state, the oldest first."""
        return [pending for pending in self._edits.values() if pending.state == state]

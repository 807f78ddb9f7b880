"""What the window writes into the journal: what is typed and not saved yet, and what has been done from here.

A journal that cannot be written (a full disk) keeps nobody from working; it is logged, and said once.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from catalogue_gui.catalogue.change_json import decode_change, encode_change
from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.journal_entries import JournalEntry
from catalogue_gui.catalogue.product import Change, Edit, Field, FieldValue, StockDelta
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.journal import Journal

logger = logging.getLogger(__name__)


class EditKeeping:
    """Keeps the pending edits of one catalogue in the journal.

    Args:
        journal: None to keep nothing.
    """

    def __init__(self, journal: Journal | None) -> None:
        self._journal = journal
        self._key = ""
        self.problem: CatalogueError | None = None  # the first that was met
        self.problem_is_told = False
        self._left_here: dict[str, list[PendingEdit]] = {}

    @property
    def key(self) -> str:
        """The catalogue that it keeps for."""
        return self._key

    @property
    def is_keeping(self) -> bool:
        """True when what is typed outlives the program."""
        return self._journal is not None and bool(self._key) and self.problem is None

    def use(self, key: str) -> None:
        """Keep for another catalogue from now on; an empty key keeps nothing. Thread: GUI."""
        self._key = key

    def note(self, pending: PendingEdit, replaced: PendingEdit | None = None) -> None:
        """Keep a pending edit, in place of another if one is given. Thread: GUI; it does not wait for the disk."""
        if self._journal is not None and self._key:
            entry = JournalEntry(
                id=pending.id,
                catalogue_key=self._key,
                product_id=pending.product_id,
                name=pending.name,
                field=pending.field,
                text=pending.text,
                change=pending.change,
                state=pending.state.value,
                reason=pending.reason,
                transaction=pending.transaction,
                noted_at=datetime.now(UTC),
            )
            with self._forgiving():
                self._journal.note(entry, replaces=replaced.id if replaced is not None else "")

    def note_transaction(self, entry_id: str, number: str) -> None:
        """Keep the number of the transaction that writes it; on disk when it returns. Thread: worker."""
        if self._journal is not None and self._key:
            with self._forgiving():
                self._journal.note_transaction(entry_id, number)

    def settle(self, pending: PendingEdit) -> None:
        """Forget an edit and what it built on. Thread: GUI."""
        if self._journal is not None and self._key:
            with self._forgiving():
                each: PendingEdit | None = pending
                while each is not None:
                    self._journal.settle(each.id)
                    each = each.earlier

    def leave(self, pending: Iterable[PendingEdit]) -> None:
        """The window goes to another catalogue; what is pending is offered when it comes back. Thread: GUI."""
        left = [replace(each, state=PendingState.LEFT) for each in pending if each.change]
        if self.is_keeping and left:
            self._left_here[self._key] = left

    def left_behind(self, key: str, catalogue: Catalogue, connection: Any) -> list[PendingEdit]:
        """What a run of the program that has ended could not save, the oldest first. Thread: worker.

        What turns out to have been saved in its last moment is settled here.
        """
        if self._journal is None or not key:
            return []
        found: dict[tuple[UUID, Field], PendingEdit] = {}
        saved: dict[tuple[UUID, Field], Change] = {}
        with self._forgiving():
            for entry in self._journal.left_behind(key):
                place = entry.product_id, entry.field
                if entry.transaction and _is_committed(catalogue, connection, entry):
                    self._journal.settle(entry.id)
                    if entry.change is not None:
                        saved[place] = entry.change
                    continue
                before = found.get(place)
                change = entry.change
                if change is not None and place in saved:  # typed on top of what was saved
                    change = change.over(entry.field, saved[place].new)
                is_readable = entry.change is not None
                left = PendingEdit(
                    product_id=entry.product_id,
                    field=entry.field,
                    text=entry.text,
                    change=change,
                    state=PendingState.LEFT if is_readable else PendingState.REFUSED,
                    reason=entry.reason,
                    name=entry.name,
                    id=entry.id,
                    transaction=entry.transaction,
                )
                found[place] = left if before is None else replace(left, earlier=before)
        return [*self._left_here.pop(key, []), *found.values()]

    # What has been done

    def record_edit(self, catalogue: Catalogue, edit: Edit, name: str) -> None:
        """Note a change of one product that has been committed. Thread: worker."""
        for field, change in edit.changes.items():
            self.record(
                catalogue,
                f"{field.value} of “{name}”",
                field.value,
                _readable(change.seen),
                _readable(change.new),
                f"{edit.product_id} {encode_change(field, change)}",
            )

    def mark_undone(self, step_id: int) -> None:
        """Note that a step has been taken back. Thread: GUI; a fraction of a millisecond."""
        if self._journal is not None:
            with self._forgiving():
                self._journal.mark_undone(step_id, True)

    def record(
        self,
        catalogue: Catalogue,
        text: str,
        field: str = "",
        old: str = "",
        new: str = "",
        payload: str = "",
    ) -> None:
        """Note that something has been done. Thread: worker."""
        if self._journal is not None and self._key:
            with self._forgiving():
                self._journal.record_step(self._key, catalogue.user, text, field, old, new, payload)

    @contextlib.contextmanager
    def _forgiving(self) -> Iterator[None]:
        try:
            yield
        except CatalogueError as error:
            logger.exception("The journal cannot be written")
            self.problem = self.problem or error


def recorded_edit(payload: str) -> Edit | None:
    """The edit that a step of the history was; None when it was something else."""
    product_id, _, change_text = payload.partition(" ")
    try:
        field, change = decode_change(change_text)
        return Edit(UUID(product_id), {field: change})
    except ValueError:
        return None


def _is_committed(catalogue: Catalogue, connection: Any, entry: JournalEntry) -> bool:
    state = catalogue.transaction_state(connection, entry.transaction)
    if state == TransactionState.IN_PROGRESS:
        # The server has not noticed yet that the program is gone. It holds the row until it ends.
        with connection.transaction():
            catalogue.lock(connection, entry.product_id)
        state = catalogue.transaction_state(connection, entry.transaction)
    is_committed: bool = state == TransactionState.COMMITTED
    return is_committed


def _readable(value: FieldValue) -> str:
    match value:
        case tuple():
            return ", ".join(value)
        case StockDelta(pieces):
            return f"{pieces:+d}".replace("-", "\u2212")
        case _:
            return str(value)

"""What the window writes into the journal: what is typed and not saved yet, and what has been done from here.

A journal that cannot be written (a full disk) keeps nobody from working; it is logged, and said once.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from catalogue_gui.catalogue.change_json import decode_change, encode_change
from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.catalogue.journal_entries import JournalEntry
from catalogue_gui.catalogue.product import (
    Change,
    Edit,
    Field,
    FieldValue,
    Product,
    StockDelta,
)
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState
from catalogue_gui.gui.products.sent_edits import SentEdits

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.journal import Journal

logger = logging.getLogger(__name__)

UNDONE = "undone"  # as the journal says it


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
        self._claimed: dict[
            str, list[JournalEntry]
        ] = {}  # from the journal, and not handed over yet
        self.sent = SentEdits()

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

    def note(self, pending: PendingEdit, replaced: Sequence[str] = ()) -> None:
        """Keep a pending edit, in place of others if their ids are given. Thread: GUI; it does not wait for the disk."""
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
                self._journal.note(entry, replaces=replaced[0] if replaced else "")
                for each in replaced[1:]:
                    self._journal.settle(each)

    def note_transaction(self, entry_id: str, number: str) -> None:
        """Keep the number of the transaction that writes it; on disk when it returns. Thread: worker."""
        self.sent.numbered(entry_id, number)
        if self._journal is not None:
            with self._forgiving():
                self._journal.note_transaction(entry_id, number)

    def settle(self, *pending: PendingEdit) -> None:
        """Forget edits. Thread: any."""
        if self._journal is not None:
            with self._forgiving():
                for each in pending:
                    self._journal.settle(each.id)

    def leave(self, pending: Iterable[PendingEdit]) -> None:
        """The window goes to another catalogue; what is pending is offered when it comes back. Thread: GUI."""
        left = [
            replace(each, state=PendingState.LEFT if each.change else PendingState.REFUSED)
            for each in pending
        ]
        if self.is_keeping and left:
            self._left_here[self._key] = [*self._left_here.get(self._key, ()), *left]

    def wait_for_answers(self, key: str) -> None:
        """Wait until what was on its way when the catalogue was left has been answered. Thread: worker."""
        self.sent.wait_for(self._left_here.get(key, []))

    def handed_over(self, key: str) -> None:
        """What was left behind is in the window again. Thread: GUI."""
        self._claimed.pop(key, None)
        for each in self._left_here.pop(key, ()):
            for one in each.chain:
                self.sent.taken(one.id)

    def left_behind(self, key: str, catalogue: Catalogue, connection: Any) -> list[PendingEdit]:
        """What a run of the program that has ended could not save, the oldest first. Thread: worker.

        What turns out to have been saved in its last moment is settled here. Until ``handed_over`` it is found again.

        Raises:
            ConnectionLost, QueryTimedOut: the server cannot be asked what became of it.
        """
        if self._journal is None or not key:
            return []
        found: dict[tuple[UUID, Field], PendingEdit] = {}
        saved: dict[tuple[UUID, Field], list[Change]] = {}
        claimed = self._claimed.setdefault(key, [])
        with self._forgiving():
            claimed.extend(self._journal.left_behind(key))
        for entry in claimed:
            place = entry.product_id, entry.field
            if entry.transaction and _is_committed(catalogue, connection, entry):
                with self._forgiving():
                    self._journal.settle(entry.id)
                if entry.change is not None:
                    saved.setdefault(place, []).append(entry.change)
                continue
            left = _left_edit(entry, saved.get(place, []))
            before = found.get(place)
            found[place] = left if before is None else replace(left, earlier=before)
        known = [self.sent.known(each) for each in self._left_here.get(key, [])]
        return [*(each for each in known if each is not None), *found.values()]

    # What has been done

    def record_edit(self, key: str, catalogue: Catalogue, edit: Edit, product: Product) -> int:
        """Note a change of one field that has been committed, and return the step's number. Thread: worker.

        Args:
            key: the catalogue's, as it was when the work began.
            catalogue: it.
            edit: the change.
            product: as it came back.
        """
        step = 0
        for field, change in edit.changes.items():
            before, after = _before_and_after(change, product)
            step = self.record(
                key,
                catalogue,
                f"{field.value} of “{product.name}”",
                field.value,
                before,
                after,
                f"{edit.product_id} {encode_change(field, change)}",
            )
        return step

    def is_undone(self, key: str, step_id: int) -> bool:
        """True when a step has been taken back, be it in another window or from the list of steps. Thread: worker."""
        if self._journal is not None and step_id:
            with self._forgiving():
                found = self._journal.steps(key, limit=1, before=step_id + 1)
                return any(each.id == step_id and each.state == UNDONE for each in found)
        return False

    def mark_undone(self, step_id: int, *, is_undone: bool = True) -> None:
        """Note that a step has been taken back, or done again. Thread: worker."""
        if self._journal is not None and step_id:
            try:
                self._journal.mark_undone(step_id, is_undone)
            except CatalogueError:
                logger.info("A step is no longer kept, so it is not marked", exc_info=True)

    def record(
        self,
        key: str,
        catalogue: Catalogue,
        text: str,
        field: str = "",
        old: str = "",
        new: str = "",
        payload: str = "",
    ) -> int:
        """Note that something has been committed, and return the step's number, 0 for none. Thread: worker.

        Args:
            key: the catalogue's, as it was when the work began: another may be open by now.
        """
        if self._journal is not None and key:
            with self._forgiving():
                return self._journal.record_step(
                    key, catalogue.user, text, field, old, new, payload
                )
        return 0

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


def _left_edit(entry: JournalEntry, saved: list[Change]) -> PendingEdit:
    """An entry as what is pending, typed on top of what was saved."""
    change = entry.change
    if change is not None:
        with contextlib.suppress(InvalidValue):  # it is refused with its reason when it is sent
            for each in saved:
                change = change.after(entry.field, each)
    return PendingEdit(
        product_id=entry.product_id,
        field=entry.field,
        text=entry.text,
        change=change,
        state=PendingState.LEFT if change is not None else PendingState.REFUSED,
        reason=entry.reason,
        name=entry.name,
        id=entry.id,
        transaction=entry.transaction,
    )


def _is_committed(catalogue: Catalogue, connection: Any, entry: JournalEntry) -> bool:
    state = catalogue.transaction_state(connection, entry.transaction)
    if state == TransactionState.IN_PROGRESS:
        # The server has not noticed yet that the program is gone. It holds the row until it ends.
        with connection.transaction():
            catalogue.lock(connection, entry.product_id)
        state = catalogue.transaction_state(connection, entry.transaction)
    is_committed: bool = state == TransactionState.COMMITTED
    return is_committed


def _before_and_after(change: Change, product: Product) -> tuple[str, str]:
    """What the list of steps says; of pieces added to the stock, the stock that they were added to."""
    if isinstance(change.new, StockDelta):
        pieces = change.new.pieces
        signed = f"{pieces:+d}".replace("-", "\u2212")
        return str(product.stock - pieces), f"{product.stock} ({signed})"
    return _readable(change.seen), _readable(change.new)


def _readable(value: FieldValue) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)

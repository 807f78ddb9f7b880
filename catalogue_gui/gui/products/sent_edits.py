"""What became of edits that were on their way when their catalogue was left. No Qt."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import Change
from catalogue_gui.gui.products.pending_edits import PendingEdit

# A change that waits for a colleague's lock is given up before that; a lost line is noticed by then, as a rule.
PATIENCE_S = 30.0


@dataclass(slots=True)
class _Fate:
    is_over: bool = False
    number: str = ""
    made: tuple[Change, ...] | None = None


class SentEdits:
    """Knows of every edit that was sent, from then until its answer was taken. Any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._fates: dict[str, _Fate] = {}

    def sent(self, entry_id: str) -> None:
        """An edit is on its way."""
        with self._changed:
            self._fates[entry_id] = _Fate()

    def numbered(self, entry_id: str, number: str) -> None:
        """A transaction is about to write it."""
        with self._changed:
            if entry_id in self._fates:
                self._fates[entry_id].number = number

    def over(self, entry_id: str, made: tuple[Change, ...] | None) -> None:
        """It has been answered: with what was made, or None when it was not written, or nobody knows."""
        with self._changed:
            fate = self._fates.get(entry_id)
            if fate is not None:
                fate.is_over, fate.made = True, made
                self._changed.notify_all()

    def taken(self, entry_id: str) -> None:
        """The answer has arrived where it was waited for."""
        with self._changed:
            self._fates.pop(entry_id, None)

    def wait_for(self, edits: list[PendingEdit], patience_s: float = PATIENCE_S) -> bool:
        """Wait until none of the edits is on its way any more. Thread: worker.

        Returns:
            False when one still is.
        """
        ids = {each.id for edit in edits for each in edit.chain}
        with self._changed:
            return self._changed.wait_for(
                lambda: all(self._fates[each].is_over for each in ids & self._fates.keys()),
                patience_s,
            )

    def known(self, edit: PendingEdit) -> PendingEdit | None:
        """An edit with what is known of it by now; None when it has been made."""
        with self._changed:
            fates = {each.id: self._fates[each.id] for each in edit.chain if each.id in self._fates}
        after: PendingEdit | None = None
        for each in reversed(edit.chain):  # the oldest first
            fate = fates.get(each.id, _Fate())
            if fate.made is None:
                number = fate.number or each.transaction
                after = replace(each, transaction=number, earlier=after)
                continue
            after = None
            edit = _after(edit, fate.made)
        if after is None or after.change is None:
            return after
        return replace(after, change=edit.change)


def _after(edit: PendingEdit, made: tuple[Change, ...]) -> PendingEdit:
    change = edit.change
    if change is not None:
        for each in made:
            try:
                change = change.after(edit.field, each)
            except InvalidValue:
                break  # it is refused with its reason when it is sent
    return replace(edit, change=change)

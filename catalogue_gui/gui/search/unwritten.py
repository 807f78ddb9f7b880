"""What is remembered as the user sees it: what the file said last, and the changes that are not in it yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.remembered import Remembered


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One change of what is remembered.

    Args:
        key: of the catalogue it belongs to.
        apply: the change; made once in memory and once on what the file holds by then.
        subject: a later change of the same subject takes the place of one that still waits; empty for none.
        is_quiet: True for what the program does by itself, so that a failure is told once and not at every try.
        instead: offered when the file refuses the change as it stands: words for it, and what it does.
    """

    key: str
    apply: Callable[[Remembered], Remembered]
    subject: str = ""
    is_quiet: bool = False
    instead: tuple[str, Callable[[], None]] | None = None


class UnwrittenChanges:
    """Changes in the order in which they were made; they are written one at a time."""

    def __init__(self) -> None:
        self._changes: list[Change] = []
        self._is_first_under_way = False

    def add(self, change: Change) -> None:
        """Put a change behind the others."""
        self._changes = [
            each
            for at, each in enumerate(self._changes)
            if (at == 0 and self._is_first_under_way)
            or not change.subject
            or (each.key, each.subject) != (change.key, change.subject)
        ]
        self._changes.append(change)

    def begin(self) -> Change | None:
        """The next change to write; None while one is under way or when there is none."""
        if self._is_first_under_way or not self._changes:
            return None
        self._is_first_under_way = True
        return self._changes[0]

    def end(self, *, is_kept: bool = False) -> None:
        """The change under way is written or given up; ``is_kept`` has it tried again at the next ``begin``."""
        self._is_first_under_way = False
        if not is_kept:
            del self._changes[0]

    def on_top_of(self, key: str, remembered: Remembered) -> Remembered:
        """What the file said of a catalogue, with the changes that are not in it yet."""
        for change in self._changes:
            if change.key == key:
                try:
                    remembered = change.apply(remembered)
                except InvalidValue:
                    continue  # it is in the file already, or will be refused when it is written
        return remembered

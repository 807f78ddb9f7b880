"""The wizard's pages, by name and in order. No Qt."""

from __future__ import annotations

from enum import IntEnum


class Step(IntEnum):
    """The wizard's pages, in order."""

    FILE = 0
    COLUMNS = 1
    CHECK = 2
    CHANGES = 3
    DONE = 4

    @property
    def title(self) -> str:
        """What the list of steps calls it."""
        return ("File", "Columns", "Check", "What will change", "Done")[self]

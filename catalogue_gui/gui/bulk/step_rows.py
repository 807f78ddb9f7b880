"""Where the rows of a step are kept, so that it can be taken back: the journal, or memory where there is none. No Qt."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Protocol

from catalogue_gui.catalogue.bulk import RowChange
from catalogue_gui.gui.bulk.actions import pack_rows, unpack_rows

UNDONE = "undone"  # the state of a step that has been taken back


class NotedStep(Protocol):
    """A step as the journal knows it."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def state(self) -> str:
        """Whether it is open, done or undone."""
        ...

    @property
    def payload(self) -> str:
        """What it does, as :func:`catalogue_gui.gui.bulk.actions.encode_action` wrote it."""
        ...

    @property
    def transaction(self) -> str | None:
        """The server's number of its transaction; None or empty when it never came near its commit."""
        ...


class StepJournal(Protocol):
    """What a bulk change needs of the journal. Every method belongs to worker threads and may wait for the disk."""

    def open_step(
        self, catalogue_key: str, who: str, text: str, field: str, payload: str = ""
    ) -> int:
        """Begin a step that is not known to be committed; its number."""
        ...

    def add_rows(self, step_id: int, rows: list[RowChange]) -> None:
        """Keep some of its rows."""
        ...

    def note_step_transaction(self, step_id: int, number: str) -> None:
        """Keep the number of its transaction; on disk when it returns."""
        ...

    def close_step(self, step_id: int, count: int, old: str = "", new: str = "") -> None:
        """It has been committed."""
        ...

    def drop_step(self, step_id: int) -> None:
        """It was rolled back: forget it and its rows."""
        ...

    def mark_undone(self, step_id: int, is_undone: bool) -> None:
        """It has been taken back, or done again."""
        ...

    def rows(self, step_id: int) -> Iterator[list[RowChange]]:
        """Its rows, some at a time."""
        ...

    def steps(
        self, catalogue_key: str, search: str = "", limit: int = 200, before: int | None = None
    ) -> Sequence[NotedStep]:
        """Its steps of a catalogue, the newest first."""
        ...

    def open_steps_left_behind(self, catalogue_key: str) -> Sequence[NotedStep]:
        """Steps that a run of the program which has ended left open; they are this one's from now on."""
        ...


class RowsInMemory:
    """Keeps the rows of steps as long as the catalogue is open, packed: a hundred thousand take some ten megabytes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest = 0
        self._rows: dict[int, list[bytes]] = {}

    def open_step(
        self, catalogue_key: str, who: str, text: str, field: str, payload: str = ""
    ) -> int:
        """Begin a step; its number."""
        with self._lock:
            self._latest += 1
            self._rows[self._latest] = []
            return self._latest

    def add_rows(self, step_id: int, rows: list[RowChange]) -> None:
        """Keep some of its rows."""
        self._rows[step_id].append(pack_rows(rows))

    def note_step_transaction(self, step_id: int, number: str) -> None:
        """Nothing of this outlives the program, so nobody could ask for the number later."""

    def close_step(self, step_id: int, count: int, old: str = "", new: str = "") -> None:
        """The rows stay as they are."""

    def drop_step(self, step_id: int) -> None:
        """Forget its rows."""
        self._rows.pop(step_id, None)

    def mark_undone(self, step_id: int, is_undone: bool) -> None:
        """The rows are needed either way."""

    def rows(self, step_id: int) -> Iterator[list[RowChange]]:
        """Its rows, as they were kept."""
        return map(unpack_rows, list(self._rows[step_id]))

    def steps(
        self, catalogue_key: str, search: str = "", limit: int = 200, before: int | None = None
    ) -> Sequence[NotedStep]:
        """None: nobody else can have taken a step back that only this window knows."""
        return ()

    def open_steps_left_behind(self, catalogue_key: str) -> Sequence[NotedStep]:
        """None: another run's memory is gone."""
        return ()

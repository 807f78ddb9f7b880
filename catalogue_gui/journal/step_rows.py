"""The rows that a step has changed: many, so they are kept and read in chunks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, LiteralString

from catalogue_gui.catalogue.bulk import RowChange
from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.journal.journal_file import JournalFile
from catalogue_gui.journal.records import chunks_of, pack_rows, unpack_rows

# Chunks that are given up in one transaction, which others wait for.
_CHUNKS_AT_ONCE: Final = 20


class StepRows:
    """Keeps the rows of steps; each transaction is over in a few milliseconds, however many there are."""

    def __init__(self, file: JournalFile) -> None:
        self._file = file

    def add(self, step_id: int, rows: Iterable[RowChange]) -> None:
        """Keep further rows of a step.

        Raises:
            FileProblem: also when there is no such step.
        """
        for chunk in chunks_of(rows):
            # Packed before the transaction, as that takes longer.
            self._file.write(partial(_insert, step_id, pack_rows(chunk), len(chunk)))

    def read(self, step_id: int, chunk: int) -> Iterator[list[RowChange]]:
        """Return a step's rows in lists of ``chunk``, in order; nothing is held between two lists.

        Raises:
            FileProblem: also when they were given up.
        """
        return self._in_chunks(step_id, self._file.read(partial(_places, step_id)), chunk)

    def give_up(self, step_id: int) -> None:
        """Remove a step's rows to make room; it can no longer be taken back.

        Raises:
            FileProblem.
        """
        self._file.write(
            partial(
                change_step, step_id, "UPDATE steps SET is_kept = 0, row_count = 0 WHERE id = ?"
            )
        )
        self.drop(step_id)

    def drop(self, step_id: int) -> None:
        """Remove a step's rows.

        Raises:
            FileProblem.
        """
        while self._file.write(partial(_delete_some, step_id)):
            pass

    def _in_chunks(self, step_id: int, places: list[int], chunk: int) -> Iterator[list[RowChange]]:
        waiting: list[RowChange] = []
        for place in places:
            waiting += unpack_rows(self._file.read(partial(_at, step_id, place)))
            while len(waiting) >= chunk:
                yield waiting[:chunk]
                del waiting[:chunk]
        if waiting:
            yield waiting


def change_step(
    step_id: int,
    statement: LiteralString,
    connection: sqlite3.Connection,
    *,
    values: tuple[object, ...] = (),
) -> None:
    """Change columns of a step.

    Args:
        step_id: the step.
        statement: an UPDATE, with a question mark for each value, and one for the step behind them.
        connection: within a transaction.
        values: the values.
    Raises:
        FileProblem: there is no such step, or no longer.
    """
    if not connection.execute(statement, (*values, step_id)).rowcount:
        raise _too_old()


def _insert(step_id: int, packed: bytes, count: int, connection: sqlite3.Connection) -> None:
    change_step(
        step_id,
        "UPDATE steps SET row_count = row_count + ? WHERE id = ?",
        connection,
        values=(count,),
    )
    connection.execute(
        "INSERT INTO step_rows (step_id, place, rows) "
        "SELECT ?1, coalesce(max(place), 0) + 1, ?2 FROM step_rows WHERE step_id = ?1",
        (step_id, packed),
    )


def _places(step_id: int, connection: sqlite3.Connection) -> list[int]:
    kept = connection.execute("SELECT is_kept FROM steps WHERE id = ?", (step_id,)).fetchone()
    if kept is None or not kept[0]:
        raise _too_old()
    cursor = connection.execute(
        "SELECT place FROM step_rows WHERE step_id = ? ORDER BY place", (step_id,)
    )
    return [place for (place,) in cursor]


def _at(step_id: int, place: int, connection: sqlite3.Connection) -> bytes:
    row: tuple[bytes] | None = connection.execute(
        "SELECT rows FROM step_rows WHERE step_id = ? AND place = ?", (step_id, place)
    ).fetchone()
    if row is None:
        raise _too_old()
    return row[0]


def _delete_some(step_id: int, connection: sqlite3.Connection) -> int:
    return connection.execute(
        "DELETE FROM step_rows WHERE rowid IN (SELECT rowid FROM step_rows WHERE step_id = ? LIMIT ?)",
        (step_id, _CHUNKS_AT_ONCE),
    ).rowcount


def _too_old() -> FileProblem:
    return FileProblem(
        "What this step changed is no longer kept.",
        title="Too long ago",
        hint="Nothing was changed. Only the latest steps can be taken back.",
    )

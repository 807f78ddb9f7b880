"""What was done to a catalogue from this computer, step by step, with what is needed to take it back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, LiteralString

from catalogue_gui.catalogue.bulk import RowChange
from catalogue_gui.catalogue.journal_entries import HistoryEntry
from catalogue_gui.journal.journal_file import JournalFile
from catalogue_gui.journal.owners import Owners
from catalogue_gui.journal.records import (
    CHUNK_ROWS,
    pack_moment,
    pack_text,
    unpack_text,
)
from catalogue_gui.journal.step_rows import StepRows, change_step

MAX_STEPS: Final = 10_000  # of one catalogue: some years of daily work
MAX_ROWS: Final = 2_000_000  # of all steps together: some 100 MB
MAX_SHOWN_CHARACTERS: Final = 2_000
_STEPS_BETWEEN_TRIMS: Final = 50  # looking for what is too much takes longer than noting one step
_STEPS: Final = """
    SELECT id, catalogue_key, at, who, window, text, field, count, old, new, state, payload, transaction_number, is_kept
    FROM steps WHERE catalogue_key = ? AND (?2 IS NULL OR id < ?2) ORDER BY id DESC
"""
_OWNERS_OF_OPEN: Final = (
    "SELECT DISTINCT owner FROM steps WHERE catalogue_key = ? AND state = 'open'"
)
_FIND_OPEN: Final = """
    SELECT id, catalogue_key, at, who, window, text, field, count, old, new, state, payload, transaction_number, is_kept
    FROM steps WHERE catalogue_key = ? AND state = 'open' AND owner IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_TAKE_OPEN: Final = """
    UPDATE steps SET owner = ?3
    WHERE catalogue_key = ?1 AND state = 'open' AND owner IN (SELECT value FROM json_each(?2))
"""
_Row = tuple[
    int, str, str, bytes, str, bytes, str, int, bytes, bytes, str, bytes, str, int
]  # fmt: skip


class StepHistory:
    """The steps of every catalogue, newest last; the oldest are given up beyond a bound.

    A step is opened before its transaction begins, its rows are added as the server returns them, and it is closed
    after the commit. One that was left open by a window that ended may or may not have been committed: the number of
    its transaction tells.

    Thread: any. ``close_step``, ``add_rows`` and ``note_step_transaction`` may wait for the disk.
    """

    def __init__(self, path: Path) -> None:
        self._owners = Owners(path)
        self._file = JournalFile(path, self._owners)
        self._rows = StepRows(self._file)

    # A step's life

    def open_step(
        self, catalogue_key: str, who: str, text: str, field: str, payload: str = ""
    ) -> int:
        """Begin a step.

        Args:
            catalogue_key: the catalogue that is changed.
            who: the database's user.
            text: what is done, in words.
            field: the field; empty when it is the product as a whole.
            payload: what is needed to take it back, beside the rows.
        Returns:
            The step's number.
        Raises:
            FileProblem.
        """
        return self._insert(catalogue_key, "open", 0, (who, text, field, "", "", payload))

    def record_step(
        self,
        catalogue_key: str,
        who: str,
        text: str,
        field: str = "",
        old: str = "",
        new: str = "",
        payload: str = "",
    ) -> int:
        """Note a step that has been committed and changed one product: opened and closed at once.

        Returns:
            The step's number.
        Raises:
            FileProblem.
        Thread: worker.
        """
        shown = (who, text, field, _shortened(old), _shortened(new), payload)
        step = self._insert(catalogue_key, "done", 1, shown)
        if step % _STEPS_BETWEEN_TRIMS == 0:
            self._trim(step)
        self._file.tidy()
        return step

    def add_rows(self, step_id: int, rows: list[RowChange]) -> None:
        """Note what a step has changed; as often as it takes.

        Raises:
            FileProblem: also when there is no such step.
        """
        self._rows.add(step_id, rows)
        self._file.tidy()

    def note_step_transaction(self, step_id: int, number: str) -> None:
        """Note the number of the transaction that writes a step, just before its commit.

        When it returns, that and everything noted before it is on the disk.

        Raises:
            FileProblem: also when there is no such step. Do not commit then.
        Thread: worker.
        """
        self._change("UPDATE steps SET transaction_number = ? WHERE id = ?", step_id, number)
        self._file.sync()

    def close_step(self, step_id: int, count: int, old: str = "", new: str = "") -> None:
        """Note that a step has been committed; the oldest history is given up where there is too much of it.

        Args:
            step_id: the step.
            count: how many products were changed.
            old: what they held, to be read.
            new: what they hold now.
        Raises:
            FileProblem: also when there is no such step.
        Thread: worker.
        """
        shown = tuple(pack_text(_shortened(text)) for text in (old, new))
        self._change(
            "UPDATE steps SET state = 'done', count = ?, old = ?, new = ? WHERE id = ?",
            step_id,
            count,
            *shown,
        )
        self._trim(step_id)
        self._file.tidy()

    def drop_step(self, step_id: int) -> None:
        """Forget a step: it was rolled back.

        Raises:
            FileProblem.
        Thread: worker.
        """
        self._rows.drop(step_id)
        self._file.write(
            lambda connection: connection.execute("DELETE FROM steps WHERE id = ?", (step_id,))
        )

    def mark_undone(self, step_id: int, is_undone: bool) -> None:
        """Note that a step has been taken back, or done again.

        Raises:
            FileProblem: also when there is no such step.
        """
        state = "undone" if is_undone else "done"
        self._change("UPDATE steps SET state = ? WHERE id = ?", step_id, state)

    # Reading

    def steps(
        self, catalogue_key: str, search: str = "", limit: int = 200, before: int | None = None
    ) -> list[HistoryEntry]:
        """Return steps of a catalogue, the newest first.

        Args:
            catalogue_key: the catalogue.
            search: words, each of which must stand in what was done, who did it, what was there or what is there now.
            limit: how many at most.
            before: only those older than this step.
        Raises:
            FileProblem.
        Thread: worker.
        """
        words = search.casefold().split()

        def select(connection: sqlite3.Connection) -> list[HistoryEntry]:
            found: list[HistoryEntry] = []
            cursor = connection.execute(_STEPS, (catalogue_key, before))
            for row in cursor:
                entry = _entry_of(row)
                text = f"{entry.text}\n{entry.who}\n{entry.old}\n{entry.new}".casefold()
                if all(word in text for word in words):
                    found.append(entry)
                    if len(found) == limit:
                        break
            cursor.close()
            return found

        return self._file.read(select)

    def rows(self, step_id: int, chunk: int = CHUNK_ROWS) -> Iterator[list[RowChange]]:
        """Return what a step changed, in lists of ``chunk`` rows, in the order they were added.

        Nothing is held between two lists: the journal can be written meanwhile.

        Raises:
            FileProblem: also when the rows were given up to make room.
        Thread: worker.
        """
        return self._rows.read(step_id, chunk)

    def open_steps_left_behind(self, catalogue_key: str) -> list[HistoryEntry]:
        """Return steps that a window left open when it ended, the oldest first; they are this journal's from now on.

        One without a ``transaction`` was never committed: drop it. What became of another, the server knows.

        Raises:
            FileProblem.
        Thread: worker.
        """
        return [
            _entry_of(row)
            for row in self._claim(catalogue_key, _OWNERS_OF_OPEN, _FIND_OPEN, _TAKE_OPEN)
        ]

    # Within

    def _claim(
        self, catalogue_key: str, owners: LiteralString, find: LiteralString, take: LiteralString
    ) -> list[tuple[object, ...]]:
        """Take over what ended windows have left of a catalogue; of two that want it, one gets it.

        Args:
            catalogue_key: the catalogue.
            owners: selects all owners; takes the key.
            find: selects what some own; takes the key, and a JSON list of owners.
            take: gives it to another; takes the same, and who is to own it.
        """
        me = self._owners.me
        others = self._file.read(
            lambda connection: [
                str(owner) for (owner,) in connection.execute(owners, (catalogue_key,))
            ]
        )
        ended = self._file.ended([owner for owner in others if owner != me])
        if not ended:
            return []
        theirs = json.dumps(ended)

        def claim(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
            found = connection.execute(find, (catalogue_key, theirs)).fetchall()
            connection.execute(take, (catalogue_key, theirs, me))
            return found

        return self._file.write(claim)

    def _insert(self, catalogue_key: str, state: str, count: int, texts: tuple[str, ...]) -> int:
        me, now = self._owners.me, pack_moment(datetime.now(UTC))
        who, text, field, old, new, payload = texts
        values = (me, me, catalogue_key, now, state, count, field)
        packed = tuple(map(pack_text, (who, text, old, new, payload)))

        def insert(connection: sqlite3.Connection) -> int:
            cursor = connection.execute(
                "INSERT INTO steps (owner, window, catalogue_key, at, state, count, field, who, text, old, new, payload) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, *packed),
            )
            assert cursor.lastrowid is not None
            return cursor.lastrowid

        return self._file.write(insert)

    def _change(self, statement: LiteralString, step_id: int, *values: object) -> None:
        self._file.write(partial(change_step, step_id, statement, values=values))

    def _trim(self, newest: int) -> None:
        """Give up the oldest steps of the catalogue, and the rows of the oldest steps of all; never the newest."""

        def beyond(connection: sqlite3.Connection) -> tuple[list[int], list[int]]:
            steps = connection.execute(
                "SELECT id FROM steps WHERE state <> 'open' AND catalogue_key = "
                "(SELECT catalogue_key FROM steps WHERE id = ?) ORDER BY id DESC LIMIT -1 OFFSET ?",
                (newest, MAX_STEPS),
            ).fetchall()
            total = (
                connection.execute(
                    "SELECT sum(row_count) FROM steps WHERE row_count > 0"
                ).fetchone()[0]
                or 0
            )
            rows: list[int] = []
            candidates = connection.execute(
                "SELECT id, row_count FROM steps WHERE row_count > 0 AND state <> 'open' AND id <> ? ORDER BY id",
                (newest,),
            )
            for step_id, row_count in candidates:
                if total <= MAX_ROWS:
                    break
                rows.append(step_id)
                total -= row_count
            candidates.close()
            return [step_id for (step_id,) in steps], rows

        steps, rows = self._file.read(beyond)
        for step_id in rows:
            self._rows.give_up(step_id)
        for step_id in steps:
            self.drop_step(step_id)


def _entry_of(row: tuple[object, ...]) -> HistoryEntry:
    values: _Row = row  # type: ignore[assignment]  # as the columns were asked for
    (number, key, at, who, window, text, field, count, old, new, state, payload, transaction, kept) = values  # fmt: skip
    return HistoryEntry(
        id=number,
        catalogue_key=key,
        at=datetime.fromisoformat(at),
        who=unpack_text(who),
        text=unpack_text(text),
        field=field,
        count=count,
        old=unpack_text(old),
        new=unpack_text(new),
        state=state,
        payload=unpack_text(payload),
        window=window,
        transaction=transaction,
        is_kept=bool(kept),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_CHARACTERS else f"{text[: MAX_SHOWN_CHARACTERS - 1]}…"

"""The journal: what was typed and is not saved, and what was done, kept through a kill and a power cut."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from catalogue_gui.catalogue.journal_entries import JournalEntry
from catalogue_gui.catalogue.product import Change, Field
from catalogue_gui.journal.records import (
    pack_moment,
    pack_text,
    pack_value,
    unpack_text,
    unpack_value,
)
from catalogue_gui.journal.step_history import StepHistory

logger = logging.getLogger(__name__)

_NOTE: Final = """
    INSERT INTO entries (
        id, owner, catalogue_key, product_id, name, field, text, seen_kind, seen, new_kind, new, state,
        reason, transaction_number, noted_at
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
        owner = excluded.owner, catalogue_key = excluded.catalogue_key, product_id = excluded.product_id,
        name = excluded.name, field = excluded.field, text = excluded.text, seen_kind = excluded.seen_kind,
        seen = excluded.seen, new_kind = excluded.new_kind, new = excluded.new, state = excluded.state,
        reason = excluded.reason, transaction_number = excluded.transaction_number, noted_at =
        excluded.noted_at
"""
_OWNERS: Final = "SELECT DISTINCT owner FROM entries WHERE catalogue_key = ?"
_FIND: Final = """
    SELECT
        id, owner, catalogue_key, product_id, name, field, text, seen_kind, seen, new_kind, new, state,
        reason, transaction_number, noted_at
    FROM entries WHERE catalogue_key = ? AND owner IN (SELECT value FROM json_each(?)) ORDER BY noted_at, rowid
"""
_TAKE: Final = "UPDATE entries SET owner = ?3 WHERE catalogue_key = ?1 AND owner IN (SELECT value FROM json_each(?2))"
_SETTLE = "DELETE FROM entries WHERE id = ?"


class Journal(StepHistory):
    """Keeps unsaved edits, and the history of what was done, in one file that several windows share.

    An edit is noted before it is sent and settled when it is known to be in the catalogue, or given up. What a window
    leaves behind when it ends, by itself or not, goes to the first other one that asks for it. No password comes here:
    nothing is written but what is given.

    Args:
        path: the SQLite file. It is opened at first use, best by ``left_behind`` on a worker thread, as that reads and
            writes the disk; afterwards ``note`` and ``settle`` do not wait for it.
    Thread: any, for every method. Those marked "worker" may wait for the disk.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._path = path

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged journal was put, if that was done by this window."""
        return self._file.set_aside

    def note(self, entry: JournalEntry, replaces: str = "") -> None:
        """Keep an edit, in the place of an earlier one of the same id, as this window's.

        It outlives this program from the moment that this returns, and a power cut from the next ``note_transaction``.

        Args:
            entry: the edit; all of it takes the earlier one's place, the number of its transaction too.
            replaces: the id of another one that is forgotten in the same breath; empty for none.
        Raises:
            FileProblem: it could not be kept.
        Thread: any; it takes a fraction of a millisecond.
        """
        note = (_NOTE, _row_of(entry, self._owners.me))
        if replaces in ("", entry.id):
            self._file.write_at_once(note)
        else:
            self._file.write_at_once((_SETTLE, (replaces,)), note)

    def note_transaction(self, entry_id: str, number: str) -> None:
        """Note the number of the transaction that writes an edit, just before its commit.

        When it returns, that and everything noted before it is on the disk. An edit that was settled meanwhile is left
        settled: there is nothing to be offered again.

        Raises:
            FileProblem: the number could not be kept.
        Thread: worker.
        """
        self._file.write(
            lambda connection: connection.execute(
                "UPDATE entries SET transaction_number = ? WHERE id = ?", (number, entry_id)
            )
        )
        self._file.sync()
        self._file.tidy()

    def settle(self, entry_id: str) -> None:
        """Forget an edit: it is in the catalogue, or was given up. One that is not noted is no mistake.

        Raises:
            FileProblem.
        Thread: any; it takes a fraction of a millisecond.
        """
        self._file.write_at_once((_SETTLE, (entry_id,)))

    def left_behind(self, catalogue_key: str) -> list[JournalEntry]:
        """Return the edits that windows have left when they ended, the oldest first; they are this window's now.

        Two windows that ask at once never get the same one.

        Raises:
            FileProblem: the journal cannot be used, or was written by a newer version.
        Thread: worker.
        """
        rows = self._claim(catalogue_key, _OWNERS, _FIND, _TAKE)
        entries: list[JournalEntry] = []
        for row in rows:
            try:
                entries.append(_entry_of(row))
            except (ValueError, ArithmeticError, TypeError):
                # It stays in the file: who looks after the program may still make something of it.
                logger.exception("An unsaved edit of the journal cannot be read: %s", row[0])
        return entries

    def close(self) -> None:
        """Let go of the file; what is still noted goes to the next window that asks. Further work is refused."""
        self._file.close()


def _row_of(entry: JournalEntry, owner: str) -> tuple[object, ...]:
    change = entry.change
    seen = (None, None) if change is None else pack_value(change.seen)
    new = (None, None) if change is None else pack_value(change.new)
    return (
        entry.id,
        owner,
        entry.catalogue_key,
        entry.product_id.hex,
        pack_text(entry.name),
        str(entry.field),
        pack_text(entry.text),
        *seen,
        *new,
        entry.state,
        pack_text(entry.reason),
        entry.transaction,
        pack_moment(entry.noted_at),
    )


def _entry_of(row: tuple[object, ...]) -> JournalEntry:
    (number, _, key, product, name, field, text, seen_kind, seen, new_kind, new, state, reason, transaction, at) = row  # fmt: skip
    change = None
    if seen_kind is not None:
        change = Change(unpack_value(seen_kind, seen), unpack_value(new_kind, new))  # type: ignore[arg-type]
    return JournalEntry(
        id=str(number),
        catalogue_key=str(key),
        product_id=UUID(hex=str(product)),
        name=unpack_text(name),  # type: ignore[arg-type]  # a blob, as all that a person wrote
        field=Field(str(field)),
        text=unpack_text(text),  # type: ignore[arg-type]
        change=change,
        state=str(state),
        reason=unpack_text(reason),  # type: ignore[arg-type]
        transaction=str(transaction),
        noted_at=datetime.fromisoformat(str(at)),
    )

"""A damaged journal: put where it is in nobody's way, and read as far as it can be read."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

_READ: Final = """
    SELECT
        id, owner, catalogue_key, product_id, name, field, text, seen_kind, seen, new_kind, new, state,
        reason, transaction_number, noted_at
    FROM entries
"""
_WRITE: Final = """
    INSERT OR IGNORE INTO entries (
        id, owner, catalogue_key, product_id, name, field, text, seen_kind, seen, new_kind, new, state,
        reason, transaction_number, noted_at
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
COMPANIONS: Final = ("-wal", "-shm")  # what SQLite keeps beside a file while it is open


def put_aside(path: Path) -> Path:
    """Rename a journal, and what stands beside it.

    Returns:
        Its new place.
    Raises:
        OSError: it cannot be renamed; where open files cannot be, another window must be closed first.
    """
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    for suffix in (*COMPANIONS, ""):
        with suppress(FileNotFoundError):
            path.with_name(f"{path.name}{suffix}").rename(aside.with_name(f"{aside.name}{suffix}"))
    return aside


def rescue_entries(damaged: Path, into: sqlite3.Connection) -> int:
    """Copy the unsaved edits that can be read into a new journal, with their owners.

    Args:
        damaged: the damaged file; it is not changed.
        into: a connection to the new one.
    Returns:
        How many there were.
    """
    rows: list[tuple[object, ...]] = []
    # The damage ends the reading wherever it lies.
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)) as source,
    ):
        rows.extend(source.execute(_READ))
    return into.executemany(_WRITE, rows).rowcount if rows else 0

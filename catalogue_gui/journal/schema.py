"""The journal's tables."""

from __future__ import annotations

import sqlite3
from typing import Final

FORMAT_VERSION: Final = 1
SET_VERSION: Final = "PRAGMA user_version = 1"  # of this format

# Whatever a person or the server wrote is a blob: SQLite's text ends at a NUL and refuses half a character.
_TABLES: Final = (
    """
    CREATE TABLE entries (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, catalogue_key TEXT NOT NULL, product_id TEXT NOT NULL,
        name BLOB NOT NULL, field TEXT NOT NULL, text BLOB NOT NULL,
        seen_kind TEXT, seen BLOB, new_kind TEXT, new BLOB,
        state TEXT NOT NULL, reason BLOB NOT NULL, transaction_number TEXT NOT NULL, noted_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX entries_of_catalogue ON entries (catalogue_key, owner)",
    # AUTOINCREMENT: the number of a step that was dropped never becomes another's.
    """
    CREATE TABLE steps (
        id INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, window TEXT NOT NULL, catalogue_key TEXT NOT NULL,
        at TEXT NOT NULL, state TEXT NOT NULL, count INTEGER NOT NULL, row_count INTEGER NOT NULL DEFAULT 0,
        is_kept INTEGER NOT NULL DEFAULT 1, transaction_number TEXT NOT NULL DEFAULT '',
        who BLOB NOT NULL, text BLOB NOT NULL, field TEXT NOT NULL, old BLOB NOT NULL, new BLOB NOT NULL,
        payload BLOB NOT NULL
    )
    """,
    "CREATE INDEX steps_of_catalogue ON steps (catalogue_key, id)",
    "CREATE INDEX steps_under_way ON steps (catalogue_key, owner) WHERE state = 'open'",
    "CREATE INDEX steps_with_rows ON steps (id, row_count, state) WHERE row_count > 0",
    # Rows are kept by the chunk and compressed.
    """
    CREATE TABLE step_rows (
        step_id INTEGER NOT NULL, place INTEGER NOT NULL, rows BLOB NOT NULL, UNIQUE (step_id, place)
    )
    """,
)


class NotAJournal(sqlite3.DatabaseError):
    """The file can be read and is something else, or has lost its tables."""


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables in a new file; in one that has them, find out that it can be read.

    Raises:
        NotAJournal: it holds other tables.
        sqlite3.Error.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        if version == 0 and not tables:
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(SET_VERSION)
        elif version != FORMAT_VERSION or not tables >= {"entries", "steps", "step_rows"}:
            raise NotAJournal("its tables are not those of a journal")  # noqa: TRY301 - it rolls back
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise

"""What can be wrong with the journal's file, and how it is said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.journal.schema import FORMAT_VERSION, NotAJournal

_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def said_in_words(path: Path) -> Iterator[None]:
    """Say what SQLite or the system refuses in the user's words.

    Raises:
        FileProblem: in place of sqlite3.Error and OSError.
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of this program
    except (sqlite3.Error, OSError) as error:
        raise FileProblem(
            f"What you do cannot be noted on this computer: {_reason(error)}.",
            title="Journal not usable",
            hint="What is saved in the catalogue is safe. "
            f"What is not would be lost with this window: look at {path}.",
            detail=str(error),
        ) from error


def refuse_newer(path: Path) -> None:
    """Let a file of this version pass, or one that makes no sense.

    Raises:
        FileProblem: it was written by a newer version.
        sqlite3.Error: it cannot be read.
    """
    # Read-only, as a file of a newer version is not to be touched, not even tidied.
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > FORMAT_VERSION:
        raise FileProblem(
            f"The journal of unsaved edits ({path}) was written by a newer version of this program.",
            title="Journal not usable",
            hint="It was left as it is. Use the newer version, or another settings folder.",
        )


def is_damage(error: sqlite3.Error) -> bool:
    """True when it is the file's content that is at fault."""
    return isinstance(error, NotAJournal) or _code(error) in _DAMAGE


def _code(error: sqlite3.Error) -> int:
    # The lower byte is the kind; what stands above it tells more of it.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _reason(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    match _code(error):
        case sqlite3.SQLITE_FULL:
            return "the disk is full"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return "its file cannot be opened or written"
        case sqlite3.SQLITE_IOERR:
            return "the disk does not work"
        case _ if is_damage(error):
            return "its file is damaged"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "another window is using it and does not let go"
        case _:
            return str(error)

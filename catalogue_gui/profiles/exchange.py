"""Connections as a file that can be handed on: everything but passwords.

{"format": 1, "connections": [{"name": "Shop", "host": "db.example.org", …}, …]}

A profile holds no secret, and so neither does the file. Ids stay behind as well: the keyring's entries hang on them, and
whoever sends a file must not be able to point a kept password at a server of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import CatalogueError, FileProblem, InvalidValue
from catalogue_gui.profiles.kept_file import DamagedFile, format_object, parse_object, put_in_place
from catalogue_gui.profiles.profile import ConnectionProfile, new_profile_id

if TYPE_CHECKING:
    from collections.abc import Iterable

_LIST: Final = "connections"
# Ten thousand connections take less; a file that is larger is something else.
_LIMIT_BYTES: Final = 10_000_000
_HINT: Final = "Choose a file that was written by “Export to a file” of this program."


@dataclass(frozen=True, slots=True)
class ReadConnections:
    """What a file of connections holds.

    Args:
        profiles: those that could be read, each with an id of its own.
        notices: what is to be said about the others.
    """

    profiles: tuple[ConnectionProfile, ...]
    notices: tuple[CatalogueError, ...] = ()


def write_connections(path: Path, profiles: Iterable[ConnectionProfile]) -> int:
    """Write connections to a file, whole or not at all, and return how many.

    Raises:
        FileProblem: it cannot be written; an earlier file of that name is as it was.
    Thread: worker.
    """
    entries = [
        {key: value for key, value in each.to_json().items() if key != "id"} for each in profiles
    ]
    try:
        put_in_place(path, format_object({_LIST: entries}))
    except OSError as error:
        raise FileProblem(
            f"The connections could not be written: {error.strerror or error}.",
            title="Nothing exported",
            hint="Choose another folder, or look at its permissions and free space.",
            detail=str(error),
        ) from error
    return len(entries)


def read_connections(path: Path) -> ReadConnections:
    """Read a file of connections.

    Raises:
        FileProblem: it cannot be read, or is something else.
    Thread: worker.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LIMIT_BYTES + 1)
        if len(content) > _LIMIT_BYTES:
            raise _no_connections("it is far too large")
        found = parse_object(content.decode("utf-8-sig"), "connections in this file")
    except OSError as error:
        raise FileProblem(
            f"The file cannot be read: {error.strerror or error}.",
            title="Nothing imported",
            hint="Choose another file, or look at its permissions.",
            detail=str(error),
        ) from error
    except UnicodeDecodeError as error:
        raise _no_connections("it is not UTF-8 text") from error
    except DamagedFile as error:
        raise _no_connections(str(error)) from error
    # The program's own settings file will do as well: people copy that one.
    entries = found.get(_LIST, found.get("profiles"))
    if not isinstance(entries, list):
        raise _no_connections("it holds no list of connections")
    profiles, notices = [], []
    for number, entry in enumerate(entries, start=1):
        try:
            profiles.append(_profile_of(entry))
        except InvalidValue as error:
            notices.append(_bad_entry(number, entry, error))
    return ReadConnections(tuple(profiles), tuple(notices))


def _profile_of(entry: object) -> ConnectionProfile:
    if not isinstance(entry, dict):
        raise InvalidValue(_LIST, "It is not an object.")
    return ConnectionProfile.from_json({**entry, "id": new_profile_id()})


def _bad_entry(number: int, entry: object, error: InvalidValue) -> FileProblem:
    name = entry.get("name") if isinstance(entry, dict) else None
    which = f"“{name}” (entry {number})" if isinstance(name, str) and name else f"Entry {number}"
    return FileProblem(
        f"{which} of the file could not be read. {error.reason}",
        title="One connection of the file is not usable",
        hint="The others can be imported.",
    )


def _no_connections(reason: str) -> FileProblem:
    return FileProblem(
        f"This is no file of connections: {reason}.", title="Nothing imported", hint=_HINT
    )


def is_same(one: ConnectionProfile, other: ConnectionProfile) -> bool:
    """True when two connections are the same in all but their ids."""
    return replace(one, id=other.id) == other

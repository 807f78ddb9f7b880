"""``catalogue-gui profiles export | import | find``: connections from and to files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalogue_gui.catalogue.errors import CatalogueError
    from catalogue_gui.profiles.store import ProfileStore


def add_file_parsers(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> list[str]:
    """Add the subcommands and return their names."""
    export = actions.add_parser(
        "export", help="write every connection to a file to hand on, without passwords"
    )
    export.add_argument("file", metavar="FILE", type=Path)
    read = actions.add_parser(
        "import",
        help="add the connections of such a file; nothing is overwritten, a taken name gets a number",
    )
    read.add_argument("file", metavar="FILE", type=Path)
    actions.add_parser(
        "find", help="list what pg_service.conf, .pgpass and the PG… variables know of"
    )
    return ["export", "import", "find"]


def export_connections(args: argparse.Namespace, store: ProfileStore) -> None:
    """Write every connection to ``args.file``.

    Raises:
        FileProblem: one of the two files cannot be read or written.
    """
    count = store.write_copy(args.file)
    print(f"{_connections(count)} written to {args.file}, without passwords.")


def import_connections(args: argparse.Namespace, store: ProfileStore) -> bool:
    """Add the connections of ``args.file`` and return True when all of them could be read.

    Raises:
        FileProblem: one of the two files cannot be read or written.
    """
    found = store.read_copy(args.file)
    names = {each.id: each.name for each in found.profiles}
    merged = store.merge(found.profiles)
    for profile in merged.added:
        renamed = f" (“{names[profile.id]}” is taken)" if profile.name != names[profile.id] else ""
        print(f"Added “{profile.name}”{renamed}: {profile.address}")
    for profile in merged.already_here:
        print(f"Here already: “{profile.name}”")
    _tell(found.notices)
    return not found.notices


def list_found(store: ProfileStore) -> None:
    """List what PostgreSQL's own tools know of; nothing is added."""
    found = store.find_elsewhere()
    for each in found.connections:
        password = "\twith a password" if each.password else ""
        print(f"{each.profile.name}\t{each.profile.address}\t{each.origin}{password}")
    _tell(found.notices)


def _tell(notices: tuple[CatalogueError, ...]) -> None:
    for each in notices:
        print(f"{each.message} {each.hint}".strip(), file=sys.stderr)


def _connections(count: int) -> str:
    return f"{count} connection{'' if count == 1 else 's'}"

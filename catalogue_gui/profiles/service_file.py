"""The connection service file: named sets of libpq settings, one section each.

Source: PostgreSQL manual, 34.17 "The Connection Service File".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.profiles.conninfo import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SERVICE_KEYWORDS: Final = KEYWORDS - {"service", "servicefile"}  # libpq refuses one inside another
_LIMIT_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True, repr=False)
class Service:
    """One section of a service file. Its settings may hold a password, so it has no ``repr`` of its own.

    Args:
        name: the section's.
        settings: libpq keyword to value.
        path: the file.
    """

    name: str
    settings: Mapping[str, str]
    path: Path


def read_service_file(path: Path) -> tuple[list[Service], list[FileProblem]]:
    """Return the services of a file, and what there is to say about it; a file that is not there has none.

    Raises: nothing.
    """
    try:
        if not path.is_file():
            return [], []
        with path.open("rb") as file:
            text = file.read(_LIMIT_BYTES).decode("utf-8-sig", "replace")
    except OSError as error:
        return [], [
            FileProblem(
                f"The service file {path} cannot be read: {error.strerror or error}.",
                detail=str(error),
            )
        ]
    return _parse(text, path)


def _parse(text: str, path: Path) -> tuple[list[Service], list[FileProblem]]:
    sections: dict[str, dict[str, str]] = {}
    notices: list[FileProblem] = []
    current: dict[str, str] | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            name, bracket, _ = line[1:].partition("]")
            current = sections.setdefault(name, {}) if bracket and name else None
            continue
        if current is None:
            continue
        keyword, equals, value = line.partition("=")
        keyword = keyword.strip()
        if not equals or keyword not in SERVICE_KEYWORDS:
            # The line itself is not repeated: it may hold a password.
            notices.append(
                FileProblem(
                    f"Line {number} of {path} is passed over: it is no setting of PostgreSQL.",
                    title="A line of the service file is not usable",
                )
            )
            continue
        # The first one stands, as with libpq.
        current.setdefault(keyword, value.strip())
    return [Service(name, settings, path) for name, settings in sections.items()], notices

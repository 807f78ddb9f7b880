"""The password file of PostgreSQL's own tools: ``server:port:database:user:password``, a line each.

Source: PostgreSQL manual, 34.16 "The Password File".
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import FileProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LIMIT_BYTES: Final = 1_000_000
_ANY: Final = "*"
_FIELDS: Final = ("host", "port", "dbname", "user")
# A colon parts the fields, unless a backslash stands before it.
_FIELD: Final = re.compile(r"((?:[^:\\]|\\.)*\\?)(?::|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PasswordEntry:
    """One line: four patterns, ``*`` for anything, and the password, which is not in ``repr``."""

    host: str
    port: str
    dbname: str
    user: str
    password: str = field(repr=False)

    @property
    def settings(self) -> Mapping[str, str]:
        """Return libpq keyword to value for what is no pattern, the password among them."""
        found = {name: getattr(self, name) for name in _FIELDS if getattr(self, name) != _ANY}
        return {**found, "password": self.password}

    def fits(self, *values: str) -> bool:
        """True when the line is for this server, port, database and user."""
        patterns = (self.host, self.port, self.dbname, self.user)
        return all(
            pattern in (_ANY, value) for pattern, value in zip(patterns, values, strict=True)
        )


@dataclass(frozen=True, slots=True)
class PasswordFile:
    """What a password file holds.

    Args:
        entries: in its order.
        notices: why it was passed over.
    """

    entries: tuple[PasswordEntry, ...] = ()
    notices: tuple[FileProblem, ...] = ()

    def password_for(self, host: str, port: str, dbname: str, user: str) -> str | None:
        """Return what libpq would take: the password of the first line that fits.

        Args:
            host: empty for this computer, and ``port``, ``dbname`` and ``user`` as in a profile.
        """
        if not host or host.startswith(("/", "@")):
            host = "localhost"
        values = (host, port or "5432", dbname or user, user)
        return next((each.password for each in self.entries if each.fits(*values)), None)


def read_password_file(path: Path) -> PasswordFile:
    """Read a password file; one that is not there is empty, one that others may read is passed over as libpq does.

    Raises: nothing.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return PasswordFile(notices=(_passed_over(path, "it is no plain file"),))
        if os.name == "posix" and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return PasswordFile(
                notices=(
                    _passed_over(
                        path,
                        "other users of this computer may read it",
                        f"PostgreSQL's own tools ignore it too. “chmod 0600 {path}” mends that.",
                    ),
                )
            )
        with path.open("rb") as file:
            text = file.read(_LIMIT_BYTES).decode("utf-8-sig", "surrogateescape")
    except FileNotFoundError:
        return PasswordFile()
    except OSError as error:
        return PasswordFile(notices=(_passed_over(path, error.strerror or str(error)),))
    lines = (line for line in text.split("\n") if line.strip() and not line.startswith("#"))
    return PasswordFile(tuple(filter(None, map(_parse, lines))))


def _parse(line: str) -> PasswordEntry | None:
    fields: list[str] = []
    at = 0
    line = line.rstrip("\r")
    while len(fields) < len(_FIELDS):
        found = _FIELD.match(line, at)
        if found is None or not found.group(0).endswith(":"):
            return None
        fields.append(_plain(found.group(1)))
        at = found.end()
    # What follows is the password up to the next bare colon, as libpq reads it.
    found = _FIELD.match(line, at)
    password = _plain(found.group(1)) if found is not None else ""
    try:
        password.encode("utf-8")
    except UnicodeEncodeError:
        return None
    host, port, dbname, user = fields
    return PasswordEntry(host, port, dbname, user, password) if password else None


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _passed_over(path: Path, reason: str, hint: str = "") -> FileProblem:
    return FileProblem(
        f"The password file {path} is passed over: {reason}.",
        title="Password file not read",
        hint=hint,
    )

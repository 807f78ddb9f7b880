"""Which server to speak to, and how: what a profile and its password come to once they are put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.database.table_name import USUAL_TABLE, TableName


@dataclass(frozen=True, slots=True)
class Target:
    """One server and database, with what it takes to log in there.

    Args:
        parameters: libpq keywords (host, port, dbname, user, sslmode, …), never the password.
        password: kept out of ``repr``; None when the server asks for none or libpq finds it itself.
        label: what the user calls it, for messages.
        read_only: True to have the server refuse every write of this session.
        pool_min: connections kept open, 0..pool_max.
        pool_max: connections at most, 1 or more.
        connect_timeout_s: seconds to wait for each host, 2 or more.
        statement_timeout_s: seconds that one statement may take, 0 for no limit.
        lock_timeout_s: seconds to wait for somebody else's lock, 0 for no limit.
        schema: where the catalogue's table is; empty for wherever the server's search path finds it.
        table: the catalogue's table.
        browse_on_standby: True to read from a standby among the hosts, and to write to the primary.
    """

    parameters: Mapping[str, str] = field(repr=False)  # a key file's pass phrase may be among them
    password: str | None = field(default=None, repr=False)
    label: str = ""
    read_only: bool = False
    pool_min: int = 1
    pool_max: int = 4
    connect_timeout_s: int = 5
    statement_timeout_s: int = 60
    lock_timeout_s: int = 10
    schema: str = ""
    table: str = USUAL_TABLE
    browse_on_standby: bool = False

    @classmethod
    def from_uri(cls, uri: str, *, label: str = "", read_only: bool = False) -> Self:
        """Read a PostgreSQL URI or a libpq ``key=value`` string.

        Raises:
            InvalidValue: it is neither; the text is not repeated, as it may hold a password.
        """
        try:
            found = conninfo_to_dict(uri)
        except (ProgrammingError, UnicodeDecodeError):
            raise InvalidValue(
                "dsn",
                "This is not a PostgreSQL address.",
                hint="Write it as postgresql://user@server:5432/database.",
            ) from None
        parameters = {key: str(value) for key, value in found.items() if value is not None}
        password = parameters.pop("password", None)
        return cls(
            parameters, password, label=label or describe_address(parameters), read_only=read_only
        )

    @property
    def address(self) -> str:
        """Server and port for messages: ``db.example.org:5432``, or ``this computer``."""
        return describe_address(self.parameters)

    @property
    def table_name(self) -> TableName:
        """The catalogue's table, for the statements."""
        return TableName(self.schema, self.table)

    def to_json(self) -> dict[str, Any]:
        """A plain mapping, password included: for a helper process's standard input and nothing else."""
        return {
            "parameters": dict(self.parameters),
            "password": self.password,
            "label": self.label,
            "read_only": self.read_only,
            "pool_min": self.pool_min,
            "pool_max": self.pool_max,
            "connect_timeout_s": self.connect_timeout_s,
            "statement_timeout_s": self.statement_timeout_s,
            "lock_timeout_s": self.lock_timeout_s,
            "schema": self.schema,
            "table": self.table,
            "browse_on_standby": self.browse_on_standby,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read what :meth:`to_json` wrote."""
        return cls(**value)


def describe_address(parameters: Mapping[str, str]) -> str:
    """Server and port of libpq parameters, for messages."""
    host = parameters.get("host") or parameters.get("hostaddr") or ""
    port = parameters.get("port", "")
    if not host or host.startswith(("/", "@")):
        return "this computer"
    return f"{host}:{port}" if port else host

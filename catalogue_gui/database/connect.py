"""Open one connection to a server."""

from __future__ import annotations

from typing import Any

import psycopg

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.database.connection_failure import connection_failure
from catalogue_gui.database.target import Target
from catalogue_gui.database.translate import translated_errors

Connection = psycopg.Connection[tuple[Any, ...]]

APPLICATION_NAME = "Catalogue Browser"
# An idle line that went dead (sleep, VPN) is noticed within 60 + 5 x 10 seconds instead of the hours of the system's
# default; one on which something was sent and not acknowledged, within twenty (where the system knows that limit).
_KEEPALIVE = {
    "keepalives": "1",
    "keepalives_idle": "60",
    "keepalives_interval": "10",
    "keepalives_count": "5",
    "tcp_user_timeout": "20000",
}
MIN_CONNECT_TIMEOUT_S = 2  # libpq takes a smaller number for this one


def connection_arguments(target: Target, *, role: str = "") -> dict[str, Any]:
    """What ``psycopg.connect`` takes for a target; a keyword of the user's own wins over a default of ours."""
    name = f"{APPLICATION_NAME} {role}".strip()
    arguments: dict[str, Any] = {
        **_KEEPALIVE,
        "connect_timeout": str(max(MIN_CONNECT_TIMEOUT_S, target.connect_timeout_s)),
        "application_name": name,
        **target.parameters,
        "client_encoding": "UTF8",
        "autocommit": True,
        # A connection pooler between hands each transaction to another session, which knows no statement of ours.
        "prepare_threshold": None,
    }
    if target.password is not None:
        arguments["password"] = target.password
    return arguments


def configure(connection: Connection, target: Target) -> None:
    """Give a new connection the target's limits, in one round trip.

    They are set after the login and not as startup options, because a connection pooler between refuses those.

    Raises:
        CatalogueError.
    """
    settings = {
        "statement_timeout": f"{target.statement_timeout_s}s",
        "lock_timeout": f"{target.lock_timeout_s}s",
        "default_transaction_read_only": "on" if target.read_only else "off",
    }
    if not target.read_only:
        # A role or database that is read-only by its own setting stays so.
        del settings["default_transaction_read_only"]
    with translated_errors():
        connection.execute(
            "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS s(name, value)",
            (list(settings), list(settings.values())),
        )


def open_connection(target: Target, *, role: str = "") -> Connection:
    """Open one connection, in autocommit mode, with the target's limits set.

    Args:
        target: where to.
        role: what it is for, shown in the server's list of sessions after the program's name.
    Raises:
        ServerUnreachable, LoginRejected: with the server's own reason in ``detail``.
    Thread: worker.
    """
    try:
        connection: Connection = psycopg.connect(**connection_arguments(target, role=role))
    except psycopg.Error as error:
        raise _failure(error, target) from error
    try:
        configure(connection, target)
    except CatalogueError:
        connection.close()
        raise
    return connection


def _failure(error: psycopg.Error, target: Target) -> CatalogueError:
    parameters = target.parameters
    return connection_failure(
        error,
        target.address,
        parameters.get("user", ""),
        parameters.get("dbname", ""),
    )

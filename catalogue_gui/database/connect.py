"""Open one connection to a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg

from catalogue_gui.catalogue.errors import CatalogueError, ConnectionLost, ServerUnreachable
from catalogue_gui.database.connection_failure import OnlyStandbys, connection_failure
from catalogue_gui.database.patience import broken_after
from catalogue_gui.database.pooler import ServerConnection
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
_LEAST_PATIENCE_S = 5  # for a few short questions, on a server at work
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


def configure(connection: ServerConnection, target: Target) -> None:
    """Give a connection the target's limits, in one round trip.

    They are set after the login and not as startup options, because a connection pooler between refuses those. Where
    there is a pooler, the process that the login named is not the one that answers; the limits then go with each
    transaction.

    Raises:
        CatalogueError.
    """
    settings = _limits(target)
    if not connection.has_own_session:
        connection.keep_to_transactions(_local(settings))
        return
    own = connection.info.backend_pid
    with translated_errors():
        found = connection.execute(
            "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS s(name, value)"
            " WHERE pg_backend_pid() = %s",
            (list(settings), list(settings.values()), own),
        )
    if not found.rowcount:
        connection.keep_to_transactions(_local(settings))


def _limits(target: Target) -> dict[str, str]:
    settings = {
        "statement_timeout": f"{target.statement_timeout_s}s",
        "lock_timeout": f"{target.lock_timeout_s}s",
    }
    if target.read_only:
        # Else a role or database that is read-only by its own setting stays so.
        settings["default_transaction_read_only"] = "on"
    return settings


def _local(settings: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("default_"): value for name, value in settings.items()}


def probe(target: Target) -> None:
    """Open a connection as a pool would, and close it.

    Raises:
        ServerUnreachable, LoginRejected: what stands in the way.
    """
    _connect(target, "check").close()


def open_connection(
    target: Target, *, role: str = "", needs_primary: bool = False
) -> ServerConnection:
    """Open one connection, in autocommit mode, with the target's limits set: to the primary, if there are several servers.

    Args:
        target: where to.
        role: what it is for, shown in the server's list of sessions after the program's name.
        needs_primary: True where a standby does not do while none of several servers is the primary.
    Raises:
        ServerUnreachable, LoginRejected: with the server's own reason in ``detail``.
    Thread: worker.
    """
    connection = _connect_to_primary(target, role, needs_primary=needs_primary)
    try:
        with answering_soon(connection, target):
            configure(connection, target)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def answering_soon(connection: ServerConnection, target: Target) -> Iterator[None]:
    """Give up on a server that let us in and answers no more, as on one that does not answer the login.

    Raises:
        ServerUnreachable.
    """
    with broken_after(connection, _patience_s(target)) as was_broken:
        try:
            yield
        except ConnectionLost as error:
            if not was_broken.is_set():
                raise
            raise ServerUnreachable(
                f"The server at {target.address} let us in and then stopped answering.",
                hint="Check your network or VPN, and try again.",
                detail=error.detail,
            ) from error


def _patience_s(target: Target) -> int:
    return max(_LEAST_PATIENCE_S, target.connect_timeout_s)


def _connect_to_primary(target: Target, role: str, *, needs_primary: bool) -> ServerConnection:
    """Connect to the primary where there are several servers; while none of them is one, to a standby."""
    if not has_choice(target):
        return _connect(target, role)
    try:
        return _connect(primary_only(target), role)
    except OnlyStandbys:
        if needs_primary:
            raise
        return _connect(standby_first(target), role)


def _connect(target: Target, role: str) -> ServerConnection:
    try:
        return ServerConnection.connect(**connection_arguments(target, role=role))
    except psycopg.Error as error:
        failure = _failure(error, target)
    # Raised out here, it does not hold on to psycopg's error: that one keeps every parameter, the password among them,
    # and shows them when it is put into words.
    raise failure


def has_choice(target: Target) -> bool:
    """True where there are several servers, and this program is to find out which of them takes changes."""
    if target.browse_on_standby:
        return True
    places = target.parameters.get("hostaddr") or target.parameters.get("host", "")
    return "," in places and "target_session_attrs" not in target.parameters


def standby_first(target: Target) -> Target:
    """The same servers for reading: a standby where one answers, else the primary."""
    return _with_attributes(target, "prefer-standby")


def primary_only(target: Target) -> Target:
    """The same servers for writing."""
    return _with_attributes(target, "primary")


def _with_attributes(target: Target, wanted: str) -> Target:
    # Source: PostgreSQL manual, 34.1.2 "Parameter Key Words" (target_session_attrs, these values since version 14 of libpq).
    return replace(target, parameters={**target.parameters, "target_session_attrs": wanted})


def _failure(error: psycopg.Error, target: Target) -> CatalogueError:
    parameters = target.parameters
    return connection_failure(
        error,
        target.address,
        parameters.get("user", ""),
        parameters.get("dbname", ""),
    )

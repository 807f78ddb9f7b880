"""Try a connection step by step, so that the first thing that is wrong is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue_gui.catalogue.errors import CatalogueError, CatalogueMissing
from catalogue_gui.database.connect import answering_soon, open_connection
from catalogue_gui.database.schema import check_catalogue
from catalogue_gui.database.server_reach import (
    Place,
    StepResult,
    find_servers,
    listed,
    places_of,
    reach_ports,
)
from catalogue_gui.database.translate import translated_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from catalogue_gui.database.connect import Connection
    from catalogue_gui.database.schema import CatalogueTable
    from catalogue_gui.database.target import Target

_LOG_IN = "Login"
_ENCRYPTION = "Encryption"
_CATALOGUE = "Catalogue"
_RIGHTS = "Rights"


def diagnose(target: Target) -> Iterator[StepResult]:
    """Try a connection and say how each step went, as soon as it is known.

    The steps: the server's name is known, its port is open, it lets us in, whether the line is encrypted, the
    catalogue is there, what may be done with it. The first step that fails is the last that is given.

    Args:
        target: where to. Each network step takes its ``connect_timeout_s`` for each server at most.
    Yields:
        One result a step.
    Raises:
        CatalogueBug: a mistake of this program; all else is told as a result.
    Thread: worker. Closing the iterator early closes its connection.
    """
    places = places_of(target)
    if places:
        found = find_servers(places)
        if found is not None:
            yield found
            if not found.ok:
                return
        reached = reach_ports(places, target.connect_timeout_s)
        yield reached
        if not reached.ok:
            return
    try:
        connection = open_connection(target, role="connection test")
    except CatalogueError as error:
        yield _failed(_LOG_IN, error)
        return
    with connection:
        try:
            with answering_soon(connection, target):
                login = _describe_login(connection, has_choice=len(places) > 1)
            yield login
            yield _describe_encryption(connection, target, places)
            with answering_soon(connection, target):
                rest = list(_try_catalogue(connection, target))
            yield from rest
        except CatalogueError as error:
            yield _failed(_CATALOGUE, error)


def _failed(step: str, error: CatalogueError) -> StepResult:
    return StepResult(step, ok=False, message=error.message, hint=error.hint)


# -- once inside ---------------------------------------------------------------------------------------------------


def _describe_login(connection: Connection, *, has_choice: bool) -> StepResult:
    with translated_errors():
        row = connection.execute(
            "SELECT current_user, current_database(), current_setting('server_version')"
        ).fetchone()
    assert row is not None
    user, database, version = row
    return StepResult(
        _LOG_IN,
        ok=True,
        message=f"As “{user}” in the database “{database}” (PostgreSQL {str(version).split()[0]}"
        f"{f', {connection.info.host}' if has_choice else ''}).",
    )


def _describe_encryption(connection: Connection, target: Target, places: list[Place]) -> StepResult:
    if connection.pgconn.ssl_in_use:
        checked = {
            "verify-full": " The server proved that it is the one asked for.",
            "verify-ca": " The server's certificate was checked, its name was not.",
        }
        mode = target.parameters.get("sslmode", "")
        return StepResult(
            _ENCRYPTION,
            ok=True,
            message=f"The line is encrypted.{checked.get(mode, ' Who the server is was not checked.')}",
        )
    if not places or all(place.is_this_computer for place in places):
        return StepResult(
            _ENCRYPTION, ok=True, message="Not encrypted, and not needed on this computer."
        )
    return StepResult(
        _ENCRYPTION,
        ok=True,
        is_warning=True,
        message="The line is not encrypted.",
        hint="Whoever is on the network between can read along. Choose “Always” under Encryption if the server can.",
    )


def _try_catalogue(connection: Connection, target: Target) -> Iterator[StepResult]:
    try:
        table = check_catalogue(connection, target.table_name)
    except CatalogueMissing as error:
        if not error.can_set_up:
            yield _failed(_CATALOGUE, error)
            return
        yield _describe_empty_database(connection, target, error.message)
        return
    extra = len(table.extra_columns)
    further = f", with {extra} further column{'s' if extra > 1 else ''}" if extra else ""
    yield StepResult(_CATALOGUE, ok=True, message=f"Found as {table.schema}.{table.name}{further}.")
    yield _describe_rights(connection, table, target)


def _describe_empty_database(connection: Connection, target: Target, message: str) -> StepResult:
    with translated_errors():
        row = connection.execute(
            """
            SELECT CASE
                       WHEN %(schema)s::text IS NULL THEN coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
                       WHEN to_regnamespace(%(schema)s) IS NULL THEN has_database_privilege(current_database(), 'CREATE')
                       ELSE has_schema_privilege(to_regnamespace(%(schema)s), 'CREATE')
                   END AND current_setting('transaction_read_only') = 'off'
            """,
            {"schema": target.table_name.regnamespace},
        ).fetchone()
    may_create = bool(row and row[0]) and not target.read_only
    return StepResult(
        _CATALOGUE,
        ok=True,
        is_warning=True,
        message=message,
        hint="“Set up catalogue” makes one once you are connected."
        if may_create
        else "This user may not make one. Ask whoever runs the server, or choose another database.",
    )


def _describe_rights(connection: Connection, table: CatalogueTable, target: Target) -> StepResult:
    with translated_errors():
        row = connection.execute(
            """
            SELECT has_table_privilege(c.oid, 'INSERT'), has_table_privilege(c.oid, 'UPDATE'),
                   has_table_privilege(c.oid, 'DELETE'),
                   has_database_privilege(current_database(), 'TEMPORARY'),
                   current_setting('transaction_read_only') = 'on', pg_is_in_recovery()
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = %s AND c.relname = %s
            """,
            (table.schema, table.name),
        ).fetchone()
    assert row is not None
    may_add, may_change, may_delete, may_stage, is_read_only, is_copy = row
    if is_copy or is_read_only or target.read_only:
        reason = "the server is a read-only copy" if is_copy else "the connection is read-only"
        if is_read_only and not is_copy and not target.read_only:
            reason = "the server makes this user's sessions read-only"
        return StepResult(_RIGHTS, ok=True, message=f"You may look at products only: {reason}.")
    allowed = [
        verb
        for verb, may in (
            ("add", may_add),
            ("change", may_change),
            ("delete", may_delete),
            ("import", may_add and may_change and may_stage),
        )
        if may
    ]
    if len(allowed) == 4:
        return StepResult(
            _RIGHTS, ok=True, message="You may add, change, delete and import products."
        )
    return StepResult(
        _RIGHTS,
        ok=True,
        is_warning=True,
        message=f"You may look at products{f' and {listed(allowed)} them' if allowed else ' only'}.",
        hint="Ask whoever runs the server if you need more than that.",
    )

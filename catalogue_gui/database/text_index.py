"""The index that makes free text quick: trigrams of the name, where the server has the extension ``pg_trgm``.

Without it a search for text reads every name, which a small catalogue does not notice; with it the server goes straight
to the names that hold the letters. The program works either way, and the statements are the same.

Source: PostgreSQL manual, F.35 "pg_trgm", CREATE EXTENSION, CREATE INDEX ("Building Indexes Concurrently").
"""

from __future__ import annotations

from enum import StrEnum

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.errors import CatalogueMissing
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.index_building import build_index
from catalogue_gui.database.quoting import quoted_identifier
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.translate import translated_errors

SUBJECT = "name_trgm"


class TextIndexState(StrEnum):
    """Whether free text is quick here, or could be."""

    PRESENT = "present"
    POSSIBLE = "possible"  # this user can have it made
    IMPOSSIBLE = "impossible"


# A trusted extension may be created by whoever may create in the database, any other by a superuser only. It puts its
# objects into the schema that new tables go to, and it must be readable there.
_STATE = """
    WITH products AS (
        SELECT c.oid, c.relkind, c.relnamespace, c.relowner
        FROM pg_class c WHERE c.oid = to_regclass(%(table)s)
    ), extension AS (
        SELECT has_schema_privilege(extnamespace, 'USAGE') AS is_usable
        FROM pg_extension WHERE extname = 'pg_trgm'
    )
    SELECT
        EXISTS (
            SELECT FROM products p
            JOIN pg_index i ON i.indrelid = p.oid
            CROSS JOIN unnest(i.indkey::int2[], i.indclass::oid[]) AS part (attnum, opclass)
            JOIN pg_attribute a ON a.attrelid = p.oid AND a.attnum = part.attnum
            JOIN pg_opclass o ON o.oid = part.opclass
            WHERE a.attname = 'name' AND o.opcname IN ('gin_trgm_ops', 'gist_trgm_ops')
                  AND i.indisvalid AND i.indisready AND i.indpred IS NULL
        ),
        current_setting('transaction_read_only') = 'off'
        AND coalesce(
            (SELECT p.relkind IN ('r', 'p') AND pg_has_role(p.relowner, 'USAGE')
                    AND has_schema_privilege(p.relnamespace, 'CREATE') FROM products p),
            -- "Set up catalogue" makes a schema that is missing.
            CASE WHEN %(schema)s::text IS NULL THEN has_schema_privilege(current_schema(), 'CREATE')
                 ELSE coalesce(has_schema_privilege(to_regnamespace(%(schema)s)::oid, 'CREATE'),
                               has_database_privilege(current_database(), 'CREATE')) END,
            false
        )
        AND coalesce(
            (SELECT is_usable FROM extension),
            (SELECT (v.trusted AND has_database_privilege(current_database(), 'CREATE')
                     OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))
                    AND current_schema() IS NOT NULL
             FROM pg_available_extensions e
             JOIN pg_available_extension_versions v ON v.name = e.name AND v.version = e.default_version
             WHERE e.name = 'pg_trgm'),
            false
        )
"""


def text_index_state(connection: Connection, table: TableName = USUAL_NAME) -> TextIndexState:
    """See whether the products table has the index for free text, and if not, whether this user can have it made.

    Where there is no products table yet, whether one that is set up now could have it.

    Raises:
        ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    with translated_errors():
        row = connection.execute(
            _STATE, {"table": table.regclass, "schema": table.regnamespace}
        ).fetchone()
    is_present, is_possible = row or (False, False)
    if is_present:
        return TextIndexState.PRESENT
    return TextIndexState.POSSIBLE if is_possible else TextIndexState.IMPOSSIBLE


def add_text_index(connection: Connection, table: TableName = USUAL_NAME) -> None:
    """Make the index for free text on an existing catalogue, while others go on working with it.

    It takes as long as it takes: some seconds for a million products, more when others are in the middle of long work.
    What an earlier attempt left half done is done anew. A partitioned table takes no changes meanwhile.

    Args:
        connection: in autocommit mode and outside a transaction.
        table: the catalogue's.
    Raises:
        CatalogueMissing: there is no products table.
        AccessDenied, ConnectionLost, QueryTimedOut (also when it was cancelled).
    Thread: worker.
    """
    with translated_errors():
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        row = connection.execute(
            "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(%s)", (table.regclass,)
        ).fetchone()
        if row is None:
            raise CatalogueMissing("There is no product table in this database.", can_set_up=True)
        statement = _create_index(connection, table, concurrently=not row[0])
        build_index(connection, table, table.index_name(SUBJECT), statement)


def add_text_index_to_new_table(connection: Connection, table: TableName = USUAL_NAME) -> None:
    """Make the index for free text in the transaction that makes the table; without it if it cannot be had.

    Raises:
        psycopg.OperationalError: the connection is lost. psycopg.errors.QueryCanceled.
    """
    try:
        with connection.transaction():
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            connection.execute(_create_index(connection, table, concurrently=False))
    except psycopg.errors.QueryCanceled:
        raise
    except psycopg.Error:
        if connection.broken:
            raise


def _create_index(connection: Connection, table: TableName, *, concurrently: bool) -> sql.Composed:
    # The extension may lie in a schema that is not on the search path.
    row = connection.execute(
        "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
        "WHERE extname = 'pg_trgm'"
    ).fetchone()
    (schema,) = row or ("public",)
    return sql.SQL(
        "CREATE INDEX {} IF NOT EXISTS {} ON {} USING gin (name {}.gin_trgm_ops)"
    ).format(
        sql.SQL("CONCURRENTLY" if concurrently else ""),
        quoted_identifier(table.index_name(SUBJECT)),
        table.identifier,
        quoted_identifier(schema),
    )

"""The catalogue's table: is it there, does it fit, and "Set up catalogue"."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.errors import CatalogueMissing
from catalogue_gui.catalogue.product import Field
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.order_index import create_order_index
from catalogue_gui.database.quoting import quoted_identifier
from catalogue_gui.database.rights import ACCESS_QUERY, Access, may_write, rights_of
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.text_index import (
    TextIndexState,
    add_text_index_to_new_table,
    text_index_state,
)
from catalogue_gui.database.translate import translated_errors

# Oldest server that has all that the statements use. Source: release notes of PostgreSQL 13 (gen_random_uuid, xid8).
OLDEST_SERVER = 130_000
# Rows that lie on several servers cannot be walked through by a recursive query. Source: Citus documentation, "SQL Support
# and Workarounds".
IS_DISTRIBUTED = sql.SQL("EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")

# Of each column the types that the program can work with, as format_type() writes them without their length.
_ACCEPTED_TYPES: dict[Field, frozenset[str]] = {
    Field.ID: frozenset({"uuid"}),
    Field.NAME: frozenset({"text", "character varying"}),
    Field.PRICE: frozenset({"numeric"}),
    Field.CATEGORY: frozenset({"text", "character varying"}),
    Field.TAGS: frozenset({"text[]"}),
    Field.METADATA: frozenset({"jsonb"}),
    Field.STOCK: frozenset({"integer", "bigint"}),
    Field.CREATED_AT: frozenset({"timestamp with time zone"}),
    Field.UPDATED_AT: frozenset({"timestamp with time zone"}),
}

# gen_random_uuid() is part of the server since PostgreSQL 13.
_CREATE_TABLE = """
    CREATE TABLE IF NOT EXISTS {table} (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL,
        price numeric(10,2) NOT NULL CHECK (price >= 0),
        category text NOT NULL,
        tags text[] NOT NULL DEFAULT '{{}}',
        metadata jsonb NOT NULL DEFAULT '{{}}',
        stock integer NOT NULL DEFAULT 0 CHECK (stock >= 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
    )
"""
# What the name of each says, and what it is.
_INDEXES = (
    ("category", sql.SQL("btree (category)")),
    ("tags", sql.SQL("gin (tags)")),
    ("metadata", sql.SQL("gin (metadata)")),
)
# CREATE TABLE IF NOT EXISTS of two sessions at once can still collide in the system catalogue; whoever comes second
# waits at this lock instead. The number is this program's own and means nothing else.
_SET_UP_LOCK = 7_218_450_931


@dataclass(frozen=True, slots=True)
class CatalogueTable:
    """The catalogue's table as it was found.

    Args:
        schema: schema it lies in.
        name: its name.
        extra_columns: columns beyond the program's own, in the table's order.
        access: what the server lets this user do with it.
        has_category_index: True when a btree index begins with the category.
        without_order: the extra columns of a type that the server cannot sort by, such as json.
    """

    schema: str
    name: str
    extra_columns: tuple[str, ...]
    access: Access
    has_category_index: bool = False
    without_order: frozenset[str] = frozenset()

    @property
    def is_writable(self) -> bool:
        """True when this user may write anything into it, be it one column."""
        return may_write(rights_of(self.access))

    @property
    def table_name(self) -> TableName:
        """The table's qualified name."""
        return TableName(self.schema, self.name)


def check_catalogue(connection: Connection, table: TableName = USUAL_NAME) -> CatalogueTable:
    """Find the catalogue's table and see whether the program can work with it.

    Raises:
        CatalogueMissing: there is none (``can_set_up`` is True, and ``can_have_fast_text`` says what setting it up
            could bring), its columns do not fit, or the server is too old.
        AccessDenied: the role may not read it.
    Thread: worker.
    """
    _require_version(connection)
    with translated_errors():
        row = connection.execute(
            sql.SQL("""
            SELECT n.nspname, c.relname,
                   {access},
                   has_table_privilege(c.oid, 'SELECT'),
                   EXISTS (
                       SELECT FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_am m ON m.oid = ic.relam
                       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                       WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree'
                         AND a.attname = 'category'
                   ) AND NOT {distributed},
                   c.relkind IN ('r', 'p', 'f')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = to_regclass(%s)
            """).format(access=ACCESS_QUERY, distributed=IS_DISTRIBUTED),
            (table.regclass,),
        ).fetchone()
        if row is None:
            raise _missing(connection, table)
        schema, name, access, is_readable, has_category_index, is_table = row
        if not is_table:
            raise _another_kind(
                name, f"{schema}.{name} is a view or something else that is no table."
            )
        if not is_readable:
            raise psycopg.errors.InsufficientPrivilege(f"no SELECT privilege on {schema}.{name}")
        found = connection.execute(
            """
                SELECT attname, format_type(atttypid, NULL), attnotnull,
                       t.typcategory = 'G' OR coalesce(e.typname, t.typname) IN ('json', 'xml', 'jsonpath', 'xid')
                FROM pg_attribute
                JOIN pg_type t ON t.oid = atttypid
                LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
                WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
                ORDER BY attnum
                """,
            (table.regclass,),
        ).fetchall()
    columns: dict[str, str] = {column: kind for column, kind, _, _ in found}
    nullable = [column for column, _, is_filled, _ in found if not is_filled]
    _require_columns(name, columns, nullable)
    extra = tuple(column for column in columns if column not in set(Field))
    without_order = frozenset(column for column, _, _, is_without in found if is_without)
    return CatalogueTable(
        schema, name, extra, Access.from_json(access), bool(has_category_index), without_order
    )


def _require_version(connection: Connection) -> None:
    found, oldest = (
        version // 10_000 for version in (connection.info.server_version, OLDEST_SERVER)
    )
    if found < oldest:
        raise CatalogueMissing(
            f"This server runs PostgreSQL {found}, which is too old for this program.",
            can_set_up=False,
            title="An older server",
            hint=f"It has to be version {oldest} or a later one. Ask whoever runs the server.",
        )


def _missing(connection: Connection, table: TableName) -> CatalogueMissing:
    hint = "Nothing is wrong with the connection. Use “Set up catalogue” to create the table, or choose another database."
    message = "There is no product table in this database."
    if table != USUAL_NAME:
        message = f"There is no table “{table}” in this database."
        hint = f"{hint} The profile says which table it is."
    return CatalogueMissing(
        message,
        can_set_up=True,
        can_have_fast_text=text_index_state(connection, table) != TextIndexState.IMPOSSIBLE,
        hint=hint,
    )


def _require_columns(name: str, columns: dict[str, str], nullable: list[str]) -> None:
    missing = [field for field in Field if field not in columns]
    unfit = [
        f"{field} ({columns[field]})"
        for field in Field
        if field in columns and columns[field] not in _ACCEPTED_TYPES[field]
    ]
    # An empty price is no price: it could be neither shown nor compared with what the user saw.
    may_be_empty = [field for field in Field if field in nullable]
    if not missing and not unfit and not may_be_empty:
        return
    reasons = []
    if missing:
        reasons.append("It lacks " + ", ".join(missing) + ".")
    if unfit:
        reasons.append("Of another kind than needed: " + ", ".join(unfit) + ".")
    if may_be_empty:
        reasons.append("Not declared NOT NULL: " + ", ".join(may_be_empty) + ".")
    raise _another_kind(name, " ".join(reasons))


def _another_kind(name: str, detail: str) -> CatalogueMissing:
    return CatalogueMissing(
        f"The table “{name}” in this database is not a product catalogue of this program's kind.",
        can_set_up=False,
        title="Another kind of table",
        hint="It was left as it is. Choose another database, or ask whoever made the table.",
        detail=detail,
    )


def set_up_catalogue(
    connection: Connection, table: TableName = USUAL_NAME, *, fast_text: bool = False
) -> CatalogueTable:
    """Create the catalogue's table, its schema and its indexes where they are missing, in one transaction.

    Two people may do it at once: the second finds it done.

    Args:
        connection: in autocommit mode.
        table: what it is called.
        fast_text: make the index for free text as well, if it can be had; nothing fails for lack of it.
    Returns:
        The table as it now is.
    Raises:
        AccessDenied, ConnectionLost, CatalogueMissing (a table of another kind is in the way).
    Thread: worker.
    """
    with translated_errors(), connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_SET_UP_LOCK,))
        _create_schema(connection, table)
        connection.execute(sql.SQL(_CREATE_TABLE).format(table=table.identifier))
        is_found = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table.regclass,))
        if is_found.fetchone() != (True,):
            raise CatalogueMissing(
                "The table was created, but this user's search path does not lead to it.",
                can_set_up=False,
                detail="search_path",
            )
        catalogue = check_catalogue(connection, table)
        connection.execute(create_order_index(table))
        for subject, kind in _INDEXES:
            connection.execute(
                sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} USING {}").format(
                    quoted_identifier(table.index_name(subject)), table.identifier, kind
                )
            )
        if fast_text and text_index_state(connection, table) == TextIndexState.POSSIBLE:
            add_text_index_to_new_table(connection, table)
    return catalogue


def _create_schema(connection: Connection, table: TableName) -> None:
    """Create the schema that was asked for by name. Whoever may not create one may still use one that is there."""
    is_there = connection.execute(
        "SELECT to_regnamespace(%s) IS NOT NULL", (table.regnamespace,)
    ).fetchone() == (True,)
    if table.schema and not is_there:
        connection.execute(
            sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(quoted_identifier(table.schema))
        )

"""The ``products`` table: is it there, does it fit, and "Set up catalogue"."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.errors import CatalogueMissing
from catalogue_gui.catalogue.product import Field
from catalogue_gui.database import order_index
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.rights import ACCESS_QUERY, Access, may_write, rights_of
from catalogue_gui.database.text_index import (
    TextIndexState,
    add_text_index_to_new_table,
    text_index_state,
)
from catalogue_gui.database.translate import translated_errors

TABLE_NAME = "products"

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
    CREATE TABLE IF NOT EXISTS products (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL,
        price numeric(10,2) NOT NULL CHECK (price >= 0),
        category text NOT NULL,
        tags text[] NOT NULL DEFAULT '{}',
        metadata jsonb NOT NULL DEFAULT '{}',
        stock integer NOT NULL DEFAULT 0 CHECK (stock >= 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
    )
"""
_CREATE_INDEXES = (
    order_index.CREATE_WITH_TABLE,
    "CREATE INDEX IF NOT EXISTS products_category_idx ON products (category)",
    "CREATE INDEX IF NOT EXISTS products_tags_idx ON products USING gin (tags)",
    "CREATE INDEX IF NOT EXISTS products_metadata_idx ON products USING gin (metadata)",
)
# CREATE TABLE IF NOT EXISTS of two sessions at once can still collide in the system catalogue; whoever comes second
# waits at this lock instead. The number is this program's own and means nothing else.
_SET_UP_LOCK = 7_218_450_931


@dataclass(frozen=True, slots=True)
class CatalogueTable:
    """The products table as it was found.

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
    def identifier(self) -> sql.Identifier:
        """The table's qualified name for use in a statement."""
        return sql.Identifier(self.schema, self.name)


def check_catalogue(connection: Connection) -> CatalogueTable:
    """Find the products table on the search path and see whether the program can work with it.

    Raises:
        CatalogueMissing: there is none (``can_set_up`` is True, and ``can_have_fast_text`` says what setting it up
            could bring), or its columns do not fit.
        AccessDenied: the role may not read it.
    Thread: worker.
    """
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
                   ),
                   c.relkind IN ('r', 'p', 'f')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = to_regclass(%s)
            """).format(access=sql.SQL(ACCESS_QUERY)),
            (TABLE_NAME,),
        ).fetchone()
        if row is None:
            raise CatalogueMissing(
                "There is no product table in this database.",
                can_set_up=True,
                can_have_fast_text=text_index_state(connection) != TextIndexState.IMPOSSIBLE,
                hint="Nothing is wrong with the connection. Use “Set up catalogue” to create the table, "
                "or choose another database.",
            )
        schema, name, access, is_readable, has_category_index, is_table = row
        if not is_table:
            raise _another_kind(f"{schema}.{name} is a view or something else that is no table.")
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
            (TABLE_NAME,),
        ).fetchall()
    columns: dict[str, str] = {name: kind for name, kind, _, _ in found}
    _require_columns(columns, nullable=[name for name, _, is_filled, _ in found if not is_filled])
    extra = tuple(column for column in columns if column not in set(Field))
    without_order = frozenset(name for name, _, _, is_without in found if is_without)
    return CatalogueTable(
        schema, name, extra, Access.from_json(access), bool(has_category_index), without_order
    )


def _require_columns(columns: dict[str, str], nullable: list[str]) -> None:
    missing = [name for name in Field if name not in columns]
    unfit = [
        f"{name} ({columns[name]})"
        for name in Field
        if name in columns and columns[name] not in _ACCEPTED_TYPES[name]
    ]
    # An empty price is no price: it could be neither shown nor compared with what the user saw.
    may_be_empty = [name for name in Field if name in nullable]
    if not missing and not unfit and not may_be_empty:
        return
    reasons = []
    if missing:
        reasons.append("It lacks " + ", ".join(missing) + ".")
    if unfit:
        reasons.append("Of another kind than needed: " + ", ".join(unfit) + ".")
    if may_be_empty:
        reasons.append("Not declared NOT NULL: " + ", ".join(may_be_empty) + ".")
    raise _another_kind(" ".join(reasons))


def _another_kind(detail: str) -> CatalogueMissing:
    return CatalogueMissing(
        "The table “products” in this database is not a product catalogue of this program's kind.",
        can_set_up=False,
        title="Another kind of table",
        hint="It was left as it is. Choose another database, or ask whoever made the table.",
        detail=detail,
    )


def set_up_catalogue(connection: Connection, *, fast_text: bool = False) -> CatalogueTable:
    """Create the products table and its indexes where they are missing, in one transaction.

    Two people may do it at once: the second finds it done.

    Args:
        connection: in autocommit mode.
        fast_text: make the index for free text as well, if it can be had; nothing fails for lack of it.
    Returns:
        The table as it now is.
    Raises:
        AccessDenied, ConnectionLost, CatalogueMissing (a table of another kind is in the way).
    Thread: worker.
    """
    with translated_errors(), connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_SET_UP_LOCK,))
        connection.execute(_CREATE_TABLE)
        if connection.execute("SELECT to_regclass(%s) IS NULL", (TABLE_NAME,)).fetchone() == (
            True,
        ):
            raise CatalogueMissing(
                "The table was created, but this user's search path does not lead to it.",
                can_set_up=False,
                detail="search_path",
            )
        table = check_catalogue(connection)
        for statement in _CREATE_INDEXES:
            connection.execute(statement)
        if fast_text and text_index_state(connection) == TextIndexState.POSSIBLE:
            add_text_index_to_new_table(connection)
    return table

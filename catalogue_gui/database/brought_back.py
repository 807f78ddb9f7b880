"""The catalogue's own further columns of a deleted product that is added again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from psycopg import sql

from catalogue_gui.catalogue.product import NewProduct
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.quoting import quoted_identifier
from catalogue_gui.database.table_name import TableName

# What the server computes by itself cannot be given, and what this user may not give is left to its default.
_GIVEN = """
    SELECT a.attname, n.nspname, t.typname
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE a.attrelid = %s::regclass AND a.attname = ANY(%s) AND a.attgenerated = '' AND NOT a.attisdropped
      AND has_column_privilege(a.attrelid, a.attnum, 'INSERT')
"""


@dataclass(frozen=True, slots=True)
class FurtherColumn:
    """A column that a product brings back its value for."""

    name: str
    type_schema: str
    type_name: str

    @property
    def identifier(self) -> sql.Composable:
        """Its name for a statement with parameters."""
        return quoted_identifier(self.name)

    def cast(self, text: sql.Composable) -> sql.Composable:
        """A value of its type, out of the text that the server wrote it in."""
        # Without its length: what does not fit into the column is then refused and not cut off.
        return sql.SQL("({}::text)::{}.{}").format(
            text, quoted_identifier(self.type_schema), quoted_identifier(self.type_name)
        )


def further_columns(
    connection: Connection, products: Iterable[NewProduct], table: TableName
) -> tuple[FurtherColumn, ...]:
    """The columns beyond the program's own that these products bring a value for. Thread: worker."""
    names = sorted({name for product in products for name, _ in product.extra})
    if not names:
        return ()
    found = connection.execute(_GIVEN, (table.regclass, names)).fetchall()
    return tuple(sorted((FurtherColumn(*row) for row in found), key=attrgetter("name")))

"""The catalogue's own further columns of a deleted product that is added again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import sql

from catalogue_gui.catalogue.product import NewProduct
from catalogue_gui.database.conditions import quoted_column
from catalogue_gui.database.connect import Connection

# What the server computes by itself cannot be given, and what this user may not give is left to its default.
_GIVEN = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a
    WHERE a.attrelid = 'products'::regclass AND a.attname = ANY(%s) AND a.attgenerated = '' AND NOT a.attisdropped
      AND has_column_privilege(a.attrelid, a.attnum, 'INSERT')
"""


@dataclass(frozen=True, slots=True)
class FurtherColumn:
    """A column that a product brings back its value for."""

    name: str
    type_name: str

    @property
    def identifier(self) -> sql.Composable:
        """Its name for a statement with parameters."""
        return quoted_column(self.name)

    def cast(self, text: sql.Composable) -> sql.Composable:
        """A value of its type, out of the text that the server wrote it in."""
        return sql.SQL("({}::text)::{}").format(text, sql.SQL(self.type_name.replace("%", "%%")))


def further_columns(
    connection: Connection, products: Iterable[NewProduct]
) -> tuple[FurtherColumn, ...]:
    """The columns beyond the program's own that these products bring a value for. Thread: worker."""
    names = sorted({name for product in products for name, _ in product.extra})
    if not names:
        return ()
    found: dict[str, str] = dict(connection.execute(_GIVEN, (names,)).fetchall())
    return tuple(FurtherColumn(name, found[name]) for name in names if name in found)

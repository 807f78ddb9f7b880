"""The name of the catalogue's table: ``products`` wherever the server finds it, or what the profile says.

Every statement is composed with it, and knows the table by the alias ``products`` beyond the place where it is named.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from psycopg import sql

from catalogue_gui.database.quoting import quoted_identifier

USUAL_TABLE: Final = "products"
# The server cuts longer names off. Source: PostgreSQL manual, 4.1.1 "Identifiers and Key Words".
_LONGEST_NAME_BYTES: Final = 63
_DIGEST_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class TableName:
    """A table's name.

    Args:
        schema: where it is; empty for wherever the server's search path finds it.
        table: the name itself.
    """

    schema: str = ""
    table: str = USUAL_TABLE

    @property
    def identifier(self) -> sql.Composable:
        """The name for a statement, with or without parameters."""
        return sql.SQL(".").join(quoted_identifier(part) for part in self._parts)

    @property
    def regclass(self) -> str:
        """The name as the server's ``to_regclass`` and its like take it: the value of a parameter."""
        return ".".join(sql.Identifier(part).as_string() for part in self._parts)

    @property
    def regnamespace(self) -> str | None:
        """The schema as the server's ``to_regnamespace`` takes it; None where the search path decides."""
        return sql.Identifier(self.schema).as_string() if self.schema else None

    def index_name(self, subject: str) -> str:
        """The name of an index of this program's making: ``products_category_idx``.

        Args:
            subject: what it is on, in ASCII.
        """
        ending = f"_{subject}_idx"
        room = _LONGEST_NAME_BYTES - len(ending)
        if len(self.table.encode()) > room:
            # Two long names that begin alike are still two: an index of the other's would be taken for one's own.
            ending = f"_{hashlib.sha256(self.table.encode()).hexdigest()[:_DIGEST_DIGITS]}{ending}"
            room = _LONGEST_NAME_BYTES - len(ending)
        return self.table.encode()[:room].decode(errors="ignore") + ending

    def __str__(self) -> str:
        """The name for people."""
        return f"{self.schema}.{self.table}" if self.schema else self.table

    @property
    def _parts(self) -> list[str]:
        return [self.schema, self.table] if self.schema else [self.table]


USUAL_NAME: Final = TableName()

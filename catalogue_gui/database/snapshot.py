"""The order snapshot: the ids that a query finds, in order, fetched once.

The ids come as one value, sixteen bytes each, from one ordered subquery. A million of them are 16 MB and take under a
second whatever the sort; a page of rows is then a lookup by id, equally quick anywhere in the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from psycopg import sql

from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.database.conditions import order_clause, where_clause
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.translate import translated_errors

ID_BYTES = 16


class OrderSnapshot(Sequence[UUID]):
    """Product ids in order, packed sixteen bytes each; row ``n`` is the product shown in row ``n``, 0-based."""

    __slots__ = ("_packed",)

    def __init__(self, packed: bytes = b"") -> None:
        if len(packed) % ID_BYTES:
            raise ValueError("a snapshot is whole ids of sixteen bytes")
        self._packed = packed

    def __len__(self) -> int:
        return len(self._packed) // ID_BYTES

    def __getitem__(self, index: int | slice) -> UUID | list[UUID]:  # type: ignore[override]
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            return [self._at(row) for row in range(start, stop, step)]
        row = index + len(self) if index < 0 else index
        if not 0 <= row < len(self):
            raise IndexError(index)
        return self._at(row)

    def ids(self, start: int, stop: int) -> list[UUID]:
        """The ids of rows start..stop-1, fewer at the end."""
        return [self._at(row) for row in range(max(0, start), min(stop, len(self)))]

    def __iter__(self) -> Iterator[UUID]:
        return (self._at(row) for row in range(len(self)))

    def row_of(self, product_id: UUID) -> int | None:
        """The row of a product, None when it is not in the snapshot. Reads up to the whole snapshot: 16 bytes a row."""
        at = self._packed.find(product_id.bytes)
        while at >= 0 and at % ID_BYTES:
            at = self._packed.find(product_id.bytes, at + 1)
        return None if at < 0 else at // ID_BYTES

    def _at(self, row: int) -> UUID:
        return UUID(bytes=self._packed[row * ID_BYTES : (row + 1) * ID_BYTES])


def fetch_snapshot(connection: Connection, query: ProductQuery, sort: Sort) -> OrderSnapshot:
    """Ask for the ids that a query finds, in order.

    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    Source: PostgreSQL manual, 9.21 "Aggregate Functions" (an aggregate reads an ordered subquery in its order).
    """
    condition, parameters = where_clause(query)
    statement = sql.SQL(
        "SELECT string_agg(uuid_send(id), ''::bytea) "
        "FROM (SELECT id FROM products WHERE {} ORDER BY {}) AS found"
    ).format(condition, order_clause(sort))
    with translated_errors(), connection.cursor(binary=True) as cursor:
        row = cursor.execute(statement, parameters).fetchone()
    packed: bytes | None = row[0] if row else None
    return OrderSnapshot(packed or b"")

"""The order snapshot: the ids that a query finds, in order, fetched once.

The ids come as one value, sixteen bytes each, from one ordered subquery. A million of them are 16 MB and take under a
second whatever the sort; a page of rows is then a lookup by id, equally quick anywhere in the table.
"""

from __future__ import annotations

from psycopg import sql

from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.database.conditions import order_clause, where_clause
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.translate import translated_errors


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

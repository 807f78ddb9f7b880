"""The order snapshot: the ids that a query finds, in order, fetched once.

The server packs the ids into one value, sixteen bytes each, from one ordered subquery, and hands it out in blocks. A
million of them are 16 MB and take under a second whatever the sort; their number comes with the first block. A page of
rows is then a lookup by id, equally quick anywhere in the table.
"""

from __future__ import annotations

from collections.abc import Callable

from psycopg import sql

from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import BLOCK_ROWS, ID_BYTES, OrderSnapshot
from catalogue_gui.database.conditions import order_clause, where_clause
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.translate import translated_errors

# One value of PostgreSQL holds a gigabyte, which is 67 million ids.
MAX_ROWS = 60_000_000

# OFFSET 0 keeps the packed value from being computed anew for every block; a block is cut out of it in memory.
_BLOCKS = """
    SELECT octet_length(packed), substring(packed FROM block * {size} + 1 FOR {size})
    FROM (
        SELECT string_agg(uuid_send(id), ''::bytea) AS packed
        FROM (SELECT id FROM {table} AS products WHERE {condition} ORDER BY {order} LIMIT {limit}) AS found
        OFFSET 0
    ) AS snapshot
    CROSS JOIN LATERAL generate_series(0, (octet_length(packed) - 1) / {size}) AS block
"""


def fetch_snapshot(
    connection: Connection,
    query: ProductQuery,
    sort: Sort,
    snapshot: OrderSnapshot,
    on_block: Callable[[], None] = lambda: None,
    *,
    table: TableName = USUAL_NAME,
    has_category_index: bool = False,
) -> None:
    """Ask for the ids that a query finds, in order, and put them into a snapshot as they arrive.

    Args:
        connection: in autocommit mode.
        query: what is looked for.
        sort: the order.
        snapshot: an empty one; its ``row_count`` is known after the first block.
        on_block: called after each block.
        table: the catalogue's.
        has_category_index: see :func:`catalogue_gui.database.conditions.where_clause`.
    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    Source: PostgreSQL manual, 9.21 "Aggregate Functions" (an aggregate reads an ordered subquery in its order).
    """
    condition, parameters = where_clause(query, table, has_category_index=has_category_index)
    statement = sql.SQL(_BLOCKS).format(
        size=sql.Literal(BLOCK_ROWS * ID_BYTES),
        table=table.identifier,
        condition=condition,
        order=order_clause(sort, is_filtered=not query.is_empty),
        limit=sql.Literal(MAX_ROWS),
    )
    with translated_errors(), connection.cursor(binary=True) as cursor:
        for size, block in cursor.stream(statement, parameters):
            if not snapshot.is_begun:
                snapshot.begin(size // ID_BYTES)
            snapshot.append(block)
            on_block()
    if not snapshot.is_begun:
        snapshot.begin(0)
        on_block()

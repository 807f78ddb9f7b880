"""A table in pieces, as it lies on the server's disk: for statements that would else run long without news.

Source: PostgreSQL manual, 5.6 "System Columns" (ctid); release notes of 14 (TID range scans).
"""

from __future__ import annotations

from collections.abc import Iterator

from catalogue_gui.database.connect import Connection

_BLOCKS = 2048  # 16 MB; about 50,000 products, which take a third of a second to change
_TID_RANGES = (
    140_000  # the server version from which a range of blocks is read without reading the others
)
_LAST_BLOCK = 2**32 - 2

# Of a table with partitions, or with tables that inherit from it, the longest counts: a range means one in each of them.
_LONGEST = """
    WITH RECURSIVE tree AS (
        SELECT %s::regclass::oid AS oid
        UNION ALL
        SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid
    )
    SELECT coalesce(max(pg_relation_size(tree.oid)), 0) / current_setting('block_size')::bigint
    FROM tree JOIN pg_class c ON c.oid = tree.oid WHERE c.relkind IN ('r', 't')
"""


def block_ranges(connection: Connection, table: str) -> Iterator[tuple[str, str, float]]:
    """The ranges of a table's blocks, in their order.

    Args:
        connection: asked once, at the beginning; what is added to the table later is in the last range.
        table: its name as the server writes it.
    Yields:
        First place, place behind the last one, as the server's type ``tid`` takes them; and the share, 0..1, before it.
    Raises:
        psycopg.Error.
    """
    row = connection.execute(_LONGEST, (table,)).fetchone()
    blocks = int(row[0]) if row else 0
    step = _BLOCKS if connection.info.server_version >= _TID_RANGES else blocks + 1
    starts = range(0, max(1, blocks), step)
    for start in starts:
        end = start + step if start != starts[-1] else _LAST_BLOCK
        yield f"({start},0)", f"({end},0)", start / max(1, blocks)

"""The statements that bring staged records into the catalogue; all of them inside one transaction, the caller's."""

from __future__ import annotations

from collections.abc import Callable

from psycopg import sql

from catalogue_gui.catalogue.product import Field
from catalogue_gui.database.schema import IS_DISTRIBUTED
from catalogue_gui.transfer.block_ranges import block_ranges
from catalogue_gui.transfer.staging import Staging

_RECORDS_AT_ONCE = 25_000  # updated by one statement, in about a fifth of a second
_MANY_ROWS = 10_000  # for fewer the order makes no difference that anybody could notice
_JOINED = sql.SQL("pg_temp.import_outcome o JOIN pg_temp.import_staging s USING (record)")
# Rows that come in the order of an index go to neighbouring pages of it, which are then read and written once and not again
# and again. Only one index can have that, and the largest gains most: on a million names half of the time.
_ORDER = """
    SELECT a.attname
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = %s::regclass AND m.amname = 'btree' AND a.attname = ANY(%s)
    ORDER BY pg_relation_size(c.oid) DESC, a.attname LIMIT 1
"""

OnRecords = Callable[[int], None]


def insert_new(
    staging: Staging, count: int, on_records: OnRecords, *, has_indexes: bool = True
) -> int:
    """Insert the new products.

    Args:
        staging: compared with the catalogue.
        count: about how many they are.
        on_records: called now and then with the number of records done; may raise to stop.
        has_indexes: False where the table has none for the time being, so that no order is better than another.
    Returns:
        Rows inserted.
    """
    connection, rules = staging.connection, staging.rules
    source = sql.SQL("pg_temp.import_staging")
    order = _best_order(staging) if has_indexes and count >= _MANY_ROWS else None
    if rules.is_compared or order is not None:
        chosen = sql.SQL("SELECT s.* FROM {}").format(
            _JOINED + sql.SQL(" WHERE o.outcome = 'new'")
            if rules.is_compared
            else source + sql.SQL(" s")
        )
        if order is not None:
            chosen += sql.SQL(" ORDER BY s.{}").format(sql.Identifier(order))
        source = sql.SQL("pg_temp.import_new")
        connection.execute(sql.SQL("CREATE TEMPORARY TABLE import_new ON COMMIT DROP AS ") + chosen)
    values = rules.inserted_values()
    statement = sql.SQL(
        "INSERT INTO {} ({}) SELECT {} FROM {} s WHERE s.ctid >= %s::tid AND s.ctid < %s::tid"
    ).format(
        rules.products.identifier,
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(values.values()),
        source,
    )
    done = 0
    for first, end, _share in block_ranges(connection, source.as_string()):
        done += connection.execute(statement, (first, end)).rowcount
        on_records(done)
    return done


def _best_order(staging: Staging) -> str | None:
    """The staged column to insert by; None where the table has no index on any."""
    columns = [name for name in staging.rules.inserted_values() if name != Field.METADATA]
    row = staging.connection.execute(_ORDER, (staging.rules.products.regclass, columns)).fetchone()
    return None if row is None else str(row[0])


def lock_changed(staging: Staging) -> None:
    """Hold the products that were found changed by the comparison made last, to the end of the transaction."""
    if staging.rules.is_compared:
        staging.connection.execute(
            sql.SQL(
                "SELECT count(*) FROM (SELECT FROM {} p WHERE p.id IN (SELECT product_id FROM pg_temp.import_outcome"
                " WHERE outcome = 'changed') ORDER BY p.id FOR UPDATE OF p) held"
            ).format(staging.rules.products.identifier)
        )


def old_rows(staging: Staging) -> tuple[list[str], sql.Composed]:
    """What the changed products are now, as far as an update changes it: the columns, and a query for them."""
    names = [Field.ID.value, *staging.rules.updated_values(), Field.UPDATED_AT.value]
    return names, sql.SQL(
        "SELECT {} FROM {} p JOIN pg_temp.import_outcome o ON p.id = o.product_id AND p.xmin = o.seen "
        "WHERE o.outcome = 'changed'"
    ).format(
        sql.SQL(", ").join(sql.SQL("p.{}").format(sql.Identifier(name)) for name in names),
        staging.rules.products.identifier,
    )


def update_changed(staging: Staging, on_records: OnRecords) -> int:
    """Update the changed products.

    Args:
        staging: compared with the catalogue.
        on_records: called now and then with the number of records done; may raise to stop.
    Returns:
        Rows updated; fewer than were found changed when somebody has changed some of them since the comparison.
    """
    values = staging.rules.updated_values()
    if not staging.rules.is_compared or not values:
        return 0
    assignments = [
        sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in values.items()
    ]
    statement = sql.SQL(
        "UPDATE {} p SET {}, updated_at = now() FROM {} "
        "WHERE o.outcome = 'changed' AND p.id = o.product_id AND p.xmin = o.seen"
        " AND o.record >= %(first)s AND o.record < %(end)s"
        " AND s.record >= %(first)s AND s.record < %(end)s"
    ).format(staging.rules.products.identifier, sql.SQL(", ").join(assignments), _JOINED)
    done = 0
    for first in range(1, staging.last_record + 1, _RECORDS_AT_ONCE):
        places = {"first": first, "end": first + _RECORDS_AT_ONCE}
        done += staging.connection.execute(statement, places).rowcount
        on_records(done)
    return done


def count_kept(staging: Staging) -> int:
    """How many of the products found changed are still as they were, though ``update_changed`` has been through.

    Nobody else has changed them: a rule of the database keeps them from this user.
    """
    row = staging.connection.execute(
        sql.SQL(
            "SELECT count(*) FROM pg_temp.import_outcome o JOIN {} p ON p.id = o.product_id AND p.xmin = o.seen"
            " WHERE o.outcome = 'changed'"
        ).format(staging.rules.products.identifier)
    ).fetchone()
    return int(row[0]) if row else 0


def is_all_ours(staging: Staging, transaction: str, rows: int) -> bool:
    """Whether a transaction wrote just so many rows of the catalogue, and no others in passing.

    Only a trigger or rule of the table's could do that; where there is none, nothing is counted. Rows that lie on other
    servers are written by transactions of those, and are never known to be ours.
    """
    row = staging.connection.execute(
        sql.SQL(
            "SELECT CASE WHEN {} THEN -1"
            " WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = %(name)s::regclass AND NOT tgisinternal)"
            " OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = %(name)s::regclass)"
            " OR EXISTS (SELECT FROM pg_inherits WHERE inhparent = %(name)s::regclass)"
            " OR (SELECT relkind <> 'r' FROM pg_class WHERE oid = %(name)s::regclass)"
            " THEN (SELECT count(*) FROM {} p WHERE p.xmin = %(own)s::xid8::xid) ELSE %(rows)s END"
        ).format(IS_DISTRIBUTED, staging.rules.products.identifier),
        {
            "name": staging.rules.products.regclass,
            "own": transaction.partition("@")[0],
            "rows": rows,
        },
    ).fetchone()
    return row == (rows,)

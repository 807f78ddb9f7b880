"""What is in the catalogue, counted: categories and tags of what a query finds, metadata keys and their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import sql

from catalogue_gui.catalogue.facets import Facets, MetadataKeyFacet, ValueKind
from catalogue_gui.catalogue.query import CategoryTerm, ProductQuery, TagTerm, Term
from catalogue_gui.database.conditions import escape_like, where_clause
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.translate import translated_errors

MAX_TAGS = 500
# Keys and values are looked for in a sample: every product of a large catalogue would have to be read to be sure of all.
KEY_SAMPLE_ROWS = 2_000
VALUE_SAMPLE_ROWS = 20_000
MAX_KEYS = 300
MAX_DEPTH = 4  # of nested objects

_KINDS = {
    "string": ValueKind.TEXT,
    "number": ValueKind.NUMBER,
    "boolean": ValueKind.BOOLEAN,
    "array": ValueKind.LIST,
    "object": ValueKind.OBJECT,
}


def fetch_facets(
    connection: Connection,
    query: ProductQuery,
    *,
    table: TableName = USUAL_NAME,
    has_category_index: bool = False,
) -> Facets:
    """Count what the products that a query finds are made of.

    Categories are counted as if none were chosen, and tags as if no "any of these" were, so that the other choices stay
    in sight with what they would find; each tag that must be there narrows what is counted.

    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    """
    with translated_errors():
        condition, parameters = where_clause(
            _without(query, _is_category_choice), table, has_category_index=has_category_index
        )
        categories = connection.execute(
            sql.SQL(
                "SELECT category, count(*) FROM {} AS products WHERE {} GROUP BY category ORDER BY category"
            ).format(table.identifier, condition),
            parameters,
        ).fetchall()
        condition, parameters = where_clause(
            _without(query, _is_tag_choice), table, has_category_index=has_category_index
        )
        tags = connection.execute(
            sql.SQL(
                "SELECT tag, count(*) FROM (SELECT unnest(tags) AS tag FROM {} AS products WHERE {}) AS found "
                "WHERE tag IS NOT NULL GROUP BY tag ORDER BY count(*) DESC, tag LIMIT {}"
            ).format(table.identifier, condition, sql.Literal(MAX_TAGS)),
            parameters,
        ).fetchall()
    return Facets(categories=_counts(categories), tags=_counts(tags))


def fetch_count(
    connection: Connection,
    query: ProductQuery,
    *,
    table: TableName = USUAL_NAME,
    has_category_index: bool = False,
) -> int:
    """Return how many products a query finds.

    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    """
    condition, parameters = where_clause(query, table, has_category_index=has_category_index)
    with translated_errors():
        row = connection.execute(
            sql.SQL("SELECT count(*) FROM {} AS products WHERE {}").format(
                table.identifier, condition
            ),
            parameters,
        ).fetchone()
    return int(row[0]) if row else 0


def fetch_metadata_keys(
    connection: Connection, *, table: TableName = USUAL_NAME
) -> tuple[MetadataKeyFacet, ...]:
    """Return the metadata keys of the catalogue, those in nested objects included, the most frequent first.

    Looked for in a sample of some thousand products from all over the table; 300 keys at most, four levels deep.

    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    Source: PostgreSQL manual, SELECT, "TABLESAMPLE".
    """
    with translated_errors():
        rows = connection.execute(
            sql.SQL("""
                WITH RECURSIVE sample AS MATERIALIZED ({sample}),
                walk (path, value) AS (
                    SELECT ARRAY[inner_key], inner_value
                    FROM sample, jsonb_each(CASE jsonb_typeof(metadata) WHEN 'object' THEN metadata ELSE '{{}}' END)
                        AS pair (inner_key, inner_value)
                    UNION ALL
                    SELECT path || inner_key, inner_value
                    FROM walk, jsonb_each(CASE jsonb_typeof(value) WHEN 'object' THEN value ELSE '{{}}' END)
                        AS pair (inner_key, inner_value)
                    WHERE cardinality(path) < {depth}
                )
                SELECT path, mode() WITHIN GROUP (ORDER BY jsonb_typeof(value))
                       FILTER (WHERE jsonb_typeof(value) <> 'null')
                FROM walk GROUP BY path ORDER BY count(*) DESC, path LIMIT {limit}
            """).format(
                sample=_sample(connection, table),
                depth=sql.Literal(MAX_DEPTH),
                limit=sql.Literal(MAX_KEYS),
            )
        ).fetchall()
    return tuple(
        MetadataKeyFacet(tuple(path), _KINDS.get(kind, ValueKind.TEXT)) for path, kind in rows
    )


def fetch_metadata_values(
    connection: Connection,
    path: tuple[str, ...],
    prefix: str = "",
    limit: int = 50,
    *,
    table: TableName = USUAL_NAME,
) -> tuple[tuple[str, int], ...]:
    """Return the most frequent values at a place in the metadata, as text, with their counts in a sample.

    Args:
        path: the place; of a list there, its items.
        prefix: only values that begin so, in any case.
        limit: values wanted.
        table: the catalogue's.
    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    """
    with translated_errors():
        rows = connection.execute(
            sql.SQL("""
                SELECT item #>> '{{}}', count(*)
                FROM (SELECT metadata #> %s::text[] AS found FROM {table} WHERE metadata ? %s LIMIT {sample}) AS sample,
                     jsonb_array_elements(CASE jsonb_typeof(found) WHEN 'array' THEN found
                                          ELSE jsonb_build_array(found) END) AS item
                WHERE found IS NOT NULL AND jsonb_typeof(item) IN ('string', 'number', 'boolean')
                      AND item #>> '{{}}' ILIKE %s
                GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {limit}
            """).format(
                table=table.identifier,
                sample=sql.Literal(VALUE_SAMPLE_ROWS),
                limit=sql.Literal(limit),
            ),
            (list(path), path[0], f"{escape_like(prefix)}%"),
        ).fetchall()
    return _counts(rows)


def fetch_tags(
    connection: Connection, prefix: str, limit: int = 50, *, table: TableName = USUAL_NAME
) -> tuple[tuple[str, int], ...]:
    """Return the most frequent tags that begin so, in any case, with their counts.

    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    """
    with translated_errors():
        rows = connection.execute(
            sql.SQL(
                "SELECT tag, count(*) FROM (SELECT unnest(tags) AS tag FROM {}) AS found WHERE tag ILIKE %s "
                "GROUP BY tag ORDER BY count(*) DESC, tag LIMIT %s"
            ).format(table.identifier),
            (f"{escape_like(prefix)}%", limit),
        ).fetchall()
    return _counts(rows)


def _sample(connection: Connection, table: TableName) -> sql.Composable:
    """A query for the metadata of some products from all over the table."""
    row = connection.execute(
        "SELECT reltuples::float8, relpages, relkind FROM pg_class WHERE oid = to_regclass(%s)",
        (table.regclass,),
    ).fetchone()
    tuples, pages, kind = row or (0.0, 0, "r")
    if kind != "r" or pages <= 100 or tuples <= KEY_SAMPLE_ROWS * 10:
        return sql.SQL("SELECT metadata FROM {} LIMIT {}").format(
            table.identifier, sql.Literal(KEY_SAMPLE_ROWS)
        )
    # Whole pages are drawn by lot, so the number of rows is right on average; a limit would cut off the table's end.
    percent = min(100.0, 100.0 * KEY_SAMPLE_ROWS / tuples)
    return sql.SQL("SELECT metadata FROM {} TABLESAMPLE SYSTEM ({})").format(
        table.identifier, sql.Literal(percent)
    )


def _counts(rows: list[tuple[Any, ...]]) -> tuple[tuple[str, int], ...]:
    return tuple((str(value), int(count)) for value, count in rows)


def _is_category_choice(term: Term) -> bool:
    return isinstance(term, CategoryTerm) and not term.negated


def _is_tag_choice(term: Term) -> bool:
    return isinstance(term, TagTerm) and not term.negated and len(term.tags) > 1


def _without(query: ProductQuery, is_left_out: Callable[[Term], bool]) -> ProductQuery:
    return ProductQuery(tuple(term for term in query.terms if not is_left_out(term)))

"""What is in the catalogue, counted: categories, tags and metadata keys among the products that a query finds."""

from __future__ import annotations

from psycopg import sql

from catalogue_gui.catalogue.facets import Facets
from catalogue_gui.catalogue.query import CategoryTerm, ProductQuery
from catalogue_gui.database.conditions import where_clause
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.translate import translated_errors

MAX_TAGS = 200
# Keys are looked for in a sample: every product of a large catalogue would have to be read to be sure of all.
METADATA_SAMPLE_ROWS = 2_000


def fetch_facets(connection: Connection, query: ProductQuery) -> Facets:
    """Count what the products that a query finds are made of.

    Categories are counted as if none were chosen, so that the other choices stay in sight with what they would find;
    tags within what is found, as each further tag narrows that.

    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    """
    with translated_errors():
        condition, parameters = where_clause(_without_categories(query))
        categories = connection.execute(
            sql.SQL(
                "SELECT category, count(*) FROM products WHERE {} GROUP BY category ORDER BY category"
            ).format(condition),
            parameters,
        ).fetchall()
        condition, parameters = where_clause(query)
        tags = connection.execute(
            sql.SQL(
                "SELECT tag, count(*) FROM products, unnest(tags) AS tag WHERE {} "
                "GROUP BY tag ORDER BY count(*) DESC, tag LIMIT {}"
            ).format(condition, sql.Literal(MAX_TAGS)),
            parameters,
        ).fetchall()
        condition, parameters = where_clause(query)
        keys = connection.execute(
            sql.SQL(
                "SELECT key, count(*) FROM (SELECT metadata FROM products WHERE {} LIMIT {}) AS sample, "
                "jsonb_object_keys(CASE jsonb_typeof(metadata) WHEN 'object' THEN metadata ELSE '{{}}' END) AS key "
                "GROUP BY key ORDER BY count(*) DESC, key"
            ).format(condition, sql.Literal(METADATA_SAMPLE_ROWS)),
            parameters,
        ).fetchall()
    return Facets(
        categories=tuple((str(name), int(count)) for name, count in categories),
        tags=tuple((str(name), int(count)) for name, count in tags),
        metadata_keys=tuple(str(key) for key, _ in keys),
    )


def _without_categories(query: ProductQuery) -> ProductQuery:
    return ProductQuery(
        tuple(term for term in query.terms if term.negated or not isinstance(term, CategoryTerm))
    )

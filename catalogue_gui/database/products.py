"""Reading products: a page by its ids, and the first rows of a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import sql

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.database.conditions import (
    escape_like,
    order_clause,
    where_clause,
)
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.quoting import quoted_identifier
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.translate import translated_errors

MAX_PAGE_ROWS = 500

# Metadata comes as the server's own text, so that 10.00 stays 10.00 and a large integer stays itself.
_COLUMNS = sql.SQL("id, name, price, category, tags, metadata::text, stock, created_at, updated_at")

Row = tuple[Any, ...]


def columns_with(extra_columns: Sequence[str]) -> sql.Composable:
    """The list of columns that :func:`to_product` reads, the catalogue's own extra ones last, as text."""
    if not extra_columns:
        return _COLUMNS
    extra = sql.SQL(", ").join(
        sql.SQL("{}::text").format(quoted_identifier(column)) for column in extra_columns
    )
    return sql.SQL("{}, {}").format(_COLUMNS, extra)


def to_product(row: Row, extra_columns: Sequence[str] = ()) -> Product:
    """A row of :func:`columns_with` as a product."""
    own, extra = row[:9], row[9:]
    product_id, name, price, category, tags, metadata_text, stock, created_at, updated_at = own
    return Product(
        product_id,
        name,
        price,
        category,
        tuple(tag for tag in tags if tag is not None),
        metadata_text,
        stock,
        created_at,
        updated_at,
        tuple(zip(extra_columns, extra, strict=True)),
    )


def fetch_page(
    connection: Connection,
    ids: Sequence[UUID],
    extra_columns: Sequence[str] = (),
    *,
    table: TableName = USUAL_NAME,
) -> list[Product | None]:
    """Return products in the order of their ids.

    Args:
        connection: in autocommit mode.
        ids: 1..500 ids, as they stand in the snapshot.
        extra_columns: the table's columns beyond the program's own.
        table: the catalogue's.
    Returns:
        One entry an id; None where the product has been deleted since.
    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    Source: PostgreSQL manual, 9.19 "Array Functions" (unnest); any index on id serves ``= ANY``.
    """
    if len(ids) > MAX_PAGE_ROWS:
        raise ValueError(f"a page has at most {MAX_PAGE_ROWS} rows")
    statement = sql.SQL("SELECT {} FROM {} WHERE id = ANY(%s)").format(
        columns_with(extra_columns), table.identifier
    )
    with translated_errors():
        rows = connection.execute(statement, (list(ids),)).fetchall()
    found = {row[0]: to_product(row, extra_columns) for row in rows}
    return [found.get(each) for each in ids]


def fetch_slice(
    connection: Connection,
    query: ProductQuery,
    sort: Sort,
    start: int,
    limit: int,
    extra_columns: Sequence[str] = (),
    *,
    table: TableName = USUAL_NAME,
    has_category_index: bool = False,
) -> list[Product]:
    """Return some of the products that a query finds, in order, without the snapshot.

    The server counts its way to ``start``, so this is for the first rows, and for what the snapshot has not brought yet.

    Args:
        connection: in autocommit mode.
        query: what is looked for.
        sort: the order.
        start: first row wanted, 0-based.
        limit: products wanted, 1..500.
        extra_columns: the table's columns beyond the program's own.
        table: the catalogue's.
        has_category_index: see :func:`catalogue_gui.database.conditions.where_clause`.
    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    """
    condition, parameters = where_clause(query, table, has_category_index=has_category_index)
    statement = sql.SQL(
        "SELECT {} FROM {} AS products WHERE {} ORDER BY {} LIMIT %s OFFSET %s"
    ).format(
        columns_with(extra_columns),
        table.identifier,
        condition,
        order_clause(sort, is_filtered=not query.is_empty),
    )
    with translated_errors():
        rows = connection.execute(
            statement, (*parameters, min(limit, MAX_PAGE_ROWS), start)
        ).fetchall()
    return [to_product(row, extra_columns) for row in rows]


def find_by_prefix(
    connection: Connection,
    query: ProductQuery,
    sort: Sort,
    field: Field,
    prefix: str,
    skip: int,
    *,
    table: TableName = USUAL_NAME,
    has_category_index: bool = False,
) -> UUID | None:
    """Return the id of the first product in order whose text begins so, in any case.

    Args:
        connection: in autocommit mode.
        query: what is looked for, and ``sort`` its order.
        field: the name or the category.
        prefix: how it begins.
        skip: how many such products to pass over; past the last one the first is taken.
        table: the catalogue's.
        has_category_index: see :func:`catalogue_gui.database.conditions.where_clause`.
    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    """
    condition, parameters = where_clause(query, table, has_category_index=has_category_index)
    statement = sql.SQL(
        "SELECT id FROM {} AS products WHERE {} AND {} ILIKE %s ORDER BY {} LIMIT 1 OFFSET %s"
    ).format(
        table.identifier,
        condition,
        sql.Identifier(field.value),
        order_clause(sort, is_filtered=True),
    )
    pattern = f"{escape_like(prefix)}%"
    with translated_errors():
        row = connection.execute(statement, (*parameters, pattern, skip)).fetchone()
        if row is None and skip:
            row = connection.execute(statement, (*parameters, pattern, 0)).fetchone()
    return row[0] if row else None

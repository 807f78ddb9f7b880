"""Reading and writing products. Every write comes back by RETURNING; every update is a compare-and-set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import sql

from catalogue_gui.catalogue.errors import AccessDenied, EditConflict, InvalidValue
from catalogue_gui.catalogue.product import (
    Edit,
    Field,
    FieldValue,
    NewProduct,
    Product,
    field_value,
)
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.database.conditions import (
    escape_like,
    order_clause,
    quoted_column,
    where_clause,
)
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.translate import translated_errors

MAX_PAGE_ROWS = 500

# Metadata comes as the server's own text, so that 10.00 stays 10.00 and a large integer stays itself.
_COLUMNS = sql.SQL("id, name, price, category, tags, metadata::text, stock, created_at, updated_at")
_SQL_TYPES = {
    Field.NAME: sql.SQL("text"),
    Field.PRICE: sql.SQL("numeric"),
    Field.CATEGORY: sql.SQL("text"),
    Field.TAGS: sql.SQL("text[]"),
    Field.STOCK: sql.SQL("bigint"),
}

Row = tuple[Any, ...]


def columns_with(extra_columns: Sequence[str]) -> sql.Composable:
    """The list of columns that :func:`to_product` reads, the catalogue's own extra ones last, as text."""
    if not extra_columns:
        return _COLUMNS
    extra = sql.SQL(", ").join(
        sql.SQL("{}::text").format(quoted_column(column)) for column in extra_columns
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
    connection: Connection, ids: Sequence[UUID], extra_columns: Sequence[str] = ()
) -> list[Product | None]:
    """Return products in the order of their ids.

    Args:
        connection: in autocommit mode.
        ids: 1..500 ids, as they stand in the snapshot.
        extra_columns: the table's columns beyond the program's own.
    Returns:
        One entry an id; None where the product has been deleted since.
    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    Source: PostgreSQL manual, 9.19 "Array Functions" (unnest); any index on id serves ``= ANY``.
    """
    if len(ids) > MAX_PAGE_ROWS:
        raise ValueError(f"a page has at most {MAX_PAGE_ROWS} rows")
    statement = sql.SQL("SELECT {} FROM products WHERE id = ANY(%s)").format(
        columns_with(extra_columns)
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
        has_category_index: see :func:`catalogue_gui.database.conditions.where_clause`.
    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    """
    condition, parameters = where_clause(query, has_category_index=has_category_index)
    statement = sql.SQL("SELECT {} FROM products WHERE {} ORDER BY {} LIMIT %s OFFSET %s").format(
        columns_with(extra_columns),
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
    has_category_index: bool = False,
) -> UUID | None:
    """Return the id of the first product in order whose text begins so, in any case.

    Args:
        connection: in autocommit mode.
        query: what is looked for, and ``sort`` its order.
        field: the name or the category.
        prefix: how it begins.
        skip: how many such products to pass over; past the last one the first is taken.
        has_category_index: see :func:`catalogue_gui.database.conditions.where_clause`.
    Raises:
        ConnectionLost, QueryTimedOut, AccessDenied, CatalogueMissing.
    Thread: worker.
    """
    condition, parameters = where_clause(query, has_category_index=has_category_index)
    statement = sql.SQL(
        "SELECT id FROM products WHERE {} AND {} ILIKE %s ORDER BY {} LIMIT 1 OFFSET %s"
    ).format(condition, sql.Identifier(field.value), order_clause(sort, is_filtered=True))
    pattern = f"{escape_like(prefix)}%"
    with translated_errors():
        row = connection.execute(statement, (*parameters, pattern, skip)).fetchone()
        if row is None and skip:
            row = connection.execute(statement, (*parameters, pattern, 0)).fetchone()
    return row[0] if row else None


def insert_product(
    connection: Connection, product: NewProduct, extra_columns: Sequence[str] = ()
) -> Product:
    """Add one product and return it as the server stored it.

    One whose id is given and there already, under the same name, has been added before (its answer was lost), and is
    returned as it is.

    Raises:
        InvalidValue, AccessDenied, ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    values: dict[str, tuple[sql.Composable, Any]] = {
        Field.NAME: (sql.SQL("%s"), product.name),
        Field.PRICE: (sql.SQL("%s"), product.price),
        Field.CATEGORY: (sql.SQL("%s"), product.category),
        Field.TAGS: (sql.SQL("%s::text[]"), list(product.tags)),
        Field.METADATA: (sql.SQL("%s::jsonb"), product.metadata_text),
        Field.STOCK: (sql.SQL("%s"), product.stock),
    }
    if product.id is not None:
        values[Field.ID] = (sql.SQL("%s"), product.id)
    if product.created_at is not None:
        values[Field.CREATED_AT] = (sql.SQL("%s"), product.created_at)
    statement = sql.SQL("INSERT INTO products ({}) VALUES ({}) RETURNING {}").format(
        sql.SQL(", ").join(sql.Identifier(str(name)) for name in values),
        sql.SQL(", ").join(placeholder for placeholder, _ in values.values()),
        columns_with(extra_columns),
    )
    parameters = [value for _, value in values.values()]
    try:
        with translated_errors(), connection.transaction():
            row = connection.execute(statement, parameters).fetchone()
    except InvalidValue as error:
        there = _already_added(connection, product, error, extra_columns)
        if there is None:
            raise
        return there
    if row is None:  # a trigger or rule that swallows the row
        raise _swallowed(product)
    return to_product(row, extra_columns)


def update_product(
    connection: Connection, edit: Edit, extra_columns: Sequence[str] = ()
) -> Product:
    """Write the changed fields of one product, if they still hold what the user saw.

    Fields that the edit does not name are neither compared nor written, so that two people who change different
    fields both win. An edit whose values are there already has been applied before (its answer was lost) and succeeds.

    Returns:
        The product as it now is, other people's changes included.
    Raises:
        EditConflict: a field holds something else by now, or the product is gone. Nothing was written.
        InvalidValue, AccessDenied, ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    names = list(edit.changes)
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = %s::{}").format(sql.Identifier(name.value), _SQL_TYPES[name])
        for name in names
    )
    comparisons = sql.SQL(" AND ").join(
        sql.SQL("{} IS NOT DISTINCT FROM %s::{}").format(
            sql.Identifier(name.value), _SQL_TYPES[name]
        )
        for name in names
    )
    statement = sql.SQL(
        "UPDATE products SET {}, updated_at = now() WHERE id = %s AND {} RETURNING {}"
    ).format(assignments, comparisons, columns_with(extra_columns))
    parameters = [
        *(to_parameter(edit.changes[name].new) for name in names),
        edit.product_id,
        *(to_parameter(edit.changes[name].seen) for name in names),
    ]
    with translated_errors():
        row = connection.execute(statement, parameters).fetchone()
    if row is not None:
        return to_product(row, extra_columns)
    (current,) = fetch_page(connection, [edit.product_id], extra_columns)
    if current is not None and all(
        field_value(current, name) == change.new for name, change in edit.changes.items()
    ):
        return current
    raise _conflict(edit, current)


def delete_product(
    connection: Connection, product_id: UUID, extra_columns: Sequence[str] = ()
) -> Product | None:
    """Delete one product and return it as it last was; None when it was gone already.

    Raises:
        AccessDenied, ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    statement = sql.SQL("DELETE FROM products WHERE id = %s RETURNING {}").format(
        columns_with(extra_columns)
    )
    with translated_errors():
        row = connection.execute(statement, (product_id,)).fetchone()
    return None if row is None else to_product(row, extra_columns)


def to_parameter(value: FieldValue) -> Any:
    """A field's value as psycopg takes it: an array is a list there."""
    return list(value) if isinstance(value, tuple) else value


def _conflict(edit: Edit, current: Product | None) -> EditConflict:
    if current is None:
        message = "This product has been deleted by someone else."
        theirs = None
    else:
        message = f"Someone else changed “{current.name}” meanwhile."
        theirs = {name.value: field_value(current, name) for name in edit.changes}
    return EditConflict(
        message,
        product_id=edit.product_id,
        name=current.name if current is not None else "",
        mine={name.value: change.new for name, change in edit.changes.items()},
        theirs=theirs,
        seen={name.value: change.seen for name, change in edit.changes.items()},
        hint="Nothing was overwritten.",
    )


def _already_added(
    connection: Connection,
    product: NewProduct,
    error: InvalidValue,
    extra_columns: Sequence[str],
) -> Product | None:
    if product.id is None or error.field not in (Field.ID, ""):
        return None
    (there,) = fetch_page(connection, [product.id], extra_columns)
    return there if there is not None and there.name == product.name else None


def _swallowed(product: NewProduct) -> AccessDenied:
    return AccessDenied(
        f"The catalogue took “{product.name}” and stored nothing.",
        hint="A rule of this database discards new products. Ask whoever runs the server.",
    )

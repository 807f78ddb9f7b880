"""One product added, changed or deleted. Every write comes back by RETURNING; every update is a compare-and-set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import sql

from catalogue_gui.catalogue.errors import AccessDenied, CatalogueError, EditConflict, InvalidValue
from catalogue_gui.catalogue.metadata_text import changes_between
from catalogue_gui.catalogue.product import (
    MAX_STOCK,
    Change,
    Edit,
    Field,
    FieldValue,
    NewProduct,
    Product,
    StockDelta,
    field_value,
)
from catalogue_gui.database.brought_back import further_columns
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.metadata_sql import changed_metadata, values_stand
from catalogue_gui.database.parameters import Parameters, all_of
from catalogue_gui.database.products import columns_with, fetch_page, to_product
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.translate import translated_errors

_TRUE = sql.SQL("true")
_SQL_TYPES = {
    Field.NAME: sql.SQL("text"),
    Field.PRICE: sql.SQL("numeric"),
    Field.CATEGORY: sql.SQL("text"),
    Field.TAGS: sql.SQL("text[]"),
    Field.STOCK: sql.SQL("bigint"),
}
# What a field's value is compared by. In the C collation texts are equal only if every character is, which a table's own
# need not hold to; an empty place among tags is no tag and not shown.
_COMPARED = {
    Field.NAME: sql.SQL('name COLLATE "C"'),
    Field.CATEGORY: sql.SQL('category COLLATE "C"'),
    Field.TAGS: sql.SQL('array_remove(tags, NULL) COLLATE "C"'),
    Field.PRICE: sql.SQL("price"),
    Field.STOCK: sql.SQL("stock"),
}
# A row that meets every condition and is still not written was changed back and forth between two statements, or is held
# by a rule of the database: the second try tells which.
_TRIES = 2


@dataclass(frozen=True, slots=True)
class _Clauses:
    """One field's change in SQL: what is written, and what is true of the row before it and after it."""

    assignment: sql.Composable
    seen_stands: sql.Composable
    new_stands: sql.Composable
    fits: sql.Composable


def insert_product(
    connection: Connection,
    product: NewProduct,
    extra_columns: Sequence[str] = (),
    *,
    table: TableName = USUAL_NAME,
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
    with translated_errors():
        further = further_columns(connection, [product], table)
    extra = dict(product.extra)
    # A column that numbers its rows is given its number back.
    statement = sql.SQL(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({}) RETURNING {}"
    ).format(
        table.identifier,
        sql.SQL(", ").join(
            [*map(sql.Identifier, map(str, values)), *(each.identifier for each in further)]
        ),
        sql.SQL(", ").join(
            [
                *(placeholder for placeholder, _ in values.values()),
                *(each.cast(sql.SQL("%s")) for each in further),
            ]
        ),
        columns_with(extra_columns),
    )
    parameters = [value for _, value in values.values()] + [extra[each.name] for each in further]
    try:
        with translated_errors(), connection.transaction():
            row = connection.execute(statement, parameters).fetchone()
    except InvalidValue as error:
        there = _already_added(connection, product, error, extra_columns, table)
        if there is None:
            raise
        return there
    if row is None:  # a trigger or rule that swallows the row
        raise _swallowed(product)
    return to_product(row, extra_columns)


def update_product(
    connection: Connection,
    edit: Edit,
    extra_columns: Sequence[str] = (),
    *,
    table: TableName = USUAL_NAME,
) -> Product:
    """Write the changed fields of one product, if they still hold what the user saw.

    Fields that the edit does not name are neither compared nor written, so that two people who change different
    fields both win; of the metadata the same is true of each key. An edit whose values are there already has been
    applied before (its answer was lost) and succeeds. So many pieces more or fewer are neither compared nor known to
    have been written before: who sends them twice asks what became of the first transaction.

    Returns:
        The product as it now is, other people's changes included.
    Raises:
        EditConflict: a field holds something else by now, or the product is gone. Nothing was written.
        InvalidValue, AccessDenied, ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    parameters = Parameters()
    product_id = parameters.add(edit.product_id)
    fields = [_clauses(name, change, parameters) for name, change in edit.changes.items()]
    seen_stands, new_stands, fits = (
        all_of([each.seen_stands for each in fields]),
        all_of([each.new_stands for each in fields]),
        all_of([each.fits for each in fields]),
    )
    columns = columns_with(extra_columns)
    update = sql.SQL("UPDATE {} SET {} WHERE id = {} AND {} AND {} RETURNING {}").format(
        table.identifier,
        sql.SQL(", ").join([*(each.assignment for each in fields), sql.SQL("updated_at = now()")]),
        product_id,
        seen_stands,
        fits,
        columns,
    )
    look = sql.SQL("SELECT {}, {}, {}, {} FROM {} WHERE id = {}").format(
        columns, seen_stands, new_stands, fits, table.identifier, product_id
    )
    name = ""
    for _ in range(_TRIES):
        with translated_errors():
            row = connection.execute(update, parameters).fetchone()
            if row is not None:
                return to_product(row, extra_columns)
            row = connection.execute(look, parameters).fetchone()
        if row is None:
            raise _conflict(edit, None)
        current = to_product(row[:-3], extra_columns)
        is_as_seen, is_as_wanted, is_possible = row[-3:]
        if is_as_wanted and not is_as_seen:
            return current
        if not is_as_seen:
            raise _conflict(edit, current)
        if not is_possible:
            raise _beyond_stock(edit, current)
        name = current.name
    raise _held_by_rule(name)


def delete_product(
    connection: Connection,
    product_id: UUID,
    extra_columns: Sequence[str] = (),
    *,
    table: TableName = USUAL_NAME,
) -> Product | None:
    """Delete one product and return it as it last was; None when it was gone already.

    Raises:
        AccessDenied: also where a rule of the database keeps it from this user. ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    statement = sql.SQL("DELETE FROM {} WHERE id = %s RETURNING {}").format(
        table.identifier, columns_with(extra_columns)
    )
    with translated_errors():
        row = connection.execute(statement, (product_id,)).fetchone()
    if row is not None:
        return to_product(row, extra_columns)
    (there,) = fetch_page(connection, [product_id], extra_columns, table=table)
    if there is not None:
        raise AccessDenied(
            f"The catalogue kept “{there.name}”: it was not deleted.",
            hint="A rule of this database keeps your user from deleting this product. Ask whoever runs the server.",
        )
    return None


def _clauses(name: Field, change: Change, parameters: Parameters) -> _Clauses:
    column = sql.Identifier(name.value)
    if isinstance(change.new, StockDelta):
        return _delta_clauses(column, change.new.pieces, parameters)
    if name == Field.METADATA:
        changes = changes_between(str(change.seen), str(change.new))
        return _Clauses(
            sql.SQL("metadata = {}").format(changed_metadata(column, changes, parameters)),
            values_stand(column, ((each.path, each.seen) for each in changes), parameters),
            values_stand(column, ((each.path, each.new) for each in changes), parameters),
            _TRUE,
        )
    kind, compared = _SQL_TYPES[name], _COMPARED[name]
    seen, new = (
        sql.SQL("{}::{}").format(parameters.add(_to_parameter(value)), kind)
        for value in (change.seen, change.new)
    )
    return _Clauses(
        sql.SQL("{} = {}").format(column, new),
        sql.SQL("{} IS NOT DISTINCT FROM {}").format(compared, seen),
        sql.SQL("{} IS NOT DISTINCT FROM {}").format(compared, new),
        _TRUE,
    )


def _delta_clauses(column: sql.Composable, pieces: int, parameters: Parameters) -> _Clauses:
    after = sql.SQL("{}::bigint + {}::bigint").format(column, parameters.add(pieces))
    fits = (
        sql.SQL("{} >= 0").format(after)
        if pieces < 0
        else sql.SQL("{} <= {}").format(after, sql.Literal(MAX_STOCK))
    )
    return _Clauses(sql.SQL("{} = {}").format(column, after), _TRUE, sql.SQL("false"), fits)


def _to_parameter(value: FieldValue) -> Any:
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


def _beyond_stock(edit: Edit, current: Product) -> CatalogueError:
    delta = edit.changes[Field.STOCK].new
    assert isinstance(delta, StockDelta)
    so = f"{-delta.pieces} cannot be taken off" if delta.pieces < 0 else ""
    return InvalidValue(
        Field.STOCK,
        f"The stock is {current.stock} by now, so {so or f'{delta.pieces} cannot be added'}.",
        hint="Nothing was changed.",
    )


def _held_by_rule(name: str) -> AccessDenied:
    return AccessDenied(
        f"The catalogue kept “{name}” as it is.",
        hint="A rule of this database keeps your user from changing this product. Ask whoever runs the server.",
    )


def _already_added(
    connection: Connection,
    product: NewProduct,
    error: InvalidValue,
    extra_columns: Sequence[str],
    table: TableName,
) -> Product | None:
    if product.id is None or error.field not in (Field.ID, ""):
        return None
    (there,) = fetch_page(connection, [product.id], extra_columns, table=table)
    return there if there is not None and there.name == product.name else None


def _swallowed(product: NewProduct) -> AccessDenied:
    return AccessDenied(
        f"The catalogue took “{product.name}” and stored nothing.",
        hint="A rule of this database discards new products. Ask whoever runs the server.",
    )

"""Many products deleted, or brought back, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from psycopg import sql

from catalogue_gui.catalogue.bulk import BulkOutcome
from catalogue_gui.catalogue.product import Field, NewProduct, Product
from catalogue_gui.database.brought_back import FurtherColumn, further_columns
from catalogue_gui.database.bulk import count_missing
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.products import columns_with, to_product
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.translate import translated_errors

BATCH_ROWS = 2_000
# A statement with its values must stay below a gigabyte, and is held in memory more than once on its way.
BATCH_CHARACTERS = 8_000_000

_VALUE_TYPES = {
    Field.NAME: sql.SQL("text"),
    Field.PRICE: sql.SQL("numeric"),
    Field.CATEGORY: sql.SQL("text"),
    Field.TAGS: sql.SQL("text"),
    Field.METADATA: sql.SQL("text"),
    Field.STOCK: sql.SQL("bigint"),
    Field.ID: sql.SQL("uuid"),
    Field.CREATED_AT: sql.SQL("timestamptz"),
}
# Arrays of different lengths cannot stand in one array: each comes as JSON text.
_VALUES = {
    Field.TAGS: sql.SQL(
        "ARRAY(SELECT tag FROM jsonb_array_elements_text(given.tags::jsonb) WITH ORDINALITY AS each (tag, place)"
        " ORDER BY place)"
    ),
    Field.METADATA: sql.SQL("given.metadata::jsonb"),
}


def delete_many(
    connection: Connection,
    ids: Iterable[UUID],
    on_rows: Callable[[list[Product]], None],
    on_progress: Callable[[int], None],
    extra_columns: Sequence[str] = (),
    *,
    table: TableName = USUAL_NAME,
) -> BulkOutcome:
    """Delete products.

    Args:
        connection: with a transaction begun; whoever began it ends it.
        ids: the products, in any order; one that is gone already is passed over.
        on_rows: takes the products as they last were, batch by batch.
        on_progress: told after each batch how many are done; may raise to stop.
        extra_columns: the table's columns beyond the program's own.
        table: the catalogue's.
    Returns:
        How many were deleted, how many a rule of the database keeps from this user, how many were gone.
    Raises:
        AccessDenied, InvalidValue (a rule needs one of them), ConnectionLost, QueryTimedOut.
        CatalogueError: somebody else changed the same products at the same moment; nothing is changed.
    Thread: worker.
    """
    ordered = sorted(set(ids), key=attrgetter("int"))
    statement = sql.SQL("DELETE FROM {} WHERE id = ANY(%b::uuid[]) RETURNING {}").format(
        table.identifier, columns_with(extra_columns)
    )
    # In the order of the ids, so that two who take the same products never wait in a circle.
    lock = sql.SQL(
        "SELECT count(*) FROM (SELECT FROM {} WHERE id = ANY(%b::uuid[]) ORDER BY id FOR UPDATE) AS s"
    ).format(table.identifier)
    deleted = left = gone = 0
    with translated_errors():
        may_lock = connection.execute(
            "SELECT has_any_column_privilege(%s::regclass, 'UPDATE')", (table.regclass,)
        ).fetchone() == (True,)
    for start in range(0, len(ordered), BATCH_ROWS):
        batch = ordered[start : start + BATCH_ROWS]
        with translated_errors():
            if may_lock:
                connection.execute(lock, (batch,))
            rows = connection.execute(statement, (batch,)).fetchall()
        products = [to_product(row, extra_columns) for row in rows]
        # Those just deleted cannot be seen any more; of the others, those that can be are kept by a rule.
        is_whole = len(products) == len(batch)
        kept = 0 if is_whole else len(batch) - count_missing(connection, batch, 0, table)
        deleted += len(products)
        left += kept
        gone += len(batch) - len(products) - kept
        if products:
            on_rows(products)
        on_progress(start + len(batch))
    return BulkOutcome(deleted, left, gone)


def insert_many(
    connection: Connection,
    batches: Iterable[list[NewProduct]],
    on_progress: Callable[[int], None],
    *,
    table: TableName = USUAL_NAME,
) -> int:
    """Add products; one that has an id or a time of its creation keeps it.

    Args:
        connection: with a transaction begun; whoever began it ends it.
        batches: the products.
        on_progress: told after each batch how many are done; may raise to stop.
        table: the catalogue's.
    Returns:
        How many were added; one whose id is there already is passed over.
    Raises:
        InvalidValue, AccessDenied, ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    added = done = 0
    for batch in batches:
        with translated_errors():
            further = further_columns(connection, batch, table)
        for (has_id, has_time), alike in groupby(
            batch, key=lambda each: (each.id is not None, each.created_at is not None)
        ):
            for part in _parts(alike):
                given = _given(part, has_id=has_id, has_time=has_time)
                added += _insert(connection, part, given, further, table)
                done += len(part)
        on_progress(done)
    return added


def _given(
    products: list[NewProduct], *, has_id: bool, has_time: bool
) -> dict[Field, list[object]]:
    """Field to its values, one a product."""
    columns: dict[Field, list[object]] = {
        Field.NAME: [each.name for each in products],
        Field.PRICE: [each.price for each in products],
        Field.CATEGORY: [each.category for each in products],
        Field.TAGS: [json.dumps(each.tags, ensure_ascii=False) for each in products],
        Field.METADATA: [each.metadata_text for each in products],
        Field.STOCK: [each.stock for each in products],
    }
    if has_id:
        columns[Field.ID] = [each.id for each in products]
    if has_time:
        columns[Field.CREATED_AT] = [each.created_at for each in products]
    return columns


def _insert(
    connection: Connection,
    products: list[NewProduct],
    columns: dict[Field, list[object]],
    further: Sequence[FurtherColumn],
    table: TableName,
) -> int:
    extra = [dict(each.extra) for each in products]
    texts = [[each.get(column.name) for each in extra] for column in further]
    # A column that numbers its rows is given its number back.
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {values}"
        " FROM unnest({arrays}) AS given ({columns}) ON CONFLICT DO NOTHING"
    ).format(
        table=table.identifier,
        columns=sql.SQL(", ").join(
            [
                *(sql.Identifier(name.value) for name in columns),
                *(each.identifier for each in further),
            ]
        ),
        values=sql.SQL(", ").join(
            [
                *(_VALUES.get(name) or sql.Identifier("given", name.value) for name in columns),
                *(each.cast(sql.SQL("given.{}").format(each.identifier)) for each in further),
            ]
        ),
        arrays=sql.SQL(", ").join(
            [
                *(sql.SQL("%s::{}[]").format(_VALUE_TYPES[name]) for name in columns),
                *(sql.SQL("%s::text[]") for _ in further),
            ]
        ),
    )
    with translated_errors():
        return connection.execute(statement, [*columns.values(), *texts]).rowcount


def _parts(products: Iterable[NewProduct]) -> Iterable[list[NewProduct]]:
    """Products in parts that one statement can carry."""
    part: list[NewProduct] = []
    characters = 0
    for product in products:
        part.append(product)
        characters += len(product.metadata_text) + sum(map(len, product.tags)) + len(product.name)
        if len(part) >= BATCH_ROWS or characters >= BATCH_CHARACTERS:
            yield part
            part, characters = [], 0
    if part:
        yield part

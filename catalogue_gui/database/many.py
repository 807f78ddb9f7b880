"""Many products deleted, or brought back, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from psycopg import sql

from catalogue_gui.catalogue.product import Field, NewProduct, Product
from catalogue_gui.database.brought_back import FurtherColumn, further_columns
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.products import columns_with, to_product
from catalogue_gui.database.translate import translated_errors

BATCH_ROWS = 2_000
# A statement with its values must stay below a gigabyte, and is held in memory more than once on its way.
BATCH_CHARACTERS = 8_000_000

_VALUE_TYPES = {
    Field.NAME: "text",
    Field.PRICE: "numeric",
    Field.CATEGORY: "text",
    Field.TAGS: "text",
    Field.METADATA: "text",
    Field.STOCK: "bigint",
    Field.ID: "uuid",
    Field.CREATED_AT: "timestamptz",
}
# Arrays of different lengths cannot stand in one array: each comes as JSON text.
_VALUES = {
    Field.TAGS: "ARRAY(SELECT tag FROM jsonb_array_elements_text(given.tags::jsonb) WITH ORDINALITY AS each (tag, place)"
    " ORDER BY place)",
    Field.METADATA: "given.metadata::jsonb",
}


def delete_many(
    connection: Connection,
    ids: Iterable[UUID],
    on_rows: Callable[[list[Product]], None],
    on_progress: Callable[[int], None],
    extra_columns: Sequence[str] = (),
) -> int:
    """Delete products.

    Args:
        connection: with a transaction begun; whoever began it ends it.
        ids: the products, in any order; one that is gone already is passed over.
        on_rows: takes the products as they last were, batch by batch.
        on_progress: told after each batch how many are done; may raise to stop.
        extra_columns: the table's columns beyond the program's own.
    Returns:
        How many were deleted.
    Raises:
        AccessDenied, InvalidValue (a rule needs one of them), ConnectionLost, QueryTimedOut.
        CatalogueError: somebody else changed the same products at the same moment; nothing is changed.
    Thread: worker.
    """
    ordered = sorted(set(ids), key=attrgetter("int"))
    statement = sql.SQL("DELETE FROM products WHERE id = ANY(%b::uuid[]) RETURNING {}").format(
        columns_with(extra_columns)
    )
    deleted = 0
    with translated_errors():
        may_lock = connection.execute(
            "SELECT has_any_column_privilege('products', 'UPDATE')"
        ).fetchone() == (True,)
    for start in range(0, len(ordered), BATCH_ROWS):
        batch = ordered[start : start + BATCH_ROWS]
        with translated_errors():
            if may_lock:
                # In the order of the ids, so that two who take the same products never wait in a circle.
                connection.execute(
                    "SELECT count(*) FROM (SELECT FROM products WHERE id = ANY(%b::uuid[]) ORDER BY id FOR UPDATE) AS s",
                    (batch,),
                )
            rows = connection.execute(statement, (batch,)).fetchall()
        products = [to_product(row, extra_columns) for row in rows]
        deleted += len(products)
        if products:
            on_rows(products)
        on_progress(start + len(batch))
    return deleted


def insert_many(
    connection: Connection,
    batches: Iterable[list[NewProduct]],
    on_progress: Callable[[int], None],
) -> int:
    """Add products; one that has an id or a time of its creation keeps it.

    Args:
        connection: with a transaction begun; whoever began it ends it.
        batches: the products.
        on_progress: told after each batch how many are done; may raise to stop.
    Returns:
        How many were added; one whose id is there already is passed over.
    Raises:
        InvalidValue, AccessDenied, ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    added = done = 0
    for batch in batches:
        with translated_errors():
            further = further_columns(connection, batch)
        for (has_id, has_time), alike in groupby(
            batch, key=lambda each: (each.id is not None, each.created_at is not None)
        ):
            for part in _parts(alike):
                added += _insert(connection, part, further, has_id=has_id, has_time=has_time)
                done += len(part)
        on_progress(done)
    return added


def _insert(
    connection: Connection,
    products: list[NewProduct],
    further: Sequence[FurtherColumn],
    *,
    has_id: bool,
    has_time: bool,
) -> int:
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
    extra = [dict(each.extra) for each in products]
    texts = [[each.get(column.name) for each in extra] for column in further]
    # A column that numbers its rows is given its number back.
    statement = sql.SQL(
        "INSERT INTO products ({columns}) OVERRIDING SYSTEM VALUE SELECT {values}"
        " FROM unnest({arrays}) AS given ({columns}) ON CONFLICT DO NOTHING"
    ).format(
        columns=sql.SQL(", ").join(
            [
                *(sql.Identifier(name.value) for name in columns),
                *(each.identifier for each in further),
            ]
        ),
        values=sql.SQL(", ").join(
            [
                *(sql.SQL(_VALUES.get(name, f"given.{name.value}")) for name in columns),
                *(each.cast(sql.SQL("given.{}").format(each.identifier)) for each in further),
            ]
        ),
        arrays=sql.SQL(", ").join(
            [
                *(sql.SQL(f"%s::{_VALUE_TYPES[name]}[]") for name in columns),
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

"""One change to many products: shown beforehand, made in one transaction, taken back row by row.

Products are taken in batches in the order of their ids, and locked in that order, so that two who change the same
products wait for each other and never in a circle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import LiteralString, TypeVar
from uuid import UUID

from psycopg import sql
from psycopg.adapt import PyFormat

from catalogue_gui.catalogue.bulk import BulkChange, BulkOutcome, BulkPreview, RowChange
from catalogue_gui.database.bulk_expressions import (
    BulkExpression,
    bulk_expression,
    revert_expression,
)
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.parameters import Parameters
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.translate import translated_errors

BATCH_ROWS = 2_000  # a tenth of a second or so: as often progress is seen, and a cancel heeded
# A join with all of them reads a table of a million once: 1.7 s, where batches of 20,000 looked up took 8 s.
PREVIEW_BATCH_ROWS = 1_000_000
FIRST_LOOK_ROWS = 1_000  # most often the first rows to change are among the first rows
_CHANGES, _IS_SAME, _FIRST_OBSTACLE = 0, 1, 2

_VERDICT = "CASE {obstacles} WHEN {is_same} THEN 1 ELSE 0 END"

_COUNT = """
    SELECT {verdict} AS verdict, count(*)
    FROM (
        SELECT products.{column} AS was
        FROM unnest({ids}::uuid[]) AS wanted (id) JOIN {table} AS products ON products.id = wanted.id
    ) AS found
    GROUP BY verdict
"""
_FIRST_ROWS = """
    SELECT found.name, {old_text}, {new_text}
    FROM (
        SELECT products.name, products.{column} AS was, wanted.place
        FROM unnest({ids}::uuid[]) WITH ORDINALITY AS wanted (id, place)
        JOIN {table} AS products ON products.id = wanted.id
    ) AS found
    WHERE {verdict} = 0
    ORDER BY found.place
    LIMIT {limit}
"""
# Whoever changed a row after this statement began is waited for, and what they made of it is what counts.
_APPLY = """
    WITH locked AS (
        SELECT id, {column} AS was FROM {table} WHERE id = ANY({ids}::uuid[]) ORDER BY id FOR UPDATE
    ), judged AS (
        SELECT found.id, found.was, {verdict} AS verdict FROM locked AS found
    ), written AS (
        UPDATE {table} AS products SET {column} = {new}, updated_at = now()
        FROM judged AS found
        WHERE products.id = found.id AND found.verdict = 0
        RETURNING products.id, {kept_text} AS old, {written_text} AS new
    )
    SELECT judged.verdict, written.id, written.old, written.new
    FROM judged LEFT JOIN written ON written.id = judged.id
    ORDER BY judged.id
"""
_REVERT = """
    WITH locked AS (
        SELECT products.id, products.{column} AS was, wanted.old, wanted.new
        FROM unnest({ids}::uuid[], {olds}::text[], {news}::text[]) AS wanted (id, old, new)
        JOIN {table} AS products ON products.id = wanted.id
        ORDER BY products.id FOR UPDATE OF products
    ), written AS (
        UPDATE {table} AS products SET {column} = {old}, updated_at = now()
        FROM locked AS found
        WHERE products.id = found.id AND {stands}
        RETURNING products.id
    )
    SELECT (SELECT count(*) FROM locked), (SELECT count(*) FROM written)
"""

Item = TypeVar("Item")
PreviewRow = tuple[str, str | None, str | None]

# A million ids are packed in 0.7 s in the binary form, in 3.4 s as text.
_IDS = sql.Placeholder("ids", format=PyFormat.BINARY)
_ID_AS_NUMBER = attrgetter(
    "int"
)  # orders ids as the server does, and sorts them faster than the ids themselves


def preview_bulk(
    connection: Connection,
    ids: Sequence[UUID],
    change: BulkChange,
    limit: int,
    *,
    table: TableName = USUAL_NAME,
) -> BulkPreview:
    """What a bulk change would do to each of the products.

    Args:
        connection: in autocommit mode.
        ids: the products, each once, in the order in which they are shown.
        change: what is to be done.
        limit: how many of those that would change are wanted as rows.
        table: the catalogue's.
    Raises:
        InvalidValue: a value that the server cannot store. ConnectionLost, QueryTimedOut, AccessDenied.
    Thread: worker.
    """
    counts: Counter[int] = Counter()
    obstacles: tuple[str, ...] = ()
    for batch in _batches(iter(ids), PREVIEW_BATCH_ROWS):
        parameters = Parameters(ids=batch)
        expression = bulk_expression(change, parameters)
        obstacles = tuple(reason for _, reason in expression.obstacles)
        with translated_errors():
            found = connection.execute(_filled(_COUNT, expression, table), parameters).fetchall()
        counts.update(dict(found))
    wanted = min(limit, counts[_CHANGES])
    rows = _first_rows(connection, ids, change, wanted, table) if wanted else []
    met = [number for number in range(len(obstacles)) if counts[_FIRST_OBSTACLE + number]]
    return BulkPreview(
        rows=tuple(rows),
        changing=counts[_CHANGES],
        unchanged=counts[_IS_SAME],
        impossible=sum(counts[_FIRST_OBSTACLE + number] for number in met),
        gone=len(ids) - counts.total(),
        why_impossible=" ".join(obstacles[number] for number in met),
    )


def apply_bulk(
    connection: Connection,
    ids: Iterable[UUID],
    change: BulkChange,
    on_rows: Callable[[list[RowChange]], None],
    on_progress: Callable[[int], None],
    *,
    table: TableName = USUAL_NAME,
) -> BulkOutcome:
    """Change every product that can be changed and does not hold the value already.

    Args:
        connection: with a transaction begun; whoever began it ends it.
        ids: the products, in any order.
        change: what is done.
        on_rows: takes what has been changed, batch by batch, in the order of the ids.
        on_progress: told after each batch how many products are done; may raise to stop.
        table: the catalogue's.
    Returns:
        What has been done. Products that hold the value already are in none of its numbers.
    Raises:
        InvalidValue: a value that the server cannot store. AccessDenied, ConnectionLost, QueryTimedOut.
        CatalogueError: somebody else changed the same products at the same moment; nothing is changed.
    Thread: worker.
    """
    changed = left = gone = done = 0
    for batch in _batches(iter(sorted(set(ids), key=_ID_AS_NUMBER)), BATCH_ROWS):
        parameters = Parameters(ids=batch)
        statement = _filled(_APPLY, bulk_expression(change, parameters), table)
        with translated_errors():
            found = connection.execute(statement, parameters).fetchall()
        rows = [RowChange(row_id, old, new) for _, row_id, old, new in found if row_id is not None]
        same = sum(verdict == _IS_SAME for verdict, *_ in found)
        missing = count_missing(connection, batch, len(found), table)
        changed += len(rows)
        gone += missing
        left += len(batch) - missing - same - len(rows)
        done += len(batch)
        if rows:
            on_rows(rows)
        on_progress(done)
    return BulkOutcome(changed, left, gone)


def revert_bulk(
    connection: Connection,
    change: BulkChange,
    batches: Iterable[list[RowChange]],
    on_progress: Callable[[int], None],
    *,
    table: TableName = USUAL_NAME,
) -> BulkOutcome:
    """Take a bulk change back on every product that still holds what it made of it.

    With each row's change reversed it makes the change anew in the same way.

    Args:
        connection: with a transaction begun; whoever began it ends it.
        change: what was done.
        batches: what :func:`apply_bulk` gave out, in its order.
        on_progress: told after each batch how many products are done; may raise to stop.
        table: the catalogue's.
    Raises:
        InvalidValue, AccessDenied, ConnectionLost, QueryTimedOut.
        CatalogueError: somebody else changed the same products at the same moment; nothing is changed.
    Thread: worker.
    """
    changed = left = gone = done = 0
    for rows in _batches((row for batch in batches for row in batch), BATCH_ROWS):
        ids = [row.product_id for row in rows]
        parameters = Parameters(
            ids=ids, olds=[row.old for row in rows], news=[row.new for row in rows]
        )
        expression = revert_expression(change, parameters)
        statement = sql.SQL(_REVERT).format(
            table=table.identifier,
            column=expression.column,
            old=expression.old,
            stands=expression.stands,
            ids=_IDS,
            olds=sql.Placeholder("olds"),
            news=sql.Placeholder("news"),
        )
        with translated_errors():
            found = connection.execute(statement, parameters).fetchone()
        assert found is not None
        locked, written = found
        missing = count_missing(connection, ids, locked, table)
        changed += written
        gone += missing
        left += len(rows) - missing - written
        done += len(rows)
        on_progress(done)
    return BulkOutcome(changed, left, gone)


def _first_rows(
    connection: Connection, ids: Sequence[UUID], change: BulkChange, limit: int, table: TableName
) -> list[PreviewRow]:
    rows: list[PreviewRow] = []
    rest, size = iter(ids), FIRST_LOOK_ROWS
    while len(rows) < limit and (batch := list(islice(rest, size))):
        parameters = Parameters(ids=batch, limit=limit - len(rows))
        statement = _filled(_FIRST_ROWS, bulk_expression(change, parameters), table)
        with translated_errors():
            rows += connection.execute(statement, parameters).fetchall()
        size *= 10
    return rows


def _filled(template: LiteralString, expression: BulkExpression, table: TableName) -> sql.Composed:
    verdict = sql.SQL(_VERDICT).format(
        obstacles=sql.SQL(" ").join(
            sql.SQL("WHEN {} THEN {}").format(condition, sql.Literal(_FIRST_OBSTACLE + number))
            for number, (condition, _) in enumerate(expression.obstacles)
        ),
        is_same=expression.is_same,
    )
    return sql.SQL(template).format(
        table=table.identifier,
        verdict=verdict,
        column=expression.column,
        new=expression.new,
        old_text=expression.old_text,
        new_text=expression.new_text,
        kept_text=expression.kept_text,
        written_text=expression.written_text,
        ids=_IDS,
        limit=sql.Placeholder("limit"),
    )


def count_missing(connection: Connection, ids: list[UUID], found: int, table: TableName) -> int:
    """How many products are gone; others that could not be had are there, and kept from this user by a rule.

    Args:
        connection: with the transaction in which the others were locked or deleted.
        ids: all of them.
        found: how many of them there were to have.
        table: the catalogue's.
    """
    if found == len(ids):
        return 0
    with translated_errors():
        row = connection.execute(
            sql.SQL("SELECT count(*) FROM {} WHERE id = ANY(%b::uuid[])").format(table.identifier),
            (ids,),
        ).fetchone()
    assert row is not None
    return len(ids) - int(row[0])


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(islice(items, size)):
        yield batch

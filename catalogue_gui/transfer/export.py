"""Products to a CSV file that imports back to the same rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.errors import Cancelled
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.catalogue.sort_text import parse_sort
from catalogue_gui.database.conditions import order_clause, where_clause
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.schema import check_catalogue
from catalogue_gui.database.translate import translate
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.new_file import new_file

COLUMNS = (
    Field.ID,
    Field.NAME,
    Field.PRICE,
    Field.CATEGORY,
    Field.TAGS,
    Field.METADATA,
    Field.STOCK,
    Field.CREATED_AT,
    Field.UPDATED_AT,
)


def export_products(
    connect: Callable[[], Connection],
    path: Path,
    *,
    query_text: str,
    sort_text: str,
    report: Callable[[Progress], None],
    cancellation: Cancellation,
) -> int:
    """Write the products that a search finds to a file.

    The file is written beside its place and put there when complete, so that there is never half a file of that name.

    Args:
        connect: opens a connection.
        path: where to; a file there is replaced.
        query_text: in the search language, empty for every product.
        sort_text: as :func:`catalogue_gui.catalogue.sort_text.parse_sort` takes it.
        report: told how far it is.
        cancellation: asked now and then whether to stop.
    Returns:
        Number of products written.
    Raises:
        InvalidValue: the search or the sort is not understood.
        FileProblem: the file cannot be written.
        ConnectionFailed, AccessDenied, CatalogueMissing; Cancelled.
    """
    query, order = parse_query(query_text), order_clause(parse_sort(sort_text))
    connection = connect()
    cancellation.watch(connection)
    try:
        table = check_catalogue(connection)
        condition, parameters = where_clause(query, has_category_index=table.has_category_index)
        chosen = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {}").format(
            sql.SQL(", ").join(map(sql.Identifier, COLUMNS)), table.identifier, condition, order
        )
        # Times with their zone and in one form, whatever the server's own settings are.
        connection.execute("SET statement_timeout = 0")
        connection.execute("SET datestyle = 'ISO, YMD'")
        connection.execute("SET timezone = 'UTC'")
        return _write_file(connection, path, chosen, parameters, report, cancellation)
    except psycopg.errors.QueryCanceled as error:
        if cancellation.is_requested:
            raise Cancelled from error
        raise translate(error) from error
    except psycopg.Error as error:
        raise translate(error) from error
    finally:
        cancellation.watch(None)
        connection.close()


def _write_file(
    connection: Connection,
    path: Path,
    chosen: sql.Composed,
    parameters: list[object],
    report: Callable[[Progress], None],
    cancellation: Cancellation,
) -> int:
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER)").format(chosen)
    done = 0
    with new_file(path) as file, connection.cursor() as cursor:
        with cursor.copy(statement, parameters) as copy:
            for block in copy:
                file.write(block)
                done += len(block)
                cancellation.check()
                report(Progress("Exporting", done, None, "bytes"))
        rows = cursor.rowcount
    report(Progress("Exporting", rows, rows, "rows"))
    return rows

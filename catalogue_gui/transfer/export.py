"""Products to a CSV file: for an import, so that it brings the same rows back, or for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from uuid import UUID

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.errors import Cancelled, FileProblem, InvalidValue
from catalogue_gui.catalogue.exporting import ExportOptions, Form
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.catalogue.snapshot import ID_BYTES
from catalogue_gui.catalogue.sort_text import parse_sort
from catalogue_gui.database.conditions import order_clause, where_clause
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.quoting import quoted_literal
from catalogue_gui.database.schema import CatalogueTable, check_catalogue
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.database.translate import translate
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.export_columns import find_columns, make_columns
from catalogue_gui.transfer.export_copy import copy_out
from catalogue_gui.transfer.new_file import new_file

EXPORTING = "Exporting"
_BOM = b"\xef\xbb\xbf"  # without it a spreadsheet reads UTF-8 as the encoding of its country
_IDS_A_STATEMENT = 20_000  # a statement of 800 kB; each costs a millisecond or two beside its rows
_UNFIT_DELIMITERS = '"\r\n\0'

Statement = tuple[sql.Composed, list[object]]


def export_products(
    connect: Callable[[], Connection],
    path: Path,
    options: ExportOptions,
    *,
    report: Callable[[Progress], None],
    cancellation: Cancellation,
    ids_file: Path | None = None,
    products: TableName = USUAL_NAME,
) -> int:
    """Write products to a file.

    The file is written out of sight and put in its place when complete, so that there is never half a file of that name.

    Args:
        connect: opens a connection.
        path: where to; a file there is replaced.
        options: which products, which columns, in what form.
        report: told how far it is.
        cancellation: asked now and then whether to stop.
        ids_file: sixteen bytes for each product that is meant, in the order of the file to be; the options' query and
            sort are then passed over. None for what the query finds.
        products: the catalogue's table.
    Returns:
        Number of products written.
    Raises:
        InvalidValue: the search, the sort, a column or a mark is not understood.
        FileProblem: the file cannot be written, or the list of products not be read.
        ConnectionFailed, AccessDenied, CatalogueMissing, QueryTimedOut; Cancelled.
    """
    parse_query(options.query)
    parse_sort(options.sort)
    _require_marks(options)
    ids = _read_ids(ids_file) if ids_file is not None else None
    with new_file(path) as file:
        cancellation.check()
        connection = connect()
        cancellation.watch(connection)
        try:
            return _Export(connection, options, ids, report, cancellation).write(file, products)
        except psycopg.errors.QueryCanceled as error:
            if cancellation.is_requested:
                raise Cancelled from error
            raise translate(error) from error
        except psycopg.Error as error:
            raise translate(error) from error
        finally:
            cancellation.watch(None)
            connection.close()


class _Export:
    """One export over one connection, in one view of the catalogue."""

    def __init__(
        self,
        connection: Connection,
        options: ExportOptions,
        ids: bytes | None,
        report: Callable[[Progress], None],
        cancellation: Cancellation,
    ) -> None:
        self._connection = connection
        self._options = options
        self._ids = ids
        self._report = report
        self._cancellation = cancellation

    def write(self, file: IO[bytes], products: TableName) -> int:
        """Write everything; returns the number of products."""
        self._begin()
        table = check_catalogue(self._connection, products)
        keys = find_columns(self._options.columns, table.extra_columns, self._options.form)
        columns = make_columns(keys, self._types(table), self._options)
        file.write(self._head([each.header for each in columns]))
        listed = sql.SQL(", ").join(
            # A name that no column has: the order would else go by what is written and not by what is there.
            sql.SQL("{} AS {}").format(column.expression, sql.Identifier(f"cell {place}"))
            for place, column in enumerate(columns)
        )
        total, is_exact = self._total(table)
        done = 0
        self._report(_progress(0, total, is_exact=is_exact))
        for statement, parameters in self._statements(table, listed):
            for block, rows in copy_out(
                self._connection, statement, parameters, self._cancellation
            ):
                file.write(block)
                done += rows
                self._report(_progress(done, total, is_exact=is_exact))
        self._connection.execute("COMMIT")
        self._report(Progress(EXPORTING, done, done, "products"))
        return done

    def _begin(self) -> None:
        """One view of the catalogue, and settings that end with it: a pooler between may hand each transaction elsewhere."""
        execute = self._connection.execute
        execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        execute("SET LOCAL statement_timeout = 0")
        # Times with their zone and in one form, whatever the server's own settings are.
        execute("SET LOCAL datestyle = 'ISO, YMD'")
        execute("SET LOCAL timezone = 'UTC'")
        if self._options.form == Form.SPREADSHEET:
            execute(
                "SELECT set_config('timezone', name, true) FROM pg_timezone_names WHERE name = %s",
                (self._options.time_zone,),
            )

    def _types(self, table: CatalogueTable) -> dict[str, str]:
        """The type of each column; of a domain, what it is made of."""
        found = self._connection.execute(
            """
            SELECT attname, format_type(CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END, NULL)
            FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
            WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
            """,
            (table.table_name.regclass,),
        )
        return dict(found.fetchall())

    def _head(self, headers: list[str]) -> bytes:
        line = io.StringIO()
        csv.writer(line, delimiter=self._delimiter, lineterminator="\n").writerow(headers)
        bom = _BOM if self._options.form == Form.SPREADSHEET else b""
        return bom + line.getvalue().encode()

    @property
    def _delimiter(self) -> str:
        return self._options.delimiter if self._options.form == Form.SPREADSHEET else ","

    def _statements(self, table: CatalogueTable, listed: sql.Composable) -> Iterator[Statement]:
        if self._ids is None:
            yield self._copy_of(*self._found(table, listed))
            return
        size = _IDS_A_STATEMENT * ID_BYTES
        for start in range(0, len(self._ids), size):
            yield self._copy_of(*_chosen(table, listed, self._ids[start : start + size]))

    def _found(self, table: CatalogueTable, listed: sql.Composable) -> Statement:
        query = parse_query(self._options.query)
        condition, parameters = where_clause(
            query, table.table_name, has_category_index=table.has_category_index
        )
        statement = sql.SQL("SELECT {} FROM {} AS products WHERE {} ORDER BY {}").format(
            listed,
            table.table_name.identifier,
            condition,
            order_clause(parse_sort(self._options.sort)),
        )
        return statement, parameters

    def _copy_of(self, select: sql.Composable, parameters: list[object]) -> Statement:
        statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, DELIMITER {})").format(
            select, quoted_literal(self._delimiter)
        )
        return statement, parameters

    def _total(self, table: CatalogueTable) -> tuple[int | None, bool]:
        """How many products are expected, and whether that is counted or the server's guess."""
        if self._ids is not None:
            return len(self._ids) // ID_BYTES, True
        if self._options.total is not None:
            return self._options.total, True
        select, parameters = self._found(table, sql.SQL("1"))
        row = self._connection.execute(
            sql.SQL("EXPLAIN (FORMAT JSON) {}").format(select), parameters
        ).fetchone()
        plan = row[0] if row is not None else []
        plan = json.loads(plan) if isinstance(plan, str) else plan
        return int(plan[0]["Plan"]["Plan Rows"]), False


def _progress(done: int, total: int | None, *, is_exact: bool) -> Progress:
    if total is not None and done > total:
        # More than was counted before: all that can be said is how many. A guess that proves too small is none any more.
        total = done if is_exact else None
    return Progress(EXPORTING, done, total, "products")


def _chosen(table: CatalogueTable, listed: sql.Composable, ids: bytes) -> Statement:
    literal = ",".join(
        str(UUID(bytes=ids[at : at + ID_BYTES])) for at in range(0, len(ids), ID_BYTES)
    )
    statement = sql.SQL(
        "SELECT {} FROM unnest({}::uuid[]) WITH ORDINALITY AS chosen ({chosen}, {place}) "
        "JOIN {} ON id = {chosen} ORDER BY {place}"
    ).format(
        listed,
        sql.Literal(f"{{{literal}}}"),
        table.table_name.identifier,
        chosen=sql.Identifier("chosen id"),
        place=sql.Identifier("chosen place"),
    )
    return statement, []


def _read_ids(path: Path) -> bytes:
    try:
        ids = path.read_bytes()
    except OSError as error:
        raise FileProblem(
            "The list of the selected products could not be read.",
            hint="Nothing was written. Try again.",
            detail=str(error),
        ) from error
    if len(ids) % ID_BYTES:
        raise FileProblem(
            "The list of the selected products is damaged.",
            hint="Nothing was written. Try again.",
            detail=f"{len(ids)} bytes are not a whole number of ids",
        )
    return ids


def _require_marks(options: ExportOptions) -> None:
    delimiter, decimal = options.delimiter, options.decimal
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in _UNFIT_DELIMITERS:
        raise InvalidValue(
            "delimiter", f"“{delimiter}” cannot stand between cells: one plain character can."
        )
    if decimal not in (",", "."):
        raise InvalidValue("decimal", f"“{decimal}” is no decimal mark: use , or .")

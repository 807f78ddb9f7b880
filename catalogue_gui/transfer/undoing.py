"""Taking a whole import back.

While an import is written, the old rows of the products that it changes are kept in a file; what it adds needs no keeping.
Taking it back touches a row only while that is still the very one that the import wrote: the server notes in every row, in
the system column ``xmin``, which transaction wrote it, so no value has to be compared and nobody's later change is lost.

Source: PostgreSQL manual, 5.6 "System Columns"; 67.1 "Transactions and Identifiers".
"""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
import uuid
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.errors import CatalogueBug, FileProblem, ImportRefused
from catalogue_gui.catalogue.importing import ImportUndo
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.schema import check_catalogue
from catalogue_gui.database.table_name import TableName
from catalogue_gui.database.transactions import transaction_of, transaction_state
from catalogue_gui.transfer.block_ranges import block_ranges
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.committing import COMMITTING, begin, commit, roll_back
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN

_READ_BYTES = 1 << 18
_NOTHING_TAKEN_BACK = "The catalogue is as it was."
# Times are written and read by whatever habit a session has, so the file says its own.
_TIME_HABIT = "SET LOCAL datestyle = 'ISO, YMD'"

ReportProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many products are as before the import, and how many were left because somebody has changed them since."""

    taken_back: int
    left: int


class OldRows:
    """The old rows of one import: without a name until the import is about to be committed.

    A program that is killed before leaves nothing behind.

    Args:
        folder: where the file is to be.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"import-{uuid.uuid4().hex}.gz"
        with _file_problems(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by close()

    def keep(
        self,
        connection: Connection,
        columns: Sequence[str],
        query: sql.Composable,
        on_rows: Callable[[int], None],
    ) -> None:
        """Copy the rows of a query; inside the transaction that is about to change them.

        Args:
            connection: with a transaction begun.
            columns: the id and what of the row is to change.
            query: for their values.
            on_rows: called now and then with the number of rows kept; may raise to stop.
        Raises:
            FileProblem: there is no room for them. psycopg.Error.
        """
        connection.execute(_TIME_HABIT)
        with (
            _file_problems(self.path),
            gzip.GzipFile(fileobj=self._file, mode="wb", compresslevel=1) as packed,
            connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY ({}) TO STDOUT").format(query)) as copy,
        ):
            # Not the server's HEADER: before version 15 it has that for CSV only.
            packed.write("\t".join(columns).encode() + b"\n")
            for number, block in enumerate(copy):
                packed.write(block)
                if number % 4096 == 0:
                    on_rows(number)

    def put_in_place(self) -> None:
        """Give the file its name; it is on the disk when this returns.

        Raises:
            FileProblem.
        """
        with _file_problems(self.path):
            self._file.seek(0)
            with self.path.open("xb") as final:
                shutil.copyfileobj(self._file, final, _READ_BYTES)
                final.flush()
                os.fsync(final.fileno())

    def remove(self) -> None:
        """Remove the file: the import was not written."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Free what has no name."""
        self._file.close()


@contextmanager
def _file_problems(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileProblem(
            "What is needed to take the import back could not be kept.",
            hint=f"{NOTHING_WRITTEN} Make room on the disk, or see that you may write to “{path.parent}”.",
            detail=str(error),
        ) from error


def undo_import(
    connect: Callable[[], Connection],
    connection: Connection,
    undo: ImportUndo,
    report: ReportProgress,
    cancellation: Cancellation,
    products: TableName,
) -> TakenBack:
    """Take an import back, in one transaction, where nobody has changed the rows since.

    Args:
        connect: opens another connection, should this one break at the commit.
        connection: in autocommit mode.
        undo: what the import's report said.
        report: told how far it is.
        cancellation: asked now and then whether to stop.
        products: the catalogue's table.
    Raises:
        ImportRefused: the server does not know of the import any more, or refuses to take it back.
        FileProblem: the old rows cannot be read.
        ConnectionLost; Cancelled; psycopg.Error: nothing was changed.
    """
    table = check_catalogue(connection, products)
    names_server = table.access.names_server
    _require_known(connection, undo, names_server=names_server)
    work = _Undoing(connection, table.table_name, undo, report, cancellation)
    begin(connection)
    try:
        number = transaction_of(connection, names_server=names_server)
        taken_back = work.put_back() + work.delete_added()
    except BaseException:
        roll_back(connection)
        raise
    report(Progress(COMMITTING, undo.inserted + undo.updated, undo.inserted + undo.updated, "rows"))
    commit(connection, number, connect, cancellation)
    return TakenBack(taken_back, undo.inserted + undo.updated - taken_back)


def _require_known(connection: Connection, undo: ImportUndo, *, names_server: bool) -> None:
    state = transaction_state(connection, undo.transaction, names_server=names_server)
    if state == TransactionState.COMMITTED:
        return
    if state == TransactionState.UNKNOWN:
        # The number of a forgotten transaction will be given out again, and would then mean somebody else's rows.
        raise ImportRefused(
            "The server does not know of this import any more, so it cannot be taken back.",
            title="Not taken back",
            hint=f"{_NOTHING_TAKEN_BACK} It was too long ago, or the catalogue has moved to another server since.",
        )
    raise ImportRefused(
        "There is nothing to take back: the import was not written.",
        title="Not taken back",
        hint=_NOTHING_TAKEN_BACK,
    )


class _Undoing:
    """The statements of one undo, inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        products: TableName,
        undo: ImportUndo,
        report: ReportProgress,
        cancellation: Cancellation,
    ) -> None:
        self._connection = connection
        self._products = products
        self._undo = undo
        self._report = report
        self._cancellation = cancellation
        self._own = undo.transaction.partition("@")[0]

    def put_back(self) -> int:
        """Give the changed products their old rows; returns how many."""
        if not self._undo.updated:
            return 0
        columns = self._load()
        assignments = sql.SQL(", ").join(
            sql.SQL("{0} = u.{0}").format(sql.Identifier(name))
            for name in columns
            if name != Field.ID
        )
        statement = sql.SQL(
            "UPDATE {} p SET {} FROM pg_temp.import_undo u "
            "WHERE p.id = u.id AND p.xmin = %s::xid8::xid AND u.ctid >= %s::tid AND u.ctid < %s::tid"
        ).format(self._products.identifier, assignments)
        return self._in_ranges(
            "pg_temp.import_undo", statement, "Taking changes back", self._undo.updated
        )

    def delete_added(self) -> int:
        """Delete the products that were added; returns how many. After ``put_back``, which makes its rows its own."""
        if not self._undo.inserted:
            return 0
        statement = sql.SQL(
            "DELETE FROM {} p WHERE p.xmin = %s::xid8::xid AND p.ctid >= %s::tid AND p.ctid < %s::tid"
        ).format(self._products.identifier)
        try:
            deleted = self._in_ranges(
                self._products.regclass,
                statement,
                "Removing what was added",
                self._undo.inserted,
            )
        except psycopg.errors.ForeignKeyViolation as error:
            raise ImportRefused(
                "Something else in the database refers to products that the import added.",
                title="Not taken back",
                hint=_NOTHING_TAKEN_BACK,
                detail=str(error).strip(),
            ) from error
        if deleted > self._undo.inserted:
            raise CatalogueBug(
                "More products would have been removed than the import added.",
                hint=_NOTHING_TAKEN_BACK,
            )
        return deleted

    def _in_ranges(self, table: str, statement: sql.Composed, phase: str, expected: int) -> int:
        done = 0
        for first, end, share in block_ranges(self._connection, table):
            self._cancellation.check()
            # How many of them lie in a piece is not known before: the share of the table that was looked through says it.
            self._report(Progress(phase, round(share * expected), expected, "rows"))
            done += self._connection.execute(statement, (self._own, first, end)).rowcount
        self._cancellation.check()
        return done

    def _load(self) -> list[str]:
        """Bring the old rows to the server; returns their columns."""
        path = Path(self._undo.file or "")
        with _reading(path), gzip.open(path) as packed:
            columns = packed.readline().decode().split()
            if Field.ID not in columns or not set(columns) <= set(Field):
                raise ValueError(columns)
            self._connection.execute(_TIME_HABIT)
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            self._connection.execute(
                sql.SQL(
                    "CREATE TEMPORARY TABLE import_undo ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA"
                ).format(names, self._products.identifier)
            )
            with self._connection.cursor() as cursor:
                with cursor.copy("COPY pg_temp.import_undo FROM STDIN") as copy:
                    while block := packed.read(_READ_BYTES):
                        self._cancellation.check()
                        copy.write(block)
                        self._report(
                            Progress("Reading what was there", packed.tell(), None, "bytes")
                        )
                # Without one of them, its product would be taken for one that was added.
                if cursor.rowcount != self._undo.updated:
                    raise ValueError(cursor.rowcount)
        self._connection.execute("ANALYZE pg_temp.import_undo")
        return columns


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, ValueError, zlib.error, psycopg.DataError) as error:
        raise FileProblem(
            "The old rows of the products that this import changed cannot be read any more.",
            title="Not taken back",
            hint=f"{_NOTHING_TAKEN_BACK} They were kept in “{path}”.",
            detail=str(error),
        ) from error

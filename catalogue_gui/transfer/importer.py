"""An import from file to catalogue: open, check, show, write; the same object for the command and the helper process."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import psycopg

from catalogue_gui.catalogue.errors import (
    Cancelled,
    ConnectionLost,
    FileProblem,
    ImportRefused,
)
from catalogue_gui.catalogue.importing import (
    FileView,
    ImportOptions,
    ImportReport,
    Outcome,
    ReadOptions,
    Reject,
    RowPreview,
)
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.translate import translate
from catalogue_gui.transfer.applying import write_staged
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.check import CheckedFile, ReportProgress, check_file, sample_records
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN, map_columns
from catalogue_gui.transfer.preview import fetch_previews
from catalogue_gui.transfer.reading import Table, open_table
from catalogue_gui.transfer.reading.source import require_readable
from catalogue_gui.transfer.reading.table import file_identity
from catalogue_gui.transfer.rejects import merged, require_other_file, write_rejects_file

_log = logging.getLogger(__name__)
_ROWS_SHOWN = 50  # of the file, before anything is checked


class Importer:
    """One import at a time into one catalogue.

    Args:
        connect: opens a connection, in autocommit mode; called when one is needed.
        report: told how far the work has come, as often as it likes to be.
        cancellation: asked now and then whether to stop.
    Thread: one, but for ``cancellation``.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        *,
        report: ReportProgress,
        cancellation: Cancellation,
    ) -> None:
        self._connect = connect
        self._report_progress = report
        self._cancellation = cancellation
        self._connection: Connection | None = None
        self._table: Table | None = None
        self._read: ReadOptions | None = None
        self._checked: CheckedFile | None = None

    def open(
        self, path: Path, read: ReadOptions, mapping: dict[str, str] | None = None
    ) -> FileView:
        """Read a file's form and first records.

        Raises:
            FileProblem: it cannot be read as a table.
            ImportRefused: ``mapping`` names what is not there.
            Cancelled.
        """
        table = self._open_table(path, read)
        samples = sample_records(table)
        rows = [(line, tuple(cells)) for line, cells in islice(table.rows, _ROWS_SHOWN)]
        columns = map_columns(
            table.header, table.width, samples, ImportOptions(mapping=mapping or {})
        )
        return FileView(
            path=str(path),
            size_bytes=table.size_bytes,
            encoding=table.encoding,
            delimiter=table.delimiter,
            quote=table.quote,
            header=table.has_header,
            evidence=tuple(table.evidence),
            columns=columns.to_views(samples),
            rows=tuple(rows),
        )

    def check(self, path: Path, options: ImportOptions) -> ImportReport:
        """Check every record of a file, stage it, and find what would become of it. Nothing is written.

        Raises:
            FileProblem, ImportRefused: it cannot begin.
            DecimalUndecided: the prices can be read both ways.
            ConnectionFailed, AccessDenied, CatalogueMissing: the catalogue cannot be reached or may not be written.
            Cancelled.
        """
        with self._watching_the_server(NOTHING_WRITTEN):
            return self._check(path, options).report

    def _check(self, path: Path, options: ImportOptions) -> CheckedFile:
        self._forget_check()
        table = self._open_table(path, options.read)
        self._checked = check_file(
            table, options, self._connected, self._report_progress, self._cancellation
        )
        return self._checked

    def rows(self, outcome: Outcome, offset: int, limit: int) -> list[RowPreview] | list[Reject]:
        """Some of the records of one outcome, in the file's order.

        Args:
            outcome: which.
            offset: first one wanted, 0-based.
            limit: how many at most, 1..1000.
        Raises:
            ImportRefused: nothing has been checked yet.
            ConnectionLost.
        """
        checked = self._require_check()
        if outcome == Outcome.REJECTED:
            return [reject for _number, reject in islice(checked.rejects.read(offset), limit)]
        with self._watching_the_server(NOTHING_WRITTEN):
            return fetch_previews(checked.staging, outcome, offset, limit)

    def write(self) -> ImportReport:
        """Write what was checked, in one transaction, as the catalogue is now.

        A session that was lost since the check is replaced by a new one, and the check made again.

        Raises:
            ImportRefused: nothing has been checked, the file changed since, or the server refused it.
            ConnectionLost: nothing was written, or with ``outcome_unknown`` nobody here can know.
            Cancelled: nothing was written.
        """
        checked = self._require_check()
        self._require_same_file(checked.table)
        started = time.monotonic()
        with self._watching_the_server(NOTHING_WRITTEN):
            if checked.staging.connection.closed or not _is_alive(checked.staging.connection):
                checked = self._check(checked.table.path, checked.options)
            done = write_staged(
                checked.staging, checked.report.records, self._report_progress, self._cancellation
            )
        self._refresh_rejects(checked)
        counts = done.counts
        checked.report = replace(
            checked.report,
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
            rejected=checked.refused.count + counts.rejected,
            written=done.written,
            seconds=round(checked.report.seconds + time.monotonic() - started, 3),
        )
        return checked.report

    def _refresh_rejects(self, checked: CheckedFile) -> None:
        """Take in what the comparison at the write rejected; the import itself is written and stays so."""
        try:
            fresh = merged(checked.refused.read(), checked.staging.rejects())
        except psycopg.Error:
            _log.exception("the rejects could not be read again after the write")
            return
        checked.rejects.close()
        checked.rejects = fresh

    def save_rejects(self, path: Path) -> ImportReport:
        """Write the rejected records to a file, with line, column and reason.

        Returns:
            The report with ``rejects_file`` set.
        Raises:
            FileProblem, ImportRefused, Cancelled.
        """
        checked = self._require_check()
        self._require_same_file(checked.table)
        require_other_file(checked.table.path, path)

        def on_records(done: int) -> None:
            self._cancellation.check()
            self._report_progress(Progress("Saving rejects", done, checked.report.records))

        write_rejects_file(checked.table, checked.rejects, path, on_records=on_records)
        checked.report = replace(checked.report, rejects_file=str(path))
        return checked.report

    @property
    def report(self) -> ImportReport:
        """The report of the last check, write or rejects file.

        Raises:
            ImportRefused: nothing has been checked yet.
        """
        return self._require_check().report

    def close(self) -> None:
        """End the session; what was staged goes with it."""
        self._forget_check()
        self._cancellation.watch(None)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open_table(self, path: Path, read: ReadOptions) -> Table:
        if self._table is not None and self._table.path == path and self._read == read:
            try:
                if file_identity(path) == self._table.identity:
                    return self._table
            except OSError:
                self._table = None  # it is gone: opening it says so
        size_bytes = require_readable(path)

        def on_bytes(done: int) -> None:
            self._cancellation.check()
            self._report_progress(Progress("Opening", done, size_bytes, "bytes"))

        self._cancellation.check()
        self._table = open_table(
            path,
            encoding=read.encoding,
            delimiter=read.delimiter,
            quote=read.quote,
            header=read.header,
            on_bytes=on_bytes,
        )
        self._read = read
        return self._table

    def _connected(self) -> Connection:
        if self._connection is not None and not _is_alive(self._connection):
            self._connection.close()
            self._connection = None
        if self._connection is None:
            self._connection = self._connect()
            # Staging a large file takes as long as it takes; the user can cancel it at any time.
            self._connection.execute("SET statement_timeout = 0")
            self._cancellation.watch(self._connection)
        return self._connection

    def _require_check(self) -> CheckedFile:
        if self._checked is None:
            raise ImportRefused("No file has been checked yet.", hint=NOTHING_WRITTEN)
        return self._checked

    def _require_same_file(self, table: Table) -> None:
        try:
            is_same = file_identity(table.path) == table.identity
        except OSError as error:
            raise FileProblem(
                f"The file “{table.path.name}” cannot be read any more.",
                hint=f"{NOTHING_WRITTEN} Check that its disk or network folder is still there.",
                detail=str(error),
            ) from error
        if not is_same:
            raise ImportRefused(
                f"The file “{table.path.name}” has changed since it was checked.",
                hint=f"{NOTHING_WRITTEN} Check it again.",
            )

    def _forget_check(self) -> None:
        if self._checked is not None:
            self._checked.refused.close()
            self._checked.rejects.close()
            self._checked = None

    @contextmanager
    def _watching_the_server(self, now: str) -> Iterator[None]:
        """Turn the server's errors into the user's words; a stop that was asked for is no error.

        Args:
            now: what is true of the data when it fails here.
        """
        try:
            yield
        except psycopg.errors.QueryCanceled as error:
            if self._cancellation.is_requested:
                raise Cancelled from error
            raise translate(error) from error
        except psycopg.Error as error:
            problem = translate(error)
            if isinstance(problem, ConnectionLost):
                raise ConnectionLost(problem.message, hint=now, detail=problem.detail) from error
            raise ImportRefused(
                problem.message, title=problem.title, hint=now, detail=problem.detail
            ) from error


def _is_alive(connection: Connection) -> bool:
    """Whether the server still answers on this connection."""
    if connection.closed:
        return False
    try:
        connection.execute("")
    except psycopg.Error:
        return False
    return True

"""An import from file to catalogue: open, check, show, write; the same object for the command and the helper process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from catalogue_gui.catalogue.errors import Cancelled, FileProblem, ImportRefused
from catalogue_gui.catalogue.importing import (
    FileView,
    ImportOptions,
    ImportReport,
    ImportUndo,
    Outcome,
    ReadOptions,
    Reject,
    RowPreview,
)
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.pooler import ServerConnection
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.check import CheckedFile, check_file, sample_records
from catalogue_gui.transfer.heartbeat import Heartbeat
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN, map_columns
from catalogue_gui.transfer.mending import MendedRecords
from catalogue_gui.transfer.passes import ReportProgress
from catalogue_gui.transfer.preview import count_changed_fields, fetch_previews
from catalogue_gui.transfer.reading import Table, open_table
from catalogue_gui.transfer.reading.source import require_readable
from catalogue_gui.transfer.reading.table import file_identity
from catalogue_gui.transfer.rejects import require_other_file, write_rejects_file
from catalogue_gui.transfer.session import ServerSession, is_alive
from catalogue_gui.transfer.undoing import TakenBack, undo_import
from catalogue_gui.transfer.writing import Writer

_log = logging.getLogger(__name__)
_ROWS_SHOWN = 50  # of the file, before anything is checked


class Importer:
    """One import at a time into one catalogue.

    Args:
        connect: opens a connection, in autocommit mode; called when one is needed.
        report: told how far the work has come, at least every second, by one thread at a time.
        cancellation: asked now and then whether to stop.
        announce: told before a commit the transaction's number, and how the import can be taken back, if it can: whoever
            loses this process while it commits can ask the server with it.
        products: the catalogue's table.
    Thread: one, but for ``cancellation``.
    """

    def __init__(
        self,
        connect: Callable[[], ServerConnection],
        *,
        report: ReportProgress,
        cancellation: Cancellation,
        announce: Callable[[str, ImportUndo | None], None] = lambda _number, _undo: None,
        products: TableName = USUAL_NAME,
    ) -> None:
        self._heartbeat = Heartbeat(report)
        self._report_progress = self._heartbeat.report
        self._cancellation = cancellation
        self._products = products
        self._session = ServerSession(connect, cancellation)
        self._writer = Writer(self._session, self._report_progress, cancellation, announce)
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
        with self._session.errors_in_words(NOTHING_WRITTEN), self._heartbeat:
            self._forget_check()
            self._writer.forget()
            table = self._open_table(path, options.read)
            return self._check(table, options, None).report

    def _check(
        self, table: Table, options: ImportOptions, mended: MendedRecords | None
    ) -> CheckedFile:
        checked = check_file(
            table,
            options,
            self._session.connection,
            self._report_progress,
            self._cancellation,
            mended,
            products=self._products,
        )
        # One that is made again because its session was lost is there until the new one is: what was typed is in it.
        self._forget_check()
        self._checked = checked
        return checked

    def _check_again(self, checked: CheckedFile) -> CheckedFile:
        self._require_same_file(checked.table)
        return self._check(checked.table, checked.options, checked.mended)

    def mend(self, typed: Mapping[int, Sequence[str]]) -> ImportReport:
        """Check rejected records again, as somebody typed them over; everything is compared again.

        Args:
            typed: 1-based line of a record to all its cells; none to have it as in the file again.
        Raises:
            ImportRefused: nothing has been checked yet, or a line is not that of a rejected record.
            ConnectionLost: what was typed is kept, for the write or the next check of this file.
            Cancelled: everything is as it was before.
        """
        checked = self._require_check()
        self._writer.require_unwritten(checked)
        self._require_same_file(checked.table)
        before = checked.mended.copy()
        given_up = checked.mended.type_over(typed, checked.rejects.read())
        try:
            with self._session.errors_in_words(NOTHING_WRITTEN), self._heartbeat:
                self._report_progress(Progress("Comparing", 0, None, "records"))
                if checked.is_stale or not is_alive(checked.staging.connection):
                    return self._check_again(checked).report
                self._stage_mended(checked, given_up)
        except Cancelled:
            checked.mended = before
            raise
        return checked.report

    def _stage_mended(self, checked: CheckedFile, given_up: Mapping[int, Reject]) -> None:
        refused = {number for number, _ in checked.refused.read() if number in given_up}
        try:
            with checked.staging.all_or_nothing():
                checked.mended.stage(checked.checker, checked.staging, given_up, refused)
                checked.staging.compare()
                checked.take_stock()
        except BaseException:
            # Where it was stopped, what was staged is as before, and so is what was typed.
            checked.is_stale = not self._cancellation.is_requested
            raise

    def rows(
        self, outcome: Outcome, offset: int, limit: int, field: str = ""
    ) -> list[RowPreview] | list[Reject]:
        """Some of the records of one outcome, in the file's order.

        Args:
            outcome: which.
            offset: first one wanted, 0-based.
            limit: how many at most, 1..1000.
            field: of the changed ones only those that change this field; empty for all.
        Raises:
            ImportRefused: nothing has been checked yet.
            ConnectionLost.
        """
        checked = self._require_check()
        if outcome == Outcome.REJECTED:
            return [reject for _number, reject in islice(checked.rejects.read(offset), limit)]
        with self._session.errors_in_words(NOTHING_WRITTEN):
            return fetch_previews(checked.staging, outcome, offset, limit, field)

    def changed_fields(self) -> dict[str, int]:
        """How many of the changed records change each field, or metadata key.

        Raises:
            ImportRefused: nothing has been checked yet.
            ConnectionLost.
        """
        checked = self._require_check()
        with self._session.errors_in_words(NOTHING_WRITTEN):
            return count_changed_fields(checked.staging)

    def write(self, undo_folder: Path | None = None) -> ImportReport:
        """Write what was checked, in one transaction, as the catalogue is now.

        A session that was lost since the check is replaced by a new one, and the check made again.

        Args:
            undo_folder: where what is needed to take the import back is to be kept; None where nobody wants to.
        Raises:
            ImportRefused: nothing has been checked, the file changed since, the server refused it, or it is written already.
            ConnectionLost: nothing was written, or with ``outcome_unknown`` the server could not be asked.
            FileProblem: what is needed to take it back cannot be kept; nothing was written.
            Cancelled: nothing was written.
        """
        checked = self._require_check()
        self._writer.require_unwritten(checked)
        with self._session.errors_in_words(NOTHING_WRITTEN), self._heartbeat:
            if self._writer.was_written_after_all(checked):
                return checked.report
            self._require_same_file(checked.table)
            if checked.is_stale or not is_alive(checked.staging.connection):
                checked = self._check_again(checked)
            self._writer.write(checked, undo_folder)
        return checked.report

    def wait_until_tidy(self) -> None:
        """Wait for what the server does after a write, for whoever wants to be sure that all of it is done."""
        with self._heartbeat:
            self._writer.wait_until_tidy()

    def undo_import(self, undo: ImportUndo) -> TakenBack:
        """Take an import back where nobody has changed its products since.

        Raises:
            ImportRefused, FileProblem: it cannot be taken back; nothing was changed.
            ConnectionLost: nothing was changed, or with ``outcome_unknown`` the server could not be asked.
            Cancelled: nothing was changed.
        """
        with self._session.errors_in_words("The catalogue is as it was."), self._heartbeat:
            return undo_import(
                self._session.open_another,
                self._session.connection(),
                undo,
                self._report_progress,
                self._cancellation,
                self._products,
            )

    def save_rejects(self, path: Path) -> ImportReport:
        """Write the rejected records to a file, with line, column and reason.

        Returns:
            The report with ``rejects_file`` set.
        Raises:
            FileProblem, ImportRefused, Cancelled.
        """
        checked = self._require_check()
        require_other_file(checked.table.path, path)

        def on_records(done: int) -> None:
            self._cancellation.check()
            self._report_progress(Progress("Saving rejects", done, checked.rejects.count))

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
        self._writer.close()
        self._session.close()

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
            self._checked.close()
            self._checked = None

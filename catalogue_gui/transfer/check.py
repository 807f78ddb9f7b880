"""The check of a whole file: survey, check, stage, compare. Nothing is written to the catalogue."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import islice

from catalogue_gui.catalogue.importing import ImportOptions, ImportReport
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.table_name import USUAL_NAME, TableName
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.checking import RecordChecker
from catalogue_gui.transfer.mapping import ColumnMapping, map_columns
from catalogue_gui.transfer.mending import MendedRecords
from catalogue_gui.transfer.options import resolve_options
from catalogue_gui.transfer.passes import Passes, ReportProgress
from catalogue_gui.transfer.reading import Table
from catalogue_gui.transfer.rejects import RejectList, merged, with_cells
from catalogue_gui.transfer.staging import Counts, Staging

SAMPLE_RECORDS = 200  # enough to confirm by content what a header says


@dataclass(slots=True)
class CheckedFile:
    """What a check found, for the write that follows it.

    Args:
        table: the file.
        options: as they were given.
        checker: knows the habits of the file.
        staging: holds the records that passed.
        refused: by the checker, before the server saw them; as the file has them.
        rejects: all of them, as they are now.
        report: what it comes to.
        names_server: True where the user may ask which server it is.
        mended: records typed over since.
        is_written: True once it has been written.
        is_stale: True while what was typed is not all staged: a mend that failed leaves it so.
    """

    table: Table
    options: ImportOptions
    checker: RecordChecker
    staging: Staging
    refused: RejectList
    rejects: RejectList
    report: ImportReport
    names_server: bool
    mended: MendedRecords = field(default_factory=MendedRecords)
    is_written: bool = False
    is_stale: bool = False

    def take_stock(self) -> Counts:
        """Bring rejects and report in line with what the comparison made last says; returns its counts."""
        counts = self.staging.count()
        fresh = _all_rejects(self.table, self.refused, self.staging, self.mended)
        self.rejects.close()
        self.rejects = fresh
        self.report = replace(
            self.report,
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
            rejected=fresh.count,
        )
        return counts

    def close(self) -> None:
        """Free the temporary files."""
        self.refused.close()
        self.rejects.close()


def sample_records(table: Table) -> list[list[str]]:
    """The first records of a table, as evidence for the mapping."""
    return [record.cells for record in islice(table.records(), SAMPLE_RECORDS)]


def check_file(
    table: Table,
    options: ImportOptions,
    connect: Callable[[], Connection],
    report: ReportProgress,
    cancellation: Cancellation,
    mended: MendedRecords | None = None,
    *,
    products: TableName = USUAL_NAME,
) -> CheckedFile:
    """Check every record of a file, stage the good ones, and compare them with the catalogue.

    Args:
        table: the file.
        options: what to do with it.
        connect: lends the session that the staged records stay in.
        report: told how far it is.
        cancellation: asked now and then whether to stop.
        mended: records typed over in an earlier check of the same file.
        products: the catalogue's table.
    Raises:
        ImportRefused, DecimalUndecided, FileProblem, AccessDenied, CatalogueMissing, Cancelled; psycopg.Error.
    """
    started = time.monotonic()
    mended = mended or MendedRecords()
    samples = sample_records(table)
    mapping = map_columns(table.header, table.width, samples, options)
    resolved = resolve_options(options, mapping, samples)
    passes = Passes(table, mapping, resolved, report, cancellation, products)
    with ExitStack() as unless_done:
        staged = passes.stage(connect, mended.numbers)
        refused = unless_done.enter_context(staged.refused)
        staging = staged.staging
        report(Progress("Comparing", 0, None, "records"))
        if mended.numbers:
            mended.stage(staged.checker, staging)
        staging.compare()
        counts = staging.count()
        rejects = unless_done.enter_context(_all_rejects(table, refused, staging, mended))
        cancellation.check()
        report(Progress("Comparing", 1, 1, "records", staged.records))
        unless_done.pop_all()
    seconds = round(time.monotonic() - started, 3)
    warnings = staged.checker.warnings
    made = _report(table, mapping, counts, rejects.count, staged.records, warnings, seconds)
    return CheckedFile(
        table,
        options,
        staged.checker,
        staging,
        refused,
        rejects,
        made,
        staged.names_server,
        mended,
    )


def _all_rejects(
    table: Table, refused: RejectList, staging: Staging, mended: MendedRecords
) -> RejectList:
    """The rejects of the checker and those of the comparison, each with its cells."""
    own = (entry for entry in refused.read() if entry[0] not in mended.numbers)
    compared = with_cells(table, staging.rejects(), mended.cells)
    return merged(own, iter(mended.refused()), compared)


def _report(
    table: Table,
    mapping: ColumnMapping,
    counts: Counts,
    rejected: int,
    records: int,
    warnings: Mapping[str, int],
    seconds: float,
) -> ImportReport:
    return ImportReport(
        records=records,
        new=counts.new,
        changed=counts.changed,
        unchanged=counts.unchanged,
        rejected=rejected,
        written=0,
        encoding=table.encoding,
        delimiter=table.delimiter,
        header=table.has_header,
        columns=mapping.to_fields(),
        warnings=dict(warnings),
        rejects_file=None,
        seconds=seconds,
    )

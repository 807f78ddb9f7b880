"""The check of a whole file: survey, check, stage, compare. Nothing is written to the catalogue."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice

from catalogue_gui.catalogue.importing import ImportOptions, ImportReport
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.schema import check_catalogue
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.checking import RecordChecker
from catalogue_gui.transfer.defaults import parse_defaults
from catalogue_gui.transfer.mapping import ColumnMapping, map_columns
from catalogue_gui.transfer.merging import MergeRules
from catalogue_gui.transfer.options import resolve_options
from catalogue_gui.transfer.reading import Table
from catalogue_gui.transfer.rejects import RejectList, merged
from catalogue_gui.transfer.rights import require_writable
from catalogue_gui.transfer.staging import COPY_IN, Counts, Staging
from catalogue_gui.transfer.survey import Habits, survey

SAMPLE_RECORDS = 200  # enough to confirm by content what a header says
_COPY_BATCH_CHARACTERS = 1 << 17  # larger writes gain nothing, smaller ones cost a call each

ReportProgress = Callable[[Progress], None]


@dataclass(slots=True)
class CheckedFile:
    """What a check found, for the write that follows it."""

    table: Table
    options: ImportOptions
    staging: Staging
    refused: RejectList  # by the checker, before the server saw them
    rejects: RejectList  # all of them
    report: ImportReport


def sample_records(table: Table) -> list[list[str]]:
    """The first records of a table, as evidence for the mapping."""
    return [record.cells for record in islice(table.records(), SAMPLE_RECORDS)]


def check_file(
    table: Table,
    options: ImportOptions,
    connect: Callable[[], Connection],
    report: ReportProgress,
    cancellation: Cancellation,
) -> CheckedFile:
    """Check every record of a file, stage the good ones, and compare them with the catalogue.

    Args:
        table: the file.
        options: what to do with it.
        connect: lends the session that the staged records stay in.
        report: told how far it is.
        cancellation: asked now and then whether to stop.
    Raises:
        ImportRefused, DecimalUndecided, FileProblem, AccessDenied, CatalogueMissing, Cancelled; psycopg.Error.
    """
    started = time.monotonic()
    mapping = map_columns(table.header, table.width, sample_records(table), options)
    resolved = resolve_options(options, mapping)
    habits = _survey(table, mapping, resolved, report, cancellation)
    defaults = parse_defaults(resolved, habits)
    connection = connect()
    catalogue = check_catalogue(connection)
    require_writable(connection, catalogue, resolved.mode)
    rules = MergeRules(catalogue.identifier, resolved, mapping, defaults)
    staging = Staging(connection, rules)
    staging.create()
    checker = RecordChecker(
        mapping,
        resolved,
        habits,
        width=table.width,
        look_for_bad_text=table.may_have_bad_text,
    )
    with ExitStack() as unless_done:
        refused = unless_done.enter_context(RejectList())
        records = _stage(table, checker, staging, refused, report, cancellation)
        report(Progress("Comparing", 0, None, "records"))
        staging.compare()
        counts = staging.count()
        rejects = unless_done.enter_context(merged(refused.read(), staging.rejects()))
        cancellation.check()
        report(Progress("Comparing", 1, 1, "records", records))
        unless_done.pop_all()
    seconds = round(time.monotonic() - started, 3)
    made = _report(table, mapping, counts, rejects.count, records, checker.warnings, seconds)
    return CheckedFile(table, options, staging, refused, rejects, made)


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


def _survey(
    table: Table,
    mapping: ColumnMapping,
    options: ImportOptions,
    report: ReportProgress,
    cancellation: Cancellation,
) -> Habits:
    done_bytes = 0

    def on_bytes(done: int) -> None:
        nonlocal done_bytes
        done_bytes = done
        cancellation.check()

    def on_batch(records: int) -> None:
        report(Progress("Reading", done_bytes, table.size_bytes, "bytes", records))

    return survey(table.records(on_bytes=on_bytes), mapping, options, on_batch=on_batch)


def _stage(
    table: Table,
    checker: RecordChecker,
    staging: Staging,
    refused: RejectList,
    report: ReportProgress,
    cancellation: Cancellation,
) -> int:
    """Check every record and copy the good ones to the staging table; returns the number of records."""
    number = 0
    size = 0
    lines: list[str] = []

    def on_bytes(done: int) -> None:
        cancellation.check()
        report(Progress("Checking", done, table.size_bytes, "bytes", number))

    check = checker.check
    with staging.connection.cursor() as cursor, cursor.copy(COPY_IN) as copy:
        for number, record in enumerate(table.records(on_bytes=on_bytes), start=1):
            checked = check(number, record)
            if isinstance(checked, str):
                lines.append(checked)
                size += len(checked)
                if size > _COPY_BATCH_CHARACTERS:
                    copy.write("".join(lines))
                    lines.clear()
                    size = 0
            else:
                refused.append(number, checked)
        cancellation.check()
        copy.write("".join(lines))
    return number

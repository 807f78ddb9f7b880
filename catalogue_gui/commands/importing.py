"""``catalogue-gui import``: a CSV file into a catalogue, without a window.

Exit codes: 0 every record was accepted; 1 done, some records were rejected; 2 nothing was written (the file, the mapping or
the server's refusal); 3 no connection, or it was lost; 130 cancelled, nothing was written.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.category_paths import AS_WRITTEN
from catalogue_gui.catalogue.errors import (
    Cancelled,
    CatalogueError,
    ConnectionFailed,
    DecimalUndecided,
    ImportRefused,
)
from catalogue_gui.catalogue.import_warnings import warning_sentences
from catalogue_gui.catalogue.importing import (
    ImportOptions,
    ImportReport,
    Mode,
    Outcome,
    ReadOptions,
    Reject,
)
from catalogue_gui.commands.preset import read_preset

if TYPE_CHECKING:
    from catalogue_gui.transfer.cancellation import Cancellation
    from catalogue_gui.transfer.importer import Importer

EXIT_DONE: Final = 0
EXIT_REJECTS: Final = 1
EXIT_NOTHING_WRITTEN: Final = 2
EXIT_NO_CONNECTION: Final = 3
EXIT_CANCELLED: Final = 130

_REJECTS_NAMED = 20  # on standard error, when no file was asked for; more would drown the summary


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``import``; :func:`run` carries it out."""
    from catalogue_gui.commands.connection import add_connection_options

    parser = subparsers.add_parser(
        "import",
        help="bring a CSV file into a catalogue",
        description="Check a CSV file and write it to a catalogue, all of it in one transaction.",
        epilog="Exit codes: 0 all accepted; 1 done with rejects; 2 nothing written; 3 no connection; 130 cancelled.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to import")
    add_connection_options(parser)
    _add_mapping_options(parser)
    _add_reading_options(parser)
    parser.add_argument(
        "--rejects", type=Path, metavar="FILE", help="write the rejected records to this file"
    )
    parser.add_argument("--dry-run", action="store_true", help="check everything and write nothing")
    parser.add_argument(
        "--json", action="store_true", help="end with one line of JSON on standard output"
    )


def _add_mapping_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--preset",
        type=Path,
        metavar="FILE",
        help="options from a file of JSON; others win over it",
    )
    parser.add_argument(
        "--map",
        action="append",
        metavar="COLUMN=FIELD",
        help="put a column (its header, or #N) into name, price, category, tags, stock, id, metadata.KEY or ignore",
    )
    parser.add_argument(
        "--mode",
        choices=[str(mode) for mode in Mode],
        help="add products (default), update those that are there, or upsert: both",
    )
    parser.add_argument("--match", metavar="KEY", help="find products by id, name or metadata.KEY")
    parser.add_argument(
        "--extra",
        choices=["metadata", "ignore"],
        help="what becomes of columns that match no field (default: metadata)",
    )
    parser.add_argument(
        "--default",
        action="append",
        metavar="FIELD=VALUE",
        help="what a new product gets where the cell is blank or the column missing",
    )
    parser.add_argument(
        "--blank",
        action="append",
        metavar="FIELD=keep|clear",
        help="what a blank cell does to a product that is there (default: keep)",
    )


def _add_reading_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--encoding", metavar="E", help="the file's encoding (default: found out)")
    parser.add_argument("--delimiter", metavar="D", help="what stands between cells, or “tab”")
    parser.add_argument("--quote", metavar="Q", help="what stands around cells; empty for nothing")
    parser.add_argument(
        "--no-header", action="store_true", help="the first record is data and holds no names"
    )
    parser.add_argument("--decimal", choices=[",", "."], help="the decimal character of the file")
    parser.add_argument("--tag-separator", metavar="S", help="what stands between tags")
    parser.add_argument(
        "--category-separator",
        metavar="S",
        help="what stands between the levels of a category, which become those of a path; “auto” to have it found out"
        " (default: categories are taken as they are written)",
    )


def run(args: argparse.Namespace) -> int:
    """Carry out ``import``.

    Args:
        args: as parsed by what :func:`add_parser` added.
    Returns:
        The exit code.
    """
    from catalogue_gui.commands.interruption import interruptible

    try:
        options = make_options(args)
        with interruptible() as cancellation:
            return _import(args, options, cancellation)
    except Cancelled:
        print("Cancelled. Nothing was written.", file=sys.stderr)
        return EXIT_CANCELLED
    except CatalogueError as error:
        _complain(error)
        return EXIT_NO_CONNECTION if isinstance(error, ConnectionFailed) else EXIT_NOTHING_WRITTEN


def _import(args: argparse.Namespace, options: ImportOptions, cancellation: Cancellation) -> int:
    from catalogue_gui.commands.connection import resolve_target
    from catalogue_gui.commands.progress_line import ProgressLine
    from catalogue_gui.database.connect import open_connection
    from catalogue_gui.transfer.importer import Importer
    from catalogue_gui.transfer.reading.source import require_readable
    from catalogue_gui.transfer.rejects import require_other_file

    # A mistyped name is said before a server is started or asked.
    require_readable(args.file)
    if args.rejects is not None:
        require_other_file(args.file, args.rejects)
    target = resolve_target(args)
    with ProgressLine(sys.stderr) as line:
        importer = Importer(
            lambda: open_connection(target, role="import"),
            report=line.report,
            cancellation=cancellation,
            products=target.table_name,
        )
        try:
            report = importer.check(args.file, options)
            if not args.dry_run and report.new + report.changed:
                report = importer.write()
            cancellation.reset()  # it is written: what comes now is told, not undone
            importer.wait_until_tidy()
            problem = _save_rejects(importer, args.rejects, report)
            report = importer.report
            rejects = [] if report.rejects_file else _name_rejects(importer)
        finally:
            importer.close()
    _summarise(report, rejects, is_dry_run=args.dry_run)
    if problem is not None:
        _complain(problem)
    if args.json:
        told = report.to_json()
        del told["undo"]  # for whoever keeps a history, as the window does
        print(json.dumps(told, ensure_ascii=False), flush=True)
    return EXIT_REJECTS if report.rejected or problem else EXIT_DONE


def make_options(args: argparse.Namespace) -> ImportOptions:
    """The command line's options, on top of those of a preset.

    Raises:
        ImportRefused: one cannot be understood.
    """
    preset = read_preset(args.preset)
    read = ReadOptions(
        encoding=args.encoding or preset.read.encoding,
        delimiter=args.delimiter or preset.read.delimiter,
        quote=args.quote if args.quote is not None else preset.read.quote,
        header=False if args.no_header else preset.read.header,
    )
    return ImportOptions(
        read=read,
        mapping={**preset.mapping, **_pairs(args.map, "--map", "COLUMN=FIELD")},
        mode=Mode(args.mode) if args.mode else preset.mode,
        match=args.match or preset.match,
        decimal=args.decimal or preset.decimal,
        tag_separator=args.tag_separator or preset.tag_separator,
        category_separator=_category_separator(args.category_separator, preset),
        extra=args.extra or preset.extra,
        defaults={
            **preset.defaults,
            **_pairs(args.default, "--default", "FIELD=VALUE", split_last=False),
        },
        blanks={**preset.blanks, **_pairs(args.blank, "--blank", "FIELD=keep|clear")},
    )


def _category_separator(given: str | None, preset: ImportOptions) -> str | None:
    """The choice for the levels of categories: nobody looks here, so none is found out unless that is asked for."""
    if given == "auto":
        return None
    if given is not None:
        return given
    return AS_WRITTEN if preset.category_separator is None else preset.category_separator


def _pairs(
    texts: list[str] | None, option: str, form: str, *, split_last: bool = True
) -> dict[str, str]:
    """``A=B`` texts as a mapping, a later one over an earlier one."""
    found: dict[str, str] = {}
    for text in texts or []:
        # A header may hold an equals sign, a field name never does; with a default it is the other way round.
        left, sign, right = text.rpartition("=") if split_last else text.partition("=")
        if not sign or not left.strip():
            raise ImportRefused(
                f"“{option} {text}” is not understood.",
                hint=f"Nothing was written. Write it as {option} {form}.",
            )
        found.pop(left.strip(), None)  # the later one also comes later in the order
        found[left.strip()] = right if not split_last else right.strip()
    return found


def _save_rejects(
    importer: Importer, path: Path | None, report: ImportReport
) -> CatalogueError | None:
    """Write the rejects file where one was asked for; its failure is told and takes nothing back."""
    if path is None or not report.rejected:
        return None
    try:
        importer.save_rejects(path)
    except Cancelled:
        return CatalogueError(
            "The file of rejected records was not written: you stopped it.",
            title="Rejects not saved",
            hint="The import itself is written." if report.written else "",
        )
    except CatalogueError as error:
        return error
    return None


def _name_rejects(importer: Importer) -> list[str]:
    """The first rejects in words, for whoever has no file of them."""
    return [
        f"line {reject.line}{f', {reject.column}' if reject.column else ''}: {reject.reason}"
        for reject in importer.rows(Outcome.REJECTED, 0, _REJECTS_NAMED)
        if isinstance(reject, Reject)
    ]


def _summarise(report: ImportReport, rejects: list[str], *, is_dry_run: bool) -> None:
    print(
        f"{report.records:,} records: {report.new:,} new, {report.changed:,} changed, "
        f"{report.unchanged:,} unchanged, {report.rejected:,} rejected.",
        "Nothing was written: this was a dry run."
        if is_dry_run
        else f"{report.written:,} written.",
        file=sys.stderr,
    )
    for text in (*warning_sentences(report.warnings), *rejects):
        print(text, file=sys.stderr)
    if report.rejected > len(rejects) > 0:
        print(
            f"… and {report.rejected - len(rejects):,} more; --rejects FILE saves them all.",
            file=sys.stderr,
        )
    if report.rejects_file:
        print(f"The rejected records are in {report.rejects_file}", file=sys.stderr)


def _complain(error: CatalogueError) -> None:
    print(f"{error.title}: {error}", file=sys.stderr)
    if isinstance(error, DecimalUndecided):
        return
    if error.detail:
        print(error.detail, file=sys.stderr)

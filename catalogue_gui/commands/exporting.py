"""``catalogue-gui export``: what a search finds, as a CSV file that imports back to the same rows or that a spreadsheet opens.

Exit codes: 0 done; 2 nothing was written (the search, the file or the server's refusal); 3 no connection, or it was lost; 130 cancelled.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import (
    Cancelled,
    CatalogueError,
    ConnectionFailed,
    InvalidValue,
)
from catalogue_gui.catalogue.exporting import ExportOptions, Form

if TYPE_CHECKING:
    from catalogue_gui.transfer.cancellation import Cancellation

EXIT_DONE: Final = 0
EXIT_NOTHING_WRITTEN: Final = 2
EXIT_NO_CONNECTION: Final = 3
EXIT_CANCELLED: Final = 130


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``export``; :func:`run` carries it out."""
    from catalogue_gui.commands.connection import add_connection_options

    parser = subparsers.add_parser(
        "export",
        help="write products to a CSV file",
        description="Write the products that a search finds to a CSV file, which can be imported again as it is.",
        epilog="Exit codes: 0 done; 2 nothing written; 3 no connection; 130 cancelled.",
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="where to; a file there is replaced"
    )
    add_connection_options(parser)
    parser.add_argument(
        "--query",
        default="",
        metavar="TEXT",
        help="a search, as in the window (default: every product)",
    )
    parser.add_argument("--sort", default="", metavar="FIELD[:desc]", help="default: name")
    parser.add_argument(
        "--columns",
        metavar="NAME,…",
        help="which, in order: fields, metadata.KEY, columns of the table's own (default: all)",
    )
    parser.add_argument(
        "--form",
        choices=[str(form) for form in Form],
        default=str(Form.EXCHANGE),
        help="exchange (default): to import again; spreadsheet: with a byte order mark, tags joined, no cell that "
        "could be taken for a formula",
    )
    parser.add_argument("--decimal", choices=[",", "."], help="of a spreadsheet (default: .)")
    parser.add_argument(
        "--delimiter",
        metavar="D",
        help="between the cells of a spreadsheet, or “tab” (default: a comma; a semicolon where --decimal is one)",
    )
    parser.add_argument(
        "--json", action="store_true", help="end with one line of JSON on standard output"
    )


def run(args: argparse.Namespace) -> int:
    """Carry out ``export``.

    Args:
        args: as parsed by what :func:`add_parser` added.
    Returns:
        The exit code.
    """
    from catalogue_gui.commands.interruption import interruptible

    try:
        options = make_options(args)
        with interruptible() as cancellation:
            return _export(args, options, cancellation)
    except Cancelled:
        print("Cancelled. No file was written.", file=sys.stderr)
        return EXIT_CANCELLED
    except CatalogueError as error:
        print(f"{error.title}: {error}", file=sys.stderr)
        for more in (error.hint, error.detail):
            if more:
                print(more, file=sys.stderr)
        return EXIT_NO_CONNECTION if isinstance(error, ConnectionFailed) else EXIT_NOTHING_WRITTEN


def make_options(args: argparse.Namespace) -> ExportOptions:
    """The command line's options.

    Raises:
        InvalidValue: they do not go together, or cannot be understood.
    """
    form = Form(args.form)
    if form == Form.EXCHANGE and (args.decimal or args.delimiter):
        raise InvalidValue(
            "form",
            "--decimal and --delimiter are for a spreadsheet.",
            hint="Nothing was written. Add --form spreadsheet, or leave them out: an import has commas and points.",
        )
    decimal = args.decimal or "."
    delimiter = args.delimiter or (";" if decimal == "," else ",")
    return ExportOptions(
        query=args.query,
        sort=args.sort,
        columns=_names(args.columns) if args.columns is not None else None,
        form=form,
        delimiter="\t" if delimiter.casefold() in ("tab", "\\t") else delimiter,
        decimal=decimal,
    )


def _names(text: str) -> tuple[str, ...]:
    """Names between commas; one that has a comma itself stands in quotation marks."""
    (names,) = csv.reader([text], skipinitialspace=True)
    return tuple(name.strip() for name in names)


def _export(args: argparse.Namespace, options: ExportOptions, cancellation: Cancellation) -> int:
    from catalogue_gui.commands.connection import resolve_target
    from catalogue_gui.commands.progress_line import ProgressLine
    from catalogue_gui.database.connect import open_connection
    from catalogue_gui.transfer.export import export_products

    target = resolve_target(args)
    started = time.monotonic()
    with ProgressLine(sys.stderr) as line:
        rows = export_products(
            lambda: open_connection(target, role="export"),
            args.file,
            options,
            report=line.report,
            cancellation=cancellation,
            products=target.table_name,
        )
    seconds = round(time.monotonic() - started, 3)
    noun = "product" if rows == 1 else "products"
    print(f"{rows:,} {noun} written to {args.file}", file=sys.stderr)
    if args.json:
        result = {
            "rows": rows,
            "file": str(args.file),
            "form": str(options.form),
            "seconds": seconds,
        }
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return EXIT_DONE

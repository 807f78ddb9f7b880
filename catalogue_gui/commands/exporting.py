"""``catalogue-gui export``: what a search finds, as a CSV file that imports back to the same rows.

Exit codes: 0 done; 2 nothing was written (the search, the file or the server's refusal); 3 no connection, or it was lost; 130 cancelled.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import (
    Cancelled,
    CatalogueError,
    ConnectionFailed,
)

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
        with interruptible() as cancellation:
            return _export(args, cancellation)
    except Cancelled:
        print("Cancelled. No file was written.", file=sys.stderr)
        return EXIT_CANCELLED
    except CatalogueError as error:
        print(f"{error.title}: {error}", file=sys.stderr)
        if error.detail:
            print(error.detail, file=sys.stderr)
        return EXIT_NO_CONNECTION if isinstance(error, ConnectionFailed) else EXIT_NOTHING_WRITTEN


def _export(args: argparse.Namespace, cancellation: Cancellation) -> int:
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
            query_text=args.query,
            sort_text=args.sort,
            report=line.report,
            cancellation=cancellation,
        )
    seconds = round(time.monotonic() - started, 3)
    print(f"{rows:,} products written to {args.file}", file=sys.stderr)
    if args.json:
        result = {"rows": rows, "file": str(args.file), "seconds": seconds}
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return EXIT_DONE

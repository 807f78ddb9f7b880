"""Write all products to a file, in both forms; rival: psql copying the same columns to a file.

``python -m tests.benchmarks.export_speed [--uri URI]``

The rival's statement is the program's own, values and all, so that both have the server do the same work. It gets no header
and does not see to it that the file is on the disk.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from catalogue_gui.catalogue.errors import Cancelled
from catalogue_gui.catalogue.exporting import ExportOptions, Form
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.export import export_products
from tests.benchmarks.figures import median, print_figure, print_head
from tests.benchmarks.million import arguments, catalogue, size_of

LIMIT = 1 / 0.9  # at least 0.9 times the rival's speed


def main() -> None:
    """The command line."""
    given = arguments(__doc__, rounds=3).parse_args()
    psql = shutil.which("psql")
    if psql is None:
        raise SystemExit("there is no psql to compare with")
    with catalogue(given.uri) as uri, tempfile.TemporaryDirectory(prefix="cgb") as folder:
        size = size_of(uri)
        seconds: dict[tuple[Form, str], list[float]] = {}
        statements = {form: _statement_of(uri, form, Path(folder)) for form in Form}
        for _ in range(given.rounds):
            for form in Form:
                ours, rival = Path(folder, "ours.csv"), Path(folder, "rival.csv")
                seconds.setdefault((form, "ours"), []).append(_export(uri, form, ours))
                seconds.setdefault((form, "psql"), []).append(
                    _copy(psql, uri, statements[form], rival)
                )
                _require_same(ours, rival)
    print_head("Export", size)
    for form in Form:
        mine, rivals = median(seconds[form, "ours"]), median(seconds[form, "psql"])
        print_figure(
            f"{form}, time beside psql's",
            mine / rivals,
            "x",
            limit=LIMIT,
            beside=f"{mine:.2f} s, psql {rivals:.2f} s",
        )


def _options(form: Form) -> ExportOptions:
    return ExportOptions(form=form, decimal=",", delimiter=";")


def _export(uri: str, form: Form, path: Path) -> float:
    began = time.perf_counter()
    export_products(
        lambda: open_connection(Target.from_uri(uri), role="export"),
        path,
        _options(form),
        report=lambda _: None,
        cancellation=Cancellation(),
    )
    return time.perf_counter() - began


def _copy(psql: str, uri: str, statement: str, path: Path) -> float:
    settings = "SET datestyle = 'ISO, YMD'; SET timezone = 'UTC';"
    began = time.perf_counter()
    with path.open("wb") as file:
        command = [psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", settings, "-c", statement, uri]
        subprocess.run(command, stdout=file, check=True)
    return time.perf_counter() - began


class _RecordingCursor(psycopg.Cursor[tuple[Any, ...]]):
    """Keeps the last statement that copies."""

    text = ""

    def copy(self, statement: Any, params: Any = None, **options: Any) -> Any:
        type(self).text = statement.as_string(self.connection)
        return super().copy(statement, params, **options)


def _statement_of(uri: str, form: Form, folder: Path) -> str:
    """What the program sends, taken down while it exports nothing."""

    def connect() -> Connection:
        connection = open_connection(Target.from_uri(uri))
        connection.cursor_factory = _RecordingCursor
        return connection

    cancellation = Cancellation()

    def stop(progress: Progress) -> None:
        if progress.done:
            cancellation.cancel()

    with suppress(Cancelled):
        export_products(
            connect, folder / "first.csv", _options(form), report=stop, cancellation=cancellation
        )
    return _RecordingCursor.text


def _require_same(ours: Path, rival: Path) -> None:
    """A comparison of two that do not do the same would say nothing."""
    with ours.open("rb") as one, rival.open("rb") as other:
        one.readline()
        while True:
            first, second = one.read(1 << 20), other.read(1 << 20)
            if first != second:
                raise SystemExit("the two files differ")
            if not first:
                return


if __name__ == "__main__":
    main()

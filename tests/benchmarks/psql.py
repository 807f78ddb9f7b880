"""The program's own statement, run by psql, the shortest way there is from a statement to its rows."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query import Sort
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.products.loading import FIRST_ROWS

_TIMING = re.compile(r"Time: ([\d.]+) ms")


class _RecordingCursor(psycopg.Cursor[tuple[Any, ...]]):
    """Keeps the last statement with its values written into it."""

    text = ""

    def execute(self, query: Any, params: Any = None, **options: Any) -> _RecordingCursor:
        type(self).text = psycopg.ClientCursor(self.connection).mogrify(query, params)
        return super().execute(query, params, **options)


def first_page_sql(uri: str, text: str) -> str:
    """What the program sends for the first rows of a search.

    Raises:
        SystemExit: the search finds nothing, so that there would be nothing to paint.
    """
    opened_catalogue = Catalogue(Target.from_uri(uri))
    opened_catalogue.database.open()
    try:
        with psycopg.connect(uri, autocommit=True, cursor_factory=_RecordingCursor) as connection:
            found = opened_catalogue.fetch_slice(
                connection, parse_query(text), Sort(), 0, FIRST_ROWS
            )
    finally:
        opened_catalogue.database.close()
    if not found:
        raise SystemExit(f"nothing is found by {text}")
    return _RecordingCursor.text


class Psql:
    """Runs a statement in psql and reads the time that psql itself prints.

    Args:
        uri: the database.
        folder: for the script; the caller's to remove.
    """

    def __init__(self, uri: str, folder: Path) -> None:
        self._uri, self._folder = uri, folder
        self._program = shutil.which("psql")
        self.name = "psql" if self._program else "psycopg (there is no psql)"

    def time(self, statement: str) -> float:
        """Milliseconds for a statement in a session that has run it once before."""
        return self._times((statement, statement))[-1]

    def time_once(self, statement: str) -> float:
        """Milliseconds for a statement that is not to be run twice."""
        return self._times((statement,))[-1]

    def _times(self, statements: Sequence[str]) -> list[float]:
        if self._program is None:
            times = []
            with psycopg.connect(self._uri, autocommit=True) as connection:
                for each in statements:
                    began = time.perf_counter()
                    connection.execute(each).fetchall()
                    times.append((time.perf_counter() - began) * 1000)
            return times
        script = self._folder / "statement.sql"
        lines = "".join(f"{each};\n" for each in statements)
        script.write_text(f"\\timing on\n\\o /dev/null\n{lines}", "utf-8")
        command = [self._program, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(script), self._uri]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return [float(each) for each in _TIMING.findall(said)]

"""An importer on a real catalogue, and files to give it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from catalogue_gui.catalogue.importing import ImportOptions, ImportReport, Mode, Outcome
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.importer import Importer

WriteFile = Callable[..., Path]


@dataclass
class Workbench:
    """One importer, what it reported, and a second connection that looks at the catalogue."""

    uri: str
    importer: Importer
    cancellation: Cancellation
    catalogue: psycopg.Connection[dict[str, Any]]
    progress: list[Progress] = field(default_factory=list)
    on_progress: Callable[[Progress], None] | None = None

    def check(self, path: Path, **options: Any) -> ImportReport:
        mode = Mode(options.pop("mode", Mode.ADD))
        return self.importer.check(path, ImportOptions(mode=mode, **options))

    def load(self, path: Path, *, undo_folder: Path | None = None, **options: Any) -> ImportReport:
        """Check and write."""
        self.check(path, **options)
        return self.importer.write(undo_folder)

    def rejects(self) -> list[tuple[int, str, str, str]]:
        """Line, column, value and reason of every reject."""
        found = self.importer.rows(Outcome.REJECTED, 0, 1000)
        return [(each.line, each.column, each.value, each.reason) for each in found]

    def cells(self) -> dict[int, list[str]]:
        """Line of every reject to its cells, as a grid would hold them."""
        found = self.importer.rows(Outcome.REJECTED, 0, 1000)
        return {each.line: list(each.cells) for each in found}

    def products(self) -> list[dict[str, Any]]:
        return self.catalogue.execute("SELECT * FROM products ORDER BY name, price").fetchall()

    def ask(self, statement: str, parameters: tuple[object, ...] = ()) -> list[dict[str, Any]]:
        """What the catalogue answers to a statement of the test's own."""
        return self.catalogue.execute(statement, parameters).fetchall()

    def wait_for(self, statement: str, *, is_there: bool = True) -> None:
        """Ask until there is a row, or until there is none."""
        wait_until(lambda: bool(self.ask(statement)) == is_there)

    def count(self) -> int:
        row = self.catalogue.execute("SELECT count(*) AS n FROM products").fetchone()
        return row["n"] if row else 0


def wait_until(condition: Callable[[], object], *, timeout_s: float = 20.0) -> None:
    """Ask until the answer is true."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"


@pytest.fixture
def bench(catalogue_uri: str) -> Iterator[Workbench]:
    cancellation = Cancellation()
    progress: list[Progress] = []

    def report(each: Progress) -> None:
        progress.append(each)
        if made.on_progress is not None:
            made.on_progress(each)

    def connect() -> Connection:
        return open_connection(Target.from_uri(catalogue_uri), role="import")

    importer = Importer(connect, report=report, cancellation=cancellation)
    with psycopg.connect(catalogue_uri, autocommit=True, row_factory=dict_row) as catalogue:
        made = Workbench(catalogue_uri, importer, cancellation, catalogue, progress)
        yield made
        importer.close()


@pytest.fixture
def make_importer(catalogue_uri: str) -> Iterator[Callable[..., Importer]]:
    """More importers into the same catalogue; with the settings of a target."""
    made: list[Importer] = []

    def make(**settings: Any) -> Importer:
        importer = Importer(
            lambda: open_connection(
                replace(Target.from_uri(catalogue_uri), **settings), role="import"
            ),
            report=lambda _: None,
            cancellation=Cancellation(),
        )
        made.append(importer)
        return importer

    yield make
    for importer in made:
        importer.close()


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    def write(text: str, *, encoding: str = "utf-8", name: str = "products.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding, "surrogateescape"))
        return path

    return write

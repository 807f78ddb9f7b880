"""A file checked, shown and written, beside psql's ``\\copy`` of the same rows and pgloader.

``python -m tests.benchmarks.import_speed [--uri URI] [--rows N] [--rounds N] [--memory]``

Every figure is that of the command as a user gives it, in a process of its own. What is compared are speeds, in the same
run and in turns: 1.1 means that the import takes 1 / 1.1 of the rival's time. ``--memory`` measures a file of a gigabyte instead.
"""

from __future__ import annotations

import csv
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from catalogue_gui.catalogue.importing import ImportOptions, Outcome
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.importer import Importer
from tests.benchmarks.figures import median, print_figure, print_head
from tests.benchmarks.generate import COLUMNS, DEFAULT_SEED, MILLION, fill, rows
from tests.benchmarks.import_memory import measure_memory
from tests.benchmarks.million import arguments, catalogue

# What a file of products has; the server fills in the rest.
FILE_COLUMNS = ("name", "price", "category", "tags", "metadata", "stock")
EMPTY_LIMIT, COMMIT_LIMIT, TIDY_LIMIT, PGLOADER_LIMIT = 1.1, 1.2, 0.9, 1.5
OTHER_SEED = DEFAULT_SEED + 1  # the file's products are others than those that are there
_ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
_SHOWN_ROWS = 100
MEMORY_ROWS = 200_000  # as many as the large file is made of, again and again


def write_csv(path: Path, count: int) -> None:
    """Write made-up products as a CSV file."""
    places = [COLUMNS.index(name) for name in FILE_COLUMNS]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FILE_COLUMNS)
        writer.writerows(
            [_plain(row[place]) for place in places] for row in rows(count, OTHER_SEED)
        )


def _plain(text: str) -> str:
    if "\\" in text:
        for escape, character in _ESCAPES.items():
            text = text.replace(escape, character)
    return text


@contextmanager
def database(administration: str, template: str | None = None) -> Iterator[str]:
    """A database with a catalogue, for one measurement."""
    name = f"import_speed_{time.monotonic_ns()}"
    with psycopg.connect(administration, autocommit=True) as owner:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        owner.execute(made.format(sql.Identifier(name), sql.Identifier(template or "template0")))
        uri = make_conninfo(administration, dbname=name)
        try:
            if template is None:
                with psycopg.connect(uri, autocommit=True) as connection:
                    set_up_catalogue(connection)
            # What the last one left in the log is not to be written out while this one is measured.
            owner.execute("CHECKPOINT")
            yield uri
        finally:
            owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def import_file(uri: str, path: Path, count: int) -> tuple[dict[str, float], float]:
    """Seconds of each part of an import in this process, and those up to the end of all index work."""
    target = Target.from_uri(uri)

    def connect() -> Connection:
        return open_connection(target, role="import")

    importer = Importer(connect, report=lambda _: None, cancellation=Cancellation())
    parts = {}
    began = last = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        parts[name], last = now - last, now

    report = importer.check(path, ImportOptions())
    importer.rows(Outcome.NEW, 0, _SHOWN_ROWS)
    lap("checked and shown")
    written = importer.write()
    lap("written")
    to_commit = last - began
    importer.wait_until_tidy()
    lap("tidied")
    importer.close()
    if (report.rejected, written.written) != (0, count):
        raise SystemExit(f"not all was written: {written}")
    parts["to the commit"] = to_commit
    return parts, last - began


def _in_own_process(uri: str, path: Path, count: int) -> dict[str, float]:
    code = (
        "import json, sys; from pathlib import Path;"
        "from tests.benchmarks.import_speed import import_file;"
        "parts, whole = import_file(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]));"
        "print(json.dumps({**parts, 'whole': whole}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, uri, str(path), str(count)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def copy_with_psql(uri: str, path: Path) -> float:
    """Seconds of psql's ``\\copy``."""
    command = f"\\copy products ({', '.join(FILE_COLUMNS)}) from '{path}' with (format csv, header)"
    began = time.perf_counter()
    subprocess.run(
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", uri, "-c", command], check=True
    )
    return time.perf_counter() - began


def load_with_pgloader(uri: str, path: Path, folder: Path) -> float:
    """Seconds of pgloader."""
    parameters = conninfo_to_dict(uri)
    socket = str(parameters["host"]).replace(":", "::")
    script = folder / "load.pgloader"
    columns = ", ".join(FILE_COLUMNS)
    script.write_text(
        f"LOAD CSV FROM '{path}' HAVING FIELDS ({columns})\n"
        f"INTO postgresql://{parameters['user']}@unix:{socket}:{parameters.get('port') or 5432}/{parameters['dbname']}\n"
        f"TARGET TABLE products ({columns})\n"
        "WITH skip header = 1, fields optionally enclosed by '\"', fields escaped by double-quote, "
        "fields terminated by ',';\n",
        "utf-8",
    )
    began = time.perf_counter()
    done = subprocess.run(
        ["pgloader", "--root-dir", str(folder / "pgloader"), str(script)],
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    with psycopg.connect(uri) as connection:
        found = connection.execute("SELECT count(*) FROM products").fetchone()
    if done.returncode or not found or not found[0]:
        raise SystemExit(f"pgloader loaded nothing: {done.stdout}{done.stderr}")
    return seconds


def main() -> None:
    """The command line."""
    parser = arguments(__doc__, rounds=3)
    parser.add_argument("--rows", type=int, default=MILLION, help="default: %(default)s")
    parser.add_argument("--memory", action="store_true", help="memory of a file of a gigabyte")
    parser.add_argument("--no-pgloader", action="store_true", help="leave pgloader out")
    parser.add_argument("--only", choices=["empty", "large"], help="one of the two tables")
    given = parser.parse_args()
    with catalogue(given.uri) as uri, tempfile.TemporaryDirectory(prefix="cgb") as folder:
        path = Path(folder) / "products.csv"
        write_csv(path, min(given.rows, MEMORY_ROWS) if given.memory else given.rows)
        if given.memory:
            with database(uri) as address:
                measure_memory(address, path)
            return
        print_head(f"{path.stat().st_size / 1e6:.0f} MB imported", given.rows)
        for name, is_empty in (("empty", True), ("large", False)):
            if given.only in (None, name):
                measure(
                    uri,
                    path,
                    given.rows,
                    given.rounds,
                    is_empty=is_empty,
                    with_pgloader=not given.no_pgloader,
                )


def measure(
    uri: str, path: Path, count: int, rounds: int, *, is_empty: bool, with_pgloader: bool
) -> None:
    """Measure on an empty table, or on one that holds as many products already, and print."""
    with _template(uri, 0 if is_empty else count) as template:
        found: dict[str, list[float]] = {}
        rivals: dict[str, list[float]] = {}
        has_pgloader = with_pgloader and shutil.which("pgloader") is not None
        for number in range(rounds):
            # Each goes first in its turn.
            names = ["ours", "\\copy", *(["pgloader"] if has_pgloader else [])]
            for name in itertools.islice(itertools.cycle(names), number, number + len(names)):
                with database(uri, template) as address:
                    if name == "ours":
                        for part, seconds in _in_own_process(address, path, count).items():
                            found.setdefault(part, []).append(seconds)
                    elif name == "pgloader":
                        rivals.setdefault(name, []).append(
                            load_with_pgloader(address, path, path.parent)
                        )
                    else:
                        rivals.setdefault(name, []).append(copy_with_psql(address, path))
    _print(found, rivals, is_empty=is_empty)


@contextmanager
def _template(administration: str, count: int) -> Iterator[str | None]:
    if not count:
        yield None
        return
    with database(administration) as uri:
        with psycopg.connect(uri, autocommit=True) as connection:
            fill(connection, count)
        yield str(conninfo_to_dict(uri)["dbname"])


def _print(
    found: dict[str, list[float]], rivals: dict[str, list[float]], *, is_empty: bool
) -> None:
    copied = median(rivals["\\copy"])
    where = "empty table" if is_empty else "table with as many"
    for part in ("checked and shown", "written", "tidied"):
        print_figure(f"{where}, {part}", median(found[part]), "s")
    print_figure(f"{where}, psql \\copy", copied, "s")
    whole, to_commit = median(found["whole"]), median(found["to the commit"])
    if is_empty:
        # The indexes are built before the commit; what comes then is the server's look at the new rows (ANALYZE).
        limits = [("all", to_commit, EMPTY_LIMIT)]
        whole = to_commit
    else:
        limits = [("to the commit", to_commit, COMMIT_LIMIT), ("all", whole, TIDY_LIMIT)]
    for what, seconds, limit in limits:
        _print_ratio(f"{where}, {what}: speed of \\copy", copied / seconds, limit)
    if "pgloader" in rivals:
        loaded = median(rivals["pgloader"])
        print_figure(f"{where}, pgloader", loaded, "s")
        _print_ratio(f"{where}, all: speed of pgloader", loaded / whole, PGLOADER_LIMIT)


def _print_ratio(what: str, ratio: float, limit: float) -> None:
    verdict = "reached" if ratio >= limit else "missed"
    print_figure(what, ratio, "x", beside=f"{verdict}: at least {limit}")


if __name__ == "__main__":
    main()

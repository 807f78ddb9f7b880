"""Start the program until the first rows are painted; beside it what importing the libraries alone takes.

``python -m tests.benchmarks.startup [--uri URI]``
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figures import median, print_figure, print_head
from tests.benchmarks.million import arguments, catalogue, size_of
from tests.benchmarks.psql import Psql, first_page_sql

LIMIT_RATIO = 3.0

# Both print the time at which they are done; it is compared with the time at which they were started.
_IMPORTS = "import PySide6.QtWidgets, psycopg, psycopg_pool, keyring, time; print(time.time())"
# The window comes first, as it does in the program; what only watches it is imported behind it.
_PROGRAM = """
import os, sys, tempfile, time
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
with tempfile.TemporaryDirectory(prefix="cgb") as settings:
    from catalogue_gui.app import build
    application, window = build(["--dsn", sys.argv[1], "--settings", settings])
    from tests.benchmarks.window import PaintWatch, pump
    watch = PaintWatch(window)
    watch.expect()
    pump(lambda: watch.painted_at is not None)
    painted = time.time() - (time.perf_counter() - watch.painted_at)
    print(painted)
    window.close()
"""
# An installed program is compiled once, as the libraries are; not at each start.
_ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def run(script: str, *parameters: str) -> float:
    """Run a script in a process of its own; seconds from its start to the moment that it prints."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", script, *parameters],
        capture_output=True,
        text=True,
        check=False,
        env=_ENVIRONMENT,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(done.stdout.split()[-1]) - began


def main() -> None:
    """The command line."""
    given = arguments(__doc__, rounds=9).parse_args()
    with catalogue(given.uri) as uri:
        size = size_of(uri)
        run(_PROGRAM, uri)  # so that both are compiled, and their files in the system's memory
        run(_IMPORTS)
        pairs = [(run(_PROGRAM, uri), run(_IMPORTS)) for _ in range(given.rounds)]
        with tempfile.TemporaryDirectory(prefix="cgb") as folder:
            psql = Psql(uri, Path(folder))
            statement = first_page_sql(uri, "")
            server = median(psql.time(statement) for _ in range(given.rounds)) / 1000
    program, imports = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    print_head("Process start to first rows painted", size)
    print_figure(
        "start to rows",
        program,
        "s",
        beside=f"{psql.name} needs {server:.2f} s for the SQL of these rows",
    )
    print_figure("the imports alone", imports, "s")
    print_figure(
        "ratio of the medians",
        program / imports,
        "x",
        limit=LIMIT_RATIO,
        beside=f"pairs from {min(a / b for a, b in pairs):.2f} to {max(a / b for a, b in pairs):.2f}",
    )


if __name__ == "__main__":
    main()

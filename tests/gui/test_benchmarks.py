"""The benchmarks measure the window as it is now: each runs through on a small catalogue and says its figures.

What they say is looked at on a large one, by people; here only that they still say it.
"""

from __future__ import annotations

import re
import subprocess
import sys

import psycopg
import pytest

from tests.benchmarks.generate import fill

FIGURE = re.compile(r"\d ?(ms|s|x|MB)   (within|above) ")


@pytest.mark.parametrize(
    "command",
    [
        "jump --rounds 20 --rivals 2",
        "search --rounds 1 --trigram --query tag:new",
        "startup --rounds 1",
        "pauses --rounds 1 --scroll-s 0.3",
        "memory --rounds 1",
        "bulk --rounds 1",
    ],
    ids=lambda command: command.split()[0],
)
def test_that_a_benchmark_runs_through_and_says_its_figures(
    empty_database: str, command: str
) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        fill(connection, 400)
    name, *options = command.split()
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{name}", "--uri", empty_database, *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "400 products" in done.stdout
    assert FIGURE.search(done.stdout), done.stdout

"""``catalogue-gui export`` as a script runs it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.server.commands.test_import_and_export import Run

ADD = "INSERT INTO products (name, price, category, tags) VALUES ('Kettle', 24.9, 'Home', '{new,\"a, b\"}')"


@pytest.fixture
def filled_uri(catalogue_uri: str) -> str:
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute(ADD)
    return catalogue_uri


def export(uri: str, path: Path, *arguments: str) -> Run:
    return Run(["export", str(path), *arguments, "--dsn", uri])


def test_that_a_spreadsheet_has_the_columns_and_marks_asked_for(
    filled_uri: str, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    done = export(
        filled_uri,
        path,
        "--form=spreadsheet",
        "--columns=name, price,tags",
        "--decimal=,",
        "--json",
    )
    assert done.code == 0, done.errors
    assert path.read_bytes() == "\ufeffname;price;tags\nKettle;24,90;new, a, b\n".encode()
    report = done.report
    assert report.pop("seconds") >= 0
    assert report == {"rows": 1, "file": str(path), "form": "spreadsheet"}


def test_that_tabs_can_stand_between_cells(filled_uri: str, tmp_path: Path) -> None:
    path = tmp_path / "out.tsv"
    arguments = ("--form=spreadsheet", "--columns=name,stock", "--delimiter=tab")
    assert export(filled_uri, path, *arguments).code == 0
    assert path.read_text("utf-8-sig") == "name\tstock\nKettle\t0\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--columns=colour"], "There is no column “colour”"),
        (["--columns="], "No column is asked for"),
        (["--decimal=,"], "for a spreadsheet"),
        (["--form=spreadsheet", "--delimiter=ab"], "cannot stand between cells"),
        (["--sort=colour"], "cannot be sorted"),
    ],
)
def test_that_options_that_make_no_sense_are_answered_with_2(
    filled_uri: str, tmp_path: Path, arguments: list[str], words: str
) -> None:
    done = export(filled_uri, tmp_path / "out.csv", *arguments)
    assert done.code == 2
    assert words in done.errors
    assert "Traceback" not in done.errors
    assert list(tmp_path.iterdir()) == []


def test_that_a_server_that_is_not_there_is_answered_with_3(tmp_path: Path) -> None:
    done = export("postgresql://u:hunter2@localhost:1/x", tmp_path / "out.csv")
    assert done.code == 3
    assert "hunter2" not in done.out + done.errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_that_an_export_stopped_on_the_way_leaves_nothing_behind(
    filled_uri: str, tmp_path: Path, number: signal.Signals
) -> None:
    path = tmp_path / "out.csv"
    with psycopg.connect(filled_uri) as other:
        other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        process = subprocess.Popen(
            [sys.executable, "-m", "catalogue_gui", "export", str(path), "--dsn", filled_uri],
            stderr=subprocess.PIPE,
            text=True,
        )
        while not other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            assert process.poll() is None
        process.send_signal(number)
        _out, errors = process.communicate(timeout=30)
    if number != signal.SIGKILL:
        assert process.returncode == 130
        assert "No file was written" in errors
    assert list(tmp_path.iterdir()) == []

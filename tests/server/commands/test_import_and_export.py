"""``catalogue-gui import`` and ``export`` as a script runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

GOOD = "name,price,category,colour\nKettle,24.90,Home,red\nMug,5,Home,\n"


class Run:
    """One run of the program."""

    def __init__(self, arguments: list[str]) -> None:
        process = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "catalogue_gui", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            timeout=60,
            check=False,
        )
        self.code, self.out, self.errors = process.returncode, process.stdout, process.stderr

    @property
    def report(self) -> dict[str, Any]:
        return json.loads(self.out.splitlines()[-1])


@pytest.fixture
def run(catalogue_uri: str) -> Callable[..., Run]:
    return lambda command, *arguments: Run([command, *map(str, arguments), "--dsn", catalogue_uri])


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def write_file(text: str) -> Path:
        path = tmp_path / "products.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def products(uri: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(uri) as connection:
        return connection.execute(
            "SELECT name, price::text, category, metadata FROM products ORDER BY name"
        ).fetchall()


def test_that_a_good_file_is_written_and_answered_with_0(run, write, catalogue_uri):
    done = run("import", write(GOOD), "--json")
    assert done.code == 0, done.errors
    report = done.report
    assert report.pop("seconds") >= 0
    assert report == {
        "records": 2,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
        "written": 2,
        "encoding": "utf-8",
        "delimiter": ",",
        "header": True,
        "columns": {
            "name": "name",
            "price": "price",
            "category": "category",
            "colour": "metadata.colour",
        },
        "warnings": {},
        "rejects_file": None,
    }
    assert products(catalogue_uri) == [
        ("Kettle", "24.90", "Home", {"colour": "red"}),
        ("Mug", "5.00", "Home", {}),
    ]


def test_that_rejects_are_answered_with_1_and_written_to_their_file(run, write, tmp_path):
    rejects = tmp_path / "rejects.csv"
    done = run("import", write(GOOD + "Pan,x,Home,\n"), "--rejects", rejects, "--json")
    assert done.code == 1
    assert (done.report["rejected"], done.report["rejects_file"]) == (1, str(rejects))
    assert "Pan,x,Home" in rejects.read_text(encoding="utf-8-sig")


def test_that_rejects_without_a_file_are_named_on_standard_error(run, write):
    done = run("import", write(GOOD + "Pan,x,Home,\n"))
    assert done.code == 1
    assert "line 4, price: “x” is not a price" in done.errors
    assert done.out == ""


def test_that_no_rejects_file_is_written_without_rejects(run, write, tmp_path):
    rejects = tmp_path / "rejects.csv"
    done = run("import", write(GOOD), "--rejects", rejects, "--json")
    assert (done.code, done.report["rejects_file"]) == (0, None)
    assert not rejects.exists()


def test_that_a_dry_run_writes_nothing(run, write, catalogue_uri):
    done = run("import", write(GOOD), "--dry-run", "--json")
    assert (done.code, done.report["new"], done.report["written"]) == (0, 2, 0)
    assert products(catalogue_uri) == []


def test_that_maps_defaults_and_extra_decide_where_columns_go(run, write, catalogue_uri):
    done = run(
        "import",
        write("Kettle;24,90;red;x\nMug;;blue;y\n"),
        "--no-header",
        "--map=#1=name",
        "--map=#2=price",
        "--map=#3=metadata.colour",
        "--map=#4=ignore",
        "--default=price=1,50",
        "--default=category=A=B",
        "--json",
    )
    assert done.code == 0, done.errors
    assert products(catalogue_uri) == [
        ("Kettle", "24.90", "A=B", {"colour": "red"}),
        ("Mug", "1.50", "A=B", {"colour": "blue"}),
    ]


def test_that_a_later_map_wins_over_an_earlier_one(run, write, catalogue_uri):
    path = write("name,other,price,category\nKettle,Pot,1,Home\n")
    done = run("import", path, "--map", "name=name", "--map", "other=name", "--json")
    assert done.report["columns"]["other"] == "name"
    assert products(catalogue_uri)[0][0] == "Pot"


def test_that_a_preset_gives_options_and_the_command_line_wins(run, write, tmp_path, catalogue_uri):
    preset = tmp_path / "preset.json"
    preset.write_text(
        json.dumps({"mapping": {"a": "name"}, "defaults": {"price": "1", "category": "X"}})
    )
    path = write("a,b\nKettle,red\n")
    done = run("import", path, "--preset", preset, "--default", "category=Y")
    assert done.code == 0, done.errors
    assert products(catalogue_uri) == [("Kettle", "1.00", "Y", {"b": "red"})]


def test_that_update_and_upsert_say_what_they_did(run, write):
    run("import", write(GOOD))
    path = write("name,price,category\nKettle,19.90,Home\nPan,3,Home\n")
    assert run("import", path, "--mode", "update", "--json").report["rejected"] == 1
    done = run("import", path, "--mode=upsert", "--match=name", "--json")
    assert (done.report["new"], done.report["unchanged"], done.report["written"]) == (1, 1, 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--map", "colour=price_tag"],
        ["--map", "nothing=name"],
        ["--map", "name"],
        ["--default", "price=abc"],
        ["--blank", "price=clear"],
        ["--match", "metadata.sku"],
        ["--encoding", "klingon"],
        ["--delimiter", "abc"],
        ["--preset", "/nowhere.json"],
    ],
    ids=" ".join,
)
def test_that_options_that_make_no_sense_are_answered_with_2(run, write, catalogue_uri, arguments):
    done = run("import", write(GOOD), *arguments)
    assert done.code == 2
    assert "Nothing was" in done.errors
    assert "Traceback" not in done.errors
    assert products(catalogue_uri) == []


def test_that_a_column_readable_both_ways_is_answered_with_2_and_the_way_out(run, write):
    path = write('name,price,category\nKettle,"1,299",Home\n')
    done = run("import", path)
    assert done.code == 2
    assert "--decimal" in done.errors
    assert run("import", path, "--decimal", ".").code == 0


def test_that_bad_files_are_answered_with_2(run, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    for path, words in (
        (empty, "is empty"),
        (tmp_path, "is a folder"),
        (tmp_path / "missing.csv", "There is no file"),
        (picture, "a picture"),
    ):
        done = run("import", path)
        assert done.code == 2
        assert words in done.errors


def test_that_a_server_that_is_not_there_is_answered_with_3(write):
    done = Run(["import", str(write(GOOD)), "--dsn", "postgresql://u:hunter2@localhost:1/x"])
    assert done.code == 3
    assert "hunter2" not in done.out + done.errors


def test_that_an_export_and_its_import_change_nothing(run, write, tmp_path, catalogue_uri):
    run("import", write(GOOD))
    out = tmp_path / "out.csv"
    done = run("export", out, "--query", "price:>1", "--sort", "price:desc", "--json")
    assert (done.code, done.report["rows"]) == (0, 2)
    again = run("import", out, "--mode", "upsert", "--json")
    assert (again.report["unchanged"], again.report["written"]) == (2, 0)


def test_that_an_export_that_cannot_be_is_answered_with_2(run, tmp_path):
    assert run("export", tmp_path / "out.csv", "--query", "price:abc").code == 2
    assert run("export", tmp_path / "missing" / "out.csv").code == 2


class WaitingImport:
    """An import whose write waits for a lock, so that whatever happens finds it in the middle."""

    def __init__(self, path: Path, uri: str) -> None:
        self.other = psycopg.connect(uri, autocommit=True)
        self.process: subprocess.Popen[str] | None = None
        self._arguments = ["import", str(path), "--dsn", uri]

    def __enter__(self) -> WaitingImport:
        self.other.execute("BEGIN")
        self.other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "catalogue_gui", *self._arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        while not self.other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            assert self.process.poll() is None
        return self

    def end(self) -> tuple[int, str]:
        """Exit code and standard error, with the lock still held."""
        assert self.process is not None
        _out, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors

    def __exit__(self, *_: object) -> None:
        self.other.close()
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_that_an_interrupted_import_is_answered_with_130_and_wrote_nothing(
    write, catalogue_uri, number
):
    with WaitingImport(write(GOOD), catalogue_uri) as waiting:
        assert waiting.process is not None
        waiting.process.send_signal(number)
        code, errors = waiting.end()
    assert code == 130
    assert "Nothing was written" in errors
    assert products(catalogue_uri) == []


def test_that_a_connection_lost_on_the_way_is_answered_with_3_and_wrote_nothing(
    write, catalogue_uri
):
    with WaitingImport(write(GOOD), catalogue_uri) as waiting:
        waiting.other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE %s"
            " AND datname = current_database()",
            ("%import",),
        )
        code, errors = waiting.end()
    assert code == 3
    assert "Nothing was written" in errors
    assert "Traceback" not in errors
    assert products(catalogue_uri) == []


def test_that_rejects_never_take_the_place_of_the_file_itself(run, write, catalogue_uri):
    path = write(GOOD + "Pan,x,Home,\n")
    before = path.read_bytes()
    done = run("import", path, "--rejects", path)
    assert done.code == 2
    assert "cannot take the place of “products.csv”" in done.errors
    assert path.read_bytes() == before
    assert products(catalogue_uri) == []


@pytest.mark.parametrize("separator", ["auto", ">"])
def test_that_levels_of_categories_become_paths_where_that_is_asked_for(
    run, write, catalogue_uri, separator
):
    file = write("name,price,category\nHoodie,5,Clothing > Hoodies\n")
    done = run("import", file, "--category-separator", separator, "--json")
    assert (done.code, done.report["warnings"]) == (0, {"category_path": 1})
    assert "1 category has its levels separated by /" in done.errors
    assert [row[2] for row in products(catalogue_uri)] == ["Clothing/Hoodies"]


@pytest.mark.parametrize("arguments", [(), ("--category-separator", "")])
def test_that_categories_are_left_as_they_are_written_where_nobody_looks(
    run, write, catalogue_uri, arguments
):
    file = write("name,price,category\nHoodie,5,Clothing > Hoodies\n")
    assert run("import", file, *arguments).code == 0
    assert [row[2] for row in products(catalogue_uri)] == ["Clothing > Hoodies"]


def test_that_a_column_that_may_be_the_missing_one_is_named(run, write):
    done = run("import", write("name,price,manufacturer\nMug,5,Acme\nPan,6,Acme\nCup,7,Acme\n"))
    assert done.code == 2
    assert "“manufacturer” may hold the category." in done.errors

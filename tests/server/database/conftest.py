"""What is asked of PostgreSQL directly is asked of two versions of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.target import Target
from tests.older_server import running_older_server


@pytest.fixture(scope="session")
def older_server_uri() -> Iterator[str]:
    """A superuser's address of the system's PostgreSQL."""
    with running_older_server() as uri:
        yield uri


@pytest.fixture(params=["bundled", "older"])
def empty_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a new, empty database on each server in turn, dropped after the test."""
    from tests.conftest import new_database

    name = "server_uri" if request.param == "bundled" else "older_server_uri"
    yield from new_database(request.getfixturevalue(name))


@pytest.fixture
def connection(catalogue_uri: str) -> Iterator[Connection]:
    """A connection to a new, empty catalogue."""
    with open_connection(Target.from_uri(catalogue_uri)) as opened:
        yield opened


@pytest.fixture
def colleague(catalogue_uri: str) -> Iterator[Connection]:
    """Somebody else's connection to the same catalogue."""
    with open_connection(Target.from_uri(catalogue_uri)) as opened:
        yield opened

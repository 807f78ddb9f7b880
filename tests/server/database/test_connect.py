"""Connections that cannot be made: each failure with words of its own, within the connect timeout."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    ConnectionFailed,
    InvalidValue,
    LoginRejected,
    PasswordRejected,
    PoolExhausted,
    ServerUnreachable,
)
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.connection_failure import connection_failure
from catalogue_gui.database.database import Database
from catalogue_gui.database.target import Target

TIMEOUT_S = 2


def target_with(uri: str, **changes: str) -> Target:
    parameters = {key: str(value) for key, value in conninfo_to_dict(uri).items()}
    return Target({**parameters, **changes}, connect_timeout_s=TIMEOUT_S)


def failure_of(target: Target) -> ConnectionFailed:
    begun = time.monotonic()
    with pytest.raises(ConnectionFailed) as caught:
        open_connection(target).close()
    assert time.monotonic() - begun < TIMEOUT_S + 2
    assert caught.value.hint
    return caught.value


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port that accepts and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=50)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def foreign_port() -> Iterator[int]:
    """A port where another kind of server answers."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=50)) as listener:

        def answer() -> None:
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(1024)
                    peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture
def closed_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def test_that_an_unknown_host_is_said() -> None:
    error = failure_of(Target({"host": "no-such-server.invalid"}, connect_timeout_s=TIMEOUT_S))
    assert isinstance(error, ServerUnreachable)
    assert "no server by the name" in error.message


def test_that_a_closed_port_is_said(closed_port: int) -> None:
    error = failure_of(
        Target({"host": "127.0.0.1", "port": str(closed_port)}, connect_timeout_s=TIMEOUT_S)
    )
    assert isinstance(error, ServerUnreachable)
    assert "port" in error.message


def test_that_a_server_that_accepts_and_says_nothing_is_given_up_in_time(deaf_port: int) -> None:
    error = failure_of(
        Target({"host": "127.0.0.1", "port": str(deaf_port)}, connect_timeout_s=TIMEOUT_S)
    )
    assert isinstance(error, ServerUnreachable)
    assert "in time" in error.message


def test_that_a_server_of_another_kind_is_said(foreign_port: int) -> None:
    error = failure_of(
        Target({"host": "127.0.0.1", "port": str(foreign_port)}, connect_timeout_s=TIMEOUT_S)
    )
    assert isinstance(error, ServerUnreachable)
    assert "not a PostgreSQL server" in error.message


def test_that_an_unknown_database_is_said(server_uri: str) -> None:
    error = failure_of(target_with(server_uri, dbname="no_such_database"))
    assert isinstance(error, LoginRejected)
    assert "no_such_database" in error.message


def test_that_an_unknown_user_is_said(server_uri: str) -> None:
    error = failure_of(target_with(server_uri, user="no_such_user"))
    assert isinstance(error, LoginRejected)
    assert "no_such_user" in error.message


def test_that_a_full_server_is_said(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as owner:
        name = owner.info.dbname
        owner.execute("CREATE ROLE visitor LOGIN")
        try:
            owner.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
            error = failure_of(target_with(empty_database, user="visitor"))
        finally:
            owner.execute("DROP ROLE visitor")
    assert isinstance(error, ServerUnreachable)
    assert "no room" in error.message


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ('FATAL:  password authentication failed for user "me"', PasswordRejected, "password"),
        ("fe_sendauth: no password supplied", PasswordRejected, "none was given"),
        (
            'FATAL:  no pg_hba.conf entry for host "1.2.3.4", user "me"',
            LoginRejected,
            "this computer",
        ),
        ("server does not support SSL, but SSL was required", LoginRejected, "encrypted"),
        ("FATAL:  the database system is starting up", ServerUnreachable, "starting"),
        ("FATAL:  etwas anderes auf Deutsch", LoginRejected, "refused"),
        ("could not connect: Network is unreachable", ServerUnreachable, "network"),
    ],
)
def test_that_what_libpq_says_is_told_apart(
    text: str, kind: type[CatalogueError], words: str
) -> None:
    error = connection_failure(psycopg.OperationalError(text), "db.example.org:5432", "me", "shop")
    assert type(error) is kind
    assert words in str(error)


@pytest.mark.parametrize("uri", ["mysql://me:s3cret@host/db", "nonsense", "postgresql://h:port"])
def test_that_what_is_no_address_is_refused_without_repeating_it(uri: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        open_connection(Target.from_uri(uri)).close()
    assert "s3cret" not in repr(caught.value) + str(caught.value) + caught.value.detail


def test_that_a_password_in_an_address_is_kept_out_of_sight() -> None:
    target = Target.from_uri("postgresql://me:s3cret@db.example.org:5433/shop?sslmode=require")
    assert target.password == "s3cret"
    assert "password" not in target.parameters
    assert "s3cret" not in repr(target) + target.label + target.address
    assert Target.from_json(target.to_json()) == target


@pytest.fixture
def database(catalogue_uri: str) -> Iterator[Callable[..., Database]]:
    opened: list[Database] = []

    def make(**changes: int) -> Database:
        target = Target.from_uri(catalogue_uri)
        made = Database(Target(target.parameters, **changes), checkout_timeout_s=0.5)  # type: ignore[arg-type]
        made.open()
        opened.append(made)
        return made

    yield make
    for each in opened:
        each.close()


def test_that_a_busy_pool_is_told_from_a_lost_server(database: Callable[..., Database]) -> None:
    busy = database(pool_max=1)
    with busy.connection(), pytest.raises(PoolExhausted), busy.connection():
        pytest.fail("there was only one connection")


def test_that_a_connection_killed_while_idle_is_replaced_unnoticed(
    database: Callable[..., Database], catalogue_uri: str
) -> None:
    opened = database(pool_max=2)
    with opened.connection() as connection:
        pid = connection.info.backend_pid
    with psycopg.connect(catalogue_uri, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
    with opened.connection() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert connection.info.backend_pid != pid


def test_that_closing_leaves_no_session_on_the_server(
    database: Callable[..., Database], catalogue_uri: str
) -> None:
    opened = database(pool_max=3)
    with opened.connection(), opened.connection():
        pass
    opened.close()
    deadline = time.monotonic() + 5
    sessions = -1
    with psycopg.connect(catalogue_uri, autocommit=True) as other:
        while sessions != 0 and time.monotonic() < deadline:
            row = other.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid()"
            ).fetchone()
            assert row is not None
            sessions = row[0]
    assert sessions == 0


def test_that_a_limit_of_the_target_holds_in_every_connection(
    database: Callable[..., Database],
) -> None:
    opened = database(statement_timeout_s=7, lock_timeout_s=3)
    with opened.connection() as connection:
        row = connection.execute(
            "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
        ).fetchone()
    assert row == ("7s", "3s")


def test_that_an_address_that_is_none_is_an_invalid_value() -> None:
    with pytest.raises(InvalidValue):
        Target.from_uri("mysql://host/db")

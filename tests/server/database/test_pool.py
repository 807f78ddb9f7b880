"""The pool at work: what it keeps open, what it gives back, and what it counts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import psycopg
import pytest

from catalogue_gui.catalogue.connection_health import PoolFigures
from catalogue_gui.catalogue.errors import ConnectionLost, QueryTimedOut, ServerUnreachable
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.database import Database
from catalogue_gui.database.target import Target
from tests.conftest import new_database
from tests.tcp_proxy import Fault, proxy_before

DEADLINE_S = 10.0

OpenDatabase = Callable[..., Database]


@pytest.fixture
def empty_database(server_uri: str) -> Iterator[str]:
    """On one server only: what is tried here is the pool."""
    yield from new_database(server_uri)


@pytest.fixture
def open_database(catalogue_uri: str) -> Iterator[OpenDatabase]:
    opened: list[Database] = []

    def make(*, max_idle_s: float = 300.0, **limits: int) -> Database:
        target = replace(Target.from_uri(catalogue_uri), **limits)
        made = Database(target, max_idle_s=max_idle_s)
        opened.append(made)
        made.open()
        return made

    yield make
    for each in opened:
        each.close()


def sessions(uri: str) -> int:
    with psycopg.connect(uri) as watcher:
        row = watcher.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline


def use_at_once(database: Database, count: int) -> None:
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(database.connection())


def test_that_connections_not_needed_any_more_are_given_back_but_for_one(
    open_database: OpenDatabase, catalogue_uri: str
) -> None:
    database = open_database(max_idle_s=0.2)
    use_at_once(database, 4)
    assert database.figures().open == 4
    wait_for(lambda: sessions(catalogue_uri) == 1)
    assert database.figures().open == 1
    with database.connection() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_that_what_is_lent_and_waited_for_is_counted(open_database: OpenDatabase) -> None:
    database = open_database(pool_max=1)
    assert database.figures().in_use == 0
    done = threading.Event()

    def work() -> None:
        with database.connection():
            done.set()

    with database.connection():
        thread = threading.Thread(target=work, name="test-waiting")
        thread.start()
        wait_for(lambda: database.figures().waiting == 1)
        busy = database.figures()
        assert (busy.open, busy.in_use, busy.most) == (1, 1, 1)
        assert not done.is_set()
    thread.join(DEADLINE_S)
    after = database.figures()
    assert done.is_set()
    assert (after.in_use, after.waiting) == (0, 0)
    assert after.loans == busy.loans
    assert after.waits >= 1


def test_that_nothing_is_counted_before_the_opening_and_after_the_end(catalogue_uri: str) -> None:
    database = Database(Target.from_uri(catalogue_uri))
    assert database.figures() == PoolFigures()
    database.open()
    database.close()
    assert database.figures() == PoolFigures()
    with pytest.raises(ConnectionLost):
        database.ask_servers()


def test_that_more_time_is_given_to_open_and_to_new_connections(
    open_database: OpenDatabase,
) -> None:
    database = open_database(statement_timeout_s=1)
    with pytest.raises(QueryTimedOut), database.connection() as connection:
        connection.execute("SELECT pg_sleep(20)")
    database.allow_longer(300)
    assert database.statement_timeout_s == 300
    with ExitStack() as stack:
        for _ in range(3):
            connection = stack.enter_context(database.connection())
            assert connection.execute("SHOW statement_timeout").fetchone() == ("5min",)
    database.open()  # after the server was away
    with database.connection() as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("5min",)


def test_that_who_waits_while_the_pool_is_made_anew_gets_a_connection_of_the_new_one(
    open_database: OpenDatabase,
) -> None:
    database = open_database(pool_max=1)
    found: list[object] = []

    def work() -> None:
        with database.connection() as connection:
            found.append(connection.execute("SELECT 1").fetchone())

    with database.connection():
        thread = threading.Thread(target=work, name="test-waiting")
        thread.start()
        wait_for(lambda: database.figures().waiting == 1)
        database.open()
        thread.join(DEADLINE_S)
    assert found == [(1,)]


def test_that_a_server_that_lets_us_in_and_says_no_more_is_given_up(catalogue_uri: str) -> None:
    with proxy_before(catalogue_uri) as network:
        network.strike_at(b"set_config", Fault.DEAF)
        begun = time.monotonic()
        with pytest.raises(ServerUnreachable, match="stopped answering"):
            open_connection(replace(Target.from_uri(network.uri), connect_timeout_s=2))
        assert time.monotonic() - begun < DEADLINE_S


def test_that_the_server_says_what_it_is(open_database: OpenDatabase) -> None:
    (facts,) = open_database().ask_servers()
    assert facts.round_trip_ms > 0
    assert int(facts.version.split(".")[0]) >= 13
    assert (facts.host, facts.encryption) == ("", "")
    assert not facts.is_standby
    assert not facts.is_pooled

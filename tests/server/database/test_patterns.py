"""The patterns that a connection that holds is made of, each seen at work: one test a pattern.

Where a pattern has a module of its own (TLS, PgBouncer, faults of the network), what is here is that it is on at all.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from psycopg import pq, sql
from psycopg.conninfo import conninfo_to_dict

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    ConnectionFailed,
    InvalidValue,
    PoolExhausted,
    QueryTimedOut,
)
from catalogue_gui.catalogue.importing import ImportOptions
from catalogue_gui.catalogue.product import NewProduct
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import BLOCK_ROWS, OrderSnapshot
from catalogue_gui.database import connection_pool
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.database import Database
from catalogue_gui.database.editing import insert_product
from catalogue_gui.database.snapshot import fetch_snapshot
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.export_copy import copy_out
from catalogue_gui.transfer.importer import Importer
from tests.conftest import new_database
from tests.tcp_proxy import TcpProxy

LIMIT_S = 15.0
CHECKOUT_S = 0.3


@pytest.fixture
def empty_database(server_uri: str) -> Iterator[str]:
    """On one server: none of this is the server's doing."""
    yield from new_database(server_uri)


@pytest.fixture
def make_database(catalogue_uri: str) -> Iterator[Callable[..., Database]]:
    opened: list[Database] = []

    def make(uri: str = catalogue_uri, *, max_idle_s: float = 300.0, **limits: int) -> Database:
        target = Target(Target.from_uri(uri).parameters, **limits)  # type: ignore[arg-type]
        made = Database(target, checkout_timeout_s=CHECKOUT_S, max_idle_s=max_idle_s)
        made.open()
        opened.append(made)
        return made

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def watcher(server_of: str) -> Iterator[Connection]:
    """An administrator's connection, beside the catalogue's."""
    with psycopg.connect(server_of, autocommit=True) as connection:
        yield connection


@pytest.fixture
def server_of(catalogue_uri: str) -> str:
    """The server's own database, from which the catalogue's can be looked at and shut."""
    return psycopg.conninfo.make_conninfo(catalogue_uri, dbname="postgres")


@pytest.fixture
def name(catalogue_uri: str) -> str:
    return str(conninfo_to_dict(catalogue_uri)["dbname"])


def sessions(watcher: Connection, name: str) -> set[int]:
    rows = watcher.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", (name,))
    return {row[0] for row in rows}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"


def pid_of(database: Database) -> int:
    with database.connection() as connection:
        return connection.info.backend_pid


# -- the pool ------------------------------------------------------------------------------------------------------


def test_that_a_pool_keeps_its_least_and_lends_its_most_and_says_when_that_is_not_enough(
    make_database: Callable[..., Database], watcher: Connection, name: str
) -> None:
    database = make_database(pool_min=2, pool_max=3)
    wait_until(lambda: len(sessions(watcher, name)) == 2)
    with ExitStack() as lent:
        for _ in range(3):
            lent.enter_context(database.connection())
        assert len(sessions(watcher, name)) == 3
        began = time.monotonic()
        with pytest.raises(PoolExhausted), database.connection():
            pytest.fail("there were only three")
        assert time.monotonic() - began >= CHECKOUT_S
        assert len(sessions(watcher, name)) == 3


def test_that_connections_that_lie_idle_are_given_back(
    make_database: Callable[..., Database], watcher: Connection, name: str
) -> None:
    database = make_database(pool_min=1, pool_max=4, max_idle_s=0.3)
    with ExitStack() as lent:
        for _ in range(4):
            lent.enter_context(database.connection())
    assert len(sessions(watcher, name)) == 4
    wait_until(lambda: len(sessions(watcher, name)) == 1)


def test_that_a_connection_that_has_lived_long_is_replaced(
    make_database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_pool, "MAX_LIFETIME_S", 0.3)
    database = make_database()
    first = pid_of(database)
    wait_until(lambda: pid_of(database) != first)


def test_that_a_dead_connection_is_not_lent(
    make_database: Callable[..., Database], watcher: Connection, name: str
) -> None:
    database = make_database()
    first = pid_of(database)
    watcher.execute("SELECT pg_terminate_backend(%s)", (first,))
    wait_until(lambda: first not in sessions(watcher, name))
    assert pid_of(database) != first


def test_that_connecting_is_tried_again_until_the_server_lets_us_in(
    make_database: Callable[..., Database], watcher: Connection, name: str
) -> None:
    database = make_database()
    shut = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    watcher.execute(shut.format(sql.Identifier(name), sql.SQL("false")))
    watcher.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
    )
    with pytest.raises(CatalogueError), database.connection():
        pytest.fail("it was shut")
    watcher.execute(shut.format(sql.Identifier(name), sql.SQL("true")))

    def is_back() -> bool:
        try:
            return pid_of(database) > 0
        except ConnectionFailed:
            return False

    wait_until(is_back)


def test_that_another_of_several_servers_is_tried(catalogue_uri: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    found = conninfo_to_dict(catalogue_uri)
    own = str(found.get("port") or 5432)
    parameters = {**Target.from_uri(catalogue_uri).parameters}
    parameters.update(host=f"127.0.0.1,{found['host']}", port=f"{closed},{own}")
    with open_connection(Target(parameters)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


# -- transactions --------------------------------------------------------------------------------------------------


def test_that_a_block_commits_what_it_did_and_an_error_in_it_takes_all_back(
    make_database: Callable[..., Database],
) -> None:
    database = make_database(pool_max=1)
    with database.connection() as connection, connection.transaction():
        insert_product(connection, NewProduct("kept", Decimal(1), "a"))
    with pytest.raises(InvalidValue):
        _add_two(database, NewProduct("lost", Decimal(1), "a"), NewProduct("no", Decimal(-1), "a"))
    # The same connection, back in the pool and fit for the next.
    with database.connection() as connection:
        assert connection.info.transaction_status == pq.TransactionStatus.IDLE
        assert connection.execute("SELECT name FROM products").fetchall() == [("kept",)]


def _add_two(database: Database, *products: NewProduct) -> None:
    with database.connection() as connection, connection.transaction():
        for product in products:
            insert_product(connection, product)


def test_that_a_transaction_left_open_is_not_handed_to_the_next(
    make_database: Callable[..., Database],
) -> None:
    database = make_database(pool_max=1)
    with database.connection() as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO products (name, price, category) VALUES ('x', 1, 'y')")
    with database.connection() as connection:
        assert connection.info.transaction_status == pq.TransactionStatus.IDLE
        assert connection.execute("SELECT count(*) FROM products").fetchone() == (0,)


def test_that_a_part_that_fails_leaves_the_rest_of_its_transaction(
    connection: Connection,
) -> None:
    with connection.transaction():
        insert_product(connection, NewProduct("first", Decimal(1), "a"))
        with pytest.raises(InvalidValue):
            insert_product(connection, NewProduct("wrong", Decimal(-1), "a"))
        insert_product(connection, NewProduct("second", Decimal(1), "a"))
    found = connection.execute("SELECT name FROM products ORDER BY 1").fetchall()
    assert found == [("first",), ("second",)]


def test_that_an_import_goes_on_without_what_it_could_not_have(
    catalogue_uri: str, connection: Connection, tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    file.write_text("name,price,category\n" + "".join(f"P{n},1,a\n" for n in range(10_001)))
    importer = Importer(
        lambda: open_connection(Target.from_uri(catalogue_uri)),
        report=lambda _: None,
        cancellation=Cancellation(),
    )
    try:
        importer.check(file, ImportOptions())
        # Somebody reads the empty table just now, so it cannot be had without its indexes.
        with connection.transaction():
            connection.execute("LOCK TABLE products IN ACCESS SHARE MODE")
            assert importer.write().written == 10_001
        importer.wait_until_tidy()
    finally:
        importer.close()


# -- limits --------------------------------------------------------------------------------------------------------


def test_that_the_line_is_watched_by_the_system(catalogue_uri: str) -> None:
    proxy = TcpProxy(catalogue_uri)
    try:
        with (
            open_connection(Target.from_uri(proxy.uri)) as connection,
            socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as line,
        ):
            assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) != 0
            limits = [
                line.getsockopt(socket.IPPROTO_TCP, option)
                for option in (
                    socket.TCP_KEEPIDLE,
                    socket.TCP_KEEPINTVL,
                    socket.TCP_KEEPCNT,
                    socket.TCP_USER_TIMEOUT,
                )
            ]
        assert limits == [60, 10, 5, 20_000]
    finally:
        proxy.close()


def test_that_a_statement_that_takes_too_long_is_stopped(
    make_database: Callable[..., Database],
) -> None:
    database = make_database(statement_timeout_s=1)
    began = time.monotonic()
    with pytest.raises(QueryTimedOut), database.connection() as connection:
        connection.execute("SELECT pg_sleep(30)")
    assert 1 <= time.monotonic() - began < LIMIT_S


def test_that_nobody_waits_for_ever_for_somebody_elses_lock(
    make_database: Callable[..., Database], connection: Connection
) -> None:
    database = make_database(lock_timeout_s=1, statement_timeout_s=30)
    with connection.transaction():
        connection.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with pytest.raises(CatalogueError) as caught, database.connection() as waiting:
            waiting.execute("SELECT count(*) FROM products")
        assert 1 <= time.monotonic() - began < LIMIT_S
    assert isinstance(caught.value.__cause__, psycopg.errors.LockNotAvailable)


def test_that_a_line_that_is_to_be_encrypted_is_never_had_plain(catalogue_uri: str) -> None:
    proxy = TcpProxy(catalogue_uri)
    try:
        plain = Target.from_uri(proxy.uri)
        open_connection(plain).close()
        for mode in ("require", "verify-ca", "verify-full"):
            with pytest.raises(ConnectionFailed):
                open_connection(Target({**plain.parameters, "sslmode": mode})).close()
    finally:
        proxy.close()


# -- large results -------------------------------------------------------------------------------------------------

BLOCKS = 2


@pytest.fixture
def filled(connection: Connection) -> Connection:
    """Many products, in a table whose indexes do not matter here."""
    for subject in ("name", "category", "tags", "metadata"):
        connection.execute(
            sql.SQL("DROP INDEX {}").format(sql.Identifier(f"products_{subject}_idx"))
        )
    connection.execute(
        "INSERT INTO products (name, price, category) SELECT 'P' || n, 1, 'a' FROM generate_series(1, %s) AS n",
        (BLOCKS * BLOCK_ROWS,),
    )
    return connection


def test_that_a_large_result_is_used_while_it_still_comes(filled: Connection) -> None:
    snapshot = OrderSnapshot()
    arrived: list[tuple[int, int, bool]] = []

    def on_block() -> None:
        is_running = filled.info.transaction_status == pq.TransactionStatus.ACTIVE
        arrived.append((snapshot.row_count, snapshot.arrived_count, is_running))

    fetch_snapshot(filled, ProductQuery(), Sort(), snapshot, on_block)
    whole = BLOCKS * BLOCK_ROWS
    assert arrived == [(whole, number * BLOCK_ROWS, True) for number in range(1, BLOCKS + 1)]


def test_that_an_export_is_written_as_it_comes(filled: Connection) -> None:
    statement = sql.SQL("COPY (SELECT * FROM products) TO STDOUT (FORMAT csv)").format()
    cancellation = Cancellation()
    sizes, rows = [], 0
    with filled.transaction():
        for block, number in copy_out(filled, statement, [], cancellation):
            sizes.append(len(block))
            rows += number
    assert rows == BLOCKS * BLOCK_ROWS
    assert max(sizes) < sum(sizes) / 20

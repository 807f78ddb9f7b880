"""Behind a PgBouncer that gives each transaction another session of the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from pytestqt.qtbot import QtBot

from catalogue_gui.__main__ import main
from catalogue_gui.catalogue.errors import AccessDenied, QueryTimedOut
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.database import Database
from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.database.target import Target
from tests.bouncer import Bouncer, running_bouncer
from tests.conftest import new_database
from tests.gui.conftest import SHOP, OpenWindow, open_window  # noqa: F401
from tests.gui.test_main_window import NAME, PRICE, banner_text, cell, search, type_into
from tests.older_server import running_older_server

LONG_MS = 20_000
SETTINGS = ("statement_timeout", "lock_timeout", "default_transaction_read_only")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_older_server() as uri:
        yield uri


@pytest.fixture(scope="module")
def shop(server: str) -> Iterator[str]:
    """The direct address of a shop with a thousand products."""
    made = new_database(server)
    uri = next(made)
    with psycopg.connect(uri, autocommit=True) as owner:
        set_up_catalogue(owner)
        owner.execute(SHOP, (1000,))
    yield uri
    list(made)


@pytest.fixture(scope="module")
def bouncer(shop: str) -> Iterator[Bouncer]:
    with running_bouncer(shop) as running:
        yield running


@pytest.fixture
def database(bouncer: Bouncer) -> Iterator[Database]:
    with closing(Database(Target.from_uri(bouncer.by_transaction))) as opened:
        opened.open()
        yield opened


def left_in_sessions(bouncer: Bouncer) -> set[tuple[str, ...]]:
    """What strangers find set in the sessions that they are given."""
    found: set[tuple[str, ...]] = set()
    held = []
    try:
        for _ in range(6):
            stranger = psycopg.connect(bouncer.by_transaction, prepare_threshold=None)
            held.append(
                stranger
            )  # with its transaction open, so that the next one gets another session
            row = stranger.execute(
                "SELECT " + ", ".join(f"current_setting('{name}')" for name in SETTINGS)
            ).fetchone()
            assert row is not None
            found.add(row)
    finally:
        for each in held:
            each.close()
    return found


def price_of(shop: str, name: str) -> Decimal:
    with psycopg.connect(shop) as owner:
        row = owner.execute("SELECT price FROM products WHERE name = %s", (name,)).fetchone()
    assert row is not None
    return Decimal(row[0])


def count(shop: str) -> int:
    with psycopg.connect(shop) as owner:
        row = owner.execute("SELECT count(*) FROM products").fetchone()
    assert row is not None
    return int(row[0])


def test_that_a_window_browses_and_edits(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    bouncer: Bouncer,
    shop: str,
) -> None:
    window = open_window("--dsn", bouncer.by_transaction)
    assert cell(window, 0, NAME) == "Product 00000"
    search(qtbot, window, "tag:organic")
    qtbot.waitUntil(lambda: window.model.rowCount() == 250)
    qtbot.waitUntil(lambda: cell(window, 2, NAME) == "Product 00008")
    with qtbot.waitSignal(window.editing.saved, timeout=LONG_MS):
        type_into(qtbot, window, 2, PRICE, "7.50")
    assert price_of(shop, "Product 00008") == Decimal("7.50")
    with qtbot.waitSignal(window.editing.history.changed, timeout=LONG_MS):
        window.editing.history.undo()
    assert price_of(shop, "Product 00008") == Decimal(9)
    assert banner_text(window) == ""


def test_that_nothing_is_left_behind_in_a_session_that_others_are_given(
    bouncer: Bouncer, server: str
) -> None:
    before = left_in_sessions(bouncer)
    target = replace(Target.from_uri(bouncer.by_transaction), read_only=True, statement_timeout_s=7)
    with closing(Database(target)) as database:
        database.open()
        for _ in range(10):
            with database.connection() as connection:
                connection.execute("SELECT count(*) FROM products")
                with connection.transaction():
                    connection.execute("SELECT count(*) FROM products")
    assert left_in_sessions(bouncer) == before == {("0", "0", "off")}


def test_that_a_profile_that_may_only_read_never_writes(bouncer: Bouncer, shop: str) -> None:
    target = replace(Target.from_uri(bouncer.by_transaction), read_only=True)
    with closing(Database(target)) as database:
        database.open()
        for _ in range(5):
            with pytest.raises(AccessDenied), database.connection() as connection:
                connection.execute("UPDATE products SET price = 0")
            with (
                pytest.raises(AccessDenied),
                database.connection() as connection,
                connection.transaction(),
            ):
                connection.execute("UPDATE products SET price = 0")
    assert price_of(shop, "Product 00005") == 6


def test_that_the_time_limit_holds_in_every_statement(bouncer: Bouncer) -> None:
    target = replace(Target.from_uri(bouncer.by_transaction), statement_timeout_s=1)
    with closing(Database(target)) as database:
        database.open()
        with pytest.raises(QueryTimedOut), database.connection() as connection:
            connection.execute("SELECT pg_sleep(30)")
        with (
            pytest.raises(QueryTimedOut),
            database.connection() as connection,
            connection.cursor() as cursor,
        ):
            list(cursor.stream("SELECT pg_sleep(30)"))


def test_that_statements_of_one_connection_meet_several_sessions(database: Database) -> None:
    with database.connection() as one, database.connection() as two:
        assert not one.has_own_session
        sessions = set()
        for connection in (one, two) * 5:
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            sessions.add(row)
    assert len(sessions) > 1, "else this PgBouncer proves nothing"


def test_that_an_index_is_built_while_others_work(bouncer: Bouncer, shop: str) -> None:
    with psycopg.connect(shop, autocommit=True) as owner:
        row = owner.execute(
            "SELECT quote_ident(indexname) FROM pg_indexes WHERE indexdef LIKE '%(name, id)'"
        ).fetchone()
        assert row is not None
        owner.execute(f"DROP INDEX {row[0]}")
    catalogue = Catalogue(Target.from_uri(bouncer.by_transaction))
    with closing(catalogue.database):
        catalogue.database.open()
        with catalogue.database.connection() as connection:
            assert catalogue.can_have_order_index(connection)
            catalogue.add_order_index(connection)
            assert not catalogue.can_have_order_index(connection)
    assert left_in_sessions(bouncer) == {("0", "0", "off")}


@pytest.fixture
def price_list(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    path.write_text("name,price,category\nKettle,24.90,Home\nTeapot,12.00,Home\n")
    return path


def test_that_an_import_by_the_transaction_is_refused_with_the_way_on(
    bouncer: Bouncer,
    shop: str,
    price_list: Path,
    settings_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = count(shop)
    arguments = ["import", str(price_list), "--dsn", bouncer.by_transaction]
    code = main([*arguments, "--settings", str(settings_folder)])
    assert code == 2
    said = capsys.readouterr().err
    assert "connection pooler" in said
    assert "direct address" in said
    assert "Nothing was imported" in said
    assert count(shop) == before
    assert left_in_sessions(bouncer) == {("0", "0", "off")}


def test_that_an_import_by_the_session_goes_through(
    bouncer: Bouncer, shop: str, price_list: Path, settings_folder: Path
) -> None:
    before = count(shop)
    arguments = ["import", str(price_list), "--dsn", bouncer.by_session]
    assert main([*arguments, "--settings", str(settings_folder)]) == 0
    assert count(shop) == before + 2


def test_that_an_export_goes_through(
    bouncer: Bouncer, shop: str, tmp_path: Path, settings_folder: Path
) -> None:
    path = tmp_path / "out.csv"
    arguments = ["export", str(path), "--dsn", bouncer.by_transaction]
    assert main([*arguments, "--settings", str(settings_folder)]) == 0
    assert len(path.read_text().splitlines()) == count(shop) + 1


def test_that_a_direct_connection_is_not_taken_for_a_pooled_one(shop: str) -> None:
    with open_connection(Target.from_uri(shop), needs_session=True) as connection:
        assert connection.has_own_session
        row = connection.execute("SHOW statement_timeout").fetchone()
    assert row == ("1min",)


def test_that_the_health_of_a_pooled_connection_says_so(database: Database) -> None:
    (facts,) = database.ask_servers()
    assert facts.is_pooled
    assert facts.host == f"127.0.0.1:{database.target.parameters['port']}"

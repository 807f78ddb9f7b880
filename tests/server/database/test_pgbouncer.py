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
from catalogue_gui.catalogue.errors import AccessDenied, ImportRefused, QueryTimedOut
from catalogue_gui.catalogue.importing import ImportOptions, Mode, Outcome
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.database import Database
from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.importer import Importer
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
        with one.transaction(), two.transaction():
            # Both at once: from now on it has several sessions to give.
            one.execute("SELECT 1")
            two.execute("SELECT 1")
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
def as_before(shop: str) -> Iterator[None]:
    """Takes out what an import has added."""
    yield
    with psycopg.connect(shop) as owner:
        owner.execute("DELETE FROM products WHERE name NOT LIKE 'Product %'")


@pytest.fixture
def price_list(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    path.write_text("name,price,category\nKettle,24.90,Home\nTeapot,12.00,Home\n")
    return path


@pytest.fixture
def importer(bouncer: Bouncer, as_before: None) -> Iterator[Importer]:
    target = Target.from_uri(bouncer.by_transaction)
    with closing(
        Importer(
            lambda: open_connection(target, role="import"),
            report=lambda _: None,
            cancellation=Cancellation(),
        )
    ) as opened:
        yield opened


def temporary_tables(shop: str) -> int:
    with psycopg.connect(shop) as owner:
        row = owner.execute(
            "SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"
        ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.usefixtures("as_before")
def test_that_an_import_by_the_transaction_goes_through(
    bouncer: Bouncer,
    shop: str,
    price_list: Path,
    settings_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = count(shop)
    arguments = ["import", str(price_list), "--dsn", bouncer.by_transaction, "--match", "name"]
    arguments += ["--mode", "upsert", "--settings", str(settings_folder)]
    assert main([*arguments, "--dry-run"]) == 0
    assert (count(shop), temporary_tables(shop)) == (before, 0)
    assert main(arguments) == 0
    assert count(shop) == before + 2
    price_list.write_text("name,price,category\nKettle,1.50,Home\nTeapot,cheap,Home\n")
    assert main(arguments) == 1
    assert price_of(shop, "Kettle") == Decimal("1.50")
    assert price_of(shop, "Teapot") == Decimal(12)
    assert count(shop) == before + 2
    assert "line 3, price" in capsys.readouterr().err
    assert temporary_tables(shop) == 0
    assert left_in_sessions(bouncer) == {("0", "0", "off")}


def test_that_many_rows_leave_nothing_set_in_other_sessions(
    bouncer: Bouncer, shop: str, importer: Importer, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    path.write_text(
        "name,price,category,colour\n" + "".join(f"Many {n},1,Home,red\n" for n in range(12_000))
    )
    before = count(shop)
    assert importer.check(path, ImportOptions()).new == 12_000
    assert [row.name for row in importer.rows(Outcome.NEW, 11_999, 1)] == ["Many 11999"]
    written = importer.write(tmp_path)
    importer.wait_until_tidy()
    assert (written.written, count(shop)) == (12_000, before + 12_000)
    assert left_in_sessions(bouncer) == {("0", "0", "off")}
    assert written.undo is not None
    assert importer.undo_import(written.undo).taken_back == 12_000
    assert (count(shop), temporary_tables(shop)) == (before, 0)


def test_that_what_was_checked_stays_until_it_is_written(
    shop: str, importer: Importer, tmp_path: Path
) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("name,price,category\nPot,1,Home\nPan,2,Home\nPot,3,Home\nLid,dear,Home\n")
    before = count(shop)
    options = ImportOptions(mode=Mode.UPSERT, match="name")
    report = importer.check(path, options)
    assert (report.new, report.rejected) == (2, 2)
    report = importer.mend({5: ["Lid", "4", "Home"]})
    assert (report.new, report.rejected) == (3, 1)
    # Somebody adds one of them meanwhile: it is compared again.
    with psycopg.connect(shop) as owner:
        owner.execute("INSERT INTO products (name, price, category) VALUES ('Pan', 9, 'Home')")
    report = importer.write()
    assert (report.new, report.changed, report.written, report.rejected) == (2, 1, 3, 1)
    assert price_of(shop, "Pan") == 2
    assert count(shop) == before + 3
    with pytest.raises(ImportRefused, match="written already"):
        importer.write()
    assert importer.check(path, options).unchanged == 2


def test_that_what_a_rule_refuses_leaves_what_was_checked(
    shop: str, importer: Importer, tmp_path: Path
) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("name,price,category\nRefused,1,Home\n")
    importer.check(path, ImportOptions())
    before = count(shop)
    with psycopg.connect(shop, autocommit=True) as owner:
        owner.execute("ALTER TABLE products ADD CONSTRAINT never CHECK (name <> 'Refused')")
        try:
            with pytest.raises(ImportRefused):
                importer.write()
            assert count(shop) == before
            assert len(importer.rows(Outcome.NEW, 0, 10)) == 1
        finally:
            owner.execute("ALTER TABLE products DROP CONSTRAINT never")
    assert importer.write().written == 1


def test_that_a_file_is_checked_again_where_what_was_staged_has_gone(
    shop: str, importer: Importer, price_list: Path
) -> None:
    importer.check(price_list, ImportOptions())
    before = count(shop)
    with psycopg.connect(shop, autocommit=True) as owner:
        ended = owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
        ).fetchall()
    assert ended == [(True,)]
    assert importer.write().written == 2
    assert count(shop) == before + 2


@pytest.mark.usefixtures("as_before")
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
    with open_connection(Target.from_uri(shop)) as connection:
        assert connection.has_own_session
        row = connection.execute("SHOW statement_timeout").fetchone()
    assert row == ("1min",)


def test_that_the_health_of_a_pooled_connection_says_so(database: Database) -> None:
    (facts,) = database.ask_servers()
    assert facts.is_pooled
    assert facts.host == f"127.0.0.1:{database.target.parameters['port']}"

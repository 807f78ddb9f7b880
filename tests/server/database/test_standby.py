"""A primary and a standby that follows it: reading from the one, writing to the other, and what happens when it takes over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from pytestqt.qtbot import QtBot

from catalogue_gui.__main__ import main
from catalogue_gui.catalogue.errors import ServerUnreachable
from catalogue_gui.catalogue.product import Change, Edit, Field
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.database import Database
from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.session import State
from catalogue_gui.gui.source import CatalogueSource
from tests.gui.conftest import SHOP, OpenWindow, open_window  # noqa: F401
from tests.gui.test_main_window import PRICE, banner_text, cell, row_of, search, type_into
from tests.system_server import SystemServer, system_servers

LONG_MS = 30_000
PRODUCTS = 1000


@dataclass(frozen=True)
class Pair:
    """Two servers, of which the second follows the first."""

    primary: SystemServer
    standby: SystemServer

    @property
    def target(self) -> Target:
        """Both, the standby first, so that it takes a choice to find the primary."""
        return Target(
            {
                "host": "127.0.0.1,127.0.0.1",
                "port": f"{self.standby.port},{self.primary.port}",
                "user": "postgres",
                "dbname": "postgres",
            },
            connect_timeout_s=2,
        )

    @property
    def uri(self) -> str:
        ports = f"127.0.0.1:{self.standby.port},127.0.0.1:{self.primary.port}"
        return f"postgresql://postgres@{ports}/postgres"

    def wait_for_standby(self) -> None:
        """Wait until the standby has all that the primary has."""
        with (
            psycopg.connect(self.primary.uri, autocommit=True) as primary,
            psycopg.connect(self.standby.uri, autocommit=True) as standby,
        ):
            row = primary.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()
            assert row is not None
            while standby.execute(
                "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", row
            ).fetchone() != (True,):
                pass


@contextmanager
def running_pair() -> Iterator[Pair]:
    with system_servers(2) as (primary, standby):
        primary.create()
        primary.start()
        with psycopg.connect(primary.uri, autocommit=True) as owner:
            set_up_catalogue(owner)
            owner.execute(SHOP, (PRODUCTS,))
        standby.copy_of(primary)
        standby.configure({"wal_retrieve_retry_interval": "100ms"})
        standby.start()
        pair = Pair(primary, standby)
        pair.wait_for_standby()
        yield pair


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """For what leaves both as they are."""
    with running_pair() as made:
        yield made


@pytest.fixture
def own_pair() -> Iterator[Pair]:
    """For what takes one of them away."""
    with running_pair() as made:
        yield made


def is_standby(connection: psycopg.Connection) -> bool:
    return connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)


@pytest.fixture
def browsing(pair: Pair) -> Iterator[Catalogue]:
    catalogue = Catalogue(replace(pair.target, browse_on_standby=True))
    catalogue.database.open()
    yield catalogue
    catalogue.database.close()


def test_that_reading_goes_to_the_standby_and_writing_to_the_primary(browsing: Catalogue) -> None:
    with browsing.database.connection() as connection:
        assert not is_standby(connection)
    assert browsing.is_writable
    facts = browsing.database.ask_servers()
    assert [each.is_standby for each in facts] == [False, True]


def test_that_ones_own_change_is_never_missing_from_what_is_read_next(
    browsing: Catalogue, pair: Pair
) -> None:
    database = browsing.database
    with psycopg.connect(pair.standby.uri, autocommit=True) as standby:
        standby.execute("SELECT pg_wal_replay_pause()")
        try:
            with database.connection() as connection:
                (product,) = connection.execute(
                    "SELECT id, price FROM products WHERE name = 'Product 00004'"
                ).fetchall()
                price = product[1]
                edit = Edit(product[0], {Field.PRICE: Change(price, price + 1)})
                browsing.update(connection, edit)
            with database.reading() as connection:
                assert not is_standby(connection)
                (read,) = browsing.fetch_page(connection, [product[0]])
            assert read is not None
            assert read.price == price + 1
        finally:
            standby.execute("SELECT pg_wal_replay_resume()")
    pair.wait_for_standby()
    with database.reading() as connection:
        assert is_standby(connection), "it has caught up"
        (read,) = browsing.fetch_page(connection, [product[0]])
    assert read is not None
    assert read.price == price + 1


def test_that_the_primary_is_found_among_several_servers_without_being_told(pair: Pair) -> None:
    with closing(Database(pair.target)) as database:
        table = database.open()
        assert not table.access.is_standby
        with database.reading() as connection:
            assert not is_standby(connection), "the profile does not ask for it"


def test_that_a_profile_that_asks_for_a_standby_gets_one(pair: Pair) -> None:
    parameters = {**pair.target.parameters, "target_session_attrs": "standby"}
    with open_connection(Target(parameters)) as connection:
        assert is_standby(connection)


def test_that_an_import_and_an_export_find_the_primary(
    pair: Pair, tmp_path: Path, settings_folder: Path
) -> None:
    prices, written = tmp_path / "prices.csv", tmp_path / "out.csv"
    prices.write_text("name,price,category\nKettle,24.90,Home\n")
    where = ("--dsn", pair.uri, "--settings", str(settings_folder))
    assert main(["import", str(prices), *where]) == 0
    assert main(["export", str(written), *where]) == 0
    assert "Kettle" in written.read_text()
    with psycopg.connect(pair.primary.uri) as owner:
        owner.execute("DELETE FROM products WHERE name = 'Kettle'")


def test_that_a_primary_that_nobody_is_is_said(pair: Pair) -> None:
    parameters = {**pair.target.parameters, "target_session_attrs": "primary"}
    with pytest.raises(ServerUnreachable, match="standbys"):
        open_connection(Target({**parameters, "host": "127.0.0.1", "port": str(pair.standby.port)}))


def wait_until(qtbot: QtBot, window: MainWindow, state: State) -> None:
    qtbot.waitUntil(lambda: window.session.state == state, timeout=LONG_MS)


def test_that_a_window_goes_on_when_the_standby_takes_over(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    own_pair: Pair,
    tmp_path: Path,
    settings_folder: Path,
) -> None:
    window = open_window(wait=False)
    target = replace(own_pair.target, browse_on_standby=True)
    window.open_source(CatalogueSource("Shop", lambda: target, key="pair"))
    window.session._retry_pauses_s = (0.2,)
    wait_until(qtbot, window, State.READY)
    qtbot.waitUntil(lambda: window.model.rowCount() == PRODUCTS)
    with qtbot.waitSignal(window.editing.saved, timeout=LONG_MS):
        type_into(qtbot, window, 2, PRICE, "7.50")
    with qtbot.waitSignal(window.model.rows.settled, timeout=LONG_MS):
        window.model.refresh()
    qtbot.waitUntil(lambda: cell(window, 2, PRICE) == "7.50")
    own_pair.wait_for_standby()

    own_pair.primary.stop()
    type_into(qtbot, window, 3, PRICE, "8.50")
    wait_until(qtbot, window, State.AWAY)
    search(qtbot, window, "tag:organic")
    assert "comes back by itself" in banner_text(window)
    own_pair.standby.promote()
    # Not a click: what was typed meanwhile is written to the one that has taken over.
    uri = own_pair.standby.uri
    qtbot.waitUntil(lambda: row_of(uri, "Product 00003")[0] == Decimal("8.50"), timeout=LONG_MS)
    wait_until(qtbot, window, State.READY)
    assert banner_text(window) == ""
    assert row_of(uri, "Product 00002")[0] == Decimal("7.50")
    search(qtbot, window, "tag:organic")
    qtbot.waitUntil(lambda: window.model.rowCount() == 250)
    assert window.session.catalogue is not None
    assert window.session.catalogue.is_writable

    prices = tmp_path / "prices.csv"
    prices.write_text("name,price,category\nKettle,24.90,Home\n")
    assert (
        main(["import", str(prices), "--dsn", own_pair.uri, "--settings", str(settings_folder)])
        == 0
    )
    assert row_of(uri, "Kettle")[0] == Decimal("24.90")


def test_that_a_standby_alone_is_browsed_and_its_promotion_noticed(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    own_pair: Pair,
) -> None:
    own_pair.primary.stop()
    window = open_window("--dsn", own_pair.uri)
    assert window.model.rowCount() == PRODUCTS
    catalogue = window.session.catalogue
    assert catalogue is not None
    assert not catalogue.is_writable
    assert "standby" in window.editing.rights.why_not(Field.PRICE)
    own_pair.standby.promote()
    window.session._heartbeat.start(200)
    qtbot.waitUntil(lambda: not window.editing.rights.why_not(Field.PRICE), timeout=LONG_MS)
    with qtbot.waitSignal(window.editing.saved, timeout=LONG_MS):
        type_into(qtbot, window, 2, PRICE, "7.50")
    assert row_of(own_pair.standby.uri, "Product 00002")[0] == Decimal("7.50")

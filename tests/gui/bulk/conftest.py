"""Bulk editing on a real catalogue, without the window around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.bulk import BulkChange, BulkOutcome
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.bulk.bulk_editing import BulkEditing
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.order import RowOrder
from catalogue_gui.jobs import JobRunner
from tests.gui.conftest import SHOP

ASK_AGAIN_MS = 20
EVERYTHING = "SELECT id, name, price, category, tags, metadata::text, stock, created_at FROM products ORDER BY id"


class Shop:
    """A catalogue, and what changes it."""

    def __init__(self, qtbot: QtBot, catalogue: Catalogue, runner: JobRunner, uri: str) -> None:
        self.qtbot = qtbot
        self.uri = uri
        self.catalogue = catalogue
        self.runner = runner
        self.editing = ProductEditing(runner)
        self.editing.use_catalogue(catalogue)
        self.bulk = BulkEditing(runner, self.editing, ask_again_ms=ASK_AGAIN_MS)
        self.bulk.use_catalogue(catalogue)
        self.said: list[str] = []
        self.bulk.finished.connect(lambda _, text: self.said.append(text))
        self.bulk.reverted.connect(lambda _, text: self.said.append(text))
        self.bulk.failed.connect(lambda error: self.said.append(str(error)))
        self.bulk.cancelled.connect(lambda: self.said.append("cancelled"))
        self.editing.history.failed.connect(lambda error, _: self.said.append(str(error)))

    def everything(self) -> list[tuple[object, ...]]:
        """Every product, its times aside."""
        with psycopg.connect(self.uri) as connection:
            return connection.execute(EVERYTHING).fetchall()

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """What another user of the database does or sees."""
        with psycopg.connect(self.uri) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def found(self, where: str = "true") -> ProductScope:
        """Some products, in the order of their names."""
        with psycopg.connect(self.uri) as connection:
            rows = connection.execute(f"SELECT id FROM products WHERE {where} ORDER BY name")
            return ProductScope.of(row[0] for row in rows)

    def all_found(self) -> ProductScope:
        """All products, as the window's order of rows has them."""
        snapshot = OrderSnapshot()
        with self.catalogue.database.connection() as connection:
            self.catalogue.fetch_snapshot(connection, ProductQuery(), Sort(), snapshot)
        return ProductScope(RowOrder(snapshot=snapshot))

    def change(self, scope: ProductScope, change: BulkChange) -> BulkOutcome:
        """Make a change and wait for its end."""
        with self.qtbot.waitSignal(self.bulk.finished, timeout=20_000) as signal:
            self.bulk.change(scope, change)
        assert signal.args is not None
        outcome = signal.args[0]
        assert isinstance(outcome, BulkOutcome)
        return outcome

    def undo(self) -> str:
        """Undo, and what was said of it."""
        with self.qtbot.waitSignal(self.bulk.reverted, timeout=20_000):
            self.editing.history.undo()
        return self.said[-1]

    def redo(self) -> str:
        """Redo, and what was said of it."""
        with self.qtbot.waitSignal(self.bulk.reverted, timeout=20_000):
            self.editing.history.redo()
        return self.said[-1]


@pytest.fixture
def shop(qtbot: QtBot, qapp: QCoreApplication, catalogue_uri: str) -> Iterator[Shop]:
    """A catalogue of 60 products: Product 00000 at 1.00, and so on."""
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute(SHOP, (60,))
    catalogue = Catalogue(Target.from_uri(catalogue_uri))
    catalogue.database.open()
    runner = JobRunner(catalogue.database, progress_interval_ms=5)
    yield Shop(qtbot, catalogue, runner, catalogue_uri)
    assert runner.shutdown()
    catalogue.database.close()


def id_of(shop: Shop, name: str) -> UUID:
    """A product's id."""
    (row,) = shop.ask(f"SELECT id FROM products WHERE name = '{name}'")
    assert isinstance(row[0], UUID)
    return row[0]


@contextmanager
def held_row(shop: Shop) -> Iterator[None]:
    """Somebody else holds the last product, so that a change must wait for it."""
    with psycopg.connect(shop.uri) as other:
        other.execute(
            "SELECT FROM products WHERE id = (SELECT max(id::text)::uuid FROM products) FOR UPDATE"
        )
        yield


def waits_for_lock(shop: Shop) -> bool:
    """True while a change waits for it."""
    return shop.ask(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    ) != [(0,)]

"""A product, the editing that takes what is typed, and the pane that shows both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.facets import Facets
from catalogue_gui.catalogue.product import Product
from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.search.vocabulary import Vocabulary
from catalogue_gui.jobs import JobRunner

METADATA = (
    '{"brand": "Acme", "dims": {"h": 4.00, "w": 10.0}, "eco": true, "note": null, '
    '"sizes": ["S", "M"], "code": 12345678901234567890}'
)


def make_product(number: int = 1, **fields: object) -> Product:
    """A product; fields that do not matter have a value of their own."""
    moment = datetime(2026, 1, 31, 12, tzinfo=UTC)
    values: dict[str, object] = {
        "id": UUID(int=number),
        "name": "Ceramic kettle",
        "price": Decimal("24.90"),
        "category": "Home/Kitchen",
        "tags": ("organic", "sale"),
        "metadata_text": METADATA,
        "stock": 17,
        "created_at": moment,
        "updated_at": moment,
    }
    return Product(**{**values, **fields})  # type: ignore[arg-type]


@pytest.fixture
def runner(qapp: QCoreApplication) -> Iterator[JobRunner]:
    """Background work."""
    made = JobRunner()
    yield made
    assert made.shutdown()


@pytest.fixture
def editing(runner: JobRunner) -> ProductEditing:
    """Takes what is typed; no catalogue is open, so all of it stays on its way."""
    return ProductEditing(runner)


@pytest.fixture
def vocabulary(runner: JobRunner) -> Vocabulary:
    """Some categories and tags, with their counts."""
    made = Vocabulary(runner)
    made.learn(
        Facets(
            categories=(("Home", 20), ("Home/Garden", 5), ("Home/Kitchen", 12), ("Toys", 3)),
            tags=(("organic", 311), ("sale", 40), ("orange", 7), ("new", 5)),
        )
    )
    return made


@pytest.fixture
def pane(qtbot: QtBot, editing: ProductEditing, vocabulary: Vocabulary) -> ProductDetails:
    """The product beside the table."""
    made = ProductDetails(editing, vocabulary)
    qtbot.addWidget(made)
    made.resize(340, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_product(make_product())
    return made

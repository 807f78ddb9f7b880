"""A product to begin a test with."""

from __future__ import annotations

from decimal import Decimal

from catalogue_gui.catalogue.product import NewProduct, Product
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.editing import insert_product


def add(connection: Connection, name: str = "Kettle", **values: object) -> Product:
    """Add a product; what is not given is ordinary."""
    fields = {"price": Decimal("1.00"), "category": "Home", **values}
    return insert_product(connection, NewProduct(name=name, **fields))  # type: ignore[arg-type]

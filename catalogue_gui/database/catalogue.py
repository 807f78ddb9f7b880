"""An open catalogue as the window knows it: its connections and what can be asked of it.

Every operation takes a connection that a job borrowed, so that the job can cancel what runs on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from catalogue_gui.catalogue.facets import Facets
from catalogue_gui.catalogue.product import Edit, NewProduct, Product
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.database import products
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.database import Database
from catalogue_gui.database.facets import fetch_facets
from catalogue_gui.database.snapshot import fetch_snapshot
from catalogue_gui.database.target import Target


class Catalogue:
    """One catalogue: ``database`` lends the connections, the methods say what is done with them."""

    def __init__(self, target: Target) -> None:
        self.database = Database(target)

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """The table's columns beyond the program's own."""
        return self.database.table.extra_columns if self.database.table else ()

    @property
    def is_writable(self) -> bool:
        """True when this role may change products here."""
        return self.database.table is not None and self.database.table.is_writable

    def fetch_first_page(
        self, connection: Connection, query: ProductQuery, sort: Sort, limit: int
    ) -> list[Product]:
        """See :func:`catalogue_gui.database.products.fetch_first_page`."""
        return products.fetch_first_page(connection, query, sort, limit, self.extra_columns)

    def fetch_snapshot(
        self, connection: Connection, query: ProductQuery, sort: Sort
    ) -> OrderSnapshot:
        """See :func:`catalogue_gui.database.snapshot.fetch_snapshot`."""
        return fetch_snapshot(connection, query, sort)

    def fetch_page(self, connection: Connection, ids: Sequence[UUID]) -> list[Product | None]:
        """See :func:`catalogue_gui.database.products.fetch_page`."""
        return products.fetch_page(connection, ids, self.extra_columns)

    def fetch_facets(self, connection: Connection, query: ProductQuery) -> Facets:
        """See :func:`catalogue_gui.database.facets.fetch_facets`."""
        return fetch_facets(connection, query)

    def insert(self, connection: Connection, product: NewProduct) -> Product:
        """See :func:`catalogue_gui.database.products.insert_product`."""
        return products.insert_product(connection, product, self.extra_columns)

    def update(self, connection: Connection, edit: Edit) -> Product:
        """See :func:`catalogue_gui.database.products.update_product`."""
        return products.update_product(connection, edit, self.extra_columns)

    def delete(self, connection: Connection, product_id: UUID) -> Product | None:
        """See :func:`catalogue_gui.database.products.delete_product`."""
        return products.delete_product(connection, product_id, self.extra_columns)

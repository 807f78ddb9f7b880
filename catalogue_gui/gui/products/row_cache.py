"""The rows at hand: which product stands in which row, and the products fetched so far. No Qt."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from enum import Enum
from uuid import UUID

from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.snapshot import OrderSnapshot

# Some thirty screens of rows, a few megabytes.
CAPACITY = 4_000
BLOCK_ROWS = 100


class Missing(Enum):
    """Why a row has no product at hand."""

    NOT_LOADED = "not loaded"
    DELETED = "deleted"


class RowCache:
    """Products by id, the least recently used dropped first, over the ids in order.

    Args:
        capacity: products kept at most.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._ids = OrderSnapshot()
        self._products: OrderedDict[UUID, Product | None] = OrderedDict()

    @property
    def ids(self) -> OrderSnapshot:
        """The ids in order; row ``n`` shows product ``ids[n]``."""
        return self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def set_order(self, ids: OrderSnapshot) -> None:
        """Take a new order; the products fetched stay, as they are known by id."""
        self._ids = ids

    def clear(self) -> None:
        """Forget every product fetched, so that each is asked for again; the order stays."""
        self._products.clear()

    def get(self, row: int) -> Product | Missing:
        """The product in a row, or why there is none at hand."""
        product_id = self._ids.at(row)
        try:
            product = self._products[product_id]
        except KeyError:
            return Missing.NOT_LOADED
        self._products.move_to_end(product_id)
        return Missing.DELETED if product is None else product

    def product(self, product_id: UUID) -> Product | None:
        """The product with this id if it is at hand."""
        return self._products.get(product_id)

    def put(self, product: Product) -> None:
        """Keep a product in place of its older self."""
        self._products[product.id] = product
        self._products.move_to_end(product.id)
        self._trim()

    def put_page(self, ids: Iterable[UUID], products: Iterable[Product | None]) -> None:
        """Keep a page as it was fetched; None marks a product that has been deleted."""
        for product_id, product in zip(ids, products, strict=True):
            known = self._products.get(product_id)
            if known is not None and product is not None and known.updated_at > product.updated_at:
                continue  # a save came back while the page was on its way
            self._products[product_id] = product
            self._products.move_to_end(product_id)
        self._trim()

    def mark_deleted(self, product_id: UUID) -> None:
        """Remember that a product is gone; its row stays until the next refresh."""
        self._products[product_id] = None

    def missing_rows(self, start: int, stop: int) -> tuple[int, int] | None:
        """The smallest whole blocks of rows that hold everything not at hand in start..stop-1; None if all is.

        Returns:
            First row and one past the last, both within the order.
        """
        missing = [
            row
            for row in range(max(0, start), min(stop, len(self._ids)))
            if self._ids.at(row) not in self._products
        ]
        if not missing:
            return None
        first = missing[0] // BLOCK_ROWS * BLOCK_ROWS
        last = (missing[-1] // BLOCK_ROWS + 1) * BLOCK_ROWS
        return first, min(last, len(self._ids))

    def _trim(self) -> None:
        while len(self._products) > self._capacity:
            self._products.popitem(last=False)

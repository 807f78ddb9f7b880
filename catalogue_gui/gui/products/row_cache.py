"""The rows at hand: which product stands in which row, as far as that has been fetched. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from uuid import UUID

from catalogue_gui.catalogue.product import Product

# Some eighty screens of rows, a few megabytes.
CAPACITY = 4_000
# Saves whose product is remembered, against pages that were read before them and come after them.
SAVES_REMEMBERED = 500


class Missing(Enum):
    """Why a row has no product at hand."""

    NOT_LOADED = "not loaded"
    DELETED = "deleted"


class RowCache:
    """Products by row; those furthest from what was fetched last are dropped first.

    Args:
        capacity: rows kept at most.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._row_count = 0
        self._rows: dict[int, Product | Missing] = {}
        self._id_in: dict[int, UUID] = {}
        self._row_of: dict[UUID, int] = {}
        self._saved: dict[UUID, Product] = {}  # as a save brought it back, the latest last

    def __len__(self) -> int:
        return self._row_count

    @property
    def held_count(self) -> int:
        """How many rows are at hand."""
        return len(self._rows)

    def set_row_count(self, count: int) -> None:
        """Say how many rows there are; rows at hand beyond that are dropped."""
        if count < self._row_count:
            self._keep(range(count))
        self._row_count = count

    def clear(self) -> None:
        """Forget every row; their number stays."""
        self._rows.clear()
        self._id_in.clear()
        self._row_of.clear()

    def get(self, row: int) -> Product | Missing:
        """The product in a row, or why there is none at hand."""
        return self._rows.get(row, Missing.NOT_LOADED)

    def row_of(self, product_id: UUID) -> int | None:
        """The row of a product, None when it is not at hand."""
        return self._row_of.get(product_id)

    def put_rows(self, start: int, ids: Sequence[UUID], products: Sequence[Product | None]) -> None:
        """Keep rows start..start+len(ids)-1 as they were fetched; None marks a product that has been deleted."""
        for row, (product_id, product) in enumerate(zip(ids, products, strict=True), start):
            if product is None:
                self._put(row, product_id, Missing.DELETED)
            elif not self._is_outdated(row, product):
                self._put(row, product_id, self._latest(product))
        if len(self._rows) > self._capacity:
            middle = start + len(ids) // 2
            # Three quarters stay, so that not every page is followed by a sweep.
            reach = self._capacity * 3 // 8
            self._keep(range(middle - reach, middle + reach))

    def _is_outdated(self, row: int, product: Product) -> bool:
        """True for what was on its way while a save or a deletion of the same product came back."""
        known = self._rows.get(row)
        if self._row_of.get(product.id) != row:
            return False
        return known is Missing.DELETED or (
            isinstance(known, Product) and known.updated_at > product.updated_at
        )

    def _latest(self, product: Product) -> Product:
        """A product as it was read, or as it has been saved since: the page may have been on its way meanwhile."""
        saved = self._saved.get(product.id)
        return saved if saved is not None and saved.updated_at > product.updated_at else product

    def replace(self, product: Product) -> int | None:
        """Keep a product in place of its older self, or of the mark that it was gone; its row, None when not at hand."""
        self._saved.pop(product.id, None)
        self._saved[product.id] = product
        if len(self._saved) > SAVES_REMEMBERED:
            del self._saved[next(iter(self._saved))]
        row = self._row_of.get(product.id)
        if row is not None:
            self._rows[row] = product
        return row

    def mark_deleted(self, product_id: UUID) -> int | None:
        """Remember that a product is gone; its row stays until the next refresh."""
        row = self._row_of.get(product_id)
        if row is not None:
            self._rows[row] = Missing.DELETED
        return row

    def missing_rows(self, start: int, stop: int) -> tuple[int, int] | None:
        """The first and one past the last row not at hand in start..stop-1; None if all are."""
        missing = [
            row for row in range(max(0, start), min(stop, self._row_count)) if row not in self._rows
        ]
        return (missing[0], missing[-1] + 1) if missing else None

    def _put(self, row: int, product_id: UUID, entry: Product | Missing) -> None:
        # Another order may have had this product, or this row, otherwise.
        elsewhere = self._row_of.get(product_id)
        if elsewhere is not None and elsewhere != row:
            self._rows.pop(elsewhere, None)
            self._id_in.pop(elsewhere, None)
        stood_here = self._id_in.get(row)
        if stood_here is not None and stood_here != product_id:
            self._row_of.pop(stood_here, None)
        self._rows[row] = entry
        self._id_in[row] = product_id
        self._row_of[product_id] = row

    def _keep(self, rows: range) -> None:
        self._rows = {row: entry for row, entry in self._rows.items() if row in rows}
        self._id_in = {row: key for row, key in self._id_in.items() if row in self._rows}
        self._row_of = {key: row for row, key in self._id_in.items()}

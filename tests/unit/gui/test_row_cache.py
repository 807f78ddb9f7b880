"""The rows at hand, without Qt."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.gui.products.row_cache import BLOCK_ROWS, Missing, RowCache

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def product(number: int) -> Product:
    return Product(UUID(int=number), f"P{number}", Decimal("1.00"), "C", (), "{}", 0, NOW, NOW)


def cache_of(count: int, *, capacity: int = 10_000) -> RowCache:
    cache = RowCache(capacity)
    cache.set_order(OrderSnapshot.of(UUID(int=number) for number in range(count)))
    return cache


def test_that_a_row_not_fetched_says_so() -> None:
    assert cache_of(3).get(1) is Missing.NOT_LOADED


def test_that_a_product_is_found_by_its_row() -> None:
    cache = cache_of(3)
    cache.put(product(1))
    assert cache.get(1) == product(1)


def test_that_products_stay_at_hand_in_a_new_order() -> None:
    cache = cache_of(3)
    cache.put(product(2))
    cache.set_order(OrderSnapshot.of(UUID(int=number) for number in (2, 1, 0)))
    assert cache.get(0) == product(2)


def test_that_a_deleted_product_is_not_asked_for_again() -> None:
    cache = cache_of(3)
    cache.put_page([UUID(int=0), UUID(int=1), UUID(int=2)], [product(0), None, product(2)])
    assert cache.get(1) is Missing.DELETED
    assert cache.missing_rows(0, 3) is None


def test_that_missing_rows_are_asked_for_in_whole_blocks_within_the_order() -> None:
    cache = cache_of(BLOCK_ROWS * 2 + 10)
    for number in range(BLOCK_ROWS):
        cache.put(product(number))
    assert cache.missing_rows(BLOCK_ROWS - 5, BLOCK_ROWS + 5) == (BLOCK_ROWS, BLOCK_ROWS * 2)
    assert cache.missing_rows(BLOCK_ROWS * 2, BLOCK_ROWS * 9) == (
        BLOCK_ROWS * 2,
        BLOCK_ROWS * 2 + 10,
    )


def test_that_the_least_recently_used_product_goes_first() -> None:
    cache = cache_of(4, capacity=2)
    cache.put(product(0))
    cache.put(product(1))
    cache.get(0)
    cache.put(product(2))
    assert cache.get(0) == product(0)
    assert cache.get(1) is Missing.NOT_LOADED

"""The rows at hand, without Qt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.product import Product
from catalogue_gui.gui.products.row_cache import Missing, RowCache

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def product(number: int, later_s: int = 0) -> Product:
    moment = NOW + timedelta(seconds=later_s)
    return Product(UUID(int=number), f"P{number}", Decimal("1.00"), "C", (), "{}", 0, NOW, moment)


def cache_of(count: int, *, capacity: int = 10_000) -> RowCache:
    cache = RowCache(capacity)
    cache.set_row_count(count)
    return cache


def put(cache: RowCache, start: int, *products: Product) -> None:
    cache.put_rows(start, [each.id for each in products], products)


def test_that_a_row_not_fetched_says_so() -> None:
    assert cache_of(3).get(1) is Missing.NOT_LOADED


def test_that_a_product_is_found_by_its_row_and_its_row_by_the_product() -> None:
    cache = cache_of(3)
    put(cache, 1, product(7))
    assert cache.get(1) == product(7)
    assert cache.row_of(UUID(int=7)) == 1
    assert cache.row_of(UUID(int=8)) is None


def test_that_a_product_deleted_meanwhile_is_marked_and_keeps_its_row() -> None:
    cache = cache_of(3)
    cache.put_rows(0, [UUID(int=1)], [None])
    put(cache, 1, product(2))
    assert cache.mark_deleted(UUID(int=2)) == 1
    assert [cache.get(row) for row in range(2)] == [Missing.DELETED, Missing.DELETED]
    assert cache.row_of(UUID(int=2)) == 1


def test_that_a_late_page_does_not_undo_a_save() -> None:
    cache = cache_of(1)
    put(cache, 0, product(1, later_s=5))
    put(cache, 0, product(1))
    assert cache.get(0) == product(1, later_s=5)


def test_that_a_page_read_before_a_save_does_not_undo_it_even_in_a_new_order() -> None:
    cache = cache_of(3)
    put(cache, 0, product(1), product(2))
    cache.replace(product(1, later_s=5))
    cache.clear()  # as at a refresh, whose page was read before the save and comes after it
    put(cache, 1, product(1), product(2))
    assert cache.get(1) == product(1, later_s=5)
    assert cache.get(2) == product(2)
    put(cache, 1, product(1, later_s=9))
    assert cache.get(1) == product(1, later_s=9), "what others changed since is shown"


def test_that_a_row_taken_by_another_product_shows_that_one() -> None:
    cache = cache_of(2)
    put(cache, 0, product(1, later_s=5))
    put(cache, 0, product(2))
    assert cache.get(0) == product(2)


def test_that_a_product_that_moved_is_in_one_row_only() -> None:
    cache = cache_of(9)
    put(cache, 2, product(1))
    put(cache, 5, product(1))
    assert cache.get(2) is Missing.NOT_LOADED
    assert cache.row_of(UUID(int=1)) == 5


def test_that_the_missing_rows_are_named_by_their_ends() -> None:
    cache = cache_of(10)
    put(cache, 3, product(3), product(4))
    assert cache.missing_rows(0, 10) == (0, 10)
    assert cache.missing_rows(3, 5) is None
    assert cache.missing_rows(3, 7) == (5, 7)
    assert cache.missing_rows(-5, 1) == (0, 1)
    assert cache.missing_rows(9, 99) == (9, 10)


def test_that_rows_beyond_a_smaller_number_of_rows_are_dropped() -> None:
    cache = cache_of(10)
    put(cache, 8, product(8), product(9))
    cache.set_row_count(9)
    assert cache.get(8) == product(8)
    assert cache.get(9) is Missing.NOT_LOADED
    assert cache.row_of(UUID(int=9)) is None


@given(st.lists(st.integers(0, 9_900), min_size=1, max_size=60))
def test_that_it_stays_bounded_and_keeps_what_was_fetched_last(starts: list[int]) -> None:
    cache = cache_of(10_000, capacity=300)
    for start in starts:
        put(cache, start, *(product(row) for row in range(start, start + 50)))
        assert cache.held_count <= 300
        assert all(cache.get(row) == product(row) for row in range(start, start + 50))

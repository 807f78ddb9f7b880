"""A place in the rows, found again in another order, without Qt."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.gui.products.order import (
    MAX_KEPT_SPANS,
    Place,
    RowOrder,
    keep,
    place_in,
    spans_of,
)


def ids(*numbers: int) -> list[UUID]:
    return [UUID(int=number) for number in numbers]


def order(*numbers: int) -> RowOrder:
    return RowOrder(snapshot=OrderSnapshot.of(ids(*numbers)))


def moved(place: Place, before: RowOrder, after: RowOrder, screen_rows: int = 3) -> Place:
    kept = keep(place, before, screen_rows)
    return place_in(kept, after.rows_of(kept.ids), after.row_count)


def test_that_products_added_by_the_user_stand_behind_the_others() -> None:
    grown = order(1, 2).with_added(UUID(int=3))
    assert grown.row_count == 3
    assert grown.ids(1, 9) == ids(2, 3)
    assert grown.rows_of(ids(3, 1)) == {UUID(int=1): 0, UUID(int=3): 2}


def test_that_ids_that_have_not_arrived_are_not_made_up() -> None:
    coming = OrderSnapshot()
    coming.begin(5)
    assert RowOrder(snapshot=coming).ids(0, 2) is None


def test_that_what_is_current_and_selected_is_found_by_product() -> None:
    before, after = order(1, 2, 3, 4, 5), order(5, 4, 3, 2, 1)
    place = Place(top=0, current=1, column=2, selected=(range(1, 3),))
    found = moved(place, before, after)
    assert (found.current, found.column, found.selected) == (3, 2, (range(2, 4),))


def test_that_the_current_product_stays_where_it_is_on_the_screen() -> None:
    before = order(*range(10, 20))
    after = order(1, 2, *range(10, 20))
    assert moved(Place(top=4, current=5), before, after).top == 6


def test_that_without_a_current_product_in_view_the_top_one_stays() -> None:
    before = order(*range(10, 20))
    after = order(1, 2, *range(10, 20))
    assert moved(Place(top=4, current=0), before, after).top == 6
    assert moved(Place(top=4), before, after).top == 6


def test_that_a_product_that_is_gone_is_neither_current_nor_selected() -> None:
    found = moved(Place(top=1, current=1, selected=(range(1, 3),)), order(1, 2, 3), order(1, 3))
    assert found.current is None
    assert found.selected == (range(1, 2),)
    assert found.top == 1


def test_that_all_rows_stay_selected_when_all_were() -> None:
    found = moved(Place(current=0, selected=(range(3),)), order(1, 2, 3), order(9, 1, 2, 3))
    assert found.selected == (range(4),)


def test_that_a_selection_scattered_all_over_is_let_go() -> None:
    count = MAX_KEPT_SPANS * 4
    before = order(*range(1, count + 1))
    after = order(*range(1, count + 1, 2), *range(2, count + 1, 2))
    place = Place(selected=tuple(range(row, row + 1) for row in range(0, count, 4)))
    assert moved(place, before, before).selected == place.selected
    scattered = Place(selected=(range(1, count // 2 + MAX_KEPT_SPANS, 1),))
    assert moved(scattered, before, after).selected  # two long spans
    tossed = order(*sorted(range(1, count + 1), key=lambda each: each * 7919 % count))
    assert moved(scattered, before, tossed).selected == ()


@pytest.mark.parametrize(
    ("rows", "spans"),
    [
        ([], ()),
        ([3], (range(3, 4),)),
        ([5, 3, 4, 9], (range(3, 6), range(9, 10))),
    ],
)
def test_that_neighbours_are_one_span(rows: list[int], spans: tuple[range, ...]) -> None:
    assert spans_of(rows) == spans


@given(st.sets(st.integers(1, 60), min_size=1), st.randoms(use_true_random=False), st.data())
def test_that_any_selection_survives_any_order(
    numbers: set[int], chance: object, data: st.DataObject
) -> None:
    first = sorted(numbers)
    second = list(first)
    chance.shuffle(second)  # type: ignore[attr-defined]
    rows = data.draw(st.sets(st.integers(0, len(first) - 1)))
    found = moved(Place(selected=spans_of(sorted(rows))), order(*first), order(*second))
    chosen = {second[row] for span in found.selected for row in span}
    assert chosen == {first[row] for row in rows}

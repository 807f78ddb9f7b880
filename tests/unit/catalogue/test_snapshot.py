"""The order snapshot as a value."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.snapshot import OrderSnapshot

ids = st.lists(st.uuids(), unique=True, max_size=30)


@given(ids)
def test_that_the_order_is_kept(chosen: list[UUID]) -> None:
    snapshot = OrderSnapshot.of(chosen)
    assert list(snapshot) == chosen
    assert len(snapshot) == len(chosen)
    assert [snapshot.row_of(each) for each in chosen] == list(range(len(chosen)))


@given(ids, st.integers(-5, 40), st.integers(-5, 40))
def test_that_a_span_of_rows_is_cut_at_the_ends(chosen: list[UUID], start: int, stop: int) -> None:
    assert OrderSnapshot.of(chosen).ids(start, stop) == chosen[max(0, start) : max(0, stop)]


def test_that_an_id_found_across_two_others_is_no_row() -> None:
    first = UUID(bytes=bytes(8) + bytes([1] * 8))
    second = UUID(bytes=bytes([2] * 8) + bytes(8))
    across = UUID(bytes=bytes([1] * 8) + bytes([2] * 8))
    assert OrderSnapshot.of([first, second]).row_of(across) is None
    assert OrderSnapshot.of([first, second, across]).row_of(across) == 2


def test_that_a_snapshot_knows_its_own_beginning() -> None:
    some = [UUID(int=number) for number in range(5)]
    assert OrderSnapshot.of(some).begins_with(OrderSnapshot.of(some[:3]))
    assert not OrderSnapshot.of(some).begins_with(OrderSnapshot.of(some[1:3]))


def test_that_half_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="whole ids"):
        OrderSnapshot(b"123")


def test_that_a_row_beyond_the_end_is_refused() -> None:
    with pytest.raises(IndexError):
        OrderSnapshot.of([UUID(int=1)]).at(1)

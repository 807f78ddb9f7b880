"""The order snapshot: ids that arrive in blocks."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.snapshot import BLOCK_ROWS, ID_BYTES, OrderSnapshot

SOME = [UUID(int=random.Random(3).getrandbits(128) + number) for number in range(50)]
MANY = [UUID(int=number * 2**64 + 12345) for number in range(BLOCK_ROWS * 2 + 10)]


def packed(ids: list[UUID]) -> bytes:
    return b"".join(each.bytes for each in ids)


@given(st.integers(-5, 60), st.integers(-5, 60))
def test_that_any_span_of_rows_is_read_as_a_list_would_be(start: int, stop: int) -> None:
    assert OrderSnapshot.of(SOME).ids(start, stop) == SOME[max(0, start) : max(0, stop)]


def test_that_every_row_is_found_by_its_product() -> None:
    expected = {each: row for row, each in enumerate(SOME)}
    assert OrderSnapshot.of(SOME).rows_of(SOME) == expected
    for each in SOME:
        assert OrderSnapshot.of(SOME).rows_of([each]) == {each: expected[each]}


def test_that_an_id_across_two_others_is_not_taken_for_one() -> None:
    first, second = UUID(int=2**64 - 1), UUID(int=(2**64 - 1) << 64)
    across = UUID(bytes=(first.bytes + second.bytes)[8:24])
    assert OrderSnapshot.of([first, second]).rows_of([across]) == {}
    assert OrderSnapshot.of([first, second, across]).rows_of([across]) == {across: 2}
    others = [UUID(int=number) for number in range(1, 40)]
    assert OrderSnapshot.of([first, second]).rows_of([across, *others]) == {}


def test_that_the_number_of_rows_is_known_before_the_last_of_them_has_come() -> None:
    snapshot = OrderSnapshot()
    assert not snapshot.is_begun
    snapshot.begin(len(MANY))
    snapshot.append(packed(MANY[:BLOCK_ROWS]))
    assert (len(snapshot), snapshot.arrived_count) == (len(MANY), BLOCK_ROWS)
    assert not snapshot.is_complete
    assert snapshot.ids(BLOCK_ROWS - 1, BLOCK_ROWS + 5) == [MANY[BLOCK_ROWS - 1]]
    snapshot.append(packed(MANY[BLOCK_ROWS : 2 * BLOCK_ROWS]))
    snapshot.append(packed(MANY[2 * BLOCK_ROWS :]))
    assert snapshot.is_complete
    assert list(snapshot) == MANY


def test_that_nothing_found_is_a_complete_answer() -> None:
    snapshot = OrderSnapshot()
    snapshot.begin(0)
    assert snapshot.is_complete
    assert list(snapshot) == []


@pytest.mark.parametrize("in_memory", [0, 1, 2])
def test_that_blocks_beyond_the_bound_are_read_from_a_file_alike(in_memory: int) -> None:
    snapshot = OrderSnapshot(blocks_in_memory=in_memory)
    snapshot.begin(len(MANY))
    for start in range(0, len(MANY), BLOCK_ROWS):
        snapshot.append(packed(MANY[start : start + BLOCK_ROWS]))
    across = (BLOCK_ROWS - 3, 2 * BLOCK_ROWS + 4)
    assert snapshot.ids(*across) == MANY[across[0] : across[1]]
    wanted = [MANY[0], MANY[BLOCK_ROWS + 7], MANY[-1]]
    assert snapshot.rows_of(wanted) == {each: MANY.index(each) for each in wanted}
    more = MANY[5 : len(MANY) : 4000]
    assert snapshot.rows_of(more) == {
        each: row for row, each in enumerate(MANY) if each in set(more)
    }


@pytest.mark.parametrize("size", [0, 3, ID_BYTES * 2, ID_BYTES * 4])
def test_that_a_block_of_another_size_than_is_due_is_refused(size: int) -> None:
    snapshot = OrderSnapshot()
    snapshot.begin(3)
    with pytest.raises(ValueError, match="block"):
        snapshot.append(b"x" * size)

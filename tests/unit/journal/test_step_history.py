"""What was done from here: told, searched, taken back, and given up when it is old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.bulk import RowChange
from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.journal import Journal, step_history
from catalogue_gui.journal.records import CHUNK_CHARACTERS, CHUNK_ROWS, chunks_of
from tests.unit.journal.samples import SHOP, done_step, row_changes, texts

OpenJournal = Callable[[], Journal]


def test_that_a_step_is_told_as_it_was_noted(journal: Journal) -> None:
    step = journal.open_step(SHOP, "anna", "price +1.00", "price", '{"by": "1.00"}')
    (under_way,) = journal.steps(SHOP)
    assert under_way.state == "open"
    journal.close_step(step, 1985, "2.00", "3.00")
    (done,) = journal.steps(SHOP)
    assert (done.id, done.catalogue_key, done.who, done.text) == (step, SHOP, "anna", "price +1.00")
    assert (done.field, done.count, done.old, done.new) == ("price", 1985, "2.00", "3.00")
    assert (done.state, done.payload, done.is_kept) == ("done", '{"by": "1.00"}', True)
    assert done.at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - done.at) < timedelta(minutes=1)


def test_that_a_change_of_one_product_is_recorded_at_once(journal: Journal) -> None:
    step = journal.record_step(SHOP, "anna", "price of “Tea”", "price", "2.00", "2.50", "{}")
    (entry,) = journal.steps(SHOP)
    assert (entry.id, entry.state, entry.count) == (step, "done", 1)
    assert (entry.who, entry.text, entry.field) == ("anna", "price of “Tea”", "price")
    assert (entry.old, entry.new, entry.payload) == ("2.00", "2.50", "{}")


def test_that_recording_gives_up_the_oldest_now_and_then(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_history, "MAX_STEPS", 30)
    for number in range(200):
        journal.record_step(SHOP, "anna", f"step {number}")
    kept = texts(journal.steps(SHOP, limit=1000))
    assert kept == [f"step {number}" for number in range(199, 169, -1)]


def test_that_two_windows_are_told_apart(open_journal: OpenJournal) -> None:
    first, second = open_journal(), open_journal()
    done_step(first, "of the first")
    done_step(second, "of the second")
    windows = {step.window for step in first.steps(SHOP)}
    assert len(windows) == 2


def test_that_steps_come_newest_first_and_page_by_page(journal: Journal) -> None:
    for number in range(7):
        done_step(journal, f"step {number}")
    done_step(journal, "elsewhere", key="profile:other")
    page = journal.steps(SHOP, limit=3)
    assert texts(page) == ["step 6", "step 5", "step 4"]
    assert texts(journal.steps(SHOP, limit=3, before=page[-1].id)) == ["step 3", "step 2", "step 1"]


@pytest.mark.parametrize(
    ("search", "count"),
    [("", 2), ("tea", 1), ("ÉTÉ", 1), ("anna", 2), ("2.50", 2), ("price tea", 1), ("tea mug", 0), ("%", 0)],
)  # fmt: skip
def test_that_every_word_of_the_search_must_be_there(
    journal: Journal, search: str, count: int
) -> None:
    done_step(journal, "price of “Tea”")
    done_step(journal, "price of “Été”")
    assert len(journal.steps(SHOP, search)) == count


def test_that_a_search_looks_beyond_what_does_not_fit(journal: Journal) -> None:
    done_step(journal, "a rare one")
    for number in range(30):
        done_step(journal, f"step {number}")
    assert texts(journal.steps(SHOP, "rare", limit=5)) == ["a rare one"]


def test_that_a_step_is_marked_undone_and_done_again(journal: Journal) -> None:
    step = done_step(journal)
    journal.mark_undone(step, True)
    assert journal.steps(SHOP)[0].state == "undone"
    journal.mark_undone(step, False)
    assert journal.steps(SHOP)[0].state == "done"


def test_that_a_long_value_is_shortened(journal: Journal) -> None:
    step = journal.open_step(SHOP, "anna", "metadata of “Tea”", "metadata")
    journal.close_step(step, 1, "x" * 2_000, "y" * 5_000_000)
    (entry,) = journal.steps(SHOP)
    assert entry.old == "x" * 2_000
    assert entry.new == "y" * 1_999 + "…"


def test_that_rows_come_back_in_order_in_chunks(journal: Journal) -> None:
    step = journal.open_step(SHOP, "anna", "price +1.00", "price")
    for first in (0, 3000):
        journal.add_rows(step, row_changes(3000, first))
    chunks = list(journal.rows(step, chunk=2500))
    assert [len(chunk) for chunk in chunks] == [2500, 2500, 1000]
    assert [row for chunk in chunks for row in chunk] == row_changes(6000)


@given(st.lists(st.tuples(st.uuids(), st.none() | st.text(), st.none() | st.text()), max_size=5))
def test_that_rows_are_packed_exactly(rows: list[tuple[UUID, str | None, str | None]]) -> None:
    from catalogue_gui.journal.records import pack_rows, unpack_rows

    changes = [RowChange(*row) for row in rows]
    assert unpack_rows(pack_rows(changes)) == changes


def test_that_chunks_are_bounded_in_rows_and_in_characters() -> None:
    assert [len(chunk) for chunk in chunks_of(row_changes(CHUNK_ROWS * 2 + 1))] == [CHUNK_ROWS, CHUNK_ROWS, 1]  # fmt: skip
    large = [RowChange(UUID(int=number), None, "x" * CHUNK_CHARACTERS) for number in range(3)]
    assert [len(chunk) for chunk in chunks_of(large)] == [1, 1, 1]
    assert list(chunks_of([])) == []


def test_that_rows_can_be_noted_while_others_are_read(journal: Journal) -> None:
    step = done_step(journal, rows=5000)
    reading = journal.rows(step)
    next(reading)
    other = done_step(journal, rows=5000)
    assert sum(map(len, reading)) == 3000
    assert sum(map(len, journal.rows(other))) == 5000


def test_that_a_step_that_was_rolled_back_leaves_nothing(journal: Journal) -> None:
    step = journal.open_step(SHOP, "anna", "price +1.00", "price")
    journal.add_rows(step, row_changes(CHUNK_ROWS * 25))
    journal.drop_step(step)
    assert journal.steps(SHOP) == []
    with pytest.raises(FileProblem, match="no longer kept"):
        journal.rows(step)
    assert journal.open_step(SHOP, "anna", "another", "price") > step


@pytest.mark.parametrize("use", ["add_rows", "close_step", "note_step_transaction", "mark_undone"])
def test_that_a_step_that_is_gone_is_refused(journal: Journal, use: str) -> None:
    arguments = {"add_rows": row_changes(1), "close_step": 1, "note_step_transaction": "748", "mark_undone": True}  # fmt: skip
    with pytest.raises(FileProblem, match="no longer kept"):
        getattr(journal, use)(7, arguments[use])


def test_that_steps_left_open_are_handed_to_one_window_with_their_transaction(
    open_journal: OpenJournal, journal: Journal
) -> None:
    done_step(journal, "done")
    unknown = journal.open_step(SHOP, "anna", "unknown", "price")
    journal.note_step_transaction(unknown, "748")
    journal.open_step(SHOP, "anna", "not begun", "price")
    first, second = open_journal(), open_journal()
    assert first.open_steps_left_behind(SHOP) == []
    journal.close()
    found = first.open_steps_left_behind(SHOP)
    assert [(step.text, step.transaction) for step in found] == [
        ("unknown", "748"),
        ("not begun", ""),
    ]
    assert second.open_steps_left_behind(SHOP) == []
    first.close_step(unknown, 10)
    assert texts(second.steps(SHOP)) == ["not begun", "unknown", "done"]


def test_that_the_oldest_steps_of_a_catalogue_are_given_up(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_history, "MAX_STEPS", 3)
    done_step(journal, "elsewhere", key="profile:other")
    under_way = journal.open_step(SHOP, "anna", "under way", "price")
    steps = [done_step(journal, f"step {number}", rows=10) for number in range(5)]
    assert texts(journal.steps(SHOP)) == ["step 4", "step 3", "step 2", "under way"]
    assert len(journal.steps("profile:other")) == 1
    with pytest.raises(FileProblem):
        journal.rows(steps[0])
    journal.close_step(under_way, 1)


def test_that_the_rows_of_the_oldest_steps_are_given_up_and_the_steps_still_told(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_history, "MAX_ROWS", 100)
    old, middle = (done_step(journal, rows=40, key=key) for key in ("profile:other", SHOP))
    newest = done_step(journal, rows=50)
    assert [step.is_kept for step in journal.steps("profile:other")] == [False]
    with pytest.raises(FileProblem, match="no longer kept"):
        journal.rows(old)
    assert sum(map(len, journal.rows(middle))) == 40
    assert sum(map(len, journal.rows(newest))) == 50


def test_that_the_newest_step_is_kept_however_large(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_history, "MAX_ROWS", 100)
    first, second = (done_step(journal, rows=500) for _ in range(2))
    assert sum(map(len, journal.rows(second))) == 500
    with pytest.raises(FileProblem):
        journal.rows(first)

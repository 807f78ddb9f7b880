"""Edits that are kept until they are saved: exactly, for one window at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.bulk import RowChange
from catalogue_gui.catalogue.journal_entries import JournalEntry
from catalogue_gui.catalogue.product import Change, Field, StockDelta
from catalogue_gui.journal import Journal
from tests.unit.journal.samples import NOW, SHOP, TEA, entry, row_changes

OpenJournal = Callable[[], Journal]

any_text = st.text(st.characters(exclude_categories=()), max_size=40)  # half characters and NUL too
values = st.one_of(
    any_text,
    st.decimals(allow_nan=False, allow_infinity=False),
    st.integers(-(2**70), 2**70),
    st.lists(any_text, max_size=5).map(tuple),
    st.integers(-(2**31), 2**31).map(StockDelta),
)


def passed_on(open_journal: OpenJournal, journal: Journal, key: str = SHOP) -> list[JournalEntry]:
    """What the next window is given when this one has ended."""
    journal.close()
    return open_journal().left_behind(key)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=any_text,
    name=any_text,
    reason=any_text,
    change=st.none() | st.builds(Change, values, values),
)
def test_that_an_edit_comes_back_as_it_was_noted(
    path: Path, text: str, name: str, reason: str, change: Change | None
) -> None:
    noted = entry(text=text, name=name, reason=reason, change=change, transaction="748")
    first, second = Journal(path), Journal(path)
    first.note(noted)
    first.close()
    (found,) = second.left_behind(SHOP)
    assert found == noted
    assert repr(found) == repr(noted)  # 10.00 is equal to 10.0, and not the same
    second.settle(found.id)
    second.close()


@pytest.mark.parametrize("text", ["10.00", "1E+2", "0.10", "-0.00", "12345678901234567890.12"])
def test_that_a_price_keeps_its_digits(
    open_journal: OpenJournal, journal: Journal, text: str
) -> None:
    journal.note(entry(change=Change(Decimal(text), Decimal(1))))
    (found,) = passed_on(open_journal, journal)
    assert found.change is not None
    assert str(found.change.seen) == text


def test_that_metadata_keep_every_character(open_journal: OpenJournal, journal: Journal) -> None:
    metadata = '{"a": 10.00, "n": 12345678901234567890, "%s": "\\u0000 \\" 😀 {}", "": 1e2}'
    noted = entry(field=Field.METADATA, text=metadata, change=Change("{}", metadata))
    journal.note(noted)
    assert passed_on(open_journal, journal) == [noted]


def test_that_a_moment_of_another_zone_is_the_same_moment_in_utc(
    open_journal: OpenJournal, journal: Journal
) -> None:
    journal.note(entry(at=NOW.astimezone(timezone(timedelta(hours=-5)))))
    (found,) = passed_on(open_journal, journal)
    assert found.noted_at == NOW
    assert found.noted_at.utcoffset() == timedelta(0)


def test_that_a_later_entry_takes_the_place_of_an_earlier_one(
    open_journal: OpenJournal, journal: Journal
) -> None:
    journal.note(entry("a", text="2.5"))
    later = entry("a", text="2.75", state="waiting", reason="no server")
    journal.note(later)
    assert passed_on(open_journal, journal) == [later]


def test_that_a_settled_edit_is_gone(open_journal: OpenJournal, journal: Journal) -> None:
    kept = entry("kept")
    journal.note(entry("saved"))
    journal.note(kept)
    journal.settle("saved")
    journal.settle("never noted")
    assert passed_on(open_journal, journal) == [kept]


def test_that_edits_are_left_behind_oldest_first_and_for_their_own_catalogue(
    open_journal: OpenJournal, journal: Journal
) -> None:
    for number in (2, 0, 1):
        journal.note(entry(f"{number}", at=NOW + timedelta(seconds=number)))
    journal.note(entry("other", key="profile:other"))
    journal.close()
    later = open_journal()
    assert [each.id for each in later.left_behind(SHOP)] == ["0", "1", "2"]
    assert [each.id for each in later.left_behind("profile:other")] == ["other"]


def test_that_nobody_is_given_the_edits_of_a_window_that_is_there(
    open_journal: OpenJournal, journal: Journal
) -> None:
    journal.note(entry())
    assert journal.left_behind(SHOP) == []
    assert open_journal().left_behind(SHOP) == []


def test_that_what_was_taken_over_is_passed_on_in_turn(
    open_journal: OpenJournal, journal: Journal
) -> None:
    journal.note(entry("a"))
    second = open_journal()
    journal.close()
    assert [each.id for each in second.left_behind(SHOP)] == ["a"]
    assert second.left_behind(SHOP) == []
    assert open_journal().left_behind(SHOP) == []
    assert [each.id for each in passed_on(open_journal, second)] == ["a"]


def test_that_of_many_windows_that_start_at_once_one_gets_each_edit(
    open_journal: OpenJournal,
) -> None:
    for owner in range(5):
        ended = open_journal()
        for number in range(20):
            ended.note(entry(f"{owner}-{number}"))
        ended.close()
    windows = [open_journal() for _ in range(8)]
    together = threading.Barrier(len(windows))

    def start(window: Journal) -> list[str]:
        together.wait(timeout=30)
        return [each.id for each in window.left_behind(SHOP)]

    with ThreadPoolExecutor(len(windows)) as pool:
        found = [each for ids in pool.map(start, windows) for each in ids]
    assert len(found) == 100
    assert len(set(found)) == 100


def test_that_an_edit_keeps_the_number_of_its_transaction(
    open_journal: OpenJournal, journal: Journal
) -> None:
    journal.note(entry("a"))
    journal.note_transaction("a", "18446744073709551615")
    (found,) = passed_on(open_journal, journal)
    assert found.transaction == "18446744073709551615"


def test_that_the_number_is_on_the_disk_before_the_commit_may_begin(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.note(entry("a"))
    at_sync: list[tuple[bool, str]] = []
    really_sync = os.fsync

    def look_and_sync(descriptor: int) -> None:
        with closing(sqlite3.connect(path)) as other:
            number = other.execute("SELECT transaction_number FROM entries").fetchone()[0]
        log = path.with_name(f"{path.name}-wal").stat()
        at_sync.append((os.path.samestat(os.fstat(descriptor), log), number))
        really_sync(descriptor)

    monkeypatch.setattr(os, "fsync", look_and_sync)
    journal.note_transaction("a", "748")
    assert at_sync == [(True, "748")]


def test_that_an_edit_settled_before_its_transaction_is_noted_stays_settled(
    open_journal: OpenJournal, journal: Journal
) -> None:
    journal.note(entry("given up"))
    journal.settle("given up")
    journal.note_transaction("given up", "748")
    assert passed_on(open_journal, journal) == []


def test_that_a_later_edit_takes_the_place_of_another_one(
    open_journal: OpenJournal, journal: Journal
) -> None:
    journal.note(entry("a"))
    journal.note(entry("b"), replaces="a")
    journal.note(entry("b", text="3"), replaces="b")
    journal.note(entry("c"), replaces="never noted")
    assert [each.id for each in passed_on(open_journal, journal)] == ["b", "c"]


def test_that_nothing_is_written_but_what_is_given(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "correct horse")
    journal.note(entry("a", reason="too high"))
    with closing(sqlite3.connect(path)) as file:
        (row,) = file.execute("SELECT * FROM entries").fetchall()
        assert [len(file.execute(f"SELECT * FROM {each}").fetchall()) for each in ("steps", "step_rows")] == [0, 0]  # fmt: skip
    owner = row[1]
    assert row == (
        "a", owner, SHOP, TEA.hex, b"Tea", "price", b"2.5", "price", b"2.00", "price", b"2.50", "saving", b"too high",
        "", "2026-03-04T05:06:07.890123+00:00",
    )  # fmt: skip
    assert path.with_name(f"{path.name}.owner-{owner}").read_bytes() == b""
    for each in path.parent.iterdir():
        assert b"correct horse" not in each.read_bytes()


def test_that_any_thread_may_use_it(open_journal: OpenJournal, journal: Journal) -> None:
    def work(thread: int) -> None:
        step = journal.open_step(SHOP, "anna", f"step {thread}", "price")
        for number in range(30):
            journal.note(entry(f"{thread}-{number}"))
            journal.add_rows(step, row_changes(10, first=number))
            if number % 3:
                journal.note_transaction(f"{thread}-{number}", f"{number}")
                journal.settle(f"{thread}-{number}")
        journal.close_step(step, 300)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    for step in journal.steps(SHOP):
        assert sum(map(len, journal.rows(step.id))) == 300
    assert len(passed_on(open_journal, journal)) == 80


def test_that_a_key_press_does_not_wait_for_the_end_of_a_bulk_edit(journal: Journal) -> None:
    step = journal.open_step(SHOP, "anna", "price +1.00", "price")
    is_under_way, is_noted = threading.Event(), threading.Event()

    def rows() -> list[RowChange]:
        return row_changes(10_000)

    def bulk() -> bool:
        for at in range(5):
            journal.add_rows(step, rows()[at * 2000 : (at + 1) * 2000])
            is_under_way.set()
            assert is_noted.wait(timeout=30)
        return True

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(bulk)
        assert is_under_way.wait(timeout=30)
        journal.note(entry())
        assert not running.done()
        is_noted.set()
        assert running.result(timeout=30)


def test_that_an_edit_that_cannot_be_read_does_not_hide_the_others(
    open_journal: OpenJournal, journal: Journal, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal.note(entry("good"))
    journal.note(entry("strange"))
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("UPDATE entries SET field = 'colour' WHERE id = 'strange'")
    assert [each.id for each in passed_on(open_journal, journal)] == ["good"]
    assert "strange" in caplog.text

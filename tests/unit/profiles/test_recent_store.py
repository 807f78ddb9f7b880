"""What was opened last is remembered, also by two windows at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue_gui.profiles.recent_store import Recent, RecentStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "recent.json"


def test_that_nothing_is_remembered_and_nothing_opened_at_first(path: Path) -> None:
    assert RecentStore(path).load() == Recent((), is_last_opened_at_start=False)
    assert not path.exists()


def test_that_the_newest_comes_first_and_none_twice_and_two_windows_add_up(path: Path) -> None:
    one, other = RecentStore(path), RecentStore(path)
    one.note("a")
    other.note("b")
    one.open_last_at_start(True)
    other.note("a")
    assert one.load() == Recent(("a", "b"), is_last_opened_at_start=True)
    other.open_last_at_start(False)
    assert one.load() == Recent(("a", "b"))


def test_that_only_the_newest_few_are_remembered(path: Path) -> None:
    store = RecentStore(path)
    for number in range(20):
        store.note(f"profile:{number}")
    assert store.load().keys == tuple(f"profile:{number}" for number in range(19, 11, -1))


@pytest.mark.parametrize(
    "text", ["{", '{"recent": 1, "open_last": "yes"}', '{"recent": [1, null]}']
)
def test_that_a_damaged_file_is_no_reason_to_fail(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    assert RecentStore(path).load() == Recent()
    assert RecentStore(path).note("a").keys == ("a",)

"""What is remembered of a catalogue is not lost: not to two windows, not to a bad entry, not to a full disk."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalogue_gui.catalogue.errors import FileProblem, InvalidValue
from catalogue_gui.catalogue.remembered import (
    MAX_RECENT,
    ColumnSetting,
    Remembered,
    SavedView,
    fit_name,
)
from catalogue_gui.file_lock import locked_file
from catalogue_gui.profiles import kept_file
from catalogue_gui.profiles.view_store import ViewStore

SHOP = "profile:1"
SALE = SavedView("Sale", "tag:sale", "price:desc")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "views.json"


@pytest.fixture
def store(path: Path) -> ViewStore:
    return ViewStore(path)


def remembered(store: ViewStore, key: str = SHOP) -> Remembered:
    return store.load(key).remembered


def names(store: ViewStore) -> list[str]:
    return [each.name for each in remembered(store).views]


def with_views(*wanted: str) -> Remembered:
    return Remembered(tuple(SavedView(name, name.lower()) for name in wanted))


def content(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def test_that_a_store_without_a_file_is_empty_and_makes_none(store: ViewStore) -> None:
    assert remembered(store) == Remembered()
    assert not store.path.parent.exists()


def test_that_everything_remembered_is_there_for_the_next_window(path: Path) -> None:
    everything = Remembered(
        (SALE, SavedView("Café 店", '"two words" -tag:a', "metadata.brand")),
        ("mug", "price:<5"),
        (ColumnSetting("price", 90), ColumnSetting("metadata.dims.w", 40, True)),
        ("stock", "tags"),
    )
    ViewStore(path).change(SHOP, lambda _: everything)
    assert remembered(ViewStore(path)) == everything


def test_that_catalogues_are_remembered_apart(store: ViewStore) -> None:
    store.change(SHOP, lambda memory: memory.with_view(SALE))
    store.change("demo", lambda memory: memory.with_recent("mug"))
    assert remembered(store).recent == ()
    assert remembered(store, "demo") == Remembered(recent=("mug",))


def test_that_the_file_is_readable_text_of_its_owner_only(store: ViewStore, path: Path) -> None:
    store.change(SHOP, lambda memory: memory.with_view(replace(SALE, name="Café 店")))
    assert "Café 店" in path.read_text(encoding="utf-8")
    assert next(iter(content(path))) == "format"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_that_two_views_cannot_share_a_name_whatever_its_case() -> None:
    memory = Remembered().with_view(SALE)
    with pytest.raises(InvalidValue, match="already"):
        memory.with_view(SavedView(" sALE "))
    with pytest.raises(InvalidValue, match="already"):
        memory.with_view(SavedView("Other")).with_view_renamed("other", "SALE")


def test_that_only_the_case_of_a_name_can_be_changed() -> None:
    assert Remembered((SALE,)).with_view_renamed("sale", "SALE").views[0].name == "SALE"


@pytest.mark.parametrize("name", ["", "  \n ", "x" * 81])
def test_that_an_unfit_name_is_refused_and_nothing_is_written(store: ViewStore, name: str) -> None:
    with pytest.raises(InvalidValue):
        store.change(SHOP, lambda memory: memory.with_view(SavedView(name)))
    assert not store.path.exists()


def test_that_a_name_is_kept_on_one_line_without_blanks_around() -> None:
    assert fit_name("  Low\n stock ") == "Low stock"
    assert fit_name("x" * 80) == "x" * 80


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda memory: memory.with_view(SavedView("D")), "ABCD"),
        (lambda memory: memory.with_view(SavedView("D"), 1), "ADBC"),
        (lambda memory: memory.with_view_renamed("b", "Q"), "AQC"),
        (lambda memory: memory.with_view_replaced(SavedView("b")), "AbC"),
        (lambda memory: memory.without_view("B"), "AC"),
        (lambda memory: memory.without_view("gone"), "ABC"),
        (lambda memory: memory.with_view_moved("B", -1), "BAC"),
        (lambda memory: memory.with_view_moved("B", 1), "ACB"),
        (lambda memory: memory.with_view_moved("B", -9), "BAC"),
        (lambda memory: memory.with_view_moved("C", 9), "ABC"),
    ],
)
def test_that_a_change_keeps_the_order_of_the_other_views(
    store: ViewStore, change: Callable[[Remembered], Remembered], expected: str
) -> None:
    store.change(SHOP, lambda _: with_views("A", "B", "C"))
    store.change(SHOP, change)
    assert "".join(names(store)) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda memory: memory.with_view_renamed("gone", "New"),
        lambda memory: memory.with_view_replaced(SavedView("gone")),
        lambda memory: memory.with_view_moved("gone", 1),
    ],
)
def test_that_a_change_of_a_removed_view_says_so(
    change: Callable[[Remembered], Remembered],
) -> None:
    with pytest.raises(InvalidValue, match="removed meanwhile"):
        change(with_views("A"))


def test_that_recent_searches_come_newest_first_without_repeats() -> None:
    memory = Remembered()
    for text in ("mug", "price:<5", " mug ", "  "):
        memory = memory.with_recent(text)
    assert memory.recent == ("mug", "price:<5")


def test_that_the_oldest_recent_search_makes_room() -> None:
    memory = Remembered()
    for number in range(MAX_RECENT + 1):
        memory = memory.with_recent(f"search {number}")
    assert len(memory.recent) == MAX_RECENT
    assert memory.recent[0] == f"search {MAX_RECENT}"
    assert "search 0" not in memory.recent


def test_that_bad_entries_cost_only_themselves_and_stay_in_the_file(
    store: ViewStore, path: Path
) -> None:
    store.change(
        SHOP, lambda _: Remembered((SALE,), ("mug",), (ColumnSetting("price", 90),), ("a",))
    )
    bad = {
        "views": ["no object", {"query": "nameless"}, {"name": "SALE"}, {"name": "X", "sort": 1}],
        "recent": [1, None, ""],
        "columns": [{"key": "stock", "width": "wide"}, {"key": "tags", "width": True}],
        "folded": {"no": "list"},
    }
    read = content(path)
    entry = read["catalogues"][SHOP]
    for section, items in bad.items():
        entry[section] = [*entry[section], *items] if isinstance(items, list) else items
    read["catalogues"]["other"] = "no object"
    path.write_text(json.dumps(read))

    loaded = store.load(SHOP)
    assert loaded.remembered == Remembered((SALE,), ("mug",), (ColumnSetting("price", 90),), ())
    assert [each.message for each in loaded.notices] == ["4 of the saved views could not be read."]

    store.change(SHOP, lambda memory: memory.with_view(SavedView("New")))
    assert names(store) == ["Sale", "New"]
    entry = content(path)["catalogues"][SHOP]
    assert entry["views"][2:] == bad["views"]
    assert entry["recent"] == ["mug", *bad["recent"]]
    assert entry["columns"][1:] == bad["columns"]
    assert entry["folded"] == [bad["folded"]]
    store.change("other", lambda memory: memory.with_recent("mug"))
    assert content(path)["catalogues"]["other"]["unreadable"] == "no object"
    assert remembered(store, "other").recent == ("mug",)


def test_that_keys_of_somebody_else_are_kept_through_every_change(
    store: ViewStore, path: Path
) -> None:
    store.change(SHOP, lambda _: Remembered((SALE,), columns=(ColumnSetting("price", 90),)))
    read = content(path)
    read["theme"] = "dark"
    entry = read["catalogues"][SHOP]
    entry["zoom"] = 2
    entry["views"][0]["colour"] = "red"
    entry["columns"][0]["format"] = "short"
    path.write_text(json.dumps(read))

    store.change(SHOP, lambda memory: memory.with_view_renamed("Sale", "Sales"))
    store.change(SHOP, lambda memory: memory.with_view_replaced(SavedView("Sales", "tag:b")))
    store.change(SHOP, lambda memory: replace(memory, columns=(ColumnSetting("price", 50),)))
    read = content(path)
    entry = read["catalogues"][SHOP]
    assert (read["theme"], entry["zoom"]) == ("dark", 2)
    assert entry["views"] == [{"name": "Sales", "query": "tag:b", "sort": "", "colour": "red"}]
    assert entry["columns"] == [{"key": "price", "width": 50, "hidden": False, "format": "short"}]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"catalogues": []}', '{"format": "1"}', "\ud800"])
def test_that_a_damaged_file_is_set_aside_and_never_overwritten(
    store: ViewStore, path: Path, text: str
) -> None:
    path.parent.mkdir()
    damaged = text.encode("utf-8", "surrogatepass")
    path.write_bytes(damaged)
    loaded = store.change(SHOP, lambda memory: memory.with_view(SALE))
    (notice,) = loaded.notices
    (aside,) = path.parent.glob("views.json.damaged-*")
    assert aside.read_bytes() == damaged
    assert notice.title == "Saved views damaged"
    assert str(aside) in notice.hint
    assert names(store) == ["Sale"]
    assert store.load(SHOP).notices == ()


def test_that_a_file_of_a_newer_version_is_left_alone(store: ViewStore, path: Path) -> None:
    path.parent.mkdir()
    text = '{"format": 2, "anything": 1}'
    path.write_text(text)
    with pytest.raises(FileProblem, match="saved views were written by a newer version"):
        store.load(SHOP)
    with pytest.raises(FileProblem, match="newer version"):
        store.change(SHOP, lambda memory: memory.with_view(SALE))
    assert path.read_text() == text


def test_that_a_write_that_fails_leaves_the_old_file(
    store: ViewStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.change(SHOP, lambda memory: memory.with_view(SALE))
    before = path.read_bytes()

    def full_disk(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(kept_file.os, "fsync", full_disk)
    with pytest.raises(FileProblem, match="No space left"):
        store.change(SHOP, lambda memory: memory.with_recent("mug"))
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {"views.json", "views.json.lock"}


_REMEMBER_TWENTY = """
import sys
from pathlib import Path
from catalogue_gui.catalogue.remembered import SavedView
from catalogue_gui.profiles.view_store import ViewStore
store = ViewStore(Path(sys.argv[1]))
for number in range(20):
    view = SavedView(f"{sys.argv[2]} {number}")
    store.change("profile:1", lambda memory: memory.with_view(view))
"""


def test_that_two_programs_at_once_lose_nothing_of_each_others(path: Path) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", _REMEMBER_TWENTY, str(path), which])
        for which in ("left", "right")
    ]
    assert [each.wait(timeout=60) for each in programs] == [0, 0]
    assert sorted(names(ViewStore(path))) == sorted(
        f"{which} {number}" for which in ("left", "right") for number in range(20)
    )


def test_that_a_window_that_never_lets_go_is_named_as_the_cause(
    store: ViewStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.change(SHOP, lambda memory: memory.with_view(SALE))
    monkeypatch.setattr(kept_file, "LOCK_TIMEOUT_S", 0.05)
    with (
        locked_file(path.with_name("views.json.lock")),
        pytest.raises(FileProblem, match="another window"),
    ):
        store.change(SHOP, lambda memory: memory.with_recent("mug"))
    assert names(store) == ["Sale"]

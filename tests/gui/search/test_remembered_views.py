"""What is remembered shows at once, reaches the file, and is not lost when the file cannot be written."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.remembered import ColumnSetting, Remembered, SavedView
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.messages import Message, Messages
from catalogue_gui.gui.search.remembered_views import RememberedViews
from catalogue_gui.gui.search.unwritten import Change, UnwrittenChanges
from catalogue_gui.jobs import JobRunner
from catalogue_gui.profiles import kept_file
from catalogue_gui.profiles.view_store import LoadedMemory, ViewStore

SHOP = "profile:1"
SALE = SavedView("Sale", "tag:sale", "price:desc")


class CountingStore(ViewStore):
    """A real store that counts its writes, and lets a test hold them up."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.writes = 0
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def change(self, key: str, change: Callable[[Remembered], Remembered]) -> LoadedMemory:
        self.may_go_on.wait(10)
        self.writes += 1
        return super().change(key, change)


class Desk:
    """Remembered views on a real file, with what was said and announced."""

    def __init__(self, qtbot: QtBot, runner: JobRunner, store: CountingStore) -> None:
        self._qtbot = qtbot
        self._messages = Messages()
        self.runner = runner
        self.store = store
        self.said: list[Message] = []
        self.withdrawn: list[str] = []
        self._messages.shown.connect(self.said.append)
        self._messages.withdrawn.connect(self.withdrawn.append)
        self.views = RememberedViews(runner, store, self._messages, settle_ms=20, stand_ms=20)

    def open(self, key: str = SHOP) -> None:
        with self._qtbot.waitSignal(self.views.loaded, timeout=10_000):
            self.views.use(key)

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=10_000)

    def settle(self) -> None:
        self.until(lambda: self.runner.active_count == 0)

    @property
    def names(self) -> list[str]:
        return [view.name for view in self.views.views]

    def in_file(self, key: str = SHOP) -> Remembered:
        return ViewStore(self.store.path).load(key).remembered

    def press(self, name: str) -> None:
        (action,) = (each for each in self.said[-1].actions if each.name == name)
        action.run()


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    assert made.shutdown(timeout_s=10)


@pytest.fixture
def store(tmp_path: Path) -> CountingStore:
    return CountingStore(tmp_path / "views.json")


@pytest.fixture
def desk(qtbot: QtBot, runner: JobRunner, store: CountingStore) -> Desk:
    return Desk(qtbot, runner, store)


def full_disk(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# Reading and writing


def test_that_each_catalogue_has_its_own_views(desk: Desk, store: CountingStore) -> None:
    store.change(SHOP, lambda memory: memory.with_view(SALE))
    desk.open()
    assert desk.views.views == (SALE,)
    desk.open("demo")
    assert desk.views.views == ()
    desk.views.save_view("Mugs", "mug", "")
    desk.open()
    assert desk.names == ["Sale"]
    desk.settle()
    assert [view.name for view in desk.in_file("demo").views] == ["Mugs"]


def test_that_what_was_saved_shows_before_it_is_written(desk: Desk, store: CountingStore) -> None:
    desk.open()
    store.may_go_on.clear()
    desk.views.save_view("Sale", "tag:sale", "price:desc")
    desk.views.remember_search("mug", at_once=True)
    assert desk.views.views == (SALE,)
    assert desk.views.recent == ("mug",)
    assert desk.in_file() == Remembered()
    store.may_go_on.set()
    desk.settle()
    assert desk.in_file() == Remembered((SALE,), ("mug",))


def test_that_what_is_changed_before_the_file_was_read_is_kept(
    desk: Desk, store: CountingStore
) -> None:
    store.change(SHOP, lambda memory: memory.with_view(SALE))
    desk.views.use(SHOP)
    desk.views.save_view("Mugs", "mug", "")
    desk.settle()
    assert desk.names == ["Sale", "Mugs"]
    assert desk.in_file().views == desk.views.views


def test_that_changes_are_written_in_the_order_in_which_they_were_made(desk: Desk) -> None:
    desk.open()
    for number in range(20):
        desk.views.remember_search(f"search {number}", at_once=True)
    desk.settle()
    assert desk.in_file().recent == tuple(f"search {number}" for number in reversed(range(20)))


def test_that_a_dragged_column_is_written_once_and_not_at_every_step(
    desk: Desk, store: CountingStore
) -> None:
    desk.open()
    for width in range(50, 250):
        desk.views.save_columns([ColumnSetting("price", width)])
    assert desk.views.columns == (ColumnSetting("price", 249),)
    desk.until(lambda: desk.in_file().columns == (ColumnSetting("price", 249),))
    assert store.writes == 1
    desk.views.save_columns([ColumnSetting("price", 249)])
    desk.views.flush()
    desk.settle()
    assert store.writes == 1


def test_that_what_waits_for_a_pause_is_written_when_the_window_is_closed(
    qtbot: QtBot, store: CountingStore
) -> None:
    runner = JobRunner()
    views = RememberedViews(runner, store, Messages(), settle_ms=60_000, stand_ms=60_000)
    with qtbot.waitSignal(views.loaded, timeout=10_000):
        views.use(SHOP)
    views.save_columns([ColumnSetting("price", 90)])
    views.save_folded(["stock"])
    views.remember_search("mug")
    views.flush()
    assert runner.shutdown(timeout_s=10)
    assert ViewStore(store.path).load(SHOP).remembered == Remembered(
        (), ("mug",), (ColumnSetting("price", 90),), ("stock",)
    )


def test_that_without_a_key_things_are_remembered_and_no_file_is_made(
    desk: Desk, store: CountingStore
) -> None:
    desk.open("")
    desk.views.save_view("Sale", "tag:sale", "price:desc")
    desk.views.remember_search("mug", at_once=True)
    assert (desk.views.views, desk.views.recent) == ((SALE,), ("mug",))
    assert not store.path.exists()


def test_that_without_a_catalogue_nothing_is_remembered(desk: Desk, store: CountingStore) -> None:
    desk.views.use(None)
    desk.views.remember_search("mug", at_once=True)
    desk.settle()
    assert desk.views.recent == ()
    assert not store.path.exists()


# Failures


def test_that_a_full_disk_costs_nothing_in_memory_and_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    monkeypatch.setattr(kept_file.os, "fsync", full_disk)
    desk.views.save_view("Sale", "tag:sale", "price:desc")
    desk.until(lambda: bool(desk.said))
    assert "No space left" in desk.said[-1].text
    assert desk.views.views == (SALE,)
    assert desk.in_file() == Remembered()
    monkeypatch.undo()
    desk.press("writeViewsAgainButton")
    desk.settle()
    assert desk.in_file().views == desk.views.views == (SALE,)
    assert "view not written" in desk.withdrawn


def test_that_what_could_not_be_written_goes_with_the_next_change(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    monkeypatch.setattr(kept_file.os, "fsync", full_disk)
    desk.views.save_view("Sale", "tag:sale", "price:desc")
    desk.until(lambda: bool(desk.said))
    monkeypatch.undo()
    desk.views.remember_search("mug", at_once=True)
    desk.settle()
    assert desk.in_file() == Remembered((SALE,), ("mug",))


def test_that_a_full_disk_is_not_complained_of_at_every_search(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    monkeypatch.setattr(kept_file.os, "fsync", full_disk)
    for number in range(5):
        desk.views.remember_search(f"search {number}", at_once=True)
        desk.settle()
    assert len(desk.said) == 1
    assert len(desk.views.recent) == 5


def test_that_a_damaged_file_is_told_and_set_aside(desk: Desk, store: CountingStore) -> None:
    store.path.write_text("{")
    desk.open()
    assert desk.said[-1].title == "Saved views damaged"
    assert len(list(store.path.parent.glob("views.json.damaged-*"))) == 1


def test_that_a_file_of_a_newer_version_is_told_and_left_alone(
    desk: Desk, store: CountingStore
) -> None:
    store.path.write_text('{"format": 2}')
    desk.open()
    assert "newer version" in desk.said[-1].text
    desk.views.save_view("Sale", "tag:sale", "price:desc")
    desk.settle()
    assert desk.views.views == (SALE,)
    assert store.path.read_text() == '{"format": 2}'


def test_that_a_name_taken_by_another_window_is_asked_about(
    desk: Desk, store: CountingStore
) -> None:
    desk.open()
    theirs = SavedView("sale", "tag:theirs")
    ViewStore(store.path).change(SHOP, lambda memory: memory.with_view(theirs))
    desk.views.save_view("Sale", "tag:sale", "price:desc")
    desk.settle()
    assert "already" in desk.said[-1].text
    assert desk.in_file().views == desk.views.views == (theirs,)
    desk.press("replaceViewButton")
    desk.settle()
    assert desk.in_file().views == (SALE,)


def test_that_what_another_window_saved_comes_with_the_next_change(
    desk: Desk, store: CountingStore
) -> None:
    desk.open()
    ViewStore(store.path).change(SHOP, lambda memory: memory.with_view(SALE))
    desk.views.save_view("Mugs", "mug", "")
    desk.settle()
    assert desk.names == ["Sale", "Mugs"]


# Views


def test_that_a_removed_view_can_be_had_back_at_its_place(desk: Desk) -> None:
    desk.open()
    for name in ("A", "B", "C"):
        desk.views.save_view(name, name.lower(), "")
    desk.views.remove_view("b")
    assert desk.names == ["A", "C"]
    assert "“B”" in desk.said[-1].title
    desk.press("undoViewButton")
    desk.settle()
    assert desk.names == ["A", "B", "C"]
    assert desk.in_file().views == desk.views.views


def test_that_a_replaced_view_can_be_had_back(desk: Desk) -> None:
    desk.open()
    desk.views.save_view("Sale", "tag:sale", "price:desc")
    desk.views.save_view("SALE", "tag:other", "")
    assert desk.views.views == (SavedView("SALE", "tag:other"),)
    desk.press("undoViewButton")
    desk.settle()
    assert desk.in_file().views == desk.views.views == (SALE,)


def test_that_the_offer_to_undo_goes_with_the_catalogue(desk: Desk) -> None:
    desk.open()
    desk.views.save_view("Sale", "tag:sale", "")
    desk.views.remove_view("Sale")
    desk.views.use("demo")
    assert desk.withdrawn[-1] == desk.said[-1].topic


def test_that_a_view_is_renamed_and_moved(desk: Desk) -> None:
    desk.open()
    for name in ("A", "B", "C"):
        desk.views.save_view(name, name.lower(), "")
    desk.views.rename_view("c", "Top")
    desk.views.move_view("Top", -2)
    desk.settle()
    assert [view.name for view in desk.in_file().views] == ["Top", "A", "B"]
    with pytest.raises(InvalidValue, match="already"):
        desk.views.rename_view("A", "b")


def test_that_a_search_is_remembered_when_it_has_stood_and_not_on_its_way(desk: Desk) -> None:
    desk.open()
    for text in ("m", "mu", "mug"):
        desk.views.remember_search(text)
    assert desk.views.recent == ()
    desk.until(lambda: desk.views.recent == ("mug",))
    desk.views.remember_search("other")
    desk.views.remember_search("")
    desk.views.flush()
    assert desk.views.recent == ("mug",)
    desk.views.remember_search("old", at_once=True)
    desk.views.forget_search("mug")
    assert desk.views.recent == ("old",)
    desk.views.clear_recent()
    desk.settle()
    assert desk.in_file().recent == ()


# What is not written yet


def test_that_a_change_under_way_is_not_taken_out_by_a_later_one_of_its_subject() -> None:
    unwritten = UnwrittenChanges()
    changes = [Change(SHOP, lambda memory: memory, "columns") for _ in range(3)]
    unwritten.add(changes[0])
    assert unwritten.begin() is changes[0]
    unwritten.add(changes[1])
    unwritten.add(changes[2])
    assert unwritten.begin() is None
    unwritten.end()
    assert unwritten.begin() is changes[2]


# Counting


@pytest.fixture
def catalogue(shop_uri: str, runner: JobRunner) -> Iterator[Catalogue]:
    opened = Catalogue(Target.from_uri(shop_uri))
    opened.database.open()
    runner.use_connections(opened.database)
    yield opened
    opened.database.close()


class Counts(QObject):
    """The counts that were announced, in their order."""

    def __init__(self, views: RememberedViews) -> None:
        super().__init__()
        self.seen: list[tuple[str, int | None]] = []
        views.count_changed.connect(lambda name, count: self.seen.append((name, count)))


def test_that_each_view_is_counted_and_a_mistaken_one_costs_only_itself(
    desk: Desk, catalogue: Catalogue
) -> None:
    desk.open()
    desk.views.use_catalogue(catalogue)
    for name, text in (("Sale", "tag:sale"), ("Bad", "price:cheap"), ("Toys", "category:Toys")):
        desk.views.save_view(name, text, "")
    desk.views.save_view("Sale by price", "tag:sale", "price")
    counts = Counts(desk.views)
    desk.views.count_views()
    desk.until(lambda: len(counts.seen) == 4)
    assert counts.seen == [("Sale", 250), ("Sale by price", 250), ("Bad", None), ("Toys", 333)]


def test_that_counting_ends_when_it_is_given_up(desk: Desk, catalogue: Catalogue) -> None:
    desk.open()
    desk.views.use_catalogue(catalogue)
    for number in range(5):
        desk.views.save_view(f"View {number}", f"tag:t{number}", "")
    desk.settle()
    counts = Counts(desk.views)
    desk.views.count_views()
    desk.views.stop_counting()
    desk.settle()
    assert counts.seen == []


def test_that_a_lost_server_leaves_no_view_being_counted(desk: Desk, catalogue: Catalogue) -> None:
    desk.open()
    desk.views.use_catalogue(catalogue)
    for number in range(3):
        desk.views.save_view(f"View {number}", f"tag:t{number}", "")
    counts = Counts(desk.views)
    catalogue.database.close()
    desk.views.count_views()
    desk.until(lambda: len(counts.seen) == 3)
    assert counts.seen == [("View 0", None), ("View 1", None), ("View 2", None)]


def test_that_without_a_catalogue_no_view_stays_being_counted(desk: Desk) -> None:
    desk.open("")
    desk.views.save_view("Sale", "tag:sale", "")
    counts = Counts(desk.views)
    desk.views.count_views()
    assert counts.seen == [("Sale", None)]

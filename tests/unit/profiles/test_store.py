"""The profiles file loses nothing: not to two windows, not to a bad entry, not to a full disk."""

from __future__ import annotations

import errno
import json
import os
import random
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import FileProblem, InvalidValue
from catalogue_gui.file_lock import locked_file
from catalogue_gui.profiles import kept_file
from catalogue_gui.profiles.profile import ConnectionProfile, name_key
from catalogue_gui.profiles.store import ProfileStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "profiles.json"


@pytest.fixture
def store(path: Path) -> ProfileStore:
    return ProfileStore(path)


def profile(name: str, **values: object) -> ConnectionProfile:
    return replace(ConnectionProfile(name=name), **values)


def names(store: ProfileStore) -> list[str]:
    return [each.name for each in store.list()]


def test_that_a_store_without_a_file_is_empty_and_makes_none(store: ProfileStore) -> None:
    assert store.list() == ()
    assert not store.path.parent.exists()


def test_that_what_was_added_is_there_for_the_next_window(path: Path) -> None:
    shop = profile("Shop", host="db", port="5433", read_only=True)
    ProfileStore(path).add(shop)
    assert ProfileStore(path).get("Shop") == shop


def test_that_the_file_is_readable_text_of_its_owner_only(store: ProfileStore, path: Path) -> None:
    store.add(profile("Café 店"))
    text = path.read_text(encoding="utf-8")
    assert "Café 店" in text
    assert json.loads(text)["format"] == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_that_a_name_is_found_whatever_its_case(store: ProfileStore) -> None:
    store.add(profile("Shop"))
    assert store.get("SHOP").name == "Shop"


def test_that_an_unknown_name_is_said_to_be_unknown(store: ProfileStore) -> None:
    with pytest.raises(InvalidValue, match="no connection called “Shop”"):
        store.get("Shop")


def test_that_two_profiles_cannot_share_a_name(store: ProfileStore) -> None:
    store.add(profile("Shop"))
    with pytest.raises(InvalidValue) as caught:
        store.add(profile("shop"))
    assert caught.value.field == "name"
    store.add(profile("Office"))
    with pytest.raises(InvalidValue):
        store.rename(store.get("Office").id, "Shop")
    assert names(store) == ["Shop", "Office"]


def test_that_a_profile_cannot_be_added_twice(store: ProfileStore) -> None:
    shop = profile("Shop")
    store.add(shop)
    with pytest.raises(InvalidValue):
        store.add(replace(shop, name="Other"))


def test_that_an_invalid_profile_is_never_written(store: ProfileStore) -> None:
    with pytest.raises(InvalidValue):
        store.add(profile("Shop", port="none"))
    assert store.list() == ()


def test_that_a_change_keeps_the_place_and_the_id(store: ProfileStore) -> None:
    for name in ("A", "B", "C"):
        store.add(profile(name))
    before = store.get("B")
    store.update(replace(before, host="db"))
    renamed = store.rename(before.id, "Beta")
    assert names(store) == ["A", "Beta", "C"]
    assert (renamed.id, renamed.host) == (before.id, "db")
    assert store.get("Beta") == renamed


def test_that_a_change_of_a_removed_profile_says_so(store: ProfileStore) -> None:
    shop = profile("Shop")
    with pytest.raises(InvalidValue, match="removed meanwhile"):
        store.update(shop)


def test_that_a_removed_profile_is_gone_and_the_others_stay(store: ProfileStore) -> None:
    for name in ("A", "B", "C"):
        store.add(profile(name))
    store.remove(store.get("B").id)
    store.remove("0" * 32)
    assert names(store) == ["A", "C"]


def test_that_one_bad_entry_costs_only_itself_and_stays_in_the_file(
    store: ProfileStore, path: Path
) -> None:
    store.add(profile("Good"))
    content = json.loads(path.read_text())
    bad = [
        {"id": "1" * 32, "name": "Bad", "port": "none"},
        "no object",
        {"name": "Without id"},
        {"id": "2" * 32, "name": "GOOD"},
        {"id": content["profiles"][0]["id"], "name": "Same id"},
        {"id": "3" * 32, "name": "\ud800"},
    ]
    content["profiles"] = [*bad, *content["profiles"][:1]]
    content["profiles"] = [content["profiles"].pop(), *bad]
    path.write_text(json.dumps(content))

    loaded = store.load()
    assert [each.name for each in loaded.profiles] == ["Good"]
    assert len(loaded.notices) == len(bad)
    assert "“Bad” (entry 2)" in loaded.notices[0].message

    store.add(profile("New"))
    assert names(store) == ["Good", "New"]
    assert json.loads(path.read_text())["profiles"][1:7] == bad


def test_that_keys_of_somebody_else_are_kept(store: ProfileStore, path: Path) -> None:
    store.add(profile("Shop"))
    content = json.loads(path.read_text())
    content["theme"] = "dark"
    content["profiles"][0]["favourite"] = {"yes": True}
    path.write_text(json.dumps(content))
    store.update(replace(store.get("Shop"), host="db"))
    content = json.loads(path.read_text())
    assert content["theme"] == "dark"
    assert content["profiles"][0]["favourite"] == {"yes": True}
    assert content["profiles"][0]["host"] == "db"


def test_that_a_file_saved_by_notepad_is_read(store: ProfileStore, path: Path) -> None:
    store.add(profile("Shop"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert names(store) == ["Shop"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"profiles": {}}',
        b'{"format": "1", "profiles": []}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"profiles": [' + b"9" * 5000 + b"]}",
    ],
)
def test_that_a_damaged_file_is_set_aside_and_never_overwritten(
    store: ProfileStore, path: Path, content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    loaded = store.load()
    assert loaded.profiles == ()
    (notice,) = loaded.notices
    (aside,) = path.parent.glob("profiles.json.damaged-*")
    assert aside.read_bytes() == content
    assert str(aside) in notice.hint
    store.add(profile("Shop"))
    assert names(store) == ["Shop"]
    assert store.load().notices == ()


def test_that_a_second_damaged_file_does_not_replace_the_first(
    store: ProfileStore, path: Path
) -> None:
    path.parent.mkdir()
    for content in ("first", "second", "third"):
        path.write_text(content)
        store.load()
    kept = {each.read_text() for each in path.parent.glob("profiles.json.damaged-*")}
    assert kept == {"first", "second", "third"}


def test_that_a_file_of_a_newer_version_is_left_alone(store: ProfileStore, path: Path) -> None:
    path.parent.mkdir()
    text = '{"format": 2, "profiles": [], "new": 1}'
    path.write_text(text)
    with pytest.raises(FileProblem, match="newer version"):
        store.load()
    with pytest.raises(FileProblem, match="newer version"):
        store.add(profile("Shop"))
    assert path.read_text() == text


def test_that_a_write_that_fails_leaves_the_old_file(
    store: ProfileStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(profile("Shop"))
    before = path.read_bytes()

    def full_disk(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(kept_file.os, "fsync", full_disk)
    with pytest.raises(FileProblem, match="No space left"):
        store.add(profile("Office"))
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {"profiles.json", "profiles.json.lock"}
    assert names(store) == ["Shop"]


def test_that_a_path_that_is_a_folder_is_said_to_be_unusable(
    store: ProfileStore, path: Path
) -> None:
    path.mkdir(parents=True)
    with pytest.raises(FileProblem):
        store.load()


def test_that_a_settings_folder_that_is_a_file_is_said_to_be_unusable(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text("")
    store = ProfileStore(tmp_path / "settings" / "profiles.json")
    with pytest.raises(FileProblem):
        store.add(profile("Shop"))


def test_that_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    link = tmp_path / "profiles.json"
    link.symlink_to(real)
    ProfileStore(link).add(profile("Shop"))
    assert link.is_symlink()
    assert [each.name for each in ProfileStore(real).list()] == ["Shop"]


_ADD_TWENTY = """
import sys
from pathlib import Path
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.store import ProfileStore
store = ProfileStore(Path(sys.argv[1]))
for number in range(20):
    store.add(ConnectionProfile(name=f"{sys.argv[2]} {number}"))
"""


def test_that_two_programs_at_once_lose_nothing_of_each_others(path: Path) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", _ADD_TWENTY, str(path), which])
        for which in ("left", "right")
    ]
    assert [each.wait(timeout=60) for each in programs] == [0, 0]
    assert sorted(names(ProfileStore(path))) == sorted(
        f"{which} {number}" for which in ("left", "right") for number in range(20)
    )


def test_that_two_threads_at_once_lose_nothing_of_each_others(store: ProfileStore) -> None:
    def add_ten(which: str) -> None:
        for number in range(10):
            store.add(profile(f"{which} {number}"))

    threads = [threading.Thread(target=add_ten, args=(which,)) for which in ("left", "right")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(store.list()) == 20


def test_that_a_window_that_never_lets_go_is_named_as_the_cause(
    store: ProfileStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(profile("Shop"))
    monkeypatch.setattr("catalogue_gui.profiles.kept_file.LOCK_TIMEOUT_S", 0.05)
    with (
        locked_file(path.with_name("profiles.json.lock")),
        pytest.raises(FileProblem, match="another window"),
    ):
        store.add(profile("Office"))
    assert names(store) == ["Shop"]


def test_that_a_new_order_and_new_headings_change_nothing_else(
    store: ProfileStore, path: Path
) -> None:
    for name in ("A", "B", "C"):
        store.add(profile(name, host=name.lower()))
    content = json.loads(path.read_text())
    content["profiles"].insert(1, "no object")
    content["profiles"][0]["favourite"] = True
    path.write_text(json.dumps(content))
    a, b, c = store.list()
    store.arrange({c.id: "South", a.id: "", b.id: "South"})
    assert [(each.name, each.host, each.group) for each in store.list()] == [
        ("C", "c", "South"),
        ("A", "a", ""),
        ("B", "b", "South"),
    ]
    entries = json.loads(path.read_text())["profiles"]
    assert entries[1] == "no object"
    assert entries[2]["favourite"] is True


def test_that_arranging_neither_loses_nor_brings_back_what_another_window_did(
    path: Path,
) -> None:
    here, there = ProfileStore(path), ProfileStore(path)
    for name in ("A", "B", "C"):
        here.add(profile(name))
    a, b, c = here.list()
    there.add(profile("New"))
    there.remove(b.id)
    there.rename(c.id, "See")
    here.arrange({c.id: "", b.id: "", a.id: ""})
    assert names(here) == ["See", "A", "New"]


_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=100)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.builds(
            ConnectionProfile,
            name=_TEXT.map(str.strip).filter(bool),
            group=_TEXT.map(str.strip),
            dbname=_TEXT,
            table=_TEXT.map(lambda text: text[:10]).filter(bool),
            password_keeping=st.sampled_from(["keyring", "session", "ask"]),
        ),
        min_size=50,
        max_size=50,
        unique_by=lambda each: name_key(each.name),
    ),
    st.data(),
)
def test_that_fifty_connections_with_any_names_come_back_as_they_were_from_two_windows(
    tmp_path_factory: pytest.TempPathFactory, profiles: list[ConnectionProfile], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("settings") / "profiles.json"
    windows = (ProfileStore(path), ProfileStore(path))
    for at, each in enumerate(profiles):
        windows[at % 2].add(each)
    order = data.draw(st.permutations(profiles))
    windows[0].arrange({each.id: each.group for each in order})
    assert list(windows[1].list()) == list(order)
    for each in profiles:
        assert windows[1].get(each.name) == each


def test_that_two_windows_changing_at_random_lose_nothing_of_each_others(path: Path) -> None:
    """Each owns some connections, and both arrange all of them all the time."""
    windows = [ProfileStore(path), ProfileStore(path)]
    owned = [[profile(f"{which}/{at}") for at in range(10)] for which in ("left", "right")]
    for each in (*owned[0], *owned[1]):
        windows[0].add(each)

    def work(which: int) -> None:
        chance = random.Random(which)
        for turn in range(30):
            mine = chance.choice(owned[which])
            windows[which].update(replace(windows[which].get(mine.name), host=f"host {turn}"))
            listed = list(windows[which].list())
            chance.shuffle(listed)
            windows[which].arrange({each.id: each.group for each in listed})
        windows[which].remove(owned[which][0].id)

    threads = [threading.Thread(target=work, args=(which,)) for which in (0, 1)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    kept = {each.id for each in windows[0].list()}
    assert kept == {each.id for one in owned for each in one[1:]}

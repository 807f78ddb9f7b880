"""Connections handed on as a file: nothing lost, nothing overwritten, no secret in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.profiles.exchange import is_same, read_connections, write_connections
from catalogue_gui.profiles.merging import free_name, merge
from catalogue_gui.profiles.profile import ConnectionProfile, name_key
from catalogue_gui.profiles.store import ProfileStore

SHOP = ConnectionProfile(name="Shop", host="db.example.org", group="South", colour="#d3423e")
OFFICE = ConnectionProfile(name="Office", schema="my schema", table="Product List", read_only=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "connections.json"


def test_that_what_was_exported_comes_back_in_all_but_the_ids(file: Path) -> None:
    assert write_connections(file, [SHOP, OFFICE]) == 2
    found = read_connections(file)
    assert found.notices == ()
    assert all(is_same(*pair) for pair in zip(found.profiles, (SHOP, OFFICE), strict=True))
    # A kept password hangs on the id; a file from elsewhere must not be able to claim one.
    assert not {SHOP.id, OFFICE.id} & {each.id for each in found.profiles}
    assert SHOP.id not in file.read_text()


def test_that_an_id_in_a_file_from_elsewhere_is_not_taken_over(file: Path) -> None:
    file.write_text(json.dumps({"format": 1, "connections": [SHOP.to_json()]}))
    (found,) = read_connections(file).profiles
    assert found.id != SHOP.id


def test_that_the_programs_own_settings_file_can_be_imported_too(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path / "profiles.json")
    store.add(SHOP)
    (found,) = read_connections(store.path).profiles
    assert is_same(found, SHOP)


def test_that_a_secret_that_somebody_wrote_into_the_file_is_refused_and_not_taken_over(
    file: Path,
) -> None:
    entry = {**SHOP.to_json(), "password": "hunter2", "other_settings": {"sslpassword": "hunter2"}}
    file.write_text(json.dumps({"format": 1, "connections": [entry, OFFICE.to_json()]}))
    found = read_connections(file)
    assert [each.name for each in found.profiles] == ["Office"]
    (notice,) = found.notices
    assert "“Shop” (entry 1)" in notice.message
    assert "hunter2" not in f"{notice} {notice.hint} {notice.detail}"


@pytest.mark.parametrize(
    "content", [b"", b"name,price\n", b"{}", b'{"connections": {}}', b"\xff\xfe\x00", b"[" * 50_000]
)
def test_that_another_kind_of_file_is_said_to_be_none(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(FileProblem, match="no file of connections"):
        read_connections(file)
    assert file.read_bytes() == content


def test_that_a_file_that_is_not_there_or_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot be read"):
        read_connections(tmp_path / "missing.json")
    with pytest.raises(FileProblem, match="could not be written"):
        write_connections(tmp_path / "missing" / "connections.json", [SHOP])


def test_that_a_taken_name_keeps_both_and_the_same_connection_is_not_added_twice(
    tmp_path: Path, file: Path
) -> None:
    store = ProfileStore(tmp_path / "profiles.json")
    store.add(SHOP)
    write_connections(file, [SHOP, replace(SHOP, host="elsewhere"), OFFICE])
    merged = store.merge(store.read_copy(file).profiles)
    assert [each.name for each in merged.added] == ["Shop (2)", "Office"]
    assert [each.name for each in merged.already_here] == ["Shop"]
    assert store.get("Shop") == SHOP
    assert store.get("Shop (2)").host == "elsewhere"
    again = store.merge(store.read_copy(file).profiles)
    # Under its new name the changed one is another connection than the file's: neither is lost.
    assert [each.name for each in again.added] == ["Shop (3)"]


def test_that_a_name_as_long_as_it_may_be_still_gets_its_number() -> None:
    name = "x" * 100
    assert free_name(name, {name_key(name)}) == f"{'x' * 96} (2)"


_NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=100).filter(
    lambda text: text.strip() == text
)


@given(st.lists(_NAMES, max_size=8), st.lists(_NAMES, max_size=8))
def test_that_merging_loses_none_and_makes_no_two_of_one_name(
    here: list[str], coming: list[str]
) -> None:
    kept = merge((), [ConnectionProfile(name=each, host="here") for each in here]).added
    profiles = [ConnectionProfile(name=each, host=f"coming {at}") for at, each in enumerate(coming)]
    merged = merge(kept, profiles)
    assert [each.host for each in merged.added] == [each.host for each in profiles]
    names = [name_key(each.name) for each in (*kept, *merged.added)]
    assert len(names) == len(set(names))
    for each in merged.added:
        each.check()

"""Where presets are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.catalogue.importing import ImportOptions
from catalogue_gui.catalogue.presets import Preset, format_preset
from catalogue_gui.commands.preset import read_preset
from catalogue_gui.transfer.preset_store import PresetStore, read_preset_file, write_preset_file

PRESET = Preset("Supplier", ("a", "b"), ImportOptions(mapping={"a": "name"}))


@pytest.fixture
def store(tmp_path: Path) -> PresetStore:
    """A store whose folder is not there yet."""
    return PresetStore(tmp_path / "settings" / "presets")


def test_that_no_folder_holds_no_presets(store: PresetStore) -> None:
    assert store.load().presets == ()


@pytest.mark.parametrize(
    "name", ["Supplier", "a/b\\c:d*?", "..", "CON", "  ", "日本", "x" * 80, "né", "\ud800"]
)
def test_that_a_preset_of_any_name_is_kept_under_it(store: PresetStore, name: str) -> None:
    preset = replace(PRESET, name=name)
    other = replace(PRESET, name=name + "'", headers=("z",))
    store.save(preset)
    store.save(other)
    kept = store.load()
    assert kept.problems == ()
    assert {" ".join(each.name.split()) for each in kept.presets} >= {
        " ".join(other.name.split())[:80]
    }
    assert len(kept.presets) == 2


def test_that_a_name_has_one_preset_whatever_its_case(store: PresetStore) -> None:
    store.save(PRESET)
    store.save(replace(PRESET, name="SUPPLIER", headers=("c",)))
    assert [(each.name, each.headers) for each in store.load().presets] == [("SUPPLIER", ("c",))]
    store.remove("supplier")
    assert store.load().presets == ()
    store.remove("supplier")


def test_that_a_shared_file_is_what_the_command_takes(tmp_path: Path) -> None:
    path = tmp_path / "shared.json"
    write_preset_file(path, PRESET)
    assert read_preset_file(path) == PRESET
    assert read_preset(path) == PRESET.options


def test_that_a_file_put_into_the_folder_by_hand_is_kept_under_its_own_name(
    store: PresetStore, tmp_path: Path
) -> None:
    store.save(PRESET)
    folder = tmp_path / "settings" / "presets"
    (folder / "by hand.json").write_text(format_preset(replace(PRESET, name="")), "utf-8-sig")
    assert [each.name for each in store.load().presets] == ["by hand", "Supplier"]
    store.save(replace(PRESET, name="By Hand", headers=("new",)))
    assert len(list(folder.iterdir())) == 2


def test_that_a_damaged_file_is_told_and_left_and_the_others_are_there(
    store: PresetStore, tmp_path: Path
) -> None:
    store.save(PRESET)
    folder = tmp_path / "settings" / "presets"
    (folder / "broken.json").write_text('{"mapping": {"a": "na', encoding="utf-8")
    (folder / "later.json").write_text('{"colour": 1}', encoding="utf-8")
    (folder / "binary.json").write_bytes(b"\xff\xfe\x00")
    kept = store.load()
    assert [each.name for each in kept.presets] == ["Supplier"]
    assert len(kept.problems) == 3
    assert any("“colour”, which this version does not know" in str(each) for each in kept.problems)
    assert (folder / "broken.json").read_text(encoding="utf-8") == '{"mapping": {"a": "na'


def test_that_saving_over_a_damaged_file_sets_it_aside(store: PresetStore, tmp_path: Path) -> None:
    store.save(PRESET)
    (path,) = (tmp_path / "settings" / "presets").iterdir()
    path.write_text("{half", encoding="utf-8")
    store.save(PRESET)
    assert store.load().presets == (PRESET,)
    assert path.with_suffix(".damaged").read_text(encoding="utf-8") == "{half"


def test_that_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FileProblem, match="could not be saved"):
        PresetStore(tmp_path / "file" / "presets").save(PRESET)


def test_that_a_file_of_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes(b" " * (5 << 20))
    with pytest.raises(FileProblem, match="too large"):
        read_preset_file(path)

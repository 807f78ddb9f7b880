"""What the wizard keeps from one time to the next, on a real settings file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from catalogue_gui.catalogue.importing import Mode, ReadOptions, Reject
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.csv_import.memory import ImportMemory
from catalogue_gui.gui.csv_import.mending import Mending
from catalogue_gui.gui.csv_import.plan import ImportPlan
from tests.gui.csv_import.test_plan import column, view_of

REJECT = Reject(3, "price", "x", "“x” is not a price", ("Mug", "x"))


def make_plan(path: Path) -> ImportPlan:
    plan = ImportPlan()
    plan.choose_file(path)
    plan.correct(ReadOptions(encoding="cp1252", header=False))
    plan.show(view_of(column("Name", "name"), column("Cost", "metadata.Cost")))
    plan.choose_field(plan.columns[1], "price")
    plan.mode = Mode.UPSERT
    plan.keep_others = False
    plan.typed_defaults = {Field.CATEGORY: "Home, “new”"}
    return plan


def test_that_an_import_that_was_left_is_taken_up_as_it_was(tmp_path: Path) -> None:
    settings = tmp_path / "import.ini"
    plan = make_plan(tmp_path / "Preise März, neu.csv")
    mending = Mending()
    mending.type_cell(REJECT, 1, "5")
    ImportMemory(settings).keep_unfinished(plan, mending)

    again = ImportMemory(settings)
    assert again.unfinished == plan.path
    fresh, typed = ImportPlan(), Mending()
    assert again.take_up(fresh, typed)
    fresh.show(plan.view)  # type: ignore[arg-type]
    assert fresh.to_options() == plan.to_options()
    assert fresh.path == plan.path
    assert typed.records() == mending.records()


def test_that_what_is_done_is_offered_no_more(tmp_path: Path) -> None:
    memory = ImportMemory(tmp_path / "import.ini")
    memory.keep_unfinished(make_plan(tmp_path / "a.csv"), Mending())
    memory.forget_unfinished()
    assert memory.unfinished is None
    assert ImportMemory(tmp_path / "import.ini").unfinished is None


@pytest.mark.parametrize(
    "damaged", ["[General]\nunfinished={", "[General]\nunfinished=[1]", "\x00\x01", ""]
)
def test_that_a_damaged_settings_file_is_as_none(tmp_path: Path, damaged: str) -> None:
    settings = tmp_path / "import.ini"
    settings.write_text(damaged, encoding="utf-8")
    memory = ImportMemory(settings)
    assert memory.unfinished is None
    assert memory.folder is None
    plan = ImportPlan()
    memory.bring_habits(plan)
    assert plan == ImportPlan()
    assert not memory.take_up(plan, Mending())


def test_that_habits_are_brought_to_the_next_plan_and_the_files_own_choices_are_not(
    tmp_path: Path,
) -> None:
    memory = ImportMemory(tmp_path / "import.ini")
    memory.keep_habits(make_plan(tmp_path / "a.csv"))
    fresh = ImportPlan()
    ImportMemory(tmp_path / "import.ini").bring_habits(fresh)
    assert fresh.mode == Mode.UPSERT
    assert not fresh.keep_others
    assert fresh.typed_defaults == {}
    assert fresh.choices == {}


def test_that_folder_and_place_are_kept(tmp_path: Path) -> None:
    memory = ImportMemory(tmp_path / "import.ini")
    assert memory.geometry is None
    memory.keep_folder(tmp_path / "lists" / "a.csv")
    memory.keep_geometry(QByteArray(b"\x01\xd9place"))
    again = ImportMemory(tmp_path / "import.ini")
    assert again.folder == tmp_path / "lists"
    assert again.geometry == QByteArray(b"\x01\xd9place")

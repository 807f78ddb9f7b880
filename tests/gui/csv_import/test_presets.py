"""Presets in the wizard: made of the choices, used, taken back; and the bar that does so, on a real folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.importing import ImportOptions, Mode, ReadOptions
from catalogue_gui.catalogue.presets import Preset
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.typed_values import NumberMarks
from catalogue_gui.gui.csv_import.column_table import (
    BECOMES,
    TARGET,
    ColumnModel,
)
from catalogue_gui.gui.csv_import.column_targets import target_choice, target_choices
from catalogue_gui.gui.csv_import.columns_page import ColumnsPage
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.preset_desk import PresetDesk
from catalogue_gui.gui.csv_import.preset_shelf import PresetShelf
from catalogue_gui.gui.csv_import.preset_use import Choices, make_preset, use_preset
from catalogue_gui.jobs import JobRunner
from catalogue_gui.transfer.preset_store import PresetStore, write_preset_file
from tests.gui.csv_import.test_plan import column, view_of


def make_plan(path: str = "/prices.csv", *keys: str) -> ImportPlan:
    """A file with the columns of a shop, in some order."""
    fields = {"Name": "name", "Price": "price", "Category": "category", "SKU": "metadata.SKU"}
    made = ImportPlan(marks=NumberMarks(",", "."))
    made.choose_file(Path(path))
    made.show(view_of(*(column(key, fields[key]) for key in keys or tuple(fields))))
    return made


def make_choices(plan: ImportPlan) -> None:
    """Choose something of each kind."""
    plan.choose_field(plan.columns[3], "tags")
    plan.choose_others(keep=False)
    plan.mode = Mode.UPSERT
    plan.chosen_match = "name"
    plan.decimal = ","
    plan.tag_separator = "/"
    plan.clear_blanks = True
    plan.typed_defaults = {Field.PRICE: "1.299,50", Field.CATEGORY: "Home"}


def test_that_a_preset_makes_the_same_import_of_a_file_whose_columns_stand_in_another_order() -> (
    None
):
    first = make_plan()
    make_choices(first)
    preset = make_preset(first, "Supplier")
    other = make_plan("/next.csv", "SKU", "Category", "Name", "Price")
    assert use_preset(other, preset) == ()
    assert other.to_options() == replace(
        first.to_options(),
        mapping={"#1": "tags", "#2": "category", "#3": "name", "#4": "price"},
    )
    assert other.typed_defaults[Field.PRICE] == "1.299,50"
    assert other.reason_of(other.columns[0]) == "preset “Supplier”"


def test_that_what_a_preset_replaced_is_put_back_as_it_was() -> None:
    plan = make_plan()
    make_choices(plan)
    before = Choices.of(plan)
    options = plan.to_options()
    use_preset(plan, Preset("x", (), ImportOptions(defaults={"stock": "3"})))
    assert plan.to_options() != options
    before.put_back(plan)
    assert plan.to_options() == options
    assert Choices.of(plan) == before


def test_that_what_the_window_has_no_field_for_is_kept_in_the_preset() -> None:
    plan = make_plan()
    options = ImportOptions(
        mode=Mode.UPDATE, defaults={"stock": "3", "metadata.a": "b"}, blanks={"tags": "clear"}
    )
    use_preset(plan, Preset("x", (), options))
    assert plan.clears_some_blanks
    again = make_preset(plan, "y").options
    assert (again.defaults, again.blanks) == (options.defaults, options.blanks)


def test_that_columns_are_found_as_the_command_finds_them_and_those_that_are_not_there_are_told() -> (
    None
):
    plan = make_plan()
    mapping = {"name": "name", "sku": "tags", "#2": "price", "Colour": "metadata.c"}
    assert use_preset(plan, Preset("x", (), ImportOptions(mapping=mapping))) == ("Colour",)
    assert plan.choices == {"Name": "name", "SKU": "tags", "Price": "price"}


def test_that_a_preset_is_offered_until_it_is_used_declined_or_the_file_is_another() -> None:
    plan = make_plan()
    desk = PresetDesk(plan)
    desk.presets = (
        Preset("Other", ("a",)),
        Preset("Mine", ("SKU", "Name", "Price", "Category"), ImportOptions(decimal=",")),
    )
    assert desk.note() == "This file has the columns of “Mine”."
    offered = desk.offered
    assert offered is not None
    desk.use(offered)
    assert desk.note() == "“Mine” is in use."
    assert plan.to_options().decimal == ","
    assert desk.undo() == ReadOptions()
    assert plan.to_options().decimal is None
    desk.decline()
    assert desk.note() == ""
    desk.begin_file()
    assert desk.offered is not None


def test_that_undo_ends_where_it_would_take_a_later_choice_away() -> None:
    plan = make_plan()
    desk = PresetDesk(plan)
    desk.use(Preset("Mine", (), ImportOptions(decimal=",")))
    desk.keep_what_was_changed()
    assert not desk.can_undo
    assert desk.undo() is None
    assert (plan.decimal, desk.in_use) == (",", "Mine")


def test_that_a_column_can_be_sent_to_a_field_instead_of_another_or_together_with_it() -> None:
    plan = make_plan()
    sku = plan.columns[3]
    choices = dict(target_choices(plan, sku))
    assert choices["category"] == "Category"
    assert choices["+category"] == "Category, together with “Category”"
    assert "+price" not in choices
    plan.join_field(sku, "category")
    assert target_choice(plan, sku) == "+category"
    model = ColumnModel(plan)
    model.show_plan()
    shown = [model.index(row, TARGET).data() for row in range(4)]
    assert shown == ["Name", "Price", "Category, level 1", "Category, level 2"]


class Bar:
    """The columns page with its bar, used by the names of its widgets."""

    def __init__(self, qtbot: QtBot, folder: Path, plan: ImportPlan) -> None:
        self.qtbot = qtbot
        self.runner = JobRunner()
        self.store = PresetStore(folder)
        self.shelf = PresetShelf(self.runner, self.store)
        self.plan = plan
        self.page = ColumnsPage(plan, self.shelf)
        qtbot.addWidget(self.page)
        self.page.show_plan()
        self.page.show()

    def child(self, kind: type[Any], name: str) -> Any:
        found = self.page.findChild(kind, name)
        assert found is not None, name
        return found

    def click(self, name: str) -> None:
        button = self.child(QPushButton, name)
        self.qtbot.waitUntil(button.isVisible)
        assert button.isEnabled()
        button.click()

    @property
    def note(self) -> str:
        label = self.child(QLabel, "importPresetNote")
        return str(label.text()) if label.isVisible() else ""

    def wait_for_note(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.note, timeout=5000)

    def open_file(self, plan: ImportPlan, path: str) -> None:
        view = plan.view
        self.plan.choose_file(Path(path))
        assert view is not None
        self.plan.show(view)
        self.page.show_plan()


@pytest.fixture
def open_bar(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[ImportPlan], Bar]]:
    """Opens a page over a plan; all pages share one folder of presets."""
    made: list[Bar] = []

    def open_it(plan: ImportPlan) -> Bar:
        made.append(Bar(qtbot, tmp_path / "presets", plan))
        return made[-1]

    yield open_it
    for bar in made:
        bar.runner.shutdown()


def test_that_choices_are_saved_offered_for_the_next_file_used_and_undone(
    open_bar: Callable[[ImportPlan], Bar],
) -> None:
    bar = open_bar(make_plan())
    bar.plan.choose_field(bar.plan.columns[3], "tags")
    bar.click("importSavePreset")
    field = bar.child(QLineEdit, "importPresetName")
    assert field.text() == "prices"
    bar.qtbot.keyClicks(field, "Supplier A")
    bar.qtbot.keyClick(field, Qt.Key.Key_Return)
    bar.wait_for_note("“Supplier A” is saved.")
    assert bar.child(QComboBox, "importPreset").currentText() == "Supplier A"

    later = open_bar(make_plan("/next.csv"))
    later.wait_for_note("This file has the columns of “Supplier A”.")
    assert later.plan.field_of(later.plan.columns[3]) == "metadata.SKU"
    with later.qtbot.waitSignal(later.page.changed):
        later.click("importUsePreset")
    assert later.plan.field_of(later.plan.columns[3]) == "tags"
    assert later.note == "“Supplier A” is in use."
    later.click("importUndoPreset")
    assert later.plan.field_of(later.plan.columns[3]) == "metadata.SKU"
    assert later.plan.choices == {}
    later.click("importDeclinePreset")
    assert later.note == ""


def test_that_a_choice_by_hand_keeps_the_preset_and_ends_its_undo(
    open_bar: Callable[[ImportPlan], Bar],
) -> None:
    bar = open_bar(make_plan())
    bar.store.save(Preset("A", (), ImportOptions(decimal=",")))
    bar.shelf.load()
    choice = bar.child(QComboBox, "importPreset")
    bar.qtbot.waitUntil(lambda: choice.findText("A") == 1, timeout=5000)
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    assert bar.plan.decimal == ","
    assert bar.note == "“A” is in use."
    bar.child(QLineEdit, "importDefaultCategory").setText("Home")
    assert bar.note == ""
    assert choice.currentText() == "A"
    bar.open_file(bar.plan, "/third.csv")
    assert choice.currentText() == "None in use"


def test_that_a_preset_that_needs_the_file_read_another_way_is_used_when_it_was(
    open_bar: Callable[[ImportPlan], Bar],
) -> None:
    bar = open_bar(make_plan())
    read = ReadOptions(encoding="cp1250")
    bar.store.save(Preset("A", (), ImportOptions(read=read, mapping={"Price": "tags"})))
    bar.shelf.load()
    choice = bar.child(QComboBox, "importPreset")
    bar.qtbot.waitUntil(lambda: choice.findText("A") == 1, timeout=5000)
    with bar.qtbot.waitSignal(bar.page.reading_corrected) as asked:
        choice.activated.emit(1)
    assert asked.args == [read]
    view = bar.plan.view
    assert view is not None
    assert bar.plan.choices == {}
    bar.plan.correct(read)
    bar.plan.show(view)
    bar.page.show_plan()
    assert bar.plan.choices == {"Price": "tags"}
    with bar.qtbot.waitSignal(bar.page.reading_corrected) as asked:
        bar.click("importUndoPreset")
    assert asked.args == [ReadOptions()]
    assert bar.plan.choices == {}


def test_that_a_shared_file_is_used_and_a_damaged_one_changes_nothing(
    open_bar: Callable[[ImportPlan], Bar], tmp_path: Path
) -> None:
    bar = open_bar(make_plan())
    shared, damaged = tmp_path / "shared.json", tmp_path / "damaged.json"
    write_preset_file(shared, Preset("From Ann", (), ImportOptions(mapping={"Gone": "name"})))
    damaged.write_text('{"colour": 1}', encoding="utf-8")
    bar.click("importLoadPreset")
    bar.child(QFileDialog, "importLoadPresetDialog").fileSelected.emit(str(damaged))
    bar.wait_for_note("“colour”, which this version does not know")
    assert bar.plan.choices == {}
    bar.click("importPresetToldButton")
    bar.child(QFileDialog, "importLoadPresetDialog").fileSelected.emit(str(shared))
    bar.wait_for_note("“From Ann” is in use. This file has no “Gone”.")


def test_that_sharing_writes_the_choices_that_are_shown(
    open_bar: Callable[[ImportPlan], Bar], tmp_path: Path
) -> None:
    bar = open_bar(make_plan())
    bar.plan.choose_field(bar.plan.columns[3], "tags")
    bar.click("importSharePreset")
    dialog = bar.child(QFileDialog, "importSharePresetDialog")
    path = tmp_path / "to share.json"
    dialog.fileSelected.emit(str(path))
    bar.wait_for_note("The choices are in")
    assert bar.store.read_file(path).options.mapping["SKU"] == "tags"


def test_that_escape_ends_the_naming_and_saves_nothing(
    open_bar: Callable[[ImportPlan], Bar],
) -> None:
    bar = open_bar(make_plan())
    bar.click("importSavePreset")
    field = bar.child(QLineEdit, "importPresetName")
    bar.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert bar.store.load().presets == ()


def test_that_a_saved_preset_is_deleted(open_bar: Callable[[ImportPlan], Bar]) -> None:
    bar = open_bar(make_plan())
    bar.store.save(Preset("A"))
    bar.shelf.load()
    choice = bar.child(QComboBox, "importPreset")
    bar.qtbot.waitUntil(lambda: choice.findText("A") == 1, timeout=5000)
    choice.activated.emit(1)
    bar.click("importDeletePreset")
    bar.qtbot.waitUntil(lambda: choice.currentText() == "None yet", timeout=5000)
    assert bar.store.load().presets == ()


def test_that_the_page_says_where_a_required_field_is_missing(
    open_bar: Callable[[ImportPlan], Bar],
) -> None:
    bar = open_bar(make_plan("/x.csv", "Name", "SKU"))
    assert bar.child(QLabel, "importSourcePrice").text() == "no column"
    field = bar.child(QLineEdit, "importDefaultPrice")
    assert field.placeholderText() == "one value for all"
    field.setText("cheap")
    assert "“cheap” is not a price" in field.toolTip()
    model = bar.page.columns.model
    assert model.index(0, BECOMES).data() == "x"

"""Files dropped on the wizard, and what it knows the next time it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.importing import Mode
from catalogue_gui.gui.csv_import.memory import ImportMemory
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.wizard import ImportWizard
from catalogue_gui.jobs.helper_process import HelperProcess, end_those_left
from tests.gui.csv_import.conftest import SHOP, Driver, count_products, write_shop
from tests.gui.csv_import.test_wizard_faults import is_waiting, table_locked

OpenWizard = Callable[[], Driver]


@pytest.fixture
def open_wizard(
    qtbot: QtBot, make_helper: Callable[[], HelperProcess], tmp_path: Path
) -> Iterator[OpenWizard]:
    """Opens the wizard as the window does, time and again over the same settings."""
    made: list[ImportWizard] = []

    def open_it() -> Driver:
        wizard = ImportWizard(make_helper, memory=ImportMemory(tmp_path / "import.ini"))
        made.append(wizard)
        wizard.open()
        return Driver(qtbot, wizard)

    yield open_it
    for wizard in made:
        wizard.end()
        wizard.deleteLater()
    end_those_left()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_of_several_files_dropped_the_first_is_read_and_that_is_said(
    driver: Driver, shop_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("name,price,category\nSpoon,1,Kitchen\n", encoding="utf-8")
    assert driver.drop(driver.wizard, shop_file, other, other)
    driver.wait_until_idle()
    assert driver.field("importFileField").text() == str(shop_file)
    assert "“shop.csv” is read; import the other 2 after it" in driver.wizard.message_text


def test_that_a_file_dropped_on_the_path_field_is_read_and_not_pasted(
    driver: Driver, shop_file: Path
) -> None:
    field = driver.field("importFileField")
    assert driver.drop(field, shop_file)
    driver.wait_until_idle()
    assert field.text() == str(shop_file)
    assert driver.wizard.plan.view is not None


def test_that_a_file_dropped_on_a_later_page_begins_with_it(
    driver: Driver, shop_file: Path, tmp_path: Path
) -> None:
    driver.to_changes(shop_file)
    other = write_shop(tmp_path / "few.csv", SHOP[:2])
    assert driver.drop(driver.wizard, other)
    assert driver.wizard.step == Step.FILE
    driver.wait_until_idle()
    driver.next()
    driver.next()
    driver.wait_until_idle()
    assert driver.wizard.plan.report is not None
    assert driver.wizard.plan.report.records == 2


def test_that_no_file_is_taken_while_another_is_written(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    with table_locked(catalogue_uri):
        driver.next()
        driver.wait(lambda: is_waiting(catalogue_uri))
        assert not driver.drop(driver.wizard, shop_file)
    driver.wait_until_idle()
    assert count_products(catalogue_uri) == 5


def test_that_the_next_file_is_looked_for_where_the_last_one_was(
    open_wizard: OpenWizard, shop_file: Path
) -> None:
    first = open_wizard()
    first.open_file(shop_file)
    first.wizard.reject()
    second = open_wizard()
    second.button("importChooseButton").click()
    dialog = second.wizard.findChild(QFileDialog, "importFileDialog")
    assert dialog is not None
    assert dialog.directory().absolutePath() == str(shop_file.parent)
    filters = dialog.nameFilters()[0]
    assert all(f"*.{kind}" in filters for kind in ("csv", "tsv", "txt", "gz", "zip"))
    dialog.close()


def test_that_what_one_likes_to_do_is_chosen_the_next_time(
    open_wizard: OpenWizard, shop_file: Path
) -> None:
    first = open_wizard()
    first.to_columns(shop_file)
    first.choose("importMode", Mode.UPSERT)
    first.choose("importOthers", False)
    first.wizard.reject()
    second = open_wizard()
    second.to_columns(shop_file)
    assert second.choice("importMode").currentData() == Mode.UPSERT
    assert second.choice("importOthers").currentData() is False


def test_that_an_import_closed_by_mistake_is_gone_on_with(
    open_wizard: OpenWizard, shop_file: Path, catalogue_uri: str
) -> None:
    first = open_wizard()
    first.to_columns(shop_file)
    first.field("importDefaultCategory").setText("Various")
    first.next()
    first.wait_until_idle()
    first.next()
    first.rejects()
    first.type_over(1, "Regular price", "25")
    first.wizard.close()
    assert first.wizard.isVisible(), "it asks first"
    first.button("importLeaveButton").click()
    assert not first.wizard.isVisible()

    second = open_wizard()
    assert "“shop.csv” was not imported" in second.wizard.message_text
    second.button("importGoOnButton").click()
    second.wait(lambda: second.wizard.step == Step.COLUMNS)
    assert second.field("importDefaultCategory").text() == "Various"
    second.next()
    second.wait(lambda: second.wizard.plan.report is not None)
    second.next()
    assert [line for line, *_rest in second.rejects()] == [5]
    second.next()
    second.wait_until_idle()
    assert count_products(catalogue_uri) == 7
    second.wizard.accept()

    third = open_wizard()
    assert third.wizard.message_text == ""


def test_that_an_import_under_way_when_the_program_ends_is_offered_the_next_time(
    open_wizard: OpenWizard, shop_file: Path
) -> None:
    first = open_wizard()
    first.to_columns(shop_file)
    first.field("importDefaultCategory").setText("Various")
    first.wizard.end()
    second = open_wizard()
    assert "“shop.csv” was not imported" in second.wizard.message_text
    second.button("importForgetButton").click()
    assert second.wizard.message_text == ""
    assert open_wizard().wizard.message_text == ""


def test_that_a_left_import_whose_file_is_gone_says_so_and_keeps_the_choices(
    open_wizard: OpenWizard, shop_file: Path
) -> None:
    first = open_wizard()
    first.to_columns(shop_file)
    first.field("importDefaultCategory").setText("Various")
    first.wizard.end()
    shop_file.rename(shop_file.with_suffix(".moved"))
    second = open_wizard()
    second.button("importGoOnButton").click()
    second.wait_until_idle()
    assert "There is no" in second.wizard.message_text
    assert second.wizard.step == Step.FILE
    shop_file.with_suffix(".moved").rename(shop_file)
    second.button("importRetryButton").click()
    second.wait_until_idle()
    second.next()
    assert second.field("importDefaultCategory").text() == "Various"


def test_that_any_character_can_be_named_as_the_delimiter(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("name§price§category\nMug§4§Home\nPan, big§5§Home\n", encoding="utf-8")
    driver.open_file(path)
    driver.choose("importDelimiter", ",")
    driver.wait_until_idle()
    view = driver.wizard.plan.view
    assert view is not None
    assert len(view.columns) < 3
    driver.choose("importDelimiter", "other")
    field = driver.widget("importOtherDelimiter")
    assert isinstance(field, QLineEdit)
    driver.wait(field.hasFocus)
    driver.qtbot.keyClicks(field, "§")
    driver.wait(lambda: (found := driver.wizard.plan.view) is not None and len(found.columns) == 3)
    assert driver.choice("importDelimiter").currentData() == "other"
    assert driver.field("importOtherDelimiter").text() == "§"
    driver.choose("importDelimiter", None)
    driver.wait_until_idle()
    assert not field.isVisible()

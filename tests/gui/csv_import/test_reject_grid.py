"""Rejected records mended in the grid, with the real engine on a real catalogue."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit

from catalogue_gui.catalogue.importing import Mode, Outcome
from catalogue_gui.gui.csv_import.reject_model import RejectModel
from catalogue_gui.gui.csv_import.steps import Step
from tests.gui.csv_import.conftest import Driver, count_products

CHECK, TAKE_BACK = "importCheckTypedButton", "importTakeBackButton"


def model_of(driver: Driver) -> RejectModel:
    model = driver.rejects_view.model()
    assert isinstance(model, RejectModel)
    return model


def headers(driver: Driver) -> list[str]:
    model = model_of(driver)
    return [
        str(model.headerData(section, Qt.Orientation.Horizontal))
        for section in range(model.columnCount())
    ]


def reason_below(driver: Driver) -> str:
    label = driver.widget("importRejectReason")
    assert isinstance(label, QLabel)
    return label.text()


def test_that_the_grid_begins_with_the_reason_and_the_columns_that_matter(
    driver: Driver, shop_file: Path
) -> None:
    driver.to_changes(shop_file)
    rejects = driver.rejects()
    assert headers(driver)[:4] == ["Reason", "Name", "Regular price", "Categories"]
    assert len(headers(driver)) == 56
    assert rejects[2] == (9, "Regular price", "on request", "“on request” is not a price")
    driver.rejects_view.setCurrentIndex(model_of(driver).index(2, 0))
    assert (
        reason_below(driver)
        == "Line 9, Regular price: “on request” is not a price. Type over it to mend it."
    )
    QAbstractItemModelTester(
        model_of(driver), QAbstractItemModelTester.FailureReportingMode.Fatal, driver.wizard
    )


def test_that_records_typed_over_are_checked_together_and_written(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    driver.rejects()
    driver.type_over(0, "Regular price", "15")
    driver.type_over(2, "Regular price", "25.00")
    driver.type_over(2, "Categories", "Gifts")
    assert driver.reason == "Check again what you typed, or take it back."
    assert not driver.button("wizardNextButton").isEnabled()
    assert model_of(driver).index(0, 0).data() == "typed over, not checked yet"

    driver.button(CHECK).click()
    driver.wait_until_idle()
    report = driver.wizard.plan.report
    assert report is not None
    assert (report.new, report.rejected) == (7, 1)
    assert "2 records mended" in driver.wizard.message_text
    assert driver.button("wizardNextButton").text() == "&Write 7 products"
    assert [line for line, *_rest in driver.rejects()] == [8]
    assert count_products(catalogue_uri) == 0

    driver.next()
    driver.wait_until_idle()
    with psycopg.connect(catalogue_uri) as connection:
        found = connection.execute(
            "SELECT name, price::text, category FROM products WHERE name IN ('Jute rug', 'Gift card') ORDER BY name"
        ).fetchall()
    assert found == [("Gift card", "25.00", "Gifts"), ("Jute rug", "15.00", "Home/Rugs")]


def test_that_what_is_still_wrong_stays_as_typed_with_its_new_reason(
    driver: Driver, shop_file: Path
) -> None:
    driver.to_changes(shop_file)
    driver.rejects()
    driver.type_over(2, "Regular price", "-5")
    driver.button(CHECK).click()
    driver.wait_until_idle()
    assert "Not mended yet" in driver.wizard.message_text
    line, column, text, reason = driver.rejects()[2]
    assert (line, column, text) == (9, "Regular price", "-5")
    assert "on request" not in reason
    driver.type_over(2, "Regular price", "5")
    driver.button(CHECK).click()
    driver.wait_until_idle()
    assert len(driver.rejects()) == 2


def test_that_what_was_typed_is_taken_back_also_after_it_was_checked(
    driver: Driver, shop_file: Path
) -> None:
    driver.to_changes(shop_file)
    driver.rejects()
    driver.type_over(0, "Regular price", "15")
    driver.button(TAKE_BACK).click()
    assert driver.reason == "Nothing has been written yet."
    assert driver.rejects()[0][2] == ""
    assert not driver.button(TAKE_BACK).isEnabled()

    driver.type_over(0, "Regular price", "15")
    driver.button(CHECK).click()
    driver.wait_until_idle()
    assert len(driver.rejects()) == 2
    driver.button(TAKE_BACK).click()
    driver.wait_until_idle()
    assert [line for line, *_rest in driver.rejects()] == [5, 8, 9]


def test_that_the_keyboard_alone_mends(driver: Driver, shop_file: Path) -> None:
    driver.to_changes(shop_file)
    driver.rejects()
    keys, view = driver.qtbot, driver.rejects_view
    view.setFocus()
    view.setCurrentIndex(model_of(driver).index(0, 0))
    for text in ("15", "Kitchen", "25"):
        keys.keyClick(view, Qt.Key.Key_Return)
        editor = view.findChild(QLineEdit, "importCellEditor")
        assert editor is not None
        assert editor.hasFocus()
        editor.selectAll()
        keys.keyClicks(editor, text)
        keys.keyClick(editor, Qt.Key.Key_Return)
        driver.wait(lambda: view.findChild(QLineEdit, "importCellEditor") is None)
    assert driver.wizard.step == Step.CHANGES, "Return in the grid is not Next"
    keys.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.rejects()[2][2] == "on request"
    keys.keyClick(view, Qt.Key.Key_Return)
    editor = view.findChild(QLineEdit, "importCellEditor")
    assert editor is not None
    keys.keyClicks(editor, "25")
    keys.keyClick(editor, Qt.Key.Key_Escape)
    assert driver.wizard.isVisible(), "Escape gave up the cell, and not the import"
    assert driver.rejects()[2][2] == "on request"
    keys.keyClick(driver.wizard, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    driver.wait(lambda: "2 records mended" in driver.wizard.message_text)
    assert [line for line, *_rest in driver.rejects()] == [9]


def test_that_a_text_of_several_lines_keeps_its_line_breaks(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text('name,price,category,note\nMug,x,Home,"a\nb"\n', encoding="utf-8")
    driver.to_changes(path)
    driver.rejects()
    view, model = driver.rejects_view, model_of(driver)
    view.setFocus()
    index = model.index(0, headers(driver).index("note"))
    view.setCurrentIndex(index)
    view.edit(index)
    editor = view.findChild(QLineEdit, "importCellEditor")
    assert editor is not None
    driver.qtbot.keyClick(editor, Qt.Key.Key_End)
    driver.qtbot.keyClicks(editor, "c")
    driver.qtbot.keyClick(editor, Qt.Key.Key_Return)
    driver.wait(lambda: view.findChild(QLineEdit, "importCellEditor") is None)
    assert index.data(Qt.ItemDataRole.EditRole) == "a\nbc"


def test_that_cells_too_many_are_shown_and_emptied(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(
        "name,price,category\nPan,5,Home\nPot,5,Home\nMug,4,Home,new,blue\n", encoding="utf-8"
    )
    driver.to_changes(path)
    assert driver.rejects()[0][0] == 4
    assert headers(driver)[-2:] == ["Surplus 1", "Surplus 2"]
    driver.type_over(0, "Surplus 1", "")
    driver.type_over(0, "Surplus 2", "")
    driver.button(CHECK).click()
    driver.wait_until_idle()
    assert "No record is rejected any more" in driver.wizard.message_text
    assert "Mug" in [row[1] for row in driver.cells(Outcome.NEW)]


def test_that_a_cell_too_long_to_be_shown_whole_is_not_typed_over_and_comes_to_no_harm(
    driver: Driver, tmp_path: Path, catalogue_uri: str
) -> None:
    long = "x" * 30_000
    path = tmp_path / "long.csv"
    path.write_text(f"name,price,category,note\nMug,x,Home,{long}\n", encoding="utf-8")
    driver.to_changes(path)
    driver.rejects()
    model = model_of(driver)
    note = model.index(0, headers(driver).index("note"))
    assert not note.flags() & Qt.ItemFlag.ItemIsEditable
    assert "Too long" in note.data(Qt.ItemDataRole.ToolTipRole)
    driver.type_over(0, "price", "5")
    driver.button(CHECK).click()
    driver.wait_until_idle()
    driver.next()
    driver.wait_until_idle()
    with psycopg.connect(catalogue_uri) as connection:
        row = connection.execute("SELECT metadata ->> 'note' FROM products").fetchone()
    assert row == (long,)


def test_that_a_check_of_what_was_typed_can_be_stopped_and_asked_for_again(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_columns(shop_file)
    driver.choose("importMode", Mode.UPSERT)
    driver.next()
    driver.wait_until_idle()
    driver.next()
    driver.rejects()
    before = driver.wizard.plan.report
    driver.type_over(0, "Regular price", "15")
    with psycopg.connect(catalogue_uri) as other:
        # The comparison waits for what is locked, so that there is time to stop it.
        other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        driver.button(CHECK).click()
        driver.wait(lambda: bool(_waiting(catalogue_uri)))
        driver.button("wizardCancelButton").click()
        driver.wait_until_idle()
    assert "was stopped" in driver.wizard.message_text
    assert driver.wizard.plan.report == before
    assert [line for line, *_rest in driver.rejects()] == [5, 8, 9]
    driver.button(CHECK).click()
    driver.wait_until_idle()
    assert [line for line, *_rest in driver.rejects()] == [8, 9]
    driver.next()
    driver.wait_until_idle()
    assert count_products(catalogue_uri) == 6


def _waiting(uri: str) -> list[tuple[int]]:
    with psycopg.connect(uri) as connection:
        return connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchall()


def test_that_what_was_typed_survives_the_death_of_the_helper(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    driver.rejects()
    driver.type_over(0, "Regular price", "15")
    driver.button(CHECK).click()
    driver.wait_until_idle()
    assert [line for line, *_rest in driver.rejects()] == [8, 9]
    driver.type_over(1, "Regular price", "25")
    os.kill(driver.wizard.engine.process_id, signal.SIGKILL)
    driver.wait(lambda: not driver.wizard.engine.holds_check)
    driver.button(CHECK).click()
    driver.wait_until_idle()
    assert "Nothing was written" in driver.wizard.message_text
    driver.button("importRetryButton").click()
    driver.wait(lambda: driver.wizard.plan.report is not None)
    driver.next()
    assert [line for line, *_rest in driver.rejects()] == [8]
    driver.next()
    driver.wait_until_idle()
    assert count_products(catalogue_uri) == 7


def test_that_a_file_changed_meanwhile_gets_nothing_of_what_was_typed_over_other_records(
    driver: Driver, shop_file: Path
) -> None:
    driver.to_changes(shop_file)
    driver.rejects()
    driver.type_over(2, "Regular price", "25")
    shop_file.write_text(
        shop_file.read_text(encoding="utf-8").replace("Gift card", "Gold ring"), encoding="utf-8"
    )
    driver.button(CHECK).click()
    driver.wait_until_idle()
    assert "has changed since it was checked" in driver.wizard.message_text
    driver.button("importRetryButton").click()
    driver.wait(lambda: driver.wizard.plan.report is not None)
    assert "Not all that you typed fits" in driver.wizard.message_text
    driver.next()
    assert driver.rejects()[2][2] == "on request"


def test_that_a_change_of_columns_keeps_what_was_typed(driver: Driver, shop_file: Path) -> None:
    driver.to_changes(shop_file)
    driver.rejects()
    driver.type_over(0, "Regular price", "15")
    driver.button(CHECK).click()
    driver.wait_until_idle()
    driver.button("wizardBackButton").click()
    driver.button("wizardBackButton").click()
    driver.choose("importOthers", False)
    driver.next()
    driver.wait(lambda: driver.wizard.plan.report is not None)
    driver.next()
    assert [line for line, *_rest in driver.rejects()] == [8, 9]
    assert "Jute rug" in [row[1] for row in driver.cells(Outcome.NEW)]

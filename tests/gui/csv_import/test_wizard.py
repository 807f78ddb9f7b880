"""The import wizard from file to catalogue, on a real server with the real helper process."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QTableView, QWidget

from catalogue_gui.catalogue.importing import Mode, Outcome
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.csv_import.column_table import BECOMES, REASON, TARGET
from catalogue_gui.gui.csv_import.steps import Step
from tests.gui.csv_import.conftest import SHOP, Driver, count_products, write_shop

SAMPLE = (
    Path(os.environ.get("CATALOGUE_SAMPLE_FILES", Path(__file__).parents[4] / "shared" / "data"))
    / "wc_sample_products.csv"
)


def label_text(driver: Driver, name: str) -> str:
    label = driver.widget(name)
    assert isinstance(label, QLabel)
    return label.text()


def test_that_a_shop_export_goes_through_all_five_pages_into_the_catalogue(
    driver: Driver, shop_file: Path, catalogue_uri: str, tmp_path: Path
) -> None:
    driver.open_file(shop_file)
    preview = driver.widget("importPreviewTable")
    assert isinstance(preview, QTableView)
    assert preview.model().columnCount() == 55
    assert preview.model().index(0, 3).data() == "Oak lamp"
    assert "UTF-8" in label_text(driver, "importEvidence")

    driver.next()
    table = driver.widget("importColumnsTable")
    assert isinstance(table, QTableView)
    shown = [[table.model().index(row, c).data() for c in (0, TARGET)] for row in range(5)]
    assert shown == [
        ["Name", "Name"],
        ["Regular price", "Price"],
        ["Categories", "Category"],
        ["Tags", "Tags"],
        ["Stock", "Stock"],
    ]
    assert table.model().index(1, REASON).data() == "header “Regular price”"

    driver.next()
    assert driver.wizard.step == Step.CHECK
    driver.wait_until_idle()
    report = driver.wizard.plan.report
    assert report is not None
    assert report.records == 8 == report.new + report.changed + report.unchanged + report.rejected
    assert (
        label_text(driver, "importSum")
        == "8 records = 5 new + 0 changed + 0 unchanged + 3 rejected"
    )
    assert count_products(catalogue_uri) == 0

    driver.next()
    assert driver.button("wizardNextButton").text() == "&Write 5 products"
    assert driver.reason == "Nothing has been written yet."
    rejects = driver.rejects()
    assert [(line, column) for line, column, _text, _reason in rejects] == [
        (5, "Regular price"),
        (8, "Categories"),
        (9, "Regular price"),
    ]
    assert "blank" in rejects[0][3]
    assert rejects[2][2] == "on request"
    assert count_products(catalogue_uri) == 0

    with driver.qtbot.waitSignal(driver.wizard.imported, timeout=20_000):
        driver.next()
    assert driver.wizard.step == Step.DONE
    assert "5 products were added." in label_text(driver, "importResult")
    assert "3 records were rejected" in label_text(driver, "importResult")
    with psycopg.connect(catalogue_uri) as connection:
        rows = connection.execute(
            "SELECT name, price, category, tags, stock, metadata ->> 'SKU' FROM products ORDER BY price, name"
        ).fetchall()
    assert rows[-1] == ("Wool rug, 2 m", Decimal("249.00"), "Home/Rugs", ["wool"], 7, "rug-wool")
    assert len(rows) == 5

    driver.next()  # Close
    assert not driver.wizard.isVisible()


@pytest.mark.skipif(
    not SAMPLE.exists(), reason="the real shop exports are not beside this checkout"
)
def test_that_the_real_woocommerce_sample_names_its_three_records_without_a_price(
    driver: Driver, catalogue_uri: str
) -> None:
    driver.to_columns(SAMPLE)
    driver.field("importDefaultCategory").setText("Uncategorised")
    driver.next()
    driver.wait_until_idle()
    report = driver.wizard.plan.report
    assert report is not None
    assert (report.records, report.new, report.rejected) == (24, 21, 3)
    driver.next()
    assert [column for _line, column, _text, _reason in driver.rejects()] == ["Regular price"] * 3
    assert all("price is blank" in reason for _line, _column, _text, reason in driver.rejects())
    driver.next()
    driver.wait_until_idle()
    with psycopg.connect(catalogue_uri) as connection:
        found = connection.execute("SELECT count(*), sum(price) FROM products").fetchone()
    assert found == (21, Decimal("729.00"))


def test_that_a_default_and_a_choice_of_column_change_what_is_imported(
    driver: Driver, shop_file: Path
) -> None:
    driver.to_columns(shop_file)
    driver.field("importDefaultCategory").setText("Uncategorised")
    driver.field("importDefaultPrice").setText("5.25")
    driver.choose("importOthers", False)
    driver.next()
    driver.wait_until_idle()
    driver.next()
    new = driver.cells(Outcome.NEW)
    by_name = {row[1]: row for row in new}
    assert by_name["Jute rug"][2:5] == ["5.25", "Home/Rugs", ""]
    assert by_name["Iron pan"][3] == "Uncategorised"
    assert {row[6] for row in new} == {""}  # nothing went to metadata


def test_that_an_update_shows_old_and_new_and_leaves_out_what_is_the_same(
    driver: Driver, shop_file: Path, tmp_path: Path, catalogue_uri: str
) -> None:
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute(
            "INSERT INTO products (name, price, category, tags, stock) VALUES "
            "('Blue mug', 8.00, 'Kitchen', '{new}', 150), ('Green mug', 9.50, 'Kitchen', '{new,sale}', 80)"
        )
    driver.to_columns(shop_file)
    driver.choose("importMode", Mode.UPSERT)
    driver.choose("importOthers", False)
    assert driver.choice("importMatch").currentData() == "name"
    driver.next()
    driver.wait_until_idle()
    driver.next()
    assert driver.cells(Outcome.CHANGED) == [["6", "Blue mug", "8.00 → 9.50", "", "", "", ""]]
    detail = driver.widget("importRowDetail")
    assert isinstance(detail, QTableView)
    model = detail.model()
    assert [model.index(0, column).data() for column in range(3)] == ["Price", "8.00", "9.50"]
    assert [row[1] for row in driver.cells(Outcome.UNCHANGED)] == ["Green mug"]
    assert driver.button("wizardNextButton").text() == "&Write 4 products"
    driver.next()
    driver.wait_until_idle()
    assert "1 product was changed." in label_text(driver, "importResult")
    with psycopg.connect(catalogue_uri) as connection:
        price = connection.execute("SELECT price FROM products WHERE name = 'Blue mug'").fetchone()
    assert price == (Decimal("9.50"),)


def test_that_changed_records_are_narrowed_down_to_those_that_change_one_field(
    driver: Driver, tmp_path: Path, catalogue_uri: str
) -> None:
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute(
            "INSERT INTO products (name, price, category, stock) VALUES "
            "('Blue mug', 8.00, 'Kitchen', 150), ('Green mug', 9.50, 'Old', 8), ('Iron pan', 59, 'Old', 3)"
        )
    path = tmp_path / "few.csv"
    path.write_text(
        "name,price,category,stock\nBlue mug,9.50,Kitchen,150\nGreen mug,9.00,Kitchen,8\nIron pan,59,Kitchen,3\n",
        encoding="utf-8",
    )
    driver.to_columns(path)
    driver.choose("importMode", Mode.UPDATE)
    driver.next()
    driver.wait_until_idle()
    driver.next()
    box = driver.choice("importFieldFilter")
    driver.wait(box.isVisible)
    assert [box.itemText(place) for place in range(box.count())] == [
        "any field",
        "Price  2",
        "Category  2",
    ]

    def names() -> list[str]:
        return [row[1] for row in driver.cells(Outcome.CHANGED)]

    assert names() == ["Blue mug", "Green mug", "Iron pan"]
    driver.choose("importFieldFilter", "price")
    assert names() == ["Blue mug", "Green mug"]
    driver.choose("importFieldFilter", "category")
    assert names() == ["Green mug", "Iron pan"]
    driver.button("importShowNew").click()
    assert not box.isVisible()
    driver.button("importShowChanged").click()
    assert names() == ["Green mug", "Iron pan"], "one is where one was"
    driver.choose("importFieldFilter", "")
    assert len(names()) == 3


def test_that_a_file_whose_records_are_all_there_already_has_nothing_to_write(
    driver: Driver, tmp_path: Path
) -> None:
    path = write_shop(tmp_path / "few.csv", SHOP[:2])
    driver.to_changes(path)
    driver.next()
    driver.wait_until_idle()
    driver.button("importAnotherButton").click()
    assert driver.wizard.step == Step.FILE
    driver.to_columns(path)
    driver.choose("importMode", Mode.UPSERT)
    driver.next()
    driver.wait_until_idle()
    driver.next()
    assert not driver.button("wizardNextButton").isEnabled()
    assert driver.reason == "Nothing to write: the catalogue holds all of this already."


def test_that_rejected_rows_are_saved_and_import_once_mended(
    driver: Driver, shop_file: Path, tmp_path: Path, catalogue_uri: str
) -> None:
    saved = tmp_path / "rejected.csv"
    driver.to_changes(shop_file)
    driver.button("importSaveRejectsButton").click()
    dialog = driver.wizard.findChild(QFileDialog, "importRejectsDialog")
    assert dialog is not None
    assert dialog.selectedFiles() == [str(tmp_path / "shop-rejected.csv")]
    dialog.fileSelected.emit(str(saved))
    dialog.close()
    driver.wait_until_idle()
    assert "3 rejected rows were saved" in driver.wizard.message_text
    assert str(saved) in driver.wizard.message_text
    driver.next()
    driver.wait_until_idle()

    text = saved.read_text(encoding="utf-8-sig")
    assert text.count("\n") == 4
    saved.write_text(text.replace("on request", "25.00"), encoding="utf-8")
    driver.button("importAnotherButton").click()
    driver.to_changes(saved)
    assert [row[1] for row in driver.cells(Outcome.NEW)] == ["Gift card"]
    driver.next()
    driver.wait_until_idle()
    assert count_products(catalogue_uri) == 6


def test_that_a_correction_reads_the_file_again_and_automatic_takes_it_back(
    driver: Driver, tmp_path: Path
) -> None:
    path = tmp_path / "preise.csv"
    path.write_bytes("Name;Preis;Kategorie\nKännchen;12,50;Küche\n".encode("cp1252"))
    driver.open_file(path)
    preview = driver.widget("importPreviewTable")
    assert isinstance(preview, QTableView)
    assert preview.model().index(0, 0).data() == "Kännchen"
    assert "Windows-1252" in driver.choice("importEncoding").itemText(0)
    assert "semicolon" in driver.choice("importDelimiter").itemText(0)

    driver.choose("importEncoding", "cp1251")
    driver.wait_until_idle()
    assert preview.model().index(0, 0).data() == "Kдnnchen"
    driver.choose("importDelimiter", ",")
    driver.wait_until_idle()
    assert preview.model().columnCount() < 3 or preview.model().index(0, 0).data() != "Kдnnchen"
    driver.choose("importDelimiter", None)
    driver.choose("importEncoding", None)
    driver.wait_until_idle()
    assert preview.model().index(0, 0).data() == "Kännchen"
    assert preview.model().columnCount() == 3

    driver.choose("importHeader", False)
    driver.wait_until_idle()
    assert preview.model().rowCount() == 2
    assert preview.model().headerData(0, Qt.Orientation.Horizontal) == "Column 1"


def test_that_prices_that_can_be_read_both_ways_are_asked_about(
    driver: Driver, tmp_path: Path, catalogue_uri: str
) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("name;price;category\nSofa;1.299;Home\nBed;2.499;Home\n", encoding="utf-8")
    driver.to_columns(path)
    driver.next()
    driver.wait_until_idle()
    assert "--decimal" not in driver.wizard.message_text
    driver.qtbot.keyClick(driver.wizard.focusWidget(), Qt.Key.Key_Return)
    assert driver.wizard.plan.decimal is None  # Return chooses neither
    driver.button("importCommaButton").click()
    driver.wait_until_idle()
    driver.next()
    assert [row[2] for row in driver.cells(Outcome.NEW)] == ["1299.00", "2499.00"]


def test_that_a_missing_required_field_is_said_and_holds_the_way(
    driver: Driver, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("name,colour\nMug,blue\n", encoding="utf-8")
    driver.to_columns(path)
    assert not driver.button("wizardNextButton").isEnabled()
    assert "a price and a category" in driver.reason
    driver.field("importDefaultPrice").setText("4")
    driver.field("importDefaultCategory").setText("Kitchen")
    assert driver.reason == ""
    driver.field("importDefaultPrice").setText("four")
    assert "“four” is not a price." in driver.reason
    assert not driver.button("wizardNextButton").isEnabled()


def test_that_going_back_keeps_every_choice_and_an_unchanged_check_is_not_made_twice(
    driver: Driver, shop_file: Path
) -> None:
    driver.to_columns(shop_file)
    driver.field("importDefaultCategory").setText("Various")
    driver.next()
    driver.wait_until_idle()
    back = driver.button("wizardBackButton")
    back.click()
    assert driver.wizard.step == Step.COLUMNS
    assert driver.field("importDefaultCategory").text() == "Various"
    back.click()
    assert driver.wizard.step == Step.FILE
    driver.next()
    driver.next()
    assert driver.wizard.step == Step.CHECK
    assert not driver.wizard.engine.is_busy
    assert label_text(driver, "importSum").startswith("8 records = 6 new")


def test_that_the_whole_import_can_be_done_with_the_keyboard(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    keys = driver.qtbot
    field = driver.field("importFileField")
    driver.wait(field.hasFocus)
    keys.keyClicks(field, f'"{shop_file}"')
    keys.keyClick(field, Qt.Key.Key_Return)
    driver.wait_until_idle()
    keys.keyClick(field, Qt.Key.Key_Return)
    assert driver.wizard.step == Step.COLUMNS

    table = driver.widget("importColumnsTable")
    assert table.hasFocus()
    # Row 5 is the column ID; its list opens with Space: leave it out.
    for _ in range(5):
        keys.keyClick(table, Qt.Key.Key_Down)
    keys.keyClick(table, Qt.Key.Key_Space)
    editor = table.findChild(QComboBox, "importTargetChoice")
    assert editor is not None
    driver.wait(editor.view().isVisible)
    keys.keyClick(editor.view(), Qt.Key.Key_End)
    keys.keyClick(editor.view(), Qt.Key.Key_Return)
    driver.wait(lambda: driver.wizard.plan.choices == {"ID": "ignore"})
    driver.wait(table.hasFocus)
    keys.keyClick(table, Qt.Key.Key_Return)
    assert driver.wizard.step == Step.CHECK
    driver.wait_until_idle()
    keys.keyClick(driver.wizard.focusWidget(), Qt.Key.Key_Return)
    assert driver.wizard.step == Step.CHANGES
    driver.cells(Outcome.NEW)
    keys.keyClick(driver.wizard, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    driver.wait(lambda: driver.wizard.step == Step.DONE and not driver.wizard.engine.is_busy)
    assert count_products(catalogue_uri) == 5
    keys.keyClick(driver.wizard.focusWidget(), Qt.Key.Key_Return)
    assert not driver.wizard.isVisible()


def test_that_escape_asks_before_it_throws_choices_away(driver: Driver, shop_file: Path) -> None:
    driver.to_columns(shop_file)
    driver.field("importDefaultCategory").setText("Various")
    driver.qtbot.keyClick(driver.wizard, Qt.Key.Key_Escape)
    assert driver.wizard.isVisible()
    assert "Leave the import?" in driver.wizard.message_text
    driver.button("importStayButton").click()
    assert driver.wizard.message_text == ""
    driver.qtbot.keyClick(driver.wizard, Qt.Key.Key_Escape)
    driver.qtbot.keyClick(driver.wizard, Qt.Key.Key_Escape)
    assert not driver.wizard.isVisible()


def test_that_a_file_dropped_on_the_wizard_is_read(driver: Driver, shop_file: Path) -> None:
    assert driver.drop(driver.wizard, shop_file)
    driver.wait_until_idle()
    assert driver.wizard.plan.view is not None
    assert driver.field("importFileField").text() == str(shop_file)


def test_that_everything_a_person_can_act_on_has_two_names(driver: Driver, shop_file: Path) -> None:
    driver.to_changes(shop_file)
    for kind in ("QPushButton", "QComboBox", "AutomaticChoice", "QLineEdit", "QTableView"):
        for widget in driver.wizard.findChildren(QWidget):
            if type(widget).__name__ == kind and not widget.objectName().startswith("qt_"):
                assert widget.objectName(), kind
                assert widget.accessibleName(), widget.objectName()
                assert "&" not in widget.accessibleName()


def test_that_a_price_column_chosen_for_another_makes_the_first_one_move(
    driver: Driver, shop_file: Path
) -> None:
    driver.to_columns(shop_file)
    table = driver.widget("importColumnsTable")
    assert isinstance(table, QTableView)
    model = table.model()
    rows = {str(model.index(row, 0).data()): row for row in range(model.rowCount())}
    model.setData(model.index(rows["Sale price"], TARGET), str(Field.PRICE))
    assert model.index(rows["Sale price"], TARGET).data() == "Price"
    assert model.index(rows["Regular price"], TARGET).data() == "Metadata: Regular price"
    assert label_text(driver, "importSourcePrice") == "Sale price (blank so far)"


def test_that_a_column_without_a_price_in_sight_is_said_to_be_blank(
    driver: Driver, tmp_path: Path
) -> None:
    path = tmp_path / "books.csv"
    path.write_text("title,price,category\nDune,,Novels\nEmma,,Novels\n", encoding="utf-8")
    driver.to_columns(path)
    assert label_text(driver, "importSourcePrice") == "price (blank so far)"
    assert driver.field("importDefaultPrice").placeholderText() == "one value for all"
    assert label_text(driver, "importSourceName") == "title"


def test_that_levels_of_categories_become_paths_unless_they_are_to_stay(
    driver: Driver, shop_file: Path
) -> None:
    driver.to_columns(shop_file)
    levels = driver.choice("importCategorySeparator")
    assert levels.currentText() == "Automatic: > becomes /"
    view = driver.widget("importColumnsTable")
    assert isinstance(view, QTableView)
    model = view.model()
    (row,) = [
        each for each in range(model.rowCount()) if model.index(each, 0).data() == "Categories"
    ]
    assert model.index(row, BECOMES).data().startswith("Home/Lamps")
    driver.choose("importCategorySeparator", "")
    assert model.index(row, BECOMES).data().startswith("Home > Lamps")
    driver.next()
    driver.wait_until_idle()
    driver.next()
    assert "Home > Rugs" in {cells[3] for cells in driver.cells(Outcome.NEW)}

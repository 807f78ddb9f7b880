"""A column that is dragged onto a field, in the table and below it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QTableView, QWidget

from catalogue_gui.catalogue.importing import ColumnView, FileView
from catalogue_gui.gui.csv_import.column_dragging import (
    FieldSource,
    dragged_column,
    make_column_mime,
)
from catalogue_gui.gui.csv_import.column_table import TARGET, ColumnModel
from catalogue_gui.gui.csv_import.plan import ImportPlan
from tests.gui.csv_import.conftest import Driver

COPY = Qt.DropAction.CopyAction


def column(header: str, field: str) -> ColumnView:
    return ColumnView(header, header, field, "", ("1", "2"))


@pytest.fixture
def model(qapp: object) -> ColumnModel:
    columns = (
        column("Title", "name"),
        column("Cost", "price"),
        column("Retail", "metadata.Retail"),
    )
    plan = ImportPlan()
    plan.show(FileView("a.csv", 9, "utf-8", ",", '"', True, (), columns, ()))
    made = ColumnModel(plan)
    made.show_plan()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    return made


def fields(model: ColumnModel) -> dict[str, str]:
    return {each.key: model.plan.field_of(each) for each in model.plan.columns}


def drop(widget: QWidget, mime: QMimeData) -> bool:
    rest = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), COPY, *rest)
    QCoreApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(5, 5), COPY, *rest)
    QCoreApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_that_a_dragged_column_takes_the_field_of_the_row_it_is_dropped_on(model, qtbot):
    mime = model.mimeData([model.index(2, 0)])
    price = model.index(1, TARGET)
    assert model.canDropMimeData(mime, COPY, -1, -1, price)
    with qtbot.waitSignal(model.mapping_changed):
        assert model.dropMimeData(mime, COPY, -1, -1, price)
    assert fields(model) == {"Title": "name", "Cost": "metadata.Cost", "Retail": "price"}


@pytest.mark.parametrize(("dragged", "onto"), [(0, 2), (1, 1)])
def test_that_nothing_is_dropped_where_no_field_is_to_be_had(model, dragged, onto):
    mime = model.mimeData([model.index(dragged, 0)])
    before = fields(model)
    assert not model.dropMimeData(mime, COPY, -1, -1, model.index(onto, 0))
    assert fields(model) == before


def test_that_text_from_elsewhere_is_no_column(model):
    mime = QMimeData()
    mime.setText("Retail")
    assert dragged_column(mime) is None
    assert not model.canDropMimeData(mime, COPY, -1, -1, model.index(1, 0))


def test_that_a_header_with_half_a_character_can_be_dragged():
    assert dragged_column(make_column_mime("caf\udce9")) == "caf\udce9"


def test_that_a_field_below_the_table_takes_a_column(driver: Driver, shop_file: Path):
    driver.to_columns(shop_file)
    source = driver.widget("importSourcePrice")
    assert isinstance(source, FieldSource)
    assert source.text() == "Regular price"
    assert drop(source, make_column_mime("Sale price"))
    assert source.text() == "Sale price (blank so far)"
    assert driver.wizard.plan.column_for("price").key == "Sale price"


def test_that_a_field_takes_no_files_and_is_marked_only_while_a_column_is_over_it(
    driver: Driver, shop_file: Path
):
    driver.to_columns(shop_file)
    source = driver.widget("importSourcePrice")
    assert isinstance(source, QLabel)
    idle = source.backgroundRole()
    mime = QMimeData()
    mime.setText("Sale price")
    assert not drop(source, mime)
    rest = (make_column_mime("Sale price"), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QCoreApplication.sendEvent(source, QDragEnterEvent(QPoint(5, 5), COPY, *rest))
    assert source.backgroundRole() != idle
    QCoreApplication.sendEvent(source, QDropEvent(QPointF(5, 5), COPY, *rest))
    assert source.backgroundRole() == idle


def test_that_rows_of_the_table_can_be_dragged_and_stay(driver: Driver, shop_file: Path):
    driver.to_columns(shop_file)
    view = driver.widget("importColumnsTable")
    assert isinstance(view, QTableView)
    assert view.dragEnabled()
    rows = view.model().rowCount()
    mime = make_column_mime("Sale price")
    assert view.model().dropMimeData(mime, COPY, -1, -1, view.model().index(1, 0))
    assert view.model().rowCount() == rows
    assert driver.widget("importSourcePrice").text() == "Sale price (blank so far)"  # type: ignore[attr-defined]

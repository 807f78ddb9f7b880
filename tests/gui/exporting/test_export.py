"""An export as the user goes through it: the dialog, the file, the message."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QLabel, QListView
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.exporting import Form
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.export import ProductExport
from catalogue_gui.gui.exporting.choice import ExportOffer, ExportWish
from catalogue_gui.gui.exporting.column_model import ExportColumnModel
from catalogue_gui.gui.main_window import MainWindow
from tests.gui.test_main_window import banner_text

WORK_MS = 20_000


class Exporter:
    """Somebody who exports from a window."""

    def __init__(self, qtbot: QtBot, window: MainWindow, folder: Path) -> None:
        self.qtbot = qtbot
        self.window = window
        self.path = folder / "out.csv"
        export = window.findChild(ProductExport)
        assert export is not None
        self.export = export
        self.opened: list[QUrl] = []
        export._open_url = self.opened.append

    def offer(self, **changes: object) -> ExportOffer:
        model = self.window.model
        offer = ExportOffer(
            model.query,
            model.sort_order,
            model.rowCount(),
            shown=(Field.NAME, Field.PRICE, Field.TAGS),
            metadata_keys=(("brand",),),
        )
        return replace(offer, **changes)  # type: ignore[arg-type]

    def select(self, *rows: int) -> ProductScope:
        return ProductScope(
            self.window.model.rows.order, tuple(range(row, row + 1) for row in rows)
        )

    def part(self, kind: type, name: str) -> object:
        self.qtbot.waitUntil(
            lambda: any(each.isVisible() for each in self.window.findChildren(kind, name))
        )
        return next(each for each in self.window.findChildren(kind, name) if each.isVisible())

    def clicks(self, name: str) -> None:
        self.qtbot.mouseClick(self.part(QAbstractButton, name), Qt.MouseButton.LeftButton)

    def names_file(self, path: Path | None = None) -> None:
        """Name the file as the file dialog gives it."""
        dialog = self.part(QFileDialog, "exportFileDialog")
        dialog.fileSelected.emit(str(path or self.path))
        dialog.close()

    def is_told(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in banner_text(self.window), timeout=WORK_MS)

    def cells(self) -> list[list[str]]:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))


@pytest.fixture
def exporter(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Exporter:
    folder = tmp_path / "files"
    folder.mkdir()
    window.show()
    return Exporter(qtbot, window, folder)


def test_that_what_is_found_goes_to_a_spreadsheet_as_the_table_shows_it(exporter):
    exporter.export.offer(exporter.offer(query=parse_query("price:<4"), found_count=3))
    assert exporter.part(QLabel, "exportQuery").text() == "price:<4"
    exporter.clicks("exportChooseFileButton")
    exporter.names_file()
    exporter.is_told("Exported 3 products")
    assert exporter.cells() == [
        ["name", "price", "tags"],
        ["Product 00000", "1.00", "organic, sale"],
        ["Product 00001", "2.00", "new"],
        ["Product 00002", "3.00", "new"],
    ]
    assert str(exporter.path) in banner_text(exporter.window)
    assert [each.name for each in exporter.path.parent.iterdir()] == ["out.csv"]


def test_that_the_windows_own_button_leads_to_a_file(exporter):
    exporter.window.tools.export.trigger()
    exporter.clicks("exportChooseFileButton")
    exporter.names_file()
    exporter.is_told("Exported 1,000 products")
    assert exporter.cells()[0][:3] == ["name", "price", "category"]


def test_that_the_selected_products_come_in_the_order_of_the_table(exporter, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    exporter.export.offer(exporter.offer(selected=exporter.select(900, 5, 17)))
    exporter.clicks("exportExchange")
    exporter.clicks("exportChooseFileButton")
    exporter.names_file()
    exporter.is_told("Exported 3 products")
    cells = exporter.cells()
    assert set(cells[0]) == set(Field)
    assert [row[cells[0].index("name")] for row in cells[1:]] == [
        "Product 00900",
        "Product 00005",
        "Product 00017",
    ]
    assert list(tmp_path.glob("*.ids")) == []


def test_that_a_selected_product_that_is_gone_is_told(exporter, shop_uri):
    scope = exporter.select(0, 1)
    with psycopg.connect(shop_uri) as other:
        other.execute("DELETE FROM products WHERE name = 'Product 00001'")
    exporter.export.start(exporter.path, wish(exporter.offer(selected=scope), is_selected=True))
    exporter.is_told("One of the selected products is not in it")
    assert len(exporter.cells()) == 2


def wish(offer: ExportOffer, *, is_selected: bool = False) -> ExportWish:
    return ExportWish(offer, is_selected, Form.SPREADSHEET, (Field.NAME, Field.PRICE))


def test_that_a_column_ticked_by_hand_is_ones_own_choice_and_is_remembered(exporter):
    exporter.export.offer(exporter.offer())
    model = exporter.part(QListView, "exportColumnList").model()
    assert isinstance(model, ExportColumnModel)
    toggle(model, "brand")
    toggle(model, "Price")
    assert exporter.part(QAbstractButton, "exportColumnsOwn").isChecked()
    exporter.clicks("exportChooseFileButton")
    exporter.names_file()
    exporter.is_told("Exported 1,000 products")
    assert exporter.cells()[:2] == [
        ["name", "tags", "brand"],
        ["Product 00000", "organic, sale", "Brand 0"],
    ]
    exporter.export.offer(exporter.offer())
    assert exporter.part(QAbstractButton, "exportColumnsOwn").isChecked()
    assert len(exporter.part(QListView, "exportColumnList").model().ticked) == 3


def toggle(model: ExportColumnModel, title: str) -> None:
    for row in range(model.rowCount()):
        index = model.index(row)
        if index.data() == title:
            is_on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            state = Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked
            assert model.setData(index, state.value, Qt.ItemDataRole.CheckStateRole)
            return
    raise AssertionError(title)


def test_that_without_a_column_there_is_nothing_to_go_on_with(exporter):
    exporter.export.offer(exporter.offer())
    model = exporter.part(QListView, "exportColumnList").model()
    for title in ("Name", "Price", "Tags"):
        toggle(model, title)
    assert not exporter.part(QAbstractButton, "exportChooseFileButton").isEnabled()
    assert "at least one" in exporter.part(QLabel, "exportAdvice").text()


def test_that_the_dialog_is_gone_through_by_keyboard(exporter):
    exporter.export.offer(exporter.offer())
    dialog = exporter.part(QDialog, "exportDialog")
    box = exporter.part(QListView, "exportColumnList")
    box.setFocus()
    box.setCurrentIndex(box.model().index(0))
    exporter.qtbot.keyClick(box, Qt.Key.Key_Space)
    assert Field.NAME not in box.model().ticked
    exporter.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    exporter.part(QFileDialog, "exportFileDialog").reject()
    assert not exporter.export.is_running


def test_that_a_file_that_cannot_be_written_is_said_and_another_one_asked_for(exporter):
    exporter.export.start(exporter.path.parent / "missing" / "out.csv", wish(exporter.offer()))
    exporter.is_told("there is no such folder")
    exporter.clicks("exportElsewhereButton")
    exporter.names_file()
    exporter.is_told("Exported 1,000 products")


def test_that_file_and_folder_are_opened_from_the_message(exporter):
    exporter.export.start(exporter.path, wish(exporter.offer()))
    exporter.is_told("Exported")
    exporter.clicks("openExportButton")
    exporter.clicks("openFolderButton")
    assert [each.toLocalFile() for each in exporter.opened] == [
        str(exporter.path),
        str(exporter.path.parent),
    ]


@pytest.mark.parametrize("is_selected", [False, True])
def test_that_a_cancelled_export_leaves_the_old_file_and_says_so(
    exporter, shop_uri, tmp_path, monkeypatch, is_selected
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    exporter.path.write_text("old")
    offer = exporter.offer(selected=exporter.select(3, 4))
    with psycopg.connect(shop_uri) as other:
        other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        exporter.export.start(exporter.path, wish(offer, is_selected=is_selected))
        exporter.qtbot.waitUntil(
            lambda: (
                other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is not None
            ),
            timeout=WORK_MS,
        )
        exporter.clicks("cancelWorkButton")
        exporter.is_told("Export cancelled")
    assert exporter.path.read_text() == "old"
    assert [each.name for each in exporter.path.parent.iterdir()] == ["out.csv"]
    assert list(tmp_path.glob("*.ids")) == []
    assert not exporter.export.is_running


def test_that_a_second_export_waits_for_the_first(exporter, shop_uri):
    with psycopg.connect(shop_uri) as other:
        other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        exporter.export.start(exporter.path, wish(exporter.offer()))
        exporter.export.offer(exporter.offer())
        exporter.is_told("An export is running")
    exporter.is_told("Exported 1,000 products")


def test_that_closing_the_window_stops_an_export_and_leaves_nothing(exporter, shop_uri):
    with psycopg.connect(shop_uri) as other:
        other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        exporter.export.start(exporter.path, wish(exporter.offer()))
        exporter.qtbot.waitUntil(
            lambda: (
                other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is not None
            ),
            timeout=WORK_MS,
        )
        exporter.window.close()
    assert list(exporter.path.parent.iterdir()) == []

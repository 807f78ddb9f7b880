"""The real wizard on a real catalogue, with the real helper process, and a shop's export to import."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.importing import Outcome
from catalogue_gui.database.target import Target
from catalogue_gui.gui.csv_import.reject_model import RejectModel
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.wizard import ImportWizard
from catalogue_gui.jobs.helper_process import HelperProcess, end_those_left

HELPER_COMMAND = (sys.executable, "-m", "catalogue_gui", "helper")
TIMEOUT_MS = 20_000

WOOCOMMERCE_HEADERS = (
    "ID", "Type", "SKU", "Name", "Published", "Is featured?", "Visibility in catalog", "Short description",
    "Description", "Date sale price starts", "Date sale price ends", "Tax status", "Tax class", "In stock?", "Stock",
    "Low stock amount", "Backorders allowed?", "Sold individually?", "Weight (kg)", "Length (cm)", "Width (cm)",
    "Height (cm)", "Allow customer reviews?", "Purchase note", "Sale price", "Regular price", "Categories", "Tags",
    "Shipping class", "Images", "Download limit", "Download expiry days", "Parent", "Grouped products", "Upsells",
    "Cross-sells", "External URL", "Button text", "Position", "Attribute 1 name", "Attribute 1 value(s)",
    "Attribute 1 visible", "Attribute 1 global", "Attribute 2 name", "Attribute 2 value(s)", "Attribute 2 visible",
    "Attribute 2 global", "Meta: _wpcom_is_markdown", "Attribute 1 default", "Attribute 2 default", "Download 1 name",
    "Download 1 URL", "Download 2 name", "Download 2 URL", "Meta: _generate-sidebar-layout-meta",
)  # fmt: skip

SHOP = (
    ("901", "lamp-oak", "Oak lamp", "79.90", "Home > Lamps", "wood, light", "4"),
    ("902", "lamp-brass", "Brass lamp", "120", "Home > Lamps", "metal, light", "0"),
    ("903", "rug-wool", "Wool rug, 2 m", "249.00", "Home > Rugs", "wool", "7"),
    ("904", "rug-jute", "Jute rug", "", "Home > Rugs", "", "3"),
    ("905", "mug-blue", "Blue mug", "9.50", "Kitchen", "new", "150"),
    ("906", "mug-green", "Green mug", "9.50", "Kitchen", "new, sale", "80"),
    ("907", "pan-iron", "Iron pan", "59.00", "", "", "12"),
    ("908", "gift-card", "Gift card", "on request", "Cards", "", ""),
)


def write_shop(path: Path, rows: tuple[tuple[str, ...], ...] = SHOP) -> Path:
    """Write products as WooCommerce exports them, all its columns there and most of them blank."""
    names = ("ID", "SKU", "Name", "Regular price", "Categories", "Tags", "Stock")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, WOOCOMMERCE_HEADERS, restval="")
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {"Type": "simple", "Published": "1", **dict(zip(names, row, strict=True))}
            )
    return path


@pytest.fixture
def shop_file(tmp_path: Path) -> Path:
    """Eight records: five that can be taken, a blank price, a price in words, a blank category."""
    return write_shop(tmp_path / "shop.csv")


@pytest.fixture
def make_helper(catalogue_uri: str) -> Callable[[], HelperProcess]:
    """Makes helper processes for an empty catalogue."""
    target = Target.from_uri(catalogue_uri)
    return lambda: HelperProcess(HELPER_COMMAND, {"target": target.to_json()})


class Driver:
    """Uses the wizard as its user does, by the names of its widgets."""

    def __init__(self, qtbot: QtBot, wizard: ImportWizard) -> None:
        self.qtbot = qtbot
        self.wizard = wizard

    def button(self, name: str) -> QPushButton:
        return self._child(QPushButton, name)

    def choice(self, name: str) -> QComboBox:
        return self._child(QComboBox, name)

    def field(self, name: str) -> QLineEdit:
        return self._child(QLineEdit, name)

    def widget(self, name: str) -> QWidget:
        return self._child(QWidget, name)

    def _child(self, kind: type[Any], name: str) -> Any:
        child = self.wizard.findChild(kind, name)
        assert child is not None, f"no {kind.__name__} {name}"
        return child

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=TIMEOUT_MS)

    def wait_until_idle(self) -> None:
        self.wait(lambda: not self.wizard.engine.is_busy)

    def open_file(self, path: Path) -> None:
        self.wizard.choose_file(path)
        self.wait_until_idle()

    def next(self) -> None:
        button = self.button("wizardNextButton")
        assert button.isEnabled(), self.reason
        button.click()

    def choose(self, name: str, value: object) -> None:
        """Choose an entry of a list, as a click on it does."""
        box = self.choice(name)
        place = box.findData(value)
        assert place >= 0, f"{name} does not offer {value!r}"
        box.setCurrentIndex(place)
        box.activated.emit(place)

    def to_columns(self, path: Path) -> None:
        self.open_file(path)
        self.next()
        assert self.wizard.step == Step.COLUMNS

    def to_check(self, path: Path) -> None:
        self.to_columns(path)
        self.next()
        self.wait_until_idle()

    def to_changes(self, path: Path) -> None:
        self.to_check(path)
        self.next()
        assert self.wizard.step == Step.CHANGES

    @property
    def reason(self) -> str:
        return self.widget("wizardReason").text()  # type: ignore[attr-defined,no-any-return]

    @property
    def rejects_view(self) -> QTableView:
        """The grid of rejected records."""
        view: QTableView = self._child(QTableView, "importRejectsTable")
        return view

    def rejects(self) -> list[tuple[int, str, str, str]]:
        """Line, faulty column, its text and the reason, as the grid shows them."""
        self.button("importShowRejected").click()
        model = self.rejects_view.model()
        assert isinstance(model, RejectModel)
        self.wait(lambda: all(model.reject_at(row) for row in self._painted(model)))
        found = []
        for row in range(model.rowCount()):
            section = model.fault_section(row)
            column = model.headerData(section, Qt.Orientation.Horizontal) if section else ""
            text = model.index(row, section).data() if section else ""
            line = int(model.headerData(row, Qt.Orientation.Vertical))
            found.append((line, str(column), str(text), str(model.index(row, 0).data())))
        return found

    @staticmethod
    def _painted(model: RejectModel) -> range:
        for row in range(model.rowCount()):
            model.index(row, 0).data()  # what is looked at is fetched
        return range(model.rowCount())

    def type_over(self, row: int, header: str, text: str) -> None:
        """Type over a cell of the grid, as its editor does."""
        model = self.rejects_view.model()
        headers = [
            model.headerData(section, Qt.Orientation.Horizontal)
            for section in range(model.columnCount())
        ]
        assert model.setData(model.index(row, headers.index(header)), text)

    def drop(self, widget: QWidget, *paths: Path) -> bool:
        """Drop files on a widget; False when they are not taken."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        rest = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, *rest)
        QCoreApplication.sendEvent(widget, enter)
        if not enter.isAccepted():
            return False
        event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, *rest)
        QCoreApplication.sendEvent(widget, event)
        return event.isAccepted()

    def cells(self, outcome: Outcome) -> list[list[str]]:
        """The rows shown for a kind of record."""
        self.button(f"importShow{outcome.capitalize()}").click()
        view = self.widget("importRowsTable")
        model = view.model()  # type: ignore[attr-defined]

        def texts() -> list[list[str]]:
            return [
                [
                    str(model.index(row, column).data() or "")
                    for column in range(model.columnCount())
                ]
                for row in range(model.rowCount())
            ]

        self.wait(lambda: all("…" not in row for row in texts()))
        return texts()


@pytest.fixture
def driver(qtbot: QtBot, make_helper: Callable[[], HelperProcess]) -> Iterator[Driver]:
    """The wizard, open."""
    wizard = ImportWizard(make_helper)
    wizard.open()
    yield Driver(qtbot, wizard)
    wizard.end()
    end_those_left()
    wizard.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def count_products(uri: str) -> int:
    """How many products the catalogue holds, seen from another connection."""
    with psycopg.connect(uri) as connection:
        row = connection.execute("SELECT count(*) FROM products").fetchone()
    assert row is not None
    return int(row[0])

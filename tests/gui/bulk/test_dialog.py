"""The dialog that changes many products, used as its user does, on a real catalogue."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import QAbstractItemModel, QLocale, Qt
from PySide6.QtGui import QAccessible, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.rights import Rights
from catalogue_gui.gui.bulk.dialog import BulkEditDialog
from catalogue_gui.gui.bulk.form import ChangeKind
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.search.vocabulary import Vocabulary
from tests.gui.bulk.conftest import Shop

W = TypeVar("W", bound=QWidget)


class Driver:
    """The dialog by the names of its parts."""

    def __init__(self, qtbot: QtBot, shop: Shop, **choices: object) -> None:
        self.qtbot = qtbot
        self.shop = shop
        self.vocabulary = Vocabulary(shop.runner)
        self.vocabulary.use_catalogue(shop.catalogue)
        everything = shop.all_found()
        arguments: dict[str, object] = {
            "selected": ProductScope(everything.order, (range(3, 15),)),
            "found": everything,
            "rights": Rights(),
            "label": "Shop",
            "is_production": False,
        }
        arguments |= choices
        self.dialog = BulkEditDialog(
            shop.bulk,
            vocabulary=self.vocabulary,
            debounce_ms=5,
            **arguments,  # type: ignore[arg-type]  # by their names above
        )
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(self.dialog)
        self.dialog.open()

    def part(self, kind: type[W], name: str) -> W:
        found = self.dialog.findChild(kind, name)
        assert found is not None, name
        return found

    def choose(self, kind: ChangeKind) -> None:
        self.part(QComboBox, "bulkKind").setCurrentText(kind.value)

    def type(self, name: str, text: str) -> None:
        self.qtbot.keyClicks(self.part(QLineEdit, name), text)

    def wait_for(self, words: str) -> None:
        """Until the dialog says so below the products."""
        label = self.part(QLabel, "bulkSummary")
        self.qtbot.waitUntil(lambda: label.text() == words, timeout=10_000)

    @property
    def apply(self) -> QPushButton:
        return self.part(QPushButton, "bulkApplyButton")

    @property
    def rows(self) -> list[tuple[str, ...]]:
        model: QAbstractItemModel = self.part(QTableView, "bulkPreview").model()
        return [
            tuple(str(model.index(row, column).data()) for column in range(model.columnCount()))
            for row in range(model.rowCount())
        ]


def test_that_the_effect_is_shown_while_it_is_typed_and_then_done(qtbot: QtBot, shop: Shop) -> None:
    driver = Driver(qtbot, shop)
    assert driver.dialog.windowTitle() == "Change 12 products"
    driver.choose(ChangeKind.PRICE_PERCENT)
    assert not driver.apply.isEnabled()
    assert driver.apply.toolTip() == "Type how many percent, such as +5 or \u22125."
    driver.type("bulkPricePercentPercent", "+10")
    driver.wait_for("12 will change.")
    assert driver.rows[0] == ("Product 00003", "4.00", "4.40")
    assert len(driver.rows) == 8
    assert driver.apply.text() == "Change 12 products"
    with qtbot.waitSignal(shop.bulk.finished):
        qtbot.keyClick(driver.part(QLineEdit, "bulkPricePercentPercent"), Qt.Key.Key_Return)
    assert not driver.dialog.isVisible()
    assert shop.ask("SELECT count(*) FROM products WHERE price <> floor(price)") == [(11,)]


def test_that_another_scope_shows_its_own_effect(qtbot: QtBot, shop: Shop) -> None:
    driver = Driver(qtbot, shop)
    driver.type("bulkCategoryCategory", "Toys")
    driver.wait_for("8 will change, 4 hold it already.")
    driver.part(QRadioButton, "bulkFound").click()
    driver.wait_for("40 will change, 20 hold it already.")
    assert driver.dialog.windowTitle() == "Change 60 products"
    assert driver.apply.text() == "Change 40 products"


def test_that_the_dialog_is_no_higher_than_the_chosen_change_needs(
    qtbot: QtBot, shop: Shop
) -> None:
    dialog = (driver := Driver(qtbot, shop)).dialog

    def height_of(kind: ChangeKind) -> int:
        driver.choose(kind)
        qtbot.waitUntil(lambda: dialog.height() == dialog.sizeHint().height())
        return dialog.height()

    one_line = height_of(ChangeKind.CATEGORY)
    assert height_of(ChangeKind.PRICE_PERCENT) > one_line
    assert height_of(ChangeKind.REMOVE_METADATA) == one_line


def test_that_the_rounding_is_part_of_the_effect(qtbot: QtBot, shop: Shop) -> None:
    driver = Driver(qtbot, shop)
    driver.choose(ChangeKind.PRICE_AMOUNT)
    driver.type("bulkPriceAmountAmount", "-4.5")
    driver.wait_for("11 will change, 1 cannot be changed: the price would fall below zero.")
    rounding = driver.part(QComboBox, "bulkPriceAmountRounding")
    rounding.setCurrentText("to end in 99 cents")
    qtbot.waitUntil(lambda: bool(driver.rows) and driver.rows[-1][2].endswith(".99"))


def test_that_a_mistake_stands_below_its_field_and_nothing_can_be_done(
    qtbot: QtBot, shop: Shop
) -> None:
    driver = Driver(qtbot, shop)
    driver.choose(ChangeKind.SET_METADATA)
    driver.type("bulkSetMetadataKey", "dims.w")
    driver.part(QComboBox, "bulkSetMetadataValueType").setCurrentText("Number")
    driver.type("bulkSetMetadataValue", "1,000")
    reason = driver.part(QLabel, "bulkSetMetadataValueReason")
    assert reason.isVisible()
    assert "“1,000” is not a number" in reason.text()
    assert not driver.apply.isEnabled()
    driver.part(QLineEdit, "bulkSetMetadataValue").clear()
    assert not reason.isVisible()
    driver.type("bulkSetMetadataValue", "10.00")
    driver.wait_for("12 will change.")
    assert driver.rows[0] == ("Product 00003", "–", "10.00")


def test_that_yes_or_no_is_chosen_and_not_typed(qtbot: QtBot, shop: Shop) -> None:
    driver = Driver(qtbot, shop)
    driver.choose(ChangeKind.SET_METADATA)
    driver.type("bulkSetMetadataKey", "vegan")
    driver.part(QComboBox, "bulkSetMetadataValueType").setCurrentText("Yes or no")
    assert not driver.part(QLineEdit, "bulkSetMetadataValue").isVisible()
    driver.wait_for("12 will change.")
    assert driver.rows[0][2] == "true"
    driver.part(QComboBox, "bulkSetMetadataYesNo").setCurrentText("No")
    qtbot.waitUntil(lambda: bool(driver.rows) and driver.rows[0][2] == "false")


def test_that_production_asks_for_a_tick_which_another_number_takes_away(
    qtbot: QtBot, shop: Shop
) -> None:
    driver = Driver(qtbot, shop, is_production=True)
    tick = driver.part(QCheckBox, "bulkConfirm")
    assert not tick.isVisible()
    driver.type("bulkCategoryCategory", "Hoodies")
    driver.wait_for("12 will change.")
    assert tick.isVisible()
    assert tick.text() == "Yes, change 12 products of Shop"
    assert not driver.apply.isEnabled()
    tick.click()
    assert driver.apply.isEnabled()
    driver.part(QRadioButton, "bulkFound").click()
    driver.wait_for("60 will change.")
    assert not tick.isChecked()
    assert not driver.apply.isEnabled()


def test_that_more_than_a_thousand_ask_for_a_tick_anywhere(qtbot: QtBot, shop: Shop) -> None:
    shop.ask(
        "INSERT INTO products (name, price, category) SELECT 'More', 1, 'Home' FROM generate_series(1, 941)"
    )
    driver = Driver(qtbot, shop, selected=None)
    driver.type("bulkCategoryCategory", "Hoodies")
    driver.wait_for(f"{QLocale().toString(1001)} will change.")
    assert driver.part(QCheckBox, "bulkConfirm").isVisible()
    assert not driver.apply.isEnabled()


def test_that_what_may_not_be_changed_is_greyed_with_its_reason(qtbot: QtBot, shop: Shop) -> None:
    reason = "Your user “anna” may not change the category here."
    driver = Driver(qtbot, shop, rights=Rights({Field.CATEGORY: reason}))
    box = driver.part(QComboBox, "bulkKind")
    assert box.currentText() == ChangeKind.ADD_TAGS.value
    items = box.model()
    assert isinstance(items, QStandardItemModel)
    item = items.item(box.findText(ChangeKind.CATEGORY.value))
    assert not item.isEnabled()
    assert item.toolTip() == reason
    driver.choose(ChangeKind.CATEGORY)
    assert driver.part(QLabel, "bulkDenied").text() == reason
    assert not driver.part(QLineEdit, "bulkCategoryCategory").isEnabled()
    assert driver.apply.toolTip() == reason


def test_that_without_a_selection_all_that_are_found_are_meant(qtbot: QtBot, shop: Shop) -> None:
    driver = Driver(qtbot, shop, selected=None)
    selected = driver.part(QRadioButton, "bulkSelected")
    assert not selected.isEnabled()
    assert selected.toolTip() == "No products are selected in the table."
    assert driver.part(QRadioButton, "bulkFound").isChecked()


def test_that_a_failed_change_comes_back_with_what_was_typed(qtbot: QtBot, shop: Shop) -> None:
    driver = Driver(qtbot, shop)
    driver.type("bulkCategoryCategory", "Hoodies")
    driver.wait_for("12 will change.")
    shop.ask("ALTER TABLE products ADD CONSTRAINT no_hoodies CHECK (category <> 'Hoodies')")
    with qtbot.waitSignal(shop.bulk.failed):
        driver.apply.click()
    assert driver.dialog.isVisible()
    assert driver.part(QLineEdit, "bulkCategoryCategory").text() == "Hoodies"
    assert driver.part(QLabel, "bulkTrouble").isVisible()
    assert not driver.apply.isEnabled()


def test_that_a_server_that_refuses_to_look_says_why(qtbot: QtBot, shop: Shop) -> None:
    driver = Driver(qtbot, shop)
    shop.ask("ALTER TABLE products RENAME TO elsewhere")
    driver.type("bulkCategoryCategory", "Hoodies")
    trouble = driver.part(QLabel, "bulkTrouble")
    qtbot.waitUntil(trouble.isVisible, timeout=10_000)
    assert not driver.apply.isEnabled()


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_that_every_part_can_be_read_by_a_screen_reader(
    qtbot: QtBot, shop: Shop, kind: ChangeKind
) -> None:
    driver = Driver(qtbot, shop)
    driver.choose(kind)
    parts = [
        each
        for each in driver.dialog.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(parts) >= 6
    for each in parts:
        interface = QAccessible.queryAccessibleInterface(each)
        assert interface.text(QAccessible.Text.Name), each.objectName()
        assert each.objectName()


def test_that_tags_are_offered_while_they_are_typed(qtbot: QtBot, shop: Shop) -> None:
    driver = Driver(qtbot, shop)
    driver.dialog.activateWindow()
    driver.choose(ChangeKind.ADD_TAGS)
    field = driver.part(QLineEdit, "bulkAddTagsTags")
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    offered: list[str] = []
    driver.vocabulary.tags_found.connect(lambda prefix, _: offered.append(prefix))
    with qtbot.waitSignal(driver.vocabulary.tags_found, timeout=10_000):
        qtbot.keyClicks(field, "new, org")
    qtbot.waitUntil(lambda: "org" in offered)


def test_that_metadata_keys_are_offered(qtbot: QtBot, shop: Shop) -> None:
    driver = Driver(qtbot, shop)
    driver.vocabulary.look_for_keys()
    field = driver.part(QLineEdit, "bulkRemoveMetadataKey")
    completer = field.completer()
    qtbot.waitUntil(lambda: completer.model().rowCount() == 2, timeout=10_000)
    completer.setCompletionPrefix("RAN")
    assert completer.currentCompletion() == "brand"

"""The two fields of a price or stock range."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.gui.search.range_filter import RangeFilter

Child = TypeVar("Child", QLineEdit, QLabel, QToolButton)


class Driver:
    """A range filter whose queries come back to it, as the window's do."""

    def __init__(self, qtbot: QtBot, field: Field, debounce_ms: int = 1) -> None:
        self.qtbot = qtbot
        self.filter = RangeFilter(field, debounce_ms=debounce_ms)
        qtbot.addWidget(self.filter)
        self.sent: list[str] = []
        self.filter.query_wanted.connect(self._on_query_wanted)
        self.low = self._child(QLineEdit, f"{field}From")
        self.high = self._child(QLineEdit, f"{field}To")
        self.reason = self._child(QLabel, f"{field}RangeReason")
        self.filter.show()
        self.filter.activateWindow()

    def _on_query_wanted(self, query: ProductQuery) -> None:
        self.sent.append(format_query(query))
        self.filter.show_query(query)

    def _child(self, kind: type[Child], name: str) -> Child:
        found = self.filter.findChild(kind, name)
        assert found is not None, name
        return found

    def button(self, name: str) -> QToolButton:
        return self._child(QToolButton, name)

    def search(self, text: str) -> None:
        self.filter.show_query(parse_query(text))

    @property
    def shown(self) -> tuple[str, str]:
        return self.low.text(), self.high.text()


@pytest.fixture
def price(qtbot: QtBot) -> Driver:
    return Driver(qtbot, Field.PRICE)


@pytest.fixture
def slow_price(qtbot: QtBot) -> Driver:
    """One whose pause never ends within a test."""
    return Driver(qtbot, Field.PRICE, debounce_ms=1_000_000)


@pytest.fixture
def stock(qtbot: QtBot) -> Driver:
    return Driver(qtbot, Field.STOCK)


def test_that_what_is_typed_is_applied_after_a_pause(qtbot: QtBot, price: Driver) -> None:
    price.search("mug")
    qtbot.keyClicks(price.low, "10")
    qtbot.waitUntil(lambda: price.sent[-1:] == ["mug price:>=10"])


def test_that_return_applies_at_once(qtbot: QtBot, slow_price: Driver) -> None:
    qtbot.keyClicks(slow_price.low, "1299.5")
    assert slow_price.sent == []
    qtbot.keyClick(slow_price.low, Qt.Key.Key_Return)
    assert slow_price.sent == ["price:>=1299.50"]
    assert slow_price.shown == ("1299.50", "")


def test_that_leaving_the_field_applies(qtbot: QtBot, slow_price: Driver) -> None:
    qtbot.waitUntil(slow_price.filter.isActiveWindow)
    slow_price.high.setFocus()
    qtbot.keyClicks(slow_price.high, "9.9")
    slow_price.low.setFocus()
    assert slow_price.sent == ["price:<=9.90"]
    assert slow_price.shown == ("", "9.90")


def test_that_a_number_is_not_rewritten_under_the_typing_hand(qtbot: QtBot, price: Driver) -> None:
    qtbot.waitUntil(price.filter.isActiveWindow)
    price.low.setFocus()
    qtbot.keyClicks(price.low, "1.5")
    qtbot.waitUntil(lambda: price.sent[-1:] == ["price:>=1.50"])
    assert price.low.text() == "1.5"
    qtbot.keyClick(price.low, Qt.Key.Key_Return)
    assert price.low.text() == "1.50"


def test_that_a_query_shown_meanwhile_does_not_take_away_what_is_being_typed(
    qtbot: QtBot, slow_price: Driver
) -> None:
    qtbot.keyClicks(slow_price.low, "10")
    slow_price.search("mug")
    assert slow_price.low.text() == "10"
    qtbot.keyClick(slow_price.low, Qt.Key.Key_Return)
    assert slow_price.sent == ["mug price:>=10"]


def test_that_an_emptied_field_opens_its_end(qtbot: QtBot, slow_price: Driver) -> None:
    slow_price.search("price:10..50 mug")
    assert slow_price.shown == ("10", "50")
    slow_price.low.selectAll()
    qtbot.keyClick(slow_price.low, Qt.Key.Key_Delete)
    qtbot.keyClick(slow_price.low, Qt.Key.Key_Return)
    assert slow_price.sent == ["price:<=50 mug"]


@pytest.mark.parametrize(("low", "high"), [("abc", ""), ("", "-1"), ("60", "50"), (">", "")])
def test_that_what_cannot_be_is_said_and_never_sent(
    qtbot: QtBot, slow_price: Driver, low: str, high: str
) -> None:
    ink = slow_price.low.palette().text().color()
    qtbot.keyClicks(slow_price.low, low)
    qtbot.keyClicks(slow_price.high, high)
    qtbot.keyClick(slow_price.high, Qt.Key.Key_Return)
    assert slow_price.sent == []
    assert slow_price.shown == (low, high)
    wrong = slow_price.low if low else slow_price.high
    assert slow_price.reason.text()
    assert slow_price.reason.isVisible()
    assert wrong.toolTip() == wrong.accessibleDescription() == slow_price.reason.text()
    assert wrong.palette().text().color() != ink
    wrong.selectAll()
    qtbot.keyClicks(wrong, "5")
    qtbot.keyClick(wrong, Qt.Key.Key_Return)
    assert slow_price.sent
    assert not slow_price.reason.isVisible()
    assert wrong.palette().text().color() == ink


def test_that_another_query_takes_the_place_of_what_was_refused(
    qtbot: QtBot, slow_price: Driver
) -> None:
    qtbot.keyClicks(slow_price.low, "abc")
    qtbot.keyClick(slow_price.low, Qt.Key.Key_Return)
    slow_price.search("price:>5")
    assert slow_price.shown == (">5", "")
    assert not slow_price.reason.isVisible()


def test_that_an_end_which_is_left_out_is_shown_and_typed_so(
    qtbot: QtBot, slow_price: Driver
) -> None:
    slow_price.search("price:<5")
    assert slow_price.shown == ("", "<5")
    assert slow_price.high.toolTip() == "Below 5"
    slow_price.high.selectAll()
    qtbot.keyClicks(slow_price.high, "<6")
    qtbot.keyClick(slow_price.high, Qt.Key.Key_Return)
    assert slow_price.sent == ["price:<6"]


def test_that_an_untouched_end_keeps_its_exact_value(qtbot: QtBot, slow_price: Driver) -> None:
    slow_price.search("price:0.125..5")
    slow_price.high.selectAll()
    qtbot.keyClicks(slow_price.high, "7")
    qtbot.keyClick(slow_price.high, Qt.Key.Key_Return)
    assert slow_price.sent == ["price:0.125..7"]


def test_that_numbers_are_read_and_written_as_the_locale_does(
    qtbot: QtBot, slow_price: Driver
) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    try:
        qtbot.keyClicks(slow_price.low, "1.299,5")
        qtbot.keyClick(slow_price.low, Qt.Key.Key_Return)
        assert slow_price.sent == ["price:>=1299.50"]
        assert slow_price.low.text() == "1299,50"
    finally:
        QLocale.setDefault(before)


def test_that_in_stock_and_sold_out_are_one_click_and_shown_when_typed(
    qtbot: QtBot, stock: Driver
) -> None:
    in_stock, sold_out = stock.button("inStockButton"), stock.button("soldOutButton")
    stock.search("stock:5..9 mug")
    in_stock.click()
    assert stock.sent[-1] == "stock:>0 mug"
    assert stock.shown == (">0", "")
    sold_out.click()
    assert stock.sent[-1] == "stock:0 mug"
    assert (in_stock.isChecked(), sold_out.isChecked()) == (False, True)
    sold_out.click()
    assert stock.sent[-1] == "mug"
    stock.search("stock:1..")
    assert (in_stock.isChecked(), sold_out.isChecked()) == (True, False)


def test_that_an_end_that_was_given_up_does_not_come_back_with_what_is_typed(qtbot: QtBot) -> None:
    price = Driver(qtbot, Field.PRICE, debounce_ms=60_000)
    price.search("price:10..50")
    price.low.setFocus()
    price.low.selectAll()
    qtbot.keyClicks(price.low, "20")

    price.search("organic")
    qtbot.keyClick(price.low, Qt.Key.Key_Return)

    assert price.sent == ["organic price:>=20"]

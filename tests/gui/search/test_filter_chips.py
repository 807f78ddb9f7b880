"""The active filters as chips."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query import ProductQuery, TagTerm
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.gui.search.filter_chips import CHIP_HEIGHT, FilterChip, FilterChips


class Driver:
    """Chips whose queries come back to them, as the window's do."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.chips = FilterChips()
        layout = QVBoxLayout(self.window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.chips)
        layout.addStretch()
        self.text = ""
        self.chips.query_wanted.connect(self._on_query_wanted)
        self.window.resize(900, 200)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def _on_query_wanted(self, query: ProductQuery) -> None:
        self.text = format_query(query)
        self.chips.show_query(query)

    def search(self, text: str) -> None:
        self.text = text
        self.chips.show_query(parse_query(text))

    def names(self) -> list[str]:
        """The chips in sight from left to right, row by row."""
        shown = [each for each in self.chips.findChildren(FilterChip) if each.isVisible()]
        shown.sort(key=lambda chip: (chip.y(), chip.x()))
        return [chip.accessibleName().removeprefix("Filter: ") for chip in shown]

    def cross(self, words: str) -> QToolButton:
        (found,) = (
            each
            for each in self.chips.findChildren(QToolButton, "chipRemoveButton")
            if each.accessibleName() == f"Remove filter: {words}" and each.isVisible()
        )
        return found

    @property
    def clear(self) -> QToolButton:
        button = self.chips.findChild(QToolButton, "clearChipsButton")
        assert button is not None
        return button

    def focused(self) -> str:
        widget = self.window.focusWidget()
        return widget.accessibleName() if widget is not None and widget.hasFocus() else ""


@pytest.fixture
def driver(qtbot: QtBot) -> Driver:
    return Driver(qtbot)


def test_that_there_is_a_chip_for_each_term_in_order(driver: Driver) -> None:
    driver.search("mug tag:new,sale -category:Toys price:<5")
    assert driver.names() == [
        "Name contains “mug”",
        "Tag new or sale",
        "Not category Toys",
        "Price below 5",
    ]


def test_that_without_filters_no_room_is_taken(driver: Driver) -> None:
    assert not driver.chips.isVisible()
    driver.search("mug")
    assert driver.chips.isVisible()
    driver.search("")
    assert not driver.chips.isVisible()


def test_that_the_cross_takes_its_filter_away_and_no_other(driver: Driver) -> None:
    driver.search("mug tag:a price:<5")
    driver.qtbot.mouseClick(driver.cross("Tag a"), Qt.MouseButton.LeftButton)
    assert driver.text == "mug price:<5"
    assert driver.names() == ["Name contains “mug”", "Price below 5"]


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Space]
)
def test_that_a_key_takes_the_focused_filter_away_and_the_next_one_is_focused(
    driver: Driver, key: Qt.Key
) -> None:
    driver.search("mug tag:a tag:b")
    driver.chips.chips[1].setFocus()
    driver.qtbot.keyClick(driver.chips.chips[1], key)
    assert driver.text == "mug tag:b"
    assert driver.focused() == "Filter: Tag b"
    driver.qtbot.keyClick(driver.chips.chips[1], key)
    assert driver.text == "mug"
    assert driver.focused() == "Filter: Name contains “mug”"


def test_that_tab_and_the_arrows_reach_each_chip_in_order(driver: Driver) -> None:
    driver.search("tag:a")
    driver.search("mug tag:b tag:a")
    driver.chips.chips[0].setFocus()
    seen = []
    for _ in range(4):
        seen.append(driver.focused())
        widget = driver.window.focusWidget()
        assert widget is not None
        driver.qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert seen == [
        "Filter: Name contains “mug”",
        "Filter: Tag b",
        "Filter: Tag a",
        "Clear all filters",
    ]
    driver.chips.chips[0].setFocus()
    driver.qtbot.keyClick(driver.chips.chips[0], Qt.Key.Key_Right)
    assert driver.focused() == "Filter: Tag b"
    driver.qtbot.keyClick(driver.chips.chips[1], Qt.Key.Key_Left)
    driver.qtbot.keyClick(driver.chips.chips[0], Qt.Key.Key_Left)
    assert driver.focused() == "Filter: Name contains “mug”"


def test_that_a_click_on_a_chip_tells_its_term(driver: Driver) -> None:
    driver.search("mug tag:a")
    with driver.qtbot.waitSignal(driver.chips.term_chosen) as caught:
        driver.qtbot.mouseClick(
            driver.chips.chips[1], Qt.MouseButton.LeftButton, pos=QPoint(10, 10)
        )
    assert caught.args == [TagTerm(("a",))]
    assert driver.text == "mug tag:a"


def test_that_all_are_cleared_at_once_from_two_chips_on(driver: Driver) -> None:
    driver.search("mug")
    assert not driver.clear.isVisible()
    driver.search("mug tag:a")
    assert driver.clear.isVisible()
    driver.qtbot.mouseClick(driver.clear, Qt.MouseButton.LeftButton)
    assert driver.text == ""
    assert not driver.chips.isVisible()


def test_that_chips_without_room_go_on_another_row_and_back(driver: Driver) -> None:
    driver.search(" ".join(f"tag:number-{n}" for n in range(8)))
    names = driver.names()
    driver.window.resize(1600, 200)
    driver.qtbot.waitUntil(lambda: driver.chips.height() < 2 * CHIP_HEIGHT)
    driver.window.resize(300, 400)
    driver.qtbot.waitUntil(lambda: driver.chips.height() > 3 * CHIP_HEIGHT)
    assert driver.names() == names
    for chip in driver.chips.chips:
        assert driver.chips.rect().contains(chip.geometry())
    driver.window.resize(1600, 400)
    driver.qtbot.waitUntil(lambda: driver.chips.height() < 2 * CHIP_HEIGHT)


def test_that_a_long_text_is_cut_and_told_in_the_tooltip(driver: Driver) -> None:
    words = "a very long name " * 10
    driver.search(f'"{words}"')
    driver.window.resize(120, 200)
    driver.qtbot.waitUntil(lambda: driver.chips.width() == 120)
    (chip,) = driver.chips.chips
    assert chip.width() < 120
    assert words.strip() in chip.toolTip()


def test_that_typing_changes_one_chips_text_and_makes_no_other_widgets(driver: Driver) -> None:
    driver.search("tag:a m")
    before = driver.chips.chips
    for text in ("tag:a mu", "tag:a mug", "tag:a mugs"):
        driver.search(text)
        assert driver.chips.chips == before
    assert driver.names() == ["Tag a", "Name contains “mugs”"]
    driver.search("tag:a mugs price:<5")
    assert driver.chips.chips[:2] == before
    driver.search("price:<5")
    driver.search("tag:a mugs price:<5")
    assert len(driver.chips.findChildren(FilterChip)) == 3

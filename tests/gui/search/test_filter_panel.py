"""The filter panel: always what the search text says, and each click one term of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QListView,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.facets import Facets
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.catalogue.tag_groups import TagGroup
from catalogue_gui.gui.search.category_filter import CategoryFilter
from catalogue_gui.gui.search.counted_rows import COUNT_ROLE
from catalogue_gui.gui.search.filter_panel import FilterPanel
from catalogue_gui.gui.search.tag_model import MARKS_ROLE
from catalogue_gui.gui.search.vocabulary import Vocabulary
from catalogue_gui.jobs import JobRunner

ALL, ANY, NONE = TagGroup.ALL, TagGroup.ANY, TagGroup.NONE
FACETS = Facets((("Home", 2), ("Toys", 3)), (("organic", 5), ("new", 4), ("sale", 1)))
MANY = Facets((), tuple((f"tag {n:03d}", 900 - n) for n in range(500)))
Child = TypeVar("Child", bound=QWidget)


class Driver:
    """A panel whose queries come back to it, as the window's do."""

    def __init__(self, qtbot: QtBot, panel: FilterPanel) -> None:
        self.qtbot = qtbot
        self.panel = panel
        self.text = ""
        panel.query_wanted.connect(self._on_query_wanted)
        self.tags = self.child(QListView, "tagFilter")
        self.find = self.child(QLineEdit, "tagSearch")

    def _on_query_wanted(self, query: ProductQuery) -> None:
        self.text = format_query(query)
        self.panel.show_query(query)

    def child(self, kind: type[Child], name: str) -> Child:
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    def search(self, text: str) -> None:
        self.text = text
        self.panel.show_query(parse_query(text))

    def listed(self) -> list[str]:
        model = self.tags.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def tag(self, name: str) -> QModelIndex:
        return self.tags.model().index(self.listed().index(name), 0)

    def marks(self) -> dict[str, tuple[TagGroup, ...]]:
        marked = ((name, self.tag(name).data(MARKS_ROLE)) for name in self.listed())
        return {name: marks for name, marks in marked if marks}

    def click_tag(self, name: str) -> None:
        self.tags.scrollTo(self.tag(name))
        place = self.tags.visualRect(self.tag(name)).center()
        self.qtbot.mouseClick(self.tags.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def choose_mode(self, name: str) -> None:
        button = self.child(QToolButton, f"tagMode{name}")
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.isChecked()


@pytest.fixture
def vocabulary(qapp: QCoreApplication) -> Iterator[Vocabulary]:
    runner = JobRunner()
    yield Vocabulary(runner)
    assert runner.shutdown()


@pytest.fixture
def driver(qtbot: QtBot, vocabulary: Vocabulary) -> Driver:
    panel = FilterPanel(vocabulary)
    qtbot.addWidget(panel)
    panel.resize(220, 900)
    panel.show()
    made = Driver(qtbot, panel)
    QAbstractItemModelTester(
        made.tags.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, panel
    )
    panel.show_facets(FACETS)
    return made


def test_that_whatever_is_typed_is_shown(driver: Driver) -> None:
    driver.search("category:Home tag:organic tag:new,oak -tag:sale price:<50 stock:0 meta.a:b mug")
    assert driver.marks() == {"organic": (ALL,), "new": (ANY,), "oak": (ANY,), "sale": (NONE,)}
    assert driver.child(QLineEdit, "priceTo").text() == "<50"
    assert driver.child(QToolButton, "soldOutButton").isChecked()
    tree = driver.child(CategoryFilter, "categoryFilter")
    assert [each.data() for each in tree.selectionModel().selectedRows()] == ["Home"]
    titles = {
        name: driver.child(QToolButton, f"{name}SectionButton").text()
        for name in ("category", "tags", "price", "stock", "metadata")
    }
    assert list(titles.values()) == [
        "Category · 1",
        "Tags · 3",
        "Price · 1",
        "Stock · 1",
        "Metadata · 1",
    ]
    driver.search("mug")
    assert driver.marks() == {}
    assert tree.selectionModel().selectedRows() == []
    assert driver.child(QLineEdit, "priceTo").text() == ""


@pytest.mark.parametrize(
    ("mode", "text", "again"),
    [
        ("All", "mug tag:organic tag:new price:>5", "mug tag:new price:>5"),
        ("Any", "mug tag:organic,new price:>5", "mug tag:new price:>5"),
        ("None", "mug -tag:organic price:>5 -tag:new", "mug price:>5 -tag:new"),
    ],
)
def test_that_a_click_puts_a_tag_into_the_chosen_group_and_again_out(
    driver: Driver, mode: str, text: str, again: str
) -> None:
    driver.search("mug tag:organic price:>5")
    driver.choose_mode(mode)
    driver.click_tag("new")
    assert sorted(driver.text.split()) == sorted(text.split())
    driver.click_tag("organic")
    assert sorted(driver.text.split()) == sorted(again.split())


def test_that_in_any_the_mode_stays_and_the_second_tag_joins_the_first(driver: Driver) -> None:
    driver.choose_mode("Any")
    driver.click_tag("organic")
    assert driver.text == "tag:organic"
    assert driver.child(QToolButton, "tagModeAny").isChecked()
    driver.click_tag("sale")
    assert driver.text == "tag:organic,sale"
    assert driver.marks() == {"organic": (ANY,), "sale": (ANY,)}


def test_that_in_any_tags_are_offered_that_go_with_none_of_the_chosen(
    driver: Driver, vocabulary: Vocabulary
) -> None:
    vocabulary.learn(FACETS)
    driver.search("tag:organic")
    driver.panel.show_facets(Facets((), (("organic", 5),)))
    assert driver.listed() == ["organic"]
    driver.choose_mode("Any")
    assert driver.listed() == ["organic", "new", "sale"]
    assert driver.tag("organic").data(COUNT_ROLE) == "5"
    assert driver.tag("new").data(COUNT_ROLE) == ""
    driver.click_tag("new")
    assert driver.text == "tag:organic,new"


def test_that_space_and_return_choose_a_tag_and_assistive_technology_may_check_it(
    driver: Driver,
) -> None:
    driver.tags.setFocus()
    driver.tags.setCurrentIndex(driver.tag("organic"))
    driver.qtbot.keyClick(driver.tags, Qt.Key.Key_Down)
    assert driver.text == ""
    driver.qtbot.keyClick(driver.tags, Qt.Key.Key_Space)
    assert driver.text == "tag:new"
    driver.qtbot.keyClick(driver.tags, Qt.Key.Key_Return)
    assert driver.text == ""
    check = Qt.ItemDataRole.CheckStateRole
    driver.tags.model().setData(driver.tag("sale"), Qt.CheckState.Checked, check)
    assert driver.text == "tag:sale"
    driver.tags.model().setData(driver.tag("sale"), Qt.CheckState.Checked, check)
    assert driver.text == "tag:sale"
    assert driver.tag("sale").data(check) == Qt.CheckState.Checked
    driver.tags.model().setData(driver.tag("sale"), Qt.CheckState.Unchecked, check)
    assert driver.text == ""


def test_that_a_chosen_tag_without_products_stays_in_sight(driver: Driver) -> None:
    driver.search("-tag:oak")
    assert driver.listed() == ["oak", "organic", "new", "sale"]
    assert driver.tag("oak").data(COUNT_ROLE) == "0"
    driver.click_tag("oak")
    assert driver.text == ""


def test_that_among_many_tags_one_is_found_by_typing(driver: Driver) -> None:
    assert not driver.find.isVisible()
    driver.panel.show_facets(MANY)
    assert driver.find.isVisible()
    driver.qtbot.keyClicks(driver.find, "TAG 12")
    assert driver.listed() == [f"tag {n}" for n in range(120, 130)]
    driver.qtbot.keyClick(driver.find, Qt.Key.Key_Return)
    assert driver.text == 'tag:"tag 120"'
    driver.qtbot.keyClicks(driver.find, "x")
    assert driver.listed() == []
    assert driver.find.isVisible()


def test_that_tags_beyond_those_listed_are_looked_for_on_the_server(
    driver: Driver, vocabulary: Vocabulary
) -> None:
    driver.panel.show_facets(MANY)
    driver.qtbot.keyClicks(driver.find, "rare")
    vocabulary.tags_found.emit("ra", (("radio", 2),))  # an answer that comes too late
    assert driver.listed() == []
    vocabulary.tags_found.emit("rare", (("rare find", 2),))
    assert driver.listed() == ["rare find"]
    driver.click_tag("rare find")
    assert driver.text == 'tag:"rare find"'


def test_that_new_counts_keep_the_place_in_the_list_of_tags(driver: Driver) -> None:
    driver.panel.show_facets(MANY)
    driver.tags.setCurrentIndex(driver.tag("tag 300"))
    driver.tags.scrollTo(driver.tag("tag 300"))
    top = driver.tags.verticalScrollBar().value()
    assert top > 0
    driver.panel.show_facets(Facets((), tuple((tag, n + 1) for tag, n in MANY.tags)))
    assert driver.tags.verticalScrollBar().value() == top
    assert driver.tags.currentIndex().data() == "tag 300"


def test_that_a_click_begins_from_the_click_before_even_if_the_window_is_slow(
    qtbot: QtBot, vocabulary: Vocabulary
) -> None:
    panel = FilterPanel(vocabulary)
    qtbot.addWidget(panel)
    panel.show_facets(FACETS)
    sent: list[str] = []
    panel.query_wanted.connect(lambda query: sent.append(format_query(query)))
    stock = panel.findChild(QToolButton, "inStockButton")
    tags = panel.findChild(QListView, "tagFilter")
    assert stock is not None
    assert tags is not None
    stock.click()
    tags.model().setData(
        tags.model().index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
    )
    assert sent == ["stock:>0", "stock:>0 tag:organic"]


def test_that_all_filters_are_cleared_by_one_button_which_is_there_when_there_are_any(
    driver: Driver,
) -> None:
    clear = driver.child(QToolButton, "clearFiltersButton")
    assert not clear.isVisible()
    driver.search("mug tag:organic")
    assert clear.isVisible()
    clear.click()
    assert driver.text == ""
    assert driver.marks() == {}
    assert not clear.isVisible()


def test_that_sections_fold_and_say_what_is_set_in_them(driver: Driver) -> None:
    header = driver.child(QToolButton, "tagsSectionButton")
    driver.search("tag:organic")
    with driver.qtbot.waitSignal(driver.panel.folded_changed):
        driver.qtbot.keyClick(header, Qt.Key.Key_Space)
    assert not driver.tags.isVisible()
    assert driver.panel.folded_sections() == ["tags"]
    assert header.text() == "Tags · 1"
    assert header.accessibleName() == "Tags filters, 1 set, folded"
    driver.panel.fold_sections(["price", "no such section"])
    assert driver.panel.folded_sections() == ["price"]
    assert driver.tags.isVisible()


def test_that_a_small_window_still_reaches_everything(driver: Driver) -> None:
    driver.panel.show_facets(MANY)
    assert driver.panel.minimumSizeHint().height() <= 400
    driver.panel.resize(200, 400)
    add = driver.child(QPushButton, "metadataAddButton")
    add.setFocus()
    driver.panel.activateWindow()
    for widget in (driver.tags, driver.child(QComboBox, "metadataKey"), add):
        assert widget.width() > 40
        assert widget.mapTo(driver.panel, widget.rect().topRight()).x() <= driver.panel.width()


def test_that_a_tall_window_gives_its_room_to_the_lists(driver: Driver) -> None:
    driver.panel.show_facets(MANY)
    driver.panel.resize(220, 700)
    driver.qtbot.waitUntil(lambda: driver.tags.height() > 0)
    before = driver.tags.height()
    price = driver.child(QLineEdit, "priceFrom").height()
    driver.panel.resize(220, 1100)
    driver.qtbot.waitUntil(lambda: driver.tags.height() >= before + 300)
    assert driver.child(QLineEdit, "priceFrom").height() == price


def test_that_everything_one_can_act_on_has_a_name_and_is_reached_by_the_keyboard(
    driver: Driver,
) -> None:
    driver.panel.show_facets(MANY)
    acted_on = [
        *driver.panel.findChildren(QAbstractButton),
        *driver.panel.findChildren(QLineEdit),
        *driver.panel.findChildren(QComboBox),
        *driver.panel.findChildren(QListView),
    ]
    own = [each for each in acted_on if each.isVisible() and not _is_qts(each)]
    assert len(own) > 15
    for widget in own:
        assert widget.objectName(), widget
        assert widget.accessibleName(), widget.objectName()
        if widget.objectName() != "tagSearchClearButton":
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget.objectName()


def _is_qts(widget: QWidget) -> bool:
    """True for parts that Qt itself made inside others."""
    return widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox)

"""The tree of categories, clicked and typed on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.gui.search.category_filter import CategoryFilter
from catalogue_gui.gui.search.category_model import COUNT, CategoryModel

COUNTS = (("Books", 3), ("Home", 2), ("Home/Bath", 4), ("Home/Kitchen", 1200), ("Toys", 7))
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Driver:
    """The tree as its user sees it: rows by their text, clicks by what they are on."""

    def __init__(self, qtbot: QtBot, tree: CategoryFilter) -> None:
        self.qtbot = qtbot
        self.tree = tree
        self.text = ""
        tree.query_wanted.connect(self._on_query_wanted)

    def _on_query_wanted(self, query: object) -> None:
        self.text = format_query(query)  # type: ignore[arg-type]
        self.tree.show_query(query)  # type: ignore[arg-type]

    def search(self, text: str) -> None:
        self.text = text
        self.tree.show_query(parse_query(text))

    def rows(self, parent: QModelIndex | None = None) -> list[str]:
        """The rows in sight, with their counts."""
        model = self.tree.model()
        above = parent or QModelIndex()
        found: list[str] = []
        for row in range(model.rowCount(above)):
            index = model.index(row, 0, above)
            found.append(f"{index.data()} {index.siblingAtColumn(COUNT).data()}")
            if self.tree.isExpanded(index):
                found.extend(self.rows(index))
        return found

    def index(self, path: str) -> QModelIndex:
        model = self.tree.model()
        assert isinstance(model, CategoryModel)
        index = model.index_of(path)
        assert index.isValid(), path
        return index

    def chosen(self) -> list[str]:
        model = self.tree.model()
        assert isinstance(model, CategoryModel)
        return sorted(model.path_of(index) for index in self.tree.selectionModel().selectedRows())

    def click(self, path: str, modifiers: Qt.KeyboardModifier | None = None) -> None:
        self.tree.scrollTo(self.index(path))
        place = self.tree.visualRect(self.index(path)).center()
        self.qtbot.mouseClick(
            self.tree.viewport(),
            Qt.MouseButton.LeftButton,
            modifiers or Qt.KeyboardModifier.NoModifier,
            place,
        )


@pytest.fixture(autouse=True)
def british() -> Iterator[None]:
    """Counts have thousands marks."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def driver(qtbot: QtBot) -> Driver:
    tree = CategoryFilter()
    qtbot.addWidget(tree)
    QAbstractItemModelTester(
        tree.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, tree
    )
    tree.resize(220, 300)
    tree.show_counts(COUNTS)
    tree.show()
    return Driver(qtbot, tree)


def test_that_a_count_holds_what_lies_below_and_the_children_unfold(driver: Driver) -> None:
    assert driver.rows() == ["Books 3", "Home 1,206", "Toys 7"]
    driver.tree.expand(driver.index("Home"))
    assert driver.rows() == ["Books 3", "Home 1,206", "Bath 4", "Kitchen 1,200", "Toys 7"]


def test_that_a_click_chooses_another_one_and_the_same_again_none(driver: Driver) -> None:
    driver.search("mug -tag:a")
    driver.click("Home")
    assert driver.text == "mug -tag:a category:Home"
    driver.click("Toys")
    assert driver.text == "mug -tag:a category:Toys"
    driver.click("Toys")
    assert driver.text == "mug -tag:a"
    assert driver.chosen() == []


def test_that_control_and_shift_choose_several(driver: Driver) -> None:
    driver.click("Books")
    driver.click("Toys", CONTROL)
    assert driver.text == "category:Books,Toys"
    driver.click("Books", CONTROL)
    assert driver.text == "category:Toys"
    driver.click("Books")
    driver.click("Toys", SHIFT)
    assert driver.text == "category:Books,Home,Toys"
    driver.click("Home", SHIFT)
    assert driver.text == "category:Books,Home"
    driver.click("Toys")
    driver.qtbot.keyClick(driver.tree, Qt.Key.Key_Up, SHIFT)
    assert driver.chosen() == ["Home", "Toys"]


def test_that_the_arrows_move_without_choosing_and_space_and_return_choose(driver: Driver) -> None:
    driver.tree.setFocus()
    driver.tree.setCurrentIndex(driver.index("Books"))
    driver.qtbot.keyClick(driver.tree, Qt.Key.Key_Down)
    assert driver.text == ""
    driver.qtbot.keyClick(driver.tree, Qt.Key.Key_Space)
    assert driver.text == "category:Home"
    driver.qtbot.keyClick(driver.tree, Qt.Key.Key_Right)
    driver.qtbot.keyClick(driver.tree, Qt.Key.Key_Down)
    driver.qtbot.keyClick(driver.tree, Qt.Key.Key_Return, CONTROL)
    assert driver.text == "category:Home,Home/Bath"
    driver.qtbot.keyClick(driver.tree, Qt.Key.Key_Return)
    assert driver.text == "category:Home/Bath"
    driver.qtbot.keyClick(driver.tree, Qt.Key.Key_Return)
    assert driver.text == ""


def test_that_a_click_beside_the_rows_and_the_right_button_change_nothing(driver: Driver) -> None:
    driver.tree.setFixedHeight(200)
    driver.search("category:Home,Toys")
    viewport = driver.tree.viewport()
    driver.qtbot.mouseClick(
        viewport, Qt.MouseButton.LeftButton, pos=QPoint(20, viewport.height() - 2)
    )
    place = driver.tree.visualRect(driver.index("Books")).center()
    driver.qtbot.mouseClick(viewport, Qt.MouseButton.RightButton, pos=place)
    assert driver.text == "category:Home,Toys"
    assert driver.chosen() == ["Home", "Toys"]


def test_that_a_typed_category_is_chosen_and_unfolded_to(driver: Driver) -> None:
    driver.search("category:Home/Bath mug category:Toys")
    assert driver.chosen() == ["Home/Bath", "Toys"]
    assert "Bath 4" in driver.rows()


def test_that_a_chosen_category_without_products_stays_in_sight(driver: Driver) -> None:
    driver.search("category:Garden/Tools")
    driver.tree.show_counts((("Toys", 7),))
    assert driver.rows() == ["Garden 0", "Tools 0", "Toys 7"]
    assert driver.chosen() == ["Garden/Tools"]
    driver.click("Garden/Tools")
    assert driver.rows() == ["Toys 7"]


def test_that_a_category_left_out_is_struck_out_and_a_click_takes_it_back_in(
    driver: Driver,
) -> None:
    driver.search("category:Home -category:Toys,Books")
    font = driver.index("Toys").data(Qt.ItemDataRole.FontRole)
    assert font.strikeOut()
    assert driver.index("Home").data(Qt.ItemDataRole.FontRole) is None
    driver.click("Toys")
    assert driver.text == "category:Home -category:Books"
    assert driver.chosen() == ["Home"]


def test_that_new_counts_keep_what_is_unfolded_current_and_in_sight(driver: Driver) -> None:
    many = tuple((f"Group {n // 10:03d}/Part {n:04d}", 1) for n in range(2000))
    driver.tree.show_counts(many)
    for n in range(50, 100):
        driver.tree.expand(driver.index(f"Group {n:03d}"))
    current = driver.index("Group 070/Part 0705")
    driver.tree.setCurrentIndex(current)
    driver.tree.scrollTo(current)
    top = driver.tree.verticalScrollBar().value()
    assert top > 0
    driver.tree.show_counts(tuple((path, 2) for path, _ in many))
    assert driver.tree.verticalScrollBar().value() == top
    assert driver.tree.currentIndex().data() == "Part 0705"
    assert driver.tree.isExpanded(driver.index("Group 099"))
    assert not driver.tree.isExpanded(driver.index("Group 100"))
    assert driver.text == ""


def test_that_an_empty_tree_takes_one_row_and_a_large_one_no_more_than_its_rows(
    driver: Driver,
) -> None:
    row = driver.tree.visualRect(driver.index("Toys")).height()
    assert driver.tree.maximumHeight() == 3 * row + 2
    driver.tree.expand(driver.index("Home"))
    assert driver.tree.maximumHeight() == 5 * row + 2
    driver.tree.show_counts(())
    assert driver.tree.maximumHeight() == row + 2

"""The views below their button: what they show, and what mouse and keyboard do with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QToolBar,
)
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.remembered import Remembered, SavedView
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.search.remembered_views import RememberedViews
from catalogue_gui.gui.search.views_list import ViewsList
from catalogue_gui.gui.search.views_menu import ViewsButton
from catalogue_gui.gui.search.views_model import COUNT_ROLE, ViewsModel
from catalogue_gui.gui.search.views_painting import more_rect
from catalogue_gui.gui.search.views_rows import (
    Naming,
    Present,
    Row,
    RowKind,
    rows_of,
    suggest_name,
)
from catalogue_gui.jobs import JobRunner
from catalogue_gui.profiles.view_store import ViewStore

SALE = SavedView("Sale", "tag:sale", "price:desc")
TOYS = SavedView("Toys", "category:Toys")
MUGS = SavedView("Mugs", "mug")
SHOP = "profile:1"


class Bar:
    """The button in a window, its popup, and what was chosen."""

    def __init__(self, qtbot: QtBot, runner: JobRunner, path: Path) -> None:
        self._qtbot = qtbot
        self.store = ViewStore(path)
        self.remembered = RememberedViews(runner, self.store, Messages(), settle_ms=20, stand_ms=20)
        self.button = ViewsButton(self.remembered)
        self.window = QMainWindow()
        tools = QToolBar()
        tools.addWidget(self.button)
        self.window.addToolBar(tools)
        self.window.addAction(self.button.save_action)
        qtbot.addWidget(self.window)
        self.window.resize(800, 600)
        self.window.show()
        self.list = self.find(ViewsList, "viewsList")
        self.chosen: list[object] = []
        self.button.view_chosen.connect(self.chosen.append)
        self.button.recent_chosen.connect(self.chosen.append)

    def find(self, kind: type, name: str):  # type: ignore[no-untyped-def]
        found = self.button.popup.findChild(kind, name)
        assert found is not None, name
        return found

    def open(self, *views: SavedView, recent: tuple[str, ...] = ()) -> None:
        self.store.change(SHOP, lambda _: Remembered(views, recent))
        with self._qtbot.waitSignal(self.remembered.loaded, timeout=10_000):
            self.remembered.use(SHOP)
        self._qtbot.mouseClick(self.button, Qt.MouseButton.LeftButton)

    def texts(self) -> list[str]:
        model = self.list.model()
        return [model.index(at, 0).data() for at in range(model.rowCount())]

    def index(self, text: str) -> QModelIndex:
        return self.list.model().index(self.texts().index(text), 0)

    def count(self, name: str) -> str:
        return str(self.index(name).data(COUNT_ROLE))

    def go_to(self, text: str) -> None:
        self.list.setCurrentIndex(self.index(text))

    def key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._qtbot.keyClick(self.list, key, modifier)

    def click(self, text: str, at: QPoint | None = None) -> None:
        place = self.list.visualRect(self.index(text)).center() if at is None else at
        self._qtbot.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def type_name(self, name: str) -> None:
        field = self.find(QLineEdit, "viewNameField")
        field.selectAll()
        self._qtbot.keyClicks(field, name)
        self._qtbot.keyClick(field, Qt.Key.Key_Return)

    def press(self, name: str) -> None:
        self._qtbot.mouseClick(self.find(QPushButton, name), Qt.MouseButton.LeftButton)

    @property
    def reason(self) -> str:
        label = self.find(QLabel, "viewNameReason")
        return str(label.text()) if label.isVisible() else ""

    @property
    def names(self) -> list[str]:
        return [view.name for view in self.remembered.views]

    @property
    def current(self) -> str:
        return str(self.list.currentIndex().data())


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    assert made.shutdown(timeout_s=10)


@pytest.fixture
def bar(qtbot: QtBot, runner: JobRunner, tmp_path: Path) -> Iterator[Bar]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    made = Bar(qtbot, runner, tmp_path / "views.json")
    yield made
    made.button.popup.close()
    QLocale.setDefault(before)


# The rows


def kinds(rows: list[Row]) -> list[RowKind]:
    return [row.kind for row in rows]


def test_that_an_empty_list_says_what_views_are_for() -> None:
    rows = rows_of((), (), Present())
    assert kinds(rows) == [RowKind.NO_VIEWS, RowKind.SAVE]
    assert rows[0].text == "No saved views yet"
    assert rows[0].tip
    assert not any(row.is_enabled for row in rows)


def test_that_ten_recent_searches_are_offered_at_most() -> None:
    rows = rows_of((SALE,), tuple(f"search {number}" for number in range(20)), Present("mug"))
    assert kinds(rows).count(RowKind.RECENT) == 10
    assert kinds(rows)[-1] == RowKind.CLEAR


@pytest.mark.parametrize(
    ("present", "is_shown"),
    [
        (Present("tag:sale  mug", "price:desc"), True),
        (Present("mug tag:sale", "price:desc"), True),
        (Present('"mug" tags:sale', "price:desc"), True),
        (Present("mug tag:sale", ""), False),
        (Present("mug tag:sal", "price:desc"), False),
        (Present("mug tag:", "price:desc"), False),
    ],
)
def test_that_the_view_of_the_present_search_is_known_however_it_is_written(
    present: Present, is_shown: bool
) -> None:
    assert present.is_shown_by(SavedView("A", "tag:sale mug", "price:desc")) is is_shown


@pytest.mark.parametrize(
    ("query", "sort", "name"),
    [
        ("tag:organic price:<5 mug", "", "Tag organic, price below 5, mug"),
        ("", "price:desc", "Sorted by price, falling"),
        ("", "metadata.dims.w", "Sorted by dims.w"),
        ("", "updated_at", "Sorted by updated"),
        ("price:cheap", "", "Price:cheap"),
        ("SALE", "", "SALE 2"),
        ("x" * 200, "", "X" + "x" * 79),
    ],
)
def test_that_a_name_is_made_of_the_words_of_the_search(query: str, sort: str, name: str) -> None:
    assert suggest_name(Present(query, sort), (SALE,)) == name


def test_that_a_long_search_suggests_a_name_of_whole_words_that_fits() -> None:
    name = suggest_name(Present(" ".join(f"tag:number-{number}" for number in range(30))), ())
    assert len(name) <= 80
    assert name.rpartition(", ")[2].startswith("tag number-")


def test_that_a_name_is_judged_while_it_is_typed() -> None:
    new, rename = Naming(Present("mug")), Naming(renamed="Toys")
    views = (SALE, TOYS)
    assert new.mistake_in("  ", views)
    assert "80" in new.mistake_in("x" * 81, views)
    assert new.mistake_in("sale", views) == ""
    assert new.replaces(" SALE ", views) == "Sale"
    assert "already" in rename.mistake_in("sale", views)
    assert rename.mistake_in("TOYS", views) == ""
    assert rename.replaces("sale", views) == ""


def test_that_the_model_keeps_the_rules_of_models(qtbot: QtBot) -> None:
    model = ViewsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(rows_of((SALE, TOYS), ("mug",), Present("category:Toys")))
    model.show_count("Toys", 3)
    model.show_count("Gone", 3)
    model.forget_counts()
    model.show_rows(rows_of((), (), Present()))
    assert tester.model() is model


def test_that_a_row_is_spoken_with_its_count(qtbot: QtBot) -> None:
    model = ViewsModel()
    model.show_rows(rows_of((TOYS,), (), Present("category:Toys")))
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0).data(spoken) == "Toys, shown now"
    model.show_count("Toys", 1)
    assert model.index(0).data(spoken) == "Toys, 1 product, shown now"


# The popup


def test_that_the_button_waits_for_a_catalogue(bar: Bar) -> None:
    assert not bar.button.isEnabled()
    bar.open()
    assert bar.button.isEnabled()
    bar.remembered.use(None)
    assert not bar.button.isEnabled()


def test_that_views_and_searches_are_listed_and_the_present_one_is_current(bar: Bar) -> None:
    bar.button.show_present("category:Toys", "")
    bar.open(SALE, TOYS, recent=("mug", "price:<5"))
    assert bar.texts() == [
        "Sale",
        "Toys",
        "Save this search…",
        "Recent searches",
        "mug",
        "price:<5",
        "Clear recent searches",
    ]
    assert bar.current == "Toys"
    assert "Shown now: Toys" in bar.button.toolTip()


def test_that_a_click_chooses_a_view_and_closes(bar: Bar) -> None:
    bar.open(SALE, TOYS)
    bar.click("Sale")
    assert bar.chosen == [SALE]
    assert not bar.button.popup.isVisible()


def test_that_arrows_and_return_choose_and_pass_over_captions(bar: Bar) -> None:
    bar.button.show_present("price:>1", "")
    bar.open(SALE, recent=("mug",))
    assert bar.current == "Sale"
    bar.key(Qt.Key.Key_Down)
    assert bar.current == "Save this search…"
    bar.key(Qt.Key.Key_Down)
    assert bar.current == "mug"
    bar.key(Qt.Key.Key_Return)
    assert bar.chosen == ["mug"]


def test_that_escape_closes(bar: Bar) -> None:
    bar.open(SALE)
    bar.key(Qt.Key.Key_Escape)
    assert not bar.button.popup.isVisible()
    assert bar.chosen == []


def test_that_delete_removes_and_the_next_row_is_current(bar: Bar) -> None:
    bar.open(SALE, TOYS, MUGS, recent=("mug",))
    bar.go_to("Toys")
    bar.key(Qt.Key.Key_Delete)
    assert bar.names == ["Sale", "Mugs"]
    assert bar.current == "Mugs"
    assert bar.button.popup.isVisible()
    bar.go_to("mug")
    bar.key(Qt.Key.Key_Delete)
    assert bar.remembered.recent == ()
    assert "Recent searches" not in bar.texts()


def test_that_recent_searches_are_cleared(bar: Bar) -> None:
    bar.open(SALE, recent=("mug", "price:<5"))
    bar.click("Clear recent searches")
    assert bar.remembered.recent == ()
    assert bar.button.popup.isVisible()


def test_that_f2_renames_and_a_taken_name_is_refused_while_it_is_typed(bar: Bar) -> None:
    bar.open(SALE, TOYS)
    bar.go_to("Toys")
    bar.key(Qt.Key.Key_F2)
    assert bar.find(QLineEdit, "viewNameField").text() == "Toys"
    bar.type_name("sale")
    assert "already" in bar.reason
    assert bar.names == ["Sale", "Toys"]
    bar.type_name("All toys")
    assert bar.names == ["Sale", "All toys"]
    assert bar.button.popup.isVisible()
    assert bar.current == "All toys"


def test_that_alt_and_an_arrow_move_a_view(bar: Bar) -> None:
    bar.open(SALE, TOYS, MUGS)
    bar.go_to("Mugs")
    bar.key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert bar.names == ["Sale", "Mugs", "Toys"]
    assert bar.current == "Mugs"
    bar.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert bar.names == ["Sale", "Toys", "Mugs"]


def test_that_the_present_search_is_saved_under_the_name_typed(bar: Bar) -> None:
    bar.open()
    bar.button.show_present("tag:new", "stock")
    bar.click("Save this search…")
    bar.type_name("  New  things ")
    assert bar.remembered.views == (SavedView("New things", "tag:new", "stock"),)
    assert not bar.button.popup.isVisible()


def test_that_nothing_can_be_saved_while_every_product_is_shown(bar: Bar) -> None:
    bar.open(SALE)
    bar.click("Save this search…")
    assert not bar.find(QLineEdit, "viewNameField").isVisible()
    assert not bar.button.save_action.isEnabled()


def test_that_a_name_that_exists_is_asked_about_before_it_is_replaced(bar: Bar) -> None:
    bar.open(SALE)
    bar.button.show_present("tag:new", "")
    bar.click("Save this search…")
    bar.type_name("sale")
    assert "“Sale”" in bar.reason
    assert bar.remembered.views == (SALE,)
    assert bar.find(QPushButton, "viewSaveButton").text() == "Replace"
    bar.press("viewSaveButton")
    assert bar.remembered.views == (SavedView("sale", "tag:new"),)


def test_that_typing_on_takes_the_question_back(bar: Bar) -> None:
    bar.open(SALE)
    bar.button.show_present("tag:new", "")
    bar.click("Save this search…")
    bar.type_name("sale")
    bar.type_name("sale 2")
    assert bar.names == ["Sale", "sale 2"]


def test_that_the_shortcut_asks_for_a_name_and_escape_leaves(bar: Bar, qtbot: QtBot) -> None:
    bar.open(SALE)
    bar.key(Qt.Key.Key_Escape)
    bar.button.show_present("tag:new mug", "")
    bar.button.save_action.trigger()
    field = bar.find(QLineEdit, "viewNameField")
    assert field.text() == "Tag new, mug"
    assert field.selectedText() == field.text()
    assert field.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not bar.button.popup.isVisible()
    assert bar.names == ["Sale"]


def test_that_the_shortcut_asks_for_a_name_in_the_open_list_too(bar: Bar) -> None:
    bar.open(SALE)
    bar.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert bar.list.isVisible()
    bar.button.show_present("mug", "")
    bar.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert bar.find(QLineEdit, "viewNameField").isVisible()


def test_that_a_view_removed_while_it_is_renamed_is_said_to_be_gone(bar: Bar) -> None:
    bar.open(SALE)
    bar.go_to("Sale")
    bar.key(Qt.Key.Key_F2)
    bar.remembered.remove_view("Sale")
    bar.type_name("Sales")
    bar.type_name("Sales")
    assert "removed meanwhile" in bar.reason
    assert bar.names == []


def test_that_giving_up_a_name_leads_back_to_the_list(bar: Bar) -> None:
    bar.open(SALE)
    bar.go_to("Sale")
    bar.key(Qt.Key.Key_F2)
    bar.press("viewCancelButton")
    assert bar.list.isVisible()
    assert bar.names == ["Sale"]


def test_that_the_dots_offer_what_the_keys_do(bar: Bar, qtbot: QtBot) -> None:
    bar.open(SALE, TOYS)
    bar.button.show_present("tag:new", "")
    bar.click("Toys", more_rect(bar.list.visualRect(bar.index("Toys"))).center())
    menu = bar.find(QMenu, "viewMenu")
    words = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert words == ["Rename…", "Replace with this search", "Move up", "Move down", "Remove"]
    replace = menu.actions()[1]
    replace.trigger()
    menu.close()
    assert bar.remembered.views == (SALE, SavedView("Toys", "tag:new"))
    assert bar.chosen == []


def test_that_the_menu_key_asks_about_the_current_row(bar: Bar) -> None:
    bar.open(SALE, recent=("mug",))
    bar.go_to("mug")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(bar.list.viewport(), event)
    menu = bar.find(QMenu, "viewMenu")
    (action,) = menu.actions()
    action.trigger()
    menu.close()
    assert bar.remembered.recent == ()


def test_that_a_popup_of_many_views_stays_on_the_screen(bar: Bar) -> None:
    bar.open(*(SavedView(f"View {number} {'x' * 70}", "mug") for number in range(300)))
    screen = bar.button.screen().availableGeometry()
    assert screen.contains(bar.button.popup.geometry())


def test_that_every_row_has_room_for_its_words(bar: Bar) -> None:
    bar.open()
    first = bar.list.visualRect(bar.index("No saved views yet"))
    assert first.height() >= 3 * bar.list.fontMetrics().height()
    assert bar.list.verticalScrollBar().maximum() == 0


# Counts


@pytest.fixture
def catalogue(shop_uri: str, runner: JobRunner) -> Iterator[Catalogue]:
    opened = Catalogue(Target.from_uri(shop_uri))
    opened.database.open()
    runner.use_connections(opened.database)
    yield opened
    opened.database.close()


def test_that_counts_come_in_while_the_popup_is_open(
    bar: Bar, catalogue: Catalogue, qtbot: QtBot
) -> None:
    bar.remembered.use_catalogue(catalogue)
    bar.open(SALE, SavedView("All", "price:>0"), SavedView("Bad", "price:cheap"))
    assert bar.count("Sale") == "…"
    qtbot.waitUntil(lambda: bar.count("Bad") == "–", timeout=10_000)
    assert (bar.count("Sale"), bar.count("All")) == ("250", "1,000")


def test_that_closing_the_popup_ends_the_counting(
    bar: Bar, catalogue: Catalogue, runner: JobRunner, qtbot: QtBot
) -> None:
    bar.remembered.use_catalogue(catalogue)
    seen: list[str] = []
    bar.remembered.count_changed.connect(lambda name, _: seen.append(name))
    bar.open(SALE, TOYS, MUGS)
    bar.key(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: runner.active_count == 0, timeout=10_000)
    assert len(seen) < 3

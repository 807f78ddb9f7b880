"""Where there is nothing to show: why, and what helps."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QStackedWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.errors import QueryTimedOut
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.products.emptiness import Emptiness
from catalogue_gui.gui.products.empty_state import EmptyState, Help
from catalogue_gui.gui.products.empty_words import describe_search
from catalogue_gui.gui.products.relaxations import (
    MAX_SINGLES,
    Relaxation,
    RelaxationLoader,
    find_relaxations,
)
from catalogue_gui.jobs import JobRunner


class Page:
    """An empty state, what it offers, and what was pressed."""

    def __init__(self, qtbot: QtBot) -> None:
        self.pressed: list[object] = []
        self._qtbot = qtbot
        self.room = QStackedWidget()
        self.state = EmptyState()
        self.room.addWidget(self.state)
        qtbot.addWidget(self.room)
        self.room.resize(600, 400)
        self.room.show()
        self.help = Help(
            connect=lambda: self.pressed.append("connect"),
            open_demo=lambda: self.pressed.append("demo"),
            set_up=lambda fast: self.pressed.append(("set up", fast)),
            import_file=lambda: self.pressed.append("import"),
            add=lambda: self.pressed.append("add"),
            clear_search=lambda: self.pressed.append("clear"),
        )

    def show(
        self, reason: Emptiness, search_text: str = "", *, can_have_fast_text: bool = False
    ) -> None:
        self.state.show_reason(
            reason, search_text, self.help, can_have_fast_text=can_have_fast_text
        )
        QCoreApplication.sendPostedEvents()  # a layout shows its new widgets at the next turn

    def relax(self, query: ProductQuery, *relaxations: Relaxation) -> None:
        self.state.show_relaxations(query, relaxations, self.pressed.append)
        QCoreApplication.sendPostedEvents()

    def buttons(self, name: str) -> list[QAbstractButton]:
        found = self.state.findChildren(QAbstractButton, name)
        return [button for button in found if button.isVisible()]

    def press(self, name: str, at: int = 0) -> None:
        self._qtbot.mouseClick(self.buttons(name)[at], Qt.MouseButton.LeftButton)

    def label(self, name: str) -> str:
        found = self.state.findChild(QLabel, name)
        assert found is not None
        return found.text() if found.isVisible() else ""


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Page]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield Page(qtbot)
    QLocale.setDefault(before)


# What it says


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tag:sale", "No product fits this: Tag sale."),
        (
            'tag:sale price:<5 -"old mug"',
            "No product fits all of this: Tag sale; Price below 5; Name does not contain “old mug”.",
        ),
        ("tag:", "No product fits: tag:"),
    ],
)
def test_that_a_search_is_told_in_words(text: str, words: str) -> None:
    assert describe_search(text) == words


def test_that_a_long_search_is_told_in_part() -> None:
    words = describe_search(" ".join(f"tag:t{number}" for number in range(9)))
    assert words.endswith("Tag t5; and 3 more.")
    assert len(describe_search("tag:" + "x" * 500)) < 150


def test_that_what_could_be_left_out_is_looked_for_and_then_offered(page: Page) -> None:
    query = parse_query("tag:sale mug")
    page.show(Emptiness.NOTHING_FOUND, format_query(query))
    assert page.label("emptyLookingLabel") == "Looking for what could be left out…"
    assert page.buttons("emptyRelaxButton") == []

    sale, mug = query.terms
    page.relax(
        query,
        Relaxation((sale,), 1312, query.without(sale)),
        Relaxation((mug,), 1, query.without(mug)),
    )
    assert page.label("emptyLookingLabel") == ""
    assert [button.accessibleName() for button in page.buttons("emptyRelaxButton")] == [
        "Without “Tag sale”: 1,312 products",
        "Without “mug”: 1 product",
    ]
    page.press("emptyRelaxButton", 1)
    page.press("emptyClearButton")
    assert page.pressed == [query.without(mug), "clear"]


def test_that_four_ways_are_offered_at_most(page: Page) -> None:
    query = parse_query("a b c d e f")
    page.show(Emptiness.NOTHING_FOUND, format_query(query))
    page.relax(query, *(Relaxation((term,), 1, query.without(term)) for term in query.terms))
    assert len(page.buttons("emptyRelaxButton")) == 4


def test_that_the_answer_for_an_earlier_search_is_not_shown(page: Page) -> None:
    earlier = parse_query("tag:a mug")
    page.show(Emptiness.NOTHING_FOUND, "tag:b mug")
    page.relax(earlier, Relaxation(earlier.terms[:1], 5, earlier.without(earlier.terms[0])))
    assert page.buttons("emptyRelaxButton") == []
    assert page.label("emptyLookingLabel")


def test_that_the_offers_stay_while_the_same_is_said_again_and_go_with_another_search(
    page: Page,
) -> None:
    query = parse_query("tag:a mug")
    page.show(Emptiness.NOTHING_FOUND, "tag:a mug")
    page.relax(query, Relaxation(query.terms[:1], 5, query.without(query.terms[0])))
    page.show(Emptiness.NOTHING_FOUND, "tag:a mug")
    assert len(page.buttons("emptyRelaxButton")) == 1
    page.show(Emptiness.NOTHING_FOUND, "tag:b mug")
    assert page.buttons("emptyRelaxButton") == []
    page.show(Emptiness.NO_PRODUCTS)
    assert page.label("emptyLookingLabel") == ""


def test_that_a_search_of_one_term_is_only_cleared(page: Page) -> None:
    page.show(Emptiness.NOTHING_FOUND, "tag:a")
    assert page.label("emptyLookingLabel") == ""
    assert len(page.buttons("emptyClearButton")) == 1


def test_that_a_long_name_is_shortened_and_its_count_is_not(page: Page) -> None:
    query = parse_query(f'mug tag:"R&D {"x" * 200}"')
    page.room.resize(320, 400)
    page.show(Emptiness.NOTHING_FOUND, format_query(query))
    page.relax(query, Relaxation(query.terms[1:], 12_345, query.without(query.terms[1])))
    (button,) = page.buttons("emptyRelaxButton")
    assert button.width() <= 320
    assert "…" in button.text()
    assert button.text().endswith(": 12,345 products")
    assert "R&D" in button.toolTip()


@pytest.mark.parametrize("is_wanted", [True, False])
def test_that_fast_text_search_is_offered_where_it_can_be_had(page: Page, is_wanted: bool) -> None:
    page.show(Emptiness.NO_TABLE, can_have_fast_text=True)
    check = page.state.findChild(QCheckBox, "fastTextCheck")
    assert check is not None
    assert check.isVisible()
    assert check.isChecked()
    check.setChecked(is_wanted)
    page.press("emptySetUpButton")
    assert page.pressed == [("set up", is_wanted)]


def test_that_fast_text_search_is_not_offered_where_it_cannot_be_had(page: Page) -> None:
    page.show(Emptiness.NO_TABLE)
    assert page.buttons("fastTextCheck") == []
    page.press("emptySetUpButton")
    assert page.pressed == [("set up", False)]


def test_that_an_empty_catalogue_says_how_to_fill_it(page: Page) -> None:
    page.show(Emptiness.NO_PRODUCTS)
    assert "dropped" in page.label("emptyStateText")
    page.press("emptyImportButton")
    page.press("emptyNewButton")
    assert page.pressed == ["import", "add"]


@pytest.mark.parametrize("reason", list(Emptiness))
def test_that_every_text_has_the_height_it_needs(page: Page, reason: Emptiness) -> None:
    page.room.resize(600, 400)
    page.show(reason, "tag:sale price:<5 meta.brand:Acme mug", can_have_fast_text=True)
    text = page.state.findChild(QLabel, "emptyStateText")
    assert text is not None
    layout = page.state.layout()
    assert layout is not None
    layout.activate()
    if text.isVisible():
        assert text.height() >= text.heightForWidth(text.width())


# What could be left out


def terms_found(text: str, *fits: str) -> list[tuple[str, int]]:
    """What is offered for a search, where only these searches find something: 1, 2, … products."""
    counts = {parse_query(each): number for number, each in enumerate(fits, 1)}
    query = parse_query(text)
    found = find_relaxations(query, lambda relaxed: counts.get(relaxed, 0))
    return [
        (format_query(ProductQuery(each.terms_removed)), each.count)
        for each in found
        if each.query in counts
    ]


def test_that_terms_are_offered_whose_removal_finds_something_most_products_first() -> None:
    assert terms_found("a b c", "b c", "a b") == [("c", 2), ("a", 1)]


def test_that_pairs_are_tried_when_no_single_term_helps() -> None:
    assert terms_found("a b c", "c") == [("a b", 1)]


def test_that_pairs_are_not_tried_when_a_single_term_helps() -> None:
    assert terms_found("a b c", "b c", "c") == [("a", 1)]


def test_that_leaving_out_everything_is_no_offer() -> None:
    assert terms_found("a", "") == []
    assert terms_found("a b", "") == []


def test_that_a_long_search_costs_a_bounded_number_of_counts() -> None:
    asked: list[ProductQuery] = []
    query = parse_query(" ".join(f"t{number}" for number in range(40)))
    find_relaxations(query, lambda relaxed: asked.append(relaxed) or 0)  # type: ignore[func-returns-value]
    assert len(asked) == MAX_SINGLES


# Counting them


@pytest.fixture
def catalogue(shop_uri: str) -> Iterator[Catalogue]:
    opened = Catalogue(Target.from_uri(shop_uri))
    opened.database.open()
    yield opened
    opened.database.close()


@pytest.fixture
def runner(qtbot: QtBot, catalogue: Catalogue) -> Iterator[JobRunner]:
    made = JobRunner(catalogue.database)
    yield made
    assert made.shutdown(timeout_s=10)


@pytest.fixture
def loader(runner: JobRunner, catalogue: Catalogue) -> RelaxationLoader:
    made = RelaxationLoader(runner)
    made.use_catalogue(catalogue)
    return made


def test_that_the_server_counts_what_is_found_without_each_term(
    qtbot: QtBot, loader: RelaxationLoader
) -> None:
    query = parse_query("tag:sale category:Toys price:>5000")
    with qtbot.waitSignal(loader.loaded, timeout=10_000) as loaded:
        loader.load(query)
    answered, relaxations = loaded.args or (None, None)
    assert answered == query
    assert [
        (format_query(ProductQuery(each.terms_removed)), each.count) for each in relaxations
    ] == [("price:>5000", 83)]


def test_that_a_newer_search_supersedes_the_counting(
    qtbot: QtBot, loader: RelaxationLoader
) -> None:
    answers: list[ProductQuery] = []
    loader.loaded.connect(lambda query, _: answers.append(query))
    older, newer = parse_query("tag:sale nothing"), parse_query("tag:new nothing")
    loader.load(older)
    loader.load(newer)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    assert answers == [newer]


def test_that_nothing_arrives_after_another_catalogue_was_chosen(
    qtbot: QtBot, loader: RelaxationLoader, runner: JobRunner
) -> None:
    answers: list[object] = []
    loader.loaded.connect(lambda query, _: answers.append(query))
    loader.load(parse_query("tag:sale nothing"))
    loader.use_catalogue(None)
    qtbot.waitUntil(lambda: runner.active_count == 0, timeout=10_000)
    assert answers == []


def test_that_a_count_that_takes_too_long_costs_only_itself(
    qtbot: QtBot, loader: RelaxationLoader, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = parse_query("tag:sale tag:new")
    slow = query.without(query.terms[0])
    count = catalogue.fetch_count

    def count_or_time_out(connection: psycopg.Connection, relaxed: ProductQuery) -> int:
        if relaxed == slow:
            raise QueryTimedOut("It took too long.")
        return count(connection, relaxed)

    monkeypatch.setattr(catalogue, "fetch_count", count_or_time_out)
    with qtbot.waitSignal(loader.loaded, timeout=10_000) as loaded:
        loader.load(query)
    assert loaded.args is not None
    assert [each.count for each in loaded.args[1]] == [250]


def test_that_a_failure_ends_the_waiting(
    qtbot: QtBot, loader: RelaxationLoader, shop_uri: str
) -> None:
    with psycopg.connect(shop_uri) as connection:
        connection.execute("DROP TABLE products")
    query = parse_query("tag:sale mug")
    with qtbot.waitSignal(loader.loaded, timeout=10_000) as loaded:
        loader.load(query)
    assert loaded.args == [query, ()]

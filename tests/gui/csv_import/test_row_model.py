"""The rows of a check come page by page, as they are looked at, and no late page shows in the wrong place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.errors import CatalogueError, ConnectionLost
from catalogue_gui.catalogue.importing import Outcome, RowPreview
from catalogue_gui.gui.csv_import.engine import Rows
from catalogue_gui.gui.csv_import.row_model import RowModel, change_words
from catalogue_gui.gui.csv_import.row_pages import MOST_PAGES, PAGE_ROWS, RowKind
from catalogue_gui.gui.products.cell_data import PLACEHOLDER
from catalogue_gui.gui.stepwise import STEP_ROWS


class Source:
    """Rows that are handed over when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[Outcome, int, int]] = []
        self.fields: list[str] = []
        self._waiting: list[tuple[Callable[[Rows], None], Callable[[CatalogueError], None]]] = []

    def fetch(
        self,
        outcome: Outcome,
        offset: int,
        limit: int,
        done: Callable[[Rows], None],
        failure: Callable[[CatalogueError], None],
        field: str = "",
    ) -> None:
        self.asked.append((outcome, offset, limit))
        self.fields.append(field)
        self._waiting.append((done, failure))

    def answer(self) -> None:
        done, _failure = self._waiting.pop(0)
        outcome, offset, limit = self.asked[-1 - len(self._waiting)]
        done([self._row(outcome, offset + place) for place in range(limit)])

    def fail(self) -> None:
        _done, failure = self._waiting.pop(0)
        failure(ConnectionLost("The connection was lost."))

    @staticmethod
    def _row(outcome: Outcome, number: int) -> RowPreview:
        changes = (("name", None, f"Product {number}"), ("metadata.size", "S", "M"))
        return RowPreview(number + 2, outcome, f"Product {number}", changes)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def model(source: Source, qtbot: QtBot) -> RowModel:
    made = RowModel(source.fetch)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def text(model: RowModel, row: int, column: int = 1) -> str:
    return str(model.index(row, column).data())


def test_that_a_row_is_a_placeholder_until_its_page_is_in(
    model: RowModel, source: Source, qtbot: QtBot
) -> None:
    model.show_rows(RowKind(Outcome.NEW), 250)
    assert model.rowCount() == 250
    assert text(model, 0) == PLACEHOLDER
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    assert source.asked == [(Outcome.NEW, 0, PAGE_ROWS)]
    with qtbot.waitSignal(model.dataChanged):
        source.answer()
    assert text(model, 0) == "Product 0"
    assert text(model, 0, 0) == "2"
    assert text(model, 0, 6) == "size: S → M"


def test_that_pages_scrolled_past_in_a_hurry_are_not_fetched(source: Source, qtbot: QtBot) -> None:
    model = RowModel(source.fetch)  # without the tester, which looks at the first row by itself
    model.show_rows(RowKind(Outcome.NEW), 100_000)
    for row in range(0, 100_000, 5_000):
        text(model, row)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    source.answer()
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    source.answer()
    assert [offset for _outcome, offset, _limit in source.asked] == [95_000, 90_000]


def test_that_a_late_page_of_another_kind_is_dropped(
    model: RowModel, source: Source, qtbot: QtBot
) -> None:
    model.show_rows(RowKind(Outcome.NEW), 10)
    text(model, 0)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    model.show_rows(RowKind(Outcome.UNCHANGED), 10)
    source.answer()
    assert model.row_at(0) is None
    assert text(model, 0) == PLACEHOLDER
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    assert source.asked[-1][0] == Outcome.UNCHANGED


def test_that_only_so_many_pages_are_kept(source: Source, qtbot: QtBot) -> None:
    model = RowModel(source.fetch)  # without the tester, which looks at every row that arrives
    pages = MOST_PAGES + 2
    model.show_rows(RowKind(Outcome.NEW), pages * PAGE_ROWS)
    for page in range(pages):
        text(model, page * PAGE_ROWS)
        qtbot.waitUntil(lambda wanted=page: len(source.asked) == wanted + 1)  # type: ignore[misc]
        source.answer()
    held = [page for page in range(pages) if model.row_at(page * PAGE_ROWS) is not None]
    assert held == list(range(2, pages))


def test_that_a_page_is_at_hand_at_once_and_painted_a_few_rows_at_a_time(
    source: Source, model: RowModel, qtbot: QtBot
) -> None:
    painted: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: painted.append((first.row(), last.row())))
    model.show_rows(RowKind(Outcome.NEW), 2 * PAGE_ROWS)
    text(model, 0)
    qtbot.waitUntil(lambda: bool(source.asked))
    source.answer()
    assert text(model, PAGE_ROWS - 1) == f"Product {PAGE_ROWS - 1}"
    assert painted == []
    qtbot.waitUntil(lambda: bool(painted) and painted[-1][1] == PAGE_ROWS - 1)
    assert all(last - first < STEP_ROWS for first, last in painted)
    assert [first for first, _ in painted] == list(range(0, PAGE_ROWS, STEP_ROWS))


def test_that_nothing_of_another_kind_is_painted_any_more(
    source: Source, model: RowModel, qtbot: QtBot
) -> None:
    model.show_rows(RowKind(Outcome.NEW), PAGE_ROWS)
    text(model, 0)
    qtbot.waitUntil(lambda: bool(source.asked))
    source.answer()
    painted: list[int] = []
    model.dataChanged.connect(lambda first, _: painted.append(first.row()))
    model.show_rows(RowKind(Outcome.CHANGED), 3)
    qtbot.wait(20)
    assert painted == []


def test_that_a_failure_is_told_once_and_not_asked_again_at_every_repaint(
    model: RowModel, source: Source, qtbot: QtBot
) -> None:
    model.show_rows(RowKind(Outcome.NEW), 10)
    text(model, 0)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    with qtbot.waitSignal(model.pages.failed):
        source.fail()
    assert text(model, 0) == PLACEHOLDER
    QCoreApplication.processEvents()
    assert len(source.asked) == 1


def test_that_the_records_that_change_one_field_are_asked_for_by_it(
    model: RowModel, source: Source, qtbot: QtBot
) -> None:
    model.show_rows(RowKind(Outcome.CHANGED, "price"), 10)
    text(model, 0)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    assert source.fields == ["price"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (None, "5.00", "5.00"),
        ("4.00", "5.00", "4.00 → 5.00"),
        ("", "new", "blank → new"),
        ("x", "", "x → blank"),
    ],
)
def test_that_a_change_shows_old_and_new(old: str | None, new: str, words: str) -> None:
    assert change_words(old, new) == words


def test_that_unchanged_records_have_no_columns_that_would_all_be_blank(model: RowModel) -> None:
    model.show_rows(RowKind(Outcome.UNCHANGED), 3)
    titles = [
        model.headerData(section, Qt.Orientation.Horizontal)
        for section in range(model.columnCount())
    ]
    assert titles == ["Line", "Name"]

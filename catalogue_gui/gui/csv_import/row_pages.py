"""Rows of one kind, at hand page by page: what is looked at is fetched, what was looked at long ago is forgotten."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.importing import Outcome, Reject, RowPreview
from catalogue_gui.gui.csv_import.engine import Rows
from catalogue_gui.gui.stepwise import Stepwise

PAGE_ROWS = 50  # fills a large screen; taking in more at once is felt where records have many cells
_PAUSE_MS = 40  # between two pages: shown is what one stops at, and rushing by stays smooth
MOST_PAGES = 100  # 5,000 rows at hand; a row's metadata can be large


class FetchRows(Protocol):
    """What fetches some rows of an outcome."""

    def __call__(
        self,
        outcome: Outcome,
        offset: int,
        limit: int,
        done: Callable[[Rows], None],
        failure: Callable[[CatalogueError], None],
        field: str = "",
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class RowKind:
    """Which records are meant.

    Args:
        outcome: what becomes of them.
        field: of the changed ones those that change this field; empty for all of them.
    """

    outcome: Outcome = Outcome.NEW
    field: str = ""


class RowPages(QObject):
    """Fetches rows as they are wanted, and keeps a bounded number of them.

    Args:
        fetch: asks the engine; its answers come later.
    """

    loaded = Signal(int, int)  # first row, end row (exclusive): at hand
    shown = Signal(int, int)  # the same, a few rows in each turn: to be painted
    failed = Signal(object)  # CatalogueError

    def __init__(self, fetch: FetchRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._kind = RowKind()
        self._count = 0
        self._pages: OrderedDict[int, Rows] = OrderedDict()
        self._wanted: list[int] = []
        self._asked: int | None = None
        self._generation = 0
        self._is_stuck = False
        self._asked_at = QElapsedTimer()
        # Painting asks for many cells of one page: they become one request, after the painting.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        self._steps = Stepwise(self)
        self._steps.came.connect(lambda rows: self.shown.emit(rows.start, rows.stop))

    @property
    def kind(self) -> RowKind:
        """Which records are fetched."""
        return self._kind

    @property
    def count(self) -> int:
        """How many there are."""
        return self._count

    def begin(self, kind: RowKind, count: int) -> None:
        """Begin with other records; those of before are forgotten, and what is on its way is not taken."""
        self._generation += 1
        self._steps.drop()
        self._kind = kind
        self._count = count
        self._pages.clear()
        self._wanted.clear()
        self._asked = None
        self._is_stuck = False

    def row_at(self, row: int) -> RowPreview | Reject | None:
        """A row that is at hand; None while it is not."""
        page = self._pages.get(row // PAGE_ROWS)
        place = row % PAGE_ROWS
        return page[place] if page is not None and place < len(page) else None

    def want(self, row: int) -> None:
        """Have the page of a row fetched."""
        page = row // PAGE_ROWS
        if self._is_stuck or page in self._pages or page in (self._asked, *self._wanted[-1:]):
            return
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        # What was in view long ago is not fetched any more; two pages cover any window.
        del self._wanted[:-2]
        self._timer.start(self._pause_ms())

    def _pause_ms(self) -> int:
        """How long to wait: not at all for the first page, a moment while one rushes from page to page."""
        if not self._asked_at.isValid():
            return 0
        return max(0, _PAUSE_MS - self._asked_at.elapsed())

    def _ask(self) -> None:
        if self._asked is not None or not self._wanted:
            return
        page = self._wanted.pop()
        generation = self._generation
        self._asked = page
        self._asked_at.start()

        def take(rows: Rows) -> None:
            if generation == self._generation:
                self._take(page, rows)

        def fail(error: CatalogueError) -> None:
            if generation == self._generation:
                self._asked = None
                self._is_stuck = True  # else every repaint would ask again
                self.failed.emit(error)

        kind = self._kind
        self._fetch(kind.outcome, page * PAGE_ROWS, PAGE_ROWS, take, fail, kind.field)

    def _take(self, page: int, rows: Rows) -> None:
        self._asked = None
        self._pages[page] = rows
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        first = page * PAGE_ROWS
        end = min(self._count, first + PAGE_ROWS)
        self.loaded.emit(first, end)
        self._steps.take(range(first, end))
        if self._wanted:
            self._timer.start(self._pause_ms())

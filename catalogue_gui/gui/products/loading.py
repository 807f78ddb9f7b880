"""Asks for the rows that the table shows: the first page at once, the whole order behind it, then page by page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

FIRST_PAGE_ROWS = 200
MAX_PAGE_ROWS = 500


@dataclass(frozen=True)
class Page:
    """Products by the ids that were asked for; None where one has been deleted."""

    ids: list[UUID]
    products: list[Product | None]


class RowLoader(QObject):
    """Runs the table's reads; each kind supersedes the earlier one of its kind, and what is late is dropped.

    A generation is one query in one order: results carry it, and only the newest counts.
    """

    first_page_loaded = Signal(object)  # list[Product]
    first_page_failed = Signal(object)  # CatalogueError
    snapshot_loaded = Signal(object, object)  # OrderSnapshot, Page of the rows in view or None
    page_loaded = Signal(object)  # Page
    failed = Signal(object)  # CatalogueError

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue: Catalogue | None = None
        self._generation = 0

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Read another catalogue from now on; what is under way for the present one is dropped."""
        self._catalogue = catalogue
        self._generation += 1

    def load(self, query: ProductQuery, order: Sort) -> None:
        """Fetch the first page and the snapshot of a query, side by side."""
        catalogue = self._catalogue
        if catalogue is None:
            return
        generation = self._next_generation()

        def first_page(context: JobContext) -> list[Product]:
            with context.connection() as connection:
                return catalogue.fetch_first_page(connection, query, order, FIRST_PAGE_ROWS)

        def snapshot(context: JobContext) -> OrderSnapshot:
            with context.connection() as connection:
                return catalogue.fetch_snapshot(connection, query, order)

        self._runner.submit(
            first_page,
            owner=self,
            on_success=lambda products: self._if_current(
                generation, lambda: self.first_page_loaded.emit(products)
            ),
            on_failure=lambda error: self._if_current(
                generation, lambda: self.first_page_failed.emit(error)
            ),
            replaces="first page",
        )
        self._runner.submit(
            snapshot,
            owner=self,
            on_success=lambda ids: self._if_current(
                generation, lambda: self.snapshot_loaded.emit(ids, None)
            ),
            on_failure=self.failed.emit,
            replaces="snapshot",
        )

    def reload(self, query: ProductQuery, order: Sort, start: int, stop: int) -> None:
        """Fetch the order anew together with the rows start..stop-1, so that the view changes once and stays in place."""
        catalogue = self._catalogue
        if catalogue is None:
            return
        generation = self._next_generation()

        def snapshot(context: JobContext) -> tuple[OrderSnapshot, Page]:
            with context.connection() as connection:
                order_now = catalogue.fetch_snapshot(connection, query, order)
                context.check_cancelled()
                ids = order_now.ids(start, min(stop, start + MAX_PAGE_ROWS))
                return order_now, Page(ids, catalogue.fetch_page(connection, ids))

        self._runner.submit(
            snapshot,
            owner=self,
            on_success=lambda loaded: self._if_current(
                generation, lambda: self.snapshot_loaded.emit(*loaded)
            ),
            on_failure=self.failed.emit,
            replaces="snapshot",
        )

    def fetch(self, ids: list[UUID]) -> None:
        """Fetch products by id, 1..500 of them; a newer request supersedes an older one."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def page(context: JobContext) -> Page:
            with context.connection() as connection:
                return Page(ids, catalogue.fetch_page(connection, ids))

        def deliver(loaded: Page) -> None:
            # No generation: a page is known by its ids, so one of an older order is as good.
            if self._catalogue is catalogue:
                self.page_loaded.emit(loaded)

        self._runner.submit(
            page,
            owner=self,
            on_success=deliver,
            on_failure=self.failed.emit,
            replaces="page",
        )

    def _next_generation(self) -> int:
        self._generation += 1
        return self._generation

    def _if_current(self, generation: int, deliver: Callable[[], None]) -> None:
        if generation == self._generation:
            deliver()

"""Asks for the rows that the table shows: the first ones at once, the whole order behind them, then what is in view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import FIRST_ROWS, OrderSnapshot
from catalogue_gui.gui.products.columns import local_zone
from catalogue_gui.gui.products.order import Kept, Place, RowOrder, keep, place_in
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

MAX_PAGE_ROWS = 500


@dataclass(frozen=True, slots=True)
class Rows:
    """Products in rows ``start`` and on, with the ids that stand there; None where one has been deleted."""

    start: int
    ids: list[UUID]
    products: list[Product | None]


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows of a query, and what the user had in hand before."""

    products: list[Product]
    kept: Kept


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The same query again: its order, where the user is in it, and the rows in view there."""

    order: RowOrder
    place: Place
    rows: Rows


class RowLoader(QObject):
    """Runs the table's reads. A newer query supersedes an older one, on the server too, and what is late is dropped."""

    first_rows_loaded = Signal(object)  # FirstRows
    first_rows_failed = Signal(object)  # CatalogueError
    order_begun = Signal()  # the number of rows is known, ids are arriving
    order_loaded = Signal(object)  # Place of what was kept
    order_reloaded = Signal(object)  # OrderSnapshot of the same query, asked again
    reloaded = Signal(object)  # Reloaded
    rows_loaded = Signal(object)  # Rows
    found = Signal(object)  # row of the product that was looked for, or None
    failed = Signal(object)  # CatalogueError

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue: Catalogue | None = None
        self._generation = 0
        self._fetching: JobHandle[Rows] | None = None
        self._is_fetching_slowly = False
        self._next_fetch: tuple[RowOrder, int, int] | None = None
        self._pages = 0

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Read another catalogue from now on; what is under way for the present one is dropped."""
        self._catalogue = catalogue
        self._next_generation()
        if self._fetching is not None:
            self._fetching.cancel()
            self._fetching = None

    def load_first(
        self, query: ProductQuery, sort: Sort, before: RowOrder, place: Place, screen_rows: int
    ) -> None:
        """Fetch the first rows of a query; ``load_order`` goes on from there.

        Args:
            query: what is looked for.
            sort: the order.
            before: the order shown until now, and ``place``, where the user is in it.
        """
        catalogue = self._catalogue
        if catalogue is None:
            return
        deliver = self._deliverer(self._next_generation())

        def work(context: JobContext) -> FirstRows:
            local_zone()  # the first time it reads a database of zones, which is not for the GUI thread
            products = catalogue.take_ahead(query, sort, FIRST_ROWS, context.check_cancelled)
            if products is None:
                with context.reading() as connection:
                    products = catalogue.fetch_slice(connection, query, sort, 0, FIRST_ROWS)
            return FirstRows(products, keep(place, before, screen_rows))

        # Two searches at once would only share the server: the order waits for its first rows.
        self._runner.submit(
            work,
            owner=self,
            on_success=deliver(self.first_rows_loaded.emit),
            on_failure=deliver(self.first_rows_failed.emit),
            replaces="order",
        )

    def load_order(self, order: RowOrder, kept: Kept) -> None:
        """Fetch the ids of an order into its snapshot, and find again in it what was kept."""
        catalogue = self._catalogue
        if catalogue is None:
            return
        deliver = self._deliverer(self._generation)

        def work(context: JobContext) -> Place:
            _fill(context, catalogue, order)
            return place_in(kept, order.rows_of(kept.ids), order.row_count)

        self._runner.submit(
            work,
            owner=self,
            on_success=deliver(self.order_loaded.emit),
            on_failure=deliver(self.failed.emit),
            on_progress=deliver(lambda _: self.order_begun.emit()),
            replaces="order",
        )

    def reload_order(self, query: ProductQuery, sort: Sort) -> None:
        """Fetch the order of a query anew; ``settle`` goes on from there."""
        catalogue = self._catalogue
        if catalogue is None:
            return
        deliver = self._deliverer(self._next_generation())

        def work(context: JobContext) -> OrderSnapshot:
            order = RowOrder(query, sort)
            _fill(context, catalogue, order)
            return order.snapshot

        self._runner.submit(
            work,
            owner=self,
            on_success=deliver(self.order_reloaded.emit),
            on_failure=deliver(self.failed.emit),
            replaces="order",
        )

    def settle(self, order: RowOrder, before: RowOrder, place: Place, screen_rows: int) -> None:
        """Find a place again in a new order and fetch the rows in view there, so that the view changes once."""
        catalogue = self._catalogue
        if catalogue is None:
            return
        deliver = self._deliverer(self._generation)

        def work(context: JobContext) -> Reloaded:
            kept = keep(place, before, screen_rows)
            new_order = order.without_repeats()
            new_place = place_in(kept, new_order.rows_of(kept.ids), new_order.row_count)
            start = max(0, min(new_place.top, new_order.row_count - screen_rows))
            with context.reading() as connection:
                rows = _fetch(catalogue, connection, new_order, start, start + screen_rows)
            return Reloaded(new_order, new_place, rows)

        self._runner.submit(
            work,
            owner=self,
            on_success=deliver(self.reloaded.emit),
            on_failure=deliver(self.failed.emit),
            replaces="settle",
        )

    @property
    def is_fetching(self) -> bool:
        """True while rows are on their way."""
        return self._fetching is not None and self._fetching.is_active

    def fetch(self, order: RowOrder, start: int, stop: int) -> None:
        """Fetch rows start..stop-1, at most 500 of them, once what is being fetched has come.

        A lookup by id is too short to be worth a cancel; only the newest wish waits behind it. Rows whose ids have not
        arrived are counted off by the server, which takes its time: that is given up for a newer wish.
        """
        if self.is_fetching and not self._is_fetching_slowly:
            self._next_fetch = (order, start, stop)
            return
        self._next_fetch = None
        catalogue = self._catalogue
        if catalogue is None:
            return
        stop = min(stop, start + MAX_PAGE_ROWS, order.row_count)
        self._is_fetching_slowly = stop > order.snapshot.arrived_count + len(order.added)
        deliver = self._deliverer(self._generation)
        pages = self._pages

        def deliver_rows(rows: Rows) -> None:
            if pages == self._pages:
                deliver(self.rows_loaded.emit)(rows)

        def work(context: JobContext) -> Rows:
            with context.reading() as connection:
                return _fetch(catalogue, connection, order, start, stop)

        self._fetching = self._runner.submit(
            work,
            owner=self,
            on_success=lambda rows: self._on_fetched(lambda: deliver_rows(rows)),
            on_failure=lambda error: self._on_fetched(lambda: deliver(self.failed.emit)(error)),
            replaces="rows",
        )

    def drop_pages(self) -> None:
        """Deliver no page that has been asked for until now: the rows are about to be others."""
        self._pages += 1
        self._next_fetch = None

    def find(self, order: RowOrder, field: Field, prefix: str, skip: int) -> None:
        """Look for the row of the product whose field begins so; of several the one ``skip`` places on."""
        catalogue = self._catalogue
        if catalogue is None:
            return
        deliver = self._deliverer(self._generation)

        def work(context: JobContext) -> int | None:
            with context.reading() as connection:
                found = catalogue.find_by_prefix(
                    connection, order.query, order.sort, field, prefix, skip
                )
            if found is None:
                return None
            # -1: it is there, and its row has not arrived yet.
            return order.rows_of({found}).get(found, -1)

        def deliver_row(row: int | None) -> None:
            if row != -1:
                self.found.emit(row)

        self._runner.submit(
            work,
            owner=self,
            on_success=deliver(deliver_row),
            on_failure=deliver(self.failed.emit),
            replaces="find",
        )

    def _on_fetched(self, deliver: Callable[[], None]) -> None:
        self._fetching = None
        deliver()
        if self._next_fetch is not None:
            self.fetch(*self._next_fetch)

    def _next_generation(self) -> int:
        self._generation += 1
        self._next_fetch = None
        return self._generation

    def _deliverer(self, generation: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """Wraps a delivery so that it is dropped once another query has been asked."""

        def wrap(deliver: Callable[..., None]) -> Callable[..., None]:
            def if_current(*arguments: object) -> None:
                if generation == self._generation:
                    deliver(*arguments)

            return if_current

        return wrap


def _fill(context: JobContext, catalogue: Catalogue, order: RowOrder) -> None:
    """Fetch the ids of an order into its snapshot, saying how far that has come."""
    snapshot = order.snapshot

    def report() -> None:
        context.report(Progress("Reading the order", snapshot.arrived_count, snapshot.row_count))

    with context.reading() as connection:
        catalogue.fetch_snapshot(connection, order.query, order.sort, snapshot, report)


def _fetch(catalogue: Catalogue, connection: Any, order: RowOrder, start: int, stop: int) -> Rows:
    ids = order.ids(start, stop)
    if ids is None:
        counted = catalogue.fetch_slice(connection, order.query, order.sort, start, stop - start)
        return Rows(start, [product.id for product in counted], list(counted))
    return Rows(start, ids, catalogue.fetch_page(connection, ids))

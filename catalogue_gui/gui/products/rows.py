"""Which rows there are: the query asked, its order, and the products fetched so far; every change said before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.errors import CatalogueError, ConnectionFailed
from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import FIRST_ROWS, OrderSnapshot
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.products.arrivals import RowArrivals
from catalogue_gui.gui.products.loading import FirstRows, Reloaded, RowLoader, Rows
from catalogue_gui.gui.products.order import Place, RowOrder, place_in
from catalogue_gui.gui.products.row_cache import Missing, RowCache
from catalogue_gui.jobs import JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

TOPIC = "rows"
MAX_ASKED = 50
REST_MS = 40  # less than between two steps of a wheel turned by hand


class CountState(IntEnum):
    """How well the number of rows is known."""

    UNKNOWN = 0  # nothing asked or nothing answered yet
    PARTIAL = 1  # the first rows are there
    EXACT = 2  # every row is there, though its content may still have to be fetched


class ProductRows(QObject):
    """The rows that the table shows, as far as they are known.

    The view tells where the user is by ``watch_place``; after the rows have changed ``place_found`` says where that is
    now.
    """

    about_to_change = Signal()
    changed = Signal()
    about_to_grow = Signal(int, int)  # first and last of the rows put at the end
    grown = Signal()
    rows_arrived = Signal(int, int)  # first row and one past the last
    count_changed = Signal()
    load_started = Signal()
    rows_shown = Signal()  # the first rows of a query, or of a refresh, are there
    settled = Signal()  # nothing more of the query is to come
    place_found = Signal(object, bool)  # Place, and whether the view is to scroll there
    product_found = Signal(object)  # row that was looked for, or None

    def __init__(
        self, runner: JobRunner, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._loader = RowLoader(runner, self)
        self._loader.first_rows_loaded.connect(self._on_first_rows)
        self._loader.first_rows_failed.connect(self._on_first_rows_failed)
        self._loader.order_begun.connect(self._take_coming_order)
        self._loader.order_loaded.connect(self._on_order_loaded)
        self._loader.order_reloaded.connect(self._on_order_reloaded)
        self._loader.reloaded.connect(self._on_reloaded)
        self._arrivals = RowArrivals(lambda: self._screen, self)
        self._arrivals.came.connect(self._on_rows)
        self._arrivals.ended.connect(self._on_arrived)
        self._loader.rows_loaded.connect(self._arrivals.take)
        self._loader.found.connect(self.product_found)
        self._loader.failed.connect(self._on_load_failed)
        self._messages = messages
        # What the user can do about an error of reading.
        self.offers_for: Callable[[CatalogueError], Sequence[Action]] = lambda _: ()
        self._order = RowOrder()
        self._coming: RowOrder | None = None  # its ids are on their way
        self._held_back: Callable[[], None] | None = None  # what comes once no cell is typed into
        self._cache = RowCache()
        self._query = ProductQuery()
        self._sort = Sort()
        self._count_state = CountState.UNKNOWN
        self._place_now: Callable[[], Place] = Place
        self._is_typed_into: Callable[[], bool] = lambda: False
        self._screen = (0, FIRST_ROWS)
        self._wanted = (0, 0)
        self._asked: dict[int, None] = {}  # in the order of asking, the latest last
        self._fetch_timer = QTimer(self)
        self._fetch_timer.setSingleShot(True)
        self._fetch_timer.setInterval(0)
        self._fetch_timer.timeout.connect(self._fetch_wanted)
        self._around = (0, 0)
        self._rest_timer = QTimer(self)
        self._rest_timer.setSingleShot(True)
        self._rest_timer.setInterval(REST_MS)
        self._rest_timer.timeout.connect(self._want_around)

    # What is shown

    @property
    def query(self) -> ProductQuery:
        """What is looked for."""
        return self._query

    @property
    def sort(self) -> Sort:
        """The order of the rows."""
        return self._sort

    @property
    def count_state(self) -> CountState:
        """How well the number of rows is known."""
        return self._count_state

    @property
    def order(self) -> RowOrder:
        """Which product stands in which row; to be read by jobs."""
        return self._order

    def __len__(self) -> int:
        return len(self._cache)

    def __bool__(self) -> bool:
        return True

    def get(self, row: int) -> Product | Missing:
        """The product in a row, or why there is none at hand."""
        return self._cache.get(row)

    def row_of(self, product_id: UUID) -> int | None:
        """The row of a product, None when it is not at hand."""
        return self._cache.row_of(product_id)

    def watch_place(
        self, place_now: Callable[[], Place], is_typed_into: Callable[[], bool]
    ) -> None:
        """Ask here where the user is, and whether a cell is being typed into, which no refresh may disturb."""
        self._place_now, self._is_typed_into = place_now, is_typed_into

    # What is asked for

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Read another catalogue from now on; no row is left of the present one."""
        self._loader.use_catalogue(catalogue)
        self.about_to_change.emit()
        self._cache = RowCache()  # a copy of a catalogue has the same ids and other products
        self._take_order(RowOrder(self._query, self._sort))
        self._count_state = CountState.UNKNOWN
        self.changed.emit()
        self.count_changed.emit()

    def show_products(self, query: ProductQuery, sort: Sort) -> None:
        """Show what a query finds in an order; the rows before stay until the new ones are there."""
        self._query, self._sort = query, sort
        self._coming = self._held_back = None
        self._count_state = CountState.UNKNOWN
        self.load_started.emit()
        self._loader.load_first(query, sort, self._order, self._place_now(), self._screen_rows)

    def set_sort(self, sort: Sort) -> None:
        """Have the next query in another order; what is shown stays as it is."""
        self._sort = sort

    def refresh(self) -> None:
        """Ask again for the order and for the rows in view, which stay where they are."""
        if self._count_state != CountState.EXACT:
            self.show_products(self._query, self._sort)
        else:
            self.load_started.emit()
            self._loader.reload_order(self._query, self._sort)

    def find(self, field: Field, prefix: str, skip: int) -> None:
        """Look for the row whose field begins so; ``product_found`` follows."""
        self._loader.find(self._order, field, prefix, skip)

    def want_rows(self, start: int, stop: int, margin: int) -> None:
        """Say which rows are in view: what is not at hand of them is fetched, and of ``margin`` rows around as one stays.

        While one rushes by, what is around would be gone before it came.
        """
        self._screen = self._wanted = (start, stop)
        self._around = (max(0, start - margin), stop + margin)
        self._fetch_timer.start()
        self._rest_timer.start()

    def _want_around(self) -> None:
        self._wanted = self._around
        self._fetch_timer.start()

    def want_row(self, row: int) -> None:
        """Fetch a row that somebody else than the view asks for, such as a screen reader."""
        self._asked.pop(row, None)
        self._asked[row] = None
        while len(self._asked) > MAX_ASKED:
            del self._asked[next(iter(self._asked))]
        self._fetch_timer.start()

    # Loading

    @property
    def _screen_rows(self) -> int:
        return max(1, self._screen[1] - self._screen[0])

    def _take_order(self, order: RowOrder) -> None:
        """Show another order; between the calls that say so to the view."""
        self._arrivals.drop()
        self._order = order
        self._cache.clear()
        self._cache.set_row_count(order.row_count)

    def _on_first_rows(self, first: FirstRows) -> None:
        self._when_not_typed_into(lambda: self._show_first_rows(first))

    def _on_first_rows_failed(self, error: CatalogueError) -> None:
        self._when_not_typed_into(lambda: self._show_failure(error))

    def _when_not_typed_into(self, change: Callable[[], None]) -> None:
        """Change the rows, but never under an open editor: what is typed into it would go with it."""
        if self._is_typed_into():
            self._held_back = change
        else:
            change()

    def typing_ended(self) -> None:
        """A cell is no longer typed into: what was held back for that is done."""
        change, self._held_back = self._held_back, None
        if change is not None:
            change()

    def _show_first_rows(self, first: FirstRows) -> None:
        products = first.products
        ids = [product.id for product in products]
        is_empty = not len(self)
        self.about_to_change.emit()
        self._take_order(RowOrder(self._query, self._sort, OrderSnapshot.of(ids)))
        if not is_empty:
            self._cache.put_rows(0, ids, products)
        is_all = len(products) < FIRST_ROWS
        self._count_state = CountState.EXACT if is_all else CountState.PARTIAL
        self.changed.emit()
        if (
            is_empty
        ):  # letters painted for the first time take longest, and no row before them could flicker
            self._arrivals.take(Rows(0, ids, list(products)))
        rows = {product_id: row for row, product_id in enumerate(ids)}
        place = place_in(first.kept, rows, len(ids))
        self.place_found.emit(Place(0, place.current, place.column, place.selected), True)
        self._announce_rows()
        if is_all:
            self.settled.emit()
        else:
            self._coming = RowOrder(self._query, self._sort)
            self._loader.load_order(self._coming, first.kept)

    def _show_failure(self, error: CatalogueError) -> None:
        # The rows of the query before are not those of this one.
        self.about_to_change.emit()
        self._take_order(RowOrder(self._query, self._sort))
        self.changed.emit()
        self._announce_rows()
        self._on_load_failed(error)

    def _take_coming_order(self) -> None:
        """The number of rows is known: they are put behind those that are shown, which stay."""
        coming = self._coming
        if coming is None or not coming.snapshot.is_begun:
            return
        self._coming = None
        shown = self._order
        count = shown.row_count
        coming = RowOrder(coming.query, coming.sort, coming.snapshot, shown.added)
        first = shown.snapshot.row_count
        if shown.added or coming.ids(0, first) != shown.ids(0, first):
            # Somebody changed what stands at the top meanwhile.
            self._settle(coming)
            return
        if coming.row_count > count:
            self.about_to_grow.emit(count, coming.row_count - 1)
            self._order = coming
            self._cache.set_row_count(coming.row_count)
            self.grown.emit()
        self._count_state = CountState.EXACT
        self.count_changed.emit()

    def _on_order_loaded(self, place: Place) -> None:
        self._take_coming_order()
        if self._order.snapshot.is_complete and self._count_state == CountState.EXACT:
            self.place_found.emit(place, False)
            self.settled.emit()

    def _on_order_reloaded(self, snapshot: OrderSnapshot) -> None:
        self._settle(RowOrder(self._query, self._sort, snapshot))

    def _settle(self, order: RowOrder) -> None:
        self._when_not_typed_into(
            lambda: self._loader.settle(order, self._order, self._place_now(), self._screen_rows)
        )

    def _on_reloaded(self, reloaded: Reloaded) -> None:
        if self._is_typed_into():
            self._settle(reloaded.order)  # once that has ended, for the place then
            return
        # A page of the order before, still on its way, has no place in this one.
        self._loader.drop_pages()
        self.about_to_change.emit()
        self._take_order(reloaded.order)
        rows = reloaded.rows
        self._cache.put_rows(rows.start, rows.ids, rows.products)
        self._count_state = CountState.EXACT
        self.changed.emit()
        self.place_found.emit(reloaded.place, True)
        self._announce_rows()
        self.settled.emit()

    def _announce_rows(self) -> None:
        self._messages.withdraw(TOPIC)
        self.count_changed.emit()
        self.rows_shown.emit()

    def _fetch_wanted(self) -> None:
        if self._arrivals.is_under_way:
            return  # it is asked again as soon as what has come is known
        missing = self._cache.missing_rows(*self._wanted)
        if missing is not None:
            self._loader.fetch(self._order, *missing)
            return
        while self._asked and not self._loader.is_fetching:
            row, _ = self._asked.popitem()
            around = self._cache.missing_rows(row - FIRST_ROWS // 2, row + FIRST_ROWS // 2)
            if self._cache.missing_rows(row, row + 1) and around is not None:
                self._loader.fetch(self._order, *around)

    def _on_rows(self, rows: Rows) -> None:
        self._cache.put_rows(rows.start, rows.ids, rows.products)
        self.rows_arrived.emit(rows.start, rows.start + len(rows.ids))

    def _on_arrived(self) -> None:
        if self._asked or self._cache.missing_rows(*self._wanted):
            self._fetch_timer.start()

    def _on_load_failed(self, error: CatalogueError) -> None:
        if not isinstance(error, ConnectionFailed):  # the session says that one, once for all
            self._messages.show_error(error, actions=self.offers_for(error), topic=TOPIC)

    # Changes

    def replace(self, product: Product) -> int | None:
        """Show a product in place of its older self; its row, None when it is not at hand."""
        return self._cache.replace(product)

    def mark_deleted(self, product_id: UUID) -> int | None:
        """Show that a product is gone; its row, None when it is not at hand."""
        return self._cache.mark_deleted(product_id)

    def add(self, product: Product) -> int:
        """Show a product that has been added, at the end until the next refresh puts it where it belongs; its row."""
        row = self._cache.replace(product)
        if row is not None:  # deleted, and now there again
            return row
        row = len(self._cache)
        self.about_to_grow.emit(row, row)
        self._order = self._order.with_added(product.id)
        self._cache.set_row_count(row + 1)
        self._cache.put_rows(row, [product.id], [product])
        self.grown.emit()
        self.count_changed.emit()
        return row

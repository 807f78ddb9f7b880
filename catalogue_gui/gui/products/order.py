"""Which product stands in which row: the snapshot, and behind it what the user has added since. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import OrderSnapshot

# What a selection is carried over to another order for; more would hold the window up, and is hardly meant.
MAX_KEPT_ROWS = 100_000
MAX_KEPT_SPANS = 1_000


@dataclass(frozen=True, slots=True)
class RowOrder:
    """The rows of a query in one order. Its methods may wait for the disk: worker threads.

    Args:
        query: what is looked for.
        sort: the order.
        snapshot: the ids; may still be arriving.
        added: products that the user has added since, at the end until the next refresh.
    """

    query: ProductQuery = field(default_factory=ProductQuery)
    sort: Sort = field(default_factory=Sort)
    snapshot: OrderSnapshot = field(default_factory=OrderSnapshot)
    added: tuple[UUID, ...] = ()

    @property
    def row_count(self) -> int:
        """How many rows there are. Any thread."""
        return self.snapshot.row_count + len(self.added)

    def with_added(self, product_id: UUID) -> RowOrder:
        """The same order and one product more at its end. Any thread."""
        return replace(self, added=(*self.added, product_id))

    def without_repeats(self) -> RowOrder:
        """The same order less the products added that the snapshot holds as well: they were added before it was asked."""
        held = self.snapshot.rows_of(self.added) if self.added else {}
        return replace(self, added=tuple(each for each in self.added if each not in held))

    def ids(self, start: int, stop: int) -> list[UUID] | None:
        """The ids of rows start..stop-1, fewer at the end; None when some of them have not arrived yet."""
        count = self.snapshot.row_count
        if min(stop, count) > self.snapshot.arrived_count:
            return None
        return [
            *self.snapshot.ids(start, min(stop, count)),
            *self.added[max(0, start - count) : max(0, stop - count)],
        ]

    def rows_of(self, ids: Collection[UUID]) -> dict[UUID, int]:
        """The rows of some products; one that is not among them, or has not arrived, is left out."""
        found = self.snapshot.rows_of(ids)
        count = self.snapshot.row_count
        for number, each in enumerate(self.added):
            if each in ids:
                found[each] = count + number
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where the user is in an order, by rows: what is at the top, current and selected.

    Args:
        top: first row in view.
        current: current row, None when there is none.
        column: current column.
        selected: selected rows, as spans in order.
    """

    top: int = 0
    current: int | None = None
    column: int = 0
    selected: tuple[range, ...] = ()

    @property
    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(map(len, self.selected))


@dataclass(frozen=True, slots=True)
class Kept:
    """The same place by products, so that it can be found again in another order.

    ``anchor`` is the product that stays where it is on the screen, ``offset`` rows below the top.
    """

    current: UUID | None = None
    column: int = 0
    selected: tuple[UUID, ...] = ()
    selects_all: bool = False
    anchor: UUID | None = None
    offset: int = 0
    top: int = 0

    @property
    def ids(self) -> set[UUID]:
        """The products that the place is made of."""
        ids = set(self.selected)
        return ids | {each for each in (self.current, self.anchor) if each is not None}


def keep(place: Place, order: RowOrder, screen_rows: int) -> Kept:
    """Say a place by its products. Worker.

    Args:
        place: the place, by rows of ``order``.
        order: the order it is a place in.
        screen_rows: rows in view; the current one stays where it is if it is among them, else the one at the top.
    """

    def id_at(row: int | None) -> UUID | None:
        ids = order.ids(row, row + 1) if row is not None else None
        return ids[0] if ids else None

    is_in_view = place.current is not None and 0 <= place.current - place.top < screen_rows
    anchor = place.current if is_in_view else place.top
    selects_all = 1 < place.selected_count == order.row_count
    selected: list[UUID] = []
    if not selects_all and place.selected_count <= MAX_KEPT_ROWS:
        for span in place.selected:
            selected.extend(order.ids(span.start, span.stop) or ())
    return Kept(
        current=id_at(place.current),
        column=place.column,
        selected=tuple(selected),
        selects_all=selects_all,
        anchor=id_at(anchor),
        offset=(anchor or 0) - place.top,
        top=place.top,
    )


def place_in(kept: Kept, rows: dict[UUID, int], row_count: int) -> Place:
    """Find a place again.

    Args:
        kept: the place, by its products.
        rows: their rows in the new order, of those that are in it.
        row_count: rows of the new order.
    """
    current = rows.get(kept.current) if kept.current is not None else None
    anchor = rows.get(kept.anchor) if kept.anchor is not None else None
    top = kept.top if anchor is None else anchor - kept.offset
    if kept.selects_all and row_count:
        selected: tuple[range, ...] = (range(row_count),)
    else:
        selected = spans_of([rows[each] for each in kept.selected if each in rows])
    return Place(
        top=max(0, min(top, row_count - 1)),
        current=current,
        column=kept.column,
        selected=selected if len(selected) <= MAX_KEPT_SPANS else (),
    )


def spans_of(rows: Sequence[int]) -> tuple[range, ...]:
    """Some rows as spans of neighbours, in order."""
    spans: list[range] = []
    for row in sorted(rows):
        if spans and spans[-1].stop == row:
            spans[-1] = range(spans[-1].start, row + 1)
        else:
            spans.append(range(row, row + 1))
    return tuple(spans)

"""Which products a change is about: those selected, or all that are found. No Qt."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import overload
from uuid import UUID

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.gui.products.order import RowOrder

PIECE_ROWS = 4_096  # sorted in three milliseconds, in which no other thread works
WAIT_STEP_S = 0.05  # how often the arrival of the ids is looked at
# A million ids take a second or two on a slow line; an order that was given up never arrives at all.
ARRIVAL_LIMIT_S = 30.0


class PackedIds(Sequence[UUID]):
    """Ids as sixteen bytes each; an id itself is made when it is asked for.

    A hundred thousand ids would hold up the window: the garbage collector looks at each on the GUI thread, and one sort
    of all of them lets no other thread work meanwhile.

    Args:
        packed: sixteen bytes for each.
    """

    def __init__(self, packed: list[bytes]) -> None:
        self._packed = packed

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, place: int) -> UUID: ...
    @overload
    def __getitem__(self, place: slice) -> PackedIds: ...
    def __getitem__(self, place: int | slice) -> UUID | PackedIds:
        if isinstance(place, slice):
            return PackedIds(self._packed[place])
        return UUID(bytes=self._packed[place])

    def __iter__(self) -> Iterator[UUID]:
        return (UUID(bytes=each) for each in self._packed)

    def sorted_batches(self, size: int) -> Iterator[list[UUID]]:
        """The ids in ascending order, as the server sorts them, some at a time."""
        pieces = [
            sorted(self._packed[start : start + PIECE_ROWS])
            for start in range(0, len(self._packed), PIECE_ROWS)
        ]
        in_order = heapq.merge(*pieces)
        while batch := [UUID(bytes=each) for each in islice(in_order, size)]:
            yield batch


@dataclass(frozen=True, slots=True)
class ProductScope:
    """Some rows of an order, or all of them. Their ids are looked up by the job that needs them.

    Args:
        order: which product stands in which row; its ids may still be arriving.
        spans: the rows meant, as spans in order; None for all.
    """

    order: RowOrder
    spans: tuple[range, ...] | None = None

    @classmethod
    def of(cls, ids: Iterable[UUID]) -> ProductScope:
        """Some products by their ids."""
        return cls(RowOrder(snapshot=OrderSnapshot.of(ids)))

    @property
    def count(self) -> int:
        """How many products they are. Any thread."""
        return self.order.row_count if self.spans is None else sum(map(len, self.spans))

    def ids(
        self, check_cancelled: Callable[[], None], limit_s: float = ARRIVAL_LIMIT_S
    ) -> PackedIds:
        """The ids in the order of the rows, each once; waits for those that are still arriving.

        Args:
            check_cancelled: raises Cancelled when nobody wants them any more.
            limit_s: how long to wait for them at most.
        Raises:
            CatalogueError: they did not arrive.
            Cancelled.
        Thread: worker.
        """
        deadline = time.monotonic() + limit_s
        # No dictionary of all of them: one of a million ids grows in steps that hold up the window.
        found: list[bytes] = []
        for start, stop in self._pieces():
            while (ids := self.order.ids(start, stop)) is None:
                check_cancelled()
                if time.monotonic() > deadline:
                    raise CatalogueError(
                        "The list of these products has not arrived from the server.",
                        title="Nothing was changed",
                        hint="Refresh, and try again when all of them are there.",
                    )
                time.sleep(WAIT_STEP_S)
            check_cancelled()
            found.extend(each.bytes for each in ids)
        return PackedIds(found[: len(found) - self._count_added()] + self._new_added())

    def _count_added(self) -> int:
        """How many of the rows are products added since, which stand behind all others."""
        first = self.order.snapshot.row_count
        return sum(len(range(max(first, span.start), span.stop)) for span in self._spans)

    def _new_added(self) -> list[bytes]:
        """Those of them that are not among the other rows as well."""
        first = self.order.snapshot.row_count
        held = self.order.snapshot.rows_of(self.order.added) if self.order.added else {}
        return [
            each.bytes
            for row, each in enumerate(self.order.added, first)
            if any(row in span for span in self._spans)
            and not any(held.get(each, -1) in span for span in self._spans)
        ]

    @property
    def _spans(self) -> tuple[range, ...]:
        return (range(self.order.row_count),) if self.spans is None else self.spans

    def _pieces(self) -> Iterator[tuple[int, int]]:
        for span in self._spans:
            for start in range(span.start, span.stop, PIECE_ROWS):
                yield start, min(start + PIECE_ROWS, span.stop)

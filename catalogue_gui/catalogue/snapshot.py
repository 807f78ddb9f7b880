"""The order snapshot: the ids that a query finds, in order, packed sixteen bytes each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

ID_BYTES = 16


class OrderSnapshot:
    """Product ids in order, packed sixteen bytes each; row ``n`` is the product shown in row ``n``, 0-based."""

    __slots__ = ("_packed",)

    def __init__(self, packed: bytes = b"") -> None:
        if len(packed) % ID_BYTES:
            raise ValueError("a snapshot is whole ids of sixteen bytes")
        self._packed = packed

    def __len__(self) -> int:
        return len(self._packed) // ID_BYTES

    def at(self, row: int) -> UUID:
        """The id of a row, 0-based.

        Raises:
            IndexError: there is no such row.
        """
        if not 0 <= row < len(self):
            raise IndexError(row)
        return UUID(bytes=self._packed[row * ID_BYTES : (row + 1) * ID_BYTES])

    @classmethod
    def of(cls, ids: Iterable[UUID]) -> OrderSnapshot:
        """Pack some ids."""
        return cls(b"".join(each.bytes for each in ids))

    def appended(self, product_id: UUID) -> OrderSnapshot:
        """The same order with one product more at its end."""
        return OrderSnapshot(self._packed + product_id.bytes)

    def begins_with(self, other: OrderSnapshot) -> bool:
        """True when the other's rows are this one's first rows."""
        return self._packed.startswith(other._packed)

    def ids(self, start: int, stop: int) -> list[UUID]:
        """The ids of rows start..stop-1, fewer at the end."""
        return [self.at(row) for row in range(max(0, start), min(stop, len(self)))]

    def __iter__(self) -> Iterator[UUID]:
        return (self.at(row) for row in range(len(self)))

    def row_of(self, product_id: UUID) -> int | None:
        """The row of a product, None when it is not in the snapshot. Reads up to the whole snapshot: 16 bytes a row."""
        at = self._packed.find(product_id.bytes)
        while at >= 0 and at % ID_BYTES:
            at = self._packed.find(product_id.bytes, at + 1)
        return None if at < 0 else at // ID_BYTES

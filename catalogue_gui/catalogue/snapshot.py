"""The order snapshot: the ids that a query finds, in order, packed sixteen bytes each, arriving in blocks."""

from __future__ import annotations

import tempfile
import threading
import weakref
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import IO
from uuid import UUID

ID_BYTES = 16
# What is asked for before the ids: two screens of a large monitor. A query that finds fewer is answered by them alone.
FIRST_ROWS = 120
# A megabyte a block: a tenth of a second on a line of a hundred megabits, and a sixteenth of a million ids.
BLOCK_ROWS = 65_536
# Four million ids in memory, 64 MB; of a larger catalogue the rest waits in a file.
BLOCKS_IN_MEMORY = 64


class OrderSnapshot:
    """Product ids in order; row ``n`` is the product shown in row ``n``, 0-based.

    It is filled by one thread, block by block, while others read what has arrived. Blocks beyond
    ``blocks_in_memory`` are kept in a temporary file that has no name and goes with the snapshot.

    Args:
        blocks_in_memory: how many blocks of 65,536 ids are held in memory at most.
    Thread: ``row_count``, ``arrived_count`` and ``is_complete`` any; the others may wait for the disk: worker.
    """

    def __init__(self, *, blocks_in_memory: int = BLOCKS_IN_MEMORY) -> None:
        self._blocks_in_memory = blocks_in_memory
        self._blocks: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._file_lock = threading.Lock()
        self._row_count = 0
        self._arrived_count = 0
        self._is_begun = False

    @classmethod
    def of(cls, ids: Iterable[UUID]) -> OrderSnapshot:
        """A complete snapshot of some ids."""
        packed = b"".join(each.bytes for each in ids)
        snapshot = cls()
        snapshot.begin(len(packed) // ID_BYTES)
        size = BLOCK_ROWS * ID_BYTES
        for start in range(0, len(packed), size):
            snapshot.append(packed[start : start + size])
        return snapshot

    def __len__(self) -> int:
        return self._row_count

    @property
    def row_count(self) -> int:
        """The rows there are, whether or not their ids have arrived."""
        return self._row_count

    @property
    def arrived_count(self) -> int:
        """The first rows whose ids have arrived."""
        return self._arrived_count

    @property
    def is_begun(self) -> bool:
        """True as soon as ``row_count`` is known."""
        return self._is_begun

    @property
    def is_complete(self) -> bool:
        """True when every id has arrived."""
        return self._is_begun and self._arrived_count == self._row_count

    def begin(self, row_count: int) -> None:
        """Say how many rows there are."""
        self._row_count = row_count
        self._is_begun = True

    def append(self, packed: bytes) -> None:
        """Take the next block: 65,536 packed ids, fewer only in the last one.

        Raises:
            ValueError: it is no such block, or one too many.
            OSError: the temporary file cannot be written.
        """
        rows, rest = divmod(len(packed), ID_BYTES)
        left = self._row_count - self._arrived_count
        if rest or rows != min(BLOCK_ROWS, left) or not rows:
            raise ValueError("a block is 65,536 whole ids, or those that are left")
        if len(self._blocks) < self._blocks_in_memory:
            self._blocks.append(packed)
        else:
            with self._file_lock:
                if self._file is None:
                    self._file = tempfile.TemporaryFile(prefix="catalogue-order-")  # noqa: SIM115 - see below
                    weakref.finalize(self, self._file.close)
                self._file.seek(0, 2)
                self._file.write(packed)
        self._arrived_count += rows

    def ids(self, start: int, stop: int) -> list[UUID]:
        """The ids of rows start..stop-1, as far as they have arrived."""
        row, end = max(0, start), min(stop, self._arrived_count)
        found: list[UUID] = []
        while row < end:
            number, offset = divmod(row, BLOCK_ROWS)
            count = min(end - row, BLOCK_ROWS - offset)
            packed = self._read(number, offset * ID_BYTES, count * ID_BYTES)
            found.extend(
                UUID(bytes=packed[at : at + ID_BYTES]) for at in range(0, len(packed), ID_BYTES)
            )
            row += count
        return found

    def rows_of(self, ids: Collection[UUID]) -> dict[UUID, int]:
        """The rows of some products; one that has not arrived or is not among them is left out.

        Reads all that has arrived, once: sixteen bytes a row.
        """
        wanted = {each.bytes: each for each in ids}
        found: dict[UUID, int] = {}
        for number in range(-(-self._arrived_count // BLOCK_ROWS)):
            if len(found) == len(wanted):
                break
            packed = self._read(number, 0, BLOCK_ROWS * ID_BYTES)
            for key, row in _positions(packed, wanted):
                found[wanted[key]] = number * BLOCK_ROWS + row
        return found

    def __iter__(self) -> Iterator[UUID]:
        starts = range(0, self._arrived_count, BLOCK_ROWS)
        return chain.from_iterable(self.ids(start, start + BLOCK_ROWS) for start in starts)

    def _read(self, number: int, offset: int, size: int) -> bytes:
        """Up to ``size`` bytes of a block."""
        if number < len(self._blocks):
            return self._blocks[number][offset : offset + size]
        place = (number - len(self._blocks)) * BLOCK_ROWS * ID_BYTES + offset
        with self._file_lock:
            if self._file is None:
                return b""
            self._file.seek(place)
            return self._file.read(size)


def _positions(packed: bytes, wanted: Collection[bytes]) -> Iterator[tuple[bytes, int]]:
    """Which of some ids stand in a block, and where."""
    # A few are searched for by the C library; from some number on one walk over all is quicker.
    if len(wanted) <= 16:
        for key in wanted:
            at = packed.find(key)
            while at >= 0 and at % ID_BYTES:
                at = packed.find(key, at + 1)
            if at >= 0:
                yield key, at // ID_BYTES
    else:
        for row in range(len(packed) // ID_BYTES):
            key = packed[row * ID_BYTES : (row + 1) * ID_BYTES]
            if key in wanted:
                yield key, row

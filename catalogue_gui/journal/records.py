"""How the journal's records are written into its file: exactly, character by character."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from catalogue_gui.catalogue.bulk import RowChange
from catalogue_gui.catalogue.product import FieldValue, StockDelta

# A transaction of so much is over in a few milliseconds, which is how long a key press may have to wait for it.
CHUNK_ROWS: Final = 2_000
CHUNK_CHARACTERS: Final = 1_000_000


def pack_text(text: str) -> bytes:
    """Text as bytes: any text, half characters and NUL included, which SQLite's own text would refuse or cut."""
    return text.encode("utf-8", "surrogatepass")


def unpack_text(packed: bytes) -> str:
    """Text from the bytes that :func:`pack_text` made of it.

    Raises:
        ValueError: they are no such bytes.
    """
    return packed.decode("utf-8", "surrogatepass")


def pack_value(value: FieldValue) -> tuple[str, bytes]:
    """A field's value as the name of its kind, and bytes."""
    match value:
        case str():
            return "text", pack_text(value)
        case Decimal():
            return "price", pack_text(str(value))
        case StockDelta():
            return "delta", pack_text(str(value.pieces))
        case tuple():
            return "tags", pack_text(json.dumps(value))
        case int():
            return "count", pack_text(str(value))


def unpack_value(kind: str, packed: bytes) -> FieldValue:
    """A field's value from what :func:`pack_value` made of it.

    Raises:
        ValueError, ArithmeticError: it is of no known kind, or damaged.
    """
    text = unpack_text(packed)
    match kind:
        case "text":
            return text
        case "price":
            return Decimal(text)
        case "delta":
            return StockDelta(int(text))
        case "tags":
            return tuple(json.loads(text))
        case "count":
            return int(text)
        case _:
            raise ValueError(kind)


def pack_moment(moment: datetime) -> str:
    """A moment as text; texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def chunks_of(rows: Iterable[RowChange]) -> Iterator[list[RowChange]]:
    """Rows in chunks that are written in no time: at most ``CHUNK_ROWS``, and fewer where they are large."""
    chunk: list[RowChange] = []
    size = 0
    for row in rows:
        weight = len(row.old or "") + len(row.new or "")
        if chunk and (len(chunk) == CHUNK_ROWS or size + weight > CHUNK_CHARACTERS):
            yield chunk
            chunk, size = [], 0
        chunk.append(row)
        size += weight
    if chunk:
        yield chunk


def pack_rows(rows: list[RowChange]) -> bytes:
    """Rows as compressed bytes: a hundred thousand of them take about as much room as one picture."""
    listed = [[row.product_id.hex, row.old, row.new] for row in rows]
    return zlib.compress(json.dumps(listed, separators=(",", ":")).encode("ascii"), 1)


def unpack_rows(packed: bytes) -> list[RowChange]:
    """Rows from the bytes that :func:`pack_rows` made of them.

    Raises:
        ValueError, zlib.error: they are no such bytes.
    """
    return [
        RowChange(UUID(hex=product_id), old, new)
        for product_id, old, new in json.loads(zlib.decompress(packed))
    ]

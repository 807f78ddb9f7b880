"""A believable catalogue of any size, the same at every run: ``python -m tests.benchmarks.generate URI COUNT``.

Prices, categories, tags and stock are spread as in a real shop: a few categories hold much of it, one tag is on every
fourth product and many are on hardly any. The first products are the same whatever the number, so that a small
catalogue is the beginning of a large one.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate, islice
from random import Random
from statistics import NormalDist

import psycopg
from psycopg import sql

from catalogue_gui.database.connect import Connection
from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.database.text_index import add_text_index
from tests.benchmarks.descriptions import DESCRIBE
from tests.benchmarks.shelves import SHELVES, Shelf
from tests.benchmarks.words import (
    ADJECTIVES,
    BRANDS,
    COLOURS,
    FOREIGN_NAMES,
    LINES,
    MATERIALS,
    SIZES,
    TAGS,
)

DEFAULT_SEED = 7
MILLION = 1_000_000
COLUMNS = (
    "id",
    "name",
    "price",
    "category",
    "tags",
    "metadata",
    "stock",
    "created_at",
    "updated_at",
)
# Every block has a generator of its own, so that a row depends on its place and on nothing before its block.
BLOCK_ROWS = 10_000
_SENT_ROWS = 1_000
MAX_KEYS = 9  # of one product's metadata

Row = tuple[str, ...]

_FIRST_DAY = date(2022, 1, 1)
_DAYS = 4 * 365 + 1
_LATER_DAYS = 150  # after the last one was created, until the catalogue was written down
_DATES = [(_FIRST_DAY + timedelta(days=day)).isoformat() for day in range(_DAYS + _LATER_DAYS)]
_TWO_DIGITS = [f"{number:02}" for number in range(100)]

# Drawing from a table is many times quicker than from the distribution itself.
_TABLE = 1024
_SPREADS = [math.exp(0.7 * NormalDist().inv_cdf((n + 0.5) / _TABLE)) for n in range(_TABLE)]
_WAITS = [-math.log(1 - (n + 0.5) / _TABLE) for n in range(_TABLE)]
_ENDINGS = ("99",) * 42 + ("95",) * 20 + ("50",) * 13 + ("00",) * 17
_UNCOLOURED = ("food", "beauty", "books")
_TAG_COUNTS = (0,) * 17 + (1,) * 30 + (2,) * 27 + (3,) * 14 + (4,) * 8 + (5,) * 3 + (6,)


def _shares(weights: Sequence[float]) -> list[float]:
    total = sum(weights)
    return list(accumulate(weight / total for weight in weights))


def _tag_weight(rank: int) -> float:
    # Zipf's law at the head; the tail falls faster, from one product in four to one in fifty thousand.
    return float((rank + 0.8) ** -0.75 * math.exp(-0.0145 * rank))


def _shelf_order() -> list[Shelf]:
    order = list(SHELVES)
    Random("shelves").shuffle(order)
    return order


_TAG_SHARES = _shares([_tag_weight(rank) for rank in range(len(TAGS))])
_TAG_TEXTS = [tag if tag.isalnum() else f'"{tag}"' for tag in TAGS]
_SHELF_ORDER = _shelf_order()
_SHELF_SHARES = _shares([(rank + 2) ** -1.15 for rank in range(len(SHELVES))])
_BRAND_SHARES = _shares([(rank + 5) ** -0.9 for rank in range(len(BRANDS))])

Draw = Callable[[], float]


def rows(count: int, seed: int = DEFAULT_SEED) -> Iterator[Row]:
    """Make up products.

    Args:
        count: how many.
        seed: another seed, another catalogue.
    Yields:
        For each product the texts of :data:`COLUMNS`, as ``COPY`` in its text format takes them.
    """
    for block in range(-(-count // BLOCK_ROWS)):
        random = Random(f"{seed}/{block}")
        for _ in range(min(BLOCK_ROWS, count - block * BLOCK_ROWS)):
            yield _row(random)


def _row(random: Random) -> Row:
    draw = random.random
    shelf = _SHELF_ORDER[bisect(_SHELF_SHARES, draw())]
    brand = BRANDS[bisect(_BRAND_SHARES, draw())]
    colour = COLOURS[int(draw() * draw() * len(COLOURS))]
    materials = MATERIALS[shelf.kind]
    material = materials[int(draw() * len(materials))]
    created, updated = _times(draw)
    return (
        _identifier(random),
        _name(draw, shelf, brand, colour, material),
        _price(draw, shelf.usual_price),
        shelf.category,
        _tags(draw),
        "{" + ", ".join(DESCRIBE[shelf.kind](draw, brand, colour, material)[:MAX_KEYS]) + "}",
        _stock(draw),
        created,
        updated,
    )


def _identifier(random: Random) -> str:
    bits = f"{random.getrandbits(128):032x}"
    # version 4, variant 1
    return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-a{bits[17:20]}-{bits[20:]}"


def _name(draw: Draw, shelf: Shelf, brand: str, colour: str, material: str) -> str:
    way = draw()
    nouns = shelf.nouns
    noun = nouns[int(draw() * len(nouns))]
    line = LINES[int(draw() * len(LINES))]
    if way < 0.05:
        names = FOREIGN_NAMES[shelf.kind]
        return f"{brand} {names[int(draw() * len(names))]} {line}"
    if way < 0.30:
        adjective = ADJECTIVES[int(draw() * len(ADJECTIVES))]
        end = "" if shelf.kind in _UNCOLOURED else f", {colour}"
        return f"{adjective} {noun} “{line}”{end}"
    if way < 0.55:
        return f"{brand} {noun} {line} {int(draw() * 90) + 10}"
    if way < 0.75:
        end = "" if shelf.kind in _UNCOLOURED else f", {colour}"
        return f"{brand} {noun}, {material}{end}"
    if shelf.kind == "clothing":
        return f"{brand} {noun} {line}, {colour}, {SIZES[int(draw() * len(SIZES))]}"
    if shelf.kind in ("food", "beauty"):
        return f"{noun[0].upper()}{noun[1:]}, {material}, {(int(draw() * 19) + 1) * 50} g"
    return f"{noun[0].upper()}{noun[1:]} {line}, {material}, {int(draw() * 50) * 2 + 8} cm"


def _price(draw: Draw, usual: int) -> str:
    amount = usual * _SPREADS[int(draw() * _TABLE)]
    if draw() < 0.0002:
        return "0.00"  # a free sample
    place = int(draw() * 100)
    if place < len(_ENDINGS):
        return f"{int(amount)}.{_ENDINGS[place]}"
    return f"{amount:.2f}"


def _tags(draw: Draw) -> str:
    count = _TAG_COUNTS[int(draw() * len(_TAG_COUNTS))]
    found = dict.fromkeys([bisect(_TAG_SHARES, draw()) for _ in range(count)])
    return "{" + ",".join([_TAG_TEXTS[rank] for rank in found]) + "}"


def _stock(draw: Draw) -> str:
    # One in eight is sold out; of most there are a few dozen, of some a few hundred.
    if draw() < 0.125:
        return "0"
    return str(int(45 * _WAITS[int(draw() * _TABLE)]))


def _times(draw: Draw) -> tuple[str, str]:
    day = int(draw() * _DAYS)
    second = int(draw() * 50_400) + 21_600  # between six and eight in the evening
    created = f"{_DATES[day]} {_clock(second)}"
    if draw() < 0.3:
        return created, created  # never touched again
    later = day + 1 + int(draw() * (_DAYS + _LATER_DAYS - day - 1))
    return created, f"{_DATES[later]} {_clock(int(draw() * 50_400) + 21_600)}"


def _clock(second: int) -> str:
    return (
        f"{_TWO_DIGITS[second // 3600]}:{_TWO_DIGITS[second // 60 % 60]}:"
        f"{_TWO_DIGITS[second % 60]}+00"
    )


def copy_lines(found: Iterator[Row]) -> Iterator[str]:
    """Rows as lines of ``COPY``'s text format."""
    for row in found:
        yield "\t".join(row) + "\n"


def fill(
    connection: Connection,
    count: int,
    seed: int = DEFAULT_SEED,
    on_rows: Callable[[int], None] = lambda _: None,
) -> None:
    """Set up a catalogue in an empty database and fill it with made-up products.

    Args:
        connection: in autocommit mode.
        count: how many products.
        seed: another seed, another catalogue.
        on_rows: called now and then with the number of rows sent.
    Raises:
        ValueError: there are products already.
        CatalogueError: the table cannot be made.
    """
    set_up_catalogue(connection)
    if connection.execute("SELECT FROM products LIMIT 1").fetchone() is not None:
        raise ValueError("there are products in this catalogue already")
    for (index,) in connection.execute(
        "SELECT indexrelid::regclass::text FROM pg_index "
        "WHERE indrelid = 'products'::regclass AND NOT indisprimary"
    ).fetchall():
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(index)))
    statement = sql.SQL("COPY products ({}) FROM STDIN").format(
        sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    )
    sent = 0
    with connection.cursor().copy(statement) as copy:
        lines = copy_lines(rows(count, seed))
        # Sent by the block: a call for each row would cost more than the row.
        while block := "".join(islice(lines, _SENT_ROWS)):
            copy.write(block)
            sent = min(count, sent + _SENT_ROWS)
            on_rows(sent)
    connection.execute("SET maintenance_work_mem = '512MB'")
    set_up_catalogue(connection)
    connection.execute("RESET maintenance_work_mem")
    connection.execute("VACUUM ANALYZE products")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.generate", description=__doc__
    )
    parser.add_argument("uri", help="a database without products")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--trigram", action="store_true", help="add the index for free text")
    arguments = parser.parse_args()
    began = time.monotonic()

    def show(sent: int) -> None:
        if sent % 50_000 == 0 or sent == arguments.count:
            print(f"\r{sent:,} products", end="", file=sys.stderr, flush=True)

    with psycopg.connect(arguments.uri, autocommit=True) as connection:
        fill(connection, arguments.count, arguments.seed, show)
        if arguments.trigram:
            add_text_index(connection)
    print(f"\n{arguments.count:,} products in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()

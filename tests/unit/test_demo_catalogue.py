"""The demo catalogue looks like a shop: varied, consistent within each product, and exact in its form."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

CATALOGUE_FILE = Path(__file__).parents[2] / "resources" / "demo" / "products.csv"
HEADER = "id,name,price,category,tags,metadata,stock,created_at,updated_at"
# One element of a PostgreSQL array literal: quoted with backslash escapes, or bare.
ARRAY_ELEMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,{}"\\\s]+)')
ARRAY_LITERAL = re.compile(rf"\{{(?:(?:{ARRAY_ELEMENT.pattern})(?:,(?!\}})|(?=\}})))*\}}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file, its text kept beside what it means."""

    text: dict[str, str]
    name: str
    price: Decimal
    category: tuple[str, ...]
    tags: tuple[str, ...]
    metadata: dict[str, Any]
    stock: int
    created_at: datetime
    updated_at: datetime


def array_elements(literal: str) -> tuple[str, ...]:
    """The elements of a one-dimensional PostgreSQL array literal.

    Raises:
        ValueError: it is no such literal.
    """
    if ARRAY_LITERAL.fullmatch(literal) is None:
        raise ValueError(literal)
    return tuple(
        bare or re.sub(r"\\(.)", r"\1", quoted)
        for quoted, bare in ARRAY_ELEMENT.findall(literal[1:-1])
    )


def is_ean_13(code: str) -> bool:
    """Whether the text is thirteen digits of which the last checks the others."""
    if re.fullmatch(r"[0-9]{13}", code) is None:
        return False
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(code)) % 10 == 0


def values_of(rows: list[Row], key: str) -> list[Any]:
    """What the products that have this metadata key say there."""
    return [row.metadata[key] for row in rows if key in row.metadata]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    text = CATALOGUE_FILE.read_text(encoding="utf-8")
    return [
        Row(
            text=record,
            name=record["name"],
            price=Decimal(record["price"]),
            category=tuple(record["category"].split("/")),
            tags=array_elements(record["tags"]),
            metadata=json.loads(record["metadata"], parse_float=Decimal),
            stock=int(record["stock"]),
            created_at=datetime.fromisoformat(record["created_at"]),
            updated_at=datetime.fromisoformat(record["updated_at"]),
        )
        for record in csv.DictReader(io.StringIO(text, newline=""), strict=True)
    ]


def test_that_the_file_has_every_column_in_the_tables_order_and_plain_line_ends() -> None:
    content = CATALOGUE_FILE.read_bytes()
    assert content.decode("utf-8").split("\n", 1)[0] == HEADER
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert len(content) <= 1_000_000


def test_that_there_are_about_two_thousand_products(rows: list[Row]) -> None:
    assert 1_900 <= len(rows) <= 2_100


def test_that_ids_are_unique_random_uuids(rows: list[Row]) -> None:
    ids = [UUID(row.text["id"]) for row in rows]
    assert len(set(ids)) == len(rows)
    assert {identifier.version for identifier in ids} == {4}


def test_that_names_are_unique_trimmed_and_not_numbered(rows: list[Row]) -> None:
    names = [row.name for row in rows]
    assert len({name.casefold() for name in names}) == len(rows)
    assert [name for name in names if name != " ".join(name.split())] == []
    assert [
        name for name in names if re.search(r"\b(product|item|article) \d+", name, re.IGNORECASE)
    ] == []


def test_that_no_placeholder_was_left_in_a_name_or_in_metadata(rows: list[Row]) -> None:
    assert [row.name for row in rows if re.search(r"[\[\]{}|~]", row.name)] == []
    assert [row.name for row in rows if re.search(r"\{\d|\|", row.text["metadata"])] == []


def test_that_prices_have_two_places_and_a_shops_endings(rows: list[Row]) -> None:
    assert [row.name for row in rows if not re.fullmatch(r"\d+\.\d{2}", row.text["price"])] == []
    assert min(row.price for row in rows) == Decimal("0.35")
    assert max(row.price for row in rows) == Decimal("2499.00")
    endings = {row.text["price"][-2:] for row in rows if row.price >= 1}
    assert endings == {"90", "95", "99", "50", "00"}


def test_that_the_category_tree_is_uneven_and_nowhere_crowded(rows: list[Row]) -> None:
    children = defaultdict(set)
    for row in rows:
        assert 2 <= len(row.category) <= 3
        assert all(part == part.strip() != "" for part in row.category)
        children[row.category[0]].add(row.category[1])
    assert 10 <= len(children) <= 14
    assert {top: names for top, names in children.items() if not 2 <= len(names) <= 6} == {}
    sizes = Counter(row.category[0] for row in rows)
    assert max(sizes.values()) > 10 * min(sizes.values())
    third_levels = {row.category for row in rows if len(row.category) == 3}
    assert 3 <= len(third_levels) <= 30


def test_that_no_category_is_both_a_shelf_and_a_folder(rows: list[Row]) -> None:
    used = {row.category for row in rows}
    assert {path for path in used if path[:2] in used and len(path) == 3} == set()


def test_that_tags_overlap_and_vary(rows: list[Row]) -> None:
    uses = Counter(tag for row in rows for tag in row.tags)
    assert 32 <= len(uses) <= 40
    assert any(3 <= count <= 6 for count in uses.values())
    assert uses.most_common(1)[0][1] > 200
    assert len({frozenset(row.tags) for row in rows}) > 300
    assert any(" " in tag for tag in uses)
    assert len([tag for tag in uses if not tag.isascii()]) >= 3


def test_that_a_product_has_at_most_six_tags_and_none_twice(rows: list[Row]) -> None:
    assert max(len(row.tags) for row in rows) <= 6
    assert [row.name for row in rows if len(set(row.tags)) != len(row.tags)] == []


def test_that_some_products_have_no_tags(rows: list[Row]) -> None:
    bare = [row for row in rows if not row.tags]
    assert 0.05 <= len(bare) / len(rows) <= 0.10


def test_that_nothing_is_new_and_cleared_out_at_once(rows: list[Row]) -> None:
    assert [row.name for row in rows if {"new", "clearance"} <= set(row.tags)] == []


def test_that_nothing_from_an_animal_is_called_vegan(rows: list[Row]) -> None:
    from_animals = re.compile(r"\b(honey|milk powder|butter|cream|egg|egg white|whey|ghee)$")
    wrong = [
        row.name
        for row in rows
        if "vegan" in row.tags
        and any(
            from_animals.search(part) and not part.startswith(("cocoa", "shea"))
            for part in row.metadata.get("ingredients", [])
        )
    ]
    assert wrong == []


def test_that_metadata_is_an_object_and_sometimes_an_empty_one(rows: list[Row]) -> None:
    assert [row.name for row in rows if not isinstance(row.metadata, dict)] == []
    assert 0.01 <= len([row for row in rows if not row.metadata]) / len(rows) <= 0.03


def test_that_every_metadata_key_is_missing_somewhere(rows: list[Row]) -> None:
    uses = Counter(key for row in rows for key in row.metadata)
    assert len(uses) >= 40
    assert max(uses.values()) < 0.9 * len(rows)


def test_that_dimensions_are_three_numbers_and_some_keep_a_last_nought(rows: list[Row]) -> None:
    dimensions = values_of(rows, "dims")
    assert len(dimensions) >= 100
    for dims in dimensions:
        assert set(dims) == {"w", "h", "d"}
        assert all(isinstance(value, (int, Decimal)) and value > 0 for value in dims.values())
    assert len([row for row in rows if re.search(r'"[whd]": \d+\.\d0\b', row.text["metadata"])]) > 5


def test_that_nested_metadata_has_its_own_keys(rows: list[Row]) -> None:
    assert {frozenset(origin) for origin in values_of(rows, "origin")} == {
        frozenset({"country", "region"})
    }
    suppliers = values_of(rows, "supplier")
    assert {frozenset(supplier) for supplier in suppliers} == {
        frozenset({"name", "code", "lead_days"})
    }
    assert {type(supplier["lead_days"]) for supplier in suppliers} == {int}


def test_that_numbers_switches_lists_and_nothing_keep_their_kind(rows: list[Row]) -> None:
    assert {type(value) for value in values_of(rows, "dishwasher_safe")} == {bool}
    assert set(values_of(rows, "discontinued")) == {True, False}
    assert {type(value) for value in values_of(rows, "rating")} == {Decimal}
    assert all(0 < rating <= 5 for rating in values_of(rows, "rating"))
    assert {type(value) for value in values_of(rows, "warranty_months")} == {int}
    for key in ("ingredients", "sizes", "allergens"):
        assert {type(value) for value in values_of(rows, key)} == {list}
        assert all(value for value in values_of(rows, key))
    notes = values_of(rows, "notes")
    assert 5 <= notes.count(None) < len(notes)


def test_that_bar_codes_are_text_with_a_fitting_check_digit(rows: list[Row]) -> None:
    codes = values_of(rows, "ean") + values_of(rows, "isbn")
    assert len(codes) > 500
    assert [code for code in codes if not is_ean_13(code)] == []
    assert len(set(codes)) == len(codes)


def test_that_article_numbers_are_text_and_some_begin_with_noughts(rows: list[Row]) -> None:
    numbers = values_of(rows, "sku")
    assert {type(number) for number in numbers} == {str}
    assert len([number for number in numbers if number.startswith("00")]) >= 30
    assert len(set(numbers)) == len(numbers)


def test_that_books_have_book_details_and_kettles_have_kettle_details(rows: list[Row]) -> None:
    books = [row for row in rows if row.category[0] == "Books" and row.metadata]
    assert len(values_of(books, "isbn")) > 100
    assert len(values_of(books, "author")) > 80
    assert len(values_of(books, "pages")) > 80
    others = [row for row in rows if row.category[0] != "Books"]
    assert values_of(others, "isbn") == []
    assert values_of(others, "author") == []
    kettles = [row for row in rows if "kettle," in row.name.casefold()]
    assert values_of(kettles, "volume_l") != []
    assert values_of(kettles, "power_w") != []


def test_that_stock_is_mostly_ordinary_sometimes_low_and_sometimes_gone(rows: list[Row]) -> None:
    stocks = [row.stock for row in rows]
    assert min(stocks) == 0
    assert 0.03 <= stocks.count(0) / len(rows) <= 0.08
    assert 0.04 <= len([stock for stock in stocks if 1 <= stock <= 4]) / len(rows) <= 0.09
    assert len([stock for stock in stocks if 5 <= stock <= 400]) / len(rows) > 0.8
    assert 3 <= len([stock for stock in stocks if stock >= 5_000]) <= 20


def test_that_times_have_a_zone_and_no_product_changed_before_it_was_there(rows: list[Row]) -> None:
    assert [row.name for row in rows if row.created_at.tzinfo is None] == []
    assert [row.name for row in rows if row.updated_at < row.created_at] == []
    assert min(row.created_at for row in rows) >= datetime(2023, 11, 1, tzinfo=UTC)
    assert max(row.updated_at for row in rows) < datetime(2026, 11, 1, tzinfo=UTC)
    assert len({(row.created_at.year, row.created_at.month) for row in rows}) >= 30


@pytest.mark.parametrize(
    ("script", "first", "last"),
    [
        ("Latin with accents", "\u00c0", "\u017f"),
        ("Greek", "\u0391", "\u03c9"),
        ("Cyrillic", "\u0410", "\u044f"),
        ("Arabic", "\u0621", "\u064a"),
        ("Devanagari", "\u0904", "\u0939"),
        ("kana", "\u3041", "\u30fe"),
        ("Han", "\u4e00", "\u9fff"),
        ("emoji", "\U0001f300", "\U0001faff"),
    ],
)
def test_that_names_are_written_in_several_scripts(
    rows: list[Row], script: str, first: str, last: str
) -> None:
    found = [row.name for row in rows if any(first <= letter <= last for letter in row.name)]
    assert found, f"no name in {script}"


def test_that_at_least_sixty_products_go_beyond_plain_ascii(rows: list[Row]) -> None:
    beyond = [row for row in rows if not (row.name + "".join(row.tags)).isascii()]
    assert len(beyond) >= 60


def test_that_some_names_are_long_and_some_hold_quotes_commas_and_ampersands(
    rows: list[Row],
) -> None:
    names = [row.name for row in rows]
    assert 5 <= len([name for name in names if len(name) >= 120]) <= 30
    for sign in ('"', ",", "&", "'", "/"):
        assert any(sign in name for name in names), sign

"""The made-up catalogue that benchmarks and plans are measured on: always the same, and one that a shop could have."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

import pytest

from catalogue_gui.catalogue.product import MAX_PRICE, MAX_STOCK
from tests.benchmarks.descriptions import ean
from tests.benchmarks.generate import BLOCK_ROWS, COLUMNS, MILLION, Row, rows
from tests.benchmarks.shelves import SHELVES
from tests.benchmarks.words import TAGS

SAMPLE = 30_000


@pytest.fixture(scope="module")
def sample() -> list[Row]:
    return list(rows(SAMPLE))


def tags_of(row: Row) -> list[str]:
    text = row[COLUMNS.index("tags")].strip("{}")
    return [tag.strip('"') for tag in text.split(",")] if text else []


def metadata_of(row: Row) -> dict[str, object]:
    found: dict[str, object] = json.loads(row[COLUMNS.index("metadata")])
    return found


def column(sample: list[Row], name: str) -> list[str]:
    return [row[COLUMNS.index(name)] for row in sample]


def test_that_another_process_makes_up_the_same_products(sample: list[Row]) -> None:
    count = 50
    script = f"from tests.benchmarks.generate import rows; print(list(rows({count})))"
    said = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert said.strip() == str(sample[:count])


def test_that_a_small_catalogue_is_the_beginning_of_a_large_one(sample: list[Row]) -> None:
    for count in (1, 17, BLOCK_ROWS, BLOCK_ROWS + 1):
        assert list(rows(count)) == sample[:count]
    assert list(islice(rows(10 * MILLION), 100)) == sample[:100]


def test_that_another_seed_makes_another_catalogue(sample: list[Row]) -> None:
    others = list(rows(1000, seed=8))
    assert not set(column(others, "id")) & set(column(sample, "id"))


def test_that_every_value_is_one_that_the_table_takes(sample: list[Row]) -> None:
    for row in sample:
        values = dict(zip(COLUMNS, row, strict=True))
        assert str(UUID(values["id"])) == values["id"]
        assert values["name"].strip() == values["name"] != ""
        assert Decimal(0) <= Decimal(values["price"]) <= MAX_PRICE
        assert Decimal(values["price"]).as_tuple().exponent == -2
        assert 0 <= int(values["stock"]) <= MAX_STOCK
        assert 3 <= len(metadata_of(row)) <= 9
        tags = tags_of(row)
        assert len(set(tags)) == len(tags)
        created, updated = (
            datetime.fromisoformat(values[each] + ":00") for each in ("created_at", "updated_at")
        )
        assert created <= updated
        # what COPY's text format would read as something else
        assert not any(character in value for value in row for character in "\t\n\r\\")
    assert len(set(column(sample, "id"))) == SAMPLE


def test_that_a_few_categories_hold_much_and_all_hold_something(sample: list[Row]) -> None:
    counts = Counter(column(sample, "category"))
    assert set(counts) == {shelf.category for shelf in SHELVES}
    assert len({category.split("/")[0] for category in counts}) == 14
    assert len(counts) >= 110
    assert counts.most_common(1)[0][1] > 50 * min(counts.values())


def test_that_one_tag_is_everywhere_and_many_are_hardly_anywhere() -> None:
    count = 100_000
    found = Counter(tag for row in rows(count) for tag in tags_of(row))
    assert set(found) <= set(TAGS)
    assert 0.22 < found[TAGS[0]] / count < 0.28
    rarest = sum(found[tag] for tag in TAGS[-20:]) / 20
    assert 1 <= rarest <= 4, "ten to forty in a million"


def test_that_numbers_texts_lists_objects_and_nothing_occur_in_the_metadata(
    sample: list[Row],
) -> None:
    kinds = {type(value) for row in sample for value in metadata_of(row).values()}
    assert kinds == {str, int, float, bool, list, dict, type(None)}
    texts = column(sample, "metadata")
    assert any(".00," in text for text in texts), "numbers as a shop's system writes them"
    assert any('"sku": "0' in text for text in texts), "leading zeros"


def test_that_some_names_are_german_french_greek_and_japanese(sample: list[Row]) -> None:
    names = column(sample, "name")
    for first, last in (("ß", "ü"), ("è", "é"), ("α", "ω"), ("\u4e00", "\u9fff")):
        assert sum(any(first <= letter <= last for letter in name) for name in names) > 50


@pytest.mark.parametrize("whole", ["4006381333931", "9780306406157", "0000000000000"])
def test_that_an_ean_has_the_check_digit_that_a_till_expects(whole: str) -> None:
    assert ean(int(whole[:-1])) == whole

"""The demo catalogue goes into a real catalogue as it is."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

CATALOGUE_FILE = Path(__file__).parents[2] / "resources" / "demo" / "products.csv"
COPY = (
    "COPY products (id, name, price, category, tags, metadata, stock, created_at, updated_at)"
    " FROM STDIN (FORMAT csv, HEADER match)"
)


@pytest.fixture
def loaded(catalogue_uri: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection to a catalogue that the demo file has just been copied into."""
    with psycopg.connect(catalogue_uri, client_encoding="utf-8") as connection:
        with connection.cursor().copy(COPY) as copy:
            copy.write(CATALOGUE_FILE.read_bytes())
        yield connection


@pytest.fixture(scope="module")
def records() -> dict[str, dict[str, str]]:
    with CATALOGUE_FILE.open(encoding="utf-8", newline="") as file:
        return {record["id"]: record for record in csv.DictReader(file, strict=True)}


def test_that_every_product_arrives_with_its_exact_price(
    loaded: psycopg.Connection[tuple[Any, ...]], records: dict[str, dict[str, str]]
) -> None:
    arrived = dict(loaded.execute("SELECT id::text, price FROM products").fetchall())
    assert arrived == {key: Decimal(record["price"]) for key, record in records.items()}


def test_that_names_categories_and_stock_arrive_as_written(
    loaded: psycopg.Connection[tuple[Any, ...]], records: dict[str, dict[str, str]]
) -> None:
    arrived = loaded.execute("SELECT id::text, name, category, stock FROM products").fetchall()
    assert sorted(arrived) == sorted(
        (key, record["name"], record["category"], int(record["stock"]))
        for key, record in records.items()
    )


def test_that_the_server_writes_the_tags_back_as_the_file_has_them(
    loaded: psycopg.Connection[tuple[Any, ...]], records: dict[str, dict[str, str]]
) -> None:
    arrived = dict(loaded.execute("SELECT id::text, tags::text FROM products").fetchall())
    assert arrived == {key: record["tags"] for key, record in records.items()}


def test_that_metadata_keeps_its_values_and_its_last_noughts(
    loaded: psycopg.Connection[tuple[Any, ...]], records: dict[str, dict[str, str]]
) -> None:
    # Numbers are compared as text: 10.50 and 10.5 are equal as numbers, and not the same to a reader.
    def read(text: str) -> Any:
        return json.loads(text, parse_float=str)

    arrived = loaded.execute("SELECT id::text, metadata::text FROM products").fetchall()
    assert {key: read(text) for key, text in arrived} == {
        key: read(record["metadata"]) for key, record in records.items()
    }


def test_that_times_arrive_as_the_same_moments(
    loaded: psycopg.Connection[tuple[Any, ...]], records: dict[str, dict[str, str]]
) -> None:
    with loaded.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM products JOIN unnest(%s::uuid[], %s::timestamptz[],"
            " %s::timestamptz[]) AS file (id, created_at, updated_at)"
            " USING (id, created_at, updated_at)",
            (
                list(records),
                [record["created_at"] for record in records.values()],
                [record["updated_at"] for record in records.values()],
            ),
        )
        assert cursor.fetchone() == (len(records),)

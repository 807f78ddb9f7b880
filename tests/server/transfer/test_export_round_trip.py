"""Export, then import: nothing changes, whatever the catalogue holds."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue_gui.bundled import bundled_file
from catalogue_gui.catalogue.exporting import ExportOptions
from catalogue_gui.catalogue.importing import Outcome
from catalogue_gui.catalogue.product import Field
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.export import export_products
from tests.server.transfer.conftest import Workbench

EVERYTHING = "SELECT id, name, price, category, tags, metadata::text AS metadata, stock FROM products ORDER BY id"

# What a database can hold: everything but NUL and half a surrogate pair. An import takes the unit separator for the end of
# a tag.
CHARACTERS = st.characters(exclude_characters="\0\x1f", exclude_categories=("Cs",))
ODD = st.sampled_from(
    ["\\N", "\\.", '"', "'", ",", ";", "\t", "\n", "\r\n", "\r", "{", "}", "NULL", "=1+1", "\\", "é", "急", "🎁", " "]
)  # fmt: skip
ODD_TEXTS = st.lists(st.one_of(ODD, st.text(CHARACTERS, max_size=6)), max_size=5).map("".join)
NAMES = ODD_TEXTS.map(str.strip).filter(bool)
TAGS = st.lists(NAMES, max_size=4, unique=True)
NUMBERS = st.sampled_from(
    ["1.00", "12345678901234567890", "0.1", "-5", "1e3", "100000000000000.10"]
)
SCALARS = st.one_of(NUMBERS, ODD_TEXTS.map(json.dumps), st.sampled_from(["null", "true", "false"]))
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
    SCALARS.map(lambda each: f'{{"inner": {each}}}'),
)
METADATA = st.dictionaries(ODD_TEXTS, VALUES, max_size=4).map(
    lambda each: "{" + ", ".join(f"{json.dumps(key)}: {value}" for key, value in each.items()) + "}"
)
PRICES = st.one_of(
    st.decimals("0", "99999999.99", places=2), st.sampled_from(["0.00", "99999999.99"])
)
PRODUCTS = st.tuples(NAMES, PRICES, NAMES, TAGS, METADATA, st.integers(0, 2**31 - 1))


def export(bench: Workbench, path: Path) -> int:
    return export_products(
        lambda: open_connection(Target.from_uri(bench.uri), role="export"),
        path,
        ExportOptions(),
        report=lambda _: None,
        cancellation=bench.cancellation,
    )


def fill(bench: Workbench, products: list[tuple[Any, ...]]) -> None:
    bench.catalogue.execute("TRUNCATE products")
    with bench.catalogue.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO products (name, price, category, tags, metadata, stock) "
            "VALUES (%s, %s, %s, %s, %s::jsonb, %s)",
            products,
        )


def require_unchanged(bench: Workbench, path: Path) -> None:
    """The export brings nothing new to its own catalogue, and fills an empty one with the same products."""
    before = bench.ask(EVERYTHING)
    report = bench.check(path, mode="upsert")
    assert bench.rejects() == []
    changed = bench.importer.rows(Outcome.CHANGED, 0, 5)
    assert (report.unchanged, report.records) == (len(before), len(before)), changed
    bench.catalogue.execute("TRUNCATE products")
    assert bench.load(path).written == len(before)
    assert bench.ask(EVERYTHING) == before


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(products=st.lists(PRODUCTS, min_size=1, max_size=12))
def test_that_the_oddest_catalogue_comes_back_cell_by_cell(
    bench: Workbench, products: list[tuple[Any, ...]]
) -> None:
    bench.progress.clear()
    fill(bench, products)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "out.csv")
        assert export(bench, path) == len(products)
        require_unchanged(bench, path)


def test_that_the_whole_demo_catalogue_comes_back_unchanged(
    bench: Workbench, tmp_path: Path
) -> None:
    with (
        bench.catalogue.cursor() as cursor,
        cursor.copy(f"COPY products ({', '.join(Field)}) FROM STDIN (FORMAT csv, HEADER)") as copy,
    ):
        copy.write(bundled_file("demo/products.csv").read_bytes())
    path = tmp_path / "out.csv"
    assert export(bench, path) == bench.count() > 1000
    require_unchanged(bench, path)

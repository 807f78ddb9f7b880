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
from catalogue_gui.catalogue.query import MetadataKey
from catalogue_gui.catalogue.sort_text import format_key
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.export import export_products
from tests.server.transfer.conftest import Workbench

EVERYTHING = "SELECT id, name, price, category, tags, metadata::text AS metadata, stock FROM products ORDER BY id"

# What a database can hold: everything but NUL and half a surrogate pair.
CHARACTERS = st.characters(exclude_characters="\0", exclude_categories=("Cs",))
ODD = st.sampled_from(
    ["\\N", "\\.", '"', "'", ",", ";", "\t", "\n", "\r\n", "\r", "{", "}", "NULL", "=1+1", "\\", "é", "急", "🎁", " "]
)  # fmt: skip
ODD_TEXTS = st.lists(st.one_of(ODD, st.text(CHARACTERS, max_size=6)), max_size=5).map("".join)
NAMES = ODD_TEXTS.filter(bool)
TAGS = st.lists(st.one_of(ODD_TEXTS, st.none()), max_size=4)
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


def export(bench: Workbench, path: Path, *columns: str) -> int:
    return export_products(
        lambda: open_connection(Target.from_uri(bench.uri), role="export"),
        path,
        ExportOptions(columns=columns or None),
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


NESTED = (
    ("color",),
    ("dims", "w"),
    ("dims", "h"),
    ("dims", "unit", "name"),
    ("a.b",),
    ("a", "b.c"),
    ("a", 'say "x"'),
    (" edge ",),
)
KEYS = tuple(format_key(MetadataKey(path)) for path in NESTED)
NESTED_VALUES = st.dictionaries(st.sampled_from(NESTED), VALUES, max_size=len(NESTED))


def nested_object(values: dict[tuple[str, ...], str]) -> str:
    """Values of JSON under their paths, as one object."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        place = tree
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = f"\0{value}\0"

    def written(each: Any) -> str:
        if isinstance(each, dict):
            members = (f"{json.dumps(key)}: {written(value)}" for key, value in each.items())
            return "{" + ", ".join(members) + "}"
        return str(each).strip("\0")

    return written(tree)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    products=st.lists(st.tuples(NAMES, NESTED_VALUES.map(nested_object)), min_size=1, max_size=8)
)
def test_that_metadata_keys_exported_one_by_one_come_back_to_the_same_json(
    bench: Workbench, products: list[tuple[str, str]]
) -> None:
    bench.progress.clear()
    fill(bench, [(name, 5, "Home", [], metadata, 1) for name, metadata in products])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "out.csv")
        assert export(bench, path, "id", "name", "price", "category", *KEYS, "stock") == len(
            products
        )
        require_unchanged(bench, path)


def test_that_nested_keys_leave_their_neighbours_as_they_are(bench: Workbench, tmp_path: Path):
    fill(bench, [("Mug", 5, "Home", [], '{"dims": {"w": 10.00, "h": "4"}, "x": [1]}', 1)])
    path = tmp_path / "out.csv"
    export(bench, path, "id", "metadata.dims.w", "metadata.dims.d.e")
    text = path.read_text().replace("10.00,", "12.50,new")
    path.write_text(text)
    report = bench.check(path, mode="update")
    assert (report.changed, bench.importer.changed_fields()) == (
        1,
        {'metadata."dims"."w"': 1, 'metadata."dims"."d"."e"': 1},
    )
    bench.importer.write()
    (row,) = bench.ask("SELECT metadata::text AS m FROM products")
    assert row["m"] == '{"x": [1], "dims": {"d": {"e": "new"}, "h": "4", "w": 12.50}}'


def test_that_a_blank_clears_a_nested_key_where_that_is_asked_for(bench: Workbench, tmp_path: Path):
    fill(bench, [("Mug", 5, "Home", [], '{"dims": {"w": 10, "h": 4}}', 1)])
    path = tmp_path / "out.csv"
    export(bench, path, "id", "metadata.dims.w")
    path.write_text(path.read_text().replace(",10\n", ",\n"))
    assert bench.check(path, mode="update").unchanged == 1
    bench.load(path, mode="update", blanks={"metadata": "clear"})
    assert bench.ask("SELECT metadata AS m FROM products") == [{"m": {"dims": {"h": 4}}}]


def test_that_products_are_found_by_a_nested_key(bench: Workbench, tmp_path: Path):
    fill(bench, [("Mug", 5, "Home", [], '{"codes": {"ean": "4006381333931"}}', 1)])
    path = tmp_path / "out.csv"
    export(bench, path, "price", "metadata.codes.ean")
    path.write_text(path.read_text().replace("5.00", "6.00"))
    report = bench.load(path, mode="update", match='metadata."codes"."ean"')
    assert (report.changed, report.written) == (1, 1)
    (row,) = bench.ask("SELECT price, metadata AS m FROM products")
    assert (str(row["price"]), row["m"]) == ("6.00", {"codes": {"ean": "4006381333931"}})


def test_that_neither_times_nor_the_catalogues_own_columns_become_metadata(
    bench: Workbench, tmp_path: Path
):
    bench.catalogue.execute("ALTER TABLE products ADD COLUMN supplier text DEFAULT 'Acme'")
    fill(bench, [("Mug", 5, "Home", ["a"], '{"x": 1, "images": ["u"]}', 1)])
    path = tmp_path / "out.csv"
    own = ("created_at", "updated_at", "supplier", "metadata.images.0")
    export(bench, path, "name", "price", "category", "metadata.x", *own)
    report = bench.load(path, mode="add", match=None)
    assert [report.columns[each] for each in path.read_text().splitlines()[0].split(",")] == [
        "name",
        "price",
        "category",
        "metadata.x",
        *["ignore"] * 4,
    ]
    assert bench.ask("SELECT metadata AS m FROM products ORDER BY created_at") == [
        {"m": {"x": 1, "images": ["u"]}},
        {"m": {"x": 1}},
    ]


def test_that_a_list_of_a_persons_own_is_trimmed_as_ever(bench: Workbench, tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_text("id,name,price,category,created_at\n17, Mug ,5, Home ,2026-01-01\n")
    bench.load(path)
    (row,) = bench.ask("SELECT name, category, metadata AS m FROM products")
    assert (row["name"], row["category"]) == ("Mug", "Home")
    assert row["m"] == {"id": 17, "created_at": "2026-01-01"}


def test_that_the_mended_rejects_of_an_export_are_exact_too(bench: Workbench, tmp_path: Path):
    fill(bench, [(" Mug ", 5, "Home", [" a"], "{}", 1)])
    path, rejects = tmp_path / "out.csv", tmp_path / "rejects.csv"
    export(bench, path)
    path.write_text(path.read_text().replace("5.00", "dear"))
    bench.check(path, mode="update")
    bench.importer.save_rejects(rejects)
    rejects.write_text(rejects.read_text("utf-8-sig").replace("dear", "5.00"))
    assert bench.check(rejects, mode="update").unchanged == 1

"""Real product files, which the project does not contain: they are looked for beside the repository."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from catalogue_gui.transfer import open_table

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("CATALOGUE_SAMPLE_FILES", REPOSITORY.parent / "shared" / "data"))


class Sample(NamedTuple):
    name: str
    encoding: str
    delimiter: str
    records: int
    columns: int
    options: dict[str, Any]
    written: int
    price_sum: Decimal


SAMPLES = [
    Sample(
        "wc_sample_products.csv",
        "utf-8",
        ",",
        24,
        55,
        {"defaults": {"category": "None"}},
        21,
        Decimal(729),
    ),
    Sample("shopify_jewelery.csv", "utf-8", ",", 41, 46, {}, 20, Decimal("854.76")),
    Sample("vinmonopolet_produkter.csv", "utf-8", ";", 9, 36, {}, 9, Decimal("2860.10")),
    Sample(
        "Buy.csv",
        "utf-8",
        ",",
        1092,
        5,
        {"mapping": {"manufacturer": "category"}, "defaults": {"category": "Unknown"}},
        590,
        Decimal("254085.81"),
    ),
    Sample(
        "BX-Books_semicolon_latin1.csv",
        "cp1252",
        ";",
        3639,
        13,
        {"mapping": {"publisher": "category"}, "defaults": {"price": "1"}},
        3639,
        Decimal(3639),
    ),
    Sample(
        "instacart_products.csv",
        "utf-8",
        ",",
        49_688,
        4,
        {"mapping": {"department_id": "category"}, "defaults": {"price": "1"}},
        49_688,
        Decimal(49_688),
    ),
]


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.name)
def sample(request: pytest.FixtureRequest) -> Sample:
    chosen: Sample = request.param
    if not (FOLDER / chosen.name).is_file():
        pytest.skip(f"the sample file {chosen.name} is not in {FOLDER}")
    return chosen


def test_that_a_real_file_is_read_told_nothing_about_it(sample: Sample) -> None:
    table = open_table(FOLDER / sample.name)
    assert (table.encoding, table.delimiter, table.quote) == (
        sample.encoding,
        sample.delimiter,
        '"',
    )
    assert len(table.header) == sample.columns
    rows = [cells for _line, cells in table.rows]
    assert len(rows) == sample.records
    assert {len(cells) for cells in rows} == {sample.columns}


def test_that_a_real_file_comes_out_as_expected(bench, sample: Sample) -> None:
    report = bench.load(FOLDER / sample.name, **sample.options)
    assert report.records == sample.records
    assert report.written == report.new == sample.written
    assert report.rejected == sample.records - sample.written
    (row,) = bench.ask("SELECT sum(price) AS total FROM products")
    assert row["total"] == sample.price_sum
    assert {each[3] for each in bench.rejects()} <= {"the price is blank", "the name is blank"}

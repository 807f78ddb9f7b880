"""Cells as a table that a spreadsheet takes."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.query import MetadataKey
from catalogue_gui.gui.products.columns import OWN_COLUMNS, metadata_column
from catalogue_gui.gui.products.copying import cells_for_copying, table_text

NOW = datetime(2026, 1, 1, tzinfo=UTC)
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=12)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=5))
def test_that_any_cells_read_back_as_they_were(lines: list[list[str]]) -> None:
    text = table_text(lines)
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    assert read == lines


def test_that_numbers_are_copied_without_thousands_marks_and_texts_whole() -> None:
    name = "A long\nname " * 60
    product = Product(
        UUID(int=1),
        name,
        Decimal("12345.60"),
        "Home",
        ("new", "sale"),
        '{"dims": {"w": 10.00}, "sizes": ["S", "M"]}',
        12000,
        NOW,
        NOW,
    )
    metadata = [
        metadata_column(MetadataKey(path)) for path in (("dims", "w"), ("sizes",), ("none",))
    ]
    english = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    german = QLocale(QLocale.Language.German, QLocale.Country.Germany)
    columns = [*OWN_COLUMNS[:5], *metadata]
    expected = [name, "12345.60", "Home", "new, sale", "12000", "10.00", "S, M", ""]
    assert cells_for_copying(product, columns, english) == expected
    assert cells_for_copying(product, columns, german)[1] == "12345,60"

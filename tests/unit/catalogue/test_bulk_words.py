"""A bulk change in words."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    ChangePriceBy,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    RowChange,
    SetCategory,
    SetMetadata,
    describe_bulk,
)
from catalogue_gui.catalogue.product import Field


@pytest.mark.parametrize(
    ("change", "words", "field"),
    [
        (SetCategory("Home/Kitchen"), "category set to Home/Kitchen", Field.CATEGORY),
        (AddTags(("new", "a, b")), "tags added: new, a, b", Field.TAGS),
        (RemoveTags(("%s",)), "tags removed: %s", Field.TAGS),
        (ChangePriceBy(Decimal("1.5")), "price +1.50", Field.PRICE),
        (ChangePriceBy(Decimal(-2)), "price −2.00", Field.PRICE),
        (ChangePriceByPercent(Decimal("7.5")), "price +7.5 %", Field.PRICE),
        (ChangePriceByPercent(Decimal("-1e1")), "price −10 %", Field.PRICE),
        (ChangeStockBy(12), "stock +12", Field.STOCK),
        (ChangeStockBy(-3), "stock −3", Field.STOCK),
        (SetMetadata(("dims", "w"), "10.00"), "dims.w set to 10.00", Field.METADATA),
        (RemoveMetadata(("dims", "w")), "dims.w removed", Field.METADATA),
    ],
)
def test_that_a_bulk_change_is_said_in_words(change: BulkChange, words: str, field: Field) -> None:
    assert describe_bulk(change) == words
    assert change.field == field


def test_that_a_rows_change_taken_back_twice_is_itself() -> None:
    row = RowChange(UUID(int=1), None, "1.00")
    assert row.reversed() == RowChange(UUID(int=1), "1.00", None)
    assert row.reversed().reversed() == row

"""What the user reads about changes to many products."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    BulkOutcome,
    BulkPreview,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    SetCategory,
)
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.bulk.actions import BulkAction, Deletion
from catalogue_gui.gui.bulk.previewing import joined
from catalogue_gui.gui.bulk.wording import (
    array_items,
    done_text,
    preview_text,
    reversed_text,
    shown_value,
    step_text,
)

RAISED = ChangePriceByPercent(Decimal(10))
HOODIES = SetCategory("Hoodies")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Numbers as they are written in English."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("change", "preview", "text"),
    [
        (
            RAISED,
            BulkPreview((), 1940, 40, 5, 0, "The price would fall below zero."),
            "1,940 will change, 40 stay the same, 5 cannot be changed: the price would fall below zero.",
        ),
        (HOODIES, BulkPreview((), 3, 1, 0, 0), "3 will change, 1 holds it already."),
        (
            RemoveMetadata(("a",)),
            BulkPreview((), 0, 2, 0, 1),
            "None will change, 2 do not have it, 1 is deleted by now.",
        ),
    ],
)
def test_that_a_preview_is_told_in_one_sentence(
    change: BulkChange, preview: BulkPreview, text: str
) -> None:
    assert preview_text(change, preview) == text


@pytest.mark.parametrize(
    ("action", "outcome", "text"),
    [
        (HOODIES, BulkOutcome(1940), "Changed 1,940 products: category set to Hoodies."),
        (
            RAISED,
            BulkOutcome(1, left=1, gone=2),
            "Changed 1 product: price +10 %. 1 could not be changed and stays as it is. 2 had been deleted already.",
        ),
        (HOODIES, BulkOutcome(0), "Nothing had to be changed."),
        (Deletion(), BulkOutcome(12), "Deleted 12 products."),
        (Deletion(), BulkOutcome(1), "Deleted “Tea”."),
        (
            Deletion(),
            BulkOutcome(0, gone=2),
            "Nothing was deleted: the products were gone already.",
        ),
        (
            Deletion(),
            BulkOutcome(1, left=2),
            "Deleted “Tea”. 2 could not be deleted and stay.",
        ),
        (
            Deletion(),
            BulkOutcome(0, left=1),
            "Nothing was deleted. 1 could not be deleted and stays.",
        ),
    ],
)
def test_that_what_was_done_is_told_with_what_was_not(
    action: BulkAction, outcome: BulkOutcome, text: str
) -> None:
    assert done_text(action, outcome, "Tea") == text


@pytest.mark.parametrize(
    ("action", "outcome", "is_undo", "text"),
    [
        (
            HOODIES,
            BulkOutcome(99_998, left=2),
            True,
            "Taken back on 99,998 products; 2 were changed by someone else since and stay as they are.",
        ),
        (
            HOODIES,
            BulkOutcome(0, left=1),
            True,
            "Nothing was taken back; 1 was changed by someone else since and stays as it is.",
        ),
        (
            ChangeStockBy(5),
            BulkOutcome(1, left=1),
            True,
            "Taken back on 1 product; on 1 it is not possible any more, and the stock stays as it is.",
        ),
        (
            HOODIES,
            BulkOutcome(3, gone=1),
            False,
            "Done again on 3 products. 1 had been deleted already.",
        ),
        (Deletion(), BulkOutcome(12), True, "Brought back 12 products."),
        (Deletion(), BulkOutcome(11, left=1), True, "Brought back 11 products; 1 could not be."),
        (Deletion(), BulkOutcome(12), False, "Deleted 12 products."),
    ],
)
def test_that_an_undo_tells_what_stays(
    action: BulkAction, outcome: BulkOutcome, is_undo: bool, text: str
) -> None:
    assert reversed_text(action, outcome, is_undo=is_undo) == text


def test_that_a_step_names_a_single_deleted_product_and_counts_many() -> None:
    assert step_text(Deletion(), 1, "Tea") == "deleting “Tea”"
    assert step_text(Deletion(), 1200) == "deleting 1,200 products"
    assert step_text(AddTags(("x" * 500,)), 2).endswith("…, 2 products")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("{}", ()),
        ("{new,sale}", ("new", "sale")),
        ('{"a, b","say \\"hi\\"","back\\\\slash",{}', ("a, b", 'say "hi"', "back\\slash")),
        ('{"","{x}"," "}', ("", "{x}", " ")),
    ],
)
def test_that_an_array_as_the_server_writes_it_is_read_back(
    text: str, items: tuple[str, ...]
) -> None:
    assert array_items(text) == items


def test_that_values_are_shown_in_the_locales_form() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert shown_value(Field.PRICE, "1234.50") == "1.234,50"
    assert shown_value(Field.STOCK, "1200") == "1.200"
    assert shown_value(Field.TAGS, '{new,"a, b"}') == 'new, "a, b"'
    assert shown_value(Field.TAGS, "{}") == "–"
    assert shown_value(Field.METADATA, '"10"') == '"10"'
    assert shown_value(Field.METADATA, None) == "–"


def test_that_previews_of_parts_are_one_of_all() -> None:
    too_low, too_high = "It would be too low.", "It would be too high."
    parts = [
        BulkPreview((("a", "1", "2"),), 1, 2, 3, 4, too_low),
        BulkPreview((), 10, 20, 0, 0),
        BulkPreview((("b", "1", "2"),), 5, 0, 1, 0, too_high),
        BulkPreview((), 0, 0, 1, 0, too_low),
    ]
    assert joined(parts) == BulkPreview(
        (("a", "1", "2"), ("b", "1", "2")), 16, 22, 5, 4, f"{too_low} {too_high}"
    )

"""One change to many products at once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from catalogue_gui.catalogue.product import CENT, Field


@dataclass(frozen=True, slots=True)
class SetCategory:
    """Put every product into one category."""

    category: str
    field = Field.CATEGORY


@dataclass(frozen=True, slots=True)
class AddTags:
    """Add tags, after those that are there; one that a product has already stays where it is."""

    tags: tuple[str, ...]
    field = Field.TAGS


@dataclass(frozen=True, slots=True)
class RemoveTags:
    """Take tags away, from the products that have them."""

    tags: tuple[str, ...]
    field = Field.TAGS


class Rounding(StrEnum):
    """To what a changed price is rounded, half away from zero; the last two end just below a whole unit."""

    CENT = "0.01"
    FIVE_CENTS = "0.05"
    TEN_CENTS = "0.10"
    UNIT = "1.00"
    ENDING_95 = ".95"
    ENDING_99 = ".99"


@dataclass(frozen=True, slots=True)
class ChangePriceBy:
    """Add an amount to every price, or take it off when it is below zero."""

    amount: Decimal
    rounding: Rounding = Rounding.CENT
    field = Field.PRICE


@dataclass(frozen=True, slots=True)
class ChangePriceByPercent:
    """Raise every price by so many percent, or lower it when they are below zero."""

    percent: Decimal
    rounding: Rounding = Rounding.CENT
    field = Field.PRICE


@dataclass(frozen=True, slots=True)
class ChangeStockBy:
    """Add so many pieces to every stock, or take them off when below zero."""

    pieces: int
    field = Field.STOCK


@dataclass(frozen=True, slots=True)
class SetMetadata:
    """Give one metadata key a value, whatever it held; objects on the way to it are made where they are missing.

    Args:
        path: the keys from the top.
        value: JSON text.
    """

    path: tuple[str, ...]
    value: str
    field = Field.METADATA


@dataclass(frozen=True, slots=True)
class RemoveMetadata:
    """Take one metadata key away where it is there."""

    path: tuple[str, ...]
    field = Field.METADATA


BulkChange = (
    SetCategory
    | AddTags
    | RemoveTags
    | ChangePriceBy
    | ChangePriceByPercent
    | ChangeStockBy
    | SetMetadata
    | RemoveMetadata
)


@dataclass(frozen=True, slots=True)
class RowChange:
    """What one product's field held and holds now, as the server writes it in text.

    ``old`` and ``new`` of a metadata key are JSON text, None where there is no such key. Of tags they are the text of a
    PostgreSQL array.
    """

    product_id: UUID
    old: str | None
    new: str | None

    def reversed(self) -> RowChange:
        """The change that takes this one back."""
        return RowChange(self.product_id, self.new, self.old)


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a bulk change would do.

    Args:
        rows: of the first products that would change: name, and the field before and after, as the server writes it.
        changing: how many would change.
        unchanged: how many hold the value already.
        impossible: how many cannot be changed; the reason is ``why_impossible``.
        gone: how many are no longer in the catalogue.
        why_impossible: a sentence; empty when there are none.
    """

    rows: tuple[tuple[str, str | None, str | None], ...]
    changing: int
    unchanged: int
    impossible: int
    gone: int
    why_impossible: str = ""


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What a bulk change, or taking one back, has done.

    Args:
        changed: how many products were changed.
        left: how many were left as they are: they cannot be changed, or somebody has changed them since.
        gone: how many are no longer in the catalogue.
    """

    changed: int
    left: int = 0
    gone: int = 0


def describe_bulk(change: BulkChange) -> str:
    """A bulk change in words, for the history: “category set to Hoodies”."""
    match change:
        case SetCategory():
            return f"category set to {change.category}"
        case AddTags():
            return f"tags added: {', '.join(change.tags)}"
        case RemoveTags():
            return f"tags removed: {', '.join(change.tags)}"
        case ChangePriceBy():
            return f"price {_signed(change.amount.quantize(CENT))}"
        case ChangePriceByPercent():
            return f"price {_signed(change.percent)} %"
        case ChangeStockBy():
            return f"stock {_signed(Decimal(change.pieces))}"
        case SetMetadata():
            return f"{'.'.join(change.path)} set to {change.value}"
        case RemoveMetadata():
            return f"{'.'.join(change.path)} removed"


def _signed(number: Decimal) -> str:
    return f"{number:+f}".replace("-", "\u2212")

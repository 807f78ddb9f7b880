"""A product as the catalogue holds it, and the fields it is made of.

Source: design of the ``products`` table; numeric(10,2) and integer ranges from the PostgreSQL manual, chapter 8.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from catalogue_gui.catalogue.metadata_text import changes_between, read_metadata, with_changes

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

MAX_PRICE = Decimal("99999999.99")  # numeric(10,2): eight digits before the point
MAX_STOCK = 2**31 - 1  # integer
CENT = Decimal("0.01")


class Field(StrEnum):
    """The columns of a product, named as in the table and in the outside contract."""

    ID = "id"
    NAME = "name"
    PRICE = "price"
    CATEGORY = "category"
    TAGS = "tags"
    METADATA = "metadata"
    STOCK = "stock"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


@dataclass(frozen=True, slots=True)
class Product:
    """One product, as the server returned it.

    ``price`` is exact, in the catalogue's one currency, two places. ``metadata_text`` is the JSON object as the server
    writes it, kept as text so that numbers and keys nobody touched keep their exact form. ``created_at`` and
    ``updated_at`` carry a time zone. ``extra`` holds the columns that only this catalogue's table has, as text.
    """

    id: UUID
    name: str
    price: Decimal
    category: str
    tags: tuple[str, ...]
    metadata_text: str
    stock: int
    created_at: datetime
    updated_at: datetime
    extra: tuple[tuple[str, str | None], ...] = ()

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata as Python values; numbers as int and Decimal, never float."""
        return read_metadata(self.metadata_text)


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product that is to be added; the server gives the id and the times, unless a deleted one is brought back."""

    name: str
    price: Decimal
    category: str
    tags: tuple[str, ...] = ()
    metadata_text: str = "{}"
    stock: int = 0
    id: UUID | None = None
    created_at: datetime | None = None
    extra: tuple[tuple[str, str | None], ...] = ()  # as :class:`Product` holds it

    @classmethod
    def again(cls, product: Product) -> NewProduct:
        """A deleted product, to be added as it was."""
        return cls(
            product.name,
            product.price,
            product.category,
            product.tags,
            product.metadata_text,
            product.stock,
            product.id,
            product.created_at,
            product.extra,
        )


@dataclass(frozen=True, slots=True)
class StockDelta:
    """So many pieces more, or fewer when below zero, than the stock is when it is written."""

    pieces: int


# Metadata is its JSON text. A StockDelta is only ever what a field is to become.
FieldValue = str | Decimal | int | tuple[str, ...] | StockDelta


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change: what the user saw and what it is to become.

    A change of metadata holds both texts whole; what is compared and written are the keys in which they differ.
    """

    seen: FieldValue
    new: FieldValue

    def reversed(self) -> Change:
        """The change that takes this one back."""
        if isinstance(self.new, StockDelta):
            return Change(self.seen, StockDelta(-self.new.pieces))
        return Change(seen=self.new, new=self.seen)

    def after(self, field: Field, earlier: Change) -> Change:
        """The same wish once a change that was typed before has been made.

        What is expected to stand is what the earlier one made of what the user saw: whatever else came to stand there is
        somebody else's, and not to be overwritten unseen.

        Raises:
            InvalidValue: metadata that cannot be read.
        """
        if isinstance(self.new, StockDelta):
            return self
        if field == Field.METADATA:
            made = changes_between(str(earlier.seen), str(earlier.new))
            seen = with_changes(str(self.seen), made)
            return Change(seen, with_changes(seen, changes_between(seen, str(self.new))))
        if isinstance(earlier.new, StockDelta):
            if self.seen == earlier.seen and isinstance(self.seen, int):
                return Change(self.seen + earlier.new.pieces, self.new)
            return self  # it was seen when this was typed
        return Change(earlier.new, self.new)

    def narrowed(self, field: Field) -> Change:
        """The same change, of metadata with nothing but the keys that it changes: all that is compared and written.

        Raises:
            InvalidValue: metadata that cannot be read.
        """
        if field != Field.METADATA:
            return self
        wish = changes_between(str(self.seen), str(self.new))
        back = changes_between(str(self.new), str(self.seen))
        return Change(
            with_changes("{}", back, is_excerpt=True), with_changes("{}", wish, is_excerpt=True)
        )

    def is_nothing(self) -> bool:
        """True when there is nothing to be written."""
        return self.new in (self.seen, StockDelta(0))


@dataclass(frozen=True, slots=True)
class Edit:
    """Changes to one product, field by field; only the fields that changed are in it."""

    product_id: UUID
    changes: dict[Field, Change] = field(default_factory=dict)

    def reversed(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(
            self.product_id,
            {name: change.reversed() for name, change in self.changes.items()},
        )


def field_value(product: Product, name: Field) -> FieldValue:
    """The value of an editable field of a product.

    Raises:
        KeyError: the field is not one that a user edits.
    """
    match name:
        case Field.NAME:
            return product.name
        case Field.PRICE:
            return product.price
        case Field.CATEGORY:
            return product.category
        case Field.TAGS:
            return product.tags
        case Field.STOCK:
            return product.stock
        case Field.METADATA:
            return product.metadata_text
        case _:
            raise KeyError(name)


def round_to_cents(value: Decimal) -> Decimal:
    """The value rounded to two places, half away from zero."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)

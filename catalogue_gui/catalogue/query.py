"""What the user looks for: a query is a list of terms that must all hold.

The search field, the filter panel and the server each read the same :class:`ProductQuery`; its text form is in
:mod:`catalogue_gui.catalogue.language`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from catalogue_gui.catalogue.product import Field

Bound = Decimal | date | datetime | str


@dataclass(frozen=True, slots=True)
class Range:
    """A span of values; a None end is open without limit.

    ``low_included`` and ``high_included`` tell whether the ends themselves belong to it. One exact value is a range
    whose two ends are equal and included.
    """

    low: Bound | None = None
    high: Bound | None = None
    low_included: bool = True
    high_included: bool = True

    @property
    def is_exact(self) -> bool:
        """True when the range is one value."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class TextTerm:
    """Names that hold this text, case-blind."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class TagTerm:
    """Products with any of these tags."""

    tags: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class CategoryTerm:
    """Products in any of these categories or below them (``Home`` holds ``Home/Kitchen``)."""

    categories: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class RangeTerm:
    """Products whose price, stock, created or updated lies in a range."""

    field: Field
    range: Range
    negated: bool = False


@dataclass(frozen=True, slots=True)
class MetadataTerm:
    """Products whose metadata at ``path`` is one of some values, or lies in a range.

    ``values`` are the texts as typed; one that reads as a JSON number, true or false matches both that value and the
    text. Exactly one of ``values`` and ``range`` is given. A list in the metadata matches when one of its items does.
    """

    path: tuple[str, ...]
    values: tuple[str, ...] = ()
    range: Range | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class HasTerm:
    """Products whose metadata has something at ``path``, null included."""

    path: tuple[str, ...]
    negated: bool = False


Term = TextTerm | TagTerm | CategoryTerm | RangeTerm | MetadataTerm | HasTerm


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """All the terms that a product must fulfil; none at all finds every product."""

    terms: tuple[Term, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when the query finds every product."""
        return not self.terms

    def without(self, term: Term) -> ProductQuery:
        """The same query less one term."""
        return ProductQuery(tuple(each for each in self.terms if each != term))

    def with_term(self, term: Term) -> ProductQuery:
        """The same query and one term more, unless it is there already."""
        return self if term in self.terms else ProductQuery((*self.terms, term))


class Direction(StrEnum):
    ASCENDING = "asc"
    DESCENDING = "desc"


@dataclass(frozen=True, slots=True)
class MetadataKey:
    """A place in the metadata, as a key of its own; ``path`` leads there through nested objects."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExtraColumn:
    """A column that only this catalogue's table has."""

    name: str


ColumnKey = Field | MetadataKey | ExtraColumn


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of the products: by one column, then by id, so that the order is total.

    Products without a value there come last in either direction.
    """

    key: ColumnKey = Field.NAME
    direction: Direction = Direction.ASCENDING

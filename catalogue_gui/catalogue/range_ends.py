"""The two ends of a price or stock range: read from a query, typed into a field, written back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import TypeGuard

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import ProductQuery, Range, RangeTerm
from catalogue_gui.catalogue.term_changes import replace_term
from catalogue_gui.catalogue.term_words import bound_text
from catalogue_gui.catalogue.typed_values import NumberMarks, parse_count, parse_price


class Side(Enum):
    """An end of a range; its value is the sign of an end that does not itself belong to the range."""

    LOW = ">"
    HIGH = "<"


@dataclass(frozen=True, slots=True)
class RangeEnd:
    """One end of a range, and whether it belongs to it."""

    value: Decimal
    is_included: bool = True


IN_STOCK = Range(low=Decimal(0), low_included=False)
SOLD_OUT = Range(Decimal(0), Decimal(0))


def shown_end(query: ProductQuery, field: Field, side: Side) -> RangeEnd | None:
    """The end that counts: of several terms on a field, the narrowest."""
    term = _holder(query, field, side)
    return None if term is None else _end(term.range, side)


def end_text(end: RangeEnd | None, side: Side, marks: NumberMarks) -> str:
    """An end as it stands in its field: ``5``, or ``<5`` for one that does not itself belong to the range."""
    if end is None:
        return ""
    return ("" if end.is_included else side.value) + bound_text(end.value, marks)


def parse_end(text: str, field: Field, side: Side, marks: NumberMarks) -> RangeEnd | None:
    """Read what was typed as one end; None for nothing, an open end.

    Args:
        text: a number, after ``<`` or ``>`` if it does not itself belong to the range (``<=`` and ``>=`` if it does).
        field: price or stock.
        side: which end it is.
        marks: the locale's marks.
    Raises:
        InvalidValue: it is not a number that the field could have.
    """
    number = text.strip()
    is_included = True
    if number.startswith(side.value):
        number = number.removeprefix(side.value)
        is_included = number.startswith("=")
        number = number.removeprefix("=").strip()
    elif not number:
        return None
    if field == Field.STOCK:
        return RangeEnd(Decimal(parse_count(number, marks)), is_included)
    price = parse_price(number, marks)
    return RangeEnd(price.quantize(Decimal(1)) if price == int(price) else price, is_included)


def check_order(low: RangeEnd | None, high: RangeEnd | None) -> None:
    """Refuse a range in which nothing can lie.

    Raises:
        InvalidValue: it begins above its end.
    """
    if low is not None and high is not None and low.value > high.value:
        raise InvalidValue("", "The range begins above its end.")


def with_ends(
    query: ProductQuery, field: Field, low: RangeEnd | None, high: RangeEnd | None
) -> ProductQuery:
    """Set both ends of a field's range; each changes the term that it stands in, if it changes at all."""
    ends = [(Side.LOW, low), (Side.HIGH, high)]
    old_high = shown_end(query, field, Side.HIGH)
    if low is not None and old_high is not None and low.value > old_high.value:
        ends.reverse()  # one term moves up as a whole; its beginning must not pass its end on the way
    for side, end in ends:
        if end != shown_end(query, field, side):
            query = _with_end(query, field, side, end)
    return query


def with_range(query: ProductQuery, field: Field, span: Range | None) -> ProductQuery:
    """Put one range in the place of all that the query says of a field; None for no limit."""
    terms = [term for term in query.terms if _is_on(term, field)]
    new = () if span is None else (RangeTerm(field, span),)
    if not terms:
        return ProductQuery((*query.terms, *new))
    query = replace_term(query, terms[0], *new)
    for term in terms[1:]:
        if term not in new:
            query = replace_term(query, term)
    return query


def is_in_stock(query: ProductQuery) -> bool:
    """True when the query asks for products that are in stock, however it says so."""
    low, high = (shown_end(query, Field.STOCK, side) for side in Side)
    return high is None and low in (RangeEnd(Decimal(0), False), RangeEnd(Decimal(1)))


def is_sold_out(query: ProductQuery) -> bool:
    """True when the query asks for products that are sold out, however it says so."""
    low, high = (shown_end(query, Field.STOCK, side) for side in Side)
    return low in (None, RangeEnd(Decimal(0))) and high in (
        RangeEnd(Decimal(0)),
        RangeEnd(Decimal(1), False),
    )


def _is_on(term: object, field: Field) -> TypeGuard[RangeTerm]:
    return isinstance(term, RangeTerm) and term.field == field and not term.negated


def _end(span: Range, side: Side) -> RangeEnd | None:
    value, is_included = (
        (span.low, span.low_included) if side == Side.LOW else (span.high, span.high_included)
    )
    return RangeEnd(value, is_included) if isinstance(value, Decimal) else None


def _holder(query: ProductQuery, field: Field, side: Side) -> RangeTerm | None:
    """The term whose end counts on this side."""
    found: tuple[RangeTerm, RangeEnd] | None = None
    for term in query.terms:
        if not _is_on(term, field):
            continue
        end = _end(term.range, side)
        if end is None:
            continue
        if found is None or _is_narrower(end, found[1], side):
            found = term, end
    return None if found is None else found[0]


def _is_narrower(end: RangeEnd, other: RangeEnd, side: Side) -> bool:
    if end.value == other.value:
        return other.is_included and not end.is_included
    return (end.value > other.value) == (side == Side.LOW)


def _with_end(query: ProductQuery, field: Field, side: Side, end: RangeEnd | None) -> ProductQuery:
    holder = _holder(query, field, side)
    if holder is None:
        holder = next((term for term in query.terms if _is_on(term, field)), None)
        if holder is None or not _is_joined(_set(holder.range, side, end)):
            return query.with_term(RangeTerm(field, _set(Range(), side, end)))
    span = _set(holder.range, side, end)
    if span.low is None and span.high is None:
        return replace_term(query, holder)
    if _is_joined(span):
        return replace_term(query, holder, replace(holder, range=span))
    # The search language has no one term for this: an end that is left out, or a range that holds nothing.
    return replace_term(
        query,
        holder,
        RangeTerm(field, Range(low=span.low, low_included=span.low_included)),
        RangeTerm(field, Range(high=span.high, high_included=span.high_included)),
    )


def _set(span: Range, side: Side, end: RangeEnd | None) -> Range:
    value = None if end is None else end.value
    is_included = end is None or end.is_included
    if side == Side.LOW:
        return replace(span, low=value, low_included=is_included)
    return replace(span, high=value, high_included=is_included)


def _is_joined(span: Range) -> bool:
    """True when the range can be written as one term."""
    match span.low, span.high:
        case (Decimal() as low, Decimal() as high):
            return span.low_included and span.high_included and low <= high
        case _:
            return True

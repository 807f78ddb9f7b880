"""What a user types into a field, read; and a field's value, written as text to type over.

The decimal and thousands marks are those of the user's locale; nothing here knows where the locale comes from.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import read_metadata, write_json
from catalogue_gui.catalogue.product import (
    MAX_PRICE,
    MAX_STOCK,
    Field,
    FieldValue,
    Product,
    StockDelta,
    field_value,
    round_to_cents,
)

EDITABLE_FIELDS = (
    Field.NAME,
    Field.PRICE,
    Field.CATEGORY,
    Field.TAGS,
    Field.STOCK,
    Field.METADATA,
)
_SIGNS = "+-\u2212"
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]")


@dataclass(frozen=True, slots=True)
class NumberMarks:
    """A locale's marks: one character each; ``group`` may be a kind of blank."""

    decimal: str = "."
    group: str = ","


def parse_field(field: Field, text: str, marks: NumberMarks) -> FieldValue:
    """Read what was typed into a field.

    Raises:
        InvalidValue: it cannot be read, or is outside what the catalogue holds.
    """
    if "\x00" in text:
        raise InvalidValue(field, "It holds a character that cannot be stored.")
    match field:
        case Field.NAME | Field.CATEGORY:
            stripped = text.strip()
            if not stripped:
                raise InvalidValue(field, f"The {field} must not be empty.")
            return stripped
        case Field.PRICE:
            return parse_price(text, marks)
        case Field.STOCK:
            return parse_stock(text, marks)
        case Field.TAGS:
            return parse_tags(text)
        case Field.METADATA:
            return write_json(read_metadata(text))
        case _:
            raise InvalidValue(field, "This field cannot be edited here.")


def format_field(product: Product, field: Field, marks: NumberMarks) -> str:
    """A field's value as text that :func:`parse_field` reads back."""
    value = field_value(product, field)
    match field:
        case Field.PRICE:
            return format_price(product.price, marks)
        case Field.TAGS:
            return format_tags(product.tags)
        case Field.METADATA:
            return product.metadata_text
        case _:
            return str(value)


def parse_price(text: str, marks: NumberMarks) -> Decimal:
    """Read a price of at most two decimal places.

    Raises:
        InvalidValue.
    """
    number = _parse_number(text, marks)
    if not text.strip():
        raise InvalidValue(Field.PRICE, "The price must not be empty.")
    if number is None:
        raise InvalidValue(Field.PRICE, f"“{text.strip()}” is not a price.")
    if number < 0:
        raise InvalidValue(Field.PRICE, "The price cannot be below zero.")
    if number != round_to_cents(number):
        raise InvalidValue(Field.PRICE, "The price has more than two decimal places.")
    if number > MAX_PRICE:
        raise InvalidValue(
            Field.PRICE,
            f"The price is above the highest possible, {format_price(MAX_PRICE, marks)}.",
        )
    return round_to_cents(number)


def parse_stock(text: str, marks: NumberMarks) -> int | StockDelta:
    """Read a number of pieces, 0..2147483647; with a sign before it, so many more or fewer than there are.

    Raises:
        InvalidValue.
    """
    number = _parse_pieces(text, marks)
    return StockDelta(number) if text.strip()[0] in _SIGNS else number


def parse_count(text: str, marks: NumberMarks) -> int:
    """Read a number of pieces, 0..2147483647.

    Raises:
        InvalidValue.
    """
    number = _parse_pieces(text, marks)
    if number < 0:
        raise InvalidValue(Field.STOCK, "The stock cannot be below zero.")
    return number


def _parse_pieces(text: str, marks: NumberMarks) -> int:
    number = _parse_number(text, marks)
    if not text.strip():
        raise InvalidValue(Field.STOCK, "The stock must not be empty.")
    if number is None or number != number.to_integral_value():
        raise InvalidValue(Field.STOCK, f"“{text.strip()}” is not a whole number.")
    if abs(number) > MAX_STOCK:
        raise InvalidValue(Field.STOCK, "The stock is larger than the catalogue can hold.")
    return int(number)


def parse_tags(text: str) -> tuple[str, ...]:
    """Read tags separated by commas; one that holds a comma stands in double quotes. Blanks and repeats go."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    tags: dict[str, None] = {}
    for row in csv.reader(lines, skipinitialspace=True):
        for cell in row:
            tag = cell.strip()
            if tag:
                tags[tag] = None
    return tuple(tags)


def format_tags(tags: tuple[str, ...]) -> str:
    """Write tags as text that :func:`parse_tags` reads back."""
    if not tags:
        return ""
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(tags)
    return re.sub(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', ", ", written.getvalue())


def format_price(price: Decimal, marks: NumberMarks) -> str:
    """A price with two places and the locale's marks."""
    return _with_marks(f"{price:,.2f}", marks)


def format_count(number: int, marks: NumberMarks) -> str:
    """A whole number with the locale's thousands marks."""
    return _with_marks(f"{number:,}", marks)


def _with_marks(text: str, marks: NumberMarks) -> str:
    return text.translate({ord(","): marks.group, ord("."): marks.decimal})


def _parse_number(text: str, marks: NumberMarks) -> Decimal | None:
    """A number in the locale's marks, or with one foreign decimal mark that cannot be anything else."""
    compact = _BLANKS.sub("", text).replace("\u2212", "-")
    # A currency sign before or after says nothing that the column does not.
    compact = "".join(each for each in compact if unicodedata.category(each) != "Sc")
    if not re.fullmatch(r"[+-]?[0-9.,'’]*[0-9][0-9.,'’]*", compact) or not compact.isascii():
        return None
    group = "" if _BLANKS.fullmatch(marks.group) else marks.group
    decimal = re.escape(marks.decimal)
    plain = rf"[+-]?[0-9]*(?:{decimal}[0-9]*)?"
    if group:
        grouped = rf"[+-]?[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{2,3}})+(?:{decimal}[0-9]*)?"
        if re.fullmatch(grouped, compact) and re.search(
            rf"{re.escape(group)}[0-9]{{3}}(?:{decimal}|$)", compact
        ):
            compact = compact.replace(group, "")
    if re.fullmatch(plain, compact):
        return Decimal(compact.replace(marks.decimal, "."))
    if re.fullmatch(r"[+-]?[0-9]+[.,][0-9]{1,2}", compact):
        return Decimal(compact.replace(",", "."))
    return None

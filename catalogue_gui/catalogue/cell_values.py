"""One cell's text as a value: price, stock, tags, id. What cannot be taken says why, in the user's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from catalogue_gui.catalogue.amounts import DecimalEvidence, split_amount, to_decimal
from catalogue_gui.catalogue.product import MAX_PRICE, MAX_STOCK, round_to_cents

# An entry of a B-tree or GIN index may have about 2,700 bytes. Source: PostgreSQL manual, 64.1 and 64.4.
MOST_INDEXED_BYTES = 2600
TAG_SEPARATORS = ("|", ";", ",", "\n")  # looked for, the rarer in plain text first
_SHOWN = 40  # characters of a value repeated in a reason
_WHOLE_MAGNITUDE = Decimal(10) ** 12


class ValueRejected(Exception):
    """A cell's text cannot be taken; ``reason`` is a phrase for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def shown(text: str) -> str:
    """A value in quotation marks for a sentence, shortened when it is long."""
    flat = " ".join(text.split())
    return f"“{flat[:_SHOWN]}…”" if len(flat) > _SHOWN else f"“{flat}”"


def parse_price(text: str, decimal: str) -> tuple[Decimal, bool]:
    """A price of two places, and whether rounding changed its value.

    Args:
        text: not blank, without spaces around.
        decimal: ``","`` or ``"."``.
    Raises:
        ValueRejected.
    """
    amount = split_amount(text)
    value = None if amount is None else to_decimal(amount.digits, decimal)
    if amount is None or value is None:
        raise ValueRejected(f"{shown(text)} is not a price")
    if amount.is_negative and value:
        raise ValueRejected(f"{shown(text)} is below zero")
    if value > MAX_PRICE + 1:
        raise _too_high(text)
    rounded = round_to_cents(value)
    if rounded > MAX_PRICE:
        raise _too_high(text)
    return rounded, rounded != value


def _too_high(text: str) -> ValueRejected:
    return ValueRejected(f"{shown(text)} is above the highest price, {MAX_PRICE:,}")


def parse_stock(text: str, decimal: str) -> int:
    """A whole number of pieces.

    Args:
        text: not blank, without spaces around.
        decimal: ``","`` or ``"."``.
    Raises:
        ValueRejected.
    """
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    amount = split_amount(text)
    value = None if amount is None or amount.has_currency else to_decimal(amount.digits, decimal)
    if amount is None or value is None:
        raise ValueRejected(f"{shown(text)} is not a number of pieces")
    if amount.is_negative and value:
        raise ValueRejected(f"{shown(text)} is below zero")
    if value > _WHOLE_MAGNITUDE or (value > MAX_STOCK and value == value.to_integral_value()):
        raise ValueRejected(f"{shown(text)} is above the highest stock, {MAX_STOCK:,}")
    if value != value.to_integral_value():
        raise ValueRejected(f"{shown(text)} is not a whole number")
    return int(value)


def parse_id(text: str) -> str:
    """A product id in its usual form.

    Raises:
        ValueRejected.
    """
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueRejected(f"{shown(text)} is not a product id") from None


def parse_tags(text: str, separator: str | None) -> tuple[str, ...]:
    """Tags, trimmed, without blanks and repeats, in their order.

    Args:
        text: a JSON array, a PostgreSQL array literal, or tags with separators between.
        separator: what stands between tags, None for nothing.
    Raises:
        ValueRejected.
    """
    text = text.strip()
    found: list[str] | None = None
    if text.startswith("[") and text.endswith("]"):
        found = _json_tags(text)
    elif text.startswith("{") and text.endswith("}"):
        found = parse_array_literal(text)
    if found is None:
        found = text.split(separator) if separator else [text]
    tags = tuple(dict.fromkeys(tag.strip() for tag in found if tag.strip()))
    for tag in tags:
        if (
            len(tag) > MOST_INDEXED_BYTES // 4
            and len(tag.encode("utf-8", "replace")) > MOST_INDEXED_BYTES
        ):
            raise ValueRejected(f"the tag {shown(tag)} is too long")
    return tags


def count_separators(values: Iterable[str], counts: dict[str, int]) -> None:
    """Count in how many cells of tags each separator stands.

    Args:
        values: not blank, without spaces around; arrays have their own form and say nothing.
        counts: separator to its count, added to.
    """
    for value in values:
        if value[0] in "[{":
            continue
        for separator in counts:
            if separator in value:
                counts[separator] += 1


def commonest_separator(counts: dict[str, int]) -> str | None:
    """The separator that stands in most cells; None where none does."""
    separator = max(counts, key=lambda each: counts[each])
    return separator if counts[separator] else None


def tag_separator(values: Iterable[str]) -> str | None:
    """What stands between the tags in some cells, which are not blank; None for nothing."""
    counts = dict.fromkeys(TAG_SEPARATORS, 0)
    count_separators((value.strip() for value in values), counts)
    return commonest_separator(counts)


def amount_decimal(values: Iterable[str]) -> str | None:
    """The decimal character of some amounts; None where they can be read both ways."""
    evidence = DecimalEvidence()
    evidence.look_at(value.strip() for value in values)
    return evidence.decision


def _json_tags(text: str) -> list[str] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not all(
        isinstance(each, str | int | float) and not isinstance(each, bool) for each in value
    ):
        return None
    return [each if isinstance(each, str) else str(each) for each in value]


_ARRAY_ITEM = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^",{}]*))\s*(,|$)', re.DOTALL)


def parse_array_literal(text: str) -> list[str] | None:
    """The items of a one-dimensional PostgreSQL array literal, NULLs left out; None when it is none.

    Source: PostgreSQL manual, 8.15.6 "Array Input and Output Syntax".
    """
    inner = text[1:-1]
    if not inner.strip():
        return []
    items: list[str] = []
    position = 0
    while True:
        found = _ARRAY_ITEM.match(inner, position)
        if found is None:
            return None
        quoted, bare, separator = found.groups()
        if quoted is not None:
            items.append(re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL))
        else:
            plain = re.sub(r"\\(.)", r"\1", bare).strip()
            if not plain:
                return None
            if plain.upper() != "NULL":
                items.append(plain)
        if not separator:
            return items
        position = found.end()


def parse_json_object(text: str) -> str:
    """The text of a JSON object that the server will take as it is.

    Raises:
        ValueRejected.
    """
    try:
        value = json.loads(
            text, parse_float=_json_number, parse_int=_json_number, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise ValueRejected(f"{shown(text)} is not a JSON object") from None
    if not isinstance(value, dict):
        raise ValueRejected(f"{shown(text)} is not a JSON object")
    plain = json.dumps(value, ensure_ascii=False, default=str)
    if "\\u0000" in plain or "\0" in plain:
        raise ValueRejected("the metadata holds a NUL character")
    try:
        plain.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueRejected("the metadata holds half a character") from None
    return text


def _json_number(text: str) -> Any:
    value = Decimal(text)
    # Beyond this the server's numeric type ends. Source: PostgreSQL manual, table 8.2.
    if value and not -16000 < value.adjusted() < 100_000:
        raise ValueError(text)
    return value


def _no_constant(text: str) -> Any:
    raise ValueError(text)

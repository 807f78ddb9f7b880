"""Cells that need taking apart, as the text that COPY takes: prices, categories, tags, metadata.

What was taken and is not quite what the file says is a text of its own type, so that it can be counted however often it is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from catalogue_gui.catalogue.amounts import split_amount, to_decimal
from catalogue_gui.catalogue.category_paths import category_path
from catalogue_gui.catalogue.cell_values import (
    MOST_INDEXED_BYTES,
    ValueRejected,
    parse_json_object,
    parse_price,
    parse_tags,
    shown,
)
from catalogue_gui.transfer.copy_format import Convert, array_literal, copy_text
from catalogue_gui.transfer.plain_values import is_plain_array, is_plain_object

CATEGORY_PATH = "category_path"
FIRST_CATEGORY = "first_category"
PRICE_ROUNDED = "price_rounded"
# ASCII's own unit separator: no separator that a file uses between tags.
BETWEEN_TAG_CELLS = "\x1f"
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)


class RoundedPrice(str):
    """A price that is not quite what the file says."""

    __slots__ = ()


class CategoryPath(str):
    """A category that the file writes with another separator between its levels."""

    __slots__ = ()


class FirstCategory(str):
    """The first of several categories that a cell holds."""

    __slots__ = ()


NOTES: dict[type, str] = {
    RoundedPrice: PRICE_ROUNDED,
    CategoryPath: CATEGORY_PATH,
    FirstCategory: FIRST_CATEGORY,
}


class Join(NamedTuple):
    """Columns that fill one field together, and what stands between their texts."""

    between: str
    indices: tuple[int, ...]


def price_text(text: str, decimal: str) -> str:
    """A price of two places.

    Raises:
        ValueRejected.
    """
    value, is_rounded = parse_price(text, decimal)
    return RoundedPrice(value) if is_rounded else str(value)


def category_text(text: str, separator: str | None) -> str:
    """A category, its levels in the catalogue's own form.

    Raises:
        ValueRejected.
    """
    path, is_first = category_path(text, separator)
    if (
        len(path) > MOST_INDEXED_BYTES // 4
        and len(path.encode("utf-8", "replace")) > MOST_INDEXED_BYTES
    ):
        raise ValueRejected(f"the category {shown(path)} is too long")
    if path == text:
        return copy_text(text)
    return (FirstCategory if is_first else CategoryPath)(copy_text(path))


def join_cells(cells: Sequence[str], join: Join) -> str:
    """What some cells of a record say together."""
    return join.between.join(text for index in join.indices if (text := cells[index].strip()))


def tags_text(cells: Sequence[str], separator: str | None) -> str:
    """The tags of some cells, each once.

    Raises:
        ValueRejected.
    """
    if len(cells) == 1 and is_plain_array(cells[0]):
        return cells[0]
    tags: dict[str, None] = {}
    for each in cells:
        tags.update(dict.fromkeys(parse_tags(each, separator)))
    return copy_text(array_literal(tuple(tags)))


def joined_tags(separator: str | None) -> Convert:
    """Takes the cells of several columns of tags, joined."""
    return lambda text: tags_text(text.split(BETWEEN_TAG_CELLS), separator)


def json_object(text: str) -> str:
    """A JSON object as it is written.

    Raises:
        ValueRejected.
    """
    return text if is_plain_object(text) else parse_json_object(text)


def json_number(text: str, decimal: str) -> str:
    """A number as JSON has it; a text where it is none."""
    if decimal == "." and _JSON_NUMBER.fullmatch(text):
        return text
    amount = split_amount(text)
    value = None if amount is None else to_decimal(amount.digits, decimal)
    if amount is None or value is None:
        # The survey saw a number in the column's other habit only; as text nothing of it is lost.
        return json.dumps(text, ensure_ascii=False)
    return f"{'-' if amount.is_negative else ''}{value:f}"

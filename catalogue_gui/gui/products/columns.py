"""The table's columns: which there are and how a product's value is written in a cell. No widgets."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from PySide6.QtCore import QDateTime, QLocale, QTimeZone

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.query import ColumnKey, ExtraColumn, MetadataKey
from catalogue_gui.catalogue.typed_values import (
    EDITABLE_FIELDS,
    NumberMarks,
    format_count,
    format_price,
)

# No cell is wider than this; a larger text is not laid out, as nobody reads it there.
MAX_CELL_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header in English, what it shows, its width in pixels, and whether it is there at first."""

    title: str
    key: ColumnKey
    width: int = 120
    is_shown_at_first: bool = True
    is_sortable: bool = True

    @property
    def field(self) -> Field | None:
        """The product's own field that it shows, None for a metadata key or an extra column."""
        return self.key if isinstance(self.key, Field) else None

    @property
    def is_editable(self) -> bool:
        """True when a cell is typed over in the table."""
        return self.field in EDITABLE_FIELDS

    @property
    def is_number(self) -> bool:
        """True when its values stand at the right."""
        return self.key in (Field.PRICE, Field.STOCK)


OWN_COLUMNS = (
    Column("Name", Field.NAME, width=280),
    Column("Price", Field.PRICE, width=80),
    Column("Category", Field.CATEGORY, width=150),
    Column("Tags", Field.TAGS, width=160),
    Column("Stock", Field.STOCK, width=64),
    Column("Updated", Field.UPDATED_AT, width=122),
    Column("Created", Field.CREATED_AT, width=130, is_shown_at_first=False),
    Column("Id", Field.ID, width=270, is_shown_at_first=False),
)


def columns_for(
    extra_columns: Sequence[str], without_order: Collection[str] = ()
) -> tuple[Column, ...]:
    """The program's own columns, and those that only this catalogue has."""
    extra = (
        Column(name, ExtraColumn(name), is_sortable=name not in without_order)
        for name in extra_columns
    )
    return (*OWN_COLUMNS, *extra)


def metadata_column(key: MetadataKey) -> Column:
    """A column of one metadata key."""
    return Column(".".join(key.path), key)


def locale_marks(locale: QLocale) -> NumberMarks:
    """A locale's decimal and thousands marks."""
    return NumberMarks(locale.decimalPoint(), locale.groupSeparator())


def text_maker(column: Column, locale: QLocale) -> Callable[[Product], str]:
    """How a product's value is written in a column, in the locale's form.

    A function of its own for each column: what depends on the column alone is not decided anew for each cell.
    """
    marks = locale_marks(locale)
    match column.key:
        case Field.NAME:
            return lambda product: one_line(product.name)
        case Field.PRICE:
            return lambda product: format_price(product.price, marks)
        case Field.CATEGORY:
            return lambda product: one_line(product.category)
        case Field.TAGS:
            return lambda product: one_line(", ".join(product.tags))
        case Field.STOCK:
            return lambda product: format_count(product.stock, marks)
        case Field.CREATED_AT:
            return lambda product: _moment(product.created_at, locale)
        case Field.UPDATED_AT:
            return lambda product: _moment(product.updated_at, locale)
        case Field.ID:
            return lambda product: str(product.id)
        case MetadataKey(path):
            return lambda product: one_line(value_text(value_at(product.metadata, path)))
        case ExtraColumn(name):
            return lambda product: one_line(dict(product.extra).get(name) or "")
        case _:
            return lambda _: ""


def tooltip_text(product: Product, column: Column) -> str:
    """The exact value where a cell abbreviates it; empty where it does not."""
    match column.key:
        case Field.UPDATED_AT:
            return product.updated_at.isoformat(sep=" ")
        case Field.CREATED_AT:
            return product.created_at.isoformat(sep=" ")
        case Field.TAGS:
            return "\n".join(product.tags)
        case Field.NAME:
            return product.name
        case Field.CATEGORY:
            return product.category
        case MetadataKey(path):
            return value_text(value_at(product.metadata, path))[:5000]
        case ExtraColumn(name):
            return (dict(product.extra).get(name) or "")[:5000]
        case _:
            return ""


MISSING = object()


def value_at(metadata: Any, path: Sequence[str]) -> Any:
    """The value at a place in the metadata; ``MISSING`` when there is none."""
    value = metadata
    for key in path:
        if not isinstance(value, dict) or key not in value:
            return MISSING
        value = value[key]
    return value


def value_text(value: Any) -> str:
    """A metadata value as a person writes it; numbers keep their exact digits."""
    match value:
        case None:
            return "null"
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case int() | Decimal():
            return str(value)
        case list() if all(not isinstance(each, dict | list) for each in value):
            return ", ".join(map(value_text, value))
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return ""


def one_line(text: str) -> str:
    """A text for a cell: without line breaks, and no longer than can be seen."""
    text = text[:MAX_CELL_CHARACTERS]
    return " ".join(text.split()) if "\n" in text or "\r" in text or "\t" in text else text


@cache
def local_zone() -> QTimeZone:
    """The computer's time zone; finding it out takes longer than writing a moment. Cleared when the rows are others."""
    return QTimeZone.systemTimeZone()


def _moment(moment: datetime, locale: QLocale) -> str:
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), local_zone())
    return locale.toString(local, QLocale.FormatType.ShortFormat)

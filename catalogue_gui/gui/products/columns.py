"""The table's columns: which there are and how a product's field is written in a cell. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale, Qt

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.typed_values import (
    EDITABLE_FIELDS,
    NumberMarks,
    format_count,
    format_price,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header in English, its field, and whether it is typed over in the table.

    ``extra`` names a column that only this catalogue's table has; it is shown read-only.
    """

    title: str
    field: Field | None
    extra: str = ""
    width: int = 120

    @property
    def is_editable(self) -> bool:
        return self.field in EDITABLE_FIELDS

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Numbers stand at the right, all else at the left."""
        is_number = self.field in (Field.PRICE, Field.STOCK)
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


OWN_COLUMNS = (
    Column("Name", Field.NAME, width=280),
    Column("Price", Field.PRICE, width=80),
    Column("Category", Field.CATEGORY, width=160),
    Column("Tags", Field.TAGS, width=150),
    Column("Stock", Field.STOCK, width=64),
    Column("Updated", Field.UPDATED_AT, width=130),
)


def columns_for(extra_columns: tuple[str, ...]) -> tuple[Column, ...]:
    """The program's own columns, then those that only this catalogue has."""
    return (*OWN_COLUMNS, *(Column(name, None, extra=name) for name in extra_columns))


def locale_marks(locale: QLocale) -> NumberMarks:
    """A locale's decimal and thousands marks."""
    return NumberMarks(locale.decimalPoint(), locale.groupSeparator())


def display_text(product: Product, column: Column, locale: QLocale) -> str:
    """What a cell shows, in the locale's form."""
    marks = locale_marks(locale)
    match column.field:
        case Field.NAME:
            return _one_line(product.name)
        case Field.PRICE:
            return format_price(product.price, marks)
        case Field.CATEGORY:
            return _one_line(product.category)
        case Field.TAGS:
            return _one_line(", ".join(product.tags))
        case Field.STOCK:
            return format_count(product.stock, marks)
        case Field.CREATED_AT:
            return _moment(product.created_at, locale)
        case Field.UPDATED_AT:
            return _moment(product.updated_at, locale)
        case _:
            return _one_line(dict(product.extra).get(column.extra) or "")


def tooltip_text(product: Product, column: Column) -> str:
    """The exact value where a cell abbreviates it; empty where it does not."""
    match column.field:
        case Field.UPDATED_AT:
            return product.updated_at.isoformat(sep=" ")
        case Field.NAME:
            return product.name if len(product.name) > 40 else ""
        case Field.TAGS:
            return "\n".join(product.tags) if len(product.tags) > 2 else ""
        case _:
            return ""


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")) if "\n" in text else text


def _moment(moment: datetime, locale: QLocale) -> str:
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return locale.toString(local, QLocale.FormatType.ShortFormat)

"""What a cell of the table shows, role by role. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QFont

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.query import MetadataKey
from catalogue_gui.catalogue.typed_values import format_field
from catalogue_gui.gui.products.columns import (
    Column,
    locale_marks,
    text_maker,
    tooltip_text,
    value_at,
)
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState
from catalogue_gui.gui.products.row_cache import Missing

PLACEHOLDER = "…"
LOW_STOCK = 5  # below it the stock is coloured: soon sold out

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Tone(Enum):
    """The colours of a cell's text beside the usual one; both stand out on a light and on a dark ground."""

    MUTED = QColor(128, 128, 128)
    LOW = QColor("#b8791a")
    NONE_LEFT = QColor("#d0492e")


class Role(IntEnum):
    """The model's own data roles."""

    PRODUCT = Qt.ItemDataRole.UserRole + 1
    PENDING = Qt.ItemDataRole.UserRole + 2


class Cell(NamedTuple):
    """What is painted in a cell; ``chips`` stand in place of the text where there are any."""

    text: str
    alignment: Qt.AlignmentFlag = LEFT
    tone: Tone | None = None
    chips: tuple[str, ...] = ()
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight


NOT_LOADED = Cell(PLACEHOLDER, LEFT, Tone.MUTED)
DELETED = Cell("(deleted)", LEFT, Tone.MUTED)
BLANK = Cell("", LEFT, Tone.MUTED)


def cell_of_missing(missing: Missing, column: int) -> Cell:
    """A cell of a row whose product is not at hand, or gone."""
    # One mark a row says it, and is painted in no time while the rows rush by.
    if column:
        return BLANK
    return NOT_LOADED if missing == Missing.NOT_LOADED else DELETED


def cell_maker(column: Column, locale: QLocale) -> Callable[[Product], Cell]:
    """How a column's cell of a product, as the catalogue holds it, is made."""
    text_of = text_maker(column, locale)
    key = column.key
    if key == Field.TAGS:
        return lambda product: Cell(text_of(product), chips=product.tags)
    if key == Field.CATEGORY:
        # Its ends tell most: what it is under, and what it is.
        return lambda product: Cell(text_of(product), elide=Qt.TextElideMode.ElideMiddle)
    if key == Field.STOCK:
        return lambda product: Cell(text_of(product), RIGHT, _stock_tone(product.stock))
    if isinstance(key, MetadataKey):
        path = key.path
        return lambda product: Cell(text_of(product), _side_of(value_at(product.metadata, path)))
    side = RIGHT if column.is_number else LEFT
    return lambda product: Cell(text_of(product), side)


def _stock_tone(stock: int) -> Tone | None:
    if stock >= LOW_STOCK:
        return None
    return Tone.NONE_LEFT if stock == 0 else Tone.LOW


def _side_of(value: object) -> Qt.AlignmentFlag:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return RIGHT if is_number else LEFT


def data_of_missing(missing: Missing, column: int, role: int) -> Any:
    """What a role says of a cell whose product is not at hand, or gone."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return cell_of_missing(missing, column).text
        case Qt.ItemDataRole.ForegroundRole:
            return Tone.MUTED.value
        case Qt.ItemDataRole.ToolTipRole if missing == Missing.DELETED:
            return "Somebody has deleted this product. It goes from the list at the next refresh."
        case _:
            return None


def data_of_product(product: Product, column: Column, cell: Cell, role: int) -> Any:
    """What a role says of a cell of a product as the catalogue holds it."""
    match role:
        case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
            return cell.text
        case Qt.ItemDataRole.EditRole:
            if column.is_editable and column.field is not None:
                return format_field(product, column.field, locale_marks(QLocale()))
            return cell.text
        case Qt.ItemDataRole.ToolTipRole:
            return tooltip_text(product, column) or None
        case Qt.ItemDataRole.TextAlignmentRole:
            return cell.alignment
        case Qt.ItemDataRole.ForegroundRole:
            return cell.tone.value if cell.tone is not None else None
        case Role.PRODUCT:
            return product
    return None


def data_of_pending(pending: PendingEdit, role: int) -> Any:
    """A cell whose typed text is not in the catalogue yet; None where the catalogue's own data stand."""
    match role:
        case (
            Qt.ItemDataRole.DisplayRole
            | Qt.ItemDataRole.EditRole
            | Qt.ItemDataRole.AccessibleTextRole
        ):
            return pending.text
        case Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setItalic(True)
            return font
        case Qt.ItemDataRole.ToolTipRole:
            return {
                PendingState.SAVING: "Being saved…",
                PendingState.LEFT: "Typed earlier and not saved. “Save now” above sends it.",
                PendingState.WAITING: "Not saved yet: waiting for the server.",
            }.get(pending.state, f"Not saved: {pending.reason}")
        case Role.PENDING:
            return pending
        case _:
            return None

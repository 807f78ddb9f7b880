"""What a cell of the table shows, role by role. No widgets."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QFont

from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.typed_values import format_field
from catalogue_gui.gui.products.columns import Column, display_text, locale_marks, tooltip_text
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState
from catalogue_gui.gui.products.row_cache import Missing

PLACEHOLDER = "…"
LOW_STOCK = 5  # below it the stock is coloured: soon sold out

_GREY = QColor(128, 128, 128)
_LOW, _NONE = QColor("#b07d1a"), QColor("#c4552d")


class Role(IntEnum):
    """The model's own data roles."""

    PRODUCT = Qt.ItemDataRole.UserRole + 1
    PENDING = Qt.ItemDataRole.UserRole + 2


def data_of_missing(missing: Missing, column: int, role: int) -> Any:
    """A cell of a row whose product is not at hand, or gone."""
    is_deleted = missing == Missing.DELETED
    match role:
        case Qt.ItemDataRole.DisplayRole:
            if not is_deleted:
                return PLACEHOLDER
            return "(deleted)" if column == 0 else ""
        case Qt.ItemDataRole.ForegroundRole:
            return _GREY
        case Qt.ItemDataRole.ToolTipRole if is_deleted:
            return "Somebody has deleted this product. It goes from the list at the next refresh."
        case _:
            return None


def data_of_product(product: Product, column: Column, role: int) -> Any:
    """A cell of a product as the catalogue holds it."""
    match role:
        case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
            return display_text(product, column, QLocale())
        case Qt.ItemDataRole.EditRole:
            if column.is_editable and column.field is not None:
                return format_field(product, column.field, locale_marks(QLocale()))
            return display_text(product, column, QLocale())
        case Qt.ItemDataRole.ToolTipRole:
            return tooltip_text(product, column) or None
        case Qt.ItemDataRole.ForegroundRole:
            if column.title == "Stock" and product.stock < LOW_STOCK:
                return _NONE if product.stock == 0 else _LOW
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
                PendingState.WAITING: "Not saved yet: waiting for the server.",
            }.get(pending.state, f"Not saved: {pending.reason}")
        case Role.PENDING:
            return pending
        case _:
            return None

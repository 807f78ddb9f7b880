"""What is done to many products, kept as JSON text so that a later run of the program can take it back. No Qt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    ChangePriceBy,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    Rounding,
    RowChange,
    SetCategory,
    SetMetadata,
)
from catalogue_gui.catalogue.product import NewProduct, Product


@dataclass(frozen=True, slots=True)
class Deletion:
    """The products are deleted."""

    field = ""


@dataclass(frozen=True, slots=True)
class Reversal:
    """An earlier step is taken back, or done again.

    Args:
        step_id: the earlier step's number in the journal.
        is_undo: False when it is done again.
    """

    step_id: int
    is_undo: bool


BulkAction = BulkChange | Deletion


def encode_action(action: BulkAction | Reversal) -> str:
    """Write an action as JSON text that :func:`decode_action` reads back."""
    return json.dumps({"bulk": type(action).__name__, **_plain(action)}, ensure_ascii=False)


def decode_action(text: str) -> BulkAction | Reversal | None:
    """Read what :func:`encode_action` wrote; None when it is something else."""
    try:
        read = json.loads(text)
        return _action(read)
    except (ValueError, KeyError, TypeError, ArithmeticError):
        return None


def deleted_row(product: Product) -> RowChange:
    """A deleted product as a row of the journal: all of it before, nothing after."""
    kept = {
        "name": product.name,
        "price": str(product.price),
        "category": product.category,
        "tags": product.tags,
        "metadata": product.metadata_text,
        "stock": product.stock,
        "created_at": product.created_at.isoformat(),
        "extra": product.extra,
    }
    return RowChange(product.id, json.dumps(kept, ensure_ascii=False), None)


def deleted_product(row: RowChange) -> NewProduct:
    """The product that :func:`deleted_row` kept, to be added again.

    Raises:
        ValueError: the row is of another kind.
    """
    try:
        kept = json.loads(row.old or "")
        return NewProduct(
            name=kept["name"],
            price=Decimal(kept["price"]),
            category=kept["category"],
            tags=tuple(kept["tags"]),
            metadata_text=kept["metadata"],
            stock=kept["stock"],
            id=row.product_id,
            created_at=datetime.fromisoformat(kept["created_at"]),
            extra=tuple((name, text) for name, text in kept["extra"]),
        )
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ValueError("This row keeps no deleted product.") from error


def pack_rows(rows: list[RowChange]) -> bytes:
    """Rows as bytes: far smaller than the objects, and nothing that the garbage collector looks at."""
    plain = [(row.product_id.hex, row.old, row.new) for row in rows]
    return json.dumps(plain, ensure_ascii=False).encode()


def unpack_rows(packed: bytes) -> list[RowChange]:
    """The rows that :func:`pack_rows` packed."""
    return [
        RowChange(UUID(hex=product_id), old, new) for product_id, old, new in json.loads(packed)
    ]


def _plain(action: BulkAction | Reversal) -> dict[str, Any]:
    match action:
        case SetCategory(category):
            return {"category": category}
        case AddTags(tags) | RemoveTags(tags):
            return {"tags": tags}
        case ChangePriceBy(amount, rounding):
            return {"amount": str(amount), "rounding": rounding.value}
        case ChangePriceByPercent(percent, rounding):
            return {"percent": str(percent), "rounding": rounding.value}
        case ChangeStockBy(pieces):
            return {"pieces": pieces}
        case SetMetadata(path, value):
            return {"path": path, "value": value}
        case RemoveMetadata(path):
            return {"path": path}
        case Reversal(step_id, is_undo):
            return {"step": step_id, "undo": is_undo}
        case Deletion():
            return {}


def _action(read: dict[str, Any]) -> BulkAction | Reversal | None:
    match read["bulk"]:
        case "SetCategory":
            return SetCategory(str(read["category"]))
        case "AddTags":
            return AddTags(tuple(map(str, read["tags"])))
        case "RemoveTags":
            return RemoveTags(tuple(map(str, read["tags"])))
        case "ChangePriceBy":
            return ChangePriceBy(Decimal(read["amount"]), Rounding(read["rounding"]))
        case "ChangePriceByPercent":
            return ChangePriceByPercent(Decimal(read["percent"]), Rounding(read["rounding"]))
        case "ChangeStockBy":
            return ChangeStockBy(int(read["pieces"]))
        case "SetMetadata":
            return SetMetadata(tuple(map(str, read["path"])), str(read["value"]))
        case "RemoveMetadata":
            return RemoveMetadata(tuple(map(str, read["path"])))
        case "Reversal":
            return Reversal(int(read["step"]), bool(read["undo"]))
        case "Deletion":
            return Deletion()
        case _:
            return None

"""A change of one field as JSON text, for what is kept in a file: exact, and read back to the same change."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from catalogue_gui.catalogue.product import Change, Field, FieldValue, StockDelta


def encode_change(field: Field, change: Change) -> str:
    """Write a change as JSON text: a price as text, tags as a list, more or fewer pieces as ``{"pieces": 3}``."""
    return json.dumps(
        {"field": field.value, "seen": _plain(change.seen), "new": _plain(change.new)},
        ensure_ascii=False,
    )


def decode_change(text: str) -> tuple[Field, Change]:
    """Read what :func:`encode_change` wrote.

    Raises:
        ValueError: it is something else.
    """
    try:
        read = json.loads(text)
        field = Field(read["field"])
        return field, Change(_value(field, read["seen"]), _value(field, read["new"]))
    except (KeyError, TypeError, ArithmeticError, AttributeError) as error:
        raise ValueError("This is no change of a field.") from error


def _plain(value: FieldValue) -> Any:
    match value:
        case Decimal():
            return str(value)
        case tuple():
            return list(value)
        case StockDelta(pieces):
            return {"pieces": pieces}
        case _:
            return value


def _value(field: Field, plain: Any) -> FieldValue:
    match field:
        case Field.PRICE:
            return Decimal(plain)
        case Field.TAGS:
            return tuple(str(each) for each in plain)
        case Field.STOCK:
            return StockDelta(int(plain["pieces"])) if isinstance(plain, dict) else int(plain)
        case _:
            return str(plain)

"""What a new product gets where its cell is blank or its column missing."""

from __future__ import annotations

from typing import Any

from catalogue_gui.catalogue.cell_values import ValueRejected, parse_price, parse_stock, parse_tags
from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import ImportOptions
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN
from catalogue_gui.transfer.survey import Habits


def parse_defaults(options: ImportOptions, habits: Habits) -> dict[str, Any]:
    """The defaults as values.

    Raises:
        ImportRefused: one is not a value of its field.
    """
    found: dict[str, Any] = {}
    for name, given in options.defaults.items():
        text = given.strip()
        if not text:
            continue
        try:
            if name == Field.PRICE:
                # Typed by the user and not by whoever wrote the file: a point is a point, unless said otherwise.
                decimal = options.decimal or ("," if "," in text and "." not in text else ".")
                found[name] = parse_price(text, decimal)[0]
            elif name == Field.STOCK:
                found[name] = parse_stock(text, options.decimal or ".")
            elif name == Field.TAGS:
                found[name] = parse_tags(text, habits.tag_separator or ",")
            else:
                found[name] = text
        except ValueRejected as rejected:
            raise ImportRefused(
                f"The default for {name} cannot be used: {rejected.reason}.", hint=NOTHING_WRITTEN
            ) from None
    return found

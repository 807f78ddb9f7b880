"""Why there is nothing in the table."""

from __future__ import annotations

from enum import Enum

from catalogue_gui.gui.products.model import ProductTableModel
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.session import CatalogueSession, State


class Emptiness(Enum):
    """The reasons, each with words and help of its own."""

    CLOSED = "no catalogue is open"
    OPENING = "a catalogue is being opened"
    NO_TABLE = "the database has no products table"
    NO_PRODUCTS = "the catalogue is empty"
    NOTHING_FOUND = "the search finds nothing"


def emptiness_of(session: CatalogueSession, model: ProductTableModel) -> Emptiness | None:
    """Why the table is empty; None when it is not, or when that is not known yet."""
    if session.catalogue is None:
        by_state = {State.CONNECTING: Emptiness.OPENING, State.EMPTY: Emptiness.NO_TABLE}
        return by_state.get(session.state, Emptiness.CLOSED)
    if model.count_state != CountState.EXACT or model.rowCount():
        return None
    return Emptiness.NO_PRODUCTS if model.query.is_empty else Emptiness.NOTHING_FOUND

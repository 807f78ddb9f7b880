"""What the journal holds: edits that are not saved yet, and what has been done from this program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from catalogue_gui.catalogue.product import Change, Field


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One field of one product as typed, kept until it is known to be saved or was given up.

    Args:
        id: unique among all entries.
        catalogue_key: which catalogue it belongs to; never holds a password.
        product_id: the product.
        name: the product's, for messages.
        field: the field.
        text: as typed.
        change: what is to be written; None when the text could not be read as a value.
        state: where it stood; a word of the window's.
        reason: why it was refused; else empty.
        transaction: the server's number of the transaction that tried to write it; empty before that.
        noted_at: when, with time zone.
    """

    id: str
    catalogue_key: str
    product_id: UUID
    name: str
    field: Field
    text: str
    change: Change | None
    state: str
    reason: str
    transaction: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that has been done.

    Args:
        id: number in the journal, later ones are higher.
        catalogue_key: which catalogue.
        at: when, with time zone.
        who: the database user that it was done as.
        text: what was done, in words.
        field: the field that was changed; empty for a product as a whole.
        count: how many products.
        old: what the field held, readable, cut where it is long; empty where there is no one value.
        new: what it holds since, likewise.
        state: ``"open"`` while it is not known to be committed, ``"done"``, or ``"undone"``.
        payload: what is needed to take it back; the window's own form.
        window: a name of the window that did it, told from others by nothing else.
        transaction: the server's number of the transaction that wrote it; empty when none was noted.
        is_kept: False when its rows were given up to make room for later ones: it cannot be taken back.
    """

    id: int
    catalogue_key: str
    at: datetime
    who: str
    text: str
    field: str
    count: int
    old: str
    new: str
    state: str
    payload: str
    window: str = ""
    transaction: str = ""
    is_kept: bool = True

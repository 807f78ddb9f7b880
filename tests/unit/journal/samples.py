"""Entries and rows to put into a journal."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from catalogue_gui.catalogue.bulk import RowChange
from catalogue_gui.catalogue.journal_entries import HistoryEntry, JournalEntry
from catalogue_gui.catalogue.product import Change, Field
from catalogue_gui.journal import Journal

SHOP = "profile:shop"
NOW = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)
TEA = UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")


def entry(
    entry_id: str = "", *, key: str = SHOP, at: datetime = NOW, **changed: object
) -> JournalEntry:
    """An edit of a price."""
    values: dict[str, object] = {
        "product_id": TEA,
        "name": "Tea",
        "field": Field.PRICE,
        "text": "2.5",
        "change": Change(Decimal("2.00"), Decimal("2.50")),
        "state": "saving",
        "reason": "",
        "transaction": "",
    } | changed
    return JournalEntry(id=entry_id or uuid4().hex, catalogue_key=key, noted_at=at, **values)  # type: ignore[arg-type]


def row_changes(count: int, first: int = 0) -> list[RowChange]:
    """Prices that went up by one."""
    return [
        RowChange(UUID(int=number), f"{number}.00", f"{number + 1}.00")
        for number in range(first, first + count)
    ]


def done_step(
    journal: Journal, text: str = "price of “Tea”", *, key: str = SHOP, rows: int = 0
) -> int:
    """A step that was opened, given rows and closed."""
    step = journal.open_step(key, "anna", text, "price", '{"by": 1}')
    if rows:
        journal.add_rows(step, row_changes(rows))
    journal.close_step(step, rows or 1, "2.00", "2.50")
    return step


def texts(steps: list[HistoryEntry]) -> list[str]:
    """What was done, step by step."""
    return [step.text for step in steps]


def names_in(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(each.name for each in folder.iterdir())

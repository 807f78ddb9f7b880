"""What a catalogue has to hold after each change, worked out in Python without the program's own code for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    BulkOutcome,
    ChangePriceBy,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    SetCategory,
    SetMetadata,
)
from catalogue_gui.catalogue.product import (
    MAX_PRICE,
    MAX_STOCK,
    Change,
    Edit,
    Field,
    NewProduct,
    Product,
    StockDelta,
)
from tests.server.database.shop_metadata import (
    ABSENT,
    Path,
    Wish,
    differences,
    form,
    is_clear,
    is_same,
    put,
    read,
    remove,
    value_at,
)


class Outcome(StrEnum):
    """What becomes of a change."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    GONE = "gone"
    REFUSED = "refused"


@dataclass(slots=True)
class Row:
    """One product as it has to be."""

    name: str
    price: Decimal
    category: str
    tags: tuple[str, ...]
    stock: int
    metadata: dict[str, Any]

    @classmethod
    def of(cls, product: Product | NewProduct) -> Row:
        """A product's values."""
        return cls(
            product.name,
            product.price,
            product.category,
            product.tags,
            product.stock,
            read(product.metadata_text),
        )

    def exact(self) -> tuple[Any, ...]:
        """To compare by: a number of the metadata with the digits that it was given."""
        return (
            self.name,
            str(self.price),
            self.category,
            self.tags,
            self.stock,
            form(self.metadata, is_exact=True),
        )

    def fields(self, names: Iterable[str]) -> dict[str, Any]:
        """Some of the values, to compare by."""
        return {
            name: form(self.metadata, is_exact=True)
            if name == Field.METADATA
            else getattr(self, name)
            for name in names
        }


@dataclass(frozen=True, slots=True)
class BulkRow:
    """What a change to many products did to one of them."""

    product_id: UUID
    old: Any
    new: Any
    made_objects: int = 0


class ShopModel:
    """Every product of the catalogue, as all changes that were answered have left it."""

    def __init__(self) -> None:
        self.rows: dict[UUID, Row] = {}

    def add(self, product: Product) -> None:
        """A product was added, or brought back."""
        self.rows[product.id] = Row.of(product)

    def delete(self, product_id: UUID) -> bool:
        """A product is deleted; False when there is none."""
        return self.rows.pop(product_id, None) is not None

    def update(self, edit: Edit) -> Outcome:
        """A product is changed, if every field and key that the edit names holds what was seen, or holds it already."""
        row = self.rows.get(edit.product_id)
        if row is None:
            return Outcome.GONE
        judged = [_judge(row, name, change) for name, change in edit.changes.items()]
        is_as_seen = all(as_seen for as_seen, _, _ in judged)
        if not is_as_seen:
            is_done = all(as_wanted for _, as_wanted, _ in judged)
            return Outcome.APPLIED if is_done else Outcome.CONFLICT
        if not all(fits for _, _, fits in judged):
            return Outcome.REFUSED
        for name, change in edit.changes.items():
            _write(row, name, change)
        return Outcome.APPLIED

    def change_many(
        self, ids: Sequence[UUID], change: BulkChange
    ) -> tuple[BulkOutcome, list[BulkRow]]:
        """Many products are changed, whatever anybody has seen of them."""
        made: list[BulkRow] = []
        left = 0
        here = [each for each in ids if each in self.rows]
        for product_id in here:
            row = self.rows[product_id]
            wanted = _bulk_value(row, change)
            if wanted is None:
                left += 1
                continue
            old, new = wanted
            if form(old, is_exact=True) != form(new, is_exact=True):
                missing = _missing_objects(row, change)
                made.append(BulkRow(product_id, deepcopy(old), new, missing))
                _put(row, change, new)
        return BulkOutcome(len(made), left, len(ids) - len(here)), made

    def revert(
        self, change: BulkChange, rows: Sequence[BulkRow], *, is_undo: bool
    ) -> tuple[BulkOutcome, list[BulkRow]]:
        """A change to many is taken back, or done again, where what it left is still there."""
        done: list[BulkRow] = []
        here = [each for each in rows if each.product_id in self.rows]
        for each in here:
            row = self.rows[each.product_id]
            before, after = (each.new, each.old) if is_undo else (each.old, each.new)
            if isinstance(change, ChangeStockBy):
                after = row.stock + after - before
                if not 0 <= after <= MAX_STOCK:
                    continue
            elif isinstance(change, SetMetadata | RemoveMetadata):
                if not is_clear(row.metadata, change.path):
                    continue
                if not _holds(row, change.path, before):
                    continue
            elif _field(row, change.field) != before:
                continue
            _put(row, change, deepcopy(after), each.made_objects if is_undo else 0)
            done.append(each)
        return BulkOutcome(len(done), len(here) - len(done), len(rows) - len(here)), done


def _judge(row: Row, name: Field, change: Change) -> tuple[bool, bool, bool]:
    """Whether the row is as seen, whether it is as wanted already, and whether it can be changed so."""
    if isinstance(change.new, StockDelta):
        return True, False, 0 <= row.stock + change.new.pieces <= MAX_STOCK
    if name != Field.METADATA:
        held = _field(row, name)
        return held == change.seen, held == change.new, True
    wishes = list(_wishes(change))
    can_be_read = all(is_clear(row.metadata, path) for path, _, _ in wishes)
    as_seen = can_be_read and all(_holds(row, path, seen) for path, seen, _ in wishes)
    as_new = can_be_read and all(_holds(row, path, new) for path, _, new in wishes)
    return as_seen, as_new, True


def _write(row: Row, name: Field, change: Change) -> None:
    if isinstance(change.new, StockDelta):
        row.stock += change.new.pieces
    elif name != Field.METADATA:
        setattr(row, name.value, change.new)
    else:
        for path, _, new in _wishes(change):
            if new is ABSENT:
                remove(row.metadata, path)
            else:
                put(row.metadata, path, new)


def _holds(row: Row, path: Path, value: Any) -> bool:
    return is_same(value_at(row.metadata, path), value)


def _wishes(change: Change) -> Iterator[Wish]:
    return differences((), read(str(change.seen)), read(str(change.new)))


def _bulk_value(row: Row, change: BulkChange) -> tuple[Any, Any] | None:
    """What a product holds and is to hold; None where it cannot be changed so."""
    match change:
        case SetCategory(category):
            return row.category, category
        case AddTags(tags):
            return row.tags, tuple(dict.fromkeys((*row.tags, *tags)))
        case RemoveTags(tags):
            return row.tags, tuple(each for each in row.tags if each not in tags)
        case ChangePriceBy(amount):
            price = row.price + amount
            return (row.price, price) if 0 <= price <= MAX_PRICE else None
        case ChangeStockBy(pieces):
            stock = row.stock + pieces
            return (row.stock, stock) if 0 <= stock <= MAX_STOCK else None
        case SetMetadata(path, value):
            if not is_clear(row.metadata, path):
                return None
            return value_at(row.metadata, path), json.loads(value, parse_float=Decimal)
        case RemoveMetadata(path):
            return value_at(row.metadata, path), ABSENT
        case _:
            raise AssertionError(change)


def _put(row: Row, change: BulkChange, value: Any, made_objects: int = 0) -> None:
    if not isinstance(change, SetMetadata | RemoveMetadata):
        setattr(row, change.field.value, value)
    elif value is not ABSENT:
        put(row.metadata, change.path, deepcopy(value))
    else:
        remove(row.metadata, change.path)
        for length in range(len(change.path) - 1, len(change.path) - 1 - made_objects, -1):
            if value_at(row.metadata, change.path[:length]) != {}:
                break
            remove(row.metadata, change.path[:length])


def _missing_objects(row: Row, change: BulkChange) -> int:
    if not isinstance(change, SetMetadata):
        return 0
    ways = (change.path[:length] for length in range(1, len(change.path)))
    return sum(value_at(row.metadata, way) is ABSENT for way in ways)


def _field(row: Row, name: Field) -> Any:
    return getattr(row, name.value)

"""Somebody at a catalogue: does a step on the server from what they last saw, and asks the model what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from catalogue_gui.catalogue.bulk import BulkChange, BulkOutcome, RowChange
from catalogue_gui.catalogue.errors import EditConflict, InvalidValue
from catalogue_gui.catalogue.product import (
    Change,
    Edit,
    Field,
    FieldValue,
    NewProduct,
    Product,
    StockDelta,
    field_value,
)
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import Connection
from tests.server.database.shop_metadata import Path, form, metadata_with, read
from tests.server.database.shop_model import BulkRow, Outcome, Row, ShopModel


@dataclass(frozen=True)
class Desk:
    """A catalogue as one person has it open, with a connection for as long as they sit there."""

    catalogue: Catalogue
    connection: Connection

    def look(self, product_id: UUID) -> Product | None:
        """A product as it is now."""
        (now,) = self.catalogue.fetch_page(self.connection, [product_id])
        return now

    def update(self, edit: Edit) -> Product:
        """Send an edit."""
        with self.connection.transaction():
            return self.catalogue.update(self.connection, edit)

    def insert(self, product: NewProduct) -> Product:
        """Add a product."""
        with self.connection.transaction():
            return self.catalogue.insert(self.connection, product)

    def delete(self, product_id: UUID) -> Product | None:
        """Delete a product."""
        with self.connection.transaction():
            return self.catalogue.delete(self.connection, product_id)

    def change_many(
        self,
        ids: Sequence[UUID],
        change: BulkChange,
        on_rows: Callable[[list[RowChange]], None],
    ) -> BulkOutcome:
        """Change many products."""
        with self.connection.transaction():
            return self.catalogue.apply_bulk(self.connection, ids, change, on_rows, lambda _: None)

    def revert_many(self, change: BulkChange, rows: list[RowChange]) -> BulkOutcome:
        """Take a change to many back."""
        with self.connection.transaction():
            return self.catalogue.revert_bulk(self.connection, change, [rows], lambda _: None)

    def table(self) -> dict[UUID, tuple[Any, ...]]:
        """Everything in the catalogue, to compare by."""
        ids = [row[0] for row in self.connection.execute("SELECT id FROM products")]
        found = self.catalogue.fetch_page(self.connection, ids)
        return {each.id: Row.of(each).exact() for each in found if each is not None}


@dataclass(frozen=True)
class Look:
    """Fetch one product anew."""

    place: int


@dataclass(frozen=True)
class Write:
    """Change fields and metadata keys of a product, from what was last seen; insist on it if somebody was quicker."""

    place: int
    values: dict[Field, FieldValue]
    keys: list[tuple[Path, str | None]]
    insists: bool


@dataclass(frozen=True)
class AddPieces:
    """Add to the stock, or take off."""

    place: int
    pieces: int


@dataclass(frozen=True)
class Insert:
    """Add a product."""

    metadata_text: str


@dataclass(frozen=True)
class Delete:
    """Delete a product."""

    place: int


@dataclass(frozen=True)
class ChangeMany:
    """Change several products at once."""

    places: set[int]
    change: BulkChange


@dataclass(frozen=True)
class Undo:
    """Take the latest step back, or do the one again that was taken back last."""

    is_redo: bool


Step = Look | Write | AddPieces | Insert | Delete | ChangeMany | Undo


@dataclass(frozen=True)
class Done:
    """A step that can be taken back."""

    take_back: Callable[[], bool]
    repeat: Callable[[], bool]


@dataclass
class Client:
    """One who works there; ``met`` counts what became of their steps."""

    desk: Desk
    model: ShopModel
    met: Counter[str]
    seen: dict[UUID, Product] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    undone: list[Done] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """Do a step."""
        match step:
            case Insert(metadata_text):
                self._insert(metadata_text)
            case Undo(is_redo):
                self._undo(is_redo=is_redo)
            case ChangeMany(places, change):
                ids = {found.id for each in sorted(places) if (found := self._at(each))}
                if ids:
                    self._change_many(list(ids), change)
            case Look(place) | Write(place) | AddPieces(place) | Delete(place):
                product = self._at(place)
                if product is not None:
                    self._take(step, product)

    def look(self, product_id: UUID) -> Product | None:
        """Fetch a product anew."""
        now = self.desk.look(product_id)
        if now is None:
            self.seen.pop(product_id, None)
        else:
            self.seen[product_id] = now
        return now

    def _at(self, place: int) -> Product | None:
        seen = list(self.seen.values())
        return seen[place % len(seen)] if seen else None

    def _take(self, step: Look | Write | AddPieces | Delete, product: Product) -> None:
        match step:
            case Look():
                self.look(product.id)
            case Delete():
                self._delete(product.id)
            case AddPieces(_, pieces):
                self._edit(
                    Edit(product.id, {Field.STOCK: Change(product.stock, StockDelta(pieces))})
                )
            case Write(_, values, keys, insists):
                outcome = self._edit(_edit_of(product, values, keys))
                now = self.look(product.id) if insists and outcome == Outcome.CONFLICT else None
                if now is not None:
                    again = self._edit(_edit_of(now, values, keys))
                    assert again == Outcome.APPLIED, "nobody was quicker the second time"

    def _edit(self, edit: Edit) -> Outcome:
        edit = Edit(edit.product_id, {k: v for k, v in edit.changes.items() if not v.is_nothing()})
        if not edit.changes:
            return Outcome.APPLIED
        outcome = self._send(edit)
        if outcome == Outcome.APPLIED:
            back = edit.reversed()
            self._note(
                lambda: self._send(back) == Outcome.APPLIED,
                lambda: self._send(edit) == Outcome.APPLIED,
            )
        return outcome

    def _send(self, edit: Edit) -> Outcome:
        expected = self.model.update(edit)
        theirs = None
        try:
            product = self.desk.update(edit)
        except EditConflict as error:
            outcome = Outcome.GONE if error.is_deleted else Outcome.CONFLICT
            theirs = error.theirs
        except InvalidValue:
            outcome = Outcome.REFUSED
        else:
            outcome = Outcome.APPLIED
            self.seen[product.id] = product
            assert Row.of(product).exact() == self.model.rows[product.id].exact()
        assert outcome == expected, edit
        if theirs is not None:
            held = self.model.rows[edit.product_id].fields(edit.changes)
            assert _exact_theirs(theirs) == held, "it was told what stands there"
        self.met[outcome] += 1
        return outcome

    def _insert(self, metadata_text: str) -> None:
        new = NewProduct("Kettle", Decimal("1.00"), "Home", ("new",), metadata_text, 1)
        added = self.desk.insert(new)
        assert Row.of(added).exact() == Row.of(new).exact()
        self.model.add(added)
        self.seen[added.id] = added
        self._note(lambda: self._remove(added.id), lambda: self._bring_back(added))

    def _delete(self, product_id: UUID) -> None:
        last = self.model.rows.get(product_id)
        deleted = self.desk.delete(product_id)
        assert (deleted is not None) == self.model.delete(product_id)
        self.seen.pop(product_id, None)
        if deleted is not None:
            assert last is not None
            assert Row.of(deleted).exact() == last.exact(), "with what the other made of it last"
            self._note(lambda: self._bring_back(deleted), lambda: self._remove(product_id))

    def _remove(self, product_id: UUID) -> bool:
        deleted = self.desk.delete(product_id)
        assert (deleted is not None) == self.model.delete(product_id)
        self.seen.pop(product_id, None)
        return deleted is not None

    def _bring_back(self, product: Product) -> bool:
        if product.id in self.model.rows:
            return False
        added = self.desk.insert(NewProduct.again(product))
        assert (added.id, added.created_at) == (product.id, product.created_at)
        self.model.add(added)
        self.seen[added.id] = added
        return True

    def _change_many(self, ids: Sequence[UUID], change: BulkChange) -> None:
        expected, made = self.model.change_many(ids, change)
        batches: list[list[RowChange]] = []
        outcome = self.desk.change_many(ids, change, batches.append)
        assert outcome == expected, (change, outcome, expected)
        self.met["bulk left"] += outcome.left
        self.met["bulk gone"] += outcome.gone
        rows = [row for batch in batches for row in batch]
        assert {row.product_id for row in rows} == {each.product_id for each in made}
        if made:
            self._note(
                lambda: self._revert(change, rows, made, is_undo=True),
                lambda: self._revert(change, rows, made, is_undo=False),
            )

    def _revert(
        self, change: BulkChange, rows: list[RowChange], made: list[BulkRow], *, is_undo: bool
    ) -> bool:
        """True when it was taken back, or done again, on every product: only then there is a way back."""
        expected, _ = self.model.revert(change, made, is_undo=is_undo)
        batch = rows if is_undo else [row.reversed() for row in rows]
        outcome = self.desk.revert_many(change, batch)
        assert outcome == expected, (change, outcome, expected)
        self.met["undo left"] += outcome.left
        self.met["undo gone"] += outcome.gone
        return outcome == BulkOutcome(len(rows))

    def _undo(self, *, is_redo: bool) -> None:
        here, there = (self.undone, self.done) if is_redo else (self.done, self.undone)
        if here:
            step = here.pop()
            if step.repeat() if is_redo else step.take_back():
                there.append(step)

    def _note(self, take_back: Callable[[], bool], repeat: Callable[[], bool]) -> None:
        self.done.append(Done(take_back, repeat))
        self.undone.clear()


def _edit_of(
    product: Product,
    values: dict[Field, FieldValue],
    keys: list[tuple[Path, str | None]],
) -> Edit:
    changes = {name: Change(field_value(product, name), value) for name, value in values.items()}
    if keys:
        text = product.metadata_text
        changes[Field.METADATA] = Change(text, metadata_with(text, keys))
    return Edit(product.id, changes)


def _exact_theirs(theirs: Mapping[str, object]) -> dict[str, Any]:
    return {
        name: form(read(str(value)), is_exact=True) if name == Field.METADATA else value
        for name, value in theirs.items()
    }

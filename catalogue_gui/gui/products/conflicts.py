"""What stands against each other in a conflict, and what is to be written once the user has chosen. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalogue_gui.catalogue.metadata_text import (
    MetadataChange,
    changes_between,
    read_metadata,
    value_at,
    with_changes,
)
from catalogue_gui.catalogue.product import Change, Field, FieldValue, Product
from catalogue_gui.catalogue.typed_values import (
    NumberMarks,
    format_count,
    format_price,
    format_tags,
)
from catalogue_gui.gui.products.pending_edits import PendingEdit

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One thing to decide: a field, or one key of the metadata.

    Args:
        field: the field.
        path: the metadata key; empty for any other field.
        mine: what the user typed, readable.
        theirs: what the catalogue holds now.
        seen: what it was when the user began.
    """

    field: Field
    path: tuple[str, ...]
    mine: str
    theirs: str
    seen: str

    @property
    def title(self) -> str:
        """What it is called."""
        return " › ".join(self.path) if self.path else self.field.value.capitalize()

    @property
    def key(self) -> str:
        """A name for the widgets that show it."""
        return "".join(each[:1].upper() + each[1:] for each in (self.field.value, *self.path))


def conflict_lines(pending: Sequence[PendingEdit], marks: NumberMarks) -> list[ConflictLine]:
    """What has to be decided about the pending edits of one product; a metadata key that nobody else changed is not."""
    lines: list[ConflictLine] = []
    for each in pending:
        change, theirs = each.change, _theirs(each)
        if change is None or theirs is None:
            continue
        if each.field != Field.METADATA:
            words = [value_words(each.field, v, marks) for v in (change.new, theirs, change.seen)]
            lines.append(ConflictLine(each.field, (), *words))
            continue
        held = read_metadata(str(theirs))
        for wish in _wishes(change, held):
            now = value_at(held, wish.path)
            if now not in (wish.seen, wish.new):
                words = [NOTHING if text is None else text for text in (wish.new, now, wish.seen)]
                lines.append(ConflictLine(each.field, wish.path, *words))
    return lines


def decided_change(pending: PendingEdit, mine: Collection[ConflictLine]) -> Change | None:
    """What is to be written over what the others have written.

    Args:
        pending: the edit in conflict.
        mine: the lines that the user decided for what was typed; all others go to what the catalogue holds.
    Returns:
        The change from what the catalogue holds now; None when nothing of the edit is left.
    """
    change, theirs = pending.change, _theirs(pending)
    if change is None or theirs is None:
        return None
    chosen = {line.path for line in mine if line.field == pending.field}
    if pending.field != Field.METADATA:
        return Change(theirs, change.new) if chosen else None
    held = read_metadata(str(theirs))
    wanted = tuple(
        wish
        for wish in _wishes(change, held)
        if wish.path in chosen or value_at(held, wish.path) == wish.seen
    )
    return Change(theirs, with_changes(str(theirs), wanted)) if wanted else None


def value_words(field: Field, value: FieldValue | None, marks: NumberMarks) -> str:
    """A field's value as the table writes it."""
    if value is None:
        return NOTHING
    match field:
        case Field.PRICE:
            return format_price(value, marks)  # type: ignore[arg-type]  # a price is Decimal
        case Field.STOCK:
            return format_count(value, marks)  # type: ignore[arg-type]  # a stock is int
        case Field.TAGS:
            return format_tags(value) or NOTHING  # type: ignore[arg-type]  # tags are a tuple
        case _:
            return str(value)


def with_value(product: Product, field: Field, value: FieldValue) -> Product:
    """A product with one field replaced."""
    name = "metadata_text" if field == Field.METADATA else field.value
    return replace(product, **{name: value})  # type: ignore[arg-type]  # the value is of the field's type


def _wishes(change: Change, held: dict[str, Any]) -> list[MetadataChange]:
    """What is wanted of the metadata, key by key, where the catalogue holds it.

    Where somebody has put something else in the place of an object, a key in it cannot be set without overwriting that:
    the object as a whole is then what stands against it.
    """
    seen, new = read_metadata(str(change.seen)), read_metadata(str(change.new))
    wishes: dict[tuple[str, ...], MetadataChange] = {}
    for wish in changes_between(str(change.seen), str(change.new)):
        path = _obstacle(held, wish.path)
        if path is None:
            wishes[wish.path] = wish
        elif wish.new is not None:  # a key that was to go is gone with its object
            wishes[path] = MetadataChange(path, value_at(seen, path), value_at(new, path))
    return list(wishes.values())


def _obstacle(held: dict[str, Any], path: tuple[str, ...]) -> tuple[str, ...] | None:
    """The key on the way to another that holds something else than keys; None where there is none."""
    inner: Any = held
    for length, key in enumerate(path[:-1], 1):
        if key not in inner:
            return None
        inner = inner[key]
        if not isinstance(inner, dict):
            return path[:length]
    return None


def _theirs(pending: PendingEdit) -> FieldValue | None:
    conflict = pending.conflict
    if conflict is None or conflict.theirs is None:
        return None
    return conflict.theirs[pending.field.value]  # type: ignore[return-value]  # a field's value, as the server holds it

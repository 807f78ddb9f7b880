"""What the user reads about changes to many products. No widgets."""

from __future__ import annotations

import re
from decimal import Decimal

from PySide6.QtCore import QLocale

from catalogue_gui.catalogue.bulk import (
    BulkChange,
    BulkOutcome,
    BulkPreview,
    ChangePriceBy,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    describe_bulk,
)
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.typed_values import format_price, format_tags
from catalogue_gui.gui.bulk.actions import BulkAction, Deletion
from catalogue_gui.gui.products.columns import locale_marks, one_line

MAX_HISTORY_CHARACTERS = 120  # of what stands in the tooltip of Undo and in the history
_NONE = "–"
_ARRAY_ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|([^",{}]+)', re.DOTALL)


def number(count: int) -> str:
    """A count with the locale's thousands marks."""
    return QLocale().toString(count)


def products(count: int) -> str:
    """So many products."""
    return "1 product" if count == 1 else f"{number(count)} products"


def step_text(action: BulkAction, count: int, first_name: str = "") -> str:
    """What was done, as the history names it: “category set to Hoodies, 12 products”."""
    if isinstance(action, Deletion):
        return f"deleting “{first_name}”" if count == 1 else f"deleting {products(count)}"
    return f"{_described(action)}, {products(count)}"


def phase_text(action: BulkAction, *, is_undo: bool = False) -> str:
    """What is going on, for the progress."""
    if is_undo:
        return "Bringing back" if isinstance(action, Deletion) else "Taking back"
    return "Deleting" if isinstance(action, Deletion) else "Changing products"


def done_text(action: BulkAction, outcome: BulkOutcome, first_name: str = "") -> str:
    """What has been done by the user's wish, and what not."""
    if isinstance(action, Deletion):
        if not outcome.changed and not outcome.left:
            return "Nothing was deleted: the products were gone already."
        what = f"“{first_name}”" if outcome.changed == 1 else products(outcome.changed)
        said = f"Deleted {what}." if outcome.changed else "Nothing was deleted."
        if outcome.left:
            stay = "stays" if outcome.left == 1 else "stay"
            said += f" {number(outcome.left)} could not be deleted and {stay}."
        return said + _gone(outcome.gone)
    if outcome.changed:
        said = f"Changed {products(outcome.changed)}: {_described(action)}."
    else:
        said = "Nothing had to be changed."
    if outcome.left == 1:
        said += " 1 could not be changed and stays as it is."
    elif outcome.left:
        said += f" {number(outcome.left)} could not be changed and stay as they are."
    return said + _gone(outcome.gone)


def reversed_text(action: BulkAction, outcome: BulkOutcome, *, is_undo: bool) -> str:
    """What has been taken back or done again, and what stays because somebody has changed it since."""
    changed, left = outcome.changed, outcome.left
    if isinstance(action, Deletion):
        if not is_undo:
            return done_text(action, outcome) if changed != 1 else "Deleted 1 product."
        said = f"Brought back {products(changed)}" if changed else "Nothing was brought back"
        return said + (f"; {number(left)} could not be." if left else ".")
    done, undone = ("Taken back", "taken back") if is_undo else ("Done again", "done again")
    said = f"{done} on {products(changed)}" if changed else f"Nothing was {undone}"
    if left:
        were = "was" if left == 1 else "were"
        stay = "stays as it is" if left == 1 else "stay as they are"
        if isinstance(action, ChangeStockBy):
            said += f"; on {number(left)} it is not possible any more, and the stock stays as it is"
        else:
            said += f"; {number(left)} {were} changed by someone else since and {stay}"
    return f"{said}.{_gone(outcome.gone)}"


def preview_text(change: BulkChange, preview: BulkPreview) -> str:
    """What would happen: “1,940 will change, 40 hold it already, 5 cannot be changed: …”."""
    parts = [f"{number(preview.changing) if preview.changing else 'None'} will change"]
    if preview.unchanged:
        parts.append(f"{number(preview.unchanged)} {_unchanged_words(change, preview.unchanged)}")
    if preview.gone:
        parts.append(
            f"{number(preview.gone)} {'is' if preview.gone == 1 else 'are'} deleted by now"
        )
    if preview.impossible:
        why = preview.why_impossible.strip().rstrip(".")
        parts.append(
            f"{number(preview.impossible)} cannot be changed" + (f": {_lower(why)}" if why else "")
        )
    return ", ".join(parts) + "."


def shown_value(field: Field, text: str | None) -> str:
    """A field's value as the server writes it, in the locale's form, on one line.

    Metadata stays JSON, in which the text "10" and the number 10 look different.
    """
    if text is None:
        return _NONE
    match field:
        case Field.PRICE:
            return format_price(Decimal(text), locale_marks(QLocale()))
        case Field.STOCK:
            return number(int(text))
        case Field.TAGS:
            return one_line(format_tags(array_items(text))) or _NONE
        case _:
            return one_line(text)


def array_items(text: str) -> tuple[str, ...]:
    """The items of a one-dimensional PostgreSQL array as text.

    Source: PostgreSQL manual, 8.15.6 "Array Input and Output Syntax".
    """
    return tuple(
        found[2] if found[1] is None else re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)
        for found in _ARRAY_ITEM.finditer(text)
    )


def _described(action: BulkChange) -> str:
    text = one_line(describe_bulk(action))
    return text if len(text) <= MAX_HISTORY_CHARACTERS else f"{text[: MAX_HISTORY_CHARACTERS - 1]}…"


def _unchanged_words(change: BulkChange, count: int) -> str:
    is_one = count == 1
    match change:
        case ChangePriceBy() | ChangePriceByPercent() | ChangeStockBy():
            return "stays the same" if is_one else "stay the same"
        case RemoveTags() | RemoveMetadata():
            return "does not have it" if is_one else "do not have it"
        case _:
            return "holds it already" if is_one else "hold it already"


def _gone(count: int) -> str:
    if not count:
        return ""
    return (
        " 1 had been deleted already."
        if count == 1
        else f" {number(count)} had been deleted already."
    )


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]

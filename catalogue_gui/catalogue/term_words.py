"""A term of a query in plain words, for those who do not write the search language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import (
    Bound,
    CategoryTerm,
    HasTerm,
    MetadataTerm,
    Range,
    RangeTerm,
    TagTerm,
    Term,
    TextTerm,
)
from catalogue_gui.catalogue.typed_values import NumberMarks

_FIELD_WORDS = {
    Field.PRICE: "Price",
    Field.STOCK: "Stock",
    Field.CREATED_AT: "Created",
    Field.UPDATED_AT: "Updated",
}
_PLAIN_MARKS = NumberMarks()


def describe_term(term: Term, marks: NumberMarks = _PLAIN_MARKS) -> str:
    """Say in a few words what a term looks for: ``Tag new or sale``, ``Price below 5``, ``brand: Acme``.

    Args:
        term: any term of a query.
        marks: the locale's marks; numbers carry its decimal mark and no thousands marks.
    Returns:
        One line of text.
    Raises:
        KeyError: a range term on a field that has no range.
    """
    match term:
        case TextTerm(text):
            verb = "does not contain" if term.negated else "contains"
            return f"Name {verb} “{_one_line(text)}”"
        case TagTerm(tags):
            return _negated("Tag " + _alternatives(tags), term.negated)
        case CategoryTerm(categories):
            return _negated("Category " + _alternatives(categories), term.negated)
        case RangeTerm(field, span):
            words = f"{_FIELD_WORDS[field]} {describe_range(span, marks)}"
            return _negated(words, term.negated)
        case MetadataTerm(path, values, None):
            joint = " is not " if term.negated else ": "
            return path_text(path) + joint + _alternatives(values)
        case MetadataTerm(path, _, span) if span is not None:
            joint = ": " if span.low is not None and span.high is not None else " "
            words = path_text(path) + joint + describe_range(span, marks)
            return f"Not {words}" if term.negated else words
        case HasTerm(path):
            return f"{'No' if term.negated else 'Has'} {path_text(path)}"
    raise AssertionError(term)


def describe_range(span: Range, marks: NumberMarks = _PLAIN_MARKS) -> str:
    """Say which values a range holds: ``10 – 50``, ``below 5``, ``since 2026-01-01``."""
    if span.is_exact:
        return _exact(span.low, marks)
    low = None if span.low is None else _low_words(span.low, span.low_included, marks)
    high = None if span.high is None else _high_words(span.high, span.high_included, marks)
    if low and high:
        if span.low_included and span.high_included:
            return f"{bound_text(span.low, marks)} – {bound_text(span.high, marks)}"
        return f"{low}, {high}"
    return low or high or "any"


def bound_text(bound: Bound | None, marks: NumberMarks = _PLAIN_MARKS) -> str:
    """One end of a range as text: a number with the locale's decimal mark, a day, a moment, or the text itself."""
    match bound:
        case Decimal():
            return format(bound, "f").replace(".", marks.decimal)
        case datetime():
            return bound.isoformat(sep=" ", timespec="minutes")
        case date():
            return bound.isoformat()
        case None:
            return ""
        case _:
            return _one_line(bound)


def path_text(path: Sequence[str]) -> str:
    """A place in the metadata as one writes it: keys joined by dots; a key that holds a dot itself is in quotes."""
    lines = [_one_line(key) for key in path]
    return ".".join(f'"{key}"' if "." in key or not key.strip() else key for key in lines)


def _negated(words: str, is_negated: bool) -> str:
    return f"Not {words[0].lower()}{words[1:]}" if is_negated else words


def _alternatives(values: Sequence[str]) -> str:
    shown = [_visible(value) for value in values]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _visible(value: str) -> str:
    """A value as it is, in quotes where it could not be told from nothing or from two values."""
    line = _one_line(value)
    return f"“{line}”" if not line or line != line.strip() or ", " in line else line


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def _exact(bound: Bound | None, marks: NumberMarks) -> str:
    text = bound_text(bound, marks)
    if isinstance(bound, datetime):
        return f"at {text}"
    return f"on {text}" if isinstance(bound, date) else text


def _low_words(bound: Bound, is_included: bool, marks: NumberMarks) -> str:
    words = ("since", "after") if isinstance(bound, date) else ("at least", "above")
    return f"{words[0] if is_included else words[1]} {bound_text(bound, marks)}"


def _high_words(bound: Bound, is_included: bool, marks: NumberMarks) -> str:
    words = ("until", "before") if isinstance(bound, date) else ("at most", "below")
    return f"{words[0] if is_included else words[1]} {bound_text(bound, marks)}"

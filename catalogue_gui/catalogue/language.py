"""The search language: one line of text to a query.

    tag:organic  -tag:sale  tag:a,b  category:"Home/Basics"  price:10..50  price:<5  stock:0
    meta.brand:Acme  meta.dims.w:>10  has:meta.license  updated:>2026-01-01  "free text"  mug

A term may be negated with a minus. Values with blanks, commas, quotes or colons stand in double quotes, in which a
backslash takes the next character as it is. :mod:`catalogue_gui.catalogue.query_text` writes a query back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import (
    Bound,
    CategoryTerm,
    HasTerm,
    MetadataTerm,
    ProductQuery,
    Range,
    RangeTerm,
    TagTerm,
    Term,
    TextTerm,
)

RANGE_FIELDS = {
    "price": Field.PRICE,
    "stock": Field.STOCK,
    "created": Field.CREATED_AT,
    "updated": Field.UPDATED_AT,
}
KEYS = ("tag", "category", *RANGE_FIELDS, "has", "meta.")
_ALIASES = {"tags": "tag", "categories": "category", "cat": "category"}

_BARE_KEY = re.compile(r'(?:[^\s":,\\]|"(?:[^"\\]|\\.)*")+(?=:)')
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")

B = TypeVar("B", bound=Bound)


class QueryMistake(InvalidValue):
    """The search text cannot be understood.

    Args:
        start: first character at fault, 0-based.
        end: one past the last.
        reason: what is wrong there, in words.
    """

    default_title = "Search not understood"

    def __init__(self, start: int, end: int, reason: str) -> None:
        super().__init__("search", reason)
        self.start = start
        self.end = end


def parse_query(text: str) -> ProductQuery:
    """Read a search text.

    Raises:
        QueryMistake: with the place of the mistake.
    """
    reader = _Reader(text)
    terms: dict[
        Term, None
    ] = {}  # in order, without repeats, in no time even for a whole page that was pasted
    while reader.skip_blanks():
        terms[_read_term(reader)] = None
    return ProductQuery(tuple(terms))


def canonical_key(raw_key: str) -> str:
    """The key that a text before a colon stands for, whether or not there is such a key."""
    return _ALIASES.get(raw_key.lower(), raw_key.lower())


def key_end(text: str, start: int) -> int | None:
    """Where the key that begins at ``start`` ends, before its colon; None when there is no key."""
    found = _BARE_KEY.match(text, start)
    return None if found is None or found.group().startswith('"') else found.end()


def looks_like_range(text: str) -> bool:
    """True when the value at the beginning of ``text`` is read as a range of metadata values."""
    return text.startswith(("<", ">")) or _looks_like_span(text)


def is_json_number(text: str) -> bool:
    """True when the text, as it stands, is a JSON number."""
    return _JSON_NUMBER.fullmatch(text) is not None


class _Reader:
    """A place in the search text; knows quotes and where each piece began."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip_blanks(self) -> bool:
        """Go to the next character that is not blank; False at the end."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at < len(self.text)

    def take(self, literal: str) -> bool:
        """Pass over ``literal`` if it stands here."""
        if self.text.startswith(literal, self.at):
            self.at += len(literal)
            return True
        return False

    def take_key(self) -> tuple[int, str] | None:
        """Pass over ``key:`` if one stands here; its start and its text without the colon."""
        end = key_end(self.text, self.at)
        if end is None:
            return None
        start, self.at = self.at, end + 1
        return start, self.text[start:end]

    def take_value(self, stops: str = "") -> tuple[str, bool]:
        """Read one value up to a blank or one of ``stops``; the text, and whether any of it was quoted."""
        pieces: list[str] = []
        quoted = False
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == '"':
                pieces.append(self._take_quoted())
                quoted = True
            elif character.isspace() or character in stops:
                break
            else:
                pieces.append(character)
                self.at += 1
        return "".join(pieces), quoted

    def _take_quoted(self) -> str:
        start = self.at
        self.at += 1
        pieces: list[str] = []
        while self.at < len(self.text):
            character = self.text[self.at]
            self.at += 1
            if character == '"':
                return "".join(pieces)
            if character == "\\" and self.at < len(self.text):
                character = self.text[self.at]
                self.at += 1
            pieces.append(character)
        raise QueryMistake(start, len(self.text), "The quotation mark is not closed.")


def _read_term(reader: _Reader) -> Term:
    start = reader.at
    negated = reader.take("-")
    key = reader.take_key()
    if key is None:
        text, _ = reader.take_value()
        if not text:
            raise QueryMistake(start, reader.at, "There is nothing to look for here.")
        return TextTerm(text, negated)
    term = _read_keyed(reader, *key)
    return replace(term, negated=negated)


def _read_keyed(reader: _Reader, start: int, raw_key: str) -> Term:
    key = canonical_key(raw_key)
    value_start = reader.at
    if key == "tag":
        return TagTerm(_read_list(reader, start, "a tag"))
    if key == "category":
        return CategoryTerm(_read_list(reader, start, "a category"))
    if key == "has":
        text, _ = reader.take_value()
        return HasTerm(_metadata_path(_without_quotes_kept(reader, value_start, text), value_start))
    if key in RANGE_FIELDS:
        return _read_field_range(reader, start, RANGE_FIELDS[key])
    if key.startswith("meta."):
        return _read_metadata(reader, start, raw_key)
    known = ", ".join(f"{each}:" for each in KEYS if each != "meta.")
    raise QueryMistake(
        start,
        start + len(raw_key) + 1,
        f"“{raw_key}:” is not a filter. Filters are {known} and meta.KEY: for metadata. "
        "To look for the text itself, put it in quotes.",
    )


def _without_quotes_kept(reader: _Reader, start: int, text: str) -> str:
    """The raw text of a path value, quotes included, so that a quoted key may hold dots."""
    raw = reader.text[start : reader.at]
    return raw if '"' in raw else text


def _read_list(reader: _Reader, start: int, what: str) -> tuple[str, ...]:
    values: dict[str, None] = {}
    while True:
        value, quoted = reader.take_value(",")
        if not value and not quoted:
            raise QueryMistake(start, reader.at, f"{what.capitalize()} is missing here.")
        values[value] = None
        if not reader.take(","):
            return tuple(values)


def _read_field_range(reader: _Reader, start: int, field: Field) -> RangeTerm:
    value_start = reader.at
    text, _ = reader.take_value()
    parse = {Field.PRICE: _parse_price, Field.STOCK: _parse_whole_number}.get(field, _parse_moment)
    if not text:
        raise QueryMistake(start, reader.at, "A value or a range such as 10..50 is missing here.")
    return RangeTerm(field, _parse_range(text, value_start, parse))


def _read_metadata(reader: _Reader, start: int, raw_key: str) -> MetadataTerm:
    path = _metadata_path(raw_key, start)
    value_start = reader.at
    if looks_like_range(reader.text[value_start:]):
        text, _ = reader.take_value()
        return MetadataTerm(path, range=_parse_range(text, value_start, _parse_metadata_bound))
    return MetadataTerm(path, _read_list(reader, start, "a value"))


def _looks_like_span(text: str) -> bool:
    word = re.match(r"[^\s\"]*", text)
    return word is not None and ".." in word.group()


def _metadata_path(text: str, start: int) -> tuple[str, ...]:
    """``meta.a."b.c"`` as ``("a", "b.c")``."""
    keys: list[str] = []
    reader = _Reader(text)
    while True:
        key_start = reader.at
        key, quoted = reader.take_value(".")
        if not key and not quoted:
            raise QueryMistake(start, start + len(text), "A metadata key is missing here.")
        keys.append(key)
        if reader.at == key_start or not reader.take("."):
            break
    if keys[0].lower() == "meta" and len(keys) > 1:
        return tuple(keys[1:])
    if reader.at < len(text) or keys[0].lower() == "meta":
        raise QueryMistake(start, start + len(text), "A metadata key is missing here.")
    return tuple(keys)


def _parse_range(text: str, start: int, parse: Callable[[str, int, int], B]) -> Range:
    end = start + len(text)
    text = text.removeprefix("=")
    for sign, low_side, included in (
        ("<=", False, True),
        (">=", True, True),
        ("<", False, False),
        (">", True, False),
    ):
        if text.startswith(sign):
            value = parse(text[len(sign) :], start, end)
            if low_side:
                return Range(low=value, low_included=included)
            return Range(high=value, high_included=included)
    if ".." in text:
        low_text, _, high_text = text.partition("..")
        if not low_text and not high_text:
            raise QueryMistake(start, end, "A range needs at least one end, such as 10.. or ..50.")
        low = parse(low_text, start, end) if low_text else None
        high = parse(high_text, start, end) if high_text else None
        if low is not None and high is not None and _is_above(low, high):
            raise QueryMistake(start, end, "The range begins above its end.")
        return Range(low, high)
    value = parse(text, start, end)
    return Range(value, value)


def _is_above(low: Bound, high: Bound) -> bool:
    match low, high:
        case (Decimal(), Decimal()) | (str(), str()):
            return low > high  # type: ignore[operator]  # both of the one kind, by the case
        case (datetime(), datetime()):
            return low > high
        case (date(), date()):
            return _day_of(low) > _day_of(high)  # the whole day is meant, so its moments are in it
        case _:
            return False


def _day_of(bound: date) -> date:
    return bound.date() if isinstance(bound, datetime) else bound


def _parse_price(text: str, start: int, end: int) -> Decimal:
    if re.fullmatch(r"[0-9]{13,}(?:\.[0-9]*)?", text):
        raise QueryMistake(start, end, f"“{text}” is more than any price here.")
    if not re.fullmatch(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", text):
        raise QueryMistake(start, end, f"“{text}” is not a price. Write a price like 9.90.")
    return Decimal(text)


def _parse_whole_number(text: str, start: int, end: int) -> Decimal:
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise QueryMistake(start, end, f"“{text}” is not a whole number.")
    return Decimal(text)


def _parse_moment(text: str, start: int, end: int) -> date | datetime:
    try:
        if len(text) == len("2026-01-01"):
            day = date.fromisoformat(text)
            if day == date.max:  # no moment could be named at which it is over
                raise QueryMistake(start, end, f"“{text}” is later than any date here.")
            return day
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QueryMistake(
            start, end, f"“{text}” is not a date. Write a date like 2026-01-31."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_metadata_bound(text: str, start: int, end: int) -> Decimal | str:
    if not text:
        raise QueryMistake(start, end, "A value is missing here.")
    text = text.removeprefix('"').removesuffix('"')
    return Decimal(text) if is_json_number(text) else text

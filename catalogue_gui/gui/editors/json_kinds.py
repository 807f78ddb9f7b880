"""The kinds of value in metadata: how each is called, typed, and made of another. No widgets."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import JsonValue, read_json, write_json
from catalogue_gui.catalogue.product import Field

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?")
_MAX_EXPONENT = (
    400  # the server writes every digit of a number out; nobody means one as long as that
)
_YES = ("yes", "true", "1")
_NO = ("no", "false", "0", "")


class JsonKind(Enum):
    """A kind of value; what it is called, and its sign where there is no room for a word."""

    TEXT = ("Text", "Aa")
    NUMBER = ("Number", "12")
    YES_NO = ("Yes/No", "✓")
    NOTHING = ("Nothing", "∅")
    LIST = ("List", "[ ]")
    OBJECT = ("Object", "{ }")

    @property
    def label(self) -> str:
        """What it is called."""
        return self.value[0]

    @property
    def sign(self) -> str:
        """Its sign."""
        return self.value[1]

    @property
    def is_branch(self) -> bool:
        """True when it holds other values."""
        return self in (JsonKind.LIST, JsonKind.OBJECT)

    @property
    def is_typed(self) -> bool:
        """True when its value is written into a line."""
        return self in (JsonKind.TEXT, JsonKind.NUMBER)


def kind_of(value: JsonValue) -> JsonKind:
    """The kind of a value."""
    match value:
        case None:
            return JsonKind.NOTHING
        case bool():
            return JsonKind.YES_NO
        case str():
            return JsonKind.TEXT
        case dict():
            return JsonKind.OBJECT
        case list():
            return JsonKind.LIST
        case _:
            return JsonKind.NUMBER


def read_number(text: str, decimal_mark: str = ".") -> int | Decimal:
    """Read a number with all of its digits.

    Args:
        text: as typed.
        decimal_mark: the locale's; a point is understood as well.
    Raises:
        InvalidValue.
    """
    compact = text.strip().replace("\u2212", "-")
    if decimal_mark != "." and "." not in compact and compact.count(decimal_mark) == 1:
        compact = compact.replace(decimal_mark, ".")
    if not _NUMBER.fullmatch(compact):
        what = (
            f"“{shortened(text.strip())}” is not a number." if compact else "A number is missing."
        )
        raise InvalidValue(Field.METADATA, what)
    number = Decimal(compact)
    if abs(number.adjusted()) > _MAX_EXPONENT and number:
        raise InvalidValue(Field.METADATA, "This number is too large or too small to be stored.")
    return int(compact) if re.fullmatch(r"[+-]?[0-9]{1,4000}", compact) else number


def text_of(value: JsonValue) -> str:
    """A value as it is typed over; empty for a list and an object."""
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return str(value)
        case _:
            return ""


def converted(value: JsonValue, kind: JsonKind, decimal_mark: str = ".") -> JsonValue:
    """A value made one of another kind, without losing any of it.

    Raises:
        InvalidValue: it has no meaning as that kind.
    """
    if kind_of(value) == kind:
        return value
    match kind:
        case JsonKind.TEXT:
            return write_json(value) if isinstance(value, dict | list) else text_of(value)
        case JsonKind.NUMBER:
            return _number_of(value, decimal_mark)
        case JsonKind.YES_NO:
            return _yes_no_of(value)
        case JsonKind.LIST | JsonKind.OBJECT:
            return _branch_of(value, kind)
        case JsonKind.NOTHING:
            return None


def shortened(text: str, characters: int = 40) -> str:
    """A text for a message."""
    return text if len(text) <= characters else f"{text[: characters - 1]}…"


def _number_of(value: JsonValue, decimal_mark: str) -> JsonValue:
    if value is None or value == "":
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return read_number(value, decimal_mark)
    raise _no_way(value, JsonKind.NUMBER)


def _yes_no_of(value: JsonValue) -> JsonValue:
    word = text_of(value).strip().casefold()
    if isinstance(value, dict | list) or word not in (*_YES, *_NO):
        raise _no_way(value, JsonKind.YES_NO)
    return word in _YES


def _branch_of(value: JsonValue, kind: JsonKind) -> JsonValue:
    empty: JsonValue = [] if kind == JsonKind.LIST else {}
    if value is None or value in ("", [], {}):
        return empty
    if isinstance(value, str) and value.strip()[:1] in ("[", "{"):
        try:
            read = read_json(value)
        except InvalidValue:
            read = value
        if kind_of(read) == kind:
            return read
    if kind == JsonKind.LIST and not isinstance(value, dict):
        return [value]
    raise _no_way(value, kind)


def _no_way(value: JsonValue, kind: JsonKind) -> InvalidValue:
    what = (
        f"This {kind_of(value).label.lower()}"
        if isinstance(value, dict | list)
        else f"“{shortened(text_of(value))}”"
    )
    words = {
        JsonKind.NUMBER: "a number",
        JsonKind.YES_NO: "yes or no",
        JsonKind.LIST: "a list",
        JsonKind.OBJECT: "an object",
    }[kind]
    return InvalidValue(Field.METADATA, f"{what} cannot become {words}.")

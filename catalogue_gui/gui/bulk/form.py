"""What is typed into the form of a bulk change, read; and what still stands against doing it. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    BulkPreview,
    ChangePriceBy,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    Rounding,
    SetCategory,
    SetMetadata,
)
from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.language import is_json_number
from catalogue_gui.catalogue.metadata_choice import parse_path
from catalogue_gui.catalogue.metadata_text import read_json, write_json
from catalogue_gui.catalogue.product import Field, StockDelta
from catalogue_gui.catalogue.typed_values import (
    NumberMarks,
    parse_field,
    parse_price,
    parse_stock,
    parse_tags,
)

# Above so many products the user says so once more; a slip of the hand is otherwise soon made, if soon undone.
CONFIRM_ABOVE = 1_000
_MINUS = "-\u2212"


class ChangeKind(StrEnum):
    """What can be changed of many products; the text is what the user chooses."""

    CATEGORY = "Set the category"
    ADD_TAGS = "Add tags"
    REMOVE_TAGS = "Remove tags"
    PRICE_AMOUNT = "Change the price by an amount"
    PRICE_PERCENT = "Change the price by percent"
    STOCK = "Change the stock"
    SET_METADATA = "Set a metadata key"
    REMOVE_METADATA = "Remove a metadata key"

    @property
    def field(self) -> Field:
        """The field that it changes."""
        return _FIELDS[self]


_FIELDS = {
    ChangeKind.CATEGORY: Field.CATEGORY,
    ChangeKind.ADD_TAGS: Field.TAGS,
    ChangeKind.REMOVE_TAGS: Field.TAGS,
    ChangeKind.PRICE_AMOUNT: Field.PRICE,
    ChangeKind.PRICE_PERCENT: Field.PRICE,
    ChangeKind.STOCK: Field.STOCK,
    ChangeKind.SET_METADATA: Field.METADATA,
    ChangeKind.REMOVE_METADATA: Field.METADATA,
}

ROUNDING_WORDS = {
    Rounding.CENT: "to the cent",
    Rounding.FIVE_CENTS: "to five cents",
    Rounding.TEN_CENTS: "to ten cents",
    Rounding.UNIT: "to whole units",
    Rounding.ENDING_95: "to end in 95 cents",
    Rounding.ENDING_99: "to end in 99 cents",
}


class ValueType(StrEnum):
    """Of what type a metadata value is; the text is what the user chooses."""

    TEXT = "Text"
    NUMBER = "Number"
    YES_NO = "Yes or no"
    NOTHING = "Nothing"
    JSON = "JSON"


class Entry(StrEnum):
    """The parts of the form."""

    CATEGORY = "category"
    TAGS = "tags"
    AMOUNT = "amount"
    PERCENT = "percent"
    ROUNDING = "rounding"
    PIECES = "pieces"
    KEY = "key"
    VALUE_TYPE = "value type"
    VALUE = "value"


class NothingTyped(InvalidValue):
    """Something has still to be typed: no mistake yet."""


def read_change(kind: ChangeKind, texts: Mapping[Entry, str], marks: NumberMarks) -> BulkChange:
    """Read the form.

    Args:
        kind: what is to be changed.
        texts: what stands in the parts that belong to it.
        marks: the locale's.
    Raises:
        NothingTyped: a part is empty.
        InvalidValue: a part cannot be read; ``field`` says which, as in :class:`Entry`.
    """
    match kind:
        case ChangeKind.CATEGORY:
            text = _typed(texts, Entry.CATEGORY, "Type a category.")
            return SetCategory(str(_read(Entry.CATEGORY, text, marks)))
        case ChangeKind.ADD_TAGS:
            return AddTags(_tags(texts, marks))
        case ChangeKind.REMOVE_TAGS:
            return RemoveTags(_tags(texts, marks))
        case ChangeKind.PRICE_AMOUNT:
            text = _typed(texts, Entry.AMOUNT, "Type an amount, such as +0.50 or \u22120.50.")
            return ChangePriceBy(_signed(Entry.AMOUNT, text, marks), _rounding(texts))
        case ChangeKind.PRICE_PERCENT:
            text = _typed(texts, Entry.PERCENT, "Type how many percent, such as +5 or \u22125.")
            percent = _signed(Entry.PERCENT, text.rstrip("% \u00a0\u202f"), marks)
            if percent < -100:
                raise InvalidValue(Entry.PERCENT, "A price cannot fall by more than 100 percent.")
            return ChangePriceByPercent(percent, _rounding(texts))
        case ChangeKind.STOCK:
            text = _typed(texts, Entry.PIECES, "Type how many pieces, such as +12 or \u22123.")
            return ChangeStockBy(_pieces(text, marks))
        case ChangeKind.SET_METADATA:
            return SetMetadata(_path(texts), _metadata_value(texts, marks))
        case ChangeKind.REMOVE_METADATA:
            return RemoveMetadata(_path(texts))


def needs_confirming(preview: BulkPreview, *, is_production: bool) -> bool:
    """True when the user has to say once more that it is meant."""
    return preview.changing > 0 and (is_production or preview.changing > CONFIRM_ABOVE)


@dataclass(frozen=True, slots=True)
class FormState:
    """Where the form stands.

    Args:
        mistake: why it cannot be read, None when it can.
        problem: why its effect could not be found out; else empty.
        preview: its effect, None while that is being found out.
        is_confirmed: the user has said once more that it is meant.
        is_production: the catalogue is one that is worked with for real.
    """

    mistake: InvalidValue | None = None
    problem: str = ""
    preview: BulkPreview | None = None
    is_confirmed: bool = False
    is_production: bool = False

    @property
    def why_not(self) -> str:
        """What stands against doing it; empty when nothing does."""
        if self.mistake is not None:
            return self.mistake.reason
        if self.problem:
            return self.problem
        if self.preview is None:
            return "Looking at the products…"
        if not self.preview.changing:
            return "There is nothing to change."
        if needs_confirming(self.preview, is_production=self.is_production):
            return "" if self.is_confirmed else "Tick above that it is meant."
        return ""


def _typed(texts: Mapping[Entry, str], entry: Entry, what_to_do: str) -> str:
    text = texts.get(entry, "").strip()
    if not text:
        raise NothingTyped(entry, what_to_do)
    if "\x00" in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise InvalidValue(entry, "It holds a character that cannot be stored.")
    return text


def _read(entry: Entry, text: str, marks: NumberMarks) -> object:
    try:
        return parse_field(Field(entry.value), text, marks)
    except InvalidValue as error:
        raise InvalidValue(entry, error.reason) from error


def _tags(texts: Mapping[Entry, str], marks: NumberMarks) -> tuple[str, ...]:
    text = _typed(texts, Entry.TAGS, "Type tags, with commas between them.")
    _read(Entry.TAGS, text, marks)
    tags = parse_tags(text)
    if not tags:
        raise NothingTyped(Entry.TAGS, "Type tags, with commas between them.")
    return tags


def _signed(entry: Entry, text: str, marks: NumberMarks) -> Decimal:
    """A number of at most two places, above zero, or below where a minus stands before it."""
    is_less = text[:1] in tuple(_MINUS)
    unsigned = text[1:].strip() if is_less or text[:1] == "+" else text
    if unsigned[:1] in tuple("+" + _MINUS):
        raise InvalidValue(entry, f"“{text}” is not a number.")
    try:
        found = parse_price(unsigned, marks)
    except InvalidValue as error:
        reason = error.reason.replace("The price", "It").replace("a price", "a number")
        raise InvalidValue(entry, reason) from error
    if not found:
        raise InvalidValue(entry, "Zero changes nothing.")
    return -found if is_less else found


def _pieces(text: str, marks: NumberMarks) -> int:
    try:
        found = parse_stock(text, marks)
    except InvalidValue as error:
        raise InvalidValue(Entry.PIECES, error.reason) from error
    pieces = found.pieces if isinstance(found, StockDelta) else found
    if not pieces:
        raise InvalidValue(Entry.PIECES, "Zero changes nothing.")
    return pieces


def _rounding(texts: Mapping[Entry, str]) -> Rounding:
    return Rounding(texts.get(Entry.ROUNDING) or Rounding.CENT)


def _path(texts: Mapping[Entry, str]) -> tuple[str, ...]:
    text = _typed(texts, Entry.KEY, "Type a metadata key, or choose one.")
    try:
        path = parse_path(text)
    except InvalidValue as error:
        raise InvalidValue(Entry.KEY, "A key is missing before or after a dot.") from error
    # In the search text every key begins so; here it goes without saying.
    return path[1:] if path[0] == "meta" and len(path) > 1 else path


def _metadata_value(texts: Mapping[Entry, str], marks: NumberMarks) -> str:
    """The value as JSON text."""
    value_type = ValueType(texts.get(Entry.VALUE_TYPE) or ValueType.TEXT)
    match value_type:
        case ValueType.NOTHING:
            return "null"
        case ValueType.YES_NO:
            return "true" if texts.get(Entry.VALUE) == "yes" else "false"
        case ValueType.TEXT:
            return write_json(_typed(texts, Entry.VALUE, "Type the text."))
        case ValueType.NUMBER:
            text = _typed(texts, Entry.VALUE, "Type the number.")
            plain = text.replace("\u2212", "-").lstrip("+")
            if marks.decimal != ".":
                plain = plain.replace(marks.decimal, ".")
            if not is_json_number(plain):
                raise InvalidValue(
                    Entry.VALUE, f"“{text}” is not a number. Write it without thousands marks."
                )
            return plain
        case ValueType.JSON:
            text = _typed(texts, Entry.VALUE, "Type the value as JSON.")
            try:
                read_json(text)
            except InvalidValue as error:
                raise InvalidValue(Entry.VALUE, error.reason) from error
            return text

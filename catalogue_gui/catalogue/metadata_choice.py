"""How a condition on the metadata is put together by choosing: a key, an operator that fits its values, a value."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.facets import ValueKind
from catalogue_gui.catalogue.language import is_json_number
from catalogue_gui.catalogue.query import HasTerm, MetadataTerm, Range, Term
from catalogue_gui.catalogue.typed_values import NumberMarks, parse_tags

_PLAIN_MARKS = NumberMarks()
_BLANKS = re.compile(r"\s")
_KEY = re.compile(r'"([^"]*)"(?=\.|$)|([^.]*)')


class MetadataOperator(StrEnum):
    """What is asked of a value; the text is what the user reads."""

    IS = "is"
    IS_ONE_OF = "is one of"
    IS_NOT = "is not"
    CONTAINS = "contains"
    CONTAINS_ANY = "contains one of"
    CONTAINS_NOT = "does not contain"
    YES = "is yes"
    NO = "is no"
    EQUALS = "="
    BETWEEN = "from – to"
    BELOW = "<"
    AT_MOST = "≤"
    ABOVE = ">"
    AT_LEAST = "≥"
    DIFFERS = "≠"
    THERE = "is there"
    NOT_THERE = "is not there"

    @property
    def takes_value(self) -> bool:
        """True when a value belongs to it."""
        return self not in (self.YES, self.NO, self.THERE, self.NOT_THERE)

    @property
    def takes_several(self) -> bool:
        """True when several values may be given, with commas between them."""
        return self in (self.IS_ONE_OF, self.CONTAINS_ANY)


_Op = MetadataOperator
_COMPARISONS = (_Op.BETWEEN, _Op.BELOW, _Op.AT_MOST, _Op.ABOVE, _Op.AT_LEAST)
_PRESENCE = (_Op.THERE, _Op.NOT_THERE)
_OPERATORS = {
    ValueKind.TEXT: (_Op.IS, _Op.IS_ONE_OF, _Op.IS_NOT, *_PRESENCE),
    ValueKind.NUMBER: (_Op.EQUALS, *_COMPARISONS, _Op.DIFFERS, *_PRESENCE),
    ValueKind.BOOLEAN: (_Op.YES, _Op.NO, *_PRESENCE),
    ValueKind.LIST: (_Op.CONTAINS, _Op.CONTAINS_ANY, _Op.CONTAINS_NOT, *_PRESENCE),
    ValueKind.OBJECT: _PRESENCE,
}
# Of a key that is not known, its values may be anything.
_ANY_KIND = (_Op.IS, _Op.IS_ONE_OF, _Op.IS_NOT, *_COMPARISONS, *_PRESENCE)


def operators_for(kind: ValueKind | None) -> tuple[MetadataOperator, ...]:
    """The operators that fit values of a kind, the likeliest first; None for a key that is not known."""
    return _ANY_KIND if kind is None else _OPERATORS[kind]


def parse_path(text: str) -> tuple[str, ...]:
    """Read a place in the metadata: keys joined by dots, one that holds a dot itself in quotes.

    Raises:
        InvalidValue: a key is missing.
    """
    path: list[str] = []
    at = 0
    text = text.strip()
    while True:
        found = _KEY.match(text, at)
        assert found is not None  # the second form matches anything
        quoted, bare = found.groups()
        if quoted is None and not bare.strip():
            raise InvalidValue("", "Choose a key, or type one.")
        path.append(bare.strip() if quoted is None else quoted)
        at = found.end() + 1
        if at > len(text):
            return tuple(path)


def metadata_term(
    path: tuple[str, ...],
    operator: MetadataOperator,
    value: str,
    upper_value: str = "",
    marks: NumberMarks = _PLAIN_MARKS,
) -> Term:
    """Put a condition together.

    Args:
        path: the place in the metadata.
        operator: what is asked of what stands there.
        value: what was typed; not looked at where the operator takes none.
        upper_value: the upper end, for "from – to"; one of the two ends may be left open.
        marks: the locale's marks, for numbers.
    Raises:
        InvalidValue: a value is missing, or is no number where one is compared.
    """
    match operator:
        case _Op.THERE | _Op.NOT_THERE:
            return HasTerm(path, negated=operator == _Op.NOT_THERE)
        case _Op.YES | _Op.NO:
            return MetadataTerm(path, ("true" if operator == _Op.YES else "false",))
        case _Op.IS_ONE_OF | _Op.CONTAINS_ANY:
            values = parse_tags(value)
            if not values:
                raise InvalidValue("value", "Type the values, with commas between them.")
            return MetadataTerm(path, values)
        case _Op.EQUALS | _Op.DIFFERS:
            return MetadataTerm(
                path, (_as_json_number(_given(value), marks),), negated=operator == _Op.DIFFERS
            )
        case _Op.IS | _Op.IS_NOT | _Op.CONTAINS | _Op.CONTAINS_NOT:
            is_negated = operator in (_Op.IS_NOT, _Op.CONTAINS_NOT)
            return MetadataTerm(path, (_given(value),), negated=is_negated)
        case _:
            return MetadataTerm(path, range=_range(operator, value, upper_value, marks))


def read_number(text: str, marks: NumberMarks) -> Decimal | None:
    """Read a number as the locale writes it, or else as the search language does; None when it is neither."""
    compact = _BLANKS.sub("", text).replace("\u2212", "-")
    group = "" if _BLANKS.fullmatch(marks.group) else re.escape(marks.group)
    mark = re.escape(marks.decimal)
    whole = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)" if group else "[0-9]+"
    if re.fullmatch(rf"[+-]?{whole}(?:{mark}[0-9]+)?", compact):
        ungrouped = compact.replace(marks.group, "") if group else compact
        return Decimal(ungrouped.replace(marks.decimal, "."))
    return Decimal(compact) if is_json_number(compact) else None


def value_text(json_text: str, kind: ValueKind | None, marks: NumberMarks) -> str:
    """A value of the metadata as one types it: numbers with the locale's decimal mark, all else as it is."""
    if kind == ValueKind.NUMBER and is_json_number(json_text):
        return json_text.replace(".", marks.decimal)
    return json_text


def _given(value: str) -> str:
    if not value.strip():
        raise InvalidValue("value", "Type a value.")
    return value.strip()


def _as_json_number(text: str, marks: NumberMarks) -> str:
    """A number as the metadata has it; any other text, a code such as 0042 too, as it is."""
    if re.match(r"[+-]?0[0-9]", text):
        return text
    number = read_number(text, marks)
    return text if number is None else format(number, "f")


def _range(operator: MetadataOperator, value: str, upper_value: str, marks: NumberMarks) -> Range:
    match operator:
        case _Op.BELOW | _Op.AT_MOST:
            return Range(high=_number(value, marks), high_included=operator == _Op.AT_MOST)
        case _Op.ABOVE | _Op.AT_LEAST:
            return Range(low=_number(value, marks), low_included=operator == _Op.AT_LEAST)
    low = _number(value, marks) if value.strip() else None
    high = _number(upper_value, marks) if upper_value.strip() else None
    if low is None and high is None:
        raise InvalidValue("value", "Type at least one end of the range.")
    if low is not None and high is not None and low > high:
        raise InvalidValue("value", "The range begins above its end.")
    return Range(low, high)


def _number(text: str, marks: NumberMarks) -> Decimal:
    number = read_number(_given(text), marks)
    if number is None:
        raise InvalidValue("value", f"“{text.strip()}” is not a number.")
    return number

"""A guess, from what columns hold, for the fields that every product needs and that no header names.

A guess is made for somebody who looks at it before anything is done with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalogue_gui.catalogue.amounts import split_amount, to_decimal
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.headers import (
    category_likeness,
    field_of_header,
    is_code_header,
    is_known_header,
)
from catalogue_gui.transfer.suggesting import Suggestion, column_values

_NEAR, _BY_CONTENT = 0.4, 0.3
_FEWEST_VALUES = 3  # fewer say nothing about a column
_MOST_LETTERS = 120  # of a name, on the average; what is longer describes
_LETTERS = re.compile(r"[^\W\d_]{2}")
_NO_NAME = re.compile(r"^(?:https?://|www\.|\S+@\S+\.\w+$|[\d\W]+$|<\w+)")
_CENTS = re.compile(r"[.,]\d\d(?!\d)")
_PATH = re.compile(r"\w\s?[>/|»]\s?\w")
_MOSTLY = 0.8


def guess_fields(
    missing: Sequence[Field],
    free: Mapping[int, str],
    samples: Sequence[Sequence[str]],
    *,
    has_header: bool,
) -> dict[int, Suggestion]:
    """Guess which column fills each of some fields.

    Args:
        missing: required fields that no column goes to.
        free: the columns that match no field: place, 0-based, to header.
        samples: the first records.
        has_header: False where no column has a name; then there is nothing else to go by.
    Returns:
        Column's place to where it probably goes.
    """
    found: dict[int, Suggestion] = {}
    if Field.CATEGORY in missing:
        near = [
            (rank, index)
            for index, header in free.items()
            if (rank := category_likeness(header)) is not None and column_values(samples, index)
        ]
        if near:
            found[min(near)[1]] = Suggestion(str(Field.CATEGORY), "comes nearest to it", _NEAR)
    values = {
        index: texts
        for index, header in free.items()
        if index not in found
        and not (is_known_header(header) or is_code_header(header) or category_likeness(header))
        and field_of_header(header) is None
        and len(texts := column_values(samples, index)) >= _FEWEST_VALUES
    }
    # Names and numbers first: what is left can be a category more safely.
    guesses = (
        (Field.PRICE, _find_price, "looks like prices"),
        (Field.NAME, _find_name, "looks like names"),
        (Field.CATEGORY, _find_category, "looks like categories"),
    )
    for field, find, reason in guesses:
        if field not in missing or any(each.field == field for each in found.values()):
            continue
        index = find(values, has_header=has_header)
        if index is not None:
            found[index] = Suggestion(str(field), reason, _BY_CONTENT)
            del values[index]
    return found


def _find_price(values: Mapping[int, list[str]], *, has_header: bool) -> int | None:
    numeric = []
    for index, texts in values.items():
        amounts = [amount for text in texts if (amount := split_amount(text)) is not None]
        read = [each for each in amounts if any(to_decimal(each.digits, mark) for mark in ".,")]
        if len(read) < _MOSTLY * len(texts):
            continue
        numeric.append(index)
        telling = sum(each.has_currency or bool(_CENTS.search(each.digits)) for each in read)
        if telling >= _MOSTLY * len(read):
            return index
    # Whole numbers are prices only if no other column of numbers can be, and no header calls them anything else.
    return numeric[0] if len(numeric) == 1 and not has_header else None


def _find_name(values: Mapping[int, list[str]], *, has_header: bool) -> int | None:
    del has_header  # a column of different texts is the name with or without a header
    for index, texts in values.items():
        if (
            _are_mostly_words(texts)
            and len(set(texts)) >= _MOSTLY * len(texts)
            and sum(map(len, texts)) <= _MOST_LETTERS * len(texts)
        ):
            return index
    return None


def _find_category(values: Mapping[int, list[str]], *, has_header: bool) -> int | None:
    del has_header
    for index, texts in values.items():
        if not _are_mostly_words(texts) or sum(map(len, texts)) > _MOST_LETTERS * len(texts):
            continue
        paths = sum(bool(_PATH.search(text)) for text in texts)
        if 1 < len(set(texts)) <= len(texts) // 2 or paths >= _MOSTLY * len(texts):
            return index
    return None


def _are_mostly_words(texts: Sequence[str]) -> bool:
    words = sum(bool(_LETTERS.search(text)) and not _NO_NAME.match(text) for text in texts)
    return words >= _MOSTLY * len(texts)

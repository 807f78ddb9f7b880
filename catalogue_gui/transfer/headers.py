"""What a column's header says of it: which field it fills, which of several it is, whether its digits are a code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from catalogue_gui.catalogue.column_names import plain
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.header_names import (
    CODE_ENDINGS,
    CODE_WORDS,
    FORERUNNERS,
    LEVEL_WORDS,
    NAMES,
    NEAR_CATEGORY,
    OTHER_HEADERS,
    PLACE_WORDS,
    QUALIFIERS,
)

# What a file of rejects has beyond the original columns, so that it can be imported as it is once it was mended.
REJECT_LINE = "Rejected: line"
REJECT_COLUMN = "Rejected: column"
REJECT_REASON = "Rejected: reason"
REJECT_HEADERS = (REJECT_LINE, REJECT_COLUMN, REJECT_REASON)
# A name with more words than the known one is less sure than any that is known whole.
QUALIFIED_RANK = 1000
_LONGEST_HEADER = 200  # characters; what is longer is no name, and taking it apart would cost
_NOTE = re.compile(r"[(\[{【][^)\]}】]*[)\]}】]|[€$£¥*:]")
_TOKENS = re.compile(r"[^\W\d_]+|\d+")


def _split(words: str) -> Iterable[str]:
    return filter(None, map(plain, " ".join(words.split()).split(";")))


@lru_cache(maxsize=1)
def _fields_by_name() -> dict[str, tuple[Field, int]]:
    found: dict[str, tuple[Field, int]] = {}
    for name, words in NAMES.items():
        for rank, key in enumerate(_split(words)):
            found.setdefault(key, (name, rank))
            found.setdefault(key.replace(" ", ""), (name, rank))
    return found


@lru_cache(maxsize=1)
def _other_names() -> frozenset[str]:
    return frozenset(_split(OTHER_HEADERS))


@lru_cache(maxsize=1)
def _near_category() -> dict[str, int]:
    return {key: rank for rank, key in enumerate(_split(NEAR_CATEGORY))}


@lru_cache(maxsize=1)
def _code_words() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """Words of codes, the endings of such words, and words of places, in their plain form."""
    return (
        frozenset(map(plain, CODE_WORDS)),
        tuple(map(plain, CODE_ENDINGS)),
        frozenset(map(plain, PLACE_WORDS)),
    )


@lru_cache(maxsize=1)
def _bare_words() -> tuple[frozenset[str], frozenset[str]]:
    """The words that may stand behind a name, and those that may stand before it, in their plain form."""
    return frozenset(map(plain, QUALIFIERS)), frozenset(map(plain, FORERUNNERS))


def field_of_header(header: str) -> tuple[Field, int] | None:
    """The field that a header names, and how surely: 0 is surest; None when it names none."""
    return _field_of_header(header) if len(header) <= _LONGEST_HEADER else None


# The same cells are asked about for every dialect that a file may be in.
@lru_cache(maxsize=4096)
def _field_of_header(header: str) -> tuple[Field, int] | None:
    key = plain(header)
    names = _fields_by_name()
    if key in _other_names():
        return None
    found = names.get(key) or names.get(key.replace(" ", ""))
    if found:
        return found
    # A unit, currency or note in brackets behind the name: "Price (EUR)", "Stock [pcs]".
    words = plain(_NOTE.sub(" ", unicodedata.normalize("NFKC", header))).split()
    qualifiers, forerunners = _bare_words()
    while words:
        # "Produkt Preis" is the price; "Produkt" alone is the name.
        for rest in (words, words[1:] if words[0] in forerunners else []):
            text = " ".join(rest)
            if text in _other_names():
                return None
            if text in names:
                return names[text][0], names[text][1] + QUALIFIED_RANK
        # The same without brackets: "Preis CHF", "Pris exkl. moms", "Name DE".
        if words.pop() not in qualifiers:
            return None
    return None


def level_of_header(header: str) -> tuple[Field, str, int] | None:
    """Which of several columns a header numbers, for the fields that several columns can fill together.

    Returns:
        The field, the header's name without its number, and the number: "Tag 3", "Kategorie Ebene 1"; else None.
    """
    if len(header) > _LONGEST_HEADER:
        return None
    tokens = _TOKENS.findall(plain(header))
    numbers = [token for token in tokens if token.isdigit()]
    if len(numbers) != 1 or len(numbers[0]) > 2:
        return None
    words = [token for token in tokens if not token.isdigit()]
    bare = [word for word in words if word not in LEVEL_WORDS]
    for rest in (words, bare):
        found = _fields_by_name().get(" ".join(rest))
        if found and found[0] in (Field.TAGS, Field.CATEGORY):
            return found[0], " ".join(rest), int(numbers[0])
    return None


def category_likeness(header: str) -> int | None:
    """How near a header comes to a category that it does not name, 0 nearest; None when it does not."""
    return _near_category().get(plain(header[:_LONGEST_HEADER]))


def nameless_column(index: int) -> str:
    """What a column without a header is called: ``column 1`` for index 0."""
    return f"column {index + 1}"


def is_rejects_header(names: Iterable[str]) -> bool:
    """True for the header of a rejects file."""
    return set(REJECT_HEADERS) <= set(names)


def is_known_header(header: str) -> bool:
    """True for the name of a field, and for other names that columns often have."""
    return field_of_header(header) is not None or plain(header[:_LONGEST_HEADER]) in _other_names()


def is_code_header(header: str) -> bool:
    """True when a column holds numbers that are names: bar codes, article numbers, post codes, telephone numbers."""
    words = plain(header[:_LONGEST_HEADER]).split()
    codes, endings, _places = _code_words()
    if any(word in codes for word in words) or "".join(words) in codes:
        return True
    return bool(words) and words[-1].endswith(endings)


def is_place_header(header: str) -> bool:
    """True when a column holds countries or languages, whose codes are words of other meanings too."""
    _codes, _endings, places = _code_words()
    return any(word in places for word in plain(header[:_LONGEST_HEADER]).split())

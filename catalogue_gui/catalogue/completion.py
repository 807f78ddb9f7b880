"""What is being typed at a place in a search text.

:mod:`catalogue_gui.catalogue.suggestions` offers words for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from catalogue_gui.catalogue.language import canonical_key, looks_like_range
from catalogue_gui.catalogue.term_spans import TermSpan, term_spans

_META = "meta."
_PLAIN_KEY = re.compile(r'[^\s":,\\]*')
_PATH = re.compile(r'(?:[^\s":,\\]|"(?:[^"\\]|\\.)*")*', re.DOTALL)
_LISTED_VALUE = re.compile(r'(?:[^\s",]|"(?:[^"\\]|\\.)*")*', re.DOTALL)


class Place(Enum):
    """What can stand where the cursor is."""

    KEY = "the beginning of a term"
    TAG = "a tag"
    CATEGORY = "a category"
    METADATA_KEY = "a metadata key whose value follows"
    PRESENT_KEY = "a metadata key that is there"
    METADATA_VALUE = "a value of a metadata key"


@dataclass(frozen=True, slots=True)
class Completion:
    """A piece of the text that can be completed.

    Args:
        kind: what can stand there.
        prefix: what is typed of it up to the cursor, without quotes; of a metadata key without ``meta.``.
        start: first character of the piece, 0-based.
        end: one past the last; what lies between is replaced by what is chosen.
        path: the metadata key whose value it is.
        others: the other values of the same list, which need not be offered again.
    """

    kind: Place
    prefix: str
    start: int
    end: int
    path: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()

    def is_same_piece(self, other: Completion | None) -> bool:
        """True when the other is this piece, more or less of it typed."""
        return other is not None and (self.kind, self.start, self.path) == (
            other.kind,
            other.start,
            other.path,
        )


def completion_at(text: str, cursor: int) -> Completion | None:
    """Tell what is being typed where the cursor stands.

    Args:
        text: the search text.
        cursor: a place in it, 0..len(text).
    Returns:
        The piece, or None where nothing can be offered: in a range, in quotes that are closed, before a word.
    """
    term = _term_at(text, cursor)
    if term is None:
        return Completion(Place.KEY, "", cursor, cursor)
    if cursor < term.key_start or (cursor == term.key_start and cursor < term.end):
        return None
    if term.key_end is not None and cursor > term.key_end:
        return _value_at(text, cursor, term, term.key_end)
    return _key_at(text, cursor, term)


def _term_at(text: str, cursor: int) -> TermSpan | None:
    for term in term_spans(text):
        if cursor <= term.end:
            return term if cursor >= term.start else None
    return None


def _key_at(text: str, cursor: int, term: TermSpan) -> Completion | None:
    start = term.key_start
    typed = text[start:cursor]
    if typed.lower().startswith(_META):
        return _path_at(text, cursor, term, start, Place.METADATA_KEY)
    if _PLAIN_KEY.fullmatch(typed) is None:
        return None
    found = _PLAIN_KEY.match(text, start)
    return Completion(Place.KEY, typed, start, found.end() if found else cursor)


def _path_at(text: str, cursor: int, term: TermSpan, start: int, kind: Place) -> Completion | None:
    typed = text[start:cursor]
    if typed.lower().startswith(_META):
        typed = typed[len(_META) :]
    keys = _Values(typed, ".")
    if keys.last_is_closed:
        return None
    end = _end_of_piece(_PATH, text, start, cursor, term)
    return Completion(kind, ".".join(keys.values), start, end)


def _value_at(text: str, cursor: int, term: TermSpan, colon: int) -> Completion | None:
    raw_key = text[term.key_start : colon]
    key = canonical_key(raw_key)
    start = colon + 1
    if key == "has":
        return _path_at(text, cursor, term, start, Place.PRESENT_KEY)
    if key == "tag":
        return _listed_value_at(text, cursor, term, start, Place.TAG)
    if key == "category":
        return _listed_value_at(text, cursor, term, start, Place.CATEGORY)
    if key.startswith(_META) and not looks_like_range(text[start:]):
        path = tuple(_Values(raw_key[len(_META) :], ".").values)
        if all(path):
            return _listed_value_at(text, cursor, term, start, Place.METADATA_VALUE, path)
    return None


def _listed_value_at(
    text: str, cursor: int, term: TermSpan, start: int, kind: Place, path: tuple[str, ...] = ()
) -> Completion | None:
    before = _Values(text[start:cursor], ",")
    if before.last_is_closed:
        return None
    value_start = start + before.last_start
    end = _end_of_piece(_LISTED_VALUE, text, value_start, cursor, term)
    after = _Values(text[end + 1 : term.end], ",").values if text.startswith(",", end) else []
    others = frozenset((*before.values[:-1], *after))
    return Completion(kind, before.values[-1], value_start, end, path, others)


def _end_of_piece(
    piece: re.Pattern[str], text: str, start: int, cursor: int, term: TermSpan
) -> int:
    # An open quotation mark takes in all that follows, which is not meant to be replaced.
    found = None if term.is_open else piece.match(text, start)
    return max(cursor, found.end()) if found else cursor


class _Values:
    """The values of a list that may break off anywhere, without their quotes.

    ``last_start`` is where the last one begins, ``last_is_closed`` whether a quotation mark in it has been closed.
    """

    def __init__(self, text: str, separator: str) -> None:
        self.values = [""]
        self.last_start = 0
        self.last_is_closed = False
        is_quoted = False
        characters = iter(enumerate(text))
        for place, character in characters:
            if character == '"':
                self.last_is_closed = is_quoted
                is_quoted = not is_quoted
            elif character == separator and not is_quoted:
                self.values.append("")
                self.last_start = place + 1
                self.last_is_closed = False
            elif character == "\\" and is_quoted:
                self.values[-1] += next(characters, (place, ""))[1]
            else:
                self.values[-1] += character

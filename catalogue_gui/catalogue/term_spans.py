"""Where the terms of a search text stand, whether or not they can be understood yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalogue_gui.catalogue.language import key_end

# As the language reads it: a term goes on to a blank outside quotes; a backslash in quotes takes the next character.
_TERM = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*(?:"|\\?\Z))+', re.DOTALL)
_CLOSED_TERM = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*")+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class TermSpan:
    """One term of a search text; all places are 0-based, ends are one past.

    ``key_start`` is ``start``, or one past the minus of a negated term. ``key_end`` is the place of the key's colon, None
    for a term without a key. ``is_open`` tells that a quotation mark in it is not closed.
    """

    start: int
    key_start: int
    key_end: int | None
    end: int
    is_open: bool

    @property
    def is_negated(self) -> bool:
        """True when the term begins with a minus."""
        return self.key_start > self.start


def term_spans(text: str) -> Iterator[TermSpan]:
    """Find the terms of a search text, in order."""
    for found in _TERM.finditer(text):
        start, end = found.span()
        key_start = start + text.startswith("-", start)
        yield TermSpan(
            start,
            key_start,
            key_end(text, key_start),
            end,
            is_open=_CLOSED_TERM.fullmatch(text, start, end) is None,
        )

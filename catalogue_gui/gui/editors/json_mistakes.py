"""Where the mistake is in a JSON text. No widgets."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import read_metadata

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|(?:NaN|-?Infinity)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class JsonMistake:
    """What is wrong, and where: ``start`` and ``end`` are places in the text, both 0 where it is about all of it."""

    reason: str
    start: int = 0
    end: int = 0

    @property
    def has_place(self) -> bool:
        """True when it stands at a place."""
        return self.end > self.start


def find_mistake(text: str) -> JsonMistake | None:
    """Look for the first mistake in a text that is to be metadata; None when there is none."""
    try:
        read_metadata(text)
    except InvalidValue as error:
        cause = error.__cause__
        if isinstance(cause, json.JSONDecodeError):
            return JsonMistake(error.reason, *_around(text, cause.pos))
        start, end = _odd_token(text)
        if end > start:
            line, column = line_and_column(text, start)
            return JsonMistake(f"Line {line}, column {column}: {error.reason}", start, end)
        return JsonMistake(error.reason)
    return None


def line_and_column(text: str, place: int) -> tuple[int, int]:
    """The 1-based line and column of a place in a text."""
    before = text[:place]
    return before.count("\n") + 1, place - (before.rfind("\n") + 1) + 1


def _around(text: str, place: int) -> tuple[int, int]:
    """The word at a place; at the end of the text or of a line, the character before it."""
    if place >= len(text) or text[place] == "\n":
        start = len(text[:place].rstrip()) - 1
        return (max(0, start), max(0, start) + 1) if text.strip() else (0, 0)
    word = re.compile(r"[^\s,:\]}\[{]+|.").match(text, place)
    return (place, word.end()) if word is not None else (place, place + 1)


def _odd_token(text: str) -> tuple[int, int]:
    """The first key that is there for the second time, the first number that is none, or the first odd text."""
    seen: list[set[str] | None] = []
    tokens = list(_TOKEN.finditer(text))
    for number, token in enumerate(tokens):
        word = token.group()
        if word in "[{":
            seen.append(set() if word == "{" else None)
        elif word in "]}":
            if seen:
                seen.pop()
        elif word[0] in "NI-" or (word[0] == '"' and _is_odd(word)):
            return token.span()
        elif word[0] == '"' and number + 1 < len(tokens) and tokens[number + 1].group() == ":":
            keys = seen[-1] if seen else None
            key = json.loads(word)
            if keys is not None and key in keys:
                return token.span()
            if keys is not None:
                keys.add(key)
    return 0, 0


def _is_odd(word: str) -> bool:
    """True for a text that cannot be stored."""
    value = json.loads(word)
    return "\x00" in value or any("\ud800" <= each <= "\udfff" for each in value)

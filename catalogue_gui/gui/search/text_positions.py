"""Places in a text as Qt counts them: a character beyond the basic plane (an emoji) takes two."""

from __future__ import annotations


def to_qt(text: str, place: int) -> int:
    """Qt's number for a place in a text."""
    return _length(text[:place])


def from_qt(text: str, position: int) -> int:
    """The place in a text that Qt calls ``position``; in the midst of a character, the place before it."""
    if text.isascii():
        return min(position, len(text))
    place = 0
    for character in text:
        position -= _length(character)
        if position < 0:
            break
        place += 1
    return place


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

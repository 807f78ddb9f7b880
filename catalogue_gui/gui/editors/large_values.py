"""What is too large to be typed over where it stands, and how that is said. No widgets.

Measured on two cores: a line of 20,000 characters is laid out in 10 ms and one of 1,000,000 in 400 ms; a text of 1 MB in
many lines in 170 ms.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale

MAX_VALUE_CHARACTERS = 20_000  # of one value that is typed over in a line
MAX_TEXT_CHARACTERS = 1_000_000  # of metadata that are edited as text
MAX_LINE_CHARACTERS = 100_000  # of one line of that text
SHOWN_CHARACTERS = 20_000  # of a text that is too large to be edited


def size_words(text: str, locale: QLocale) -> str:
    """How large a text is, as the operating system would say it."""
    size = len(text.encode("utf-8", "replace"))
    return locale.formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def large_words(text: str, locale: QLocale) -> str:
    """What stands in place of a large value."""
    return f"Large value, {size_words(text, locale)}: open…"


def why_not_as_text(text: str, locale: QLocale) -> str:
    """The reason why a text cannot be edited as a whole; empty when it can."""
    if len(text) > MAX_TEXT_CHARACTERS:
        return f"It has {size_words(text, locale)}, which is too large to be edited here."
    if len(text) > MAX_LINE_CHARACTERS and _longest_line(text) > MAX_LINE_CHARACTERS:
        return "It holds a text without an end of line that is too large to be edited here."
    return ""


def beginning(text: str) -> str:
    """As much of a large text as is shown."""
    return text[:SHOWN_CHARACTERS]


def _longest_line(text: str) -> int:
    return max(map(len, text.split("\n")))

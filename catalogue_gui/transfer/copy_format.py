"""Values as COPY takes them.

Source: PostgreSQL manual, COPY, "Text Format"; 8.15.6 "Array Input and Output Syntax".
"""

from __future__ import annotations

from collections.abc import Callable

NULL = "\\N"
MOST_REMEMBERED = 20_000  # a column that repeats itself has fewer different values
_MOST_REMEMBERED_LENGTH = 80
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Convert = Callable[[str], str]


def printable(text: str) -> str:
    """A cell as it can be shown and written: bytes that could not be read become the replacement character."""
    if text.isascii():
        return text.replace("\0", "\ufffd")
    return "".join(
        "\ufffd" if "\ud800" <= each <= "\udfff" or each == "\0" else each for each in text
    )


def copy_text(text: str) -> str:
    """A value in COPY's text format."""
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text:
        return text.translate(_ESCAPES)
    return text


def array_literal(items: tuple[str, ...]) -> str:
    """Text items as a PostgreSQL array literal."""
    quoted = ",".join('"' + each.replace("\\", "\\\\").replace('"', '\\"') + '"' for each in items)
    return f"{{{quoted}}}"


def remembering(convert: Convert) -> Convert:
    """The same conversion with what short texts came to kept in mind, as columns repeat themselves."""
    known: dict[str, str] = {}

    def convert_once(text: str) -> str:
        found = known.get(text)
        if found is None:
            found = convert(text)
            if len(text) <= _MOST_REMEMBERED_LENGTH:
                if len(known) >= MOST_REMEMBERED:
                    known.clear()
                known[text] = found
        return found

    return convert_once

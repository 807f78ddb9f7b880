"""How the records of a file are written: what stands between cells, and what around them.

Source: RFC 4180 for the plain form; the habits beyond it are those of spreadsheets, MySQL and shop systems.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Any

_DELIMITER_WORDS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "vertical bar",
    ":": "colon",
    " ": "space",
}
# A file may say itself what its delimiter is; Excel writes and honours this line.
_DECLARED = re.compile(r"^\ufeff?\"?sep=(.)\"?\r?\n?$", re.IGNORECASE)
csv.field_size_limit(
    2**31 - 1
)  # a cell may hold a long description; the module's own limit is 128 KB


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart.

    Args:
        delimiter: one character between cells.
        quote: one character around cells; empty where quotation marks mean nothing.
        escape: ``"\\"`` where a backslash takes the next character's meaning away, else None.
        skip_space: True where spaces after a delimiter do not belong to the cell.
        is_chosen: True where the user named the quotation mark: well-formed cells are then taken at their word.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    skip_space: bool = False
    is_chosen: bool = False

    def reader_options(self) -> dict[str, Any]:
        """The options of ``csv.reader`` for this dialect, strict: a misplaced quote is an error and no guess."""
        options: dict[str, Any] = {
            "delimiter": self.delimiter,
            "escapechar": self.escape,
            "skipinitialspace": self.skip_space,
            "doublequote": True,
            "strict": True,
        }
        if self.quote:
            options["quotechar"] = self.quote
        else:
            options |= {"quoting": csv.QUOTE_NONE, "quotechar": None}
        return options


def delimiter_name(delimiter: str) -> str:
    """The word for a delimiter, or the character itself in quotation marks."""
    return _DELIMITER_WORDS.get(
        delimiter, f"“{delimiter}”" if delimiter.isprintable() else "control character"
    )


def declared_delimiter(first_line: str) -> str | None:
    """The delimiter that a file's first line declares (``sep=;``), or None."""
    match = _DECLARED.match(first_line)
    return match.group(1) if match else None

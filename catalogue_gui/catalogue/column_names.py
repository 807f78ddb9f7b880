"""Names of a file's columns: their plain form, and finding the one that is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Letters that have no decomposition into a plain one and an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "đ": "d"}
)  # fmt: skip


def plain(header: str) -> str:
    """A header in its plain form: small letters, no accents, words with one space between."""
    # priceEur and PriceEUR are two words each, as price_eur is.
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.translate(_LETTERS))
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", letters))


def column_keys(header: Sequence[str], width: int) -> list[str]:
    """How each column is named: its header where that is unique and not empty, else ``#N``."""
    names = [header[index].strip() if index < len(header) else "" for index in range(width)]
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return [
        name if name and counts[name] == 1 else f"#{index + 1}" for index, name in enumerate(names)
    ]


def find_columns(column: str, names: Sequence[str]) -> list[int]:
    """The places, 0-based, of the columns that a choice can mean.

    Args:
        column: a header text, or ``#N`` (1-based).
        names: the headers in the file's order, empty where there is none.
    Returns:
        One place; none where no column is called so; several where the name does not say which.
    """
    number = re.fullmatch(r"#(\d{1,9})", column.strip(), re.ASCII)
    if number and 1 <= int(number[1]) <= len(names):
        return [int(number[1]) - 1]
    for same in (str, str.casefold, plain):
        wanted = same(column.strip())
        found = [index for index, name in enumerate(names) if name and same(name) == wanted]
        if found:
            return found
    return []

"""The plain cases of tags and metadata, told quickly: what is one can be sent to the server as it stands.

What is not plain is not wrong, but left to the parsers that take every case apart.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

_LONGEST = 650  # characters: no single tag within is too long for an index then
# Every item is bare, or in quotation marks without anything taken away by a backslash.
_BARE = r'[^\s"\\{},]+'
_QUOTED = r'"[^"\\\s{}](?:[^"\\{}\t\n\r]*[^"\\\s{}])?"'
_ARRAY = re.compile(rf"\{{(?:{_BARE}|{_QUOTED})(?:,(?:{_BARE}|{_QUOTED}))*\}}")
_ITEM = re.compile(r'"[^"]*"|[^",{}]+')
_LONGEST_NUMBER = 1000  # digits; the server's numeric type has room for many more


def is_plain_array(text: str) -> bool:
    """True for a PostgreSQL array literal whose items are tags: trimmed, none blank, none twice."""
    if len(text) > _LONGEST or not _ARRAY.fullmatch(text):
        return False
    if '"' not in text:
        items = text[1:-1].split(",")
        return len(set(items)) == len(items) and "NULL" not in text.upper()
    items = [item.strip('"') for item in _ITEM.findall(text)]
    return len(set(items)) == len(items) and "NULL" not in text.upper()


def _refuse_constant(text: str) -> Any:
    raise ValueError(text)


def _plain_number(text: str) -> float:
    value = float(text)
    is_tiny = not value and ("e" in text or "E" in text)
    if is_tiny or math.isinf(value) or len(text) > _LONGEST_NUMBER:
        raise ValueError(text)
    return value


# One for all: json.loads makes another one at every call.
_decode = json.JSONDecoder(parse_float=_plain_number, parse_constant=_refuse_constant).raw_decode


def is_plain_object(text: str) -> bool:
    """True for a JSON object without escaped characters and numbers that the server may not take."""
    if "\\u" in text:
        return False
    try:
        value, end = _decode(text)
    except (ValueError, RecursionError):
        return False
    return end == len(text) and isinstance(value, dict)

"""What stands where in a product's metadata, and what differs, without the program's own code for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

Path = tuple[str, ...]
Wish = tuple[Path, Any, Any]  # where, what was seen there, what is to be there


class _Absent(Enum):
    ABSENT = "no such key"


ABSENT = _Absent.ABSENT


def read(text: str) -> dict[str, Any]:
    """Metadata as Python values."""
    value: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return value


def metadata_with(text: str, wishes: Sequence[tuple[Path, str | None]]) -> str:
    """What somebody makes of the metadata: keys with a value as JSON text, None to take one away."""
    metadata = read(text)
    for path, value in wishes:
        if not is_clear(metadata, path):
            continue
        if value is not None:
            put(metadata, path, json.loads(value, parse_float=Decimal))
        elif value_at(metadata, path) is not ABSENT:
            remove(metadata, path)
    return _as_text(metadata)


def differences(path: Path, seen: dict[str, Any], new: dict[str, Any]) -> Iterator[Wish]:
    """What somebody wants who makes the one of the other; objects are gone through key by key."""
    for key in {**seen, **new}:
        before, after = seen.get(key, ABSENT), new.get(key, ABSENT)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from differences((*path, key), before, after)
        elif form(before, is_exact=True) != form(after, is_exact=True):
            yield (*path, key), before, after


def value_at(metadata: dict[str, Any], path: Path) -> Any:
    """The value at a path; ABSENT where there is none."""
    inner: Any = metadata
    for key in path:
        if not isinstance(inner, dict) or key not in inner:
            return ABSENT
        inner = inner[key]
    return inner


def is_clear(metadata: dict[str, Any], path: Path) -> bool:
    """True when nothing but objects, or nothing at all, stands on the way to a key."""
    ways = (value_at(metadata, path[:length]) for length in range(1, len(path)))
    return all(way is ABSENT or isinstance(way, dict) for way in ways)


def put(metadata: dict[str, Any], path: Path, value: Any) -> None:
    """Set a key, whose way is clear; objects that are missing on it are made."""
    for key in path[:-1]:
        metadata = metadata.setdefault(key, {})
    metadata[path[-1]] = value


def remove(metadata: dict[str, Any], path: Path) -> None:
    """Take a key away, which is there."""
    for key in path[:-1]:
        metadata = metadata[key]
    metadata.pop(path[-1])


def is_same(one: Any, other: Any) -> bool:
    """The server compares numbers by value: 1.0 is 1.00."""
    return bool(form(one, is_exact=False) == form(other, is_exact=False))


def form(value: Any, *, is_exact: bool) -> Any:
    """A value so that what is alike in JSON is equal, and nothing else: True is no 1."""
    match value:
        case dict():
            return {key: form(inner, is_exact=is_exact) for key, inner in value.items()}
        case list():
            return [form(inner, is_exact=is_exact) for inner in value]
        case bool():
            return "yes or no", value
        case int() | Decimal():
            return "number", str(value) if is_exact else Decimal(value)
        case _:
            return value


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(k)}: {_as_text(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_as_text, value))}]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)

"""Metadata as JSON text: read and written without a change to what nobody touched, and compared key by key.

The server keeps every number with the digits it was given (``10.00`` is not ``10.0``), so numbers are ``int`` and
``Decimal`` here, never ``float``. Source: PostgreSQL manual, chapter 8.14, "JSON Types"; RFC 8259.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalogue_gui.catalogue.errors import InvalidValue

# Python refuses to make an int of more digits than this from text; a Decimal has no such limit.
_MAX_INT_DIGITS = 4000
_METADATA = "metadata"
TOO_DEEP = "It is nested too deeply to be edited here."

JsonValue = Any  # dict | list | str | int | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class MetadataChange:
    """One key's change.

    Args:
        path: the keys from the top, through objects only; never empty.
        seen: its value as JSON text as the user saw it; None where there was no such key.
        new: its value as JSON text as it is to become; None takes the key away.
    """

    path: tuple[str, ...]
    seen: str | None
    new: str | None


def read_json(text: str) -> JsonValue:
    """Read JSON text.

    Raises:
        InvalidValue: it is no JSON, names a key twice, or holds what the catalogue cannot store. ``reason`` says where.
    """
    try:
        return json.loads(
            text,
            parse_int=_read_int,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object_of,
        )
    except json.JSONDecodeError as error:
        raise InvalidValue(
            _METADATA, f"Line {error.lineno}, column {error.colno}: {_words_of(error.msg)}."
        ) from error
    except RecursionError as error:
        raise InvalidValue(_METADATA, TOO_DEEP) from error


def read_metadata(text: str) -> dict[str, JsonValue]:
    """Read the metadata of a product: an object.

    Raises:
        InvalidValue: as :func:`read_json`, or it is something else than an object.
    """
    value = read_json(text)
    if not isinstance(value, dict):
        raise InvalidValue(_METADATA, "Metadata is a set of keys and values, in curly brackets.")
    return value


def write_json(value: JsonValue, indent: int | None = None) -> str:
    """Write a value as JSON text; numbers keep their digits.

    Args:
        value: as :func:`read_json` gives it.
        indent: blanks for each level, one entry a line; None writes all of it on one line.
    """
    return _write(value, indent)


def changes_between(seen: str, new: str) -> tuple[MetadataChange, ...]:
    """What has to be done, key by key, to make one metadata text of another; objects are compared key by key inside.

    Raises:
        InvalidValue: as :func:`read_metadata`.
    """
    found: list[MetadataChange] = []
    try:
        _compare((), read_metadata(seen), read_metadata(new), found)
    except RecursionError as error:
        raise InvalidValue(_METADATA, TOO_DEEP) from error
    return tuple(found)


def with_changes(
    text: str, changes: tuple[MetadataChange, ...], *, is_excerpt: bool = False
) -> str:
    """The metadata with the changes made, whatever the keys held before.

    Args:
        text: the metadata.
        changes: made one after the other.
        is_excerpt: True when the text holds some of the metadata only: an object out of which a key goes is there.
    Raises:
        InvalidValue: as :func:`read_metadata`.
    """
    metadata = read_metadata(text)
    for change in changes:
        # A key that goes needs nothing to hold it: what stands in its object's place stays.
        inner = _object_at(metadata, change.path[:-1], is_made=is_excerpt or change.new is not None)
        if change.new is not None and inner is not None:
            inner[change.path[-1]] = read_json(change.new)
        elif inner is not None:
            inner.pop(change.path[-1], None)
    return write_json(metadata)


def _object_at(
    metadata: dict[str, JsonValue], path: tuple[str, ...], *, is_made: bool
) -> dict[str, JsonValue] | None:
    """The object at a path; where there is none, it is made, or None is given."""
    inner = metadata
    for key in path:
        following = inner.get(key)
        if not isinstance(following, dict):
            if not is_made:
                return None
            following = inner[key] = {}
        inner = following
    return inner


def value_at(metadata: dict[str, JsonValue], path: tuple[str, ...]) -> str | None:
    """The value at a path as JSON text; None where there is none."""
    inner: JsonValue = metadata
    for key in path:
        if not isinstance(inner, dict) or key not in inner:
            return None
        inner = inner[key]
    return write_json(inner)


def _compare(
    path: tuple[str, ...],
    seen: dict[str, JsonValue],
    new: dict[str, JsonValue],
    found: list[MetadataChange],
) -> None:
    for key, value in seen.items():
        if key not in new:
            found.append(MetadataChange((*path, key), _write(value, None), None))
        elif isinstance(value, dict) and isinstance(new[key], dict):
            _compare((*path, key), value, new[key], found)
        else:
            before, after = _write(value, None), _write(new[key], None)
            if before != after:
                found.append(MetadataChange((*path, key), before, after))
    for key, value in new.items():
        if key not in seen:
            found.append(MetadataChange((*path, key), None, _write(value, None)))


def _write(value: JsonValue, indent: int | None, depth: int = 0) -> str:
    written: list[str] = []
    # What is still to be written, the next last: a piece of text, or a value and its depth.
    rest: list[str | tuple[JsonValue, int]] = [(value, depth)]
    while rest:
        following = rest.pop()
        if isinstance(following, str):
            written.append(following)
            continue
        inner, level = following
        if isinstance(inner, bool) or inner is None or isinstance(inner, str):
            written.append(json.dumps(inner, ensure_ascii=False))
        elif isinstance(inner, int | Decimal):
            written.append(str(inner))
        elif not inner:
            written.append("{}" if isinstance(inner, dict) else "[]")
        else:
            rest.extend(reversed(_pieces(inner, indent, level)))
    return "".join(written)


def _pieces(value: JsonValue, indent: int | None, level: int) -> list[str | tuple[JsonValue, int]]:
    """An object or a list as its brackets, keys, commas, and the values in it."""
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    inner_margin, margin, comma = "", "", ", "
    if indent is not None:
        margin = "\n" + " " * indent * level
        inner_margin = "\n" + " " * indent * (level + 1)
        comma = "," + inner_margin
    pieces: list[str | tuple[JsonValue, int]] = [opening + inner_margin]
    entries = value.items() if isinstance(value, dict) else ((None, each) for each in value)
    for number, (key, inner) in enumerate(entries):
        name = "" if key is None else f"{json.dumps(key, ensure_ascii=False)}: "
        pieces += [(comma if number else "") + name, (inner, level + 1)]
    pieces.append(margin + closing)
    return pieces


def _read_int(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _MAX_INT_DIGITS else Decimal(digits)


def _refuse_constant(name: str) -> JsonValue:
    raise InvalidValue(_METADATA, f"{name} is no number that can be stored.")


def _object_of(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    read: dict[str, JsonValue] = {}
    for key, value in pairs:
        if key in read:
            raise InvalidValue(_METADATA, f"The key “{key}” is there twice.")
        for text in (key, value):
            if isinstance(text, str) and not _can_be_stored(text):
                raise InvalidValue(_METADATA, f"“{key}” holds a character that cannot be stored.")
        read[key] = value
    return read


def _can_be_stored(text: str) -> bool:
    """False for a NUL and for half a character (a lone surrogate), which the server takes in no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _words_of(message: str) -> str:
    """What the JSON reader says, in plain words."""
    return {
        "Expecting value": "a value is missing, or a text stands without its quotes",
        "Expecting property name enclosed in double quotes": "a key in double quotes is expected",
        "Expecting ':' delimiter": "a colon is expected after the key",
        "Expecting ',' delimiter": "a comma or the closing bracket is expected",
        "Extra data": "there is something after the end",
        "Unterminated string starting at": "this text has no closing quote",
        "Illegal trailing comma before end of object": "there is a comma too many",
    }.get(message, message[:1].lower() + message[1:])

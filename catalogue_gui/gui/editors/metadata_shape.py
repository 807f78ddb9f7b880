"""Changing metadata at one place: the whole text in, the whole text out. No widgets.

Every number and key that is not at that place keeps its digits and its letters.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import JsonValue, read_json, read_metadata, write_json
from catalogue_gui.catalogue.product import Field

# Keys of objects and 0-based numbers of a list's items, from the top; empty for the whole.
Address = tuple[str | int, ...]


def with_value(text: str, address: Address, value: JsonValue) -> str:
    """The metadata with another value at a place; a key or an item that is not there yet is added at the end.

    Raises:
        InvalidValue: it cannot be read, or the place is no longer there.
    """
    root = read_metadata(text)
    holder = _holder_of(root, address)
    last = address[-1]
    if isinstance(holder, list) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value
    return write_json(root)


def without(text: str, address: Address) -> str:
    """The metadata without a key or an item.

    Raises:
        InvalidValue: as :func:`with_value`.
    """
    root = read_metadata(text)
    holder = _holder_of(root, address)
    try:
        del holder[address[-1]]
    except LookupError as error:
        raise _gone() from error
    return write_json(root)


def renamed(text: str, address: Address, key: str) -> str:
    """The metadata with another name for a key, in the same place among the others.

    Raises:
        InvalidValue: as :func:`with_value`, or the name cannot be used.
    """
    root = read_metadata(text)
    holder = _holder_of(root, address)
    if not isinstance(holder, dict) or address[-1] not in holder:
        raise _gone()
    if key != address[-1]:
        _check_key(key, holder)
    inside = [(key if name == address[-1] else name, value) for name, value in holder.items()]
    holder.clear()
    holder.update(inside)
    return write_json(root)


def check_new_key(text: str, parent: Address, key: str) -> None:
    """See whether a key can be added to an object.

    Raises:
        InvalidValue: there is one of that name, or it cannot be stored.
    """
    root = read_metadata(text)
    holder = _holder_of(root, (*parent, key))
    if isinstance(holder, dict):
        _check_key(key, holder)


def with_raw_text(text: str, address: Address, raw: str) -> str:
    """What was typed and cannot be read, in its place in the metadata: text that is no JSON, kept to be mended."""
    stand_in = uuid4().hex
    return with_value(text, address, stand_in).replace(json.dumps(stand_in), raw, 1)


def value_at(metadata: dict[str, JsonValue], address: Address) -> JsonValue:
    """The value at a place.

    Raises:
        LookupError: the place is not there.
    """
    value: Any = metadata
    for step in address:
        is_right = isinstance(value, list if isinstance(step, int) else dict)
        if not is_right:
            raise LookupError(step)
        value = value[step]
    return value


def _holder_of(root: dict[str, JsonValue], address: Address) -> Any:
    """The object or list in which the last step of an address lies."""
    try:
        holder = value_at(root, address[:-1])
    except LookupError as error:
        raise _gone() from error
    last = address[-1]
    if isinstance(holder, dict) and isinstance(last, str):
        return holder
    if isinstance(holder, list) and isinstance(last, int) and 0 <= last <= len(holder):
        return holder
    raise _gone()


def _check_key(key: str, holder: dict[str, JsonValue]) -> None:
    if key in holder:
        raise InvalidValue(Field.METADATA, f"There is a key “{key}” already.")
    read_json(json.dumps({key: None}, ensure_ascii=False))


def _gone() -> InvalidValue:
    return InvalidValue(Field.METADATA, "This place in the metadata is not there any more.")

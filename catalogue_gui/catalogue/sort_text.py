"""A column's key and a sort as text: ``price``, ``price:desc``, ``metadata.dims.w``, ``column.supplier:desc``.

The command line takes it, saved views and column layouts keep it.
"""

from __future__ import annotations

import re

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import (
    ColumnKey,
    Direction,
    ExtraColumn,
    MetadataKey,
    Sort,
)

_METADATA, _COLUMN = "metadata.", "column."
_PATH_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"|([^".\\]+)')
_NEEDS_QUOTES = re.compile(r'[".\\:\s]|^$')
SORTABLE_FIELDS = tuple(name for name in Field if name != Field.METADATA)


def format_key(key: ColumnKey) -> str:
    """A column's key as text."""
    match key:
        case Field():
            return key.value
        case MetadataKey(path):
            return _METADATA + ".".join(map(_format_path_key, path))
        case ExtraColumn(name):
            return _COLUMN + name


def parse_key(text: str) -> ColumnKey:
    """A column's key from its text.

    Raises:
        InvalidValue: there is no such column.
    """
    if text.startswith(_METADATA):
        return MetadataKey(_parse_path(text.removeprefix(_METADATA)))
    if text.startswith(_COLUMN) and len(text) > len(_COLUMN):
        return ExtraColumn(text.removeprefix(_COLUMN))
    try:
        return Field(text)
    except ValueError:
        raise InvalidValue("column", f"There is no column “{text}”.") from None


def format_sort(sort: Sort) -> str:
    """A sort as text; the usual one is empty."""
    if sort == Sort():
        return ""
    key = format_key(sort.key)
    if sort.direction == Direction.DESCENDING or key.endswith((":asc", ":desc")):
        return f"{key}:{sort.direction}"
    return key


def parse_sort(text: str) -> Sort:
    """A sort from its text; empty for the usual one.

    Raises:
        InvalidValue: products cannot be sorted by that.
    """
    text = text.strip()
    if not text:
        return Sort()
    name, direction = text, Direction.ASCENDING
    for each in Direction:
        if text.endswith(f":{each}"):
            name, direction = text.removesuffix(f":{each}"), each
            break
    try:
        key = parse_key(name)
    except InvalidValue:
        key = Field.METADATA
    if key == Field.METADATA:
        raise InvalidValue(
            "sort",
            f"Products cannot be sorted by “{text}”.",
            hint=f"Use one of {', '.join(SORTABLE_FIELDS)} or metadata.KEY, with :desc behind it for falling order.",
        )
    return Sort(key, direction)


def _format_path_key(key: str) -> str:
    if not _NEEDS_QUOTES.search(key):
        return key
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _parse_path(text: str) -> tuple[str, ...]:
    keys: list[str] = []
    at = 0
    while found := _PATH_KEY.match(text, at):
        quoted, bare = found.groups()
        keys.append(bare if bare is not None else re.sub(r"\\(.)", r"\1", quoted))
        at = found.end()
        if at == len(text):
            return tuple(keys)
        if text[at] != ".":
            break
        at += 1
    raise InvalidValue("column", f"“{text}” is not the name of a metadata key.")

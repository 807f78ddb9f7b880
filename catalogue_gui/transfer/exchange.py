"""The file of an export in its exchange form, known again: its cells are exactly what the catalogue holds.

Nothing of such a file is trimmed or guessed at: what stands in it was not typed by anybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from catalogue_gui.catalogue.cell_values import (
    MOST_INDEXED_BYTES,
    ValueRejected,
    parse_array_literal,
    parse_json_object,
    shown,
)
from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import ExtraColumn, MetadataKey
from catalogue_gui.catalogue.sort_text import parse_key
from catalogue_gui.transfer.copy_format import copy_text
from catalogue_gui.transfer.headers import REJECT_HEADERS

# Columns that nobody but an export writes by these names; "name,price,category" is what people write, too.
_TELLING = frozenset({Field.ID, Field.METADATA, Field.CREATED_AT, Field.UPDATED_AT})
_TIME = re.compile(r"-?\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00(?: BC)?|-?infinity", re.ASCII)
_FORMS: Mapping[str, re.Pattern[str]] = {
    Field.ID: re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"),
    Field.CREATED_AT: _TIME,
    Field.UPDATED_AT: _TIME,
    Field.METADATA: re.compile(r"\{.*\}", re.DOTALL),
}
# A metadata value whose bare text could be taken for another value of JSON; the server's regular expression likewise.
AMBIGUOUS_TEXT = r'^(-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null|["\[{].*|)$'
_AMBIGUOUS = re.compile(AMBIGUOUS_TEXT, re.DOTALL | re.ASCII)
# The server quotes what its own idea of a blank is in, and not Unicode's.
_ITEM = r'(?:"(?:[^"\\]|\\.)*"|[^ \t\n\r\v\f"\\{},]+)'
_ARRAY = re.compile(rf"\{{(?:{_ITEM}(?:,{_ITEM})*)?\}}", re.DOTALL)


def is_exchange(header: Sequence[str], samples: Sequence[Sequence[str]]) -> bool:
    """True for an export in its exchange form, or the rejects of its import; not for a list that happens to be like one.

    Args:
        header: the names of the columns as they stand in the file.
        samples: the first records.
    """
    return _is_exchange_header(header) and all(
        form.fullmatch(row[place])
        for place, name in enumerate(header)
        if (form := _FORMS.get(name)) is not None
        for row in samples
        if place < len(row) and row[place]
    )


def _is_exchange_header(header: Sequence[str]) -> bool:
    names = [name for name in header if name not in REJECT_HEADERS]
    if len(set(names)) < len(names):
        return False
    is_telling = False
    for name in names:
        try:
            key = parse_key(name)
        except InvalidValue:
            return False
        is_telling = is_telling or key in _TELLING or not isinstance(key, Field)
    return is_telling


def header_path(name: str) -> tuple[str, ...] | None:
    """The metadata key that an export's header names; None for another header."""
    try:
        key = parse_key(name)
    except InvalidValue:
        return None
    return key.path if isinstance(key, MetadataKey) else None


def is_extra_header(name: str) -> bool:
    """True for the header of a column that only the catalogue of the export has."""
    try:
        return isinstance(parse_key(name), ExtraColumn)
    except InvalidValue:
        return False


def exact_array(text: str) -> str | None:
    """A PostgreSQL array literal as it is, for COPY; None where it is in another form than the server writes.

    Raises:
        ValueRejected: a tag is too long for the catalogue's index.
    """
    if _ARRAY.fullmatch(text) is None:
        return None
    if len(text) > MOST_INDEXED_BYTES // 4:
        for item in parse_array_literal(text) or ():
            if len(item.encode("utf-8", "replace")) > MOST_INDEXED_BYTES:
                raise ValueRejected(f"the tag {shown(item)} is too long")
    return copy_text(text)


def exact_value(text: str) -> str:
    """The JSON of a metadata cell: text stands bare in it where it can be nothing else."""
    if _AMBIGUOUS.fullmatch(text):
        try:
            parse_json_object(f'{{"value": {text}}}')
        except ValueRejected:
            pass  # typed into the file since
        else:
            return text
    return json.dumps(text, ensure_ascii=False)


def exact_match_text(text: str) -> str:
    """The text by which the server finds a metadata cell's value, for COPY."""
    value = exact_value(text)
    return copy_text(json.loads(value) if value.startswith('"') else value)

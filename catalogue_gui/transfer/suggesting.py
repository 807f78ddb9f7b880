"""Which field a column fills by its header, confirmed by what it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Sequence
from itertools import pairwise
from typing import NamedTuple

from catalogue_gui.catalogue.column_names import plain
from catalogue_gui.catalogue.importing import IGNORE, IMPORT_FIELDS, SHARED_FIELDS
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.headers import (
    QUALIFIED_RANK,
    REJECT_HEADERS,
    field_of_header,
    level_of_header,
)

_EXCHANGED = frozenset({*IMPORT_FIELDS, Field.METADATA})
_SYSTEM_FIELDS = frozenset({Field.CREATED_AT, Field.UPDATED_AT})
_UUID = re.compile(r"^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$", re.IGNORECASE)
# What shops call the kinds of goods that they keep: a column of these is no category, whatever its header.
_KINDS_OF_GOODS = frozenset(
    [
        "simple",
        "variable",
        "variation",
        "grouped",
        "external",
        "virtual",
        "downloadable",
        "configurable",
        "bundle",
        "product",
        "physical",
        "digital",
        "sku",
        "parent",
        "child",
        "variant",
        "p",
        "s",
        "item",
        "service",
        "regular",
        "standard",
    ]
)
# A column of these names for the category has the whole path already; its levels are then told a second time.
_SUREST_CATEGORY_RANK = 5
_EXACT, _QUALIFIED, _LEVEL, _DOUBTFUL = 1.0, 0.9, 0.9, 0.7


class Suggestion(NamedTuple):
    """Where a column goes unless the user says otherwise; fields as in :class:`MappedColumn`."""

    field: str
    reason: str
    confidence: float


class _Candidate(NamedTuple):
    """A column whose header names a field; the least is the best."""

    is_doubtful: bool
    rank: int
    place: int


def suggest_fields(
    names: Sequence[str],
    samples: Sequence[Sequence[str]],
    chosen: Container[int],
    taken: set[str],
    *,
    match: str | None,
    is_exchange: bool = False,
) -> dict[int, Suggestion]:
    """Find the columns whose header and content agree on a field.

    Args:
        names: the headers, without spaces around, empty where there is none.
        samples: the first records.
        chosen: places of the columns that the user has decided about.
        taken: the fields that these go to.
        match: by which field products are found, if that was said.
        is_exchange: True for the file of an export of ours.
    Returns:
        Column's place, 0-based, to where it goes; columns that match no field are not in it.
    """
    candidates: dict[Field, list[_Candidate]] = {}
    found: dict[int, Suggestion] = {}
    for index, name in enumerate(names):
        if index in chosen or not name:
            continue
        if name in REJECT_HEADERS:
            found[index] = Suggestion(IGNORE, "written by an earlier import's rejects file", _EXACT)
            continue
        if is_exchange and name in _EXCHANGED and name not in taken:
            found[index] = Suggestion(name, f"header “{name}” of an export", _EXACT)
            continue
        values = column_values(samples, index)
        if plain(name) == "metadata" and Field.METADATA not in taken and _are_objects(values):
            reason = "header “metadata”, and every cell holds a JSON object"
            found[index] = Suggestion(str(Field.METADATA), reason, _EXACT)
            continue
        meant = field_of_header(name)
        if meant is None or meant[0] in taken:
            continue
        # Matched by id, a column of that name is meant even if some cells, or all, are no identifiers.
        if not (meant[0] == Field.ID == match) and not _is_confirmed(meant[0], values):
            continue
        # Words may stand among prices ("call us"); a column of words only comes last.
        is_doubtful = not values or (meant[0] == Field.PRICE and not _has_digits(values))
        candidates.setdefault(meant[0], []).append(_Candidate(is_doubtful, meant[1], index))
    for field in map(Field, SHARED_FIELDS):
        group = [] if field in taken or is_exchange else _find_group(field, names, samples, chosen)
        if group and not _tells_it_whole(field, candidates.get(field, []), group):
            candidates.pop(field, None)
            reason = f"{len(group)} columns together"
            found.update((index, Suggestion(str(field), reason, _LEVEL)) for index in group)
    for field, places in candidates.items():
        # A column with something fitting in it before a blank one, then the surer name, then the order of the file.
        best = min(places)
        confidence = _QUALIFIED if best.rank >= QUALIFIED_RANK else _EXACT
        if best.is_doubtful:
            confidence = _DOUBTFUL
        found[best.place] = Suggestion(str(field), f"header “{names[best.place]}”", confidence)
    has_id = any(each.field == Field.ID for each in found.values()) or Field.ID in taken
    return found | _left_to_the_catalogue(names, chosen) if has_id or is_exchange else found


def _left_to_the_catalogue(names: Sequence[str], chosen: Container[int]) -> dict[int, Suggestion]:
    """The columns of an export that the catalogue keeps itself."""
    return {
        index: Suggestion(IGNORE, "kept by the catalogue itself", _EXACT)
        for index, name in enumerate(names)
        if name in _SYSTEM_FIELDS and index not in chosen
    }


def column_values(samples: Sequence[Sequence[str]], index: int) -> list[str]:
    """The values of a column that are not blank, without spaces around."""
    return [text for row in samples if index < len(row) and (text := row[index].strip())]


def _find_group(
    field: Field, names: Sequence[str], samples: Sequence[Sequence[str]], chosen: Container[int]
) -> list[int]:
    """The columns that fill a field together: numbered in their order, or all of the same name; at least two."""
    groups: dict[str, list[tuple[int, int]]] = {}
    for index, name in enumerate(names):
        if index in chosen or not name:
            continue
        level = level_of_header(name)
        if level is not None and level[0] == field:
            groups.setdefault(level[1], []).append((level[2], index))
            continue
        meant = field_of_header(name)
        if meant is not None and meant[0] == field:
            # "Category", "Category 2", "Category 3": the first has no number.
            groups.setdefault(plain(name), []).append((1, index))
    for group in groups.values():
        numbers = [number for number, _index in group]
        is_ascending = all(before < after for before, after in pairwise(numbers))
        if field == Field.TAGS:
            is_ascending = True  # the order of tags means nothing, and neither does a repeated name
        places = [index for _number, index in group]
        if len(group) > 1 and is_ascending and any(column_values(samples, each) for each in places):
            return places
    return []


def _tells_it_whole(field: Field, candidates: Sequence[_Candidate], group: Sequence[int]) -> bool:
    return field == Field.CATEGORY and any(
        not each.is_doubtful and each.rank <= _SUREST_CATEGORY_RANK and each.place not in group
        for each in candidates
    )


def _is_confirmed(name: Field, values: Sequence[str]) -> bool:
    """Whether what a column holds can be what its header says."""
    if not values:
        return name != Field.ID
    if name == Field.ID:
        return all(_UUID.match(value) for value in values)
    if name == Field.STOCK:
        return _has_digits(values)  # "in stock" is not a number of pieces
    if name == Field.CATEGORY:
        return not {value.casefold() for value in values} <= _KINDS_OF_GOODS
    return True


def _has_digits(values: Sequence[str]) -> bool:
    return any(character.isdigit() for value in values for character in value)


def _are_objects(values: Sequence[str]) -> bool:
    def is_object(text: str) -> bool:
        try:
            return text.startswith("{") and isinstance(json.loads(text), dict)
        except (ValueError, RecursionError):
            return False

    return bool(values) and all(map(is_object, values))

"""What the products found are made of, counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CATEGORY_SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts beside the table.

    ``categories`` are whole paths in order, ``tags`` the most frequent first.
    """

    categories: tuple[tuple[str, int], ...] = ()
    tags: tuple[tuple[str, int], ...] = ()


class ValueKind(StrEnum):
    """Of what kind the values of a metadata key are, as a rule."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    LIST = "list"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class MetadataKeyFacet:
    """A key that products have in their metadata; ``path`` leads there, ``kind`` is the most frequent one."""

    path: tuple[str, ...]
    kind: ValueKind

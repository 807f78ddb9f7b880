"""What the products found are made of, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

CATEGORY_SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts beside the table.

    ``categories`` are whole paths in order, ``tags`` the most frequent first, ``metadata_keys`` top-level keys.
    """

    categories: tuple[tuple[str, int], ...] = ()
    tags: tuple[tuple[str, int], ...] = ()
    metadata_keys: tuple[str, ...] = ()


@dataclass(slots=True)
class CategoryNode:
    """A category of the tree: its whole ``path``, its last part as ``label``, and products in it and below it."""

    path: str
    label: str
    count: int = 0
    children: dict[str, CategoryNode] = field(default_factory=dict)


def category_tree(counts: Iterable[tuple[str, int]]) -> dict[str, CategoryNode]:
    """Fold category paths (``Home/Kitchen``) into a tree whose counts include what lies below."""
    roots: dict[str, CategoryNode] = {}
    for path, count in counts:
        level = roots
        walked: list[str] = []
        for label in path.split(CATEGORY_SEPARATOR):
            walked.append(label)
            node = level.setdefault(label, CategoryNode(CATEGORY_SEPARATOR.join(walked), label))
            node.count += count
            level = node.children
    return roots

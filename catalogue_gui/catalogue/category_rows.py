"""Categories counted as a tree, in the flat form that a view asks row by row."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from catalogue_gui.catalogue.facets import CATEGORY_SEPARATOR

ROOT = 0


@dataclass(slots=True)
class CategoryRow:
    """A category of the tree.

    ``path`` is whole, ``label`` its last part, ``count`` holds what lies below. ``parent`` and ``children`` are numbers in
    the list of rows, ``place`` is the row's own among its parent's children.
    """

    path: str
    label: str
    parent: int
    place: int
    count: int = 0
    children: list[int] = field(default_factory=list)


class CategoryRows:
    """The rows of a tree by the slashes in the categories' names; row 0 is the root above all.

    Args:
        counts: whole paths in order, with the products in them.
        kept: paths that are in the tree even if nothing was found in them.
    """

    def __init__(self, counts: Sequence[tuple[str, int]] = (), kept: Iterable[str] = ()) -> None:
        self._counts = counts
        self._build(counts)
        self._found = self.numbers
        self._missing = self._missing_of(kept)
        if self._missing:
            listed = list(counts)
            for path in self._missing:
                insort(listed, (path, 0), key=lambda each: each[0].casefold())
            self._build(listed)

    def is_for(self, counts: Sequence[tuple[str, int]], kept: Iterable[str]) -> bool:
        """True when the same tree would be built of these."""
        return counts == self._counts and self._missing_of(kept) == self._missing

    def count_in_sight(self, is_unfolded: Callable[[int], bool], limit: int) -> int:
        """How many rows are in sight.

        Args:
            is_unfolded: tells whether the children of a row, given by its number, show.
            limit: counting further is not worth while.
        """
        seen = 0
        waiting = [ROOT]
        while waiting and seen < limit:
            children = self.rows[waiting.pop()].children
            seen += len(children)
            waiting.extend(
                number for number in children if self.rows[number].children and is_unfolded(number)
            )
        return seen

    def _missing_of(self, kept: Iterable[str]) -> frozenset[str]:
        return frozenset(path for path in kept if path not in self._found)

    def _build(self, counts: Iterable[tuple[str, int]]) -> None:
        self.rows = [CategoryRow("", "", ROOT, 0)]
        self.numbers: dict[str, int] = {}
        for path, count in counts:
            self.rows[self._number_of(path)].count += count
        for row in reversed(self.rows[1:]):  # children come after their parent
            self.rows[row.parent].count += row.count

    def _number_of(self, path: str) -> int:
        number = self.numbers.get(path)
        if number is None:
            above, separator, label = path.rpartition(CATEGORY_SEPARATOR)
            parent = self._number_of(above) if separator else ROOT
            number = self.numbers[path] = len(self.rows)
            siblings = self.rows[parent].children
            self.rows.append(CategoryRow(path, label, parent, len(siblings)))
            siblings.append(number)
        return number

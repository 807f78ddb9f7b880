"""Categories as files write them ("Home > Kitchen") as the path that the catalogue keeps ("Home/Kitchen").

Source: Google Merchant Center, "Google product category" (levels with " > " between); WooCommerce, "Product CSV Importer" (the same,
and several categories with commas between).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalogue_gui.catalogue.facets import CATEGORY_SEPARATOR

AS_WRITTEN = ""  # the choice of no separator: every category is taken as it stands
# What is looked for where nobody has chosen. A bar stands as often between categories as between the levels of one.
_MARKS = (">", "»", "›", "\\")
_SPACED_SLASH = " / "
_MOSTLY = 0.5
_SEVERAL = re.compile(r"\s*[,;|]\s*")


class SeparatorEvidence:
    """What the categories of a file say about what stands between their levels."""

    def __init__(self) -> None:
        self._values = 0
        self._holding = dict.fromkeys((*_MARKS, _SPACED_SLASH), 0)
        self._spaced = dict.fromkeys(_MARKS, 0)
        self._slashed = 0
        self.sample = ""

    def look_at(self, values: Iterable[str]) -> None:
        """Take in some values: not blank, without spaces around."""
        for value in values:
            self._values += 1
            if CATEGORY_SEPARATOR in value:
                self._slashed += 1
                self._holding[_SPACED_SLASH] += _SPACED_SLASH in value
            for mark in _MARKS:
                if mark in value and len(split_levels(value, mark)) > 1:
                    self._holding[mark] += 1
                    self._spaced[mark] += f" {mark} " in value
                    self.sample = self.sample or value

    @property
    def decision(self) -> str | None:
        """The separator; None where categories are to be taken as they are, or where it is not clear."""
        found = [mark for mark in _MARKS if self._holding[mark]]
        if not found:
            return CATEGORY_SEPARATOR if self._holding[_SPACED_SLASH] else None
        # With two kinds of mark, or a slash within a name, a level could be torn.
        if len(found) > 1 or self._slashed:
            return None
        mark = found[0]
        is_sure = self._spaced[mark] > 0 or self._holding[mark] >= _MOSTLY * self._values
        return mark if is_sure else None

    @property
    def is_unclear(self) -> bool:
        """True where there are separators, and none can be relied on."""
        return self.decision is None and any(self._holding[mark] for mark in _MARKS)


def category_separator(values: Iterable[str]) -> str | None:
    """What stands between the levels in some cells, which are not blank; None for nothing."""
    evidence = SeparatorEvidence()
    evidence.look_at(value.strip() for value in values)
    return evidence.decision


def split_levels(text: str, separator: str) -> list[str]:
    """The levels of one category, trimmed, none blank."""
    return [level for each in text.split(separator) if (level := each.strip())]


def category_path(text: str, separator: str | None) -> tuple[str, bool]:
    """A category as the catalogue keeps it, and whether it is the first of several in the cell.

    Args:
        text: not blank, without spaces around.
        separator: what stands between levels; None or empty to take the text as it stands.
    """
    if not separator or separator not in text:
        return text, False
    several = _split_several(text, separator)
    # "Clothing, Clothing > Hoodies" is one category with its parent beside it: the deeper one says both.
    chosen = max(several, key=lambda each: len(split_levels(each, separator)))
    levels = split_levels(chosen, separator)
    if not levels:
        return text, False
    parents = {CATEGORY_SEPARATOR.join(levels[:depth]) for depth in range(1, len(levels) + 1)}
    others = {CATEGORY_SEPARATOR.join(split_levels(each, separator)) for each in several}
    return CATEGORY_SEPARATOR.join(levels), not others <= parents


def _split_several(text: str, separator: str) -> list[str]:
    """The categories of a cell; the text alone where a comma in it may belong to a name."""
    if separator == "|":
        return [text]
    parts = [part for part in _SEVERAL.split(text) if part]
    deep = [part for part in parts if separator in part]
    tops = {split_levels(part, separator)[0] for part in deep if split_levels(part, separator)}
    if len(parts) > 1 and all(part in deep or part in tops for part in parts):
        return parts
    return [text]

"""What an import noticed and took all the same, in words."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS = {
    "short_row": (
        "record has fewer cells than the table has columns; the rest was taken as blank",
        "records have fewer cells than the table has columns; the rest was taken as blank",
    ),
    "category_path": (
        "category has its levels separated by / now, as the catalogue’s other paths",
        "categories have their levels separated by / now, as the catalogue’s other paths",
    ),
    "first_category": (
        "record has several categories; the first of them was taken",
        "records have several categories; the first of them was taken",
    ),
    "price_rounded": ("price was rounded to cents", "prices were rounded to cents"),
}


def warning_sentences(warnings: Mapping[str, int]) -> list[str]:
    """A sentence for each kind of warning.

    Args:
        warnings: kind to how many there are, as an import's report has them.
    """
    sentences = []
    for kind, number in warnings.items():
        one, many = _WORDS.get(kind, (kind.replace("_", " "),) * 2)
        sentences.append(f"{number:,} {one if number == 1 else many}.")
    return sentences

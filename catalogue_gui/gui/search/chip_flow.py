"""Where chips stand, and which of them goes on standing for which term. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue_gui.catalogue.query import Term


@dataclass(frozen=True, slots=True)
class Place:
    """A row, 0-based, and the distance from its left end in pixels."""

    row: int
    left: int


def flow_into_rows(widths: Sequence[int], room: int, gap: int) -> list[Place]:
    """Put things side by side, and on the next row when there is no room left.

    Args:
        widths: theirs, in pixels; one wider than the room has a row to itself.
        room: width of a row in pixels.
        gap: pixels between two of them.
    Returns:
        Their places, in the same order.
    """
    places: list[Place] = []
    row = left = 0
    for width in widths:
        if left and left + width > room:
            row, left = row + 1, 0
        places.append(Place(row, left))
        left += width + gap
    return places


def match_chips(old: Sequence[Term], new: Sequence[Term]) -> list[int | None]:
    """Tell which old chip goes on as which new one.

    A term that stays keeps its chip. A new term takes the chip that stood at its place, if that one's term is gone: while
    one types a word, its chip changes its text and nothing else moves.

    Returns:
        For each new term the number of an old chip; None where a chip must be made.
    """
    kept = {term: at for at, term in enumerate(old)}
    free = [at for at, term in enumerate(old) if term not in new]
    matched: list[int | None] = []
    for at, term in enumerate(new):
        source = kept.get(term)
        if source is None and at in free:
            source = at
            free.remove(at)
        matched.append(source)
    return [source if source is not None or not free else free.pop(0) for source in matched]

"""Figures and how they are printed: what was measured, what stands beside it, and whether it is within its limit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

__all__ = ["median", "percentile", "print_figure", "print_head"]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not exceeded by ``share`` (0..1) of all."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def print_head(title: str, size: int) -> None:
    """Say what is measured, and on how many products."""
    print(f"\n{title}, {size:,} products", flush=True)


def print_figure(
    what: str, value: float, unit: str, *, limit: float | None = None, beside: str = ""
) -> None:
    """Print one figure on a line.

    Args:
        what: what was measured.
        value: in ``unit``.
        limit: what it is to stay within; None if nothing is promised of it.
        beside: the rival's figure, or a remark.
    """
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 1000 else 0
    text = f"  {what:<52} {value:>9,.{digits}f} {unit}"
    if limit is not None:
        verdict = "within" if value <= limit else "above"
        text += f"   {verdict} {limit:,.4g} {unit}".rstrip()
    print(f"{text}   {beside}".rstrip(), flush=True)

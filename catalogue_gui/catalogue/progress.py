"""How far a piece of work has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work has come.

    Args:
        phase: what is being done, as a few words for the user ("Checking").
        done: units done, 0..total.
        total: units in all, None while it is not known.
        unit: what is counted: ``"bytes"``, ``"records"``, ``"rows"``.
        records: records handled so far, where units are something else; None when it does not apply.
    """

    phase: str
    done: int = 0
    total: int | None = None
    unit: str = "records"
    records: int | None = None

    @property
    def fraction(self) -> float | None:
        """0.0..1.0, or None while the total is not known."""
        if self.total is None:
            return None
        if self.total <= 0:
            return 1.0
        return min(1.0, self.done / self.total)

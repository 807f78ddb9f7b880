"""What may be done with a catalogue, and why not where it may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from catalogue_gui.catalogue.product import Field


class Action(StrEnum):
    """What is done to products as a whole."""

    ADD = "add"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Rights:
    """What this user may do here; everything, unless a reason stands against it.

    Args:
        denied: an action, or a field that cannot be changed, to the reason: a sentence in the user's words.
    """

    denied: Mapping[Field | Action, str] = field(default_factory=dict)

    def may(self, what: Field | Action) -> bool:
        """True when it is allowed."""
        return what not in self.denied

    def why_not(self, what: Field | Action) -> str:
        """The reason against it; empty when it is allowed."""
        return self.denied.get(what, "")


def nothing_allowed(fields: tuple[Field, ...], reason: str) -> Rights:
    """Rights to read only.

    Args:
        fields: those that could be changed otherwise.
        reason: why nothing can be changed.
    """
    return Rights(dict.fromkeys((*fields, *Action), reason))

"""In which order connections stand, and under which headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue_gui.profiles.document import Document


def arrange(document: Document, groups: Mapping[str, str]) -> None:
    """Put the profiles into a new order and under new headings; nothing else of them changes.

    A profile that another window has added meanwhile keeps its place between its neighbours as well as that can be
    said, and one that was removed there stays removed. Entries that cannot be read stay where they are.

    Args:
        document: changed in place.
        groups: profile id to heading, in the order wanted.
    """
    places = [at for at, each in document.profiles.items() if each.id in groups]
    at_of = {document.profiles[at].id: at for at in places}
    wanted: list[tuple[int, str]] = [
        (at_of[profile_id], group) for profile_id, group in groups.items() if profile_id in at_of
    ]
    old: Sequence[Any] = list(document.entries)
    for place, (source, group) in zip(places, wanted, strict=True):
        document.entries[place] = {**old[source], "group": group}

"""The order of the connections and their groups: what a move by hand or by key comes to. No Qt.

Connections without a group stand first, then the groups, each under its heading, in the order in which their first
members come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Place(NamedTuple):
    """One connection in the order.

    Args:
        profile_id: whose place.
        group: the heading it stands under, empty for none.
    """

    profile_id: str
    group: str


def in_groups(places: Iterable[Place]) -> list[Place]:
    """Return the places as they are listed: those of one group together, those without any first."""
    groups: dict[str, list[Place]] = {"": []}
    for each in places:
        groups.setdefault(each.group, []).append(each)
    return [each for members in groups.values() for each in members]


def moved(places: Sequence[Place], profile_id: str, step: int) -> list[Place]:
    """Return the order after a connection went one place up (-1) or down (1).

    At the edge of its group it goes over into the group beside it: what the hand can do, a key can do too.
    """
    order = in_groups(places)
    at = _find(order, profile_id)
    if at is None:
        return order
    place, beside = order[at], at + step
    is_inside = 0 <= beside < len(order)
    if is_inside and order[beside].group == place.group:
        order[at], order[beside] = order[beside], place
    elif is_inside:
        order[at] = place._replace(group=order[beside].group)
    elif step < 0:
        order[at] = place._replace(group="")
    return in_groups(order)


def dropped(
    places: Sequence[Place], profile_id: str, before_id: str | None, group: str
) -> list[Place]:
    """Return the order after a connection was dropped somewhere.

    Args:
        places: the order before.
        profile_id: the one that was dragged.
        before_id: the one it is to stand in front of; None for the end of the group.
        group: the heading it was dropped under.
    """
    if before_id == profile_id:
        return in_groups(places)
    order = [each for each in in_groups(places) if each.profile_id != profile_id]
    before = _find(order, before_id) if before_id is not None else None
    if before is None:
        ends = [at + 1 for at, each in enumerate(order) if each.group == group]
        before = ends[-1] if ends else len(order)
    order.insert(before, Place(profile_id, group))
    return in_groups(order)


def group_moved(places: Sequence[Place], group: str, step: int) -> list[Place]:
    """Return the order after a whole group went one group up (-1) or down (1); those without one stay first."""
    order = in_groups(places)
    groups = list(dict.fromkeys(each.group for each in order if each.group))
    if group not in groups:
        return order
    at = groups.index(group)
    beside = at + step
    if not 0 <= beside < len(groups):
        return order
    groups[at], groups[beside] = groups[beside], groups[at]
    return [each for name in ("", *groups) for each in order if each.group == name]


def _find(order: Sequence[Place], profile_id: str) -> int | None:
    return next((at for at, each in enumerate(order) if each.profile_id == profile_id), None)

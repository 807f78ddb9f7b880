"""Taking connections in from elsewhere without losing any, neither of those that are here nor of those that come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from catalogue_gui.profiles.exchange import is_same
from catalogue_gui.profiles.profile import ConnectionProfile, name_key
from catalogue_gui.profiles.profile_rules import NAME_LIMIT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True, slots=True)
class MergedProfiles:
    """What became of connections that were to be taken in.

    Args:
        added: as they were added, under the names they have now.
        already_here: those that are here in just the same way; nothing was done with them.
    """

    added: tuple[ConnectionProfile, ...]
    already_here: tuple[ConnectionProfile, ...]


def merge(
    here: Collection[ConnectionProfile], coming: Iterable[ConnectionProfile]
) -> MergedProfiles:
    """Say which of the coming connections are to be added, and under which names.

    Raises:
        InvalidValue: one of them cannot be saved.
    """
    known = list(here)
    added, already_here = [], []
    for profile in coming:
        profile.check()
        if any(is_same(profile, each) for each in known):
            already_here.append(profile)
            continue
        name = free_name(profile.name, {name_key(each.name) for each in known})
        kept = replace(profile, name=name)
        known.append(kept)
        added.append(kept)
    return MergedProfiles(tuple(added), tuple(already_here))


def free_name(name: str, taken: Collection[str]) -> str:
    """Return the name if it is free, else the name with a number after it.

    Args:
        name: the one wanted.
        taken: the ``name_key`` of each name that is not free.
    """
    number = 1
    tried = name
    while name_key(tried) in taken:
        number += 1
        mark = f" ({number})"
        tried = f"{name[: NAME_LIMIT - len(mark)].rstrip()}{mark}"
    return tried

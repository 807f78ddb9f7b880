"""What has been typed in the connection dialog and not been saved, one draft a connection. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from catalogue_gui.gui.connections.order import Place, in_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from catalogue_gui.profiles.profile import ConnectionProfile

_NOT_IN_AN_ADDRESS = (
    "colour",
    "read_only",
    "is_production",
    "group",
    "schema",
    "table",
    "browse_on_standby",
    "password_keeping",
    "pool_min",
    "pool_max",
    "statement_timeout_s",
    "lock_timeout_s",
)


@dataclass(slots=True)
class Draft:
    """One connection as it stands in the dialog.

    Args:
        profile: with what has been typed.
        saved: as it is in the file, None while it is only here.
        password: typed and not saved yet; empty when none was.
    """

    profile: ConnectionProfile
    saved: ConnectionProfile | None = None
    password: str = field(default="", repr=False)

    @property
    def is_changed(self) -> bool:
        """True when something would be lost if it were not saved."""
        return self.saved != self.profile or bool(self.password)

    @property
    def listed_group(self) -> str:
        """The heading it stands under: one just typed counts from its saving on, so that no line jumps meanwhile."""
        return (self.saved or self.profile).group

    @property
    def is_blank(self) -> bool:
        """True for a new connection in which nothing has been typed."""
        profile = self.profile
        typed = (profile.name, profile.host, profile.port, profile.dbname, profile.user)
        return self.saved is None and not any(typed) and not self.password

    def take_address(self, found: ConnectionProfile, password: str | None, name: str) -> None:
        """Take over where an address leads, and the password that stood in it; what it does not say stays.

        Args:
            found: the profile made of the address.
            password: None when there was none.
            name: used where the connection has none yet.
        """
        kept = self.profile
        self.profile = replace(
            found,
            id=kept.id,
            name=kept.name or name,
            **{each: getattr(kept, each) for each in _NOT_IN_AN_ADDRESS},
        )
        self.password = password or self.password


class DraftBook:
    """All connections of the dialog, in the order of its list."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}

    def __iter__(self) -> Iterator[Draft]:
        """In the order of the list: those without a group first, then group by group."""
        return iter([self._drafts[place.profile_id] for place in self.places])

    def __len__(self) -> int:
        return len(self._drafts)

    def get(self, profile_id: str) -> Draft | None:
        """Return the draft of a connection, None when it is not here."""
        return self._drafts.get(profile_id)

    @property
    def changed(self) -> list[Draft]:
        """Those in which something has been typed that is not saved."""
        return [each for each in self if each.is_changed and not each.is_blank]

    def load(self, profiles: Iterable[ConnectionProfile]) -> None:
        """Take the connections in the file; what has been typed here and not saved stays as it was typed."""
        earlier = self._drafts
        self._drafts = {}
        for profile in profiles:
            draft = earlier.pop(profile.id, None)
            if draft is None or not draft.is_changed:
                draft = Draft(profile)
            draft.saved = profile
            self._drafts[profile.id] = draft
        for draft in earlier.values():
            if draft.saved is None:
                self._drafts[draft.profile.id] = draft

    @property
    def places(self) -> list[Place]:
        """The connections as they are listed."""
        return in_groups(Place(key, each.listed_group) for key, each in self._drafts.items())

    @property
    def groups(self) -> list[str]:
        """The headings there are, in their order."""
        return list(dict.fromkeys(place.group for place in self.places if place.group))

    def arrange(self, places: Sequence[Place]) -> None:
        """Take over a new order with its headings. They count as saved; what else was typed stays unsaved."""
        earlier = self._drafts
        self._drafts = {}
        for place in places:
            draft = earlier.pop(place.profile_id, None)
            if draft is None:
                continue
            self._drafts[place.profile_id] = draft
            if place.group != draft.listed_group:
                draft.profile = replace(draft.profile, group=place.group)
                if draft.saved is not None:
                    draft.saved = replace(draft.saved, group=place.group)
        self._drafts |= earlier

    def add(self, profile: ConnectionProfile, password: str = "") -> Draft:
        """Append a connection that is not in the file yet, under a name that is free."""
        draft = Draft(replace(profile, name=self.free_name(profile.name)), password=password)
        self._drafts[profile.id] = draft
        return draft

    def remove(self, profile_id: str) -> None:
        """Forget a connection and what was typed for it."""
        self._drafts.pop(profile_id, None)

    def mark_saved(self, profile: ConnectionProfile, password: str) -> None:
        """Note what has been saved just now; what was typed since then stays unsaved.

        Args:
            profile: as it was written to the file.
            password: as it was kept; empty when none was, or it could not be kept.
        """
        draft = self._drafts.get(profile.id)
        if draft is None:
            return
        draft.saved = profile
        if draft.password == password:
            draft.password = ""

    def free_name(self, name: str) -> str:
        """Return the name if no connection has it, else the name with a number after it."""
        taken = {each.profile.name.casefold() for each in self}
        if not name or name.casefold() not in taken:
            return name
        number = 2
        while f"{name} {number}".casefold() in taken:
            number += 1
        return f"{name} {number}"

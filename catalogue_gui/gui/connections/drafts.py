"""What has been typed in the connection dialog and not been saved, one draft a connection. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from catalogue_gui.profiles.profile import ConnectionProfile


@dataclass(slots=True)
class Draft:
    """One connection as it stands in the dialog.

    Args:
        profile: with what has been typed.
        saved: as it is in the file, None while it is only here.
        password: typed and not saved yet; empty when none was.
        is_session_only: True when a password typed is to be kept for this session only.
    """

    profile: ConnectionProfile
    saved: ConnectionProfile | None = None
    password: str = field(default="", repr=False)
    is_session_only: bool = False

    @property
    def is_changed(self) -> bool:
        """True when something would be lost if it were not saved."""
        return self.saved != self.profile or bool(self.password)

    @property
    def is_blank(self) -> bool:
        """True for a new connection in which nothing has been typed."""
        profile = self.profile
        typed = (profile.name, profile.host, profile.port, profile.dbname, profile.user)
        return self.saved is None and not any(typed) and not self.password


class DraftBook:
    """All connections of the dialog, in the order of its list."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}

    def __iter__(self) -> Iterator[Draft]:
        return iter(self._drafts.values())

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

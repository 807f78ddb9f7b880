"""The file in which profiles are kept: readable JSON, one entry a profile, without passwords."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.profiles.arrangement import arrange
from catalogue_gui.profiles.document import (
    CALLED,
    Document,
    empty_document,
    parse_document,
    refuse_taken_name,
)
from catalogue_gui.profiles.exchange import (
    ReadConnections,
    is_same,
    read_connections,
    write_connections,
)
from catalogue_gui.profiles.kept_file import KeptFile, Kind
from catalogue_gui.profiles.libpq_files import FoundConnections, find_connections
from catalogue_gui.profiles.merging import MergedProfiles, merge
from catalogue_gui.profiles.profile import ConnectionProfile, name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

_KIND: Final = Kind[Document](
    CALLED, parse_document, empty_document, "Passwords in the keyring are not touched."
)


@dataclass(frozen=True, slots=True)
class LoadedProfiles:
    """What the profiles file holds.

    Args:
        profiles: the entries that could be read, in the order of the file.
        notices: what the user should be told: entries that could not be read, or a damaged file that was set aside.
    """

    profiles: tuple[ConnectionProfile, ...]
    notices: tuple[CatalogueError, ...] = ()

    def named(self, name: str) -> ConnectionProfile | None:
        """Return the profile of that name, whatever its case."""
        key = name_key(name)
        return next((each for each in self.profiles if name_key(each.name) == key), None)


class ProfileStore:
    """Reads and changes the profiles file.

    Each change re-reads the file and changes one entry, so that two windows lose nothing of each other's. Entries and
    keys that this program does not understand are kept as they are.

    Args:
        path: the file; it and its folder are made at the first change, readable by their owner only.
    Thread: worker. The disk and the lock can make any method wait, for up to five seconds.
    """

    def __init__(self, path: Path) -> None:
        self._file = KeptFile(path, _KIND)

    @property
    def path(self) -> Path:
        """The profiles file."""
        return self._file.path

    def new_profile(self, name: str = "") -> ConnectionProfile:
        """Return a profile with an id of its own that is not in the file yet. Thread: any."""
        return ConnectionProfile(name=name)

    def profile_from_uri(self, name: str, uri: str) -> tuple[ConnectionProfile, str | None]:
        """Return a profile made of an address, not in the file yet, and the password that stood in the address.

        Raises:
            InvalidValue: the address cannot be understood; the reason never repeats it.
        Thread: any.
        """
        return ConnectionProfile.from_uri(name, uri)

    def load(self) -> LoadedProfiles:
        """Return every profile that can be read, and what there is to say about the others.

        A file that is damaged as a whole is renamed, never overwritten, and a notice names its new place.

        Raises:
            FileProblem: the file cannot be read, or was written by a newer version.
        """
        document = self._file.read()
        return LoadedProfiles(tuple(document.profiles.values()), tuple(document.notices))

    def list(self) -> tuple[ConnectionProfile, ...]:
        """Return every profile that can be read, in the order of the file.

        Raises:
            FileProblem: the file cannot be read, or was written by a newer version.
        """
        return self.load().profiles

    def get(self, name: str) -> ConnectionProfile:
        """Return the profile of that name, whatever its case.

        Raises:
            InvalidValue: there is none.
            FileProblem: the file cannot be read, or was written by a newer version.
        """
        profile = self.load().named(name)
        if profile is None:
            raise InvalidValue(
                "name", f"There is no connection called “{name}”.", title="No such connection"
            )
        return profile

    def add(self, profile: ConnectionProfile) -> None:
        """Append a profile.

        Raises:
            InvalidValue: it cannot be saved, or its name or id is taken.
            FileProblem: the file cannot be read or written.
        """
        profile.check()
        with self._file.changing() as document:
            refuse_taken_name(document, profile)
            if document.position(profile.id) is not None:
                raise InvalidValue("id", "This connection is already saved.")
            document.entries.append(profile.to_json())

    def update(self, profile: ConnectionProfile) -> None:
        """Replace the profile that has the same id.

        Raises:
            InvalidValue: it cannot be saved, its name is taken, or it was removed meanwhile.
            FileProblem: the file cannot be read or written.
        """
        profile.check()
        self._replace(profile.id, lambda _: profile)

    def rename(self, profile_id: str, name: str) -> ConnectionProfile:
        """Give a profile another name and return it.

        Raises:
            InvalidValue: the name is not fit or taken, or the profile was removed meanwhile.
            FileProblem: the file cannot be read or written.
        """
        return self._replace(profile_id, lambda profile: replace(profile, name=name))

    def remove(self, profile_id: str) -> None:
        """Remove a profile; one that is gone already is no error. Its password is not touched.

        Raises:
            FileProblem: the file cannot be read or written.
        """
        with self._file.changing() as document:
            position = document.position(profile_id)
            if position is not None:
                del document.entries[position]

    def arrange(self, groups: Mapping[str, str]) -> None:
        """Put the profiles into a new order and under new headings; nothing else of them changes.

        Args:
            groups: profile id to heading, empty for none, in the order wanted. What another window has added or
                removed meanwhile is neither lost nor brought back.
        Raises:
            FileProblem: the file cannot be read or written.
        """
        with self._file.changing() as document:
            arrange(document, groups)

    def merge(self, profiles: Iterable[ConnectionProfile]) -> MergedProfiles:
        """Add profiles from elsewhere; none that is there is changed, one whose name is taken gets another name.

        Raises:
            InvalidValue: one of them cannot be saved; none was.
            FileProblem: the file cannot be read or written.
        """
        with self._file.changing() as document:
            merged = merge(tuple(document.profiles.values()), profiles)
            document.entries.extend(each.to_json() for each in merged.added)
        return merged

    def already_here(self, profiles: Iterable[ConnectionProfile]) -> dict[str, str]:
        """Return id to name of those that are here in just the same way, whatever their ids here are.

        Raises:
            FileProblem: the file cannot be read.
        """
        here = self.list()
        return {each.id: other.name for each in profiles for other in here if is_same(each, other)}

    def write_copy(self, path: Path) -> int:
        """Write every profile that can be read to a file to hand on, without ids, and return how many.

        Raises:
            FileProblem: one of the two files cannot be read or written.
        """
        return write_connections(path, self.list())

    def read_copy(self, path: Path) -> ReadConnections:
        """Read what :meth:`write_copy` wrote, here or elsewhere. Nothing is added yet.

        Raises:
            FileProblem: it cannot be read, or is something else.
        """
        return read_connections(path)

    def find_elsewhere(self) -> FoundConnections:
        """Look for connections that PostgreSQL's own tools know of on this computer. Nothing is added yet.

        Raises: nothing; a file that cannot be read is a notice.
        """
        return find_connections()

    def _replace(
        self, profile_id: str, change: Callable[[ConnectionProfile], ConnectionProfile]
    ) -> ConnectionProfile:
        with self._file.changing() as document:
            position = document.position(profile_id)
            if position is None:
                raise InvalidValue(
                    "id",
                    "This connection was removed meanwhile.",
                    hint="Save it as a new one to have it back.",
                )
            profile = change(document.profiles[position])
            profile.check()
            refuse_taken_name(document, profile)
            document.entries[position] = {**document.entries[position], **profile.to_json()}
            return profile

"""The text of the profiles file: what is in it, entry by entry, without touching the disk.

{"format": 1, "profiles": [{"id": "…", "name": "Shop", "host": "db.example.org", …}, …]}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from catalogue_gui.catalogue.errors import FileProblem, InvalidValue
from catalogue_gui.profiles.kept_file import DamagedFile, format_object, parse_object
from catalogue_gui.profiles.profile import ConnectionProfile, name_key

if TYPE_CHECKING:
    from catalogue_gui.catalogue.errors import CatalogueError

CALLED: Final = "saved connections"


@dataclass(slots=True)
class Document:
    """The profiles file as it stands: everything in it, known or not, so that all of it is written back.

    Args:
        content: the outermost object.
        entries: its list of profiles, as read.
        profiles: place in ``entries`` to profile, for those that could be read.
        notices: what there is to say about the others.
    """

    content: dict[str, Any]
    entries: list[Any]
    profiles: dict[int, ConnectionProfile]
    notices: list[CatalogueError]

    def text(self) -> str:
        """Return the file's new text."""
        return format_object({**self.content, "profiles": self.entries})

    def position(self, profile_id: str) -> int | None:
        """Return where in ``entries`` a profile is, None when it is not."""
        return next((at for at, each in self.profiles.items() if each.id == profile_id), None)


def empty_document() -> Document:
    """Return what stands for a file that is not there yet."""
    return Document({"profiles": []}, [], {}, [])


def parse_document(text: str) -> Document:
    """Read the file's text, entry by entry.

    Raises:
        DamagedFile: it makes no sense as a whole.
        FileProblem: it was written by a newer version.
    """
    content = parse_object(text, CALLED)
    if not isinstance(content.get("profiles"), list):
        raise DamagedFile("it holds no list of profiles")
    document = Document(content, content["profiles"], {}, [])
    for position, entry in enumerate(document.entries):
        try:
            document.profiles[position] = _profile_of(entry, document)
        except InvalidValue as error:
            document.notices.append(_bad_entry(position + 1, entry, error))
    return document


def _profile_of(entry: object, document: Document) -> ConnectionProfile:
    if not isinstance(entry, dict):
        raise InvalidValue("profiles", "It is not an object.")
    profile = ConnectionProfile.from_json(entry)
    refuse_taken_name(document, profile)
    if document.position(profile.id) is not None:
        raise InvalidValue("id", "Its id is that of an earlier entry.")
    return profile


def _bad_entry(number: int, entry: object, error: InvalidValue) -> FileProblem:
    name = entry.get("name") if isinstance(entry, dict) else None
    which = f"“{name}” (entry {number})" if isinstance(name, str) and name else f"Entry {number}"
    return FileProblem(
        f"{which} of the saved connections could not be read. {error.reason}",
        title="One saved connection is not usable",
        hint="It is kept in the file as it is; the other connections are not affected.",
    )


def refuse_taken_name(document: Document, profile: ConnectionProfile) -> None:
    """Accept the profile's name as one that no other profile has.

    Raises:
        InvalidValue: another has it.
    """
    key = name_key(profile.name)
    if any(
        each.id != profile.id and name_key(each.name) == key for each in document.profiles.values()
    ):
        raise InvalidValue("name", f"Another connection is already called “{profile.name}”.")

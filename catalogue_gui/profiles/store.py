"""The file in which profiles are kept: readable JSON, one entry a profile, without passwords."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from catalogue_gui.catalogue.errors import CatalogueError, FileProblem, InvalidValue
from catalogue_gui.profiles.document import (
    DamagedFile,
    Document,
    empty_document,
    parse_document,
    refuse_taken_name,
)
from catalogue_gui.profiles.file_lock import LOCK_TIMEOUT_S, locked_file
from catalogue_gui.profiles.profile import ConnectionProfile, name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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

    Each change re-reads the file under a lock, changes one entry, writes a new file beside it and puts that in its
    place, so that two windows lose nothing of each other's and a crash leaves the old file or the new one. Entries
    and keys that this program does not understand are kept as they are.

    Args:
        path: the file; it and its folder are made at the first change, readable by their owner only.
    Thread: worker. The disk and the lock can make any method wait, for up to five seconds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """The profiles file."""
        return self._path

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
        try:
            document = self._document()
        except DamagedFile:
            # Another window may be setting it aside at this moment, so look again under the lock.
            with self._locked() as document:
                pass
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
        with self._changing() as document:
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
        with self._changing() as document:
            position = document.position(profile_id)
            if position is not None:
                del document.entries[position]

    def _replace(
        self, profile_id: str, change: Callable[[ConnectionProfile], ConnectionProfile]
    ) -> ConnectionProfile:
        with self._changing() as document:
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

    # -- the file ------------------------------------------------------------------------------------------------

    @contextmanager
    def _changing(self) -> Iterator[Document]:
        """Lend the file's content and write it back, unless the block raises."""
        with self._locked() as document:
            yield document
            try:
                self._write(document.text())
            except OSError as error:
                raise _file_problem(self._path, "cannot be written", error) from error

    @contextmanager
    def _locked(self) -> Iterator[Document]:
        with self._lock():
            try:
                document = self._document()
            except DamagedFile as error:
                document = empty_document()
                document.notices.append(self._set_aside(str(error)))
            yield document

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = locked_file(
                self._path.with_name(f"{self._path.name}.lock"), timeout_s=LOCK_TIMEOUT_S
            )
            lock.__enter__()
        except TimeoutError as error:
            raise FileProblem(
                f"The saved connections ({self._path}) are in use by another window that does not let go of them.",
                hint="Nothing was changed. Close other windows of this program and try again.",
            ) from error
        except OSError as error:
            raise _file_problem(self._path, "cannot be opened for a change", error) from error
        try:
            yield
        finally:
            lock.__exit__(None, None, None)

    def _document(self) -> Document:
        try:
            # Notepad puts a byte order mark in front.
            text = self._path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return empty_document()
        except UnicodeDecodeError as error:
            raise DamagedFile("it is not UTF-8 text") from error
        except OSError as error:
            raise _file_problem(self._path, "cannot be read", error) from error
        return parse_document(text)

    def _write(self, text: str) -> None:
        """Put a new file in the place of the old one, whole or not at all.

        Source: rename(2); a file made by mkstemp has mode 0600.
        """
        # Where the file is a link, its target is what is kept.
        place = self._path.resolve()
        descriptor, name = tempfile.mkstemp(
            prefix=f".{place.name}.", suffix=".new", dir=place.parent
        )
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(place)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise

    def _set_aside(self, reason: str) -> FileProblem:
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        aside = self._path.with_name(f"{self._path.name}.damaged-{stamp}")
        number = 1
        while aside.exists():
            number += 1
            aside = self._path.with_name(f"{self._path.name}.damaged-{stamp}-{number}")
        try:
            self._path.rename(aside)
        except OSError as error:
            raise _file_problem(self._path, "is damaged and cannot be set aside", error) from error
        return FileProblem(
            f"The file of saved connections could not be understood: {reason}.",
            title="Saved connections damaged",
            hint=f"It was kept as {aside}, and an empty list begun. Passwords in the keyring are not touched.",
        )


def _file_problem(path: Path, what: str, error: OSError) -> FileProblem:
    return FileProblem(
        f"The file of saved connections {what}: {error.strerror or error}.",
        hint=f"Nothing was changed. Look at the permissions and the free space of {path}.",
        detail=str(error),
    )

"""A settings file that loses nothing: not to two windows, not to a full disk, not to a damaged text."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.file_lock import LOCK_TIMEOUT_S, locked_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from catalogue_gui.catalogue.errors import CatalogueError

FORMAT_VERSION: Final = 1


class DamagedFile(Exception):
    """The file as a whole makes no sense; the text says why."""


class Content(Protocol):
    """What a file holds, known or not, so that all of it is written back."""

    notices: list[CatalogueError]

    def text(self) -> str:
        """Return the file's new text."""
        ...


C = TypeVar("C", bound=Content)


@dataclass(frozen=True)
class Kind(Generic[C]):
    """What a file is to the user, and how its text is read.

    Args:
        called: the user's word for what is in it, in lower case and plural: ``saved connections``.
        parse: reads the text; raises DamagedFile, or FileProblem for a text of a newer version.
        empty: makes what stands for a file that is not there yet.
        reassurance: what is not touched when the file is damaged; a sentence, or empty.
    """

    called: str
    parse: Callable[[str], C]
    empty: Callable[[], C]
    reassurance: str = ""


class KeptFile(Generic[C]):
    """Reads and changes one file.

    A change re-reads the file under a lock, writes a new file beside it and puts that in its place, so that two windows
    lose nothing of each other's and a crash leaves the old file or the new one. A file that is damaged as a whole is
    renamed, never overwritten, and a notice names its new place.

    Args:
        path: the file; it and its folder are made at the first change, readable by their owner only.
        kind: what is in it.
    Thread: worker. The disk and the lock can make any method wait, for up to five seconds.
    """

    def __init__(self, path: Path, kind: Kind[C]) -> None:
        self.path = path
        self._kind = kind

    def read(self) -> C:
        """Return what the file holds.

        Raises:
            FileProblem: it cannot be read, or was written by a newer version.
        """
        try:
            return self._content()
        except DamagedFile:
            # Another window may be setting it aside at this moment, so look again under the lock.
            with self._locked() as content:
                return content

    @contextmanager
    def changing(self) -> Iterator[C]:
        """Lend the file's content and write it back, unless the block raises.

        Raises:
            FileProblem: it cannot be read or written.
        """
        with self._locked() as content:
            yield content
            try:
                put_in_place(self.path, content.text())
            except OSError as error:
                raise self._problem("cannot be written", error) from error

    @contextmanager
    def _locked(self) -> Iterator[C]:
        with self._lock():
            try:
                content = self._content()
            except DamagedFile as error:
                content = self._kind.empty()
                content.notices.append(self._set_aside(str(error)))
            yield content

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = locked_file(
                self.path.with_name(f"{self.path.name}.lock"), timeout_s=LOCK_TIMEOUT_S
            )
            lock.__enter__()
        except TimeoutError as error:
            raise FileProblem(
                f"The {self._kind.called} ({self.path}) are in use by another window that does not let go of them.",
                hint="Nothing was changed. Close other windows of this program and try again.",
            ) from error
        except OSError as error:
            raise self._problem("cannot be opened for a change", error) from error
        try:
            yield
        finally:
            lock.__exit__(None, None, None)

    def _content(self) -> C:
        try:
            # Notepad puts a byte order mark in front.
            text = self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return self._kind.empty()
        except UnicodeDecodeError as error:
            raise DamagedFile("it is not UTF-8 text") from error
        except OSError as error:
            raise self._problem("cannot be read", error) from error
        return self._kind.parse(text)

    def _set_aside(self, reason: str) -> FileProblem:
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        number = 1
        while aside.exists():
            number += 1
            aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}-{number}")
        try:
            self.path.rename(aside)
        except OSError as error:
            raise self._problem("is damaged and cannot be set aside", error) from error
        kept = f"It was kept as {aside}, and an empty list begun."
        return FileProblem(
            f"The file of {self._kind.called} could not be understood: {reason}.",
            title=f"{self._kind.called.capitalize()} damaged",
            hint=f"{kept} {self._kind.reassurance}".strip(),
        )

    def _problem(self, what: str, error: OSError) -> FileProblem:
        return FileProblem(
            f"The file of {self._kind.called} {what}: {error.strerror or error}.",
            hint=f"Nothing was changed. Look at the permissions and the free space of {self.path}.",
            detail=str(error),
        )


def put_in_place(path: Path, text: str) -> None:
    """Put a new file in the place of the old one, whole or not at all, readable by its owner only.

    Raises:
        OSError: it cannot be written; the old file is as it was.
    Source: rename(2); a file made by mkstemp has mode 0600.
    """
    # Where the file is a link, its target is what is kept.
    place = path.resolve()
    descriptor, name = tempfile.mkstemp(
        prefix=f".{place.name[:50]}.", suffix=".new", dir=place.parent
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


def parse_object(text: str, called: str) -> dict[str, Any]:
    """Read a file's text as a JSON object with a format number.

    Args:
        text: the whole file.
        called: the user's word for what is in it, in lower case and plural.
    Raises:
        DamagedFile: it makes no sense as a whole.
        FileProblem: it was written by a newer version.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise DamagedFile(f"it is not complete JSON{where}") from error
    if not isinstance(content, dict):
        raise DamagedFile("it is not a JSON object")
    version = content.get("format", FORMAT_VERSION)
    if type(version) is not int or version < 1:
        raise DamagedFile("its format number makes no sense")
    if version > FORMAT_VERSION:
        raise FileProblem(
            f"The {called} were written by a newer version of this program.",
            hint="Nothing was changed. Use the newer version, or another settings folder.",
        )
    return content


def format_object(content: dict[str, Any]) -> str:
    """Write a JSON object with its format number as a file's text."""
    content = {"format": FORMAT_VERSION} | content | {"format": FORMAT_VERSION}
    text = json.dumps(content, indent=2, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # Half a character, in an entry that could not be read: only its escape can be written back.
        text = json.dumps(content, indent=2)
    return text + "\n"

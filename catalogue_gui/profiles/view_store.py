"""The file in which the work with each catalogue is remembered: saved views, recent searches, columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from catalogue_gui.profiles.kept_file import KeptFile, Kind
from catalogue_gui.profiles.view_document import CALLED, ViewDocument, parse_views

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from catalogue_gui.catalogue.errors import CatalogueError
    from catalogue_gui.catalogue.remembered import Remembered

_KIND: Final = Kind[ViewDocument](CALLED, parse_views, ViewDocument)


@dataclass(frozen=True, slots=True)
class LoadedMemory:
    """What the file holds about one catalogue.

    Args:
        remembered: as far as it can be read.
        notices: what the user should be told: views that could not be read, or a damaged file that was set aside.
    """

    remembered: Remembered
    notices: tuple[CatalogueError, ...] = ()


class ViewStore:
    """Reads and changes what is remembered of each catalogue, by the catalogue's key.

    A change re-reads the file and touches only what it is about, so that two windows lose nothing of each other's.
    Entries and keys that this program does not understand are kept as they are.

    Args:
        path: the file; it and its folder are made at the first change, readable by their owner only.
    Thread: worker. The disk and the lock can make any method wait, for up to five seconds.
    """

    def __init__(self, path: Path) -> None:
        self._file = KeptFile(path, _KIND)

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    def load(self, key: str) -> LoadedMemory:
        """Return what is remembered of a catalogue; nothing when it was never seen.

        Raises:
            FileProblem: the file cannot be read, or was written by a newer version.
        """
        document = self._file.read()
        return LoadedMemory(document.remembered(key), tuple(document.notices))

    def change(self, key: str, change: Callable[[Remembered], Remembered]) -> LoadedMemory:
        """Change what is remembered of a catalogue, and return what is remembered then.

        Args:
            key: the catalogue's.
            change: gets what the file holds now and returns what it is to hold, by the methods of ``Remembered``.
        Raises:
            InvalidValue: as ``change`` raises it, for a name that is taken or gone by now; nothing was written.
            FileProblem: the file cannot be read or written; nothing was written.
        """
        with self._file.changing() as document:
            remembered = change(document.remembered(key))
            document.remember(key, remembered)
        return LoadedMemory(remembered, tuple(document.notices))

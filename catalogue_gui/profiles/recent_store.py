"""Which catalogues were opened last, and whether the last one is opened at the start.

{"format": 1, "recent": ["profile:…", "demo", …], "open_last": false}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from catalogue_gui.profiles.kept_file import KeptFile, Kind, format_object, parse_object

if TYPE_CHECKING:
    from pathlib import Path

    from catalogue_gui.catalogue.errors import CatalogueError

_CALLED: Final = "recent catalogues"
# More than a glance takes in is no help to find one.
_KEPT: Final = 8


@dataclass(slots=True)
class _Document:
    content: dict[str, Any] = field(default_factory=dict)
    notices: list[CatalogueError] = field(default_factory=list)

    @property
    def recent(self) -> Recent:
        keys = self.content.get("recent")
        texts = [each for each in keys if isinstance(each, str)] if isinstance(keys, list) else []
        return Recent(tuple(texts[:_KEPT]), self.content.get("open_last") is True)

    def text(self) -> str:
        return format_object(self.content)


def _parse(text: str) -> _Document:
    return _Document(parse_object(text, _CALLED))


_KIND: Final = Kind[_Document](_CALLED, _parse, _Document)


@dataclass(frozen=True, slots=True)
class Recent:
    """What is remembered of the last work.

    Args:
        keys: the catalogues' keys, newest first.
        is_last_opened_at_start: True when the user wants the newest opened when the program starts.
    """

    keys: tuple[str, ...] = ()
    is_last_opened_at_start: bool = False


class RecentStore:
    """Reads and changes what is remembered; several windows may do so at once.

    Args:
        path: the file; it and its folder are made at the first change, readable by their owner only.
    Thread: worker.
    """

    def __init__(self, path: Path) -> None:
        self._file = KeptFile(path, _KIND)

    def load(self) -> Recent:
        """Return what is remembered; nothing of a file that was damaged, which is set aside.

        Raises:
            FileProblem: the file cannot be read, or was written by a newer version.
        """
        return self._file.read().recent

    def note(self, key: str) -> Recent:
        """Remember that a catalogue was opened just now.

        Raises:
            FileProblem: the file cannot be read or written.
        """
        with self._file.changing() as document:
            others = [each for each in document.recent.keys if each != key]
            document.content["recent"] = [key, *others][:_KEPT]
        return document.recent

    def open_last_at_start(self, is_wanted: bool) -> Recent:
        """Remember whether the newest shall be opened when the program starts.

        Raises:
            FileProblem: the file cannot be read or written.
        """
        with self._file.changing() as document:
            document.content["open_last"] = is_wanted
        return document.recent

"""Where presets are kept: one file each in a folder of their own, in the form in which they are shared."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.catalogue.presets import Preset, PresetProblem, format_preset, parse_preset
from catalogue_gui.transfer.new_file import new_file

_MOST_BYTES = 4 << 20  # ten thousand columns fit; what is larger was chosen by mistake
_KEPT = "It was left as it is."


@dataclass(frozen=True, slots=True)
class KeptPresets:
    """What the folder holds.

    Args:
        presets: in the order of their names.
        problems: one for each file that cannot be read as a preset; it is left where it is.
    """

    presets: tuple[Preset, ...] = ()
    problems: tuple[FileProblem, ...] = ()


def read_preset_file(path: Path) -> Preset:
    """Read a preset from a file; one without a name gets the file's.

    Raises:
        FileProblem: it cannot be read, or is no preset.
    """
    try:
        preset = parse_preset(_read_text(path))
    except OSError as error:
        raise FileProblem(
            f"The preset “{path}” cannot be read.", hint=_KEPT, detail=str(error)
        ) from error
    except UnicodeDecodeError as error:
        raise FileProblem(
            f"“{path}” is not a preset for an import: it is not UTF-8 text.", hint=_KEPT
        ) from error
    except PresetProblem as problem:
        raise FileProblem(
            f"“{path}” is not a preset for an import: {problem}.", hint=_KEPT
        ) from problem
    return preset if preset.name else replace(preset, name=path.stem)


def _read_text(path: Path) -> str:
    if path.stat().st_size > _MOST_BYTES:
        raise PresetProblem("it is far too large")
    return path.read_text(encoding="utf-8-sig")


def write_preset_file(path: Path, preset: Preset) -> None:
    """Write a preset to a file, whole or not at all.

    Raises:
        FileProblem.
    """
    with new_file(path) as file:
        file.write(format_preset(preset).encode("utf-8"))


class PresetStore:
    """The presets in one folder.

    Args:
        folder: made when the first one is saved.
    Thread: a worker; files are read and written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    read_file = staticmethod(read_preset_file)
    write_file = staticmethod(write_preset_file)

    def load(self) -> KeptPresets:
        """All presets that are kept; a folder that is not there holds none.

        Raises:
            FileProblem: the folder cannot be read.
        """
        presets: list[Preset] = []
        problems: list[FileProblem] = []
        try:
            paths = sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []
        except OSError as error:
            raise FileProblem(
                f"The folder of presets, “{self._folder}”, cannot be read.", detail=str(error)
            ) from error
        for path in paths:
            try:
                presets.append(read_preset_file(path))
            except FileProblem as problem:
                problems.append(problem)
        presets.sort(key=lambda preset: preset.name.casefold())
        return KeptPresets(tuple(presets), tuple(problems))

    def save(self, preset: Preset) -> None:
        """Keep a preset, in place of one of the same name; a damaged file in its place is set aside.

        Raises:
            FileProblem.
        """
        path = self._path_of(preset.name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if path.exists():
                self._set_aside_if_damaged(path)
        except OSError as error:
            raise FileProblem(
                f"The preset “{preset.name}” could not be saved.", detail=str(error)
            ) from error
        write_preset_file(path, preset)

    def remove(self, name: str) -> None:
        """Keep a preset no longer; one that is not there is no problem.

        Raises:
            FileProblem.
        """
        try:
            for path in self._folder.glob("*.json"):
                if self._is_called(path, name):
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise FileProblem(
                f"The preset “{name}” could not be deleted.", detail=str(error)
            ) from error

    def _is_called(self, path: Path, name: str) -> bool:
        try:
            return read_preset_file(path).name.casefold() == name.casefold()
        except FileProblem:
            return False

    def _set_aside_if_damaged(self, path: Path) -> None:
        try:
            read_preset_file(path)
        except FileProblem:
            aside, number = path.with_suffix(".damaged"), 1
            while aside.exists():
                number += 1
                aside = path.with_suffix(f".damaged-{number}")
            path.rename(aside)

    def _path_of(self, name: str) -> Path:
        """The file of a name: readable where that can be, and another one for each name whatever it is made of."""
        for path in self._folder.glob("*.json") if self._folder.is_dir() else ():
            if self._is_called(path, name):
                return path  # put there by hand, under a file name of the user's own
        # Not for secrecy: names may hold slashes, or differ in nothing that a file system sees.
        mark = hashlib.sha256(name.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:10]
        words = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40]
        return self._folder / f"{words or 'preset'}-{mark}.json"

"""``--preset FILE``: the choices of an import from a preset, as the window saves and shares them."""

from __future__ import annotations

from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem, ImportRefused
from catalogue_gui.catalogue.importing import ImportOptions


def read_preset(path: Path | None) -> ImportOptions:
    """The options in a file, or those of no file at all.

    Raises:
        ImportRefused: it cannot be read, or it is no preset.
    """
    if path is None:
        return ImportOptions()
    from catalogue_gui.transfer.preset_store import read_preset_file

    try:
        return read_preset_file(path).options
    except FileProblem as problem:
        raise ImportRefused(
            problem.message, hint="Nothing was written.", detail=problem.detail
        ) from problem

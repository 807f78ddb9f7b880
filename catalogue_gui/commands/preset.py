"""A preset: the options of an import in a file of JSON, as :meth:`ImportOptions.to_json` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import ImportOptions

_PAIRS = ("mapping", "defaults", "blanks")  # objects of texts
_TEXTS = ("match", "decimal", "tag_separator", "extra", "mode")


def read_preset(path: Path | None) -> ImportOptions:
    """The options in a file, or those of no file at all.

    Raises:
        ImportRefused: it cannot be read, or it is no preset.
    """
    if path is None:
        return ImportOptions()
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
        _require_form(value)
        return ImportOptions.from_json(value)
    except OSError as error:
        raise ImportRefused(
            f"The preset “{path}” cannot be read.", hint="Nothing was written.", detail=str(error)
        ) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise ImportRefused(
            f"“{path}” is not a preset for an import.",
            hint="Nothing was written.",
            detail=str(error),
        ) from error


def _require_form(value: Any) -> None:
    """Raise TypeError unless every option has the form that its reader counts on; unknown ones are told later."""
    if not isinstance(value, dict):
        raise TypeError("It holds no options.")
    for name in _PAIRS:
        pairs = value.get(name, {})
        if not isinstance(pairs, dict) or not all(isinstance(each, str) for each in pairs.values()):
            raise TypeError(f"“{name}” is to be an object of texts.")
    for name in _TEXTS:
        if not isinstance(value.get(name), str | None):
            raise TypeError(f"“{name}” is to be a text.")
    read = value.get("read", {})
    if not isinstance(read, dict):
        raise TypeError("“read” is to be an object.")
    for name, option in read.items():
        if not isinstance(option, bool | None if name == "header" else str | None):
            raise TypeError(f"“read.{name}” is not of the right kind.")

"""A preset: the choices of an import under a name, for the next file of the same kind. Kept and shared as JSON.

The form is that of :meth:`ImportOptions.to_json`, with ``name`` and with ``headers``, by which a file of the same kind is known
again; both may be left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from catalogue_gui.catalogue.importing import IGNORE, ImportOptions, Mode, proper_field

MAX_NAME_LENGTH = 80
_PAIRS = ("mapping", "defaults", "blanks")  # objects of texts
_CHOICES: dict[str, tuple[str, ...]] = {
    "mode": tuple(Mode),
    "decimal": (",", "."),
    "extra": ("metadata", IGNORE),
}
_TEXTS = ("match", "tag_separator", "category_separator", "name", *_CHOICES)
_READ_TEXTS = ("encoding", "delimiter", "quote")
_KNOWN = frozenset({*_PAIRS, *_TEXTS, "read", "headers"})


class PresetProblem(ValueError):
    """A text is no preset; ``args[0]`` says why, as a clause for the user."""


@dataclass(frozen=True, slots=True)
class Preset:
    """The choices of an import under a name.

    Args:
        name: 1..80 characters; empty in a file that gives none.
        headers: those of the file it was made for, in their order, empty where a column has none.
        options: the choices.
    """

    name: str = ""
    headers: tuple[str, ...] = ()
    options: ImportOptions = field(default_factory=ImportOptions)

    def fits(self, headers: Sequence[str]) -> bool:
        """True for a file with the same columns, in any order where every one of them has a name of its own."""
        mine = [each.strip() for each in self.headers]
        theirs = [each.strip() for each in headers]
        if not any(mine):
            return False
        if mine == theirs:
            return True
        goes_by_place = any(column.strip().startswith("#") for column in self.options.mapping)
        return not goes_by_place and sorted(mine) == sorted(theirs)


def format_preset(preset: Preset) -> str:
    """A preset as the text of its file."""
    value = {"name": preset.name, "headers": list(preset.headers), **preset.options.to_json()}
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # Half a character, as a damaged header may have one, is in no UTF-8 text but as an escape.
    is_whole = not any("\ud800" <= each <= "\udfff" for each in text)
    return (text if is_whole else json.dumps(value, indent=2)) + "\n"


def parse_preset(text: str) -> Preset:
    """Read what :func:`format_preset` wrote, or what somebody wrote by hand in its form.

    Raises:
        PresetProblem: it is damaged, or holds what this version does not know.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PresetProblem("it is damaged, or was not made for this") from error
    if not isinstance(value, dict):
        raise PresetProblem("it holds no options")
    unknown = [str(each) for each in value if each not in _KNOWN]
    if unknown:
        raise PresetProblem(f"it holds “{unknown[0][:60]}”, which this version does not know")
    _require_texts(value)
    _require_pairs(value)
    _require_reading(value.get("read", {}))
    headers = value.get("headers", [])
    if not isinstance(headers, list) or not all(isinstance(each, str) for each in headers):
        raise PresetProblem("its “headers” are no list of texts")
    options = {
        key: each
        for key, each in value.items()
        if key not in ("name", "headers") and not (each is None and key in ("mode", "extra"))
    }
    return Preset(
        name=" ".join((value.get("name") or "").split())[:MAX_NAME_LENGTH],
        headers=tuple(headers),
        options=ImportOptions.from_json(options),
    )


def _require_texts(value: dict[str, Any]) -> None:
    for name in _TEXTS:
        found = value.get(name)
        if not isinstance(found, str | None):
            raise PresetProblem(f"its “{name}” is no text")
        choices = _CHOICES.get(name)
        if found is not None and choices is not None and found not in choices:
            listed = " or ".join(f"“{each}”" for each in choices)
            raise PresetProblem(f"its “{name}” is “{found[:60]}” and can be {listed} only")


def _require_pairs(value: dict[str, Any]) -> None:
    for name in _PAIRS:
        pairs = value.get(name, {})
        if not isinstance(pairs, dict) or not all(isinstance(each, str) for each in pairs.values()):
            raise PresetProblem(f"its “{name}” is no list of pairs of texts")
        fields = pairs.values() if name == "mapping" else pairs
        for each in fields:
            if proper_field(each) is None:
                raise PresetProblem(
                    f"its “{name}” names “{each[:60]}”, which is no field of a product"
                )
    for policy in value.get("blanks", {}).values():
        if policy not in ("keep", "clear"):
            raise PresetProblem(f"its “blanks” say “{policy[:60]}” and can say keep or clear only")


def _require_reading(read: Any) -> None:
    if not isinstance(read, dict):
        raise PresetProblem("its “read” holds no options")
    for name, found in read.items():
        if name not in (*_READ_TEXTS, "header"):
            raise PresetProblem(f"it holds “read.{name[:60]}”, which this version does not know")
        if not isinstance(found, bool | None if name == "header" else str | None):
            raise PresetProblem(f"its “read.{name}” is of another kind")

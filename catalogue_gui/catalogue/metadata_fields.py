"""A metadata key as an import's target writes it: ``metadata.KEY``, and ``metadata."dims"."w"`` for a key within a key.

A bare KEY is one key, dots and all, as the header of a file may have them; only with every key in quotation marks it is a path.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalogue_gui.catalogue.importing import METADATA_PREFIX

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PATH = re.compile(rf"{_QUOTED}(?:\.{_QUOTED})*", re.DOTALL)
_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def format_metadata_field(path: Sequence[str]) -> str:
    """The target that means a path, of one key or several."""
    if len(path) == 1 and path[0] and not path[0].startswith('"') and path[0] == path[0].strip():
        return METADATA_PREFIX + path[0]
    quoted = ('"' + each.replace("\\", "\\\\").replace('"', '\\"') + '"' for each in path)
    return METADATA_PREFIX + ".".join(quoted)


def metadata_path(field: str) -> tuple[str, ...] | None:
    """The path that a target means; None for a target that is no metadata key."""
    if not field.startswith(METADATA_PREFIX):
        return None
    key = field.removeprefix(METADATA_PREFIX)
    if _PATH.fullmatch(key) is None:
        return (key,)
    return tuple(_ESCAPED.sub(r"\1", each) for each in _KEY.findall(key))


def metadata_words(field: str) -> str:
    """A metadata target as people read it: its keys, from the outermost."""
    return " › ".join(metadata_path(field) or ())

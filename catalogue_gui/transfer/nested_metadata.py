"""Metadata keys within keys, as SQL: what a file says of ``dims.w`` leaves ``dims.h`` as it is.

In the staging table each column of metadata stands under one key, that of its target; here those of nested keys go to their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from psycopg import sql

from catalogue_gui.database.quoting import quoted_array, quoted_literal

Path = tuple[str, ...]


class NestedKey(NamedTuple):
    """A nested key: its path, of two keys or more, and the key that it is staged under."""

    path: Path
    staged: str


def with_nested(base: sql.Composable, keys: Sequence[NestedKey]) -> sql.Composable:
    """A JSON object with the staged values of nested keys put in; those that are not staged stay as they are.

    Args:
        base: the object, with everything else in it.
        keys: the nested keys, over ``s`` (the staged record).
    """
    parts = [base]
    for first in dict.fromkeys(key.path[0] for key in keys):
        mine = [key for key in keys if key.path[0] == first]
        staged = quoted_array(key.staged for key in mine)
        whole = [key for key in mine if len(key.path) == 1]
        value: sql.Composable
        if whole:
            value = sql.SQL("s.metadata -> {}").format(quoted_literal(whole[0].staged))
        else:
            inner = sql.SQL("{} -> {}").format(base, quoted_literal(first))
            value = with_nested(
                sql.SQL("CASE WHEN jsonb_typeof({0}) = 'object' THEN {0} ELSE '{{}}' END").format(
                    inner
                ),
                [NestedKey(key.path[1:], key.staged) for key in mine],
            )
        parts.append(
            sql.SQL(
                "CASE WHEN s.metadata ?| {} THEN jsonb_build_object({}::text, {}) ELSE '{{}}' END"
            ).format(staged, quoted_literal(first), value)
        )
    return sql.SQL("({})").format(sql.SQL(" || ").join(parts))


def without_staged(metadata: sql.Composable, keys: Sequence[NestedKey]) -> sql.Composable:
    """Staged metadata without what goes to nested keys."""
    if not keys:
        return metadata
    return sql.SQL("({} - {})").format(metadata, quoted_array(key.staged for key in keys))

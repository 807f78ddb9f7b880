"""Metadata changed key by key on the server, so that whatever nobody touched keeps its exact text.

A path leads through objects only. ``#>`` walks into lists as well (``{"a": [1]} #> '{a,0}'`` is 1), so what stands on the
way is always looked at too: an object, or nothing, in whose place an object is then made.

Source: PostgreSQL manual, 9.16 "JSON Functions and Operators"; 8.14 "JSON Types" (numeric keeps its digits).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from psycopg import sql

from catalogue_gui.catalogue.metadata_text import MetadataChange
from catalogue_gui.database.parameters import Parameters, all_of, flat

Path = tuple[str, ...]


@dataclass(slots=True)
class _ObjectChange:
    """What is to become of one object among the metadata: keys set, keys removed, objects inside it changed."""

    path: Path
    values: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    inner: dict[str, _ObjectChange] = field(default_factory=dict)


def changed_metadata(
    column: sql.Composable, changes: Iterable[MetadataChange], parameters: Parameters
) -> sql.Composable:
    """The metadata with the changes made; objects on the way to a new key are made where they are missing."""
    top = _ObjectChange(())
    for change in changes:
        place = top
        for key in change.path[:-1]:
            place = place.inner.setdefault(key, _ObjectChange((*place.path, key)))
        if change.new is None:
            place.removed.append(change.path[-1])
        else:
            place.values[change.path[-1]] = change.new
    return _changed_object(column, top, parameters)


def _changed_object(
    column: sql.Composable, change: _ObjectChange, parameters: Parameters
) -> sql.Composable:
    written = object_at(column, change.path, parameters)
    if change.removed:
        written = sql.SQL("({} - {}::text[])").format(written, parameters.add(change.removed))
    if change.values:
        pairs = (
            f"{json.dumps(key, ensure_ascii=False)}: {value}"
            for key, value in change.values.items()
        )
        written = sql.SQL("({} || {}::jsonb)").format(
            written, parameters.add(f"{{{', '.join(pairs)}}}")
        )
    for key, inner in change.inner.items():
        written = flat(
            sql.SQL("({} || jsonb_build_object({}::text, {}))").format(
                written, parameters.add(key), _changed_object(column, inner, parameters)
            )
        )
    return written


def values_stand(
    column: sql.Composable, values: Iterable[tuple[Path, str | None]], parameters: Parameters
) -> sql.Composable:
    """The condition that each path holds its value; None stands for a key that is not there.

    Numbers are compared by value: somebody who wrote 1.0 anew as 1.00 changed nothing.
    """
    conditions: list[sql.Composable] = []
    ways: set[Path] = {()}
    for path, value in values:
        ways.update(path[:length] for length in range(1, len(path)))
        conditions.append(
            sql.SQL("{} IS NOT DISTINCT FROM {}::jsonb").format(
                value_at(column, path, parameters), parameters.add(value)
            )
        )
    return all_of([*_are_objects(column, ways, parameters), *conditions])


def way_is_clear(column: sql.Composable, path: Path, parameters: Parameters) -> sql.Composable:
    """The condition that nothing but objects stands on the way to a key."""
    ways = {path[:length] for length in range(len(path))}
    return all_of(_are_objects(column, ways, parameters))


def with_value(
    column: sql.Composable, path: Path, value: sql.Composable, parameters: Parameters
) -> sql.Composable:
    """The metadata with one key set to a value, where its way is clear.

    Args:
        column: the metadata.
        path: the keys from the top.
        value: an expression of type jsonb.
        parameters: take the keys.
    """
    for length in reversed(range(len(path))):
        value = flat(
            sql.SQL("({} || jsonb_build_object({}::text, {}))").format(
                object_at(column, path[:length], parameters), parameters.add(path[length]), value
            )
        )
    return value


def without_key(
    column: sql.Composable,
    path: Path,
    made_objects: sql.Composable | None,
    parameters: Parameters,
) -> sql.Composable:
    """The metadata without a key, where its way is clear.

    Args:
        column: the metadata.
        path: the keys from the top.
        made_objects: an integer: how many objects on the way, counted from the key, were made for it alone; they go too if
            it was the last that they held. None for none.
        parameters: take the keys.
    """
    removed = sql.SQL("({} #- {}::text[])").format(column, parameters.add(list(path)))
    if made_objects is None or len(path) == 1:
        return removed
    cases: list[sql.Composable] = []
    lonely: list[sql.Composable] = []
    for length in reversed(range(1, len(path))):
        lonely.append(
            sql.SQL("({} - {}::text) = '{{}}'").format(
                object_at(column, path[:length], parameters), parameters.add(path[length])
            )
        )
        cases.append(
            sql.SQL("WHEN {} >= {} AND {} THEN ({} #- {}::text[])").format(
                made_objects,
                sql.Literal(len(path) - length),
                all_of(list(lonely)),
                column,
                parameters.add(list(path[:length])),
            )
        )
    return sql.SQL("(CASE {} ELSE {} END)").format(sql.SQL(" ").join(reversed(cases)), removed)


def missing_objects(column: sql.Composable, path: Path, parameters: Parameters) -> sql.Composable:
    """How many objects on the way to a key are missing."""
    missing = [
        sql.SQL("({} IS NULL)::integer").format(value_at(column, path[:length], parameters))
        for length in range(1, len(path))
    ]
    return sql.SQL("({})").format(sql.SQL(" + ").join(missing)) if missing else sql.SQL("0")


def value_at(column: sql.Composable, path: Path, parameters: Parameters) -> sql.Composable:
    """The value at a path as jsonb; NULL where there is none."""
    if not path:
        return column
    return sql.SQL("({} #> {}::text[])").format(column, parameters.add(list(path)))


def object_at(column: sql.Composable, path: Path, parameters: Parameters) -> sql.Composable:
    """The object at a path; an empty one where there is nothing."""
    if not path:
        return column
    return sql.SQL("coalesce({}, '{{}}')").format(value_at(column, path, parameters))


def _are_objects(
    column: sql.Composable, paths: Iterable[Path], parameters: Parameters
) -> list[sql.Composable]:
    # The order is fixed, so that the same change is the same statement; the shortest first, as the rest stands on it.
    return [
        sql.SQL("jsonb_typeof({}) = 'object'").format(object_at(column, path, parameters))
        for path in sorted(paths, key=lambda path: (len(path), path))
    ]

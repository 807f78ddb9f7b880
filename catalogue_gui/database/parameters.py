"""The values of a statement that is put together from pieces."""

from __future__ import annotations

from typing import Any

from psycopg import sql


class Parameters(dict[str, Any]):
    """Values by the names of their placeholders, so that a piece of SQL may stand in a statement more than once."""

    def add(self, value: Any) -> sql.Placeholder:
        """Take a value, and return the placeholder that stands for it."""
        name = f"v{len(self)}"
        self[name] = value
        return sql.Placeholder(name)


def all_of(conditions: list[sql.Composable]) -> sql.Composable:
    """The condition that each of several is true; true when there are none."""
    if not conditions:
        return sql.SQL("true")
    return sql.SQL("({})").format(sql.SQL(" AND ").join(conditions))


def flat(piece: sql.Composable) -> sql.SQL:
    """The same piece as one text: psycopg writes pieces within pieces by recursion, which ends at some hundred levels."""
    return sql.SQL(piece.as_string())

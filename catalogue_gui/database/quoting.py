"""Names and texts for statements, in which psycopg sees no placeholder.

A per cent sign begins one in a statement that is sent with parameters, and would have to be doubled there and nowhere else.
So it is written by its code, and the same piece of SQL stands in either kind of statement.

Source: PostgreSQL manual, 4.1.1 "Identifiers and Key Words", 4.1.2.3 "String Constants With Unicode Escapes".
"""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql


def quoted_identifier(name: str) -> sql.Composable:
    r"""A name: ``"wool"``, ``U&"100\0025 wool"``."""
    if "%" not in name:
        return sql.Identifier(name)
    escaped = name.replace("\\", "\\\\").replace("%", "\\0025")
    return sql.SQL("U&{}").format(sql.Identifier(escaped))


def quoted_literal(text: str) -> sql.Composable:
    """A text: ``'wool'``, ``U&'100!0025 wool' UESCAPE '!'``."""
    if "%" not in text:
        return sql.Literal(text)
    # Without a backslash in it, psycopg writes no E'', which could not be had together with U&''.
    escaped = text.replace("!", "!!").replace("\\", "!005C").replace("%", "!0025")
    return sql.SQL("U&{} UESCAPE '!'").format(sql.Literal(escaped))


def quoted_array(texts: Iterable[str]) -> sql.Composable:
    """Several texts, as one value of the type ``text[]``."""
    return sql.SQL("ARRAY[{}]::text[]").format(sql.SQL(", ").join(map(quoted_literal, texts)))

"""Cases of messy files: what the file says, and what is to be read from it by a reader that is told nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from catalogue_gui.transfer import Table


class Messy(NamedTuple):
    """A file's content, with the header and the cells that a person reads from it."""

    name: str
    content: bytes
    header: list[str]
    rows: list[list[str]]


def messy(
    name: str,
    content: str | bytes,
    *records: str,
    header: bool = True,
    written_as: str = "utf-8",
) -> Messy:
    """A case whose records are given with ``¦`` between cells; the first is the header unless told otherwise."""
    cells = [record.split("¦") for record in records]
    names, rows = (cells[0], cells[1:]) if header else ([], cells)
    raw = content if isinstance(content, bytes) else content.encode(written_as)
    return Messy(name, raw, names, rows)


def assert_read_rightly(open_text: Callable[..., Table], case: Messy) -> None:
    """The file is read as the case says, with nothing known of it."""
    table = open_text(case.content)
    assert table.header == case.header
    assert [cells for _line, cells in table.rows] == case.rows
    assert [record.problem for record in table.records()] == [None] * len(case.rows)

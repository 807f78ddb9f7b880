"""Cutting what only is looked at: a cell of megabytes must not hold up the line to the window, nor the window."""

from __future__ import annotations

from dataclasses import replace

from catalogue_gui.catalogue.importing import FileView, Reject, RowPreview
from catalogue_gui.transfer.copy_format import printable

MOST_CHARACTERS = 2000  # more than any cell of a grid shows


def shortened(text: str) -> str:
    """The text, or its beginning and an ellipsis where it is longer than ``MOST_CHARACTERS``."""
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "…"


def shortened_file(view: FileView) -> FileView:
    """A file's view with its cells and samples cut; names of columns stay whole, as choices refer to them."""
    columns = tuple(
        replace(column, samples=tuple(map(shortened, column.samples))) for column in view.columns
    )
    rows = tuple((line, tuple(map(shortened, cells))) for line, cells in view.rows)
    return replace(view, columns=columns, rows=rows)


def shortened_row(row: RowPreview | Reject) -> RowPreview | Reject:
    """A preview or a reject with its texts cut."""
    if isinstance(row, Reject):
        return replace(
            row,
            value=shortened(row.value),
            reason=shortened(row.reason),
            cells=tuple(shortened(printable(cell)) for cell in row.cells),
        )
    changes = tuple(
        (name, None if old is None else shortened(old), shortened(new))
        for name, old, new in row.changes
    )
    return replace(row, name=shortened(row.name), changes=changes)

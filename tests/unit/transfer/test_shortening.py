"""What goes to the window is cut where no grid would show it."""

from __future__ import annotations

from catalogue_gui.catalogue.importing import ColumnView, FileView, Outcome, Reject, RowPreview
from catalogue_gui.transfer.shortening import (
    MOST_CHARACTERS,
    shortened,
    shortened_file,
    shortened_row,
)

LONG = "x" * (MOST_CHARACTERS + 1)
CUT = "x" * MOST_CHARACTERS + "…"


def test_that_a_text_is_cut_only_above_the_limit():
    assert shortened(LONG[1:]) == LONG[1:]
    assert shortened(LONG) == CUT


def test_that_cells_and_samples_are_cut_and_names_of_columns_are_not():
    column = ColumnView(LONG, LONG, "name", "", (LONG, "short"))
    view = shortened_file(
        FileView("f.csv", 1, "utf-8", ",", '"', True, (), (column,), ((2, (LONG, "short")),))
    )
    assert view.rows == ((2, (CUT, "short")),)
    assert view.columns[0].samples == (CUT, "short")
    assert view.columns[0].key == LONG  # a choice of the user refers to it


def test_that_changes_and_rejects_are_cut():
    row = shortened_row(RowPreview(2, Outcome.CHANGED, LONG, (("category", None, LONG),)))
    assert row == RowPreview(2, Outcome.CHANGED, CUT, (("category", None, CUT),))
    assert shortened_row(Reject(2, "price", LONG, "no price")) == Reject(
        2, "price", CUT, "no price"
    )

"""What is typed over rejected records: kept by record, taken back, and never laid over a record that is another one now."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.importing import ColumnView, Reject
from catalogue_gui.gui.csv_import.mending import Mending, faulty_place, is_cut

FIRST = Reject(5, "price", "x", "“x” is not a price", ("Mug", "x", "Kitchen"))
SHORT = Reject(9, "", "", "the name is blank", ("",))


@pytest.fixture
def mending() -> Mending:
    return Mending()


def test_that_what_is_typed_stands_in_place_of_the_files_cell(mending: Mending) -> None:
    assert mending.type_cell(FIRST, 1, "9.50")
    assert mending.cell(FIRST, 1) == "9.50"
    assert mending.cell(FIRST, 0) == "Mug"
    assert mending.is_typed(FIRST, 1)
    assert not mending.is_typed(FIRST, 0)
    assert mending.records() == [(5, ("Mug", "9.50", "Kitchen"))]


def test_that_a_record_too_short_is_filled_up_to_what_was_typed(mending: Mending) -> None:
    mending.type_cell(SHORT, 2, "Kitchen")
    assert mending.records() == [(9, ("", "", "Kitchen"))]
    assert mending.cell(SHORT, 7) == ""


def test_that_typing_the_same_again_is_nothing(mending: Mending) -> None:
    assert not mending.type_cell(FIRST, 1, "x")
    mending.type_cell(FIRST, 1, "1")
    mending.type_cell(FIRST, 1, "x")
    assert mending.lines == ()
    assert mending.unchecked == 0


def test_that_each_step_is_taken_back_by_itself(mending: Mending) -> None:
    mending.type_cell(FIRST, 1, "1")
    mending.type_cell(FIRST, 1, "2")
    mending.type_cell(SHORT, 0, "Pan")
    assert mending.undo() == 9
    assert mending.undo() == 5
    assert mending.cell(FIRST, 1) == "1"
    assert mending.undo() == 5
    assert mending.cell(FIRST, 1) == "x"
    assert mending.undo() is None
    assert mending.unchecked == 0


def test_that_a_checked_record_typed_back_is_still_sent(mending: Mending) -> None:
    mending.type_cell(FIRST, 1, "1")
    mending.take_checked()
    assert mending.unchecked == 0
    mending.type_cell(FIRST, 1, "x")
    assert mending.unchecked == 1, "the engine holds what was typed before"
    assert mending.records() == [(5, FIRST.cells)]
    assert mending.checked_lines == (5,)


def test_that_only_what_the_engine_holds_has_to_be_taken_back_there(mending: Mending) -> None:
    mending.type_cell(FIRST, 1, "1")
    mending.take_checked()
    mending.type_cell(SHORT, 0, "Pan")
    assert mending.lines == (5, 9)
    assert mending.checked_lines == (5,)


def test_that_after_a_new_check_typing_stays_only_over_the_same_records(mending: Mending) -> None:
    mending.type_cell(FIRST, 1, "1")
    mending.type_cell(SHORT, 0, "Pan")
    mending.take_checked()
    moved = Reject(9, "price", "", "blank", ("Other", "", "Things"))
    assert mending.keep_fitting([FIRST, moved]) == 1
    assert mending.lines == (5,)
    assert mending.unchecked == 1, "the new check knows nothing of it"
    assert mending.keep_fitting([]) == 1
    assert mending.lines == ()


def test_that_what_was_typed_survives_as_plain_values(mending: Mending) -> None:
    mending.type_cell(FIRST, 1, "1\n2")
    other = Mending()
    other.restore(mending.to_json())
    assert other.records() == mending.records()
    assert other.keep_fitting([FIRST]) == 0


def test_that_the_faulty_cell_is_found_by_key_before_header() -> None:
    columns = tuple(
        ColumnView(key, header, "ignore", "", ())
        for key, header in (("#1", "Price"), ("#2", "Price"), ("Name", "Name"))
    )
    assert faulty_place(Reject(1, "#2", "", ""), columns) == 1
    assert faulty_place(Reject(1, "Name", "", ""), columns) == 2
    assert faulty_place(Reject(1, "Price", "", ""), columns) == 0
    assert faulty_place(Reject(1, "", "", ""), columns) is None
    assert faulty_place(Reject(1, "category", "", ""), columns) is None


def test_that_only_a_text_cut_by_the_engine_counts_as_cut() -> None:
    assert is_cut("x" * 2000 + "…")
    assert not is_cut("and so on…")
    assert not is_cut("x" * 3000)

"""Several columns that fill one field together, as they leave the checker."""

from __future__ import annotations

from catalogue_gui.catalogue.importing import ImportOptions, Reject
from catalogue_gui.transfer.checking import SHORT_ROW, RecordChecker
from catalogue_gui.transfer.mapping import map_columns
from catalogue_gui.transfer.reading import Record
from catalogue_gui.transfer.survey import survey


def check(header: list[str], cells: list[str], **options: object) -> tuple[dict[str, str], int]:
    """One record's COPY texts by slot, and how many short rows were noticed."""
    chosen = ImportOptions(**options)  # type: ignore[arg-type]
    mapping = map_columns(header, len(header), [cells], chosen)
    records = [Record(2, cells, None)]
    habits = survey(records, mapping, chosen)
    checker = RecordChecker(mapping, chosen, habits, width=len(header), look_for_bad_text=False)
    line = checker.check(1, records[0])
    assert isinstance(line, str), line
    texts = dict(zip(RecordChecker.SLOTS, line.rstrip("\n").split("\t")[2:], strict=True))
    return texts, checker.warnings[SHORT_ROW]


def test_that_the_tags_of_all_columns_come_in_their_order_without_repeats() -> None:
    texts, _ = check(
        ["name", "Tag 1", "price", "Tag 2", "Tag 3", "Tag 4"],
        ["Mug", "new", "1", "", " blue , new", '["a, b"]'],
        defaults={"category": "x"},
    )
    assert texts["tags"] == '{"new","blue","a, b"}'


def test_that_the_levels_of_a_category_are_one_path_without_blank_ones() -> None:
    header = ["name", "price", "Category 1", "Category 2", "Category 3"]
    assert check(header, ["Mug", "1", " Home ", "", "Mugs"])[0]["category"] == "Home/Mugs"
    assert check(header, ["Mug", "1", "Home", "Kitchen", "Mugs"])[0]["category"] == (
        "Home/Kitchen/Mugs"
    )


def test_that_a_short_row_and_surplus_blank_cells_change_nothing() -> None:
    header = ["name", "price", "Category 1", "Category 2"]
    assert check(header, ["Mug", "1", "Home"])[1] == 1
    assert check(header, ["Mug", "1", "Home"])[0]["category"] == "Home"
    assert check(header, ["Mug", "1", "Home", "Mugs", "", " "])[0]["category"] == "Home/Mugs"


def test_that_blank_levels_alone_are_a_blank_category() -> None:
    header, cells = ["name", "price", "Category 1", "Category 2"], ["Mug", "1", " ", ""]
    mapping = map_columns(header, 4, [["Mug", "1", "a", "b"]], ImportOptions())
    habits = survey([], mapping, ImportOptions())
    checker = RecordChecker(mapping, ImportOptions(), habits, width=4, look_for_bad_text=False)
    reject = checker.check(1, Record(2, cells, None))
    assert isinstance(reject, Reject)
    assert (reject.column, reject.reason) == ("Category 1", "the category is blank")


def test_that_metadata_beside_them_is_not_touched() -> None:
    texts, _ = check(
        ["name", "price", "Category 1", "Category 2", "colour"], ["Mug", "1", "A", "B", "red"]
    )
    assert texts["metadata"] == '{"colour": "red"}'

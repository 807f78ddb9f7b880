"""Rejected records as a file that imports by itself once mended."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.catalogue.importing import ReadOptions
from catalogue_gui.transfer.rejects import RejectList


def read(path: Path, delimiter: str = ",") -> list[list[str]]:
    return list(
        csv.reader(
            io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=delimiter
        )
    )


def test_that_the_file_has_the_original_columns_and_line_column_and_reason(
    bench, write_file, tmp_path
):
    text = 'name;price;category;note\nKettle;24,90;Home;\nMug;x;Home;"a ""b""; c"\nPan;;Home\n'
    bench.check(write_file(text))
    path = tmp_path / "rejects.csv"
    report = bench.importer.save_rejects(path)
    assert report.rejects_file == str(path)
    assert read(path, ";") == [
        [
            "name",
            "price",
            "category",
            "note",
            "Rejected: line",
            "Rejected: column",
            "Rejected: reason",
        ],
        ["Mug", "x", "Home", 'a "b"; c', "3", "price", "“x” is not a price"],
        ["Pan", "", "Home", "", "4", "price", "the price is blank"],
    ]


def test_that_a_mended_file_imports_and_its_three_columns_leave_no_trace(
    bench, write_file, tmp_path
):
    bench.load(write_file("name,price,category,colour\nKettle,24.90,Home,red\nMug,x,Home,blue\n"))
    path = tmp_path / "rejects.csv"
    bench.importer.save_rejects(path)
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace("Mug,x,", "Mug,5.00,"), encoding="utf-8"
    )
    report = bench.load(path)
    assert (report.records, report.written) == (1, 1)
    assert bench.products()[1]["metadata"] == {"colour": "blue"}


def test_that_a_file_rejected_twice_carries_the_three_columns_once(bench, write_file, tmp_path):
    bench.check(write_file("name,price,category\nMug,x,Home\n"))
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    bench.importer.save_rejects(first)
    bench.check(first)
    bench.importer.save_rejects(second)
    assert read(second) == [
        *read(first)[:1],
        ["Mug", "x", "Home", "2", "price", "“x” is not a price"],
    ]


def test_that_rejects_of_a_file_without_header_import_with_the_same_options(
    bench, write_file, tmp_path
):
    options = {
        "read": ReadOptions(header=False),
        "mapping": {"#1": "name", "#2": "price", "#3": "category"},
    }
    bench.load(write_file("Kettle,24.90,Home,red\nMug,x,Home,blue\n"), **options)
    path = tmp_path / "rejects.csv"
    bench.importer.save_rejects(path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("Mug,x,", "Mug,5.00,"), encoding="utf-8"
    )
    assert bench.load(path, **options).written == 1
    assert [each["metadata"] for each in bench.products()] == [
        {"column 4": "red"},
        {"column 4": "blue"},
    ]


def test_that_rejects_of_the_comparison_and_of_the_checker_keep_the_files_order(
    bench, write_file, tmp_path
):
    bench.check(write_file("name,price\nA,1\nB,x\nC,2\n"), mode="update")
    path = tmp_path / "rejects.csv"
    bench.importer.save_rejects(path)
    assert [row[0] for row in read(path)] == ["name", "A", "B", "C"]
    assert [each[0] for each in bench.rejects()] == [2, 3, 4]


def test_that_a_record_with_line_breaks_and_surplus_cells_is_written_whole(
    bench, write_file, tmp_path
):
    bench.check(write_file('name,price,category\n"Two\nlines",x,Home\nMug,5,Home,surplus\n'))
    path = tmp_path / "rejects.csv"
    bench.importer.save_rejects(path)
    _header, first, second = read(path)
    assert first[0] == "Two\nlines"
    assert second[:3] == ["Mug", "5", "Home"]
    assert "surplus: surplus" in second[-1]


def test_that_a_folder_that_is_not_there_is_a_clear_problem(bench, write_file, tmp_path):
    bench.check(write_file("name,price,category\nMug,x,Home\n"))
    with pytest.raises(FileProblem, match="could not be written"):
        bench.importer.save_rejects(tmp_path / "missing" / "rejects.csv")


def test_that_many_rejects_are_found_at_any_place(bench, write_file):
    text = "name,price,category\n" + "".join(f"P{n},x{n},Home\n" for n in range(30_000))
    report = bench.check(write_file(text))
    assert report.rejected == 30_000
    found = bench.importer.rows("rejected", 29_998, 10)
    assert [each.line for each in found] == [30_000, 30_001]


def test_that_a_list_can_be_read_in_two_places_at_once() -> None:
    from catalogue_gui.catalogue.importing import Reject

    with RejectList() as rejects:
        for number in range(1, 2001):
            rejects.append(number, Reject(number + 1, "price", "é\udce9", "no"))
        early, late = rejects.read(), rejects.read(1500)
        assert [next(early)[0], next(late)[0], next(early)[0], next(late)[0]] == [1, 1501, 2, 1502]

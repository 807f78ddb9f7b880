"""Rejected records, typed over and checked again."""

from __future__ import annotations

import psycopg
import pytest

from catalogue_gui.catalogue.errors import Cancelled, ImportRefused
from catalogue_gui.catalogue.importing import Outcome

FILE = (
    "name,price,category,colour\n"
    "Kettle,24.90,Home,red\n"
    "Mug,on request,Home,\n"
    ",5.00,Home,blue\n"
    "Pan,7.00,Home,\n"
    "Pan,8.00,Home,black\n"
)


def test_that_a_reject_holds_the_whole_record(bench, write_file):
    bench.check(write_file(FILE), match="name")
    assert bench.cells() == {
        3: ["Mug", "on request", "Home", ""],
        4: ["", "5.00", "Home", "blue"],
        6: ["Pan", "8.00", "Home", "black"],
    }


def test_that_a_mended_record_is_new_and_written(bench, write_file):
    bench.check(write_file(FILE), match="name")
    report = bench.importer.mend({3: ["Mug", "4.50", "Home", ""]})
    assert (report.records, report.new, report.rejected) == (5, 3, 2)
    assert list(bench.cells()) == [4, 6]
    assert bench.importer.write().written == 3
    assert [(row["name"], str(row["price"])) for row in bench.products()] == [
        ("Kettle", "24.90"),
        ("Mug", "4.50"),
        ("Pan", "7.00"),
    ]


def test_that_a_record_still_wrong_is_rejected_with_what_was_typed(bench, write_file):
    bench.check(write_file(FILE), match="name")
    report = bench.importer.mend({3: ["Mug", "later", "Home", ""]})
    assert (report.new, report.rejected) == (2, 3)
    assert bench.rejects()[0] == (3, "price", "later", "“later” is not a price")
    assert bench.cells()[3][1] == "later"


def test_that_a_record_rejected_by_the_comparison_can_be_mended(bench, write_file):
    bench.check(write_file(FILE), match="name")
    report = bench.importer.mend({6: ["Saucepan", "8.00", "Home", "black"]})
    assert (report.new, report.rejected) == (3, 2)
    assert bench.importer.write().written == 3
    assert "Saucepan" in [row["name"] for row in bench.products()]


def test_that_mending_into_a_name_that_is_taken_is_rejected_by_the_comparison(bench, write_file):
    bench.check(write_file(FILE), match="name")
    bench.importer.mend({3: ["Kettle", "4.50", "Home", ""]})
    assert bench.rejects()[0] == (
        3,
        "name",
        "Kettle",
        "“Kettle” is in the file already, in line 2",
    )
    assert bench.cells()[3] == ["Kettle", "4.50", "Home", ""]


def test_that_no_cells_put_the_record_back_as_in_the_file(bench, write_file):
    before = bench.check(write_file(FILE), match="name")
    cells, rejects = bench.cells(), bench.rejects()
    bench.importer.mend({3: ["Mug", "1", "Home", ""], 6: ["Saucepan", "8", "Home", ""]})
    report = bench.importer.mend({3: [], 6: []})
    assert (report.new, report.rejected) == (before.new, before.rejected)
    assert (bench.cells(), bench.rejects()) == (cells, rejects)
    assert bench.importer.write().written == 2


def test_that_a_record_that_passes_can_be_typed_over_again(bench, write_file):
    bench.check(write_file(FILE), match="name")
    bench.importer.mend({3: ["Mug", "1", "Home", ""]})
    report = bench.importer.mend({3: ["Mug", "2", "Home", ""], 4: ["Cup", "3", "Home", "blue"]})
    assert (report.new, report.rejected) == (4, 1)
    assert bench.importer.write().written == 4
    assert {row["name"]: int(row["price"]) for row in bench.products()}["Mug"] == 2


def test_that_typed_amounts_are_read_with_the_habits_of_the_file(bench, write_file):
    bench.check(write_file("name;price;category\nKettle;1.234,50;Home\nMug;x;Home\n"))
    bench.importer.mend({3: ["Mug", "2.000,10", "Home"]})
    bench.importer.write()
    assert [str(row["price"]) for row in bench.products()] == ["1234.50", "2000.10"]


def test_that_what_was_mended_survives_a_lost_session(bench, write_file):
    bench.check(write_file(FILE), match="name")
    bench.importer.mend({3: ["Mug", "4.50", "Home", ""], 4: ["", "still", "Home", ""]})
    bench.catalogue.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name LIKE %s AND datname = current_database()",
        ("%import",),
    )
    report = bench.importer.write()
    assert (report.new, report.rejected, report.written) == (3, 2, 3)
    assert bench.cells()[4] == ["", "still", "Home", ""]


def test_that_a_mend_over_a_lost_session_checks_the_file_again(bench, write_file):
    bench.check(write_file(FILE), match="name")
    bench.catalogue.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name LIKE %s AND datname = current_database()",
        ("%import",),
    )
    assert bench.importer.mend({3: ["Mug", "4.50", "Home", ""]}).new == 3
    assert bench.importer.write().written == 3


def cancel_a_mend(bench, typed: dict[int, list[str]]) -> None:
    """Break a mend off in the middle of the comparison."""
    with psycopg.connect(bench.uri) as other:
        # What it is compared with is locked, so that it is still at it when it is cancelled.
        other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        bench.on_progress = lambda each: bench.cancellation.cancel() if waiting(bench) else None
        with pytest.raises(Cancelled):
            bench.importer.mend(typed)
    bench.on_progress = None
    bench.cancellation.reset()


def test_that_a_mend_that_was_cancelled_leaves_everything_as_it_was(bench, write_file):
    before = bench.check(write_file(FILE), match="name")
    cells, rejects = bench.cells(), bench.rejects()
    bench.progress.clear()
    cancel_a_mend(bench, {3: ["Mug", "4.50", "Home", ""]})
    assert bench.importer.report == before
    assert (bench.cells(), bench.rejects()) == (cells, rejects)
    assert [row.line for row in bench.importer.rows(Outcome.NEW, 0, 10)] == [2, 5]
    report = bench.importer.write()
    assert (report.new, report.rejected, report.written) == (2, 3, 2)
    assert not [each for each in bench.progress if each.phase in ("Reading", "Checking")]


def test_that_what_was_mended_before_outlives_a_mend_that_was_cancelled(bench, write_file):
    bench.check(write_file(FILE), match="name")
    bench.importer.mend({3: ["Mug", "4.50", "Home", ""]})
    cancel_a_mend(bench, {3: ["Mug", "9.99", "Home", ""], 4: ["Cup", "5", "Home", ""]})
    assert bench.importer.mend({6: ["Saucepan", "8", "Home", ""]}).new == 4
    bench.importer.write()
    assert {row["name"]: str(row["price"]) for row in bench.products()} == {
        "Kettle": "24.90",
        "Mug": "4.50",
        "Pan": "7.00",
        "Saucepan": "8.00",
    }


def waiting(bench) -> bool:
    return bool(bench.ask("SELECT 1 FROM pg_locks WHERE NOT granted"))


def test_that_a_check_made_again_in_vain_keeps_what_was_typed(bench, write_file):
    bench.check(write_file(FILE), match="name")
    bench.importer.mend({3: ["Mug", "4.50", "Home", ""]})
    bench.catalogue.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name LIKE %s AND datname = current_database()",
        ("%import",),
    )
    bench.on_progress = lambda _: bench.cancellation.cancel()
    with pytest.raises(Cancelled):
        bench.importer.write()
    bench.on_progress = None
    bench.cancellation.reset()
    assert bench.importer.write().written == 3


def test_that_a_line_that_is_not_rejected_is_refused(bench, write_file):
    bench.check(write_file(FILE), match="name")
    with pytest.raises(ImportRefused, match="line 2"):
        bench.importer.mend({2: ["Kettle", "1", "Home", ""]})
    assert bench.importer.write().written == 2


def test_that_mended_records_are_shown_among_the_new_ones_in_the_files_order(bench, write_file):
    bench.check(write_file(FILE), match="name")
    bench.importer.mend({3: ["Mug", "4.50", "Home", ""]})
    assert [row.line for row in bench.importer.rows(Outcome.NEW, 0, 10)] == [2, 3, 5]


def test_that_the_rejects_file_has_the_cells_as_typed(bench, write_file, tmp_path):
    bench.check(write_file(FILE), match="name")
    bench.importer.mend({3: ["Mug", "later", "Home", "green"]})
    bench.importer.save_rejects(tmp_path / "rejects.csv")
    assert "Mug,later,Home,green,3," in (tmp_path / "rejects.csv").read_text("utf-8-sig")


def test_that_a_cell_left_as_it_was_shown_stays_whole(bench, write_file):
    from catalogue_gui.transfer.shortening import shortened_row

    long = "x" * 5000
    bench.check(write_file(f"name,price,category,text\nMug,?,Home,{long}\n"))
    (reject,) = bench.importer.rows(Outcome.REJECTED, 0, 10)
    shown = shortened_row(reject).cells
    assert len(shown[3]) < 3000
    bench.importer.mend({2: [shown[0], "3", *shown[2:]]})
    bench.importer.write()
    assert bench.products()[0]["metadata"] == {"text": long}


def test_that_a_written_file_is_not_written_again(bench, write_file):
    bench.load(write_file(FILE), match="name")
    with pytest.raises(ImportRefused, match="written already"):
        bench.importer.write()
    with pytest.raises(ImportRefused, match="written already"):
        bench.importer.mend({3: ["Mug", "1", "Home", ""]})
    assert bench.count() == 2


def test_that_comparison_rejects_far_down_hold_their_own_cells(bench, write_file):
    rows = "".join(f"Product {n},{n},Home\n" for n in range(1, 20_001))
    bench.check(
        write_file(f"name,price,category\n{rows}Product 7,1,Garden\nProduct 8,2,Garden\n"),
        match="name",
    )
    assert bench.cells() == {
        20_002: ["Product 7", "1", "Garden"],
        20_003: ["Product 8", "2", "Garden"],
    }

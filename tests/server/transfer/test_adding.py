"""New products from files, and the rules that decide what a record comes to."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from catalogue_gui.catalogue.errors import DecimalUndecided, ImportRefused
from catalogue_gui.catalogue.importing import Outcome, ReadOptions

WriteFile = Callable[..., Path]
HEADER = "name,price,category\n"


def test_that_a_checked_file_is_shown_and_nothing_is_written_before_the_write(bench, write_file):
    report = bench.check(write_file(HEADER + "Kettle,24.90,Home\nMug,5,Home\n"))
    assert (report.records, report.new, report.written) == (2, 2, 0)
    assert bench.count() == 0
    assert bench.importer.write().written == 2
    assert [each["price"] for each in bench.products()] == [Decimal("24.90"), Decimal("5.00")]


def test_that_records_are_always_the_sum_of_the_four_outcomes(bench, write_file):
    text = HEADER + "Kettle,24.90,Home\n,5,Home\nMug,x,Home\nPan,5,Home,surplus\n\n,,\n"
    report = bench.load(write_file(text))
    assert report.records == 4
    assert report.records == report.new + report.changed + report.unchanged + report.rejected
    assert (report.new, report.rejected, report.written) == (1, 3, 1)


def test_that_each_reject_names_its_line_column_value_and_reason(bench, write_file):
    bench.check(
        write_file(HEADER + '"Two\nlines",24.90,Home\nMug,,Home\nPan,"12,5x",Home\n,5,Home\n')
    )
    assert bench.rejects() == [
        (4, "price", "", "the price is blank"),
        (5, "price", "12,5x", "“12,5x” is not a price"),
        (6, "name", "", "the name is blank"),
    ]


def test_that_repeated_names_without_a_match_key_are_all_new_products(bench, write_file):
    report = bench.load(write_file(HEADER + "Mug,5,Home\nMug,5,Home\nMug,6,Home\n"))
    assert (report.new, report.written, report.rejected) == (3, 3, 0)


def test_that_a_blank_cell_takes_the_default_and_a_missing_column_too(bench, write_file):
    report = bench.load(
        write_file("name,price,stock\nKettle,,3\nMug,5,\n"),
        defaults={"price": "9.99", "category": "Unsorted", "stock": "7", "tags": "new,sale"},
    )
    assert report.written == 2
    kettle, mug = bench.products()
    assert (kettle["price"], kettle["stock"], kettle["category"]) == (
        Decimal("9.99"),
        3,
        "Unsorted",
    )
    assert (mug["price"], mug["stock"], mug["tags"]) == (Decimal("5.00"), 7, ["new", "sale"])


def test_that_a_required_field_without_column_and_default_stops_before_reading(bench, write_file):
    with pytest.raises(ImportRefused) as caught:
        bench.check(write_file("name,colour\nKettle,red\n"))
    assert "price and category" in caught.value.message
    assert "Nothing was written" in caught.value.hint
    assert {each.phase for each in bench.progress} <= {"Opening"}


@pytest.mark.parametrize("default", ["abc", "-1", "100000000"])
def test_that_an_impossible_default_is_refused(bench, write_file, default):
    path = write_file("name,category\nKettle,Home\n")
    with pytest.raises(ImportRefused, match="default for price"):
        bench.check(path, defaults={"price": default})


def test_that_a_short_row_is_padded_and_counted_as_a_warning(bench, write_file):
    text = "name,price,category,stock,colour\nKettle,24.90,Home\nMug,5,Home,1,red\n"
    report = bench.load(write_file(text))
    assert (report.new, report.rejected) == (2, 0)
    assert report.warnings == {"short_row": 1}


def test_that_a_long_row_is_taken_only_if_its_surplus_cells_are_blank(bench, write_file):
    report = bench.check(
        write_file(HEADER + "Kettle,1,Home\nMug,5,Home,, \nPan,5,Home,,x\nPot,2,Home\n")
    )
    assert (report.new, report.rejected) == (3, 1)
    assert bench.rejects() == [(4, "", "x", "the record has 5 cells, the table 3 columns")]


def test_that_rounding_to_cents_is_half_away_from_zero_and_a_warning(bench, write_file):
    text = HEADER + "A,1.005,Home\nB,1.004,Home\nC,2.50,Home\nD,2.5000,Home\n"
    report = bench.load(write_file(text))
    assert [each["price"] for each in bench.products()] == [
        Decimal(each) for each in ("1.01", "1.00", "2.50", "2.50")
    ]
    assert report.warnings == {"price_rounded": 2}


def test_that_a_column_that_can_be_read_both_ways_is_asked_about(bench, write_file):
    path = write_file('name,price,category\nKettle,"1,299",Home\nMug,"2,500",Home\n')
    with pytest.raises(DecimalUndecided, match=r"is “1,299” 1299 or 1\.299"):
        bench.check(path)
    assert bench.load(path, decimal=",").written == 2
    assert [each["price"] for each in bench.products()] == [Decimal("1.30"), Decimal("2.50")]
    assert bench.load(path, decimal=".").written == 2
    assert Decimal("1299.00") in [each["price"] for each in bench.products()]


def test_that_one_value_decides_for_its_whole_column(bench, write_file):
    bench.load(write_file("name;price;category\nKettle;1.299;Home\nMug;5,50;Home\n"))
    assert [each["price"] for each in bench.products()] == [Decimal("1299.00"), Decimal("5.50")]


def test_that_typed_metadata_comes_from_whole_columns_only(bench, write_file):
    text = (
        "name,price,category,weight,new?,sku,ean13,mixed,pages\n"
        "Kettle,1,Home,1.20,yes,00123,4006381333931,12,310\n"
        "Mug,2,Home,0.30,no,00124,4006381333948,n/a,\n"
    )
    bench.load(write_file(text))
    kettle, mug = bench.products()
    assert kettle["metadata"] == {
        "weight": 1.2,
        "new?": True,
        "sku": "00123",
        "ean13": "4006381333931",
        "mixed": "12",
        "pages": 310,
    }
    assert mug["metadata"]["new?"] is False
    assert "pages" not in mug["metadata"]


def test_that_a_long_number_stays_the_text_it_is(bench, write_file):
    bench.load(write_file("name,price,category,code\nKettle,1,Home,1234567890123456\n"))
    assert bench.products()[0]["metadata"] == {"code": "1234567890123456"}


def test_that_numbers_in_metadata_keep_their_digits(bench, write_file):
    bench.load(write_file("name,price,category,weight\nKettle,1,Home,24.90\nMug,1,Home,1.10\n"))
    row = bench.catalogue.execute(
        "SELECT metadata::text AS text FROM products ORDER BY name LIMIT 1"
    ).fetchone()
    assert row["text"] == '{"weight": 24.90}'


def test_that_columns_left_out_leave_no_trace(bench, write_file):
    path = write_file("name,price,category,colour\nKettle,1,Home,red\n")
    bench.load(path, extra="ignore")
    assert bench.products()[0]["metadata"] == {}


def test_that_tags_come_from_text_json_and_array_literals(bench, write_file):
    text = (
        "name;price;category;tags\n"
        "A;1;Home;new, sale , ,new\n"
        'B;1;Home;"[""big, red"", ""new""]"\n'
        'C;1;Home;"{new,""two words"",NULL}"\n'
        "D;1;Home;\n"
    )
    bench.load(write_file(text))
    assert [each["tags"] for each in bench.products()] == [
        ["new", "sale"],
        ["big, red", "new"],
        ["new", "two words"],
        [],
    ]


def test_that_cells_with_tabs_backslashes_and_line_breaks_arrive_unchanged(bench, write_file):
    name, note = 'A\\N "x"\ttab', "line one\nline two\\t \\"
    quoted = [f'"{each}"'.replace('"x"', '""x""') for each in (name, note)]
    bench.load(write_file(f"name,price,category,note\n{quoted[0]},1,Home,{quoted[1]}\n"))
    assert bench.products()[0]["name"] == name
    assert bench.products()[0]["metadata"] == {"note": note}


def test_that_a_null_marker_of_other_programs_is_text_and_not_nothing(bench, write_file):
    bench.load(write_file(HEADER + "\\N,1,\\.\n"))
    assert (bench.products()[0]["name"], bench.products()[0]["category"]) == ("\\N", "\\.")


def test_that_bytes_that_cannot_be_read_cost_their_own_record(bench, tmp_path):
    path = tmp_path / "products.csv"
    good = "".join(f"Café {number},1,Home\n" for number in range(40))
    path.write_bytes(HEADER.encode() + good.encode() + b"Th\xe9,1,Home\nNul\0,1,Home\n")
    report = bench.load(path)
    assert (report.encoding, report.new, report.rejected) == ("utf-8", 40, 2)
    (line, column, value, reason), nul = bench.rejects()
    assert (line, column, value) == (42, "name", "Th\ufffd")
    assert "0xe9" in reason
    assert nul == (43, "name", "Nul\ufffd", "the cell holds a NUL character")


def test_that_a_stray_quotation_mark_costs_its_own_record(bench, write_file):
    text = HEADER + 'A,1,Home\n"B,2,Home\n' + "".join(f'"C{n}",3,"Home"\n' for n in range(50))
    report = bench.load(write_file(text))
    assert (report.records, report.new, report.rejected) == (52, 51, 1)
    assert bench.rejects()[0][0] == 3


def test_that_a_file_without_header_is_mapped_by_place(bench, write_file):
    path = write_file("Kettle;24,90;Home;red\nMug;5,00;Home;blue\n")
    report = bench.load(
        path,
        read=ReadOptions(header=False),
        mapping={"#1": "name", "#2": "price", "#3": "category"},
    )
    assert (report.written, report.header) == (2, False)
    assert bench.products()[0]["metadata"] == {"column 4": "red"}


def test_that_an_index_that_cannot_hold_a_value_costs_one_record_only(bench, write_file):
    text = "name,price,category,tags\n" + f"A,1,{'x' * 5000},\nB,1,Home,{'y' * 5000}\nC,1,Home,\n"
    report = bench.load(write_file(text))
    assert (report.new, report.rejected) == (1, 2)
    assert ["too long" in reason for *_rest, reason in bench.rejects()] == [True, True]


def test_that_previews_of_new_products_show_what_will_be_stored(bench, write_file):
    text = 'name,price,category,tags,pages\nKettle,24.9,Home,"new,sale",12\nMug,5,Home,,\n'
    bench.check(write_file(text), defaults={"stock": "4"})
    kettle, mug = bench.importer.rows(Outcome.NEW, 0, 10)
    assert kettle.line == 2
    assert {name: new for name, _old, new in kettle.changes} == {
        "name": "Kettle",
        "price": "24.90",
        "category": "Home",
        "tags": "new, sale",
        "stock": "4",
        "metadata.pages": "12",
    }
    assert all(old is None for _name, old, _new in kettle.changes)
    assert bench.importer.rows(Outcome.NEW, 1, 10) == [mug]
    assert bench.importer.rows(Outcome.CHANGED, 0, 10) == []


def test_that_a_metadata_column_of_objects_is_taken_whole(bench, write_file):
    cell = json.dumps({"dims": {"w": 10}, "price_old": 24.90, "n": None})
    quoted = cell.replace('"', '""')
    bench.load(write_file(f'name,price,category,metadata,colour\nKettle,1,Home,"{quoted}",red\n'))
    assert bench.products()[0]["metadata"] == {
        "dims": {"w": 10},
        "price_old": 24.9,
        "n": None,
        "colour": "red",
    }


@pytest.mark.parametrize(
    "cell",
    ['{"a": 1', "[1]", '{"a": NaN}', '{"a": 1e999999}', '{"a": "\\u0000"}', '{"a": "\\ud800"}'],
)
def test_that_metadata_the_server_would_refuse_costs_one_record_only(bench, write_file, cell):
    quoted = cell.replace('"', '""')
    text = f'name,price,category,meta\nKettle,1,Home,"{quoted}"\nMug,1,Home,"{{""b"": 2}}"\n'
    report = bench.load(write_file(text), mapping={"meta": "metadata"})
    assert (report.new, report.rejected) == (1, 1)
    assert bench.rejects()[0][1] == "meta"

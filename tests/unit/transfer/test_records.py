"""A misplaced quotation mark costs one record and not the rest of the file."""

from __future__ import annotations

import io
import time

import pytest

from catalogue_gui.transfer.reading.dialect import Dialect
from catalogue_gui.transfer.reading.lenient import parse_leniently
from catalogue_gui.transfer.reading.records import Record, RecordReader


def read(text: str, *, width: int = 3, dialect: Dialect | None = None) -> list[Record]:
    return list(RecordReader(io.StringIO(text, newline=""), dialect or Dialect(), width=width))


@pytest.mark.parametrize(
    "broken",
    [
        '"Broken,9.99,Home',
        '"Broken","9.99","Home',
        '"Broken","9.99,"Home"',
        'Broken,"9.99,Home',
        'Broken,9.99,"Home',
    ],
)
@pytest.mark.parametrize(
    "following", ["Mug,5.00,Home\n", '"Mug",5.00,"Home"\n', 'Mug,"5 ""x""",Home\n']
)
def test_that_a_stray_quotation_mark_costs_its_own_record(broken, following):
    records = read(f"Kettle,24.90,Home\n{broken}\n" + following * 30)
    assert [each.line for each in records] == list(range(1, 33))
    assert [each.problem is None for each in records] == [True, False] + [True] * 30
    assert all(len(each.cells) == 3 for each in records[2:])


def test_that_line_breaks_in_cells_are_no_stray_marks():
    records = read('a,"one\ntwo\nthree",c\nd,"x,y\nz",f\n')
    assert [each.cells for each in records] == [["a", "one\ntwo\nthree", "c"], ["d", "x,y\nz", "f"]]
    assert [each.line for each in records] == [1, 4]
    assert all(each.problem is None for each in records)


def test_that_an_undoubled_mark_inside_a_cell_is_a_character():
    records = read('"Bro"ken",1,"a "b" c"\n"x "y" w,\nz",2,c\n')
    assert [each.cells for each in records] == [
        ['Bro"ken', "1", 'a "b" c'],
        ['x "y" w,\nz', "2", "c"],
    ]
    assert all(each.problem is None for each in records)


def test_that_a_mark_that_swallowed_a_whole_line_gives_it_back():
    records = read('a,"Broken,c\nb,x,y\nd,19",f\n')
    assert [each.line for each in records][:2] == [1, 2]
    assert records[1].cells == ["b", "x", "y"]


def test_that_a_mark_never_closed_before_the_end_gives_all_lines_back():
    records = read('a,"b,c\n' + "d,e,f\n" * 5000)
    assert len(records) == 5001
    assert records[-1] == Record(5001, ["d", "e", "f"], None)


def test_that_a_runaway_cell_is_cut_off_at_a_bounded_length():
    text = 'a,"b,c\n' + f"d,e,{'f' * 60}\n" * 100_000
    records = RecordReader(io.StringIO(text, newline=""), Dialect(), width=3)
    assert sum(1 for _ in records) == 100_001


@pytest.mark.parametrize(
    "line",
    ['"\n', '"a\n', 'a,"\n', '"",""",\n', '"a,"b,"c\n', ",,,,,,\n", '""""""a\n', "\\\n"],
)
def test_that_time_grows_with_the_size_of_nonsense_and_not_faster(line):
    def seconds(count: int) -> float:
        started = time.process_time()
        read(line * count)
        return time.process_time() - started

    small = max(0.02, seconds(5_000))
    assert seconds(50_000) < 40 * small


def test_that_one_endless_line_of_marks_takes_linear_time():
    started = time.process_time()
    parse_leniently('"a,' * 300_000, Dialect(), open_as_text=True)
    assert time.process_time() - started < 5


def test_that_spaces_around_quoted_cells_do_not_belong_to_them():
    assert parse_leniently(' "a, b" ,c', Dialect(), open_as_text=True).cells == ["a, b", "c"]

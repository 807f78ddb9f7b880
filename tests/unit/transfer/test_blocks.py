"""Records come out of blocks as they come out one by one, wherever the blocks are cut."""

from __future__ import annotations

import io
import sys
from types import FrameType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalogue_gui.transfer.reading import texts
from catalogue_gui.transfer.reading.blocks import TOO_LONG, BlockReader
from catalogue_gui.transfer.reading.dialect import Dialect
from catalogue_gui.transfer.reading.packing import Packing
from catalogue_gui.transfer.reading.records import Record, RecordReader
from catalogue_gui.transfer.reading.texts import Texts

unhurried = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=300)
PIECES = st.sampled_from(
    [
        "a",
        "b c",
        '"',
        '""',
        ",",
        ",",
        "\n",
        "\r\n",
        "\r",
        '"x"',
        '"x,y"',
        '"x\ny"',
        ',"',
        '",',
        "\\",
        "'",
        " ",
        "é",
        "\x85",
    ]
)
DIALECTS = st.sampled_from(
    [
        Dialect(),
        Dialect(quote=""),
        Dialect(quote="'"),
        Dialect(escape="\\"),
        Dialect(skip_space=True),
        Dialect(is_chosen=True),
    ]
)


def by_blocks(path, dialect: Dialect, width: int, *, read_bytes: int) -> list[Record]:
    kept = texts._READ_BYTES
    texts._READ_BYTES = read_bytes
    try:
        reader = BlockReader(Texts(path, Packing(), "utf-8"), dialect, width=width, first_line=1)
        return [
            Record(line, cells, block.problems.get(place))
            for block in reader
            for place, (line, cells) in enumerate(zip(block.lines, block.rows, strict=True))
            if any(cells)
        ]
    finally:
        texts._READ_BYTES = kept


def one_by_one(text: str, dialect: Dialect, width: int) -> list[Record]:
    reader = RecordReader(io.StringIO(text, newline=""), dialect, width=width)
    return [record for record in reader if any(record.cells)]


@unhurried
@given(
    pieces=st.lists(PIECES, min_size=1, max_size=60),
    dialect=DIALECTS,
    width=st.integers(0, 4),
    read_bytes=st.integers(1, 90),
)
@example(pieces=['a,"b', "\n", 'c",d\n'], dialect=Dialect(), width=3, read_bytes=5)
@example(pieces=['a,"b\n' + "c,d\n" * 9], dialect=Dialect(), width=2, read_bytes=8)
def test_that_the_cut_of_blocks_changes_nothing(tmp_path, pieces, dialect, width, read_bytes):
    path = tmp_path / "a.csv"
    text = "".join(pieces)
    path.write_bytes(text.encode())
    found = by_blocks(path, dialect, width, read_bytes=read_bytes)
    assert found == one_by_one(text, dialect, width)


def test_that_a_stray_mark_megabytes_into_a_file_costs_its_own_record(open_text):
    sound = "".join(f'Kettle {number},"5,00",Home\n' for number in range(40_000))
    table = open_text(f'name,price,category\n{sound}"Mug,5.00,Home\n{sound}Pan,"6.00,Home\n{sound}')
    records = list(table.records())
    assert [record.line for record in records] == list(range(2, 120_004))
    assert [record.line for record in records if record.problem] == [40_002, 80_003]
    assert all(len(record.cells) == 3 for record in records if not record.problem)


def test_that_a_line_without_an_end_is_rejected_and_the_next_one_read(open_text, monkeypatch):
    monkeypatch.setattr(texts, "LONGEST_LINE", 100_000)
    endless = "x" * 300_000
    table = open_text(f"name,price\nMug,5\n{endless},1\r\nPan,6\n{endless}")
    records = list(table.records())
    assert [(each.line, each.problem) for each in records] == [
        (2, None),
        (3, TOO_LONG),
        (4, None),
        (5, TOO_LONG),
    ]
    assert records[2].cells == ["Pan", "6"]
    assert len(records[1].cells[0]) < 5_000


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_that_lines_are_numbered_through_all_blocks(open_text, line_end):
    lines = [f"Kettle {number},5" for number in range(30_000)]
    lines[100] = '"a' + line_end + 'b",5'
    lines[20_000] = '"a' + line_end + 'b",5'
    table = open_text(line_end.join(["name,price", *lines]))
    found = [line for line, _cells in table.rows]
    expected = [*range(2, 103), *range(104, 20_004), *range(20_005, 30_004)]
    assert found == expected


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_that_many_blank_lines_are_passed_over_in_bulk_and_counted(open_text, line_end):
    text = line_end.join(["name,price", "Mug,5", *[""] * 2_000_000, "Cup,6", ""])
    table = open_text(text)
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event.endswith("call")

    sys.setprofile(count)
    try:
        rows = list(table.rows)
    finally:
        sys.setprofile(None)
    assert rows == [(2, ["Mug", "5"]), (2_000_003, ["Cup", "6"])]
    # The blocks at both ends of the gap are read line by line, those between at once.
    assert calls < 700_000

"""No file breaks the reader, whatever is in it, nor keeps it longer than its size explains."""

from __future__ import annotations

import contextlib
import sys
import tracemalloc
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer import open_table
from tests.benchmarks.read_speed import HOSTILE

unhurried = settings(suppress_health_check=list(HealthCheck), deadline=None)
# What files are made of, so that more of them come far enough to be understood wrongly.
TOKENS = st.sampled_from(
    [
        *(b"name,price\n", b"sep=;\n", b"# x\n", b'"', b"'", b'""', b"\\", b"\\\\", b'\\"', b"''"),
        *(b",", b";", b"\t", b"|", b"\n", b"\r\n", b"\r", b" ", b"a", b"19", b"1,50", b"\x00", b"\x1a"),
        *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\n\0", b"\0\n"),
        *(b"\xc3\xa9", b"\xe9", b"\x81", b"\x95\x5c", b"\xa4\xa2", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80"),
        *(b"\x1f\x8b\x08", b"PK\x03\x04", b"PK\x05\x06", b"\x1f", b"\x01", b"\x85", b"x" * 300),
    ]
)  # fmt: skip
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "encoding": st.sampled_from(
            ["utf-8", "utf-16", "utf-32", "utf-7", "cp932", "gb18030", "punycode", "idna", "hz"]
        ),
        "delimiter": st.sampled_from([",", ";", "tab", " ", "'", "\\", "a"]),
        "quote": st.sampled_from(['"', "'", "", "a"]),
        "header": st.booleans(),
    },
)


def assert_read_or_refused(path: Path, options: dict[str, object]) -> None:
    with contextlib.suppress(FileProblem):
        table = open_table(path, **options)  # type: ignore[arg-type]
        records = list(table.records())
        lines = [record.line for record in records]
        assert all(record.cells for record in records)
        assert lines == sorted(set(lines))
        assert not lines or lines[0] >= table.first_line >= 1
        assert all(table.evidence)


@unhurried
@given(content=st.binary(min_size=1, max_size=400), options=OPTIONS)
def test_that_no_bytes_break_the_reader(tmp_path, content, options):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert_read_or_refused(path, options)


@unhurried
@given(tokens=st.lists(TOKENS, min_size=1, max_size=60), options=OPTIONS)
@example(tokens=[b"\xff\xfe\0\0", b"a"], options={"encoding": "utf-16"})
@example(tokens=[b"a", b",", b"b"], options={"delimiter": "'", "quote": "'"})
def test_that_no_pieces_of_files_break_the_reader(tmp_path, tokens, options):
    path = tmp_path / "table.csv"
    path.write_bytes(b"".join(tokens))
    assert_read_or_refused(path, options)


def calls_to_read(path: Path, piece: bytes, size: int) -> int:
    """How many functions are called, Python's own included; the seconds are read_speed's, in the benchmarks."""
    path.write_bytes(b"name,price,note\nMug,5,x\n" + piece * (size // len(piece)))
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event.endswith("call")

    sys.setprofile(count)
    try:
        assert_read_or_refused(path, {})
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", HOSTILE)
def test_that_work_grows_with_the_size_of_a_hostile_file_and_not_faster(tmp_path, name):
    path = tmp_path / "hostile.csv"
    small = calls_to_read(path, HOSTILE[name], 100_000)
    # Ten times the size; quadratic would be a hundred.
    assert calls_to_read(path, HOSTILE[name], 1_000_000) < 15 * small


@pytest.mark.parametrize("name", ["one endless line of words", "single marks"])
def test_that_memory_does_not_grow_with_the_file(tmp_path, name):
    path = tmp_path / "hostile.csv"
    path.write_bytes(
        b"name,price,note\nMug,5,x\n" + HOSTILE[name] * (60_000_000 // len(HOSTILE[name]))
    )
    tracemalloc.start()
    try:
        for _record in open_table(path).records():
            pass
        assert tracemalloc.get_traced_memory()[1] < 50 << 20
    finally:
        tracemalloc.stop()

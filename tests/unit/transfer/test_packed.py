"""Tables that come gzipped or in a zip archive: told by content, unpacked while they are read."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer import open_table

TEXT = "Name;Preis;Lager\nKäse;1,50;3\nBrot;2,50;4\n"
HEADER = ["Name", "Preis", "Lager"]
ROWS = [["Käse", "1,50", "3"], ["Brot", "2,50", "4"]]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


def encrypted() -> bytes:
    """An archive whose file is marked as encrypted, in both places where the mark stands."""
    raw = bytearray(zipped({"a.csv": TEXT.encode()}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "cp850"])
@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(gzip.compress, id="gzip"),
        pytest.param(lambda raw: zipped({"list.csv": raw}), id="zip"),
        pytest.param(lambda raw: zipped({"list.csv": raw}, zipfile.ZIP_STORED), id="stored"),
        pytest.param(lambda raw: zipped({"data": raw}), id="zip without an ending"),
        pytest.param(lambda raw: gzip.compress(raw[:7]) + gzip.compress(raw[7:]), id="two members"),
        pytest.param(lambda raw: gzip.compress(raw) + b"\0" * 70_000, id="zeros behind"),
        pytest.param(lambda raw: gzip.compress(raw) + b"garbage", id="garbage behind"),
        pytest.param(
            lambda raw: zipped({"__MACOSX/._list.csv": b"x" * 999, "in/list.csv": raw, "in/": b""}),
            id="from a Mac",
        ),
        pytest.param(lambda raw: zipped({"photo.png": b"p" * 999, "LIST.TXT": raw}), id="beside"),
    ],
)
def test_that_a_packed_table_is_read_like_any_other(open_text, pack, encoding):
    packed = pack(TEXT.encode(encoding))
    table = open_text(packed)
    assert (table.header, [cells for _line, cells in table.rows]) == (HEADER, ROWS)
    assert list(table.rows) == list(table.rows)
    assert table.size_bytes == len(packed)
    assert ("gzip" if packed[0] == 0x1F else "zip") in table.evidence[0]


def test_that_of_several_tables_the_largest_is_taken_and_named(open_text):
    table = open_text(zipped({"a.csv": b"x\n1\n", "b.tsv": TEXT.encode(), "c.pdf": b"%" * 999}))
    assert table.header == HEADER
    assert table.evidence[0] == "“b.tsv” from the zip file: the largest of 2 tables in it"


@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda raw: zipped({"small.csv": b"x\n1\n", "list.csv": raw})]
)
def test_that_progress_counts_the_bytes_of_the_packed_file(tmp_path, pack):
    lines = (f"Kettle {os.urandom(20).hex()},{number}\n" for number in range(60_000))
    path = tmp_path / "list.csv"
    path.write_bytes(pack(("name,price\n" + "".join(lines)).encode()))
    opened: list[int] = []
    table = open_table(path, on_bytes=opened.append)
    read: list[int] = []
    assert sum(1 for _ in table.records(on_bytes=read.append)) == 60_000
    for done in (opened, read):
        assert done == sorted(done)
        assert done[0] < table.size_bytes / 2
        assert table.size_bytes * 0.9 < done[-1] <= table.size_bytes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(encrypted(), "locked with a password", id="encrypted"),
        pytest.param(zipped({}), "no file in", id="empty archive"),
        pytest.param(zipped({"a.csv": b""}), "is empty", id="empty table in an archive"),
        pytest.param(zipped({"in/": b""}), "no file in", id="folders only"),
        pytest.param(gzip.compress(b""), "is empty", id="gzip of nothing"),
        pytest.param(gzip.compress(b"\n\n"), "is empty", id="gzip of blank lines"),
        pytest.param(zipped({"a.csv": gzip.compress(b"x,y\n" * 9)}), "an archive in", id="gzip in zip"),
        pytest.param(gzip.compress(zipped({"a.csv": b"x\n"})), "an archive in", id="zip in gzip"),
        pytest.param(gzip.compress(gzip.compress(b"x\n1\n")), "an archive in", id="gzip in gzip"),
        pytest.param(zipped({"a.csv": b"a,b\n"}, zipfile.ZIP_LZMA), "packed in a way", id="LZMA"),
        pytest.param(zipped({"a.csv": TEXT.encode()})[:-30], "damaged", id="zip cut off"),
        pytest.param(gzip.compress(TEXT.encode() * 99)[:-9], "damaged", id="gzip cut off"),
        pytest.param(gzip.compress(TEXT.encode())[:-8] + b"\1" * 8, "damaged", id="wrong checksum"),
        pytest.param(b"\x1f\x8b\x08" + b"\xff" * 99, "damaged", id="no gzip at all"),
        pytest.param(b"PK\x07\x08" + b"x" * 99, "one part of an archive", id="in parts"),
        pytest.param(zipped({"xl/workbook.xml": b"x"}), "Excel workbook", id="workbook"),
        pytest.param(zipped({"mimetype": b"x", "content.xml": b"y"}), "LibreOffice", id="ods"),
        pytest.param(zipped({"word/x.xml": b"x", "[Content_Types].xml": b"y"}), "Office", id="docx"),
        pytest.param(zipped({"a.csv": b"%PDF-1.7 x" * 9}), "“a.csv” is a PDF", id="PDF in a zip"),
    ],
)  # fmt: skip
def test_that_an_archive_that_holds_no_table_is_refused_in_plain_words(open_text, content, words):
    with pytest.raises(FileProblem, match=words) as caught:
        open_text(content)
    assert "Nothing was imported" in caught.value.hint


def write_bomb(path: Path, kind: str, megabytes: int) -> None:
    piece = b"Kettle,1.00,Home\n" * 61_681  # a megabyte
    if kind == "gzip":
        with gzip.open(path, "wb", compresslevel=9) as file:
            for _ in range(megabytes):
                file.write(piece)
    else:
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
            archive.open("list.csv", "w") as member,
        ):
            for _ in range(megabytes):
                member.write(piece)


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_that_a_bomb_is_refused_while_it_is_unpacked(tmp_path, kind):
    path = tmp_path / "bomb.csv"
    write_bomb(path, kind, 80)
    tracemalloc.start()
    try:
        with pytest.raises(FileProblem, match="far more than any table"):
            open_table(path)
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_that_a_table_that_repeats_itself_is_no_bomb(tmp_path):
    path = tmp_path / "list.csv.gz"
    write_bomb(path, "gzip", 20)
    assert open_table(path).header == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    place=st.integers(0, 400),
    damage=st.binary(min_size=1, max_size=6),
    kind=st.sampled_from(["gzip", "zip", "stored"]),
)
def test_that_damage_anywhere_in_an_archive_is_said_and_nothing_breaks(
    tmp_path, place, damage, kind
):
    raw = {
        "gzip": lambda: gzip.compress(TEXT.encode() * 20),
        "zip": lambda: zipped({"list.csv": TEXT.encode() * 20}),
        "stored": lambda: zipped({"list.csv": TEXT.encode() * 4}, zipfile.ZIP_STORED),
    }[kind]()
    at = place % len(raw)
    path = tmp_path / "list.csv"
    path.write_bytes(raw[:at] + damage + raw[at + len(damage) :])
    # Where it can be read all the same, the damage lies outside the data, or takes them for another file's.
    with contextlib.suppress(FileProblem):
        table = open_table(path)
        assert all(line >= 1 and cells for line, cells in table.rows)


def test_that_a_file_of_another_name_is_told_by_its_first_bytes(tmp_path):
    plain = tmp_path / "list.csv.gz"
    plain.write_text(TEXT, encoding="utf-8")
    assert open_table(plain).header == HEADER

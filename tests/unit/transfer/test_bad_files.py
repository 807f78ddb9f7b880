"""Files that are no tables: each with words of its own."""

from __future__ import annotations

import os

import pytest

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer import open_table


def test_that_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileProblem, match="There is no file"):
        open_table(tmp_path / "missing.csv")


def test_that_a_folder_is_said_to_be_one(tmp_path):
    with pytest.raises(FileProblem, match="is a folder"):
        open_table(tmp_path)


def test_that_a_device_is_no_ordinary_file():
    with pytest.raises(FileProblem, match="not an ordinary file"):
        open_table(os.devnull)


def test_that_a_file_that_may_not_be_read_is_said_to_be_so(tmp_path, monkeypatch):
    path = tmp_path / "secret.csv"
    path.write_text("name\nx\n")
    path.chmod(0)
    if os.access(
        path, os.R_OK
    ):  # root may read everything: the answer for everybody else is given to it
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FileProblem, match="may not read"):
        open_table(path)


@pytest.mark.parametrize("content", [b"", b" \n\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_that_a_file_with_nothing_in_it_is_empty(open_text, content):
    with pytest.raises(FileProblem, match="is empty"):
        open_text(content)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"\x7fELF\x02\x01\x01", "no text"),
    ],
)
def test_that_other_kinds_of_file_are_named(open_text, head, words):
    with pytest.raises(FileProblem, match=words):
        open_text(head + bytes(range(256)) * 8)


@pytest.mark.parametrize("delimiter", ["ab", '"', "\n", ""])
def test_that_an_impossible_delimiter_is_refused(open_text, delimiter):
    with pytest.raises(FileProblem, match="cannot be a delimiter"):
        open_text("name\nx\n", delimiter=delimiter)

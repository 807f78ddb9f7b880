"""Files that are whole or not there."""

from __future__ import annotations

import stat

import pytest

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer.new_file import new_file


def test_that_a_file_takes_its_place_only_when_complete(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    with new_file(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def write_half(file):
    file.write(b"half")
    raise ZeroDivisionError


def test_that_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), new_file(path) as file:
        write_half(file)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_full_disk_is_a_clear_problem(tmp_path):
    path = tmp_path / "out.csv"
    with pytest.raises(FileProblem, match="could not be written"), new_file(path):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_that_it_has_the_rights_of_any_new_file(tmp_path):
    with new_file(tmp_path / "one"):
        pass
    (tmp_path / "two").write_text("")
    one, two = (stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("one", "two"))
    assert one == two

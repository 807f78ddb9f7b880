"""Files that are whole or not there."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer.new_file import new_file
from tests.unit.transfer.test_no_permission import as_nobody_special


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


def test_that_the_permissions_of_the_file_before_are_kept(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    path.chmod(0o600)
    with new_file(path) as file:
        file.write(b"new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)


def test_that_a_link_stays_one_and_leads_to_the_new_file(tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    with new_file(tmp_path / "link.csv") as file:
        file.write(b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "is a folder"), ("missing/out.csv", "no such folder"), ("x" * 300, "too long")],
)
def test_that_a_place_that_cannot_be_is_said_in_words(tmp_path, name, words):
    with pytest.raises(FileProblem, match=words), new_file(tmp_path / name):
        raise AssertionError("there was nothing to write to")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def open_folder():
    """A folder that everybody may write in, also whoever may not enter the tests' own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no such permissions")
def test_that_what_is_not_permitted_is_said_to_be_that(open_folder):
    protected, closed = open_folder / "protected.csv", open_folder / "closed"
    protected.write_text("old")
    protected.chmod(0o444)
    closed.mkdir(mode=0o555)
    with as_nobody_special():
        for path in (protected, closed / "out.csv"):
            with pytest.raises(FileProblem, match="no permission"), new_file(path):
                raise AssertionError("there was nothing to write to")
        with new_file(open_folder / "other.csv") as file:
            file.write(b"new")
    assert protected.read_text() == "old"
    assert {each.name for each in open_folder.iterdir()} == {"protected.csv", "closed", "other.csv"}


def test_that_a_system_without_nameless_files_leaves_nothing_behind_either(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    path = tmp_path / "out.csv"
    with new_file(path) as file:
        file.write(b"new")
        assert len(list(tmp_path.iterdir())) == 1
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) != 0o600
    with pytest.raises(ZeroDivisionError), new_file(path) as file:
        write_half(file)
    assert list(tmp_path.iterdir()) == [path]

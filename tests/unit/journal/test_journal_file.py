"""The journal's file: private, shared, refused when it is newer, replaced when it is damaged."""

from __future__ import annotations

import logging
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.journal import Journal
from tests.unit.journal.samples import SHOP, done_step, entry, names_in

OpenJournal = Callable[[], Journal]
PAGE = 4096


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def spoil_history(path: Path) -> None:
    """Overwrite every page on which the history's rows begin."""
    with closing(sqlite3.connect(path)) as file:
        (root,) = file.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'step_rows'"
        ).fetchone()
    content = bytearray(path.read_bytes())
    content[(root - 1) * PAGE : root * PAGE] = b"\xa5" * PAGE
    path.write_bytes(content)


def test_that_the_file_is_made_at_first_use(journal: Journal, path: Path) -> None:
    assert not path.parent.exists()
    journal.left_behind(SHOP)
    assert path.exists()


@pytest.mark.skipif(
    sys.platform == "win32", reason="there the folder's owner alone may read it anyway"
)
def test_that_only_its_owner_may_read_it(journal: Journal, path: Path) -> None:
    journal.note(entry())
    assert mode_of(path.parent) == 0o700
    for each in path.parent.iterdir():
        assert mode_of(each) == 0o600, each
    journal.close()
    path.chmod(0o644)
    again = Journal(path)
    again.note(entry())
    again.close()
    assert mode_of(path) == 0o600


def test_that_the_last_to_close_leaves_the_file_alone(
    open_journal: OpenJournal, journal: Journal, path: Path
) -> None:
    other = open_journal()
    journal.note(entry())
    other.note(entry())
    journal.close()
    assert len([each for each in names_in(path.parent) if ".owner-" in each]) == 1
    other.close()
    assert names_in(path.parent) == [path.name]


def test_that_a_journal_that_was_never_used_leaves_nothing(journal: Journal, path: Path) -> None:
    journal.close()
    assert not path.parent.exists()


def test_that_a_closed_journal_refuses_in_words(journal: Journal) -> None:
    journal.note(entry())
    journal.close()
    journal.close()
    with pytest.raises(FileProblem, match="closing"):
        journal.note(entry())


@pytest.mark.parametrize("content", [b"not a database at all" * 500, b"\x00" * 8192])
def test_that_a_damaged_file_is_set_aside_and_a_new_one_begun(
    open_journal: OpenJournal,
    journal: Journal,
    path: Path,
    caplog: pytest.LogCaptureFixture,
    content: bytes,
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    noted = entry()
    with caplog.at_level(logging.ERROR):
        journal.note(noted)
    assert journal.set_aside is not None
    assert journal.set_aside.read_bytes() == content
    assert str(journal.set_aside) in caplog.text
    other = open_journal()
    journal.close()
    assert other.left_behind(SHOP) == [noted]
    assert other.set_aside is None


def test_that_a_file_that_is_no_journal_is_set_aside(journal: Journal, path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE recipes (name TEXT)")
    journal.note(entry())
    assert journal.set_aside is not None
    with closing(sqlite3.connect(journal.set_aside)) as file:
        assert file.execute("SELECT count(*) FROM recipes").fetchone() == (0,)


def test_that_unsaved_edits_are_brought_over_when_damage_is_found_later(
    open_journal: OpenJournal, journal: Journal, path: Path
) -> None:
    noted = entry()
    journal.note(noted)
    step = done_step(journal, rows=100)
    journal.close()
    spoil_history(path)
    later = open_journal()
    with pytest.raises(FileProblem, match="no longer kept"):
        list(later.rows(step))
    assert later.set_aside is not None
    assert later.left_behind(SHOP) == [noted]
    new_step = done_step(later, rows=100)
    assert sum(map(len, later.rows(new_step))) == 100


def test_that_two_windows_set_a_damaged_file_aside_once(
    open_journal: OpenJournal, journal: Journal, path: Path
) -> None:
    step = done_step(journal, rows=100)
    journal.close()
    spoil_history(path)
    first, second = open_journal(), open_journal()
    first.left_behind(SHOP)
    second.left_behind(SHOP)
    for each in (first, second):
        with pytest.raises(FileProblem, match="no longer kept"):
            list(each.rows(step))
    asides = [each for each in names_in(path.parent) if ".damaged-" in each and "-wal" not in each and "-shm" not in each]  # fmt: skip
    assert len(asides) == 1
    first.note(entry("first"))
    second.note(entry("second"))
    first.close()
    second.close()
    assert {each.id for each in open_journal().left_behind(SHOP)} == {"first", "second"}


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file cannot be removed")
def test_that_a_file_removed_beneath_the_window_is_begun_anew(
    open_journal: OpenJournal, journal: Journal, path: Path
) -> None:
    journal.note(entry("before"))
    path.unlink()
    journal.note(entry("after"))
    journal.close()
    assert [each.id for each in open_journal().left_behind(SHOP)] == ["after"]


def test_that_a_journal_of_a_newer_version_is_neither_used_nor_touched(
    journal: Journal, path: Path
) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("CREATE TABLE entries (something_else TEXT)")
        file.execute("PRAGMA user_version = 2")
    before = path.read_bytes()
    for use in (
        lambda: journal.note(entry()),
        lambda: journal.left_behind(SHOP),
        lambda: journal.steps(SHOP),
    ):
        with pytest.raises(FileProblem, match="newer version") as caught:
            use()
        assert "left as it is" in caught.value.hint
    assert path.read_bytes() == before
    assert journal.set_aside is None


def test_that_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    journal = Journal(tmp_path / "file" / "journal.sqlite")
    with pytest.raises(FileProblem, match="cannot be noted on this computer"):
        journal.note(entry())
    journal.close()


def test_that_a_writer_that_does_not_end_is_not_waited_for(journal: Journal, path: Path) -> None:
    journal.note(entry("a"))
    with closing(sqlite3.connect(path, isolation_level=None)) as stuck:
        stuck.execute("BEGIN IMMEDIATE")
        with pytest.raises(FileProblem, match="another window is using it"):
            journal.note(entry("b"))
        stuck.execute("ROLLBACK")
    journal.note(entry("b"))


def test_that_the_log_beside_the_file_does_not_grow_for_ever(journal: Journal, path: Path) -> None:
    log = path.with_name(f"{path.name}-wal")
    sizes = []
    for number in range(12):
        journal.note(entry("a", text="x" * 1_000_000))
        journal.note_transaction("a", str(number))
        sizes.append(log.stat().st_size)
    assert max(sizes) < 10_000_000

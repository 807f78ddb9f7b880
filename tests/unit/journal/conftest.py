"""Journals in a folder of the test's own; each is closed at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalogue_gui.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is; neither it nor its folder is there yet."""
    return tmp_path / "settings" / "journal.sqlite"


@pytest.fixture
def open_journal(path: Path) -> Iterator[Callable[[], Journal]]:
    """Open the journal as one more window."""
    opened: list[Journal] = []

    def open_one() -> Journal:
        opened.append(Journal(path))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def journal(open_journal: Callable[[], Journal]) -> Journal:
    """The journal of one window."""
    return open_journal()

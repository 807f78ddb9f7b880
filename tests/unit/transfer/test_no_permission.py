"""A file that this user may not read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer import open_table

NOBODY = 65534


@contextmanager
def as_nobody_special() -> Iterator[None]:
    """Without the superuser's right to read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no such permissions")
def test_that_a_file_without_permission_is_said_to_be_that(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("name,price,category\nKettle,1.00,Home\n")
    path.chmod(0)
    with as_nobody_special(), pytest.raises(FileProblem) as caught:
        list(open_table(path).rows)
    assert "prices.csv" in str(caught.value)
    assert "read" in str(caught.value)
    assert caught.value.hint

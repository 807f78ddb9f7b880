"""A path as people type or paste it."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue_gui.gui.csv_import.file_page import typed_path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/data/prices.csv", Path("/data/prices.csv")),
        ("  /data/prices.csv\n", Path("/data/prices.csv")),
        ('"/data/my prices.csv"', Path("/data/my prices.csv")),
        ("'/data/prices.csv'", Path("/data/prices.csv")),
        ("file:///data/my%20prices.csv", Path("/data/my prices.csv")),
        ("~/prices.csv", Path.home() / "prices.csv"),
        ("~no-such-user-here/prices.csv", Path("~no-such-user-here/prices.csv")),
        ("   ", None),
        ('""', None),
    ],
)
def test_that_a_path_is_understood_as_it_is_pasted(text: str, path: Path | None) -> None:
    assert typed_path(text) == path

"""Files for the readers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalogue_gui.transfer import Table, open_table

OpenText = Callable[..., Table]


@pytest.fixture
def open_text(tmp_path: Path) -> OpenText:
    """Open a text, or bytes, as a file would be opened."""

    def open_it(content: str | bytes, *, written_as: str = "utf-8", **options: Any) -> Table:
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(written_as))
        return open_table(path, **options)

    return open_it

"""Files that are whole or not there: written beside their place and put there when complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from catalogue_gui.catalogue.errors import FileProblem


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that takes its place at the end, and leaves nothing behind when that is not reached.

    Args:
        path: where to; a file there is replaced.
    Raises:
        FileProblem: it cannot be written.
    """
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _give_usual_mode(part)
        part.replace(path)
    except OSError as error:
        raise FileProblem(
            f"The file “{path}” could not be written.",
            hint="Nothing was left half written. Choose another folder, or make room on the disk.",
            detail=str(error),
        ) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _give_usual_mode(path: Path) -> None:
    """The mode that a new file of the user's would have; a temporary file's is narrower."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)

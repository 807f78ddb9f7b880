"""The ids of selected products in a temporary file, for the helper process."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.gui.bulk.scope import ProductScope


def new_ids_path() -> Path:
    """A place for such a file in the folder for temporary files; nothing is there yet."""
    return Path(tempfile.gettempdir(), f"catalogue-export-{uuid.uuid4().hex}.ids")


def write_ids(scope: ProductScope, path: Path, check_cancelled: Callable[[], None]) -> None:
    """Write sixteen bytes for each product, in order; the file is the caller's to remove, unless this fails.

    Args:
        scope: the products.
        path: from :func:`new_ids_path`.
        check_cancelled: raises Cancelled when nobody wants the file any more.
    Raises:
        FileProblem: it cannot be written.
        CatalogueError: the ids did not arrive.
        Cancelled.
    Thread: worker.
    """
    ids = scope.ids(check_cancelled)
    try:
        try:
            # Nobody else is to read or to have made it.
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                for each in ids:
                    file.write(each.bytes)
            check_cancelled()
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FileProblem(
            "The list of the selected products could not be put down in the folder for temporary files.",
            title="Nothing was exported",
            hint="Make room on the disk, and try again.",
            detail=str(error),
        ) from error

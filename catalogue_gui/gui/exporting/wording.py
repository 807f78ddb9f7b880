"""What the user reads when an export is done. No widgets."""

from __future__ import annotations

from catalogue_gui.gui.bulk.wording import number, products
from catalogue_gui.gui.exporting.choice import ExportWish


def exported_title(rows: int) -> str:
    """That so many products were written."""
    return f"Exported {products(rows)}" if rows else "Exported no products"


def exported_text(path: str, rows: int, wish: ExportWish) -> str:
    """Where the file is, and which products are not in it.

    Args:
        path: of the file.
        rows: how many products it holds.
        wish: what was to be written.
    """
    scope = wish.scope
    gone = scope.count - rows if scope is not None else 0
    if gone <= 0:
        return path
    if gone == 1:
        return (
            f"{path}\nOne of the selected products is not in it: it is no longer in the catalogue."
        )
    return (
        f"{path}\n{number(gone)} of the selected products are not in it: they are no longer in the "
        "catalogue."
    )

"""The steps that undo and redo take, each through the same compare-and-set as the change itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.product import Edit, NewProduct, Product

if TYPE_CHECKING:
    from catalogue_gui.gui.products.editing import ProductEditing


class Step(QUndoCommand):
    """A committed change; ``push`` calls redo at once, which must not repeat it."""

    def __init__(self, editing: ProductEditing, text: str) -> None:
        super().__init__(text)
        self._editing = editing
        self._is_fresh = True

    def redo(self) -> None:
        if self._is_fresh:
            self._is_fresh = False
            return
        self.repeat()

    def repeat(self) -> None:
        """Do the change again."""

    def _on_failure(self, error: CatalogueError) -> None:
        self._editing.undo_failed(self, error)


class FieldChange(Step):
    """Fields of one product were changed."""

    def __init__(self, editing: ProductEditing, edit: Edit, name: str) -> None:
        fields = ", ".join(edit.changes)
        super().__init__(editing, f"change of {fields} of “{name}”")
        self._edit = edit

    def undo(self) -> None:
        self._editing.apply(self._edit.reversed(), on_failure=self._on_failure)

    def repeat(self) -> None:
        self._editing.apply(self._edit, on_failure=self._on_failure)


class Addition(Step):
    """A product was added."""

    def __init__(self, editing: ProductEditing, product: Product) -> None:
        super().__init__(editing, f"adding “{product.name}”")
        self._product = product

    def undo(self) -> None:
        self._editing.delete(self._product.id, on_failure=self._on_failure, note=False)

    def repeat(self) -> None:
        _bring_back(self._editing, self._product, self._on_failure)


class Deletion(Step):
    """A product was deleted."""

    def __init__(self, editing: ProductEditing, product: Product) -> None:
        super().__init__(editing, f"deleting “{product.name}”")
        self._product = product

    def undo(self) -> None:
        _bring_back(self._editing, self._product, self._on_failure)

    def repeat(self) -> None:
        self._editing.delete(self._product.id, on_failure=self._on_failure, note=False)


def _bring_back(
    editing: ProductEditing, product: Product, on_failure: Callable[[CatalogueError], None]
) -> None:
    editing.add(
        NewProduct.again(product), on_success=lambda _: None, on_failure=on_failure, note=False
    )

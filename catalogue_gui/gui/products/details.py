"""The product beside the table; a hint while there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

if TYPE_CHECKING:
    from catalogue_gui.catalogue.product import Product
    from catalogue_gui.gui.editors.editor import Submitting
    from catalogue_gui.gui.products.product_form import ProductForm
    from catalogue_gui.gui.search.vocabulary import Vocabulary


class ProductDetails(QWidget):
    """Shows one product and lets its fields be changed; a hint when there is none.

    Its form is made when there is time for it, or with the first product: the table has its rows to paint before.

    Args:
        editing: takes what is typed; None to show only.
        vocabulary: the catalogue's words, for suggestions; None for none.
    """

    term_wanted = Signal(object)  # Term that finds products with the value clicked
    column_wanted = Signal(object)  # MetadataKey to be shown as a column

    def __init__(
        self,
        editing: Submitting | None = None,
        vocabulary: Vocabulary | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("productEditor")
        self.setAccessibleName("Product")
        self._editing = editing
        self._vocabulary = vocabulary
        self._product: Product | None = None
        self._form: ProductForm | None = None
        self._hint = _empty_hint()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)

    @property
    def product(self) -> Product | None:
        """The product shown."""
        return self._product

    @property
    def has_form(self) -> bool:
        """True once it is ready to show a product at once."""
        return self._form is not None

    def prepare(self) -> ProductForm:
        """Make the form unless it is there."""
        if self._form is None:
            from catalogue_gui.gui.products.product_form import ProductForm

            form = self._form = ProductForm(self._editing, self._vocabulary)
            form.metadata.term_wanted.connect(self.term_wanted)
            form.metadata.column_wanted.connect(self.column_wanted)
            self._stack.addWidget(form)
        return self._form

    def show_product(self, product: Product | None) -> None:
        """Show a product, or the hint when there is none.

        What is being typed stays as long as it is the same product; before another is shown, it is sent.
        """
        if product == self._product:
            return
        self._product = product
        form = self.prepare()
        form.show_product(product)
        self._stack.setCurrentWidget(self._hint if product is None else form)

    def take_focus(self) -> None:
        """Go to the first editor; from the hint there is nowhere to go."""
        if self._form is not None and self._product is not None:
            self._form.take_focus()

    def edit_metadata(self, path: tuple[str, ...]) -> None:
        """Type over the value of a metadata key of the product shown."""
        if self._form is not None and self._product is not None:
            self._form.edit_metadata(path)

    def commit_open_editor(self) -> None:
        """Send what is typed and not sent yet, as if the focus had left it."""
        if self._form is not None:
            self._form.commit_open_editor()


def _empty_hint() -> QLabel:
    empty = QLabel("Select a product to see all of it here.")
    empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
    empty.setWordWrap(True)
    empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    empty.setContentsMargins(20, 20, 20, 20)
    return empty

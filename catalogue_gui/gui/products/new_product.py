"""The dialog that adds one product."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import shiboken6
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.catalogue.product import Field, NewProduct, Product
from catalogue_gui.catalogue.typed_values import (
    NumberMarks,
    format_price,
    format_tags,
    parse_field,
)
from catalogue_gui.gui.connections.field_box import ReasonLabel
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.gui.products.editing import ProductEditing

_HINTS = {
    Field.NAME: "",
    Field.PRICE: "0.00",
    Field.CATEGORY: "Home/Kitchen",
    Field.TAGS: "new, sale",
    Field.STOCK: "0",
}


COPY_ENDING = " (copy)"


def copy_of(product: Product) -> NewProduct:
    """A product like another, under a name that says so."""
    return replace(
        NewProduct.again(product), name=product.name + COPY_ENDING, id=None, created_at=None
    )


def texts_of(product: NewProduct, marks: NumberMarks) -> dict[Field, str]:
    """What :func:`read_new_product` reads as this product, its metadata aside."""
    return {
        Field.NAME: product.name,
        Field.PRICE: format_price(product.price, marks),
        Field.CATEGORY: product.category,
        Field.TAGS: format_tags(product.tags),
        Field.STOCK: str(product.stock),
    }


def read_new_product(
    texts: dict[Field, str],
    marks: NumberMarks,
    product_id: UUID | None = None,
    metadata_text: str = "{}",
) -> NewProduct:
    """A product from what was typed, field by field.

    Args:
        texts: what was typed.
        marks: the locale's.
        product_id: its id; None to have the server give one.
        metadata_text: its metadata, which is not typed here.
    Raises:
        InvalidValue: the first field that cannot be read.
    """
    # A sign before it says nothing where there is no stock yet to add to.
    stock_text = texts[Field.STOCK].strip().removeprefix("+") or "0"
    values = {
        field: parse_field(field, stock_text if field == Field.STOCK else text, marks)
        for field, text in texts.items()
    }
    stock = values[Field.STOCK]
    if not isinstance(stock, int):
        raise InvalidValue(Field.STOCK, "The stock cannot be below zero.")
    return NewProduct(
        name=values[Field.NAME],  # type: ignore[arg-type]  # parse_field gives each field its own type
        price=values[Field.PRICE],  # type: ignore[arg-type]
        category=values[Field.CATEGORY],  # type: ignore[arg-type]
        tags=values[Field.TAGS],  # type: ignore[arg-type]
        metadata_text=metadata_text,
        stock=stock,
        id=product_id,
    )


class NewProductDialog(QDialog):
    """Asks for a product's fields; a refused value stays, with the reason beside it.

    Args:
        editing: adds the product.
        messages: told what went wrong once the dialog is closed.
        categories: to be offered.
        like: a product to begin with, its metadata included; None to begin with nothing.
    """

    def __init__(
        self,
        editing: ProductEditing,
        messages: Messages,
        categories: list[str],
        parent: QWidget | None = None,
        *,
        like: NewProduct | None = None,
    ) -> None:
        super().__init__(parent)
        title = "New product" if like is None else "Duplicate product"
        self.setObjectName("newProductDialog")
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._is_leaving_asked = False
        self._editing = editing
        self._messages = messages
        # Made here, so that pressing the button again after a lost answer cannot add the product twice.
        self._product_id = uuid4()
        self._metadata_text = like.metadata_text if like is not None else "{}"
        self._fields: dict[Field, QLineEdit] = {}
        self._reasons: dict[Field, ReasonLabel] = {}
        form = QFormLayout()
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for field, hint in _HINTS.items():
            self._add_field(form, field, hint)
        completer = QCompleter(categories, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._fields[Field.CATEGORY].setCompleter(completer)
        self._fill(form, like)
        self._trouble = QLabel()
        self._trouble.setObjectName("newProductTrouble")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self._save = buttons.button(QDialogButtonBox.StandardButton.Save)
        self._save.setObjectName("saveNewProductButton")
        self._save.setAccessibleName("Add product")
        self._save.setText("Add product")
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("cancelNewProductButton")
        cancel.setAccessibleName("Cancel")
        for button in (self._save, cancel):
            button.setIcon(QIcon())
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addLayout(form)
        layout.addWidget(self._trouble)
        layout.addWidget(buttons)

    def _add_field(self, form: QFormLayout, field: Field, hint: str) -> None:
        editor = QLineEdit()
        editor.setObjectName(f"new{field.value.capitalize()}")
        editor.setAccessibleName(field.value.capitalize())
        editor.setPlaceholderText(hint)
        reason = ReasonLabel(self)
        reason.setObjectName(f"new{field.value.capitalize()}Reason")
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(editor)
        box.addWidget(reason)
        form.addRow(f"{field.value.capitalize()}", box)
        self._fields[field] = editor
        self._reasons[field] = reason

    def _fill(self, form: QFormLayout, like: NewProduct | None) -> None:
        """Begin with a product, if one is given."""
        if like is not None:
            for field, text in texts_of(like, locale_marks(QLocale())).items():
                self._fields[field].setText(text)
                self._fields[field].setCursorPosition(0)
            name = self._fields[Field.NAME]
            # The ending is what one types over first.
            name.end(False)
            name.cursorBackward(True, len(COPY_ENDING))
            if like.metadata_text != "{}":
                note = QLabel("copied as it is")
                note.setObjectName("newMetadataNote")
                note.setAccessibleName("Metadata")
                note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
                form.addRow("Metadata", note)
        self._texts_at_first = self._texts()

    def _texts(self) -> dict[Field, str]:
        return {field: editor.text() for field, editor in self._fields.items()}

    def _on_save(self) -> None:
        self._is_leaving_asked = False
        self._clear_reasons()
        try:
            product = read_new_product(
                self._texts(), locale_marks(QLocale()), self._product_id, self._metadata_text
            )
        except InvalidValue as error:
            self._show_reason(error)
            return
        self._save.setEnabled(False)
        self._editing.add(product, self._on_added, self._on_refused)

    def reject(self) -> None:
        """Close; what has been typed is thrown away only when that is asked for twice."""
        if self._texts() != self._texts_at_first and not self._is_leaving_asked:
            self._is_leaving_asked = True
            self._trouble.setText(
                "What you typed is not saved. Press Escape or Cancel again to throw it away."
            )
            self._trouble.show()
            return
        super().reject()

    def _on_added(self, _: Product) -> None:
        if shiboken6.isValid(
            self
        ):  # it may have been closed meanwhile; the product is added all the same
            self.accept()

    def _on_refused(self, error: CatalogueError) -> None:
        if not shiboken6.isValid(self):
            self._messages.show_error(error)
            return
        self._save.setEnabled(True)
        if isinstance(error, InvalidValue):
            self._show_reason(error)
        else:
            self._trouble.setText(str(error))
            self._trouble.show()

    def _show_reason(self, error: InvalidValue) -> None:
        for field, editor in self._fields.items():
            if field.value == error.field:
                self._reasons[field].show_reason(error.reason)
                editor.setAccessibleDescription(error.reason)
                editor.setFocus()
                return
        self._trouble.setText(str(error))
        self._trouble.show()

    def _clear_reasons(self) -> None:
        self._trouble.hide()
        for field, reason in self._reasons.items():
            reason.show_reason("")
            self._fields[field].setAccessibleDescription("")

"""The dialog that adds one product."""

from __future__ import annotations

from uuid import UUID, uuid4

import shiboken6
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QIcon
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
from catalogue_gui.catalogue.typed_values import NumberMarks, parse_field
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


def read_new_product(
    texts: dict[Field, str], marks: NumberMarks, product_id: UUID | None = None
) -> NewProduct:
    """A product from what was typed, field by field.

    Raises:
        InvalidValue: the first field that cannot be read.
    """
    stock_text = texts[Field.STOCK].strip() or "0"
    values = {
        field: parse_field(field, stock_text if field == Field.STOCK else text, marks)
        for field, text in texts.items()
    }
    return NewProduct(
        name=values[Field.NAME],  # type: ignore[arg-type]  # parse_field gives each field its own type
        price=values[Field.PRICE],  # type: ignore[arg-type]
        category=values[Field.CATEGORY],  # type: ignore[arg-type]
        tags=values[Field.TAGS],  # type: ignore[arg-type]
        stock=values[Field.STOCK],  # type: ignore[arg-type]
        id=product_id,
    )


class NewProductDialog(QDialog):
    """Asks for a product's fields; a refused value stays, with the reason beside it."""

    def __init__(
        self,
        editing: ProductEditing,
        messages: Messages,
        categories: list[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("newProductDialog")
        self.setAccessibleName("New product")
        self.setWindowTitle("New product")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._is_leaving_asked = False
        self._editing = editing
        self._messages = messages
        # Made here, so that pressing the button again after a lost answer cannot add the product twice.
        self._product_id = uuid4()
        self._fields: dict[Field, QLineEdit] = {}
        self._reasons: dict[Field, QLabel] = {}
        form = QFormLayout()
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for field, hint in _HINTS.items():
            self._add_field(form, field, hint)
        completer = QCompleter(categories, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._fields[Field.CATEGORY].setCompleter(completer)
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
        reason = QLabel()
        reason.setObjectName(f"new{field.value.capitalize()}Reason")
        reason.setWordWrap(True)
        reason.setStyleSheet("color: #c4402d")
        reason.hide()
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(editor)
        box.addWidget(reason)
        form.addRow(f"{field.value.capitalize()}", box)
        self._fields[field] = editor
        self._reasons[field] = reason

    def _on_save(self) -> None:
        self._is_leaving_asked = False
        self._clear_reasons()
        texts = {field: editor.text() for field, editor in self._fields.items()}
        try:
            product = read_new_product(texts, locale_marks(QLocale()), self._product_id)
        except InvalidValue as error:
            self._show_reason(error)
            return
        self._save.setEnabled(False)
        self._editing.add(product, self._on_added, self._on_refused)

    def reject(self) -> None:
        """Close; what has been typed is thrown away only when that is asked for twice."""
        has_text = any(editor.text().strip() for editor in self._fields.values())
        if has_text and not self._is_leaving_asked:
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
                self._reasons[field].setText(error.reason)
                self._reasons[field].show()
                editor.setFocus()
                return
        self._trouble.setText(str(error))
        self._trouble.show()

    def _clear_reasons(self) -> None:
        self._trouble.hide()
        for reason in self._reasons.values():
            reason.hide()

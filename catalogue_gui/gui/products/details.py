"""The product beside the table: all its fields, with the metadata as a tree."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.query import ExtraColumn
from catalogue_gui.gui.products.columns import OWN_COLUMNS, Column, display_text, tooltip_text
from catalogue_gui.gui.products.metadata_tree import MetadataTree


class ProductDetails(QWidget):
    """Shows one product; a hint when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("productEditor")
        self.setAccessibleName("Product")
        self._product: Product | None = None
        self._title = QLabel()
        self._title.setObjectName("productTitle")
        self._title.setWordWrap(True)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setBold(True)
        self._title.setFont(font)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(14)
        self._form.setVerticalSpacing(6)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._values: dict[Column, QLabel | QLineEdit] = {}
        self.metadata = MetadataTree()
        page = QWidget()
        column_layout = QVBoxLayout(page)
        column_layout.setContentsMargins(14, 12, 12, 0)
        column_layout.setSpacing(12)
        column_layout.addWidget(self._title)
        column_layout.addLayout(self._form)
        column_layout.addWidget(self.metadata, 1)
        empty = QLabel("Select a product to see all of it here.")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        empty.setContentsMargins(20, 20, 20, 20)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(page)

    @property
    def product(self) -> Product | None:
        """The product shown."""
        return self._product

    def show_product(self, product: Product | None) -> None:
        """Show a product, or the hint when there is none."""
        if product is not None and product == self._product:
            return
        before, self._product = self._product, product
        self._stack.setCurrentIndex(0 if product is None else 1)
        if product is None:
            return
        self._show_rows_for(product)
        locale = QLocale()
        self._title.setText(product.name)
        for column, shown in self._values.items():
            shown.setText(display_text(product, column, locale) or "–")
            shown.setToolTip(tooltip_text(product, column))
            if isinstance(shown, QLineEdit):
                shown.setCursorPosition(0)
        if (
            before is None
            or before.id != product.id
            or before.metadata_text != product.metadata_text
        ):
            self.metadata.show_metadata(product)

    def _show_rows_for(self, product: Product) -> None:
        """One line a field, those that only this catalogue has last."""
        extra = (Column(name, ExtraColumn(name)) for name, _ in product.extra)
        columns = (*OWN_COLUMNS[1:], *extra)
        if tuple(self._values) == columns:
            return
        while self._form.rowCount():
            self._form.removeRow(0)
        self._values = {column: self._add_row(column) for column in columns}

    def _add_row(self, column: Column) -> QLabel | QLineEdit:
        title = column.title
        value = _id_field() if column.key == Field.ID else _wrapping_label()
        value.setObjectName(f"product{title}")
        value.setAccessibleName(title)
        value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        caption = QLabel(title)
        caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._form.addRow(caption, value)
        return value


def _wrapping_label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _id_field() -> QLineEdit:
    """An id has no place to wrap at; in a field it can be read to its end, and copied whole."""
    field = QLineEdit()
    field.setReadOnly(True)
    field.setFrame(False)
    field.setTextMargins(-2, 0, 0, 0)
    field.setStyleSheet("background: transparent")
    return field

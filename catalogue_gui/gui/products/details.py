"""The product beside the table: all its fields, with the metadata as a tree."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFormLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.gui.products.columns import OWN_COLUMNS, Column, display_text

# A larger value is not laid out in a tree: it would hold the window up, and nobody reads it there.
MAX_METADATA_CHARACTERS = 200_000


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
        self._values: dict[str, QLabel] = {}
        for column in (*OWN_COLUMNS[1:5], Column("Created", Field.CREATED_AT), OWN_COLUMNS[5]):
            self._add_row(column.title)
        self._metadata = QTreeWidget()
        self._metadata.setObjectName("metadataTree")
        self._metadata.setAccessibleName("Metadata")
        self._metadata.setHeaderLabels(["Metadata", "Value"])
        self._metadata.setFrameShape(QTreeWidget.Shape.NoFrame)
        self._metadata.setAlternatingRowColors(True)
        self._metadata.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._metadata.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)

        page = QWidget()
        column_layout = QVBoxLayout(page)
        column_layout.setContentsMargins(14, 12, 12, 0)
        column_layout.setSpacing(12)
        column_layout.addWidget(self._title)
        column_layout.addLayout(self._form)
        column_layout.addWidget(self._metadata, 1)
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
        self._product = product
        self._stack.setCurrentIndex(0 if product is None else 1)
        if product is None:
            return
        locale = QLocale()
        self._title.setText(product.name)
        for column in OWN_COLUMNS[1:]:
            self._values[column.title].setText(display_text(product, column, locale) or "–")
        self._values["Created"].setText(
            display_text(product, Column("Created", Field.CREATED_AT), locale)
        )
        self._show_metadata(product)

    def _add_row(self, title: str) -> None:
        value = QLabel()
        value.setObjectName(f"product{title}")
        value.setAccessibleName(title)
        value.setWordWrap(True)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        caption = QLabel(title)
        caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._form.addRow(caption, value)
        self._values[title] = value

    def _show_metadata(self, product: Product) -> None:
        self._metadata.clear()
        if len(product.metadata_text) > MAX_METADATA_CHARACTERS:
            size = QLocale().formattedDataSize(len(product.metadata_text.encode()))
            QTreeWidgetItem(self._metadata, ["Too large to show here", size])
            return
        for key, value in product.metadata.items():
            _add_value(self._metadata.invisibleRootItem(), key, value)
        if not product.metadata:
            item = QTreeWidgetItem(self._metadata, ["None", ""])
            item.setDisabled(True)
        self._metadata.expandToDepth(1)


def _add_value(parent: QTreeWidgetItem, key: str, value: Any) -> None:
    item = QTreeWidgetItem(parent, [key, _value_text(value)])
    item.setToolTip(1, _value_text(value))
    if isinstance(value, dict):
        for inner_key, inner in value.items():
            _add_value(item, inner_key, inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            _add_value(item, str(number), inner)


def _value_text(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "yes" if value else "no"
        case dict() | list():
            return "" if value else "(empty)"
        case _:
            return str(value)

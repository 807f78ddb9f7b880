"""The metadata of a product as a tree, from which one can look for more of the kind."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QMenu, QTreeWidget, QTreeWidgetItem, QWidget

from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.query import HasTerm, MetadataKey, MetadataTerm, Term
from catalogue_gui.gui.products.columns import one_line, value_text

# A larger value is not laid out in a tree: it would hold the window up, and nobody reads it there.
MAX_CHARACTERS = 200_000
MAX_ITEMS = 1_500

_PATH = Qt.ItemDataRole.UserRole
_VALUE = Qt.ItemDataRole.UserRole + 1


class MetadataTree(QTreeWidget):
    """Shows metadata, key by key; read-only."""

    term_wanted = Signal(object)  # Term that finds products with the value clicked
    column_wanted = Signal(object)  # MetadataKey to be shown as a column

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metadataTree")
        self.setAccessibleName("Metadata")
        self.setHeaderLabels(["Metadata", "Value"])
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self._room = 0

    def show_metadata(self, product: Product) -> None:
        """Show a product's metadata."""
        self.clear()
        size = len(product.metadata_text)
        if size > MAX_CHARACTERS:
            self._add_note("Too large to show here", QLocale().formattedDataSize(size))
            return
        metadata = product.metadata
        if not metadata:
            self._add_note("None", "")
            return
        self._room = MAX_ITEMS
        top: list[QTreeWidgetItem] = []
        for key, value in metadata.items():
            self._add(top, (key,), key, value)
        self.addTopLevelItems(top)
        if self._room <= 0:
            self._add_note("…", f"only the first {QLocale().toString(MAX_ITEMS)} are shown")
        self.expandToDepth(1)

    def menu(self, item: QTreeWidgetItem) -> QMenu:
        """What can be done with one line of the tree."""
        menu = QMenu(self)
        menu.setObjectName("metadataMenu")
        path, value = item.data(0, _PATH), item.data(0, _VALUE)
        if path is not None:
            if not isinstance(value, dict | list):
                term: Term = MetadataTerm(path, (_typed(value),))
                menu.addAction(
                    "Show only products with this value", partial(self.term_wanted.emit, term)
                )
            menu.addAction(
                "Show only products with this key", partial(self.term_wanted.emit, HasTerm(path))
            )
            menu.addAction("Show as a column", partial(self.column_wanted.emit, MetadataKey(path)))
            menu.addSeparator()
        menu.addAction("Copy the value", partial(_copy, value_text(value)))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.matches(QKeySequence.StandardKey.Copy) and item is not None:
            _copy(value_text(item.data(0, _VALUE)))
        else:
            super().keyPressEvent(event)

    def _add(
        self, siblings: list[QTreeWidgetItem], path: tuple[str, ...] | None, label: str, value: Any
    ) -> None:
        if self._room <= 0:
            return
        self._room -= 1
        is_branch = isinstance(value, dict | list)
        text = ("" if value else "(empty)") if is_branch else value_text(value)
        item = QTreeWidgetItem([label, one_line(text)])
        item.setData(0, _PATH, path)
        item.setData(0, _VALUE, value)
        item.setToolTip(1, text[:5000])
        siblings.append(item)
        children: list[QTreeWidgetItem] = []
        if isinstance(value, dict):
            for key, inner in value.items():
                self._add(children, (*path, key) if path is not None else None, key, inner)
        elif isinstance(value, list):
            for number, inner in enumerate(value, 1):
                # A search for the list's key finds its plain items; what lies in an object there has no path of its own.
                is_plain = not isinstance(inner, dict | list)
                self._add(children, path if is_plain else None, str(number), inner)
        item.addChildren(children)

    def _add_note(self, label: str, text: str) -> None:
        item = QTreeWidgetItem(self, [label, text])
        item.setDisabled(True)

    def _show_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        if item is not None and not item.isDisabled():
            menu = self.menu(item)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(place))


def _typed(value: Any) -> str:
    """A value as the search language takes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)

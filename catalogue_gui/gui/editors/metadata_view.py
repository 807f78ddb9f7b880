"""The metadata of a product as a tree, from which one can look for more of the kind."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QTreeWidget, QTreeWidgetItem, QWidget

from catalogue_gui.catalogue.metadata_text import read_metadata
from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.query import HasTerm, MetadataKey, MetadataTerm, Term
from catalogue_gui.gui.editors.large_values import large_words
from catalogue_gui.gui.editors.metadata_delegate import KEY, KIND, VALUE
from catalogue_gui.gui.editors.metadata_items import (
    MetadataItem,
    NoteItem,
    TreeBuilding,
    plain_term_text,
)
from catalogue_gui.gui.editors.metadata_shape import Address
from catalogue_gui.gui.products.columns import value_text

# A larger value is not laid out in a tree: it would hold the window up, and nobody reads it there. Measured on two
# cores: 800 lines take 12 ms to lay out and as long to take away again.
MAX_CHARACTERS = 200_000
MAX_ITEMS = 800

_ROOM_FOR_WORDS = 320  # pixels of width from which on kinds are words, and signs below
_KEY_SHARE = 0.45  # of the width at most goes to the keys
_LINES_AT_LEAST = 7
_OPEN_AT_FIRST = 1  # levels below the uppermost
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MetadataView(QTreeWidget):
    """Shows metadata, key by key; read-only."""

    term_wanted = Signal(object)  # Term that finds products with the value clicked
    column_wanted = Signal(object)  # MetadataKey to be shown as a column
    text_wanted = Signal()  # to see something large, or all of it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metadataTree")
        self.setAccessibleName("Metadata")
        self.setHeaderLabels(["Key", "Value", ""])
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setMinimumHeight(_LINES_AT_LEAST * (self.fontMetrics().height() + 8))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setResizeContentsPrecision(0)  # measures what is in view, and not a thousand lines
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(KIND, QHeaderView.ResizeMode.ResizeToContents)
        self.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemClicked.connect(self._on_clicked)
        self._product_id: UUID | None = None
        self._text = "{}"
        self._is_read_only = True
        self._items: dict[Address, MetadataItem] = {}
        self._goes_to: Address | None = None  # the line to be current once it is there

    def show_metadata(self, product: Product) -> None:
        """Show a product's metadata."""
        self.show_text(product.id, product.metadata_text)

    def show_text(self, product_id: UUID, text: str) -> None:
        """Show metadata given as text; what is open and current stays so for the same product."""
        is_same = product_id == self._product_id
        if not is_same or text != self._text:
            self._product_id, self._text = product_id, text
            self._build(keeps_place=is_same)

    @property
    def text(self) -> str:
        """The metadata that the lines were made of."""
        return self._text

    def item_at(self, index: QModelIndex | QPersistentModelIndex) -> MetadataItem | None:
        """The line at an index; None for one that holds no value."""
        item = self.itemFromIndex(index)
        return item if isinstance(item, MetadataItem) else None

    @property
    def current(self) -> MetadataItem | None:
        """The line that keys mean; None where there is none."""
        item = self.currentItem()
        return item if isinstance(item, MetadataItem) else None

    def item_of(self, *address: str | int) -> MetadataItem | None:
        """The line of a place in the metadata."""
        return self._items.get(address)

    def menu(self, item: QTreeWidgetItem | None) -> QMenu:
        """What can be done with one line of the tree, or where there is none."""
        menu = QMenu(self)
        menu.setObjectName("metadataMenu")
        if isinstance(item, MetadataItem):
            if item.path is not None:
                self._add_search_actions(menu, item, item.path)
            menu.addAction("Copy the value", partial(_copy, value_text(item.value)))
        if item is not None and _leads_to_text(item):
            menu.addAction("Open as text", self.text_wanted.emit)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentItem()
        if event.matches(QKeySequence.StandardKey.Copy) and isinstance(current, MetadataItem):
            _copy(value_text(current.value))
        elif event.key() in _RETURNS and current is not None and _leads_to_text(current):
            self.text_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self._has_room_for_words()
        for item in self._items.values():
            item.shows_words = has_room
        self.viewport().update()
        self._fit_keys()

    def _add_search_actions(self, menu: QMenu, item: MetadataItem, path: tuple[str, ...]) -> None:
        if not item.kind.is_branch and not item.is_large:
            term: Term = MetadataTerm(path, (plain_term_text(item.value),))
            menu.addAction(
                "Show only products with this value", partial(self.term_wanted.emit, term)
            )
        menu.addAction(
            "Show only products with this key", partial(self.term_wanted.emit, HasTerm(path))
        )
        menu.addAction("Show as a column", partial(self.column_wanted.emit, MetadataKey(path)))
        menu.addSeparator()

    def _build(self, *, keeps_place: bool) -> None:
        open_before = {each for each, item in self._items.items() if item.isExpanded()}
        known = set(self._items)
        current = self.currentItem()
        place = current.address if isinstance(current, MetadataItem) else None
        following, self._goes_to = self._goes_to, None
        top = self.verticalScrollBar().value()
        self._items = {}
        self.clear()
        if len(self._text) > MAX_CHARACTERS:
            self._add_note(large_words(self._text, QLocale()), opens=True)
            return
        building = TreeBuilding(MAX_ITEMS, not self._is_read_only, self._has_room_for_words())
        self.addTopLevelItems(building.top_items(read_metadata(self._text)))
        self._items = building.items
        if not self._items:
            self._add_note("None", opens=False)
        elif building.room <= 0:
            shown = QLocale().toString(MAX_ITEMS)
            self._add_note(f"Only the first {shown} are shown: open…", opens=True)
        # All at once: Qt lays the whole tree out again for each line that is opened by itself.
        self.expandToDepth(_OPEN_AT_FIRST)
        if keeps_place:
            for address, item in self._items.items():
                is_open = address in open_before
                if address in known and item.childCount() and item.isExpanded() != is_open:
                    item.setExpanded(is_open)
        self._fit_keys()
        if keeps_place:
            if place in self._items:
                self.setCurrentItem(self._items[place])
            self.verticalScrollBar().setValue(top)
            if following in self._items:
                self.setCurrentItem(self._items[following])

    def _add_note(self, words: str, *, opens: bool) -> None:
        note = NoteItem(words, opens=opens)
        self.addTopLevelItem(note)
        note.setFirstColumnSpanned(True)  # no news to Qt before the tree has it

    def _has_room_for_words(self) -> bool:
        return self.viewport().width() >= _ROOM_FOR_WORDS

    def _fit_keys(self) -> None:
        """Give the keys what they need, but not more than their share."""
        room = round(self.viewport().width() * _KEY_SHARE)
        self.setColumnWidth(KEY, max(40, min(room, self.sizeHintForColumn(KEY) + 10)))

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        is_note = isinstance(item, NoteItem) or self.currentColumn() == VALUE
        if is_note and _leads_to_text(item):
            self.text_wanted.emit()

    def _show_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        menu = self.menu(item)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if menu.actions():
            menu.popup(self.viewport().mapToGlobal(place))
        else:
            menu.deleteLater()


def _leads_to_text(item: QTreeWidgetItem) -> bool:
    """True for a line that says that there is something large to be opened."""
    if isinstance(item, NoteItem):
        return item.opens
    return isinstance(item, MetadataItem) and item.is_large


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)

"""The filter panel: categories, tags and metadata, clicked instead of typed. It writes the search text's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.facets import CategoryNode, Facets, category_tree
from catalogue_gui.catalogue.query import CategoryTerm, MetadataTerm, ProductQuery, TagTerm
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

_VALUE = Qt.ItemDataRole.UserRole


class FacetLoader(QObject):
    """Fetches the counts for a query, behind the rows; a newer query supersedes an older one."""

    loaded = Signal(object)  # Facets

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue: Catalogue | None = None

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Count in another catalogue from now on."""
        self._catalogue = catalogue

    def load(self, query: ProductQuery) -> None:
        """Count what a query finds."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Facets:
            with context.connection() as connection:
                return catalogue.fetch_facets(connection, query)

        self._runner.submit(
            work,
            owner=self,
            on_success=self.loaded.emit,
            # The rows say it when something is wrong; the counts of before stay.
            on_failure=_ignore,
            replaces="facets",
        )


def _ignore(_: CatalogueError) -> None:
    pass


class FilterPanel(QWidget):
    """Shows the facets and turns clicks into terms of the query."""

    query_wanted = Signal(object)  # ProductQuery

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterPanel")
        self.setAccessibleName("Filters")
        self._query = ProductQuery()
        self._is_filling = False
        self._categories = _list_of_counts("categoryFilter", "Category")
        self._categories.setRootIsDecorated(True)
        self._categories.itemSelectionChanged.connect(self._on_category_chosen)
        self._tags = _list_of_counts("tagFilter", "Tags")
        self._tags.setRootIsDecorated(False)
        self._tags.itemChanged.connect(self._on_tag_checked)

        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(6)
        splitter.addWidget(self._categories)
        splitter.addWidget(self._tags)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(8)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._make_metadata_filter())

    def show_facets(self, facets: Facets) -> None:
        """Show new counts; what is chosen stays chosen."""
        self._is_filling = True
        self._fill_categories(facets)
        self._fill_tags(facets)
        typed = self._key.currentText()
        self._key.clear()
        self._key.addItems(list(facets.metadata_keys))
        self._key.setCurrentText(typed)
        self._is_filling = False

    def show_query(self, query: ProductQuery) -> None:
        """Mark what a query chooses."""
        self._query = query
        self._is_filling = True
        chosen = _chosen_categories(query)
        for item in _all_items(self._categories):
            item.setSelected(item.data(0, _VALUE) in chosen)
        tags = _chosen_tags(query)
        for item in _all_items(self._tags):
            is_on = item.data(0, _VALUE) in tags
            item.setCheckState(0, Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self._is_filling = False

    def _make_metadata_filter(self) -> QWidget:
        box = QWidget()
        box.setObjectName("metadataFilter")
        box.setAccessibleName("Metadata filter")
        self._key = QComboBox()
        self._key.setObjectName("metadataKey")
        self._key.setAccessibleName("Metadata key")
        self._key.setEditable(True)
        key_edit = self._key.lineEdit()
        if key_edit is not None:
            key_edit.setPlaceholderText("Key")
        self._value = QLineEdit()
        self._value.setObjectName("metadataValue")
        self._value.setAccessibleName("Metadata value")
        self._value.setPlaceholderText("Value")
        self._value.returnPressed.connect(self._on_metadata_wanted)
        button = QPushButton("Add")
        button.setObjectName("metadataAddButton")
        button.setAccessibleName("Add metadata filter")
        button.setToolTip("Show only products with this metadata")
        button.clicked.connect(self._on_metadata_wanted)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._value, 1)
        row.addWidget(button)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(4)
        caption = QLabel("Metadata")
        caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout.addWidget(caption)
        layout.addWidget(self._key)
        layout.addLayout(row)
        return box

    def _fill_categories(self, facets: Facets) -> None:
        chosen = _chosen_categories(self._query)
        open_paths = {
            item.data(0, _VALUE) for item in _all_items(self._categories) if item.isExpanded()
        }
        self._categories.clear()

        def add(parent: QTreeWidgetItem, node: CategoryNode) -> None:
            item = _count_item(parent, node.label, node.count, node.path)
            item.setSelected(node.path in chosen)
            for child in node.children.values():
                add(item, child)
            item.setExpanded(
                node.path in open_paths or any(each.startswith(f"{node.path}/") for each in chosen)
            )

        for node in category_tree(facets.categories).values():
            add(self._categories.invisibleRootItem(), node)

    def _fill_tags(self, facets: Facets) -> None:
        chosen = _chosen_tags(self._query)
        counts = dict(facets.tags)
        self._tags.clear()
        for tag in [*(tag for tag in chosen if tag not in counts), *counts]:
            item = _count_item(self._tags.invisibleRootItem(), tag, counts.get(tag, 0), tag)
            is_on = tag in chosen
            item.setCheckState(0, Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)

    def _on_category_chosen(self) -> None:
        if self._is_filling:
            return
        paths = tuple(item.data(0, _VALUE) for item in self._categories.selectedItems())
        rest = [
            term for term in self._query.terms if term.negated or not isinstance(term, CategoryTerm)
        ]
        if paths:
            rest.append(CategoryTerm(paths))
        self.query_wanted.emit(ProductQuery(tuple(rest)))

    def _on_tag_checked(self, item: QTreeWidgetItem) -> None:
        if self._is_filling:
            return
        term = TagTerm((item.data(0, _VALUE),))
        if item.checkState(0) == Qt.CheckState.Checked:
            self.query_wanted.emit(self._query.with_term(term))
        else:
            self.query_wanted.emit(self._query.without(term))

    def _on_metadata_wanted(self) -> None:
        key, value = self._key.currentText().strip(), self._value.text().strip()
        if not key or not value:
            (self._value if key else self._key).setFocus()
            return
        self._value.clear()
        self.query_wanted.emit(self._query.with_term(MetadataTerm(tuple(key.split(".")), (value,))))


def _chosen_categories(query: ProductQuery) -> tuple[str, ...]:
    for term in query.terms:
        if isinstance(term, CategoryTerm) and not term.negated:
            return term.categories
    return ()


def _chosen_tags(query: ProductQuery) -> tuple[str, ...]:
    return tuple(
        term.tags[0]
        for term in query.terms
        if isinstance(term, TagTerm) and not term.negated and len(term.tags) == 1
    )


def _list_of_counts(name: str, title: str) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName(name)
    tree.setAccessibleName(title)
    tree.setHeaderLabels([title, ""])
    tree.setFrameShape(QTreeWidget.Shape.NoFrame)
    tree.setUniformRowHeights(True)
    tree.setIndentation(14)
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.setMinimumHeight(90)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    tree.setTextElideMode(Qt.TextElideMode.ElideRight)
    tree.setSelectionMode(
        QTreeWidget.SelectionMode.ExtendedSelection
        if name == "categoryFilter"
        else QTreeWidget.SelectionMode.NoSelection
    )
    return tree


def _count_item(parent: QTreeWidgetItem, label: str, count: int, value: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem(parent, [label, QLocale().toString(count)])
    item.setData(0, _VALUE, value)
    item.setToolTip(0, value)
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setForeground(1, parent.treeWidget().palette().placeholderText())
    return item


def _all_items(tree: QTreeWidget) -> list[QTreeWidgetItem]:
    found: list[QTreeWidgetItem] = []
    waiting = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    while waiting:
        item = waiting.pop()
        if item is not None:
            found.append(item)
            waiting.extend(item.child(row) for row in range(item.childCount()))
    return found

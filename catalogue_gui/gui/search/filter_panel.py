"""The filter panel: categories, tags, price, stock and metadata, chosen instead of typed."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.facets import Facets
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import (
    CategoryTerm,
    HasTerm,
    MetadataTerm,
    ProductQuery,
    RangeTerm,
    TagTerm,
    Term,
)
from catalogue_gui.gui.search.category_filter import CategoryFilter
from catalogue_gui.gui.search.counted_rows import MARGIN
from catalogue_gui.gui.search.filter_section import FilterSection
from catalogue_gui.gui.search.metadata_filter import MetadataFilter
from catalogue_gui.gui.search.range_filter import RangeFilter
from catalogue_gui.gui.search.tag_filter import TagFilter
from catalogue_gui.gui.search.vocabulary import Vocabulary

_GROWING = {"category": 3, "tags": 3}  # the sections that take the room there is


class FilterPanel(QWidget):
    """Shows what a query chooses among the counts of what it finds; each click changes one term of it.

    Args:
        vocabulary: the words of the catalogue that the counts do not list.
    """

    query_wanted = Signal(object)  # ProductQuery
    folded_changed = Signal()

    def __init__(self, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterPanel")
        self.setAccessibleName("Filters")
        self._categories = CategoryFilter()
        self._tags = TagFilter(vocabulary)
        self._parts = (
            self._categories,
            self._tags,
            RangeFilter(Field.PRICE),
            RangeFilter(Field.STOCK),
            MetadataFilter(vocabulary),
        )
        titles = ("Category", "Tags", "Price", "Stock", "Metadata")
        self._sections = {
            title.lower(): FilterSection(title.lower(), title, part)
            for title, part in zip(titles, self._parts, strict=True)
        }
        for part in self._parts:
            part.query_wanted.connect(self._on_query_wanted)
        for section in self._sections.values():
            section.folded_changed.connect(self.folded_changed)
        self._clear = QToolButton()
        self._clear.setObjectName("clearFiltersButton")
        self._clear.setText("Clear all")
        self._clear.setAccessibleName("Clear all filters")
        self._clear.setToolTip("Show every product again")
        self._clear.setAutoRaise(True)
        self._clear.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = self._clear.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # what lies below stays where it is
        self._clear.setSizePolicy(policy)
        self._clear.clicked.connect(lambda: self._on_query_wanted(ProductQuery()))
        self._lay_out()
        self.show_query(ProductQuery())

    def show_facets(self, facets: Facets) -> None:
        """Show new counts; what is chosen, unfolded and in sight stays so."""
        self._categories.show_counts(facets.categories)
        self._tags.show_counts(facets.tags)

    def show_counting(self) -> None:
        """Say that the counts are on their way, where there are none yet."""
        self._categories.show_counting()
        self._tags.show_counting()

    def show_query(self, query: ProductQuery) -> None:
        """Show what a query chooses."""
        for part in self._parts:
            part.show_query(query)
        for name, section in self._sections.items():
            section.show_active(sum(_section_of(term) == name for term in query.terms))
        self._clear.setVisible(not query.is_empty)

    def take_focus(self) -> None:
        """Take the keyboard, at the categories."""
        self._categories.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def folded_sections(self) -> list[str]:
        """The names of the sections that are folded away."""
        return [name for name, section in self._sections.items() if section.is_folded]

    def fold_sections(self, names: Collection[str]) -> None:
        """Fold these sections away and show the others; a name that is not known counts for nothing."""
        for name, section in self._sections.items():
            section.fold(name in names)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN + 2, 4, 4, 0)
        title = QLabel("Filters")
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._clear)
        column = QWidget()
        sections = QVBoxLayout(column)
        sections.setContentsMargins(2, 0, 4, 8)
        sections.setSpacing(6)
        for name, section in self._sections.items():
            if name not in _GROWING:
                section.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            sections.addWidget(section, _GROWING.get(name, 0))
        sections.addStretch()
        area = QScrollArea()
        area.setObjectName("filterScrollArea")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(area, 1)

    def _on_query_wanted(self, query: ProductQuery) -> None:
        self.show_query(query)  # at once, so that the next click begins from here
        self.query_wanted.emit(query)


def _section_of(term: Term) -> str:
    """The name of the section that a term belongs to; empty for free text and times."""
    match term:
        case CategoryTerm():
            return "category"
        case TagTerm():
            return "tags"
        case RangeTerm(field=Field.PRICE | Field.STOCK):
            return term.field.value
        case MetadataTerm() | HasTerm():
            return "metadata"
        case _:
            return ""

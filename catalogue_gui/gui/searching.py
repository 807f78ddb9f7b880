"""The search as a whole: field, filter panel, chips and saved views show one query, and the table what it finds."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.facets import Facets
from catalogue_gui.catalogue.language import QueryMistake, parse_query
from catalogue_gui.catalogue.query import ExtraColumn, ProductQuery, Sort, Term
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.catalogue.remembered import SavedView
from catalogue_gui.catalogue.sort_text import format_sort, parse_sort
from catalogue_gui.catalogue.term_spans import term_spans
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.products.model import ProductTableModel
from catalogue_gui.gui.search.facet_loader import FacetLoader
from catalogue_gui.gui.search.filter_chips import FilterChips
from catalogue_gui.gui.search.filter_panel import FilterPanel
from catalogue_gui.gui.search.remembered_views import RememberedViews
from catalogue_gui.gui.search.search_field import SearchField
from catalogue_gui.gui.search.views_menu import ViewsButton
from catalogue_gui.gui.search.vocabulary import Vocabulary
from catalogue_gui.gui.services import Services

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue


class Searching(QObject):
    """Makes the parts of the search and keeps them in step; the field's text is what counts."""

    def __init__(
        self,
        services: Services,
        model: ProductTableModel,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._products = model
        self._messages = messages
        self._facets = FacetLoader(services.runner, self)
        self.vocabulary = Vocabulary(services.runner, self)
        self.field = SearchField(self.vocabulary)
        self.panel = FilterPanel(self.vocabulary)
        self.chips = FilterChips()
        self.views = RememberedViews(services.runner, services.views, messages, parent=self)
        self.views_button = ViewsButton(self.views)

        self.field.query_changed.connect(self._on_query)
        self.field.searched.connect(lambda text: self.views.remember_search(text, at_once=True))
        self.panel.query_wanted.connect(self.field.set_query)
        self.panel.folded_changed.connect(
            lambda: self.views.save_folded(self.panel.folded_sections())
        )
        self.chips.query_wanted.connect(self.field.set_query)
        self.chips.term_chosen.connect(self._point_at)
        self.views.changed.connect(lambda: self.field.set_recent(self.views.recent))
        self.views.loaded.connect(lambda: self.panel.fold_sections(self.views.folded))
        self.views_button.view_chosen.connect(self._show_view)
        self.views_button.recent_chosen.connect(self.search_for)
        self._facets.loaded.connect(self._on_facets)
        # Counting begins when the rows have come, and ends when others are asked for: it never delays them.
        model.rows.load_started.connect(self._on_load_started)
        model.rows.settled.connect(lambda: self._facets.load(model.query))

    @property
    def query(self) -> ProductQuery:
        """What is looked for."""
        return self.field.query

    @property
    def categories(self) -> list[str]:
        """The categories known."""
        return [name for name, _ in self.vocabulary.categories]

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Search in another catalogue from now on."""
        self._facets.use_catalogue(catalogue)
        self.vocabulary.use_catalogue(catalogue)
        self.views.use_catalogue(catalogue)
        if catalogue is None:
            self.panel.show_facets(Facets())

    def add_term(self, term: Term) -> None:
        """Look for what is found now and fulfils one term more."""
        self.field.set_query(self.query.with_term(term))

    def search_for(self, text: str) -> None:
        """Look for a text of the search language."""
        self.field.setText(text)
        self.field.apply()

    def clear(self) -> None:
        """Look for every product."""
        self.field.set_query(ProductQuery())

    def take_focus(self) -> None:
        """Go to the search field."""
        self.field.setFocus()
        self.field.selectAll()

    def _on_query(self, query: ProductQuery) -> None:
        self.panel.show_query(query)
        self.chips.show_query(query)
        self._products.look_for(query)

    def _on_load_started(self) -> None:
        self._facets.stop()
        self.panel.show_counting()
        self.views_button.show_present(
            format_query(self._products.query), format_sort(self._products.sort_order)
        )

    def _on_facets(self, facets: Facets) -> None:
        self.panel.show_facets(facets)
        self.vocabulary.learn(facets)

    def _show_view(self, view: SavedView) -> None:
        """Show what a view keeps, in one go."""
        try:
            query, sort = parse_query(view.query_text), parse_sort(view.sort_text)
        except (QueryMistake, InvalidValue) as error:
            self._messages.show_error(error)  # written by a later version, or by hand
            return
        if not self._can_sort(sort):
            sort = Sort()
        is_other_query = query != self.query
        self._products.rows.set_sort(sort)
        self.search_for(view.query_text)
        if not is_other_query:
            self._products.sort_by(sort)

    def _can_sort(self, sort: Sort) -> bool:
        """False for a column that the present table does not have."""
        keys = [column.key for column in self._products.columns]
        return not isinstance(sort.key, ExtraColumn) or sort.key in keys

    def _point_at(self, term: Term) -> None:
        """Select a term's text in the field, to be changed there."""
        self.field.setFocus()
        text = self.field.text()
        for span in term_spans(text):
            piece = text[span.start : span.end]
            with contextlib.suppress(QueryMistake):
                if parse_query(piece).terms == (term,):
                    self.field.select(span.start, span.end)
                    return
        self.field.end(False)

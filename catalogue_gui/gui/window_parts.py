"""The parts of the window, and how one goes from one to the next by the keyboard."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.table import ProductTable
from catalogue_gui.gui.search.filter_panel import FilterPanel
from catalogue_gui.gui.search.search_field import SearchField
from catalogue_gui.gui.searching import Searching

Part = SearchField | ProductTable | ProductDetails | FilterPanel


class WindowParts:
    """Search, table, product and filters, in this order."""

    def __init__(self, searching: Searching, table: ProductTable, details: ProductDetails) -> None:
        self._search, self._filters = searching.field, searching.panel
        self._table = table
        self._details = details
        # By Tab: from the search to what it found, then what narrows it.
        stops = (self._search, searching.views_button, table, self._filters)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def go_to_next(self) -> None:
        """Take the keyboard to the part behind the one that has it."""
        parts = [each for each in self._in_order() if self._can_be_gone_to(each)]
        target = parts[(self._place_of_focus(parts) + 1) % len(parts)]
        if isinstance(target, SearchField):
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            target.take_focus()

    def _in_order(self) -> tuple[Part, ...]:
        return self._search, self._table, self._details, self._filters

    def _can_be_gone_to(self, part: Part) -> bool:
        return part.isVisible() and (part is not self._details or self._details.product is not None)

    @staticmethod
    def _place_of_focus(parts: list[Part]) -> int:
        """The part that has the keyboard, -1 for none."""
        focus = QApplication.focusWidget()
        if focus is None:
            return -1
        holding = (each is focus or each.isAncestorOf(focus) for each in parts)
        return next((place for place, holds in enumerate(holding) if holds), -1)

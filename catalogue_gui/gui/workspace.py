"""What lies between the tool bar and the status line: filters, table and product side by side, messages below the table."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from catalogue_gui.gui.messages import MessageBanner, Messages
from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.emptiness import Emptiness
from catalogue_gui.gui.products.empty_state import EmptyState, Help
from catalogue_gui.gui.products.table import ProductTable
from catalogue_gui.gui.searching import Searching
from catalogue_gui.gui.source_band import SourceBand

_TABLE, _EMPTY = 0, 1
_WIDTHS = [230, 830, 300]


class Workspace(QWidget):
    """Lays out the parts and shows either the table or why it is empty."""

    def __init__(
        self,
        table: ProductTable,
        searching: Searching,
        editing: ProductEditing,
        messages: Messages,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.details = ProductDetails(editing, searching.vocabulary)
        self.empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._stack.addWidget(self.empty)
        middle = QWidget()
        middle_column = QVBoxLayout(middle)
        middle_column.setContentsMargins(0, 0, 0, 0)
        middle_column.setSpacing(0)
        middle_column.addWidget(searching.chips)
        middle_column.addWidget(self._stack, 1)
        # Below, so that no row moves from under the pointer, and nothing but the last rows has to be painted anew.
        middle_column.addWidget(MessageBanner(messages))
        # What moves as a whole, because a chip or a message came or went, is copied on the screen: that takes a ground of
        # its own, and to be said.
        self._stack.setAutoFillBackground(True)
        self._stack.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        for widget in (searching.panel, middle, self.details):
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setCollapsible(1, False)
        self._splitter.setSizes(_WIDTHS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.band = SourceBand()
        column.addWidget(self.band)
        column.addWidget(self._splitter, 1)

    def show_emptiness(
        self,
        reason: Emptiness | None,
        search_text: str,
        help_: Help,
        *,
        can_have_fast_text: bool = False,
    ) -> None:
        """Show why there is nothing in the table; None shows the table."""
        self._stack.setCurrentIndex(_TABLE if reason is None else _EMPTY)
        if reason is not None:
            self.empty.show_reason(
                reason, search_text, help_, can_have_fast_text=can_have_fast_text
            )

    def layout_state(self) -> QByteArray:
        """How the room is shared between the parts."""
        return self._splitter.saveState()

    def restore_layout(self, state: QByteArray) -> None:
        """Share the room as it was."""
        self._splitter.restoreState(state)

"""What lies between the tool bar and the status line: filters, table and product side by side, messages above."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from catalogue_gui.catalogue.language import QueryMistake
from catalogue_gui.gui.messages import MessageBanner, Messages
from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.emptiness import Emptiness
from catalogue_gui.gui.products.empty_state import EmptyState, Help
from catalogue_gui.gui.products.model import ProductTableModel
from catalogue_gui.gui.products.table import ProductTable
from catalogue_gui.gui.search.filter_panel import FilterPanel

_TABLE, _EMPTY = 0, 1
_WIDTHS = [210, 850, 300]


class Workspace(QWidget):
    """Lays out the parts and shows either the table or why it is empty."""

    def __init__(
        self, model: ProductTableModel, messages: Messages, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.table = ProductTable(model)
        self.details = ProductDetails()
        self.filters = FilterPanel()
        self._empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._mistake = QLabel()
        self._mistake.setObjectName("searchMistake")
        self._mistake.setAccessibleName("Mistake in the search")
        self._mistake.setTextFormat(Qt.TextFormat.PlainText)
        self._mistake.setContentsMargins(14, 4, 14, 4)
        self._mistake.setWordWrap(True)
        self._mistake.setStyleSheet("color: #c4402d")
        self._mistake.hide()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        for widget in (self.filters, self._stack, self.details):
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setCollapsible(1, False)
        self._splitter.setSizes(_WIDTHS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(MessageBanner(messages))
        column.addWidget(self._mistake)
        column.addWidget(self._splitter, 1)

    def show_mistake(self, mistake: QueryMistake | None, text: str) -> None:
        """Point at a mistake in the search text; None takes it away."""
        self._mistake.setVisible(mistake is not None)
        if mistake is not None:
            wrong = text[mistake.start : mistake.end]
            where = f"“{wrong}”: " if wrong and "“" not in mistake.reason else ""
            self._mistake.setText(
                f"{where}{mistake.reason} The table still shows the search before."
            )

    def show_emptiness(self, reason: Emptiness | None, search_text: str, help_: Help) -> None:
        """Show why there is nothing in the table; None shows the table."""
        self._stack.setCurrentIndex(_TABLE if reason is None else _EMPTY)
        if reason is not None:
            self._empty.show_reason(reason, search_text, help_)

    def layout_state(self) -> QByteArray:
        """How the room is shared between the parts."""
        return self._splitter.saveState()

    def restore_layout(self, state: QByteArray) -> None:
        """Share the room as it was."""
        self._splitter.restoreState(state)

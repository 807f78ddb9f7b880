"""The search field: one line of the search language, applied as one types."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from catalogue_gui.catalogue.language import QueryMistake, parse_query
from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.gui.icons import line_icon

DEBOUNCE_MS = 250  # a pause between words, not between letters


class SearchField(QLineEdit):
    """Says what to look for. A text with a mistake in it is pointed at and never reaches the server.

    Args:
        debounce_ms: pause in typing after which the text is applied; Return applies it at once.
    """

    query_changed = Signal(object)  # ProductQuery
    mistake_found = Signal(object)  # QueryMistake or None
    left_downwards = Signal()  # the arrow down was pressed: on to what was found

    def __init__(self, *, debounce_ms: int = DEBOUNCE_MS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchField")
        self.setAccessibleName("Search")
        self.setPlaceholderText("Search:  towel  tag:organic  price:10..50  meta.brand:Lindemar")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(200)
        icon = QAction(line_icon("search"), "", self)
        self.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        for button, name, words in zip(
            self.findChildren(QToolButton),
            ("searchClearButton", "searchIcon"),
            ("Clear the search", "Search"),
            strict=True,
        ):
            button.setObjectName(name)
            button.setAccessibleName(words)
        self._query = ProductQuery()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(debounce_ms)
        self._timer.timeout.connect(self.apply)
        self.textChanged.connect(lambda _: self._timer.start())
        self.returnPressed.connect(self.apply)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.apply()
            self.left_downwards.emit()
            return
        super().keyPressEvent(event)

    @property
    def query(self) -> ProductQuery:
        """What was last applied."""
        return self._query

    def set_query(self, query: ProductQuery) -> None:
        """Write a query into the field and apply it at once."""
        self.setText(format_query(query))
        self.apply()

    def apply(self) -> None:
        """Read the text and announce the query if it is another one."""
        self._timer.stop()
        try:
            query = parse_query(self.text())
        except QueryMistake as mistake:
            self.mistake_found.emit(mistake)
            return
        self.mistake_found.emit(None)
        if query != self._query:
            self._query = query
            self.query_changed.emit(query)

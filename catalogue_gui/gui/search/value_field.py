"""A metadata value, with the values that the catalogue has there as suggestions."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from catalogue_gui.catalogue.typed_values import format_tags
from catalogue_gui.gui.search.counted_rows import COUNT_ROLE, CountDelegate, Index
from catalogue_gui.gui.search.vocabulary import Counts

ASK_DELAY_MS = 120


class SuggestionModel(QStringListModel):
    """Values with their counts."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: tuple[str, ...] = ()

    def show(self, suggestions: tuple[tuple[str, str], ...]) -> None:
        """Show values, each with its count as text."""
        self._counts = tuple(count for _, count in suggestions)
        self.setStringList([value for value, _ in suggestions])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == COUNT_ROLE and index.isValid():
            return self._counts[index.row()]
        return super().data(index, role)


class ValueField(QLineEdit):
    """A line to type into; what is typed asks for suggestions, and so do a click and the arrow down in it.

    Args:
        ask_delay_ms: pause in typing after which suggestions are asked for.
    """

    suggestions_wanted = Signal(str)  # what the suggestions must begin with

    def __init__(self, *, ask_delay_ms: int = ASK_DELAY_MS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.takes_several = False
        self._is_asking = False
        self._suggestions = SuggestionModel()
        self._suggestions.setParent(self)
        self._completer = QCompleter(self._suggestions, self)
        # The server has chosen already what fits; the popup shows all of it.
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        self._popup = popup = QListView()
        popup.setObjectName("metadataSuggestions")
        popup.setAccessibleName("Suggested values")
        popup.setUniformItemSizes(True)
        self._completer.setPopup(popup)
        popup.setItemDelegate(CountDelegate(popup))
        self._completer.activated[QModelIndex].connect(self._on_suggestion_chosen)  # type: ignore[index]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ask_delay_ms)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(lambda _: self._timer.start())

    @property
    def typed_value(self) -> str:
        """What is being typed: of several values, the one after the last comma."""
        text = self.text().rpartition(",")[2] if self.takes_several else self.text()
        return text.strip()

    def show_suggestions(self, prefix: str, suggestions: Counts) -> None:
        """Offer values under the field, if they were asked for and still fit what is typed.

        Args:
            prefix: what the suggestions begin with.
            suggestions: values, each with the number of products that have it.
        """
        if not self._is_asking or prefix != self.typed_value or not self.hasFocus():
            return
        self._is_asking = False
        locale = self.locale()
        self._suggestions.show(
            tuple((value, locale.toString(count)) for value, count in suggestions)
        )
        says_it_all = len(suggestions) == 1 and suggestions[0][0] == prefix
        if suggestions and not says_it_all:
            self._completer.complete()
        else:
            self._popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow down opens the suggestions; while one of them is chosen, Return belongs to it."""
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_choosing = self._popup.isVisible() and self._popup.selectionModel().hasSelection()
        if is_return and is_choosing:
            event.ignore()  # the popup sends it here first, and takes what is not accepted
            return
        if is_return:
            self._popup.hide()
        if event.key() == Qt.Key.Key_Down:
            self._ask()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click into the empty field opens the suggestions."""
        super().mousePressEvent(event)
        if not self.text():
            self._ask()

    def _ask(self) -> None:
        self._timer.stop()
        self._is_asking = True
        self.suggestions_wanted.emit(self.typed_value)

    def _on_suggestion_chosen(self, index: QModelIndex) -> None:
        value = str(index.data())
        if self.takes_several:
            before, comma, _ = self.text().rpartition(",")
            value = f"{before}{comma}{' ' if comma else ''}{format_tags((value,))}"
        self.setText(value)

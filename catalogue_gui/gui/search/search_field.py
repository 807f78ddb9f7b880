"""The search field: one line of the search language, applied as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from catalogue_gui.catalogue.language import QueryMistake, parse_query
from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.gui.icons import line_icon
from catalogue_gui.gui.search.completion_words import CompletionWords
from catalogue_gui.gui.search.mistake_tip import MistakeTip
from catalogue_gui.gui.search.search_completer import SearchCompleter
from catalogue_gui.gui.search.text_marks import format_attributes, marks_of
from catalogue_gui.gui.search.text_positions import from_qt, to_qt
from catalogue_gui.gui.search.vocabulary import Vocabulary

# Each keystroke supersedes the last on the server, so there is no need to wait for a pause; this only gathers what comes
# in one go, such as the steps of a paste.
DEBOUNCE_MS = 5
MISTAKE_MS = (
    700  # longer than between two keys of a slow typist: an unfinished text is not a mistake yet
)
REMEMBER_MS = 3_000  # long enough to have looked at what was found
HELP = (
    "Words of the name, or filters such as tag:organic, price:10..50, -tag:sale.\n"
    "Ctrl+Space shows what can be typed."
)


class SearchField(QLineEdit):
    """Says what to look for. A text with a mistake in it is pointed at and never reaches the server.

    Args:
        vocabulary: the words of the catalogue, for suggestions; without it only keys are suggested.
        debounce_ms: pause in typing after which the text is applied; Return applies it at once.
        mistake_ms: pause in typing after which a mistake is pointed at.
        remember_ms: time after which a search that stands unchanged is announced as one to remember.
    """

    query_changed = Signal(object)  # ProductQuery
    mistake_found = Signal(object)  # QueryMistake that is pointed at from now on, or None
    left_downwards = Signal()  # the arrow down was pressed: on to what was found
    searched = Signal(str)  # a text worth remembering

    def __init__(
        self,
        vocabulary: Vocabulary | None = None,
        *,
        debounce_ms: int = DEBOUNCE_MS,
        mistake_ms: int = MISTAKE_MS,
        remember_ms: int = REMEMBER_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._query = ProductQuery()
        self._read: ProductQuery | None = ProductQuery()  # what the text says; None for a mistake
        self._mistake: QueryMistake | None = None
        self._pointed: QueryMistake | None = None
        self._remembered = ""
        self._is_composing = False
        self._is_window_left = False
        self._debounce = _single_shot(debounce_ms, self._on_debounced, self)
        self._pause = _single_shot(mistake_ms, self._on_pause, self)
        self._remember = _single_shot(remember_ms, self._announce_search, self)
        self._tip = MistakeTip(self)
        words = CompletionWords(vocabulary, parent=self)
        self._completer = SearchCompleter(self, words, self._x_of)
        self._completer.closed.connect(self._on_suggestions_closed)
        self._dress()
        self.textChanged.connect(self._on_text_changed)
        self.returnPressed.connect(self._on_return)

    @property
    def query(self) -> ProductQuery:
        """What was last applied."""
        return self._query

    def set_query(self, query: ProductQuery) -> None:
        """Write a query into the field and apply it at once; a text that says the same is left as it was typed."""
        if self._read != query:
            self.setText(format_query(query))
        self.apply()

    def select(self, start: int, end: int) -> None:
        """Select the characters start..end-1, 0-based."""
        text = self.text()
        first = to_qt(text, start)
        self.setSelection(first, to_qt(text, end) - first)

    def set_recent(self, texts: Sequence[str]) -> None:
        """Offer these recent searches in the empty field, newest first."""
        self._completer.set_recent(texts)

    def apply(self) -> None:
        """Announce the query of the text if it is another one; point at a mistake without waiting."""
        self._take_over()
        self._point_at(self._mistake)

    def event(self, event: QEvent) -> bool:
        """Have the keys of the suggestions before the window's shortcuts and the walk of the focus."""
        kind = event.type()
        if isinstance(event, QKeyEvent):
            if kind == QEvent.Type.ShortcutOverride and self._has_use_for(event):
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress and self._completer.handle_key(event):
                event.accept()
                return True
        handled = super().event(event)
        if isinstance(event, QInputMethodEvent):
            self._on_composed(event)
        elif kind in (QEvent.Type.Move, QEvent.Type.Resize):
            self._follow()
        elif kind in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self._is_window_left = kind == QEvent.Type.WindowDeactivate
            self._show_tip()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow down leads to what was found, Escape clears the search, Ctrl+Space asks for suggestions."""
        if _asks_for_suggestions(event):
            self._completer.open()
        elif event.key() == Qt.Key.Key_Down:
            self.apply()
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.apply()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes elsewhere has finished typing."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        self._completer.close()
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.apply()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system from light to dark and back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_marks()
            self._show_tip()

    def _dress(self) -> None:
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
        self._describe(HELP)

    def _on_text_changed(self, text: str) -> None:
        try:
            self._read, self._mistake = parse_query(text), None
        except QueryMistake as mistake:
            self._read, self._mistake = None, mistake
        if not _is_same(self._mistake, self._pointed):
            self._point_at(None)
        self._remembered = ""
        self._remember.stop()
        self._debounce.start()
        if self._mistake is None:
            self._pause.stop()
        else:
            self._pause.start()
        self._show_marks()
        self._show_tip()

    def _on_composed(self, event: QInputMethodEvent) -> None:
        # While letters are composed the marks are the input method's own.
        self._is_composing = bool(event.preeditString())
        if self._is_composing:
            self._completer.close()
        self._show_marks()

    def _take_over(self) -> None:
        self._debounce.stop()
        if self._read is None:
            return
        if not self._read.is_empty:
            self._remember.start()
        if self._read != self._query:
            self._query = self._read
            self.query_changed.emit(self._query)

    def _on_debounced(self) -> None:
        if self._completer.is_half_typed:
            # “tag:o” on the way to “tag:organic” would only empty the table.
            self._pause.start()
        else:
            self._take_over()

    def _on_pause(self) -> None:
        self._take_over()
        # While suggestions are offered the term is being typed, however slowly.
        if not self._completer.is_open:
            self._point_at(self._mistake)

    def _on_suggestions_closed(self) -> None:
        if self._mistake is None:
            self._debounce.start()
        else:
            self._pause.start()
        self._show_tip()

    def _on_return(self) -> None:
        self.apply()
        self._announce_search()

    def _announce_search(self) -> None:
        self._remember.stop()
        text = self.text().strip()
        if self._read is not None and text and text != self._remembered:
            self._remembered = text
            self.searched.emit(text)

    def _point_at(self, mistake: QueryMistake | None) -> None:
        self._pause.stop()
        if _is_same(mistake, self._pointed):
            return
        self._pointed = mistake
        self._describe(HELP if mistake is None else mistake.reason)
        self._show_marks()
        self._show_tip()
        self.mistake_found.emit(mistake)

    def _describe(self, words: str) -> None:
        self.setToolTip(words)
        self.setAccessibleDescription(words)

    def _show_marks(self) -> None:
        """Format the text as an input method would, which changes neither it nor the cursor, nor what can be undone.

        Source: Qt, QInputMethodEvent, "TextFormat": places count from the cursor.
        """
        if self._is_composing:
            return
        marks = marks_of(self.text(), self._pointed)
        attributes = format_attributes(marks, self.text(), self.cursorPosition(), self.palette())
        super().inputMethodEvent(QInputMethodEvent("", attributes))

    def _show_tip(self) -> None:
        if self._pointed is None or self._completer.is_open or self._is_window_left:
            self._tip.hide()
        elif self.isVisible():
            self._tip.show_reason(self._pointed.reason, self._x_of(self._pointed.start))

    def _follow(self) -> None:
        self._show_tip()
        self._completer.place_again()

    def _has_use_for(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self.text():
            return True
        return self._completer.has_use_for(event) or _asks_for_suggestions(event)

    def _x_of(self, place: int) -> int:
        """Where a place in the text is shown: its x coordinate, within the field."""
        text = self.text()
        cursor = from_qt(text, self.cursorPosition())
        metrics = self.fontMetrics()
        from_cursor = metrics.horizontalAdvance(text[:place]) - metrics.horizontalAdvance(
            text[:cursor]
        )
        return max(0, min(self.cursorRect().center().x() + from_cursor, self.width()))


def _single_shot(interval_ms: int, on_timeout: Callable[[], None], parent: QWidget) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(on_timeout)
    return timer


def _is_same(one: QueryMistake | None, other: QueryMistake | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.start, one.end, one.reason) == (other.start, other.end, other.reason)


def _asks_for_suggestions(event: QKeyEvent) -> bool:
    pressed = (event.key(), event.modifiers())
    return pressed in (
        (Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier),
    )

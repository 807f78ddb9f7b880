"""Offers suggestions for what is being typed into the search field, and puts the one taken into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QLineEdit

from catalogue_gui.catalogue.completion import Completion, Place, completion_at
from catalogue_gui.catalogue.facets import CATEGORY_SEPARATOR
from catalogue_gui.catalogue.suggestions import (
    Suggestion,
    insert_suggestion,
    is_news,
    suggest,
    suggest_recent,
)
from catalogue_gui.gui.search.completion_popup import CompletionPopup, right_text
from catalogue_gui.gui.search.completion_words import CompletionWords
from catalogue_gui.gui.search.text_positions import from_qt, to_qt

# One letter of plain text begins too many words to be worth a list.
_MIN_KEY_LENGTH = 2
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_VALUES = (Place.TAG, Place.CATEGORY, Place.METADATA_VALUE)
_OWN_KEYS = (*_STEPS, *_PAGES, *_RETURNS, Qt.Key.Key_Tab, Qt.Key.Key_Escape)


def opens_by_typing(completion: Completion) -> bool:
    """True when suggestions are shown as one types, without being asked for."""
    return completion.kind != Place.KEY or len(completion.prefix) >= _MIN_KEY_LENGTH


class SearchCompleter(QObject):
    """Opens and closes the popup, and has the keys that walk in it.

    Args:
        field: the field that is completed.
        words: where the words come from.
        x_of: the x coordinate in the field of a place in its text.
    """

    closed = Signal()

    def __init__(
        self, field: QLineEdit, words: CompletionWords, x_of: Callable[[int], int]
    ) -> None:
        super().__init__(field)
        self._field = field
        self._words = words
        self._x_of = x_of
        self._recent: tuple[str, ...] = ()
        self._piece: Completion | None = None  # offered for, or waited for
        self._offered: list[str] = []
        self._is_on_demand = False
        self._is_taking = False
        self._seen: tuple[str, int] = ("", 0)
        self._watched: QWindow | None = None
        self._popup = CompletionPopup(field)
        self._popup.taken.connect(self._take)
        self._words.changed.connect(self._on_words_changed)
        field.textEdited.connect(lambda _: self._on_edited())
        field.cursorPositionChanged.connect(lambda *_: self._on_cursor_moved())

    @property
    def is_open(self) -> bool:
        """True while suggestions are shown."""
        return not self._popup.isHidden()

    @property
    def is_half_typed(self) -> bool:
        """True while a value is offered in whole that is typed in part: as it stands it is hardly meant."""
        piece = self._piece
        if not self.is_open or piece is None or piece.kind not in _VALUES or not piece.prefix:
            return False
        typed = piece.prefix.casefold()
        # A category is also whole where others lie below it.
        return not any(
            label == typed or label.startswith(f"{typed}{CATEGORY_SEPARATOR}")
            for label in self._offered
        )

    def set_recent(self, texts: Sequence[str]) -> None:
        """Offer these recent searches, newest first."""
        self._recent = tuple(texts)

    def open(self) -> None:
        """Offer what fits at the cursor, however little is typed."""
        self._piece = self._piece_at_cursor()
        self._is_on_demand = True
        self._offer()

    def close(self) -> None:
        """Offer nothing until something else is typed."""
        self._piece = None
        self._words.stop()
        self._hide()

    def place_again(self) -> None:
        """Follow the field to another place or size."""
        if self.is_open:
            self._offer()

    def has_use_for(self, event: QKeyEvent) -> bool:
        """True when a key press belongs to the suggestions shown."""
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        return self.is_open and is_plain and event.key() in _OWN_KEYS

    def handle_key(self, event: QKeyEvent) -> bool:
        """Do what a key press means for the suggestions shown.

        Returns:
            False when the field has to deal with it, too.
        """
        if not self.has_use_for(event):
            return False
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._popup.walk(_STEPS[key])
            self._announce()
        elif key in _PAGES:
            self._popup.walk_page(_PAGES[key])
            self._announce()
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif self._popup.chosen is not None:
            self._take(self._popup.chosen)
        else:
            if key in _RETURNS:
                self.close()
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close when the mouse is pressed elsewhere in the window, on something that takes no focus."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            place = event.globalPosition().toPoint()
            if not any(
                each.rect().contains(each.mapFromGlobal(place))
                for each in (self._popup, self._field)
            ):
                self.close()
        return False

    def _piece_at_cursor(self) -> Completion | None:
        text = self._field.text()
        self._seen = (text, self._field.cursorPosition())
        if self._field.hasSelectedText():
            return None
        return completion_at(text, from_qt(text, self._field.cursorPosition()))

    def _on_edited(self) -> None:
        if not self._is_taking:
            self._follow_typing()

    def _on_cursor_moved(self) -> None:
        if self._is_taking or not self.is_open:
            return
        if self._seen == (self._field.text(), self._field.cursorPosition()):
            return
        piece = self._piece_at_cursor()
        if piece is None or not piece.is_same_piece(self._piece):
            self.close()
        else:
            self._piece = piece
            self._offer()

    def _follow_typing(self) -> None:
        piece = self._piece_at_cursor()
        # Asked for by hand, it stays while the same piece is typed on.
        self._is_on_demand = (
            self._is_on_demand
            and self.is_open
            and piece is not None
            and piece.is_same_piece(self._piece)
        )
        if piece is None or not (self._is_on_demand or opens_by_typing(piece)):
            self.close()
            return
        self._piece = piece
        self._offer()

    def _on_words_changed(self) -> None:
        if self._piece is not None and self._piece == self._piece_at_cursor():
            self._offer()

    def _offer(self) -> None:
        piece = self._piece
        if piece is None:
            self._hide()
            return
        offered = suggest(piece, self._words.words_for(piece))
        if self._is_on_demand:
            offered = [*suggest_recent(piece, self._recent), *offered]
        text = self._field.text()
        if not is_news(text, piece, offered):
            self._hide()
            return
        self._offered = [each.label.casefold() for each in offered]
        self._popup.show_suggestions(offered, piece.prefix, self._x_of(piece.start))
        self._watch_window()

    def _take(self, suggestion: Suggestion) -> None:
        piece = self._piece
        if piece is None:
            return
        text, cursor = insert_suggestion(self._field.text(), piece, suggestion)
        self.close()
        self._is_taking = True
        # As if it were typed, so that Ctrl+Z takes it back.
        self._field.selectAll()
        self._field.insert(text)
        self._field.setCursorPosition(to_qt(text, cursor))
        self._is_taking = False
        if suggestion.goes_on:
            self._follow_typing()

    def _announce(self) -> None:
        """Tell a screen reader what is chosen: the focus stays in the field, so it would not hear of it."""
        chosen = self._popup.chosen
        if chosen is not None:
            words = f"{chosen.label}, {right_text(chosen)}".rstrip(", ")
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, words))

    def _hide(self) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None
        if self.is_open:
            self._popup.hide()
            self.closed.emit()

    def _watch_window(self) -> None:
        # Filtering the window's own events is enough, and costs nothing for those of its widgets.
        handle = self._field.window().windowHandle()
        if self._watched is None and handle is not None:
            self._watched = handle
            handle.installEventFilter(self)

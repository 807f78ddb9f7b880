"""Suggestions under a line that is typed into."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit

from catalogue_gui.catalogue.suggestions import Suggestion
from catalogue_gui.gui.search.completion_popup import CompletionPopup, right_text

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_TEXT_MARGIN = 4  # between a line's edge and its text
_MAX_ROWS = 10
_GAP = 2
_TRANSIENT = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


def leaves_for_good(event: QFocusEvent) -> bool:
    """True when the focus goes elsewhere in the window, and not to another program or a menu."""
    return event.reason() not in _TRANSIENT


class LineCompleter(QObject):
    """Opens and closes the suggestions of one line, and has the keys that walk in them.

    Args:
        line: what is typed into; it hands its key presses to ``handle_key`` first.
        offers: suggestions for a text; ``Suggestion.text`` is what is taken.
    """

    taken = Signal(str)

    def __init__(self, line: QLineEdit, offers: Callable[[str], Sequence[Suggestion]]) -> None:
        super().__init__(line)
        self._line = line
        self._offers = offers
        self._popup = popup = CompletionPopup(line)
        popup.setObjectName("editorSuggestions")
        popup.taken.connect(self._take)
        # The popup goes over to the window when it is shown, and would stay there without its line.
        line.destroyed.connect(popup.deleteLater)
        line.textEdited.connect(lambda _: self.open())
        line.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """True while suggestions are shown."""
        return not self._popup.isHidden()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What is offered; nothing while the list is closed."""
        return self._popup.suggestions if self.is_open else ()

    def open(self) -> None:
        """Offer what fits what is typed."""
        typed = self._line.text().strip()
        offered = self._offers(typed)
        if not offered or not self._line.isVisible():
            self.close()
            return
        self._popup.show_suggestions(offered, typed, _TEXT_MARGIN)
        self._put_above_if_roomier(len(offered))

    def open_again(self) -> None:
        """Offer anew if something is offered: more words have become known."""
        if self.is_open:
            self.open()

    def close(self) -> None:
        """Offer nothing until something is typed."""
        self._popup.hide()

    def has_use_for(self, event: QKeyEvent) -> bool:
        """True when a key press belongs to the suggestions."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = event.key()
        if not self.is_open:
            return key == Qt.Key.Key_Down
        if key in _TAKING:
            return self._popup.chosen is not None
        return key in _STEPS or key in _PAGES or key == Qt.Key.Key_Escape

    def handle_key(self, event: QKeyEvent) -> bool:
        """Do what a key press means for the suggestions.

        Returns:
            False when it is the line's own.
        """
        if not self.has_use_for(event):
            return False
        key = Qt.Key(event.key())
        chosen = self._popup.chosen
        if not self.is_open:
            self.open()
        elif key in _STEPS:
            self._popup.walk(_STEPS[key])
            self._announce()
        elif key in _PAGES:
            self._popup.walk_page(_PAGES[key])
            self._announce()
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif chosen is not None:
            self._take(chosen)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have Tab before it moves the focus, and close when the line is left."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.key() == Qt.Key.Key_Tab and self.handle_key(event)
        left = isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut
        if left or event.type() in (QEvent.Type.Hide, QEvent.Type.Move):
            self.close()
        is_press = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress
        if is_press and self.is_open:
            self.close()
        return False

    def _take(self, suggestion: Suggestion) -> None:
        self.close()
        self.taken.emit(suggestion.text)

    def _put_above_if_roomier(self, offered: int) -> None:
        """In the window's lowest rows there is more room over the line than under it."""
        popup, window = self._popup, self._line.window()
        row = popup.sizeHintForRow(0)
        frame = 2 * popup.frameWidth()
        wanted = min(offered, _MAX_ROWS) * row + frame
        top = self._line.mapTo(window, QPoint(0, 0)).y()
        if popup.height() >= wanted or top - 2 * _GAP <= popup.height():
            return
        height = min(wanted, (top - 2 * _GAP - frame) // row * row + frame)
        popup.setGeometry(popup.x(), top - _GAP - height, popup.width(), height)

    def _announce(self) -> None:
        """Tell a screen reader what is chosen: the focus stays in the line, so it would not hear of it."""
        chosen = self._popup.chosen
        if chosen is not None and QApplication.focusWidget() is self._line:
            words = f"{chosen.label}, {right_text(chosen)}".rstrip(", ")
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._line, words))

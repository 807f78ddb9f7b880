"""The editor of tags: chips, and a line after them in which the next one is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.completion import Completion, Place
from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.suggestions import Suggestion, suggest
from catalogue_gui.catalogue.typed_values import format_tags, parse_tags
from catalogue_gui.gui.editors.editor import Submitting, grey_out, title_of
from catalogue_gui.gui.editors.line_completer import LineCompleter
from catalogue_gui.gui.editors.pasted_tags import read_pasted_tags, with_tags
from catalogue_gui.gui.editors.tag_field import TagField
from catalogue_gui.gui.products.pending_edits import PendingEdit
from catalogue_gui.gui.search.completion_words import CompletionWords
from catalogue_gui.gui.search.vocabulary import Vocabulary

_KEYS = (
    "Return or comma adds what is typed. Left and Right go through the tags, Delete removes one."
)


class TagEditor(TagField):
    """Shows tags, adds some and takes some away; the focus is always in the line.

    Args:
        vocabulary: knows the catalogue's tags; None to type without suggestions.
    """

    edited = Signal()
    committed = Signal()
    reverted = Signal()

    def __init__(self, vocabulary: Vocabulary | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = Field.TAGS
        self.seen: Product | None = None
        self.setAccessibleName(title_of(Field.TAGS))
        self._shown: tuple[str, ...] = ()
        self._before: list[tuple[str, ...]] = []  # what the tags were, each time something was done
        line = self.line
        line.setAccessibleName(title_of(Field.TAGS))
        line.setToolTip(_KEYS)
        self._words = CompletionWords(vocabulary, parent=self)
        self.suggestions = LineCompleter(line, self._offers)
        self._words.changed.connect(self.suggestions.open_again)
        self.suggestions.taken.connect(self._add_taken)
        self._wire_line()
        self.cross_pressed.connect(self._on_cross)
        self.chip_pressed.connect(self._on_chip_pressed)
        self._show_chips()

    def _wire_line(self) -> None:
        line = self.line
        line.textEdited.connect(lambda _: self._on_typed())
        line.list_pasted.connect(self._on_list_pasted)
        line.ended.connect(self._end_tag)
        line.committed.connect(self.committed)
        line.reverted.connect(self.reverted)
        line.left.connect(self._on_left)
        line.walked.connect(self._walk)
        line.removal_wanted.connect(self._remove_chosen)
        line.choosing_ended.connect(lambda: self._choose(None))
        line.copy_wanted.connect(self._copy)
        line.undo_wanted.connect(self._undo)
        line.installEventFilter(self)

    # What is typed

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags, with what is still being typed as the last."""
        return with_tags(self._tags, parse_tags(self.line.text()))

    @property
    def is_typed(self) -> bool:
        """True while the tags are others than those shown at first."""
        return self.tags != self._shown

    def text(self) -> str:
        """The tags as text that can be read back."""
        return format_tags(self.tags)

    def widget(self) -> QWidget:
        """The editor as Qt knows it."""
        return self

    def show_field(self, product: Product, pending: PendingEdit | None) -> None:
        """Show a product's tags, or what is pending in their place; what was typed goes."""
        self.seen = product
        tags = product.tags
        if pending is not None:
            wish = pending.change.new if pending.change is not None else None
            tags = wish if isinstance(wish, tuple) else parse_tags(pending.text)
        self.line.forget_typed()
        self.suggestions.close()
        self._tags = self._shown = tags
        self._remember(())
        self._choose(None)

    def problem(self) -> str:
        """A NUL is the one thing that cannot stand in a tag."""
        return "It holds a character that cannot be stored." if "\x00" in self.line.text() else ""

    def hint(self) -> str:
        """Nothing: the chips show it."""
        return ""

    def describe(self, words: str) -> None:
        """Have assistive technology say what stands against the tags, after the tags themselves."""
        self._described = words
        self._say_tags()

    def forget_typed(self) -> None:
        """Take what stands there for what is shown: it has been handed on."""
        self._tags = self._shown = self.tags
        self._remember(())
        self.line.forget_typed()
        self._choose(None)

    def submit(self, editing: Submitting, product: Product) -> None:
        """Hand on the tags as a change of a product as it was seen."""
        self.forget_typed()
        editing.submit_value(product, Field.TAGS, self._tags, format_tags(self._tags))

    def set_read_only(self, is_read_only: bool) -> None:
        """Show the tags only; they can still be walked through and copied."""
        self._is_read_only = is_read_only
        self.line.setReadOnly(is_read_only)
        self.line.setPlaceholderText("" if is_read_only else "Add a tag")
        grey_out(self, is_read_only)
        self._show_chips()

    # Keys

    def has_use_for(self, event: QKeyEvent) -> bool:
        """True when a key press is the editor's own, and does not end it."""
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and self.line.text().strip():
            return True
        return self.suggestions.has_use_for(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Let the suggestions have the line's keys first."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return not self._is_read_only and self.suggestions.handle_key(event)
        return False

    def _on_typed(self) -> None:
        self._choose(None)
        self.edited.emit()

    def _on_list_pasted(self, text: str) -> None:
        before = parse_tags(self.line.text())
        self.line.forget_typed()
        self._set_tags(with_tags(with_tags(self._tags, before), read_pasted_tags(text)))

    def _end_tag(self) -> None:
        """Make a chip of what is typed."""
        if self._is_read_only:
            return
        self.suggestions.close()
        typed = parse_tags(self.line.text())
        self.line.forget_typed()
        self._set_tags(with_tags(self._tags, typed))
        if typed:
            self._announce(f"{', '.join(typed)} added")

    def _add_taken(self, tag: str) -> None:
        self.line.forget_typed()
        self._set_tags(with_tags(self._tags, (tag,)))
        self._announce(f"{tag} added")

    def _on_left(self) -> None:
        self._choose(None)
        self.committed.emit()

    def _walk(self, step: int) -> None:
        at = (len(self._tags) if self._chosen is None else self._chosen) + step
        if not self._tags or at < 0:
            return
        self._choose(at if at < len(self._tags) else None)
        if self._chosen is not None:
            self._announce(f"{self._tags[at]}, tag {at + 1} of {len(self._tags)}")

    def _remove_chosen(self, goes_on: bool) -> None:
        if self._chosen is not None:
            self._remove(self._chosen, goes_on=goes_on)

    def _remove(self, at: int, *, goes_on: bool = False) -> None:
        gone = self._tags[at]
        self._set_tags((*self._tags[:at], *self._tags[at + 1 :]))
        self._announce(f"{gone} removed")
        if goes_on and self._tags:
            self._choose(min(at, len(self._tags) - 1))

    def _copy(self, takes_away: bool) -> None:
        tags = self._tags if self._chosen is None else (self._tags[self._chosen],)
        QGuiApplication.clipboard().setText(format_tags(tags))
        if takes_away:
            self._remove_chosen(True)

    def _offers(self, typed: str) -> list[Suggestion]:
        others = frozenset(self._tags)
        piece = Completion(Place.TAG, typed, 0, len(typed), others=others)
        offered = [
            Suggestion(each.label, each.label, each.count)
            for each in suggest(piece, self._words.words_for(piece))
        ]
        return [] if [each.text for each in offered] == [typed] else offered

    def _announce(self, words: str) -> None:
        """Tell a screen reader, as the focus stays in the line."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, words))

    def _set_tags(self, tags: tuple[str, ...]) -> None:
        if tags != self._tags:
            self._remember((*self._before, self._tags))
        self._tags = tags
        self._choose(None)
        self.edited.emit()

    def _undo(self) -> None:
        """Take back what was done to the tags last, as long as it has not been sent."""
        if not self._before:
            return
        *before, self._tags = self._before
        self._remember(before)
        self._choose(None)
        self._announce(", ".join(self._tags) or "no tags")
        self.edited.emit()

    def _remember(self, before: Sequence[tuple[str, ...]]) -> None:
        self._before = list(before)
        self.line.can_undo_tags = bool(self._before)

    def _on_cross(self, at: int) -> None:
        self._remove(at)
        self.line.setFocus()

    def _on_chip_pressed(self, at: int) -> None:
        self.line.setFocus()
        self._choose(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the chips is meant for the line."""
        self.line.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose(None)

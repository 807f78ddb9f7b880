"""Editors that are one line: of a name, a price, a category."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from catalogue_gui.catalogue.completion import Completion, Place
from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import MAX_PRICE, Field, Product
from catalogue_gui.catalogue.suggestions import Suggestion, Words, suggest
from catalogue_gui.catalogue.typed_values import (
    NumberMarks,
    format_field,
    format_price,
    parse_field,
    parse_price,
)
from catalogue_gui.gui.editors.editor import Submitting, grey_out, title_of
from catalogue_gui.gui.editors.line_completer import LineCompleter, leaves_for_good
from catalogue_gui.gui.editors.undo_keys import leaves_to_window
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.gui.products.pending_edits import PendingEdit
from catalogue_gui.gui.search.vocabulary import Vocabulary

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class LineEditor(QLineEdit):
    """Types over one field as text.

    Args:
        field: which one.
    """

    edited = Signal()
    committed = Signal()
    reverted = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.seen: Product | None = None  # the product whose value is shown
        self.setAccessibleName(title_of(field))
        self.textEdited.connect(lambda _: self.edited.emit())

    @property
    def marks(self) -> NumberMarks:
        """The locale's marks."""
        return locale_marks(QLocale())

    @property
    def is_typed(self) -> bool:
        """True while something is typed that has been neither committed nor given up."""
        return self.isModified()

    def widget(self) -> QWidget:
        """The editor as Qt knows it."""
        return self

    def show_field(self, product: Product, pending: PendingEdit | None) -> None:
        """Show a product's value, or what is pending in its place; what was typed goes."""
        self.seen = product
        text = pending.text if pending else format_field(product, self.field, self.marks)
        if self.text() != text:
            self.setText(text)
            if not self.hasFocus():
                self.setCursorPosition(0)
        self.setModified(False)

    def problem(self) -> str:
        """The reason why what is typed cannot be taken; empty when it can."""
        if not self.is_typed or not self.text().strip():
            return ""  # an empty field is on its way to another value
        try:
            parse_field(self.field, self.text(), self.marks)
        except InvalidValue as error:
            return error.reason
        return ""

    def hint(self) -> str:
        """What will come of what is typed, where that is not plain to see."""
        return ""

    def describe(self, words: str) -> None:
        """Have assistive technology say what stands against the value, or what will come of it."""
        self.setAccessibleDescription(words)

    def forget_typed(self) -> None:
        """Take what stands there for what is shown: it has been handed on, and is undone by the window from now on."""
        place = self.cursorPosition()
        self.setText(self.text())  # Qt's way to forget what it could undo
        self.setCursorPosition(place)

    def submit(self, editing: Submitting, product: Product) -> None:
        """Hand on what is typed as a change of a product as it was seen."""
        self.forget_typed()
        editing.submit_text(product, self.field, self.text(), self.marks)

    def set_read_only(self, is_read_only: bool) -> None:
        """Show the value only."""
        self.setReadOnly(is_read_only)
        grey_out(self, is_read_only)

    def type_over(self, text: str) -> None:
        """Put a text in as if it were typed, so that Ctrl+Z takes it back."""
        self.selectAll()
        self.insert(text)
        self.setModified(True)
        self.edited.emit()

    def has_use_for(self, event: QKeyEvent) -> bool:
        """True when a key press is the editor's own, and does not end it."""
        return False

    def event(self, event: QEvent) -> bool:
        if leaves_to_window(
            event, can_undo=self.isUndoAvailable(), can_redo=self.isRedoAvailable()
        ):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.committed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.reverted.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if leaves_for_good(event):
            self.committed.emit()


class PriceEditor(LineEditor):
    """Types over a price; Up and Down make it one more or one less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Field.PRICE, parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setToolTip("Up and Down make it 1 more or less.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif not self.isReadOnly():
            self._step(step)

    def _step(self, step: int) -> None:
        try:
            price = parse_price(self.text(), self.marks) + step
        except InvalidValue:
            return
        self.type_over(format_price(max(Decimal(0), min(MAX_PRICE, price)), self.marks))


class CategoryEditor(LineEditor):
    """Types over a category, with those that the catalogue has as suggestions.

    Args:
        vocabulary: knows the categories; None to type without suggestions.
    """

    def __init__(self, vocabulary: Vocabulary | None, parent: QWidget | None = None) -> None:
        super().__init__(Field.CATEGORY, parent)
        self._vocabulary = vocabulary
        self.completer_of_words = LineCompleter(self, self._offers)
        self.completer_of_words.taken.connect(self._take)
        if vocabulary is not None:
            vocabulary.changed.connect(self.completer_of_words.open_again)
            self.setToolTip("Down lists the categories of the catalogue.")

    def has_use_for(self, event: QKeyEvent) -> bool:
        return self.completer_of_words.has_use_for(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.isReadOnly() or not self.completer_of_words.handle_key(event):
            super().keyPressEvent(event)

    def _offers(self, typed: str) -> list[Suggestion]:
        if self._vocabulary is None:
            return []
        # What stands in the field already is no beginning: all of them can be chosen in its place.
        prefix = typed if self.is_typed else ""
        return category_offers(self._vocabulary.categories, prefix)

    def _take(self, category: str) -> None:
        self.type_over(category)


def category_offers(categories: tuple[tuple[str, int], ...], typed: str) -> list[Suggestion]:
    """The categories that fit what is typed, and last what is typed itself where it is none of them.

    Args:
        categories: those of the catalogue, with their counts.
        typed: without blanks around it.
    """
    place = Completion(Place.CATEGORY, typed, 0, len(typed))
    offered = [
        Suggestion(each.label, each.label, each.count)
        for each in suggest(place, Words(categories=categories))
    ]
    if [each.text for each in offered] == [typed]:
        return []  # there is nothing to choose
    if typed and typed not in dict(categories):
        offered.append(Suggestion(typed, f"New category “{typed}”"))
    return offered

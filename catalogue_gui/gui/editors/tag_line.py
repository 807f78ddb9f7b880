"""The line after the tags: what it does with keys and with what is pasted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from catalogue_gui.gui.editors.line_completer import leaves_for_good
from catalogue_gui.gui.editors.pasted_tags import has_open_quote, is_list
from catalogue_gui.gui.editors.undo_keys import leaves_to_window

_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class TagLine(QLineEdit):
    """A line that says what its keys mean for the tags before it."""

    list_pasted = Signal(str)
    ended = Signal()  # what is typed is a tag
    committed = Signal()
    reverted = Signal()
    left = Signal()
    walked = Signal(int)  # -1 to the tag on the left, 1 to that on the right
    removal_wanted = Signal(bool)  # True to go on with the tag after it
    choosing_ended = Signal()
    copy_wanted = Signal(bool)  # True to take what is copied away
    undo_wanted = Signal()  # of what was done to the tags

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_choosing = False  # a tag is chosen: keys mean it
        self.can_undo_tags = False  # something was done to them that is not sent yet
        self.setObjectName("tagsField")
        self.setFrame(False)
        self.setPlaceholderText("Add a tag")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        standard = QKeySequence.StandardKey
        if event.matches(standard.Paste) and is_list(QGuiApplication.clipboard().text()):
            if not self.isReadOnly():
                self.list_pasted.emit(QGuiApplication.clipboard().text())
        elif event.matches(standard.Copy) and not self.hasSelectedText():
            self.copy_wanted.emit(False)
        elif event.matches(standard.Cut) and self.is_choosing and not self.isReadOnly():
            self.copy_wanted.emit(True)
        elif event.matches(standard.Undo) and not self.isUndoAvailable():
            self.undo_wanted.emit()
        elif event.key() in _RETURNS:
            (self.ended if self.text().strip() else self.committed).emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.reverted.emit()
        elif event.text() == "," and not has_open_quote(self.text()):
            self.ended.emit()
        elif not self._is_for_tags(event):
            if self.is_choosing and event.text() and not event.modifiers() & _COMMANDS:
                self.choosing_ended.emit()
            super().keyPressEvent(event)

    def _is_for_tags(self, event: QKeyEvent) -> bool:
        """Do what a key means for the tags before the line, if it does."""
        key, has_modifiers = (
            event.key(),
            bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier),
        )
        is_at_start = self.cursorPosition() == 0 and not self.hasSelectedText()
        if has_modifiers or not is_at_start:
            return False
        if key in _STEPS and (self.is_choosing or key == Qt.Key.Key_Left):
            self.walked.emit(_STEPS[Qt.Key(key)])
        elif key == Qt.Key.Key_Backspace and not self.isReadOnly():
            if self.is_choosing:
                self.removal_wanted.emit(False)
            else:
                self.walked.emit(-1)
        elif key == Qt.Key.Key_Delete and self.is_choosing and not self.isReadOnly():
            self.removal_wanted.emit(True)
        else:
            return False
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if leaves_for_good(event):
            self.left.emit()

    def forget_typed(self) -> None:
        """Be empty, with nothing to undo: what was typed has become a tag, or is not meant."""
        self.setText("")

    def event(self, event: QEvent) -> bool:
        can_undo = self.isUndoAvailable() or self.can_undo_tags
        if leaves_to_window(event, can_undo=can_undo, can_redo=self.isRedoAvailable()):
            event.ignore()
            return True
        # Ctrl+C and Ctrl+X mean the chosen tag, whatever the window has on these keys.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            standard = QKeySequence.StandardKey
            if event.matches(standard.Copy) or event.matches(standard.Cut):
                event.accept()
                return True
        return super().event(event)

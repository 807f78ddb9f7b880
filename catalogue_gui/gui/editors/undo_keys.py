"""Ctrl+Z in an editor: its own as long as it has something to undo, and the window's from then on."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence


def leaves_to_window(event: QEvent, *, can_undo: bool, can_redo: bool) -> bool:
    """True when a key press is for undo or redo, and the editor has nothing of the kind.

    Qt's lines keep these keys for themselves even then, so that what was saved could not be undone from where it was
    typed.

    Args:
        event: anything that comes to the editor.
        can_undo: the editor has something to undo.
        can_redo: the editor has something to do again.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo):
        return not can_undo
    return event.matches(QKeySequence.StandardKey.Redo) and not can_redo

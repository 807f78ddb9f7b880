"""Metadata as text: the mistake is marked where it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QGuiApplication,
    QKeyEvent,
    QPalette,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import read_metadata, write_json
from catalogue_gui.gui.connections.field_box import problem_colour
from catalogue_gui.gui.editors.json_mistakes import JsonMistake, find_mistake
from catalogue_gui.gui.editors.large_values import beginning, why_not_as_text
from catalogue_gui.gui.editors.undo_keys import leaves_to_window
from catalogue_gui.gui.search.text_positions import to_qt

CHECK_MS = 350  # a pause in typing: no mistake is pointed at in the midst of a word
_MAX_CHECKED_AS_TYPED = 200_000  # a larger text is checked when it is applied
_LINE_TINT = 28  # of 255: the line with the mistake
_LINES_AT_LEAST = 7
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class JsonText(QPlainTextEdit):
    """Plain text in a fixed-width font."""

    apply_wanted = Signal()
    reverted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("metadataText")
        self.setAccessibleName("Metadata as text")
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)
        self.setMinimumHeight(_LINES_AT_LEAST * self.fontMetrics().lineSpacing())

    def event(self, event: QEvent) -> bool:
        document = self.document()
        if leaves_to_window(
            event, can_undo=document.isUndoAvailable(), can_redo=document.isRedoAvailable()
        ):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _RETURNS and is_control:
            self.apply_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.reverted.emit()
        else:
            super().keyPressEvent(event)


class JsonPage(QWidget):
    """The text, a button that applies it, and what stands against it.

    Args:
        check_ms: pause in typing after which the text is checked.
    """

    edited = Signal()
    applied = Signal()
    reverted = Signal()

    def __init__(self, *, check_ms: int = CHECK_MS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mistake: JsonMistake | None = None
        self._whole = ""  # what is shown or, of something large, the beginning of
        self._is_read_only = True
        self._is_large = False
        self.editor = JsonText()
        self._note = QLabel()
        self._note.setObjectName("metadataTextNote")
        self._note.setWordWrap(True)
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._note.hide()
        self.apply = QPushButton("Apply")
        self.apply.setObjectName("metadataApplyButton")
        self.apply.setAccessibleName("Apply the text")
        self.apply.setToolTip("Save the metadata as they stand here (Ctrl+Return)")
        self.copy_all = QPushButton("Copy all")
        self.copy_all.setObjectName("metadataCopyButton")
        self.copy_all.setAccessibleName("Copy all of the text")
        self.copy_all.hide()
        self._checking = QTimer(self)
        self._checking.setSingleShot(True)
        self._checking.setInterval(check_ms)
        self._checking.timeout.connect(self._check_as_typed)
        self._lay_out()
        self.apply.clicked.connect(self._apply)
        self.copy_all.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._whole))
        self.editor.apply_wanted.connect(self._apply)
        self.editor.reverted.connect(self.reverted)
        self.editor.textChanged.connect(self._on_changed)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addStretch(1)
        buttons.addWidget(self.copy_all)
        buttons.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._note)
        layout.addWidget(self.editor, 1)
        layout.addLayout(buttons)

    @property
    def is_typed(self) -> bool:
        """True while the text is another than the one shown at first."""
        return self.editor.document().isModified()

    @property
    def mistake(self) -> JsonMistake | None:
        """What stands against the text, as far as it has been checked."""
        return self._mistake

    def show_metadata(self, text: str) -> None:
        """Show metadata as the server wrote them, one key a line; of something large the beginning."""
        why_not = why_not_as_text(text, QLocale())
        self._show(beginning(text) if why_not else write_json(read_metadata(text), indent=2))
        self._whole = text
        self._is_large = bool(why_not)
        self._note.setText(f"Only the beginning is shown. {why_not}")
        self._note.setVisible(self._is_large)
        self.copy_all.setVisible(self._is_large)
        self._look_at_rights()

    def show_refused(self, text: str) -> None:
        """Show what was typed and cannot be read, with the mistake in it."""
        self._show(text)
        self._is_large = False
        self._note.hide()
        self.copy_all.hide()
        self._look_at_rights()
        self.check()

    def set_read_only(self, is_read_only: bool) -> None:
        """Let the user look only, or type as well."""
        self._is_read_only = is_read_only
        self._look_at_rights()

    def typed_text(self) -> str:
        """The text as it stands."""
        return self.editor.toPlainText()

    def metadata_text(self) -> str:
        """The metadata as typed, on one line.

        Raises:
            InvalidValue: it cannot be read.
        """
        return write_json(read_metadata(self.typed_text()))

    def forget_typed(self) -> None:
        """Take what stands there for what is shown: it has been handed on, and is undone by the window from now on."""
        self.editor.document().clearUndoRedoStacks()
        self.editor.document().setModified(False)

    def check(self) -> bool:
        """See whether the text can be read, and mark the mistake; True when it can."""
        self._checking.stop()
        text = self.typed_text()
        self._mistake = find_mistake(text)
        self._mark(text)
        self.edited.emit()
        return self._mistake is None

    def _show(self, text: str) -> None:
        self._checking.stop()
        self._mistake = None
        if text != self.typed_text():
            self.editor.setPlainText(text)
        self.editor.setExtraSelections([])
        self.editor.document().setModified(False)
        self._checking.stop()

    def _look_at_rights(self) -> None:
        self.editor.setReadOnly(self._is_read_only or self._is_large)
        self.apply.setVisible(not self.editor.isReadOnly())

    def _apply(self) -> None:
        if self.editor.isReadOnly():
            return
        if self.check():
            self.applied.emit()
        elif self._mistake is not None and self._mistake.has_place:
            self._go_to(self._mistake)

    def _on_changed(self) -> None:
        if self.is_typed:
            self._checking.start()
            self.edited.emit()

    def _check_as_typed(self) -> None:
        if self.is_typed and self.editor.document().characterCount() <= _MAX_CHECKED_AS_TYPED:
            self.check()

    def _mark(self, text: str) -> None:
        mistake = self._mistake
        if mistake is None or not mistake.has_place:
            self.editor.setExtraSelections([])
            return
        colour = problem_colour(self.editor.palette())
        word = QTextEdit.ExtraSelection()
        word.cursor = self._cursor_over(text, mistake)
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(colour)
        word.format = look
        line = QTextEdit.ExtraSelection()
        line.cursor = QTextCursor(word.cursor)
        line.cursor.clearSelection()
        ground = QTextCharFormat()
        ground.setBackground(QColor(colour.red(), colour.green(), colour.blue(), _LINE_TINT))
        ground.setProperty(QTextFormat.Property.FullWidthSelection, True)
        line.format = ground
        self.editor.setExtraSelections([line, word])

    def _cursor_over(self, text: str, mistake: JsonMistake) -> QTextCursor:
        cursor = QTextCursor(self.editor.document())
        cursor.setPosition(to_qt(text, mistake.start))
        cursor.setPosition(to_qt(text, mistake.end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _go_to(self, mistake: JsonMistake) -> None:
        cursor = self._cursor_over(self.typed_text(), mistake)
        cursor.setPosition(cursor.selectionStart())
        self.editor.setTextCursor(cursor)
        self.editor.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """A mark keeps its colour apart from the ground when that turns dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._mark(self.typed_text())


def is_readable(text: str) -> bool:
    """True when a text can be taken as metadata."""
    try:
        read_metadata(text)
    except InvalidValue:
        return False
    return True

"""The editor of one metadata value: its kind, and the value as that kind is typed."""

from __future__ import annotations

import json

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_text import JsonValue, read_json, write_json
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.editors.editor import decimal_mark
from catalogue_gui.gui.editors.json_kinds import (
    JsonKind,
    converted,
    kind_of,
    read_number,
    text_of,
)

WIDTH = 190  # at least
_KINDS = tuple(JsonKind)
_YES, _NO = 0, 1


class ValueEditor(QWidget):
    """A line, yes or no, or nothing to be typed at all, and the kind beside it."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metadataValueEditor")
        self.setAccessibleName("Value")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._value: JsonValue = ""
        self._source: JsonValue = ""  # what the kind chosen last was made of
        self._kind = JsonKind.TEXT
        self._is_typed = False
        self.line = QLineEdit()
        self.line.setObjectName("metadataValue")
        self.line.setAccessibleName("Value")
        self.line.setFrame(False)
        self.choice = QComboBox()
        self.choice.setObjectName("metadataYesNo")
        self.choice.setAccessibleName("Yes or no")
        self.choice.addItems(["Yes", "No"])
        self._words = QLabel()
        self._words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._words.setIndent(4)
        self.kinds = QComboBox()
        self.kinds.setObjectName("metadataKind")
        self.kinds.setAccessibleName("Kind of value")
        self.kinds.setToolTip("What kind of value it is")
        self.kinds.addItems([kind.label for kind in _KINDS])
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for widget in (self.line, self.choice, self._words):
            self._stack.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.kinds)
        self.line.textEdited.connect(lambda _: self._on_edited())
        self.choice.activated.connect(lambda _: self._on_edited())
        self.kinds.activated.connect(lambda at: self.change_kind(_KINDS[at]))
        self._show_kind()

    def show_value(self, value: JsonValue) -> None:
        """Type over a value."""
        self._value = self._source = value
        self._kind = kind_of(value)
        self._is_typed = False
        self._show_kind()
        self.line.selectAll()

    @property
    def is_typed(self) -> bool:
        """True once something was typed or chosen."""
        return self._is_typed

    @property
    def kind(self) -> JsonKind:
        """The kind chosen."""
        return self._kind

    def value(self) -> JsonValue:
        """The value as typed.

        Raises:
            InvalidValue: it cannot be read as the kind chosen.
        """
        match self._kind:
            case JsonKind.TEXT:
                text = self.line.text()
                return read_json(json.dumps(text, ensure_ascii=False))
            case JsonKind.NUMBER:
                return read_number(self.line.text(), decimal_mark())
            case JsonKind.YES_NO if self.choice.currentIndex() < 0:
                raise InvalidValue(Field.METADATA, "Choose yes or no.")
            case JsonKind.YES_NO:
                return self.choice.currentIndex() == _YES
            case _:
                return converted(self._source, self._kind, decimal_mark())

    def problem(self) -> str:
        """The reason why what is typed cannot be taken; empty when it can."""
        try:
            self.value()
        except InvalidValue as error:
            return error.reason
        return ""

    def raw_text(self) -> str:
        """What is typed, to be kept though it cannot be read."""
        return self.line.text() if self._kind.is_typed else write_json(self._source)

    def change_kind(self, kind: JsonKind) -> None:
        """Have it be a value of another kind."""
        if kind == self._kind:
            return
        if self._kind.is_typed:
            self._source = self.line.text()
        elif self._kind == JsonKind.YES_NO and self.choice.currentIndex() >= 0:
            self._source = self.choice.currentIndex() == _YES
        self._kind = kind
        self._show_kind()
        self._on_edited()
        self.focus_value()

    def focus_value(self) -> None:
        """Take the focus where the value is typed."""
        self._typed_into().setFocus()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, max(self.line.sizeHint().height(), self.kinds.sizeHint().height()))

    def _on_edited(self) -> None:
        self._is_typed = True
        self.edited.emit()

    def _show_kind(self) -> None:
        kind, source = self._kind, self._source
        self.kinds.setCurrentIndex(_KINDS.index(kind))
        if kind.is_typed:
            is_branch = isinstance(source, dict | list)
            self.line.setText(write_json(source) if is_branch else text_of(source))
            is_number = kind == JsonKind.NUMBER
            self.line.setPlaceholderText("0" if is_number else "")
            self._stack.setCurrentWidget(self.line)
        elif kind == JsonKind.YES_NO:
            try:
                is_yes = bool(converted(source, kind))
                self.choice.setCurrentIndex(_YES if is_yes else _NO)
            except InvalidValue:
                self.choice.setCurrentIndex(-1)
            self._stack.setCurrentWidget(self.choice)
        else:
            self._words.setText(_words_for(kind, source))
            self._stack.setCurrentWidget(self._words)
        self.setFocusProxy(self._typed_into())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _typed_into(self) -> QWidget:
        """Where the keys go first."""
        if self._kind.is_typed:
            return self.line
        return self.choice if self._kind == JsonKind.YES_NO else self.kinds


def _words_for(kind: JsonKind, source: JsonValue) -> str:
    """What stands where nothing is typed."""
    if kind == JsonKind.NOTHING:
        return "no value"
    count = len(source) if kind_of(source) == kind else 0
    what = "key" if kind == JsonKind.OBJECT else "item"
    return f"{count} {what}{'' if count == 1 else 's'}, below" if count else f"no {what}s yet"

"""Put a condition on the metadata together: a key, an operator that fits its values, a value."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.facets import MetadataKeyFacet, ValueKind
from catalogue_gui.catalogue.metadata_choice import (
    MetadataOperator,
    metadata_term,
    operators_for,
    parse_path,
    value_text,
)
from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.catalogue.term_words import path_text
from catalogue_gui.gui.connections.field_box import ReasonLabel
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.gui.search.counted_rows import MARGIN
from catalogue_gui.gui.search.value_field import ValueField
from catalogue_gui.gui.search.vocabulary import Counts, Vocabulary

_KIND_WORDS = {
    ValueKind.TEXT: "text",
    ValueKind.NUMBER: "numbers",
    ValueKind.BOOLEAN: "yes or no",
    ValueKind.LIST: "lists",
    ValueKind.OBJECT: "groups of keys",
}


class MetadataFilter(QWidget):
    """Adds one condition at a time to the query.

    Args:
        vocabulary: knows the keys and asks for the values.
    """

    query_wanted = Signal(object)  # ProductQuery

    def __init__(self, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metadataFilter")
        self.setAccessibleName("Metadata filter")
        self._vocabulary = vocabulary
        self._query = ProductQuery()
        self._keys: dict[str, MetadataKeyFacet] = {}
        self._kind: ValueKind | None = None
        self._key = _key_box()
        self._key.currentTextChanged.connect(self._on_key_changed)
        self._operator = _operator_box()
        self._operator.currentIndexChanged.connect(self._on_operator_changed)
        self._value = ValueField()
        self._value.setObjectName("metadataValue")
        self._value.setAccessibleName("Metadata value")
        self._value.suggestions_wanted.connect(self._on_suggestions_wanted)
        self._dash = QLabel("–")
        self._upper_value = QLineEdit()
        self._upper_value.setObjectName("metadataValueTo")
        self._upper_value.setAccessibleName("Metadata value, upper end")
        self._upper_value.setPlaceholderText("to")
        self._reason = ReasonLabel(self)
        self._reason.setObjectName("metadataReason")
        self._add = QPushButton("Add")
        self._add.setObjectName("metadataAddButton")
        self._add.setAccessibleName("Add metadata filter")
        self._add.setToolTip("Show only products with this metadata")
        self._add.setAutoDefault(False)
        self._add.clicked.connect(self._on_add)
        for field in (self._value, self._upper_value):
            field.setMinimumWidth(40)
            field.returnPressed.connect(self._on_add)
            field.textEdited.connect(lambda _: self._reason.show_reason(""))
        self._lay_out()
        vocabulary.values_found.connect(self._on_values_found)
        vocabulary.changed.connect(self._on_vocabulary_changed)
        self._on_vocabulary_changed()
        self._show_operators()

    def show_query(self, query: ProductQuery) -> None:
        """Take the query that the next condition is added to."""
        self._query = query

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self._key, 3)
        first.addWidget(self._operator, 2)
        second = QHBoxLayout()
        second.setSpacing(4)
        second.addWidget(self._value, 1)
        second.addWidget(self._dash)
        second.addWidget(self._upper_value, 1)
        second.addStretch()
        second.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 0)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self._reason)

    @property
    def _chosen_operator(self) -> MetadataOperator:
        return MetadataOperator(self._operator.currentData())

    def _path(self) -> tuple[str, ...]:
        """The path chosen or typed.

        Raises:
            InvalidValue: there is none.
        """
        text = self._key.currentText().strip()
        known = self._keys.get(text)
        if known is not None:
            return known.path
        path = parse_path(text)
        # In the search text every key begins so; here it goes without saying.
        return path[1:] if path[0] == "meta" and len(path) > 1 else path

    def _on_vocabulary_changed(self) -> None:
        keys = {path_text(each.path): each for each in self._vocabulary.metadata_keys}
        if keys == self._keys:
            return
        self._keys = keys
        typed = self._key.currentText()
        with QSignalBlocker(self._key):
            self._key.clear()
            self._key.addItems(list(keys))
            self._key.setCurrentIndex(-1)
            self._key.setEditText(typed)
        self._on_key_changed(typed)

    def _on_key_changed(self, text: str) -> None:
        self._reason.show_reason("")
        known = self._keys.get(text.strip())
        kind = None if known is None else known.kind
        words = "" if kind is None else f"{text.strip()}: {_KIND_WORDS[kind]}"
        self._key.setToolTip(
            words or "A key of the metadata; one inside another after a dot: dims.w"
        )
        if kind != self._kind:
            self._kind = kind
            self._show_operators()

    def _show_operators(self) -> None:
        chosen = self._operator.currentData()
        operators = operators_for(self._kind)
        with QSignalBlocker(self._operator):
            self._operator.clear()
            for operator in operators:
                self._operator.addItem(operator.value, operator)
            self._operator.setCurrentIndex(max(0, self._operator.findData(chosen)))
        self._on_operator_changed()

    def _on_operator_changed(self) -> None:
        operator = self._chosen_operator
        is_span = operator == MetadataOperator.BETWEEN
        self._reason.show_reason("")
        self._value.setVisible(operator.takes_value)
        self._value.takes_several = operator.takes_several
        self._dash.setVisible(is_span)
        self._upper_value.setVisible(is_span)
        if is_span:
            self._value.setPlaceholderText("from")
        else:
            self._value.setPlaceholderText("Values: a, b" if operator.takes_several else "Value")
        self._value.setToolTip(
            "Several values, with commas between them" if operator.takes_several else ""
        )

    def _on_suggestions_wanted(self, prefix: str) -> None:
        try:
            path = self._path()
        except InvalidValue:
            return
        self._vocabulary.find_values(path, prefix)

    def _on_values_found(self, path: tuple[str, ...], prefix: str, found: Counts) -> None:
        try:
            is_asked_for = path == self._path()
        except InvalidValue:
            return
        if is_asked_for:
            marks = locale_marks(QLocale())
            self._value.show_suggestions(
                prefix, tuple((value_text(value, self._kind, marks), n) for value, n in found)
            )

    def _on_add(self) -> None:
        try:
            path = self._path()
        except InvalidValue as mistake:
            self._refuse(mistake.reason, self._key)
            return
        try:
            term = metadata_term(
                path,
                self._chosen_operator,
                self._value.text(),
                self._upper_value.text(),
                locale_marks(QLocale()),
            )
        except InvalidValue as mistake:
            self._refuse(mistake.reason, self._value)
            return
        self._value.clear()
        self._upper_value.clear()
        self._reason.show_reason("")
        self.query_wanted.emit(self._query.with_term(term))

    def _refuse(self, reason: str, field: QWidget) -> None:
        self._reason.show_reason(reason)
        field.setAccessibleDescription(reason)
        field.setFocus()


def _key_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("metadataKey")
    box.setAccessibleName("Metadata key")
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setMinimumContentsLength(6)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    edit = box.lineEdit()
    if edit is not None:
        edit.setObjectName("metadataKeyText")
        edit.setAccessibleName("Metadata key")
        edit.setPlaceholderText("Key")
    completer = box.completer()
    if completer is not None:
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return box


def _operator_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("metadataOperator")
    box.setAccessibleName("How the value is compared")
    box.setToolTip("How the value is compared")
    box.setMinimumContentsLength(4)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.view().setTextElideMode(Qt.TextElideMode.ElideNone)
    return box

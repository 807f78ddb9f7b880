"""The parts of the form for each kind of bulk change."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.gui.bulk.form import ROUNDING_WORDS, ChangeKind, Entry, NothingTyped, ValueType
from catalogue_gui.gui.bulk.suggesting import Suggesting
from catalogue_gui.gui.connections.field_box import ReasonLabel
from catalogue_gui.gui.search.value_field import ValueField
from catalogue_gui.gui.search.vocabulary import Vocabulary

_HINTS = {
    Entry.CATEGORY: "Home/Kitchen",
    Entry.TAGS: "new, sale",
    Entry.AMOUNT: "+0.50 or \u22120.50",
    Entry.PERCENT: "+5 or \u22125",
    Entry.PIECES: "+12 or \u22123",
    Entry.KEY: "brand, or dims.w for a key inside another",
    Entry.VALUE: "Value",
}
_LABELS = {
    Entry.CATEGORY: "Category",
    Entry.TAGS: "Tags",
    Entry.AMOUNT: "Amount",
    Entry.PERCENT: "Percent",
    Entry.ROUNDING: "Rounded",
    Entry.PIECES: "Pieces",
    Entry.KEY: "Key",
    Entry.VALUE: "Value",
}
_ENTRIES = {
    ChangeKind.CATEGORY: (Entry.CATEGORY,),
    ChangeKind.ADD_TAGS: (Entry.TAGS,),
    ChangeKind.REMOVE_TAGS: (Entry.TAGS,),
    ChangeKind.PRICE_AMOUNT: (Entry.AMOUNT, Entry.ROUNDING),
    ChangeKind.PRICE_PERCENT: (Entry.PERCENT, Entry.ROUNDING),
    ChangeKind.STOCK: (Entry.PIECES,),
    ChangeKind.SET_METADATA: (Entry.KEY, Entry.VALUE),
    ChangeKind.REMOVE_METADATA: (Entry.KEY,),
}
_LABEL_ROOM = 8
_COUNTED = (Entry.CATEGORY, Entry.TAGS, Entry.VALUE)  # the catalogue's words with their counts


class ChangePage(QWidget):
    """The form of one kind of change; each part has room for its mistake below it.

    Args:
        kind: the kind.
        vocabulary: the catalogue's words, to be offered.
    """

    changed = Signal()

    def __init__(
        self, kind: ChangeKind, vocabulary: Vocabulary, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._prefix = "bulk" + "".join(part.capitalize() for part in kind.name.split("_"))
        self._lines: dict[Entry, QLineEdit] = {}
        self._choices: dict[Entry, QComboBox] = {}
        self._reasons: dict[Entry, ReasonLabel] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for entry in _ENTRIES[kind]:
            if entry == Entry.ROUNDING:
                self._add(entry, self._rounding())
            elif entry == Entry.VALUE:
                self._add(entry, self._typed_value())
            else:
                self._add(entry, self._line(entry))
        align_labels(self._form, self)
        self._suggesting = Suggesting(self._lines, vocabulary, self)

    def texts(self) -> dict[Entry, str]:
        """What stands in the parts."""
        texts = {entry: line.text() for entry, line in self._lines.items()}
        texts |= {entry: str(box.currentData()) for entry, box in self._choices.items()}
        if texts.get(Entry.VALUE_TYPE) == ValueType.YES_NO:
            texts[Entry.VALUE] = str(self._yes_no.currentData())
        return texts

    def show_mistake(self, mistake: InvalidValue | None) -> None:
        """Show a mistake below the part where it stands; what has only to be typed yet is none."""
        for entry, label in self._reasons.items():
            is_here = mistake is not None and mistake.field == entry
            is_shown = is_here and not isinstance(mistake, NothingTyped)
            reason = mistake.reason if mistake is not None and is_shown else ""
            label.show_reason(reason)
            if entry in self._lines:
                self._lines[entry].setAccessibleDescription(reason)

    def take_focus(self) -> None:
        """Put the cursor where one types first."""
        next(iter(self._lines.values())).setFocus()

    def _add(self, entry: Entry, editor: QWidget) -> None:
        reason = ReasonLabel(self)
        reason.setObjectName(f"{self._prefix}{_camel(entry)}Reason")
        self._reasons[entry] = reason
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(editor)
        box.addWidget(reason)
        label = QLabel(_LABELS[entry])
        label.setBuddy(editor)
        self._form.addRow(label, box)

    def _line(self, entry: Entry) -> QLineEdit:
        line = ValueField() if entry in _COUNTED else QLineEdit()
        if isinstance(line, ValueField):
            line.takes_several = entry == Entry.TAGS
        line.setObjectName(f"{self._prefix}{_camel(entry)}")
        line.setAccessibleName(_LABELS[entry])
        line.setPlaceholderText(_hint(entry, self.locale().decimalPoint()))
        line.textChanged.connect(lambda _: self.changed.emit())
        self._lines[entry] = line
        return line

    def _rounding(self) -> QComboBox:
        box = self._choice(Entry.ROUNDING, "Rounding of the new price")
        for rounding, words in ROUNDING_WORDS.items():
            box.addItem(words, rounding.value)
        box.setToolTip("How the new price is rounded")
        return box

    def _typed_value(self) -> QWidget:
        """A type, and an editor that fits it."""
        types = self._choice(Entry.VALUE_TYPE, "Type of the value")
        types.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        types.setToolTip("Of what type the value is")
        for each in ValueType:
            types.addItem(each.value, each.value)
        self._yes_no = QComboBox()
        self._yes_no.setObjectName(f"{self._prefix}YesNo")
        self._yes_no.setAccessibleName("Yes or no")
        for words in ("yes", "no"):
            self._yes_no.addItem(words.capitalize(), words)
        self._yes_no.currentIndexChanged.connect(lambda _: self.changed.emit())
        line = self._line(Entry.VALUE)
        types.currentIndexChanged.connect(partial(self._show_value_editor, types, line))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(types)
        row.addWidget(line, 1)
        row.addWidget(self._yes_no, 1)
        self._show_value_editor(types, line)
        return both

    def _show_value_editor(self, types: QComboBox, line: QLineEdit, _: int = 0) -> None:
        chosen = types.currentData()
        line.setVisible(chosen not in (ValueType.YES_NO, ValueType.NOTHING))
        self._yes_no.setVisible(chosen == ValueType.YES_NO)
        placeholders = {ValueType.JSON: '["S", "M", "L"]', ValueType.NUMBER: "10"}
        line.setPlaceholderText(placeholders.get(chosen, "Acme"))

    def _choice(self, entry: Entry, name: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(f"{self._prefix}{_camel(entry)}")
        box.setAccessibleName(name)
        box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._choices[entry] = box
        return box


class ChangePages(QStackedWidget):
    """One page for each kind of change; what is typed on one is kept while another is looked at."""

    changed = Signal()

    def __init__(self, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = {kind: ChangePage(kind, vocabulary) for kind in ChangeKind}
        for page in self._pages.values():
            page.changed.connect(self.changed)
            self.addWidget(page)

    def page(self, kind: ChangeKind) -> ChangePage:
        """The page of a kind."""
        return self._pages[kind]

    def show_kind(self, kind: ChangeKind) -> None:
        """Show the page of a kind, with no more room than it needs."""
        shown = self._pages[kind]
        for page in self._pages.values():
            needs_room = (
                QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
            )
            page.setSizePolicy(QSizePolicy.Policy.Preferred, needs_room)
        self.setCurrentWidget(shown)
        self.updateGeometry()


def align_labels(form: QFormLayout, parent: QWidget) -> None:
    """Give the labels of every part of the dialog one width, so that the editors stand below each other."""
    metrics = parent.fontMetrics()
    width = max(map(metrics.horizontalAdvance, (*_LABELS.values(), "Products")))
    form.setHorizontalSpacing(_LABEL_ROOM)
    for row in range(form.rowCount()):
        item = form.itemAt(row, QFormLayout.ItemRole.LabelRole)
        label = item.widget() if item is not None else None
        if label is not None:
            label.setMinimumWidth(width)


def _camel(entry: Entry) -> str:
    return "".join(part.capitalize() for part in entry.value.split())


def _hint(entry: Entry, decimal_point: str) -> str:
    hint = _HINTS[entry]
    return hint.replace(".", decimal_point) if entry == Entry.AMOUNT else hint

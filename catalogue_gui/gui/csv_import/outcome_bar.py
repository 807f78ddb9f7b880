"""The buttons that choose which kind of record is looked at, and which changed field."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from catalogue_gui.catalogue.importing import ImportReport, Outcome
from catalogue_gui.gui.csv_import.parts import named
from catalogue_gui.gui.csv_import.row_pages import RowKind
from catalogue_gui.gui.csv_import.wording import field_words, number_words

_FILTERS = (
    (Outcome.NEW, "N&ew", "importShowNew"),
    (Outcome.CHANGED, "Chan&ged", "importShowChanged"),
    (Outcome.UNCHANGED, "&Unchanged", "importShowUnchanged"),
    (Outcome.REJECTED, "&Rejected", "importShowRejected"),
)


class OutcomeBar(QWidget):
    """Says how many records there are of each kind, and tells which are wanted."""

    chosen = Signal(RowKind)
    save_rejects_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._buttons: dict[Outcome, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        group = QButtonGroup(self)
        for outcome, words, name in _FILTERS:
            button = named(QPushButton(words), name, words.replace("&", ""))
            button.setCheckable(True)
            button.setAutoDefault(False)
            # Some styles hardly show which one is down, least of all in the dark.
            button.toggled.connect(lambda on, each=button: _embolden(each, is_bold=on))
            button.clicked.connect(lambda _checked, each=outcome: self._choose(each))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[outcome] = button
        self._fields = named(QComboBox(), "importFieldFilter", "Which field changes")
        self._fields.setToolTip("Show only the records that change this field")
        self._fields.setMinimumContentsLength(12)
        self._fields.activated.connect(lambda _place: self._choose(Outcome.CHANGED))
        self._fields_label = QLabel("&in")
        self._fields_label.setBuddy(self._fields)
        row.addSpacing(8)
        row.addWidget(self._fields_label)
        row.addWidget(self._fields)
        row.addStretch(1)
        self._save = named(
            QPushButton("&Save rejected rows…"), "importSaveRejectsButton", "Save rejected rows"
        )
        self._save.setAutoDefault(False)
        self._save.clicked.connect(self.save_rejects_wanted)
        row.addWidget(self._save)
        self.show_fields({})

    def show_report(self, report: ImportReport) -> None:
        """Show the counts of a check; which fields change is not known yet."""
        for outcome, words, _name in _FILTERS:
            number = number_words(getattr(report, outcome.value))
            self._buttons[outcome].setText(f"{words}  {number}")
            self._buttons[outcome].setAccessibleName(f"{words.replace('&', '')}, {number}")
        self._save.setVisible(report.rejected > 0)
        self.show_fields({})

    def show_fields(self, counts: Mapping[str, int]) -> None:
        """Offer the fields that changed records change, each with how many do.

        Args:
            counts: field to how many; empty while that is not known.
        """
        self._fields.clear()
        self._fields.addItem("any field", "")
        for name, number in counts.items():
            if number:
                self._fields.addItem(f"{_words(name)}  {number_words(number)}", name)
        self._show_filter()

    def show_kind(self, kind: RowKind) -> None:
        """Show what is looked at as chosen."""
        self._buttons[kind.outcome].setChecked(True)
        if kind.outcome == Outcome.CHANGED:  # else it stays as it is, for coming back
            self._fields.setCurrentIndex(max(0, self._fields.findData(kind.field)))
        self._show_filter()

    def _show_filter(self) -> None:
        # With one field there is nothing to choose.
        is_wanted = self._buttons[Outcome.CHANGED].isChecked() and self._fields.count() > 2
        self._fields.setVisible(is_wanted)
        self._fields_label.setVisible(is_wanted)

    def _choose(self, outcome: Outcome) -> None:
        field = str(self._fields.currentData() or "") if outcome == Outcome.CHANGED else ""
        self.chosen.emit(RowKind(outcome, field))


def _words(name: str) -> str:
    return "Metadata" if name == "metadata" else field_words(name)


def _embolden(button: QPushButton, *, is_bold: bool) -> None:
    font = button.font()
    font.setBold(is_bold)
    button.setFont(font)

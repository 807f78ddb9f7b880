"""The third page: the check under way, and what it found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from catalogue_gui.catalogue.import_warnings import warning_sentences
from catalogue_gui.catalogue.importing import ImportReport
from catalogue_gui.gui.csv_import.pace import CHECK_PHASES
from catalogue_gui.gui.csv_import.parts import heading, named, quiet_label
from catalogue_gui.gui.csv_import.wording import (
    count_words,
    number_words,
    sum_sentence,
)
from catalogue_gui.gui.csv_import.work_progress import WorkProgress

_MEANINGS = (
    ("new", "New", "will be added"),
    ("changed", "Changed", "are in the catalogue and will be updated"),
    ("unchanged", "Unchanged", "are in the catalogue just like this"),
    ("rejected", "Rejected", "cannot be taken; the reasons are on the next page"),
)


class CheckPage(QWidget):
    """Shows progress while the file is checked, then the counts."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("importCheckPage")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._heading = heading()
        self.progress = WorkProgress("importCheckProgress", CHECK_PHASES)
        self._counts = named(QWidget(), "importCounts", "What the check found")
        self._numbers: dict[str, QLabel] = {}
        self._lay_out_counts()
        self._warnings = QLabel()
        self._warnings.setObjectName("importWarnings")
        self._warnings.setTextFormat(Qt.TextFormat.PlainText)
        self._warnings.setWordWrap(True)
        self._sum = quiet_label()
        self._sum.setObjectName("importSum")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._heading)
        column.addWidget(self.progress)
        column.addWidget(self._counts)
        column.addWidget(self._sum)
        column.addWidget(self._warnings)
        column.addStretch(1)
        self.show_nothing()

    def _lay_out_counts(self) -> None:
        grid = QGridLayout(self._counts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for row, (name, title, meaning) in enumerate(_MEANINGS):
            number = heading("0")
            number.setObjectName(f"importCount{title}")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._numbers[name] = number
            grid.addWidget(number, row, 0)
            grid.addWidget(QLabel(title), row, 1)
            grid.addWidget(quiet_label(meaning), row, 2)
        grid.setColumnStretch(2, 1)

    def show_nothing(self) -> None:
        """Show that there is no result."""
        self._heading.setText("Not checked yet")
        self.progress.end()
        for widget in (self._counts, self._sum, self._warnings):
            widget.hide()

    def show_running(self, file_name: str) -> None:
        """Show that the check of a file has begun."""
        self.show_nothing()
        self._heading.setText(f"Checking {file_name}")
        self.progress.begin("Beginning")

    def show_report(self, report: ImportReport) -> None:
        """Show what the check found."""
        self.progress.end()
        self._heading.setText(
            f"{count_words(report.records, 'record')} checked, nothing written yet"
        )
        for name, label in self._numbers.items():
            number = getattr(report, name)
            label.setText(number_words(number))
            label.setEnabled(bool(number))
        self._counts.show()
        self._sum.setText(sum_sentence(report))
        self._sum.show()
        sentences = warning_sentences(report.warnings)
        self._warnings.setText("\n".join(sentences))
        self._warnings.setVisible(bool(sentences))

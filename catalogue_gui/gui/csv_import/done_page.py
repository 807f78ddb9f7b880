"""The last page: the write under way, and what it did."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from catalogue_gui.catalogue.importing import ImportReport
from catalogue_gui.gui.csv_import.pace import WRITE_PHASES
from catalogue_gui.gui.csv_import.parts import heading, named, quiet_label
from catalogue_gui.gui.csv_import.wording import count_words, written_sentences
from catalogue_gui.gui.csv_import.work_progress import WorkProgress


class DonePage(QWidget):
    """Shows progress while products are written, then what was done."""

    save_rejects_wanted = Signal()
    another_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("importDonePage")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._heading = heading()
        self._heading.setObjectName("importDoneHeading")
        self._assurance = quiet_label(
            "All of it is written at once, at the end. Until then nothing is changed, and it can be stopped."
        )
        self.progress = WorkProgress("importWriteProgress", WRITE_PHASES)
        self._result = QLabel()
        self._result.setObjectName("importResult")
        self._result.setTextFormat(Qt.TextFormat.PlainText)
        self._result.setWordWrap(True)
        self._rejects = quiet_label()
        self._rejects.setObjectName("importRejectsSaved")
        self._rejects.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._save = named(
            QPushButton("&Save rejected rows…"), "importSaveRejectsDoneButton", "Save rejected rows"
        )
        self._save.setAutoDefault(False)
        self._save.clicked.connect(self.save_rejects_wanted)
        self._another = named(
            QPushButton("&Import another file"), "importAnotherButton", "Import another file"
        )
        self._another.setAutoDefault(False)
        self._another.clicked.connect(self.another_wanted)
        self._actions = QWidget()
        row = QHBoxLayout(self._actions)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._save)
        row.addWidget(self._another)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(14)
        for widget in (
            self._heading,
            self.progress,
            self._assurance,
            self._result,
            self._rejects,
            self._actions,
        ):
            column.addWidget(widget)
        column.addStretch(1)

    def show_running(self, number: int) -> None:
        """Show that the write has begun."""
        self._heading.setText(f"Writing {count_words(number, 'product')}")
        self.progress.begin("Beginning")
        self._assurance.show()
        for widget in (self._result, self._rejects, self._actions):
            widget.hide()

    def show_report(self, report: ImportReport) -> None:
        """Show what was written."""
        self.progress.end()
        self._assurance.hide()
        self._heading.setText(
            f"{count_words(report.written, 'product was', 'products were')} written"
            if report.written
            else "Nothing had to be written"
        )
        self._result.setText("\n".join(written_sentences(report)))
        self._result.show()
        self._save.setVisible(report.rejected > 0)
        self._actions.show()
        self.show_rejects_file(report)

    def show_rejects_file(self, report: ImportReport) -> None:
        """Say where the rejected rows were saved."""
        self._rejects.setVisible(bool(report.rejects_file))
        if report.rejects_file:
            self._rejects.setText(f"Rejected rows saved in {report.rejects_file}")

"""The progress of the wizard's long work, as it is shown: phase, amount, speed, time gone and time left."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.csv_import.pace import Pace
from catalogue_gui.gui.csv_import.parts import named, quiet_label
from catalogue_gui.gui.csv_import.wording import (
    elapsed_words,
    phase_words,
    progress_words,
    rate_words,
)

_BAR_STEPS = 1000  # fine enough that the bar moves with every report of a large file
_BEAT_MS = 500  # what counts nothing goes on before the user's eyes all the same


class WorkProgress(QWidget):
    """Says what is being done and how far it has come.

    Args:
        name: object name; the bar's is the same with "Bar".
        phases: the phases of the work, each with its share of the time.
    """

    def __init__(self, name: str, phases: Mapping[str, float]) -> None:
        super().__init__()
        named(self, name, "Progress")
        self._phases = phases
        self._pace = Pace(phases)
        self._phase = QLabel()
        self._phase.setTextFormat(Qt.TextFormat.PlainText)
        self._left = QLabel()
        self._left.setObjectName(f"{name}Left")
        self._amount = quiet_label()
        self._elapsed = quiet_label()
        for label in (self._amount, self._elapsed):
            label.setWordWrap(False)
        self._bar = named(QProgressBar(), f"{name}Bar", "Progress")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, _BAR_STEPS)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self._phase, 1)
        above.addWidget(self._left)
        below.addWidget(self._amount, 1)
        below.addWidget(self._elapsed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(above)
        column.addWidget(self._bar)
        column.addLayout(below)
        self._progress: Progress | None = None
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._show)

    def begin(self, words: str) -> None:
        """Show that work has begun, before the first report of it."""
        self._pace = Pace(self._phases)
        self._progress = None
        self._phase.setText(words)
        for label in (self._left, self._amount, self._elapsed):
            label.clear()
        self._bar.setRange(0, _BAR_STEPS)
        self._bar.setValue(0)
        self._beat.start()
        self.show()

    def end(self) -> None:
        """Show no work any more."""
        self._beat.stop()
        self.hide()

    def show_progress(self, progress: Progress) -> None:
        """Show how far it has come."""
        self._progress = progress
        self._pace.take(progress)
        self._phase.setText(phase_words(progress))
        self._show()

    def _show(self) -> None:
        self._elapsed.setText(elapsed_words(int(self._pace.elapsed_s)))
        if self._progress is None:
            return
        parts = (progress_words(self._progress), rate_words(self._pace.rate))
        self._amount.setText(" · ".join(part for part in parts if part))
        self._left.setText(self._pace.left_words())
        self._bar.setValue(round(self._pace.fraction() * _BAR_STEPS))
        self._bar.setAccessibleDescription(self.text())

    @property
    def has_news(self) -> bool:
        """True once there was a report of the work under way."""
        return self._progress is not None

    def show_cancelling(self) -> None:
        """Say that the work is being stopped."""
        self._beat.stop()
        self._phase.setText("Stopping…")
        for label in (self._left, self._amount, self._elapsed):
            label.clear()
        self._bar.setRange(0, 0)

    def text(self) -> str:
        """What is said, in one line."""
        labels = (self._phase, self._amount, self._left)
        return " ".join(label.text() for label in labels if label.text())

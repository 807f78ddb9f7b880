"""The line at the bottom: how many products, what is going on, how the connection stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.icons import line_icon
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.session import State

NOTE_MS = 4_000  # long enough to be read in passing

_STATE_WORDS = {
    State.CLOSED: ("○", "#8a8a8a", "not connected"),
    State.CONNECTING: ("◌", "#b07d1a", "connecting…"),
    State.READY: ("●", "#2e8b57", "connected"),
    State.AWAY: ("●", "#c4552d", "server away"),
    State.FAILED: ("○", "#c4552d", "not connected"),
    State.EMPTY: ("●", "#b07d1a", "no catalogue here"),
}


@dataclass(slots=True)
class _Work:
    progress: Progress
    cancel: Callable[[], None] | None


class StatusLine(QStatusBar):
    """Counts at the left, work in the middle, the connection at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setAccessibleName("Status")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(6, 0, 8, 0)
        self._works: dict[object, _Work] = {}
        self._count = QLabel()
        self._count.setObjectName("rowCountLabel")
        self._count.setAccessibleName("Number of products")
        self._selection = QLabel()
        self._selection.setObjectName("selectionLabel")
        self._selection.setAccessibleName("Number of selected products")
        self._note = QLabel()
        self._note.setObjectName("noteLabel")
        self._note.setAccessibleName("Note")
        self._note_pause = QTimer(self)
        self._note_pause.setSingleShot(True)
        self._note_pause.setInterval(NOTE_MS)
        self._note_pause.timeout.connect(self._note.clear)
        self._state = QLabel()
        self._state.setObjectName("connectionStateLabel")
        self._state.setAccessibleName("State of the connection")
        self._state.setTextFormat(Qt.TextFormat.RichText)
        self.addWidget(self._count)
        self.addWidget(self._selection)
        self.addWidget(self._note)
        self.addPermanentWidget(self._make_work())
        self.addPermanentWidget(self._state)
        self.show_state(State.CLOSED)

    def show_count(self, count: int, state: CountState) -> None:
        """Show how many products there are; a count that is not final says so."""
        if state == CountState.EXACT:
            noun = "product" if count == 1 else "products"
            self._count.setText(f"{QLocale().toString(count)} {noun}")
        elif state == CountState.PARTIAL:
            self._count.setText("Counting…")
        else:
            self._count.setText("")

    def show_selection(self, count: int) -> None:
        """Show how many rows are selected, when it is more than the current one."""
        self._selection.setText(f"·  {QLocale().toString(count)} selected" if count > 1 else "")

    def show_note(self, text: str) -> None:
        """Say something for a moment that needs no answer."""
        self._note.setText(f"·  {text}" if text else "")
        if text:
            self._note_pause.start()

    def show_finding(self, prefix: str) -> None:
        """Show what is being typed to find a product by; empty when that is over."""
        self.show_note(f"Finding “{prefix}”" if prefix else "")

    def show_missed(self, prefix: str) -> None:
        """Say that no product begins so."""
        self.show_note(f"Nothing begins with “{prefix}”")

    def show_state(self, state: State, addition: str = "") -> None:
        """Show how the connection stands."""
        dot, colour, words = _STATE_WORDS[state]
        text = f"{words}, {addition}" if addition else words
        self._state.setText(f'<span style="color:{colour}">{dot}</span>&nbsp; {text}')
        self._state.setAccessibleDescription(text)

    def show_work(
        self, progress: Progress, owner: object, cancel: Callable[[], None] | None = None
    ) -> None:
        """Show some work that has begun; of several, the one that began last.

        Args:
            progress: how far it has come.
            owner: whose work it is.
            cancel: stops it; None where it cannot be stopped.
        """
        self._works[owner] = _Work(progress, cancel)
        self._show_latest()

    def show_progress(self, progress: Progress, owner: object) -> None:
        """Show how far some work has come; nothing once it has ended."""
        work = self._works.get(owner)
        if work is not None:
            work.progress = progress
            self._show_latest()

    def end_work(self, owner: object) -> None:
        """Some work has ended; further calls do nothing."""
        if self._works.pop(owner, None) is not None:
            self._show_latest()

    def _show_latest(self) -> None:
        work = next(reversed(self._works.values()), None)
        self._work.setVisible(work is not None)
        if work is None:
            return
        progress, locale = work.progress, QLocale()
        total = f" of {locale.toString(progress.total)}" if progress.total else ""
        self._work_text.setText(f"{progress.phase}  {locale.toString(progress.done)}{total}")
        fraction = progress.fraction
        self._work_bar.setRange(0, 0 if fraction is None else 1000)
        self._work_bar.setValue(0 if fraction is None else int(fraction * 1000))
        self.cancel_work.setVisible(work.cancel is not None)

    def _cancel_latest(self) -> None:
        work = next(reversed(self._works.values()), None)
        if work is not None and work.cancel is not None:
            work.cancel()

    def _make_work(self) -> QWidget:
        self._work = QWidget()
        self._work_text = QLabel()
        self._work_text.setObjectName("workLabel")
        self._work_bar = QProgressBar()
        self._work_bar.setObjectName("workProgress")
        self._work_bar.setAccessibleName("Progress")
        self._work_bar.setTextVisible(False)
        self._work_bar.setFixedSize(120, 8)
        self.cancel_work = QToolButton()
        self.cancel_work.setObjectName("cancelWorkButton")
        self.cancel_work.setAccessibleName("Cancel")
        self.cancel_work.setToolTip("Cancel")
        self.cancel_work.setIcon(line_icon("close"))
        self.cancel_work.setAutoRaise(True)
        self.cancel_work.clicked.connect(self._cancel_latest)
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 12, 0)
        row.addWidget(self._work_text)
        row.addWidget(self._work_bar)
        row.addWidget(self.cancel_work)
        self._work.hide()
        return self._work

"""The button that tries a connection, and the steps it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from catalogue_gui.gui.connections.step_list import Step, StepList
from catalogue_gui.gui.connections.trying import Trial

if TYPE_CHECKING:
    from catalogue_gui.catalogue.errors import CatalogueError
    from catalogue_gui.jobs import JobHandle, JobRunner

_TRY = "Test connection"
_STOP = "Stop the test"


class TrialPanel(QObject):
    """Runs one trial at a time and shows its steps as they come.

    The button and the list are the caller's to lay out.
    """

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._handle: JobHandle[None] | None = None
        self._trial: Trial | None = None
        self.steps = StepList()
        self.button = QPushButton(_TRY)
        self.button.setObjectName("testConnectionButton")
        self.button.setAccessibleName(_TRY)
        self.button.setAutoDefault(False)

        self.copy = QPushButton("Copy the result")
        self.copy.setObjectName("copyTestButton")
        self.copy.setAccessibleName("Copy the result of the test")
        self.copy.setToolTip("As text, to send to whoever runs the server; no password is in it")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda _: QGuiApplication.clipboard().setText(self.steps.text()))
        self.copy.hide()

    @property
    def is_running(self) -> bool:
        """True while steps may still come."""
        return self._handle is not None

    def start(self, trial: Trial) -> None:
        """Try a connection; the trial before is dropped."""
        self._give_up()
        self._trial = trial
        self.steps.begin()
        self._handle = self._runner.submit(
            trial.run,
            owner=self,
            on_success=lambda _: self._end(trial),
            on_failure=lambda error: self._end(trial, error),
            on_progress=lambda _: self._show_news(trial),
            replaces="test",
        )
        self._say(_STOP)

    def stop(self) -> None:
        """Stop, and say so."""
        self.steps.add(Step("Test", "Stopped.", is_warning=True))
        self._cancel()

    def clear(self) -> None:
        """Stop, and forget what was found."""
        self._cancel()
        self.steps.clear()
        self.copy.hide()

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
        self._handle = None
        self._give_up()
        self.steps.end()
        self._say(_TRY)

    def _give_up(self) -> None:
        """A test that was dropped waits for the keyring no more."""
        trial, self._trial = self._trial, None
        if trial is not None:
            trial.give_up()

    def _show_news(self, trial: Trial) -> None:
        for step in trial.take():
            self.steps.add(step)

    def _end(self, trial: Trial, error: CatalogueError | None = None) -> None:
        self._show_news(trial)
        if error is not None:
            self.steps.add(Step("Test", error.message, error.hint, ok=False))
        self._handle = None
        self.steps.end()
        self._say(_TRY)

    def _say(self, words: str) -> None:
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.copy.setVisible(words == _TRY and bool(self.steps.text()))

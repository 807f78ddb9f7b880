"""The reading of a file's first rows, again at every correction."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.importing import FileView, ReadOptions
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.csv_import.engine import ImportEngine, Reply
from catalogue_gui.gui.csv_import.file_page import FilePage
from catalogue_gui.gui.csv_import.frame import WizardFrame
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.steps import Step


class FileReading(QObject):
    """Has the plan's file read, and shows what came of it.

    Args:
        plan: the choices, and where what was read is kept.
        engine: reads, in the helper process.
        frame: where messages are shown.
        page: shows the first rows.
    """

    step_wanted = Signal(Step)
    state_changed = Signal()

    def __init__(
        self,
        plan: ImportPlan,
        engine: ImportEngine,
        frame: WizardFrame,
        page: FilePage,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._plan = plan
        self._engine = engine
        self._frame = frame
        self._page = page
        self._then = Step.FILE

    def correct(self, read: ReadOptions, then: Step) -> None:
        """Read the same file differently.

        Args:
            read: how.
            then: the page to be on when it was read.
        """
        if self._plan.path is not None:
            self._plan.correct(read)
            self._plan.forget_check()
            self.read(then)

    def read(self, then: Step = Step.FILE) -> None:
        """Read the plan's file as the plan says.

        Args:
            then: the page to be on when it was read; a file that cannot be read leads to the first.
        """
        path = self._plan.path
        assert path is not None
        self._then = then
        self._frame.withdraw_message()
        self._page.show_reading()
        self._engine.open_file(
            path,
            self._plan.read,
            self._on_read,
            Reply(self._on_failed, self._on_stopped, lambda _progress: None),
        )

    def _on_read(self, view: FileView) -> None:
        self._plan.show(view)
        self._page.show_plan(self._plan)
        if self._then != Step.FILE:
            self.step_wanted.emit(self._then)
        self.state_changed.emit()

    def _on_stopped(self) -> None:
        self._page.show_plan(self._plan)

    def _on_failed(self, error: CatalogueError) -> None:
        if self._then != Step.FILE:
            self.step_wanted.emit(Step.FILE)
        self._page.show_plan(self._plan)
        again = self._then
        action = Action("Try again", lambda: self.read(again), "importRetryButton")
        self._frame.show_error(error, (action,))
        self.state_changed.emit()

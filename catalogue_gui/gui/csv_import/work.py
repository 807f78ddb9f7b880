"""The wizard's long work: the check, the write, the saving of rejected rows; and the truth about each when it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    ConnectionLost,
    DecimalUndecided,
    ImportRefused,
)
from catalogue_gui.catalogue.importing import ImportOptions, ImportReport
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.csv_import import announcements
from catalogue_gui.gui.csv_import.changes_page import ChangesPage
from catalogue_gui.gui.csv_import.check_page import CheckPage
from catalogue_gui.gui.csv_import.done_page import DonePage
from catalogue_gui.gui.csv_import.engine import ImportEngine, Reply
from catalogue_gui.gui.csv_import.frame import WizardFrame
from catalogue_gui.gui.csv_import.parts import WorkProgress
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.wording import progress_words


class ImportWork(QObject):
    """Runs the work on the plan and shows it on the pages it belongs to.

    Args:
        plan: the choices, and where the results are kept.
        engine: does the work, in the helper process.
        frame: where messages are shown.
        check_page, changes_page, done_page: show the work under way and what it came to.
    """

    step_wanted = Signal(Step)
    state_changed = Signal()
    imported = Signal()  # something was written, or may have been
    closable = Signal()  # what the window's closing had to wait for has stopped

    def __init__(
        self,
        plan: ImportPlan,
        engine: ImportEngine,
        frame: WizardFrame,
        pages: tuple[CheckPage, ChangesPage, DonePage],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._plan = plan
        self._engine = engine
        self._frame = frame
        self._check_page, self._changes_page, self._done_page = pages
        self._progress: WorkProgress | None = None
        self._is_closing = False
        self._changes_page.rows.fetch_failed.connect(self._on_check_lost)

    # Stopping

    def stop(self, *, and_close: bool = False) -> None:
        """Ask for what is under way to stop.

        Args:
            and_close: tell by ``closable`` when it has; not when it ended otherwise, for that has to be seen.
        """
        self._is_closing = self._is_closing or and_close
        if self._progress is not None:
            self._progress.show_cancelling()
        self._engine.cancel()

    def _reply(
        self,
        failure: Callable[[CatalogueError], None],
        stopped: Callable[[], None],
        progress: Callable[[Progress], None],
    ) -> Reply:
        def fail(error: CatalogueError) -> None:
            self._is_closing = False
            failure(error)

        def stop() -> None:
            if self._is_closing:
                self.closable.emit()
            else:
                stopped()

        return Reply(fail, stop, progress)

    # The check

    def check(self) -> None:
        """Check the file with the choices as they are."""
        path = self._plan.path
        assert path is not None
        options = self._plan.to_options()
        self._frame.withdraw_message()
        self._plan.forget_check()
        self._check_page.show_running(path.name)
        self._progress = self._check_page.progress
        self.step_wanted.emit(Step.CHECK)
        self._engine.check(
            path,
            options,
            lambda report: self._on_checked(options, report),
            self._reply(self._on_check_failed, self._on_check_stopped, self._show_progress),
        )

    def _show_progress(self, progress: Progress) -> None:
        # A report that was on its way when the work was stopped must not make it look as if it went on.
        if self._progress is not None and not self._engine.is_cancelling:
            self._progress.show_progress(progress)

    def _on_checked(self, options: ImportOptions, report: ImportReport) -> None:
        self._is_closing = False
        self._plan.take_check(options, report)
        self._check_page.show_report(report)
        self._changes_page.show_report(report)
        self.state_changed.emit()

    def _on_check_failed(self, error: CatalogueError) -> None:
        self._check_page.show_nothing()
        if isinstance(error, DecimalUndecided):
            self._frame.show_message(announcements.decimal_question(error, self._on_decimal_chosen))
        else:
            actions = [Action("Check again", self.check, "importRetryButton")]
            if isinstance(error, ImportRefused):
                back = Action("Change the columns", self._on_columns_wanted, "importColumnsButton")
                actions.insert(0, back)
            self._frame.show_error(error, actions)
            # After the question above the keyboard stays where it is: Return must not choose a price by chance.
            self._frame.focus_message()
        self.state_changed.emit()

    def _on_check_stopped(self) -> None:
        self._check_page.show_nothing()
        self.step_wanted.emit(Step.COLUMNS)
        self._frame.show_message(announcements.CHECK_STOPPED)

    def _on_columns_wanted(self) -> None:
        self._frame.withdraw_message()
        self.step_wanted.emit(Step.COLUMNS)

    def _on_decimal_chosen(self, mark: str) -> None:
        self._plan.decimal = mark
        self.check()

    def ask_to_check_again(self) -> None:
        """Say that what the check had prepared is gone, and offer to make it again."""
        self._plan.forget_check()
        self._frame.show_message(announcements.check_needed(self.check))
        self.state_changed.emit()
        self._frame.focus_message()

    def _on_check_lost(self, error: CatalogueError) -> None:
        self._plan.forget_check()
        self._frame.show_error(error, (Action("Check again", self.check, "importRetryButton"),))
        self.state_changed.emit()
        self._frame.focus_message()

    # The write

    def write(self) -> None:
        """Write what was checked."""
        if not self._engine.holds_check:
            self.ask_to_check_again()
            return
        self._done_page.show_running(self._plan.to_write)
        self._progress = self._done_page.progress
        self.step_wanted.emit(Step.DONE)
        self._engine.write(
            self._on_written,
            self._reply(self._on_write_failed, self._on_write_stopped, self._show_progress),
        )

    def _on_written(self, report: ImportReport) -> None:
        self._is_closing = False  # it was written before it could be stopped
        self._plan.take_written(report)
        self._done_page.show_report(report)
        self.state_changed.emit()
        self.imported.emit()

    def _on_write_failed(self, error: CatalogueError) -> None:
        self._done_page.progress.end()
        self.step_wanted.emit(Step.CHANGES)
        self._on_check_lost(error)
        if isinstance(error, ConnectionLost) and error.outcome_unknown:
            self.imported.emit()  # perhaps: the table is to show what is there now

    def _on_write_stopped(self) -> None:
        self._done_page.progress.end()
        self.step_wanted.emit(Step.CHANGES)
        self._frame.show_message(announcements.WRITE_STOPPED)

    # Rejected rows

    def save_rejects(self, path: Path) -> None:
        """Save the rejected rows of the last check or write."""
        if self._engine.is_busy:
            return
        self._frame.withdraw_message()
        self._progress = None
        self._engine.save_rejects(
            path,
            self._on_rejects_saved,
            self._reply(self._frame.show_error, self._on_save_stopped, self._on_save_progress),
        )

    def _on_save_progress(self, progress: Progress) -> None:
        self._frame.show_reason(f"Saving the rejected rows: {progress_words(progress)}")

    def _on_rejects_saved(self, report: ImportReport) -> None:
        self._is_closing = False
        self._frame.show_message(announcements.rejects_saved(report))
        self._done_page.show_rejects_file(report)

    def _on_save_stopped(self) -> None:
        self._frame.show_message(announcements.SAVING_STOPPED)

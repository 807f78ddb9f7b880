"""The wizard's long work: check, write, typed records, rejected rows saved; and the truth about each when it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    ConnectionFailed,
    ConnectionLost,
    DecimalUndecided,
    FileProblem,
    ImportRefused,
)
from catalogue_gui.catalogue.importing import ImportOptions, ImportReport, Outcome
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.csv_import import announcements
from catalogue_gui.gui.csv_import.changes_page import ChangesPage
from catalogue_gui.gui.csv_import.check_page import CheckPage
from catalogue_gui.gui.csv_import.done_page import DonePage
from catalogue_gui.gui.csv_import.engine import ImportEngine, Reply
from catalogue_gui.gui.csv_import.frame import WizardFrame
from catalogue_gui.gui.csv_import.mend_work import MendWork
from catalogue_gui.gui.csv_import.mending import Mending
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.wording import progress_words
from catalogue_gui.gui.csv_import.work_progress import WorkProgress


class ImportWork(QObject):
    """Runs the work on the plan and shows it on the pages it belongs to.

    Args:
        plan: the choices, and where the results are kept.
        mending: what was typed over rejected records.
        engine: does the work, in the helper process.
        frame: where messages are shown.
        check_page, changes_page, done_page: show the work under way and what it came to.
    """

    step_wanted = Signal(Step)
    state_changed = Signal()
    imported = Signal(
        object
    )  # ImportReport of what was written; None where something may have been
    outcome_open = Signal(
        object
    )  # what the helper said of a write before it died: the server can be asked
    closable = Signal()  # what the window's closing had to wait for has stopped

    def __init__(
        self,
        plan: ImportPlan,
        mending: Mending,
        engine: ImportEngine,
        frame: WizardFrame,
        pages: tuple[CheckPage, ChangesPage, DonePage],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._plan = plan
        self._mending = mending
        self._mend_work = MendWork(mending, engine, self)
        self._engine = engine
        self._frame = frame
        self._check_page, self._changes_page, self._done_page = pages
        self._progress: WorkProgress | None = None
        self._is_closing = False
        self._is_outcome_open = False
        self._is_write_lost = False  # that is being told, with what can be done about it
        self._changes_page.rows_failed.connect(self._on_rows_failed)
        self._changes_page.grid.check_wanted.connect(self.check_typed)
        self._changes_page.grid.taking_back_wanted.connect(self.take_back)

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
        self._is_write_lost = False
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
        def take(fresh: ImportReport, gone: int) -> None:
            self._take_check(options, fresh)
            self._check_page.show_report(fresh)
            if gone:
                self._frame.show_message(announcements.typing_gone(gone))

        reply = self._reply(self._on_check_failed, self._on_check_stopped, self._show_progress)
        self._mend_work.take_up(report, take, reply)

    def _take_check(
        self, options: ImportOptions, report: ImportReport, first: Outcome | None = None
    ) -> None:
        self._is_closing = False
        self._plan.take_check(options, report)
        self._changes_page.show_report(report, first)
        self.state_changed.emit()

    def _on_check_failed(self, error: CatalogueError) -> None:
        self._check_page.show_nothing()
        if isinstance(error, DecimalUndecided):
            self._frame.show_message(announcements.decimal_question(error, self._on_decimal_chosen))
        else:
            actions = [Action("Check again", self.check, "importRetryButton")]
            if isinstance(error, FileProblem):
                other = Action("Another file", self._on_file_wanted, "importOtherFileButton")
                actions.append(other)
            elif isinstance(error, ImportRefused):
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

    def _on_file_wanted(self) -> None:
        self._frame.withdraw_message()
        self.step_wanted.emit(Step.FILE)

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

    def _on_rows_failed(self, error: CatalogueError) -> None:
        """Rows cannot be shown; where the check or the write is known to be lost, that is more important."""
        if self._plan.report is not None and not self._is_write_lost:
            self._on_check_lost(error)

    def _on_check_lost(self, error: CatalogueError) -> None:
        self._plan.forget_check()
        again = (Action("Check again", self.check, "importRetryButton"),)
        if isinstance(error, ConnectionFailed):
            is_open = isinstance(error, ConnectionLost) and error.outcome_unknown
            self._frame.show_message(announcements.connection_failed(error, again, is_open=is_open))
        else:
            self._frame.show_error(error, again)
        self.state_changed.emit()
        self._frame.focus_message()

    # What was typed over rejected records

    def check_typed(self) -> None:
        """Check what was typed, all of it at once."""
        before = self._plan.report
        options = self._plan.checked
        if before is None or options is None or self._engine.is_busy:
            return

        def take(report: ImportReport) -> None:
            self._changes_page.progress.end()
            self._take_check(options, report, Outcome.REJECTED)
            self._check_page.show_report(report)
            self._frame.show_message(announcements.typing_checked(before, report))
            self._changes_page.take_focus()

        self._begin_mending("Checking what you typed")
        self._mend_work.check_typed(take, self._mend_reply())

    def take_back(self) -> None:
        """Have every rejected record as it stands in the file again."""
        options = self._plan.checked
        if options is None or self._engine.is_busy:
            return

        def take(report: ImportReport) -> None:
            self._changes_page.progress.end()
            self._take_check(options, report, Outcome.REJECTED)
            self._check_page.show_report(report)

        self._begin_mending("Taking back what was typed")
        if not self._mend_work.take_back(take, self._mend_reply()):
            self._changes_page.progress.end()
            self._changes_page.grid.model.refresh_all()
            self.state_changed.emit()

    def _begin_mending(self, words: str) -> None:
        self._frame.withdraw_message()
        self._changes_page.progress.begin(words)
        self._progress = self._changes_page.progress

    def _mend_reply(self) -> Reply:
        def stop() -> None:
            self._changes_page.progress.end()
            self._frame.show_message(announcements.MENDING_STOPPED)
            self.state_changed.emit()

        def fail(error: CatalogueError) -> None:
            self._changes_page.progress.end()
            self._on_check_lost(error)

        return self._reply(fail, stop, self._show_progress)

    # The write

    def write(self) -> None:
        """Write what was checked."""
        if not self._engine.holds_check:
            self.ask_to_check_again()
            return
        self._frame.withdraw_message()
        self._is_write_lost = False
        self._done_page.show_running(self._plan.to_write)
        self._progress = self._done_page.progress
        self.step_wanted.emit(Step.DONE)
        self._engine.write(
            self._on_written,
            self._reply(self._on_write_failed, self._on_write_stopped, self._show_progress),
        )

    def _on_written(self, report: ImportReport) -> None:
        self._is_closing = False  # it was written before it could be stopped
        self._is_outcome_open = False
        self._mending.forget()
        self._frame.withdraw_message()
        self._plan.take_written(report)
        self._done_page.show_report(report)
        self.state_changed.emit()
        self.imported.emit(report)

    def _on_write_failed(self, error: CatalogueError) -> None:
        is_unknown = isinstance(error, ConnectionLost) and error.outcome_unknown
        commit = self._engine.open_commit if is_unknown else None
        if commit is not None:
            self._plan.forget_check()
        self._done_page.progress.end()
        self.step_wanted.emit(Step.CHANGES)
        if isinstance(error, ConnectionFailed) and self._engine.holds_check:
            # One that cannot be reached says nothing about a commit whose answer was lost before.
            self._is_outcome_open = self._is_outcome_open or is_unknown
            self._show_lost_write(error)
        elif commit is not None:
            self._is_outcome_open = False
            self._frame.show_message(announcements.asking(error))
            self.state_changed.emit()
            self.outcome_open.emit(commit)
        else:
            self._is_outcome_open = False
            self._on_check_lost(error)
        if is_unknown:
            self.imported.emit(None)  # perhaps: the table is to show what is there now

    def take_outcome(self, is_written: bool | None) -> None:
        """Say what became of a write whose helper died; None where the server could not tell."""
        again = (Action("Check again", self.check, "importRetryButton"),)
        self._frame.show_message(announcements.outcome(is_written, again))
        self._frame.focus_message()

    def _show_lost_write(self, error: ConnectionFailed) -> None:
        """The engine lives, and knows what it was about: it connects anew, and writes nothing twice."""
        self._is_write_lost = True
        if self._is_outcome_open:
            actions = [Action("Find out", self.write, "importWriteAgainButton")]
        else:
            actions = [
                Action("Write again", self.write, "importWriteAgainButton"),
                Action("Check again", self.check, "importRetryButton"),
            ]
        self._frame.show_message(
            announcements.connection_failed(error, actions, is_open=self._is_outcome_open)
        )
        self.state_changed.emit()
        self._frame.focus_message()

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

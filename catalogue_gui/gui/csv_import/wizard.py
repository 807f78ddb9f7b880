"""The import wizard: its pages in order, and what runs between them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    ConnectionLost,
    DecimalUndecided,
    ImportRefused,
)
from catalogue_gui.catalogue.importing import FileView, ImportOptions, ImportReport, ReadOptions
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.csv_import import announcements
from catalogue_gui.gui.csv_import.changes_page import ChangesPage
from catalogue_gui.gui.csv_import.check_page import CheckPage
from catalogue_gui.gui.csv_import.columns_page import ColumnsPage
from catalogue_gui.gui.csv_import.done_page import DonePage
from catalogue_gui.gui.csv_import.engine import ImportEngine, Reply
from catalogue_gui.gui.csv_import.file_dialogs import ImportFileDialog, RejectsDialog
from catalogue_gui.gui.csv_import.file_page import FilePage
from catalogue_gui.gui.csv_import.frame import WizardFrame
from catalogue_gui.gui.csv_import.parts import named
from catalogue_gui.gui.csv_import.plan import ImportPlan, Step
from catalogue_gui.gui.csv_import.wording import progress_words
from catalogue_gui.gui.messages import Action
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.jobs.helper_process import HelperProcess


class ImportWizard(QDialog):
    """Leads from a file to products in the catalogue, in five pages.

    Args:
        make_helper: makes a helper process for the catalogue, not started; called again when one has died.
    """

    imported = Signal()

    def __init__(
        self, make_helper: Callable[[], HelperProcess], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        named(self, "importWizard", "Import a CSV file")
        self.setWindowTitle("Import a CSV file")
        self.setAcceptDrops(True)
        self.setSizeGripEnabled(True)
        self.setMinimumSize(640, 460)
        self.resize(960, 640)
        self._plan = ImportPlan(marks=locale_marks(QLocale()))
        self._engine = ImportEngine(make_helper, self)
        self._step = Step.FILE
        # The window was closed while something ran: it closes when that has stopped, and stays when there is news.
        self._is_closing = False
        self._is_leaving_asked = False
        self._file_page = FilePage()
        self._columns_page = ColumnsPage(self._plan)
        self._check_page = CheckPage()
        self._changes_page = ChangesPage(self._engine.fetch_rows)
        self._done_page = DonePage()
        self._frame = WizardFrame(
            (
                self._file_page,
                self._columns_page,
                self._check_page,
                self._changes_page,
                self._done_page,
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)
        self._frame.next.setDefault(True)  # only now has it a dialog to be the default of
        self._wire()
        self._engine.warm_up()
        self._show_step(Step.FILE)

    def _wire(self) -> None:
        self._file_page.choosing_wanted.connect(self._ask_which_file)
        self._file_page.file_chosen.connect(self.choose_file)
        self._file_page.reading_corrected.connect(self._on_reading_corrected)
        self._columns_page.changed.connect(self._on_columns_changed)
        self._changes_page.save_rejects_wanted.connect(self._ask_where_to_save)
        self._changes_page.rows.fetch_failed.connect(self._on_work_lost)
        self._done_page.save_rejects_wanted.connect(self._ask_where_to_save)
        self._done_page.another_wanted.connect(self._on_another_wanted)
        self._engine.busy_changed.connect(self._show_state)
        self._frame.back.clicked.connect(self._on_back)
        self._frame.next.clicked.connect(self._on_next)
        self._frame.cancel.clicked.connect(self.reject)

    # What others ask of it

    @property
    def step(self) -> Step:
        """The page that is shown."""
        return self._step

    @property
    def plan(self) -> ImportPlan:
        """The choices made so far."""
        return self._plan

    @property
    def engine(self) -> ImportEngine:
        """The line to the helper process."""
        return self._engine

    @property
    def message_text(self) -> str:
        """What the banner says, in one line; empty when there is none."""
        return self._frame.message_text

    def choose_file(self, path: Path) -> None:
        """Read a file and show its first rows; not while another is being checked or written."""
        if self._is_at_work:
            return
        self._plan.choose_file(path)
        self._show_step(Step.FILE)
        self._read_file()

    def end(self) -> None:
        """End the helper; bounded in time, may be called twice."""
        self._engine.end()

    # Steps

    @property
    def _is_at_work(self) -> bool:
        """True while something runs that is worth waiting for; reading a file's first rows is not."""
        return self._engine.is_busy and self._step >= Step.CHECK

    def _show_step(self, step: Step) -> None:
        self._step = step
        self._is_leaving_asked = False
        self._frame.show_step(step)
        match step:
            case Step.FILE:
                self._file_page.show_plan(self._plan)
                self._file_page.path_field.setFocus()
            case Step.COLUMNS:
                self._columns_page.show_plan()
                self._columns_page.columns.view.setFocus()
            case Step.CHECK:
                # Not on a button: that would take a held Return key for one press after another.
                self._check_page.setFocus()
            case Step.CHANGES:
                self._changes_page.take_focus()
            case Step.DONE:
                self._done_page.setFocus()
        self._show_state()

    def _show_state(self) -> None:
        self._frame.show_state(
            self._plan,
            self._step,
            is_busy=self._engine.is_busy,
            is_cancelling=self._engine.is_cancelling,
        )

    def _on_next(self) -> None:
        if self._engine.is_busy or self._plan.obstacle(self._step):
            return
        self._frame.withdraw_message()
        match self._step:
            case Step.FILE:
                self._show_step(Step.COLUMNS)
            case Step.COLUMNS:
                self._enter_check()
            case Step.CHECK:
                self._enter_changes()
            case Step.CHANGES:
                self._write()
            case Step.DONE:
                self.accept()

    def _on_back(self) -> None:
        if self._engine.is_busy or self._step == Step.FILE:
            return
        self._frame.withdraw_message()
        self._show_step(Step(self._step - 1))

    def _on_another_wanted(self) -> None:
        self._frame.withdraw_message()
        self._plan.begin_again()
        self._show_step(Step.FILE)

    # The file

    def _ask_which_file(self) -> None:
        dialog = ImportFileDialog(self, self._plan.path)
        dialog.path_chosen.connect(self.choose_file)
        dialog.open()

    def _on_reading_corrected(self, read: ReadOptions) -> None:
        if self._plan.path is not None:
            self._plan.correct(read)
            self._read_file()

    def _read_file(self) -> None:
        path = self._plan.path
        assert path is not None
        self._frame.withdraw_message()
        self._file_page.show_reading()
        self._engine.open_file(
            path,
            self._plan.read,
            self._on_file_read,
            self._reply(self._on_file_failed, self._on_reading_stopped),
        )

    def _on_file_read(self, view: FileView) -> None:
        self._plan.show(view)
        self._file_page.show_plan(self._plan)
        self._show_state()

    def _on_reading_stopped(self) -> None:
        self._file_page.show_plan(self._plan)

    def _on_file_failed(self, error: CatalogueError) -> None:
        self._file_page.show_plan(self._plan)
        self._frame.show_error(error, (Action("Try again", self._read_file, "importRetryButton"),))
        self._show_state()

    # The columns and the check

    def _on_columns_changed(self) -> None:
        self._is_leaving_asked = False
        self._show_state()

    def _enter_check(self) -> None:
        if self._plan.needs_check or not self._engine.holds_check:
            self._check()
        else:
            self._show_step(Step.CHECK)

    def _check(self) -> None:
        path = self._plan.path
        assert path is not None
        options = self._plan.to_options()
        self._frame.withdraw_message()
        self._plan.forget_check()
        self._check_page.show_running(path.name)
        self._show_step(Step.CHECK)
        self._engine.check(
            path,
            options,
            lambda report: self._on_checked(options, report),
            self._reply(
                self._on_check_failed,
                self._on_check_stopped,
                self._check_page.progress.show_progress,
            ),
        )

    def _on_checked(self, options: ImportOptions, report: ImportReport) -> None:
        self._plan.take_check(options, report)
        self._check_page.show_report(report)
        self._changes_page.show_report(report)
        self._show_state()

    def _on_check_failed(self, error: CatalogueError) -> None:
        self._check_page.show_nothing()
        if isinstance(error, DecimalUndecided):
            self._frame.show_message(announcements.decimal_question(error, self._on_decimal_chosen))
        else:
            actions = [Action("Check again", self._check, "importRetryButton")]
            if isinstance(error, ImportRefused):
                actions.insert(
                    0, Action("Change the columns", self._on_back, "importColumnsButton")
                )
            self._frame.show_error(error, actions)
        self._show_state()
        self._frame.focus_message()

    def _on_check_stopped(self) -> None:
        self._check_page.show_nothing()
        self._show_step(Step.COLUMNS)
        self._frame.show_message(announcements.CHECK_STOPPED)

    def _on_decimal_chosen(self, mark: str) -> None:
        self._plan.decimal = mark
        self._check()

    # What will change, and the write

    def _enter_changes(self) -> None:
        self._show_step(Step.CHANGES)
        if not self._engine.holds_check:
            self._on_check_gone()

    def _on_check_gone(self) -> None:
        self._plan.forget_check()
        self._frame.show_message(announcements.check_needed(self._check))
        self._show_state()
        self._frame.focus_message()

    def _on_work_lost(self, error: CatalogueError) -> None:
        self._plan.forget_check()
        self._frame.show_error(error, (Action("Check again", self._check, "importRetryButton"),))
        self._show_state()
        self._frame.focus_message()

    def _write(self) -> None:
        if not self._engine.holds_check:
            self._on_check_gone()
            return
        self._done_page.show_running(self._plan.to_write)
        self._show_step(Step.DONE)
        self._engine.write(
            self._on_written,
            self._reply(
                self._on_write_failed,
                self._on_write_stopped,
                self._done_page.progress.show_progress,
            ),
        )

    def _on_written(self, report: ImportReport) -> None:
        self._is_closing = False  # it was written before it could be stopped: that has to be seen
        self._plan.take_written(report)
        self._done_page.show_report(report)
        self._show_state()
        self.imported.emit()

    def _on_write_failed(self, error: CatalogueError) -> None:
        self._show_step(Step.CHANGES)
        self._on_work_lost(error)
        if isinstance(error, ConnectionLost) and error.outcome_unknown:
            self.imported.emit()  # perhaps: the table is to show what is there now

    def _on_write_stopped(self) -> None:
        self._show_step(Step.CHANGES)
        self._frame.show_message(announcements.WRITE_STOPPED)

    # Rejected rows

    def _ask_where_to_save(self) -> None:
        if self._plan.path is not None and not self._engine.is_busy:
            dialog = RejectsDialog(self, self._plan.path)
            dialog.path_chosen.connect(self.save_rejects)
            dialog.open()

    def save_rejects(self, path: Path) -> None:
        """Save the rejected rows of the last check."""
        if self._engine.is_busy:
            return
        self._frame.withdraw_message()
        self._engine.save_rejects(
            path,
            self._on_rejects_saved,
            self._reply(self._on_save_failed, self._on_save_stopped, self._on_save_progress),
        )

    def _on_save_progress(self, progress: Progress) -> None:
        self._frame.show_reason(f"Saving the rejected rows: {progress_words(progress)}")

    def _on_rejects_saved(self, report: ImportReport) -> None:
        if self._step == Step.DONE:
            self._done_page.show_rejects_file(report)
        else:
            self._frame.show_message(announcements.rejects_saved(report))

    def _on_save_stopped(self) -> None:
        self._frame.show_message(announcements.SAVING_STOPPED)

    def _on_save_failed(self, error: CatalogueError) -> None:
        self._frame.show_error(error)

    # Stopping and leaving

    def _reply(
        self,
        failure: Callable[[CatalogueError], None],
        stopped: Callable[[], None],
        progress: Callable[[Progress], None] = lambda _progress: None,
    ) -> Reply:
        def fail(error: CatalogueError) -> None:
            self._is_closing = False  # whoever closed the window has to see what is true now
            failure(error)

        def stop() -> None:
            if self._is_closing:
                self.done(QDialog.DialogCode.Rejected)
            else:
                stopped()

        return Reply(fail, stop, progress)

    def _stop(self) -> None:
        if self._step == Step.CHECK:
            self._check_page.progress.show_cancelling()
        elif self._step == Step.DONE:
            self._done_page.progress.show_cancelling()
        self._engine.cancel()

    def reject(self) -> None:
        """Cancel: what runs is stopped first; choices are not thrown away without a question."""
        if self._is_at_work:
            self._stop()
        elif self._plan.has_choices and self._step != Step.DONE and not self._is_leaving_asked:
            self._frame.show_message(announcements.leaving_question(self._leave, self._stay))
            self._is_leaving_asked = True
        else:
            self._leave()

    def _leave(self) -> None:
        super().reject()

    def _stay(self) -> None:
        self._is_leaving_asked = False
        self._frame.withdraw_message()

    # Qt's side

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_at_work:
            event.ignore()
            self._is_closing = True
            self._stop()
        else:
            super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.isAutoRepeat():
            return  # a key held down must not run through the pages and write
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile() and self._step in (Step.FILE, Step.COLUMNS):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.choose_file(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()

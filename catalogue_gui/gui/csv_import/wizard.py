"""The import wizard: its pages in order, and what runs between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from catalogue_gui.catalogue.importing import ImportReport
from catalogue_gui.gui.csv_import import announcements
from catalogue_gui.gui.csv_import.changes_page import ChangesPage
from catalogue_gui.gui.csv_import.check_page import CheckPage
from catalogue_gui.gui.csv_import.columns_page import ColumnsPage
from catalogue_gui.gui.csv_import.done_page import DonePage
from catalogue_gui.gui.csv_import.dropping import FileDropping
from catalogue_gui.gui.csv_import.engine import ImportEngine
from catalogue_gui.gui.csv_import.file_dialogs import ImportFileDialog, RejectsDialog
from catalogue_gui.gui.csv_import.file_page import FilePage
from catalogue_gui.gui.csv_import.file_reading import FileReading
from catalogue_gui.gui.csv_import.frame import WizardFrame
from catalogue_gui.gui.csv_import.memory import ImportMemory
from catalogue_gui.gui.csv_import.mending import Mending
from catalogue_gui.gui.csv_import.parts import named
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.preset_shelf import PresetShelf
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.work import ImportWork
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.jobs.helper_process import HelperProcess


class ImportWizard(QDialog):
    """Leads from a file to products in the catalogue, in five pages.

    Args:
        make_helper: makes a helper process for the catalogue, not started; called again when one has died.
        memory: what is kept from one time to the next; None to keep it for this time only.
        presets: the presets that are kept; None to offer none.
        undo_folder: where what is needed to take an import back is kept; None to keep nothing.
    """

    outcome_open = Signal(
        object, str
    )  # what the helper said of a write before it died, and the file's name
    imported = Signal(object, str)  # ImportReport, None where nobody knows, and the file's name

    def __init__(
        self,
        make_helper: Callable[[], HelperProcess],
        parent: QWidget | None = None,
        *,
        memory: ImportMemory | None = None,
        presets: PresetShelf | None = None,
        undo_folder: Path | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "importWizard", "Import a CSV file")
        self.setWindowTitle("Import a CSV file")
        self.setSizeGripEnabled(True)
        self.setMinimumSize(640, 460)
        self.resize(960, 640)
        self._memory = memory if memory is not None else ImportMemory()
        self._plan = ImportPlan(marks=locale_marks(QLocale()))
        self._memory.bring_habits(self._plan)
        self._mending = Mending()
        self._engine = ImportEngine(make_helper, self, undo_folder=undo_folder)
        self._step = Step.FILE
        self._is_leaving_asked = False
        self._file_page = FilePage()
        self._columns_page = ColumnsPage(self._plan, presets)
        self._check_page = CheckPage()
        self._changes_page = ChangesPage(self._engine, self._plan, self._mending)
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
        self._work = ImportWork(
            self._plan,
            self._mending,
            self._engine,
            self._frame,
            (self._check_page, self._changes_page, self._done_page),
            self,
        )
        self._reading = FileReading(self._plan, self._engine, self._frame, self._file_page, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)
        self._frame.next.setDefault(True)  # only now has it a dialog to be the default of
        self._dropping = FileDropping(self, (self._file_page.path_field,), self._takes_files)
        self._wire()
        self._engine.warm_up()
        self._restore()

    def _wire(self) -> None:
        self._file_page.choosing_wanted.connect(self._ask_which_file)
        self._file_page.file_chosen.connect(self.choose_file)
        self._file_page.reading_corrected.connect(
            lambda read: self._reading.correct(read, Step.FILE)
        )
        self._dropping.dropped.connect(self.choose_files)
        self._columns_page.reading_corrected.connect(
            lambda read: self._reading.correct(read, Step.COLUMNS)
        )
        self._reading.step_wanted.connect(self._show_step)
        self._reading.state_changed.connect(self._show_state)
        self._columns_page.changed.connect(self._on_columns_changed)
        self._changes_page.save_rejects_wanted.connect(self._ask_where_to_save)
        self._changes_page.grid.typed.connect(self._show_state)
        self._done_page.save_rejects_wanted.connect(self._ask_where_to_save)
        self._done_page.another_wanted.connect(self._on_another_wanted)
        self._engine.busy_changed.connect(self._show_state)
        self._work.step_wanted.connect(self._show_step)
        self._work.state_changed.connect(self._show_state)
        self._work.imported.connect(self._on_imported)
        self._work.outcome_open.connect(
            lambda commit: self.outcome_open.emit(commit, self._file_name)
        )
        self._work.closable.connect(lambda: self.done(QDialog.DialogCode.Rejected))
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
        if path != self._plan.path:
            self._mending.forget()
        self._plan.choose_file(path)
        self._memory.keep_folder(path)
        self._show_step(Step.FILE)
        self._reading.read()
        if path == self._memory.unfinished and not self._has_choices:
            self._offer_unfinished(path)

    def choose_files(self, paths: Sequence[Path]) -> None:
        """Read the first of some files, and say so."""
        if not paths or self._is_at_work:
            return
        self.choose_file(paths[0])
        if len(paths) > 1:
            self._frame.show_message(announcements.several_files(paths[0], len(paths) - 1))

    def end(self) -> None:
        """End the helper; bounded in time, may be called twice."""
        if self.isVisible():
            self._keep()  # the whole program is closed over it
        self._engine.end()

    # What is kept

    def _restore(self) -> None:
        if self._memory.geometry is not None:
            self.restoreGeometry(self._memory.geometry)
        self._show_step(Step.FILE)
        path = self._memory.unfinished
        if path is not None:
            self._offer_unfinished(path)

    def _offer_unfinished(self, path: Path) -> None:
        offer = announcements.unfinished_offer(path, self._go_on, self._forget_unfinished)
        self._frame.show_message(offer)

    def _go_on(self) -> None:
        """Take up the import that was left, and lead to its columns."""
        self._frame.withdraw_message()
        if self._memory.take_up(self._plan, self._mending):
            self._show_step(Step.FILE)
            self._reading.read(Step.COLUMNS)

    def _forget_unfinished(self) -> None:
        self._memory.forget_unfinished()
        self._frame.withdraw_message()

    def _keep(self) -> None:
        self._memory.keep_geometry(self.saveGeometry())
        self._memory.keep_habits(self._plan)
        if self._has_choices:
            self._memory.keep_unfinished(self._plan, self._mending)

    def take_outcome(self, is_written: bool | None) -> None:
        """Say what became of a write whose helper died; None where the server could not tell."""
        self._work.take_outcome(is_written)

    @property
    def _file_name(self) -> str:
        return self._plan.path.name if self._plan.path is not None else ""

    def _on_imported(self, report: ImportReport | None) -> None:
        if self._step == Step.DONE and self._memory.unfinished == self._plan.path:
            self._memory.forget_unfinished()
        self.imported.emit(report, self._file_name)

    # Steps

    def _takes_files(self) -> bool:
        return not self._is_at_work

    @property
    def _has_choices(self) -> bool:
        """True when leaving now would interrupt work that the user has put in."""
        is_under_way = self._step != Step.DONE
        return is_under_way and (self._plan.has_choices or bool(self._mending.lines))

    @property
    def _obstacle(self) -> str:
        """Why the next step cannot be taken; empty when it can."""
        if self._step == Step.CHANGES and self._mending.unchecked:
            return "Check again what you typed, or take it back."
        return self._plan.obstacle(self._step)

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
        is_busy = self._engine.is_busy
        self._frame.show_state(
            self._step,
            self._obstacle,
            self._plan.to_write,
            is_busy=is_busy,
            is_cancelling=self._engine.is_cancelling,
        )
        self._changes_page.show_state(is_busy=is_busy)

    def _on_next(self) -> None:
        self._changes_page.grid.commit_open_editor()
        if self._engine.is_busy or self._obstacle:
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
                self._work.write()
            case Step.DONE:
                self.accept()

    def _on_back(self) -> None:
        if self._engine.is_busy or self._step == Step.FILE:
            return
        self._frame.withdraw_message()
        self._show_step(Step(self._step - 1))

    def _on_another_wanted(self) -> None:
        self._frame.withdraw_message()
        self._mending.forget()
        self._plan.begin_again()
        self._show_step(Step.FILE)

    # The file

    def _ask_which_file(self) -> None:
        dialog = ImportFileDialog(self, self._memory.folder)
        dialog.path_chosen.connect(self.choose_file)
        dialog.open()

    # The columns, the check and the changes

    def _on_columns_changed(self) -> None:
        self._is_leaving_asked = False
        self._show_state()

    def _enter_check(self) -> None:
        if self._plan.needs_check or not self._engine.holds_check:
            self._work.check()
        else:
            self._show_step(Step.CHECK)

    def _enter_changes(self) -> None:
        self._show_step(Step.CHANGES)
        if not self._engine.holds_check:
            self._work.ask_to_check_again()

    def _ask_where_to_save(self) -> None:
        if self._plan.path is not None and not self._engine.is_busy:
            dialog = RejectsDialog(self, self._plan.path)
            dialog.path_chosen.connect(self._work.save_rejects)
            dialog.open()

    # Leaving

    def reject(self) -> None:
        """Cancel: what runs is stopped first; choices are not thrown away without a question."""
        if self._is_at_work:
            self._work.stop()
        elif self._has_choices and not self._is_leaving_asked:
            self._frame.show_message(announcements.leaving_question(self._leave, self._stay))
            self._is_leaving_asked = True
        else:
            self._leave()

    def _leave(self) -> None:
        self._keep()
        super().reject()

    def _stay(self) -> None:
        self._is_leaving_asked = False
        self._frame.withdraw_message()

    # Qt's side

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_at_work:
            event.ignore()
            self._work.stop(and_close=True)
        else:
            super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.isAutoRepeat():
            return  # a key held down must not run through the pages and write
        super().keyPressEvent(event)

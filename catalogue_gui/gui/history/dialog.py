"""The window "What changed lately": what was done to this catalogue from here, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.gui.csv_import.parts import named, plain_table, quiet_label
from catalogue_gui.gui.header_style import pad_header
from catalogue_gui.gui.history.model import HistoryModel
from catalogue_gui.gui.history.reading import PAGE_STEPS, HistoryReading, ReadSteps
from catalogue_gui.gui.history.wording import Column, empty_words, full_text, why_not_taken_back
from catalogue_gui.jobs import JobRunner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalogue_gui.catalogue.journal_entries import HistoryEntry

DEBOUNCE_MS = 150
_CHOOSE = "Choose a step to take it back."
_WIDTHS = {
    Column.WHEN: 132,
    Column.WHO: 92,
    Column.PRODUCTS: 84,
}
_VALUE_SHARE = 0.24  # of the width that the others leave
_MIN_WIDTH = 640  # below it what was done could not be read any more


class HistoryWindow(QDialog):
    """Lists the steps of a catalogue, newest first, and asks for one to be taken back. It is shown, not executed.

    Args:
        runner: background work; the history is read on a worker thread.
        debounce_ms: pause in typing after which the filter is applied.
    """

    take_back_wanted = Signal(object)  # HistoryEntry

    def __init__(
        self, runner: JobRunner, parent: QWidget | None = None, *, debounce_ms: int = DEBOUNCE_MS
    ) -> None:
        super().__init__(parent)
        named(self, "historyDialog", "What changed lately")
        self.setWindowTitle("What changed lately")
        self.setModal(False)
        self._read: ReadSteps | None = None
        self._against = ""
        self._taking_back: int | None = None
        self._reading = HistoryReading(runner, self)
        self._model = HistoryModel(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(debounce_ms)
        self._build()
        self._wire()
        self._enable()
        self.setMinimumWidth(_MIN_WIDTH)
        self.resize(900, 480)

    # Layout

    def _build(self) -> None:
        self._filter = named(QLineEdit(), "historyFilter", "Find in the history")
        self._filter.setPlaceholderText("Find in the history: a product, a value, a name")
        self._filter.setClearButtonEnabled(True)
        self._table = _make_table(self._model)
        self._empty = quiet_label()
        named(self._empty, "historyEmpty", "")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._again = _button("Try again", "historyTryAgainButton")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._table)
        self._pages.addWidget(self._make_empty_page())
        self._note = named(quiet_label(), "historyNote", "")
        self._take_back = _button("Take back", "historyTakeBackButton")
        self._close = _button("Close", "historyCloseButton")
        buttons = QHBoxLayout()
        buttons.addWidget(self._note, 1)
        buttons.addWidget(self._take_back)
        buttons.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self._filter)
        layout.addWidget(self._pages, 1)
        layout.addLayout(buttons)

    def _make_empty_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch(2)
        layout.addWidget(self._empty)
        layout.addWidget(self._again, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        return page

    def _wire(self) -> None:
        self._filter.textChanged.connect(self._timer.start)
        self._timer.timeout.connect(self.refresh)
        self._reading.page_read.connect(self._on_page)
        self._reading.failed.connect(self._on_failed)
        self._model.more_wanted.connect(self._on_more_wanted)
        self._table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self._take_back.clicked.connect(lambda _: self._on_take_back())
        self._close.clicked.connect(lambda _: self.reject())
        self._again.clicked.connect(lambda _: self.refresh())
        QShortcut(QKeySequence.StandardKey.Find, self, self._go_to_filter)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self._table, self._copy_cell)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)

    # What the window offers

    def use_catalogue(self, read: ReadSteps | None, label: str = "") -> None:
        """List the steps of another catalogue from now on.

        Args:
            read: reads them; None when no catalogue is open.
            label: what the user calls the catalogue.
        """
        self._read = read
        self._taking_back = None
        self._reading.stop()
        self.setWindowTitle(f"What changed lately – {label}" if label else "What changed lately")
        self._model.show_entries((), has_more=False)
        self._filter.setEnabled(read is not None)
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew: something was done, or taken back. The step that is chosen stays chosen."""
        self._timer.stop()
        if self._read is None:
            self._show_empty("No catalogue is open.")
            return
        if not self._model.rowCount():
            self._show_empty("Reading…")
        # As many as there are now, so that nothing goes from under the user's eyes.
        limit = max(PAGE_STEPS, self._model.rowCount())
        self._reading.read(self._read, self._filter.text(), limit=limit)

    def forbid_taking_back(self, reason: str) -> None:
        """Say that nothing can be taken back just now, with the reason; an empty one allows it again."""
        self._against = reason
        self._enable()

    def end_taking_back(self) -> None:
        """Say that what ``take_back_wanted`` asked for has come to an end, well or not, and read the list anew."""
        self._taking_back = None
        self.refresh()
        self._enable()

    @property
    def current_entry(self) -> HistoryEntry | None:
        """The step that is chosen."""
        return self._model.entry_at(self._table.currentIndex().row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # What was done names the product: it needs more room than a value, and has what these two leave.
        free = self.width() - sum(_WIDTHS.values())
        for column in (Column.BEFORE, Column.AFTER):
            self._table.setColumnWidth(column, round(free * _VALUE_SHARE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The first Escape clears the filter, as it would be missed when the window is gone.
        if event.matches(QKeySequence.StandardKey.Cancel) and self._filter.text():
            self._filter.clear()
            return
        super().keyPressEvent(event)

    # What happens

    def _on_page(self, entries: Sequence[HistoryEntry], follows: bool, has_more: bool) -> None:
        if follows:
            self._model.add_older(entries, has_more=has_more)
            return
        chosen = self.current_entry
        place = self._table.verticalScrollBar().value()
        self._model.show_entries(entries, has_more=has_more)
        if not entries:
            self._show_empty(empty_words(self._filter.text()))
            self._enable()
            return
        self._pages.setCurrentWidget(self._table)
        row = self._model.row_of(chosen.id) if chosen is not None else -1
        self._table.selectionModel().setCurrentIndex(
            self._model.index(max(row, 0), 0),
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        if row >= 0:
            self._table.verticalScrollBar().setValue(place)
        self._enable()

    def _on_failed(self, error: CatalogueError) -> None:
        self._model.show_entries((), has_more=False)
        self._show_empty(str(error), can_try_again=True)
        self._enable()

    def _on_more_wanted(self, oldest: int) -> None:
        if self._read is not None:
            self._reading.read(self._read, self._filter.text(), oldest)

    def _on_take_back(self) -> None:
        entry = self.current_entry
        if entry is not None and not self._why_not(entry):
            self._taking_back = entry.id
            self._enable()
            self.take_back_wanted.emit(entry)

    def _why_not(self, entry: HistoryEntry) -> str:
        if self._taking_back == entry.id:
            return "It is being taken back…"
        if self._taking_back is not None:
            return "Another step is being taken back."
        return why_not_taken_back(entry, self._against)

    def _enable(self) -> None:
        entry = self.current_entry
        reason = _CHOOSE if entry is None else self._why_not(entry)
        self._take_back.setEnabled(not reason)
        self._take_back.setToolTip(
            reason or "Give the products back what they held, where nobody has changed it since."
        )
        # A disabled button cannot be reached by the keyboard: its reason is said beside it as well.
        self._note.setText("" if entry is None else reason)

    def _show_empty(self, words: str, *, can_try_again: bool = False) -> None:
        self._empty.setText(words)
        self._empty.setAccessibleName(words)
        self._again.setVisible(can_try_again)
        self._pages.setCurrentIndex(1)

    def _go_to_filter(self) -> None:
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def _copy_cell(self) -> None:
        entry = self.current_entry
        if entry is not None:
            column = Column(self._table.currentIndex().column())
            QGuiApplication.clipboard().setText(full_text(entry, column, self.locale()))


def _make_table(model: HistoryModel) -> QTableView:
    table = plain_table("historyTable", "What changed, newest first")
    table.setModel(model)
    header = table.horizontalHeader()
    pad_header(header)
    header.setStretchLastSection(False)
    for column, width in _WIDTHS.items():
        table.setColumnWidth(column, width)
    header.setSectionResizeMode(Column.WHAT, QHeaderView.ResizeMode.Stretch)
    return table


def _button(words: str, name: str) -> QPushButton:
    button = named(QPushButton(words), name, words)
    # Return in the filter is no click.
    button.setAutoDefault(False)
    return button

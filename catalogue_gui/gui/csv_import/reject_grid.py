"""The grid of rejected records: what is wrong with each, typed over in place and checked again."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.gui.csv_import.mending import Mending
from catalogue_gui.gui.csv_import.parts import lay_out_table, named
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.quick_cells import QuickDelegate
from catalogue_gui.gui.csv_import.reject_model import REASON, RejectModel
from catalogue_gui.gui.csv_import.row_pages import FetchRows
from catalogue_gui.gui.csv_import.wording import count_words, one_line

Index = QModelIndex | QPersistentModelIndex
_REASON_WIDTH = 250
_CELL_WIDTH = 130
_LEAST_DIGITS, _LINE_MARGINS = 3, 14  # of the lines beside the rows
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _CellDelegate(QuickDelegate):
    """A plain line editor over the cell."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        title = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor = named(QLineEdit(parent), "importCellEditor", str(title))
        editor.setFrame(False)
        editor.setAutoFillBackground(True)
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        editor.setGeometry(option.rect)  # all of it: the mark goes while one types


class _GridView(QTableView):
    """Return types over a cell, and goes on to the next record's fault; Ctrl+Z takes back."""

    undo_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _RETURNS and is_plain:
            # The Return that ends an editor comes by here as well.
            if self.state() != QAbstractItemView.State.EditingState:
                self._edit_fault()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _edit_fault(self) -> None:
        index = self.currentIndex()
        model = self.model()
        assert isinstance(model, RejectModel)
        if index.column() == REASON:
            section = model.fault_section(index.row())
            index = index.siblingAtColumn(section if section is not None else REASON + 1)
            self.setCurrentIndex(index)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if (
            hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache
        ):  # Return, not a click elsewhere
            self._go_on()

    def _go_on(self) -> None:
        """To the cell at fault of the record below; to the same column where the record as a whole is."""
        index = self.currentIndex()
        model = self.model()
        assert isinstance(model, RejectModel)
        row = index.row() + 1
        if row < model.rowCount():
            section = model.fault_section(row)
            self.setCurrentIndex(model.index(row, index.column() if section is None else section))


class RejectGrid(QWidget):
    """Shows the rejected records and takes what is typed over them.

    Args:
        fetch: asks the engine for rejects.
        plan: the choices, with the file's columns.
        mending: where what is typed is kept.
    """

    check_wanted = Signal()
    taking_back_wanted = Signal()
    typed = Signal()

    def __init__(self, fetch: FetchRows, plan: ImportPlan, mending: Mending) -> None:
        super().__init__()
        self._mending = mending
        self.model = RejectModel(fetch, plan, mending, self)
        self.model.typed.connect(self._on_typed)
        self.model.pages.loaded.connect(self._on_loaded)
        self.view = named(_GridView(), "importRejectsTable", "Rejected records")
        self._lay_out_view()
        self._place = QLabel()
        self._place.setObjectName("importRejectReason")
        self._place.setTextFormat(Qt.TextFormat.PlainText)
        self._place.setWordWrap(True)
        self._take_back = named(
            QPushButton("Take back"), "importTakeBackButton", "Take back all that was typed"
        )
        self._take_back.setToolTip("Have the rejected records as they stand in the file again")
        self._take_back.clicked.connect(self.taking_back_wanted)
        self.check = named(
            QPushButton("C&heck again"), "importCheckTypedButton", "Check what was typed"
        )
        self.check.clicked.connect(self.check_wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._place, 1)
        for button in (self._take_back, self.check):
            button.setAutoDefault(False)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.view, 1)
        column.addLayout(row)
        self.show_state(is_busy=False)

    def _lay_out_view(self) -> None:
        view = self.view
        lay_out_table(view)
        view.setModel(self.model)
        view.setItemDelegate(_CellDelegate(self.model, view))
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        view.verticalHeader().setVisible(True)
        view.horizontalHeader().setStretchLastSection(False)
        view.horizontalHeader().setDefaultSectionSize(_CELL_WIDTH)
        view.undo_wanted.connect(self._undo)
        view.selectionModel().currentChanged.connect(self._show_place)

    def show_rejects(self, count: int) -> None:
        """Show the rejects of another check, from the first."""
        self.model.show_rejects(count)
        self.view.setColumnWidth(REASON, _REASON_WIDTH)
        if count:
            self.view.setCurrentIndex(self.model.index(0, REASON))
        self._show_place()
        self.show_state(is_busy=False)

    def show_state(self, *, is_busy: bool) -> None:
        """Enable what can be done."""
        self.check.setEnabled(not is_busy and self._mending.unchecked > 0)
        self._take_back.setEnabled(not is_busy and bool(self._mending.lines))
        editable = QAbstractItemView.EditTrigger
        self.view.setEditTriggers(
            editable.NoEditTriggers
            if is_busy
            else editable.DoubleClicked | editable.EditKeyPressed | editable.AnyKeyPressed
        )

    def commit_open_editor(self) -> None:
        """Take what stands in an open editor as if Return had been pressed."""
        for editor in self.view.viewport().findChildren(QWidget, "importCellEditor"):
            if editor.isVisible():
                self.view.commitData(editor)
                self.view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _undo(self) -> None:
        if self._mending.undo() is not None:
            self.model.refresh_all()
            self._on_typed()

    def _on_typed(self) -> None:
        self.show_state(is_busy=False)
        self._show_place()
        self.typed.emit()

    def _show_lines(self, end: int) -> None:
        """Show the lines of rows that came; the header's own signal has every section measured, which is felt."""
        reject = self.model.reject_at(end - 1)
        header = self.view.verticalHeader()
        digits = max(_LEAST_DIGITS, len(str(reject.line))) if reject is not None else 0
        width = header.fontMetrics().horizontalAdvance("0" * digits) + _LINE_MARGINS
        if width > header.width():
            header.setMinimumWidth(width)
        header.viewport().update()

    def _on_loaded(self, first: int, end: int) -> None:
        self._show_lines(end)
        row = self.view.currentIndex().row()
        if first <= row < end:
            self._lead_to_fault(row)
            self._show_place()

    def _lead_to_fault(self, row: int) -> None:
        """Begin at the cell that is to be typed over, where nobody has gone anywhere yet."""
        section = self.model.fault_section(row)
        if section is not None and self.view.currentIndex() == self.model.index(0, REASON):
            self.view.setCurrentIndex(self.model.index(row, section))
            self.view.scrollTo(self.model.index(row, REASON))

    def _show_place(self) -> None:
        reject = self.model.reject_at(self.view.currentIndex().row())
        if reject is None:
            self._place.setText("")
            return
        if self._mending.is_waiting(reject):
            words = f"{count_words(self._mending.unchecked, 'record')} typed over, not checked yet."
        else:
            where = f"Line {reject.line}"
            where += f", {one_line(reject.column, 60)}" if reject.column else ""
            words = f"{where}: {one_line(reject.reason, 400)}. Type over it to mend it."
        self._place.setText(words)

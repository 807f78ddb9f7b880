"""The product table: a QTableView that tells the model which rows are in view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from catalogue_gui.catalogue.product import Product
from catalogue_gui.catalogue.query import MetadataKey
from catalogue_gui.gui.products.cell_delegate import CellDelegate
from catalogue_gui.gui.products.cell_menu import cell_menu
from catalogue_gui.gui.products.column_layout import ColumnLayout
from catalogue_gui.gui.products.copying import RowCopying
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.find_as_typed import FindAsTyped
from catalogue_gui.gui.products.model import Index, ProductTableModel
from catalogue_gui.gui.products.order import Place
from catalogue_gui.gui.products.rows import CountState
from catalogue_gui.gui.products.table_copying import TableCopying
from catalogue_gui.gui.search.vocabulary import Vocabulary

NUMBER_BEGINNINGS = "0123456789+-\u2212"
PREFETCH_SCREENS = 1  # so that a step of the wheel shows rows and not placeholders
_SELECT_ROWS = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class ProductTable(QTableView):
    """Shows the model; keeps what is current and selected by product, whatever happens to the rows."""

    current_product_changed = Signal(object)  # Product or None
    selection_count_changed = Signal(int)
    term_wanted = Signal(object)  # Term that finds, or leaves out, products like the one clicked
    metadata_edit_wanted = Signal(
        object
    )  # MetadataKey whose value is to be typed over beside the table
    edit_refused = Signal(str)  # why a cell cannot be typed over

    def __init__(
        self,
        model: ProductTableModel,
        copying: RowCopying,
        editing: ProductEditing,
        vocabulary: Vocabulary,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("productTable")
        self.setAccessibleName("Products")
        self._products = model
        self._place_applied = Place()
        self._is_being_placed = False
        self.finding = FindAsTyped(model, parent=self)
        self.setModel(model)
        self._make_cell_editing: Callable[[], CellDelegate] | None = partial(
            _cell_editing, model, self, editing, vocabulary
        )
        self.setItemDelegate(CellDelegate(model, self))
        self._look_like_a_list()
        self.layout_of_columns = ColumnLayout(self, model)
        self.copying = TableCopying(self, model, copying)
        self.verticalScrollBar().valueChanged.connect(self._tell_rows_in_view)
        model.rows.watch_place(self.place, self.is_typed_into)
        model.rows.place_found.connect(self._on_place_found)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._tell_rows_in_view)
        model.columnsInserted.connect(lambda *_: self._select(self.selected_spans()))
        model.dataChanged.connect(self._on_data_changed)
        model.rows.rows_arrived.connect(self._lay_out)
        model.rows.product_found.connect(self._on_product_found)

    def _look_like_a_list(self) -> None:
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        # What is shown stays where it is when there is more or less room below it, and need not be painted anew.
        for widget in (self, self.viewport()):
            widget.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Not by any key: letters go to the product that begins so.
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.setVisible(False)
        # Fixed: measuring rows would ask for every one of them.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 10)

    # What the user has in hand

    @property
    def current_product(self) -> Product | None:
        """The product of the current row, if it is at hand."""
        return self._products.product_at(self.currentIndex().row())

    def selected_spans(self) -> tuple[range, ...]:
        """The selected rows as spans in order; whole rows are selected, so one column tells."""
        selection = self.selectionModel().selection()
        spans = [selection.at(number) for number in range(selection.count())]
        rows = {(span.top(), span.bottom()) for span in spans}
        return tuple(range(top, bottom + 1) for top, bottom in sorted(rows))

    def selected_row_count(self) -> int:
        """How many rows are selected, without looking at each."""
        return sum(map(len, self.selected_spans()))

    def place(self) -> Place:
        """Where the user is: what is at the top, current and selected."""
        current = self.currentIndex()
        return Place(
            top=max(0, self.rowAt(0)),
            current=current.row() if current.isValid() else None,
            column=max(0, current.column()),
            selected=self.selected_spans(),
        )

    def is_typed_into(self) -> bool:
        """True while a cell's editor is open."""
        return self.state() == QAbstractItemView.State.EditingState

    def take_focus(self) -> None:
        """Take the keyboard, at the first row unless another is current."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.selectionModel().hasSelection():
            self._go_to_row(0)

    def show_product(self, product_id: UUID) -> None:
        """Go to a product, if it is among the rows at hand."""
        row = self._products.row_of(product_id)
        if row is not None:
            self._go_to_row(row)

    # Qt's side

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        is_letter = typed.isprintable() and typed != "" and not self.is_typed_into()
        modifiers = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copying.copy_selection()
        elif event.matches(QKeySequence.StandardKey.MoveToStartOfDocument):
            self._go_to_row(0)
        elif event.matches(QKeySequence.StandardKey.MoveToEndOfDocument):
            self._go_to_row(self._products.rowCount() - 1)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            # Rows are what one works with here, so these go to the first and the last of them.
            is_home = event.key() == Qt.Key.Key_Home
            self._go_to_row(0 if is_home else self._products.rowCount() - 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.finding.end()
            self._products.take_back(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers:
            # The Return that ends an editor comes by here as well.
            if not self.is_typed_into():
                self.edit(self.currentIndex())
        elif is_letter and not modifiers and self._begins_number(typed):
            self._type_over(event)
        elif is_letter and not modifiers and (typed != " " or self.finding.is_looking):
            self._find(typed)
        else:
            super().keyPressEvent(event)

    def _begins_number(self, typed: str) -> bool:
        """True for what a new price or stock begins with, in a cell that takes one: no product is looked for there."""
        index = self.currentIndex()
        return (
            index.isValid()
            and not self.finding.is_looking
            and self._products.columns[index.column()].is_number
            and typed in NUMBER_BEGINNINGS
            and bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        )

    def _type_over(self, event: QKeyEvent) -> None:
        """Open the cell's editor with what was typed in place of what it holds."""
        self.edit(self.currentIndex())
        editor = QApplication.focusWidget()
        if editor is not None and self.isAncestorOf(editor):
            QApplication.sendEvent(editor, event)

    def keyboardSearch(self, search: str) -> None:
        """Qt's own search would walk through every row on this thread."""
        self._find(search)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        if index.isValid():
            menu = self.menu_of(index)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(place)

    def menu_of(self, index: QModelIndex) -> QMenu:
        """What can be done from a cell."""
        product = self._products.product_at(index.row())
        menu = cell_menu(
            self, product, self._products.columns[index.column()], self.term_wanted.emit
        )
        menu.addActions(self.copying.actions)
        menu.addSeparator()
        menu.addActions([each for each in self.actions() if each not in self.copying.actions])
        menu.addMenu(self.layout_of_columns.menu(index.column())).setText("Columns and sorting")
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.layout_of_columns.fit()
        self._keep_current_in_view(event)
        self._tell_rows_in_view()

    def _keep_current_in_view(self, event: QResizeEvent) -> None:
        """Not to have a message cover what is being worked on: a current row that was in view stays so."""
        bottom = self.visualRect(self.currentIndex()).bottom()
        if event.size().height() <= bottom < event.oldSize().height():
            self.scrollTo(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.currentIndex().isValid():
            self._paint_focus()
        else:
            super().focusInEvent(event)  # makes the first row the current one

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._paint_focus()

    def _paint_focus(self) -> None:
        """Paint what looks different with the keyboard here; Qt paints every row, twice for each cell typed over."""
        chosen = self.visualRegionForSelection(self.selectionModel().selection())
        self.viewport().update(chosen.united(self.visualRect(self.currentIndex())))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.layout_of_columns.fit()
        self._tell_rows_in_view()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._is_being_placed:
            self._announce_current()

    def _announce_current(self) -> None:
        """Say which product is current; one that is not at hand is fetched, and said when it is."""
        row = self.currentIndex().row()
        product = self._products.product_at(row)
        if product is None and row >= 0:
            self._products.rows.want_row(row)
        self.current_product_changed.emit(product)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.selection_count_changed.emit(self.selected_row_count())

    def edit(
        self,
        index: Index,
        trigger: QAbstractItemView.EditTrigger = QAbstractItemView.EditTrigger.AllEditTriggers,
        event: QEvent | None = None,
    ) -> Any:
        """Open the editor of a cell; where there is none, lead to it or say why."""
        if index.isValid() and trigger & (self.editTriggers() | trigger.EditKeyPressed):
            if not index.flags() & Qt.ItemFlag.ItemIsEditable:
                self._say_why_not(index)
            elif self._make_cell_editing is not None:
                self.setItemDelegate(self._make_cell_editing())
                self._make_cell_editing = None
        # Qt itself hands on no event where it was asked for by code.
        return super().edit(index, trigger, cast(QEvent, event))

    def _say_why_not(self, index: Index) -> None:
        key = self._products.columns[index.column()].key
        reason = self._products.why_not_edited(index)
        if isinstance(key, MetadataKey) and not reason:
            self.metadata_edit_wanted.emit(key)
        elif reason:
            self.edit_refused.emit(reason)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache:
            # Escape takes back what was typed, also what had been refused before.
            self._products.take_back(self.currentIndex())
        self._products.rows.typing_ended()

    def commit_open_editor(self) -> None:
        """Take what stands in an open cell editor as if Return had been pressed."""
        for editor in self.viewport().findChildren(QWidget, "cellEditor"):
            if editor.isVisible():
                self.commitData(editor)
                self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    # Rows in view

    def rows_in_view(self) -> tuple[int, int]:
        """First row in view and one past the last."""
        top = max(0, self.rowAt(0))
        per_screen = self.viewport().height() // max(1, self.rowHeight(top) or 1) + 2
        return top, min(top + per_screen, self._products.rowCount())

    def _tell_rows_in_view(self) -> None:
        if self._products.rowCount():
            start, stop = self.rows_in_view()
            self._products.rows.want_rows(start, stop, (stop - start) * PREFETCH_SCREENS)

    def _find(self, text: str) -> None:
        column = max(0, self.currentIndex().column())
        self.finding.take(text, self._products.columns[column].field)

    def _on_product_found(self, row: int | None) -> None:
        if row is not None:
            self._go_to_row(row)

    def _go_to_row(self, row: int) -> None:
        """Make a row the current and the selected one."""
        if 0 <= row < self._products.rowCount():
            index = self._products.index(row, max(0, self.currentIndex().column()))
            self.selectionModel().setCurrentIndex(index, _SELECT_ROWS)
            self.scrollTo(index)

    def _on_place_found(self, place: Place, is_to_scroll: bool) -> None:
        """Be there again; unless the user has gone elsewhere since what was found first."""
        if not is_to_scroll and self._has_moved_on():
            return
        last = self._products.columnCount() - 1
        self._is_being_placed = True
        self.setAutoScroll(False)  # what is current may be far from what is looked at
        if place.current is not None:
            index = self._products.index(place.current, min(place.column, last))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._select(place.selected)
        self.setAutoScroll(True)
        self._is_being_placed = False
        if is_to_scroll:
            self.verticalScrollBar().setValue(place.top)
        self._place_applied = self.place()
        if place.current is not None and self.current_product is None:
            # Beside the table it is shown already, as it is the same product as before.
            self._products.rows.want_row(place.current)
        elif place.current is not None or self._products.count_state == CountState.EXACT:
            self._announce_current()
        self._tell_rows_in_view()

    def _select(self, spans: Sequence[range]) -> None:
        selection = QItemSelection()
        last = self._products.columnCount() - 1
        for span in spans:
            selection.select(
                self._products.index(span.start, 0), self._products.index(span.stop - 1, last)
            )
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _has_moved_on(self) -> bool:
        now, then = self.place(), self._place_applied
        return (now.current, now.selected) != (then.current, then.selected)

    def _on_reset(self) -> None:
        self.selection_count_changed.emit(0)
        if not self._products.rowCount():
            self.current_product_changed.emit(None)
        self._tell_rows_in_view()

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self.currentIndex().row() <= last.row():
            self.current_product_changed.emit(self.current_product)

    def _lay_out(self, start: int, stop: int) -> None:
        columns = range(self._products.columnCount())
        self._products.lay_out(
            start, stop, [each for each in columns if not self.isColumnHidden(each)]
        )


def _cell_editing(
    model: ProductTableModel,
    table: ProductTable,
    editing: ProductEditing,
    vocabulary: Vocabulary,
) -> CellDelegate:
    # Imported when the first cell is typed over: the table has rows to show first.
    from catalogue_gui.gui.products.cell_editor import CellEditing

    return CellEditing(model, table, editing=editing, vocabulary=vocabulary)

"""Choose categories in a tree."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeView, QWidget

from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.catalogue.term_changes import (
    choose_categories,
    chosen_categories,
    excluded_categories,
)
from catalogue_gui.gui.search.category_model import COUNT, NAME, CategoryModel, Index
from catalogue_gui.gui.search.counted_rows import (
    COUNTING,
    DenseDelegate,
    fit_height,
    is_under_pointer,
    paint_nothing_here,
)

_Flag = QItemSelectionModel.SelectionFlag
_CHOOSING_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MANY_ROWS = 200  # more than any window has room for; counting on would be for nothing


class CategoryFilter(QTreeView):
    """A click chooses a category, with Ctrl or Shift several; a click on the only one chosen takes it back."""

    query_wanted = Signal(object)  # ProductQuery

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("categoryFilter")
        self.setAccessibleName("Category")
        self._query = ProductQuery()
        self._counts: tuple[tuple[str, int], ...] = ()
        self._is_counting = False
        self._is_showing = False
        self._last_chosen = ""
        self._model = CategoryModel(self)
        self.setModel(self._model)
        self.setItemDelegate(DenseDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.setAllColumnsShowFocus(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(10)
        header.setResizeContentsPrecision(0)  # by the rows in sight: all of them take too long
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        self.expanded.connect(self._fit)
        self.collapsed.connect(self._fit)
        self._fit()

    def show_counts(self, counts: tuple[tuple[str, int], ...]) -> None:
        """Show the categories of what was found; what is chosen, unfolded and in sight stays so."""
        self._counts = counts
        self._is_counting = False
        self._fill()
        self.viewport().update()

    def show_counting(self) -> None:
        """Say that the counts are on their way, where there are none yet."""
        self._is_counting = True
        self.viewport().update()

    def show_query(self, query: ProductQuery) -> None:
        """Mark the categories that a query chooses and those that it leaves out."""
        appeared = set(chosen_categories(query)) - set(chosen_categories(self._query))
        self._query = query
        self._model.mark_excluded(excluded_categories(query))
        self._fill()
        self._select_chosen()
        for path in appeared:
            self._unfold_to(self._model.index_of(path))
        self.viewport().update()

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Moving to a row chooses nothing; a click does."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonPress
            and event.button() == Qt.MouseButton.LeftButton
            and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            and index.isValid()
        ):
            return self._choosing(index, event.modifiers())
        return _Flag.NoUpdate

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """With Shift all rows from the one chosen last are chosen."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._choose_up_to(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Return choose as a click does; the arrows do with Shift."""
        index = self.currentIndex()
        if event.key() in _CHOOSING_KEYS and index.isValid():
            self.selectionModel().select(index, self._choosing(index, event.modifiers()))
            return
        super().keyPressEvent(event)
        is_with_shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if is_with_shift and self.currentIndex() != index:
            self._choose_up_to(self.currentIndex())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Put what was chosen into the query."""
        super().selectionChanged(selected, deselected)
        if self._is_showing:
            return
        # Ranges chosen with Shift come in any order; the search text names them from top to bottom.
        rows = sorted(self.selectionModel().selectedRows(NAME), key=lambda each: each.internalId())
        query = choose_categories(self._query, [self._model.path_of(index) for index in rows])
        if query == self._query:
            self._select_chosen()
        else:
            self.query_wanted.emit(query)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say so when there is nothing to choose from."""
        super().paintEvent(event)
        if self._model.rowCount() == 0:
            paint_nothing_here(self, COUNTING if self._is_counting else "No categories")

    def _choosing(
        self, index: Index, modifiers: Qt.KeyboardModifier
    ) -> QItemSelectionModel.SelectionFlag:
        self._last_chosen = self._model.path_of(index)
        chosen = self.selectionModel().selectedRows(NAME)
        is_only_one = len(chosen) == 1 and chosen[0] == index.sibling(index.row(), NAME)
        if is_only_one or modifiers & Qt.KeyboardModifier.ControlModifier:
            return _Flag.Toggle | _Flag.Rows
        return _Flag.ClearAndSelect | _Flag.Rows

    def _choose_up_to(self, index: QModelIndex) -> None:
        last = self._model.index_of(self._last_chosen)
        first, end = (last if last.isValid() else index), index
        if self.visualRect(first).top() > self.visualRect(end).top():
            first, end = end, first
        selection = QItemSelection()
        while first.isValid():
            selection.select(first.siblingAtColumn(NAME), first.siblingAtColumn(COUNT))
            if first.siblingAtColumn(NAME) == end.siblingAtColumn(NAME):
                break
            first = self.indexBelow(first)
        self.selectionModel().select(selection, _Flag.ClearAndSelect)

    def _fill(self) -> None:
        kept = {*chosen_categories(self._query), *excluded_categories(self._query)}
        current = self.currentIndex()
        current_path = self._model.path_of(current) if current.isValid() else None
        top = self.verticalScrollBar().value()
        unfolded = self._model.unfolded_paths(self)
        self._is_showing = True
        if not self._model.show(self._counts, kept):
            self._is_showing = False
            return
        for path in unfolded:
            self.setExpanded(self._model.index_of(path), True)
        if current_path is not None:
            self.selectionModel().setCurrentIndex(
                self._model.index_of(current_path), _Flag.NoUpdate
            )
        self._is_showing = False
        self._select_chosen()
        if not is_under_pointer(self):
            self._fit()
        self.executeDelayedItemsLayout()
        # Where one is at work in it, it stays; else it begins at its beginning.
        is_in_hand = self.hasFocus() or self.underMouse()
        self.verticalScrollBar().setValue(top if is_in_hand or kept else 0)

    def _select_chosen(self) -> None:
        selection = QItemSelection()
        for path in chosen_categories(self._query):
            index = self._model.index_of(path)
            if index.isValid():
                selection.select(index, index.siblingAtColumn(COUNT))
        self._is_showing = True
        self.selectionModel().select(selection, _Flag.ClearAndSelect)
        self._is_showing = False

    def _unfold_to(self, index: QModelIndex) -> None:
        above = index.parent()
        while above.isValid():
            self.setExpanded(above, True)
            above = above.parent()

    def _fit(self) -> None:
        if not self._is_showing:
            fit_height(self, self._model.count_in_sight(self, _MANY_ROWS))

"""The popup below the "Views" button: the list of views and searches, and the field in which a view is named."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.gui.search.remembered_views import RememberedViews
from catalogue_gui.gui.search.views_list import ViewsList
from catalogue_gui.gui.search.views_model import ViewsModel
from catalogue_gui.gui.search.views_naming import NamingPanel
from catalogue_gui.gui.search.views_rows import Naming, Present, Row, RowKind, rows_of

WIDTH_IN_LETTERS = 48
HEIGHT_OF_SCREEN = 0.6


class ViewsPopup(QFrame):
    """Offers views and recent searches to choose, and views to save, rename, move and remove."""

    view_chosen = Signal(object)  # SavedView
    recent_chosen = Signal(str)

    def __init__(
        self, remembered: RememberedViews, save_keys: QKeySequence, opener: QWidget
    ) -> None:
        super().__init__(opener, Qt.WindowType.Popup)
        self.setObjectName("viewsPopup")
        self.setAccessibleName("Saved views")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._opener = opener
        self._remembered = remembered
        self._save_keys = save_keys
        self._present = Present()
        self._is_list_behind = False
        self._model = ViewsModel(self)
        self._list = ViewsList(
            self._model, save_keys.toString(QKeySequence.SequenceFormat.NativeText)
        )
        self._naming = NamingPanel()
        self._naming.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._list)
        column.addWidget(self._naming)
        self._list.chosen.connect(self._on_chosen)
        self._list.remove_wanted.connect(self._on_remove_wanted)
        self._list.rename_wanted.connect(self._on_rename_wanted)
        self._list.move_wanted.connect(self._on_move_wanted)
        self._list.more_wanted.connect(self._on_more_wanted)
        self._naming.named.connect(self._on_named)
        self._naming.left.connect(self._on_naming_left)
        self._naming.grown.connect(self._fit)
        remembered.changed.connect(self._on_changed)
        remembered.count_changed.connect(self._model.show_count)

    def show_present(self, present: Present) -> None:
        """Take note of what the window shows now."""
        self._present = present
        if self.isVisible():
            self._on_changed()

    def open_list(self) -> None:
        """Open below the button with the views and searches, and begin to count."""
        self._fill()
        self._model.forget_counts()
        self._show_list()
        current = self._model.present()
        self._list.setCurrentIndex(current if current.isValid() else self._model.choice_near(0))
        self._appear()
        self._remembered.count_views()

    def open_naming(self, naming: Naming) -> None:
        """Open below the button with the field for a name; giving up leads back to the list if it was open."""
        self._is_list_behind = self.isVisible()
        self._list.hide()
        self._naming.show()
        self._appear()
        self._naming.ask(naming, self._remembered.views)

    def hideEvent(self, event: QHideEvent) -> None:
        self._remembered.stop_counting()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif QKeySequence(event.keyCombination()) == self._save_keys:
            # An open popup takes the keys of the window behind it.
            if self._present.is_worth_saving and self._naming.isHidden():
                self.open_naming(Naming(self._present))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # The press that closes the popup on its own button would open it again.
        at = self._opener.mapFromGlobal(event.globalPosition().toPoint())
        if self._opener.rect().contains(at):
            self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        super().mousePressEvent(event)

    # What was chosen

    def _on_chosen(self, row: Row) -> None:
        match row.kind:
            case RowKind.VIEW:
                self.close()
                view = self._remembered.view(row.text)
                if view is not None:
                    self.view_chosen.emit(view)
            case RowKind.RECENT:
                self.close()
                self.recent_chosen.emit(row.text)
            case RowKind.SAVE:
                self.open_naming(Naming(self._present))
            case RowKind.CLEAR:
                self._remembered.clear_recent()
            case _:
                pass

    def _on_remove_wanted(self, row: Row) -> None:
        if row.kind == RowKind.VIEW:
            self._remembered.remove_view(row.text)
        elif row.kind == RowKind.RECENT:
            self._remembered.forget_search(row.text)

    def _on_rename_wanted(self, row: Row) -> None:
        if row.kind == RowKind.VIEW:
            self.open_naming(Naming(renamed=row.text))

    def _on_move_wanted(self, row: Row, places: int) -> None:
        if row.kind == RowKind.VIEW:
            self._remembered.move_view(row.text, places)

    def _on_more_wanted(self, row: Row, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("viewMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row.kind == RowKind.VIEW:
            self._fill_menu(menu, row)
        elif row.kind == RowKind.RECENT:
            menu.addAction("Remove\tDel", lambda: self._on_remove_wanted(row))
        if not menu.isEmpty():
            menu.popup(at)

    def _fill_menu(self, menu: QMenu, row: Row) -> None:
        names = [view.name for view in self._remembered.views]
        menu.addAction("Rename…\tF2", lambda: self._on_rename_wanted(row))
        update = menu.addAction("Replace with this search", lambda: self._replace(row.text))
        update.setEnabled(self._present.is_worth_saving and not row.is_present)
        menu.addSeparator()
        up = menu.addAction("Move up\tAlt+Up", lambda: self._on_move_wanted(row, -1))
        up.setEnabled(row.text != names[0])
        down = menu.addAction("Move down\tAlt+Down", lambda: self._on_move_wanted(row, 1))
        down.setEnabled(row.text != names[-1])
        menu.addSeparator()
        menu.addAction("Remove\tDel", lambda: self._on_remove_wanted(row))

    def _on_named(self, naming: Naming, name: str) -> None:
        if naming.renamed:
            try:
                self._remembered.rename_view(naming.renamed, name)
            except InvalidValue:
                # Another window has taken the name or removed the view since the question was put.
                self._naming.ask(naming, self._remembered.views)
                return
            self.open_list()
            self._list.setCurrentIndex(self._model.find(RowKind.VIEW, " ".join(name.split())))
        else:
            self._save(name, naming.present)
            self.close()

    def _on_naming_left(self) -> None:
        if self._is_list_behind:
            self.open_list()
        else:
            self.close()

    def _replace(self, name: str) -> None:
        self._save(name, self._present)
        self._remembered.count_views()

    def _save(self, name: str, present: Present) -> None:
        self._remembered.save_view(name, present.query_text, present.sort_text)

    # What is shown

    def _on_changed(self) -> None:
        if not self.isVisible():
            return
        before, place = self._list.current_row, self._list.currentIndex().row()
        self._fill()
        self._fit()
        found = self._model.find(before.kind, before.text) if before else QModelIndex()
        # What was removed leaves its place to the next.
        self._list.setCurrentIndex(found if found.isValid() else self._model.choice_near(place))

    def _fill(self) -> None:
        remembered = self._remembered
        self._model.show_rows(rows_of(remembered.views, remembered.recent, self._present))

    def _show_list(self) -> None:
        self._naming.hide()
        self._list.show()
        self._fit()
        self._list.setFocus()

    def _fit(self) -> None:
        """Take the size of what is shown, within the screen."""
        screen = self._opener.screen().availableGeometry()
        width = min(WIDTH_IN_LETTERS * self.fontMetrics().averageCharWidth(), screen.width() - 20)
        if self._naming.isHidden():
            # A row that wraps has its height from the width, so that goes first.
            self.resize(width, self.height())
            self._list.resize(width - 2, self._list.height())
            height = min(self._list.height_of_rows(), int(screen.height() * HEIGHT_OF_SCREEN))
        else:
            height = self._naming.height_for(width - 2)
        self.setFixedSize(width, height + 2)

    def _appear(self) -> None:
        self._fit()
        screen = self._opener.screen().availableGeometry()
        corner = self._opener.mapToGlobal(QPoint(0, self._opener.height() + 1))
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.move(corner)
        self.show()

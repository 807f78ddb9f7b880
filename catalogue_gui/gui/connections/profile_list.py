"""The list of connections, and what can be done with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.gui.connections.order import Place, dropped, group_moved, moved
from catalogue_gui.gui.connections.profile_view import ProfileView
from catalogue_gui.gui.connections.wording import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalogue_gui.gui.connections.drafts import Draft

__all__ = ["UNNAMED", "ProfileList"]

# Fewer are seen at a glance.
_FILTERED_FROM = 10


class ProfileList(QWidget):
    """Chooses a connection; adds, duplicates, removes and moves."""

    chosen = Signal(str)  # id, empty when none is left
    activated = Signal(str)  # id: double click or Return
    add_wanted = Signal()
    paste_wanted = Signal()
    find_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    duplicate_wanted = Signal()
    remove_wanted = Signal()
    arranged = Signal(object)  # the new order, a list of Place

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: list[Place] = []
        self._list = ProfileView()
        self._list.currentItemChanged.connect(self._on_current_changed)
        self._list.itemActivated.connect(self._on_activated)
        self._list.dropped.connect(self._on_dropped)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self._list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove_wanted)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self._list)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self.paste_wanted)
        self._filter = QLineEdit()
        self._filter.setObjectName("profileFilter")
        self._filter.setAccessibleName("Find a connection")
        self._filter.setPlaceholderText("Find a connection")
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self._list.show_matching)
        self._filter.hide()
        self._of_one: list[QAction] = []
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        add = self._make_button(buttons, "addProfileButton", "New", "Add a connection")
        add.clicked.connect(lambda _: self.add_wanted.emit())
        self._duplicate = self._make_button(
            buttons, "duplicateProfileButton", "Duplicate", "Add a copy of this connection"
        )
        self._remove = self._make_button(
            buttons, "removeProfileButton", "Remove", "Remove this connection"
        )
        self._duplicate.clicked.connect(lambda _: self.duplicate_wanted.emit())
        self._remove.clicked.connect(lambda _: self.remove_wanted.emit())
        self._make_further(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._filter)
        column.addWidget(self._list, 1)
        column.addLayout(buttons)
        self._on_current_changed()

    # Buttons and their menus

    def _make_button(self, row: QHBoxLayout, name: str, words: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        row.addWidget(button, 1)
        return button

    def _make_further(self, row: QHBoxLayout) -> None:
        further = QToolButton()
        further.setObjectName("furtherProfilesButton")
        further.setText("⋯")
        further.setAccessibleName("Take over from elsewhere, move, export")
        further.setToolTip("Take over from elsewhere, move, export")
        further.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        further.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        further.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        further.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        row.addWidget(further)
        menu = QMenu(further)
        for name, words, signal in (
            ("addPastedAction", "New from the address in the clipboard", self.paste_wanted),
            ("addFoundAction", "New from what is on this computer…", self.find_wanted),
            ("importProfilesAction", "New from a file…", self.import_wanted),
        ):
            self._add_action(menu, name, words, signal.emit)
        menu.addSeparator()
        moves: tuple[tuple[str, str, str, Callable[[int], None], int], ...] = (
            ("moveUpAction", "Move up", "Alt+Up", self._move, -1),
            ("moveDownAction", "Move down", "Alt+Down", self._move, 1),
            ("moveGroupUpAction", "Move the group up", "Alt+Shift+Up", self._move_group, -1),
            ("moveGroupDownAction", "Move the group down", "Alt+Shift+Down", self._move_group, 1),
        )
        for name, words, keys, move, step in moves:
            action = self._add_action(menu, name, words, partial(move, step))
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._list.addAction(action)
            self._of_one.append(action)
        menu.addSeparator()
        self._export = self._add_action(
            menu, "exportProfilesAction", "Export to a file…", self.export_wanted.emit
        )
        further.setMenu(menu)

    def _add_action(self, menu: QMenu, name: str, words: str, run: Callable[[], object]) -> QAction:
        action = menu.addAction(words)
        action.setObjectName(name)
        action.triggered.connect(lambda _=False: run())
        return action

    # What is shown

    @property
    def current_id(self) -> str:
        """Id of the connection chosen, empty when none is."""
        return self._list.current_id

    def show_drafts(self, drafts: list[Draft], current_id: str) -> None:
        """Show these connections in this order, one of them chosen."""
        self._fill(drafts, current_id)
        self._on_current_changed()

    def show_saved(self, draft: Draft, drafts: list[Draft]) -> None:
        """Show that a connection was saved, under its new heading if it has one; the choice stays as it is."""
        self.refresh(draft)
        if self._places != _places_of(drafts):
            self._fill(drafts, self.current_id)

    def _fill(self, drafts: list[Draft], current_id: str) -> None:
        self._places = _places_of(drafts)
        self._list.blockSignals(True)
        self._list.show_drafts(drafts, current_id)
        self._list.blockSignals(False)
        is_long = len(drafts) >= _FILTERED_FROM
        self._filter.setVisible(is_long)
        if not is_long:
            self._filter.clear()
        self._list.show_matching(self._filter.text())
        self._export.setEnabled(bool(drafts))

    def refresh(self, draft: Draft) -> None:
        """Show one connection as it stands now."""
        item = self._list.item_of(draft.profile.id)
        if item is not None:
            self._list.fill(item, draft)

    def take_focus(self) -> None:
        """Put the cursor into the list."""
        self._list.setFocus()

    def _on_current_changed(self) -> None:
        has_one = bool(self.current_id)
        self._duplicate.setEnabled(has_one)
        self._remove.setEnabled(has_one)
        for action in self._of_one:
            action.setEnabled(has_one)
        self.chosen.emit(self.current_id)

    def _on_activated(self, item: object) -> None:
        if self.current_id:
            self.activated.emit(self.current_id)

    # Moving

    def _move(self, step: int) -> None:
        self._arrange(moved(self._places, self.current_id, step))

    def _move_group(self, step: int) -> None:
        group = next(
            (each.group for each in self._places if each.profile_id == self.current_id), ""
        )
        self._arrange(group_moved(self._places, group, step))

    def _on_dropped(self, profile_id: str, before_id: str | None, group: str) -> None:
        self._arrange(dropped(self._places, profile_id, before_id, group))

    def _arrange(self, places: list[Place]) -> None:
        if places != self._places:
            self.arranged.emit(places)


def _places_of(drafts: list[Draft]) -> list[Place]:
    return [Place(each.profile.id, each.listed_group) for each in drafts]

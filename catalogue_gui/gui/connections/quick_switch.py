"""The menu of the connection button: another catalogue in two clicks, or with Ctrl and a digit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from catalogue_gui.gui.connections.switch_list import NUMBERED, Choice, SwitchList

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalogue_gui.profiles.profile import ConnectionProfile

_ICON = 12


class QuickSwitch(QObject):
    """Fills the menu and says what was chosen from it.

    Args:
        button: its arrow shows the menu.
        menu: the button's.
        window: where the keys work.
    """

    chosen = Signal(object)  # ConnectionProfile
    demo_wanted = Signal()
    dialog_wanted = Signal()
    window_wanted = Signal(object)  # ConnectionProfile for a new window, None for the same as here
    open_last_toggled = Signal(bool)

    def __init__(self, button: QToolButton, menu: QMenu, window: QWidget) -> None:
        super().__init__(window)
        self._menu = menu
        self._shown = SwitchList()
        self._dots: dict[str, QIcon] = {}
        self._is_last_opened_at_start = False
        self._about: QAction | None = None
        menu.setToolTipsVisible(True)
        for number in range(1, NUMBERED + 1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), window, partial(self._open_numbered, number))
        QShortcut(QKeySequence("Ctrl+K"), window, button.showMenu)
        QShortcut(QKeySequence("Ctrl+Alt+N"), window, lambda: self.window_wanted.emit(None))
        self.show_choices(SwitchList(), is_last_opened_at_start=False)

    def show_choices(self, choices: SwitchList, *, is_last_opened_at_start: bool) -> None:
        """Fill the menu, unless it shows just that already."""
        before = (self._shown, self._is_last_opened_at_start)
        if self._menu.actions() and before == (choices, is_last_opened_at_start):
            return
        self._shown, self._is_last_opened_at_start = choices, is_last_opened_at_start
        self._menu.clear()
        # A menu's own menus stay behind when it is cleared.
        for old in self._menu.findChildren(
            QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            old.setParent(None)
            old.deleteLater()
        if choices.recent:
            self._menu.addSection("Recent")
            for each in choices.recent:
                self._add_choice(self._menu, each, self.chosen.emit)
        if choices.groups:
            self._add_groups(choices)
            self._menu.addSeparator()
        self._add("Demo catalogue", "demoAction", self.demo_wanted.emit)
        self._menu.addSeparator()
        self._add_windows(choices)
        last = self._add("Open the last catalogue at start", "openLastAction", lambda: None)
        last.setCheckable(True)
        last.setChecked(is_last_opened_at_start)
        last.toggled.connect(self.open_last_toggled)
        self._menu.addSeparator()
        self._add("Connections…", "connectionsAction", self.dialog_wanted.emit)
        if self._about is not None:
            self._menu.addAction(self._about)

    def offer(self, about: QAction) -> None:
        """Have something about the open connection in the menu, too, at its end."""
        self._about = about
        self._menu.addAction(about)

    def _add_groups(self, choices: SwitchList) -> None:
        if choices.recent and not choices.groups[0][0]:
            self._menu.addSection("All")
        for heading, members in choices.groups:
            menu = self._menu
            if heading and choices.is_folded:
                menu = self._add_menu(heading)
            elif heading:
                self._menu.addSection(heading.replace("&", "&&"))
            for each in members:
                self._add_choice(menu, each, self.chosen.emit)

    def _add_windows(self, choices: SwitchList) -> None:
        new = self._add_menu("New window")
        new.setObjectName("newWindowMenu")
        here = new.addAction("On the same catalogue\tCtrl+Alt+N")
        here.setObjectName("newWindowAction")
        here.triggered.connect(lambda _=False: self.window_wanted.emit(None))
        new.addSeparator()
        for heading, members in choices.groups:
            menu = new
            if heading and choices.is_folded:
                menu = new.addMenu(heading.replace("&", "&&"))
            for each in members:
                self._add_choice(
                    menu, Choice(each.profile), self.window_wanted.emit, "newWindowOnAction"
                )

    def _add_menu(self, heading: str) -> QMenu:
        menu = self._menu.addMenu(heading.replace("&", "&&"))
        menu.setToolTipsVisible(True)
        return menu

    def _add(self, words: str, name: str, run: Callable[[], object]) -> QAction:
        action = self._menu.addAction(words)
        action.setObjectName(name)
        action.triggered.connect(lambda _=False: run())
        return action

    def _add_choice(
        self,
        menu: QMenu,
        choice: Choice,
        run: Callable[[ConnectionProfile], object],
        name: str = "switchAction",
    ) -> None:
        profile = choice.profile
        action = menu.addAction(choice.label)
        action.setObjectName(name)
        if profile.colour not in self._dots:
            self._dots[profile.colour] = _dot(profile.colour)
        action.setIcon(self._dots[profile.colour])
        action.setIconVisibleInMenu(True)
        production = "\nThis is production" if profile.is_production else ""
        action.setToolTip(f"{profile.name}\n{profile.address}{production}")
        if choice.is_open:
            font = action.font()
            font.setBold(True)
            action.setFont(font)
            action.setToolTip(f"{action.toolTip()}\nOpen in this window")
        action.triggered.connect(lambda _=False: run(profile))

    def _open_numbered(self, number: int) -> None:
        profile = self._shown.numbered(number)
        if profile is not None:
            self.chosen.emit(profile)


def _dot(colour: str) -> QIcon:
    """A dot in the connection's colour; nothing for one without, which keeps the names in line."""
    icon = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(QSize(_ICON, _ICON) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        if colour:
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(1, 1, _ICON - 2, _ICON - 2)
            painter.end()
        icon.addPixmap(pixmap)
    return icon

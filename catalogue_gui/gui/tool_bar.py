"""The tool bar: which catalogue, what to look for, what to do."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from catalogue_gui.gui.icons import line_icon
from catalogue_gui.gui.search.search_field import SearchField
from catalogue_gui.gui.source import CatalogueSource


class ToolBar(QToolBar):
    """Holds the actions as attributes; the window connects them."""

    def __init__(
        self, search: SearchField, views: QToolButton, parent: QWidget | None = None
    ) -> None:
        super().__init__("Tools", parent)
        self.setObjectName("toolBar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setIconSize(QSize(18, 18))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

        self.connection_button = QToolButton()
        self.connection_button.setObjectName("connectionButton")
        self.connection_button.setAccessibleName("Connection")
        self.connection_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # A press opens the dialog; the arrow offers a quick switch.
        self.connection_button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.connection_menu = QMenu(self.connection_button)
        self.connection_button.setMenu(self.connection_menu)
        self.addWidget(self.connection_button)
        self._add_gap(6)
        search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addWidget(search)
        self.addWidget(views)
        self._add_gap(6)

        self._tips: dict[QAction, str] = {}
        self._add_actions()

    def _add_actions(self) -> None:
        standard = QKeySequence.StandardKey
        self.new = self._add("newButton", "New", "plus", "Add a product", standard.New)
        self.delete = self._add(
            "deleteButton", "Delete", "trash", "Delete the selected product", standard.Delete
        )
        self.change_many = self._add(
            "changeManyButton",
            "Change…",
            "pencil",
            "Change the selected products, or all that is found, at once",
            QKeySequence("Ctrl+M"),
        )
        self.duplicate = QAction("Duplicate…", self)
        self.duplicate.setShortcut(QKeySequence("Ctrl+Shift+N"))
        self._tips[self.duplicate] = "Add a product like this one (Ctrl+Shift+N)"
        self.addSeparator()
        self.import_file = self._add(
            "importButton", "Import", "import", "Import a CSV file", QKeySequence("Ctrl+I")
        )
        self.export = self._add(
            "exportButton",
            "Export",
            "export",
            "Export what is found to a CSV file",
            QKeySequence("Ctrl+E"),
        )
        self.addSeparator()
        self.undo = self._add("undoButton", "Undo", "undo", "Undo the last change", standard.Undo)
        self.redo = self._add("redoButton", "Redo", "redo", "Do it again", standard.Redo)
        self.history = self._add(
            "historyButton",
            "History…",
            "history",
            "What was changed from here",
            QKeySequence("Ctrl+H"),
        )
        self.refresh = self._add(
            "refreshButton", "Refresh", "refresh", "Ask the server again", standard.Refresh
        )
        self.addSeparator()
        self.show_filters = self._add(
            "filtersButton", "Filters", "panel-left", "Show the filters", QKeySequence("F7")
        )
        self.show_details = self._add(
            "detailsButton",
            "Details",
            "panel-right",
            "Show the product beside the table",
            QKeySequence("F8"),
        )
        for action in (self.show_filters, self.show_details):
            action.setCheckable(True)
            action.setChecked(True)
        for action in (
            self.show_filters,
            self.show_details,
            self.delete,
            self.change_many,
            self.history,
            self.undo,
            self.redo,
            self.refresh,
        ):
            self._button(action).setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def allow(self, action: QAction, is_allowed: bool, reason: str) -> None:
        """Offer an action or grey it, with the reason where there is one."""
        action.setEnabled(is_allowed)
        action.setToolTip(reason or self._tips[action])

    def show_source(self, source: CatalogueSource | None) -> None:
        """Show which catalogue is open, with its colour; a production one says so at all times."""
        button = self.connection_button
        label = source.label if source is not None else "Connect"
        if source is not None and source.is_production:
            label += " · production"
        button.setText(label)
        button.setToolTip("Choose, add or change a connection (Ctrl+K for the list)")
        button.setIcon(line_icon("server"))
        colour = source.colour if source is not None else ""
        button.setStyleSheet(
            f"QToolButton {{ border-left: 4px solid {colour}; padding-left: 6px; }}"
            if colour
            else ""
        )

    def _add(
        self,
        name: str,
        text: str,
        icon: str,
        tip: str,
        shortcut: QKeySequence | QKeySequence.StandardKey,
    ) -> QAction:
        action = QAction(line_icon(icon), text, self)
        action.setShortcut(shortcut)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._tips[action] = f"{tip} ({keys})" if keys else tip
        action.setToolTip(self._tips[action])
        self.addAction(action)
        button = self._button(action)
        button.setObjectName(name)
        button.setAccessibleName(text)
        return action

    def _button(self, action: QAction) -> QToolButton:
        button = self.widgetForAction(action)
        assert isinstance(button, QToolButton)
        return button

    def _add_gap(self, width: int) -> None:
        gap = QWidget()
        gap.setFixedWidth(width)
        self.addWidget(gap)

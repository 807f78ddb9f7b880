"""What stands where the table would be when there is nothing to show, and what helps then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from catalogue_gui.gui.action_row import Action, ActionRow
from catalogue_gui.gui.products.emptiness import Emptiness

TEXT_WIDTH = 400


@dataclass(frozen=True)
class Help:
    """What can be done when there is nothing to show."""

    connect: Callable[[], None]
    open_demo: Callable[[], None]
    set_up: Callable[[], None]
    import_file: Callable[[], None]
    add: Callable[[], None]
    clear_search: Callable[[], None]


class EmptyState(QWidget):
    """A title, a sentence and a few buttons, in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self._title = QLabel()
        self._title.setObjectName("emptyStateTitle")
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self._title.setFont(font)
        self._text = QLabel()
        self._text.setObjectName("emptyStateText")
        self._text.setWordWrap(True)
        # Fixed: a label that wraps gets its height for its width only where that is known.
        self._text.setFixedWidth(TEXT_WIDTH)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons = ActionRow()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(10)
        layout.addStretch(2)
        layout.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(6)
        row = QHBoxLayout()
        row.addStretch()
        row.addLayout(self._buttons)
        row.addStretch()
        layout.addLayout(row)
        layout.addStretch(3)

    def show_reason(self, reason: Emptiness, search_text: str, help_: Help) -> None:
        """Say why there is nothing and offer what helps.

        Args:
            reason: why.
            search_text: what was looked for.
            help_: what can be done about it.
        """
        connect = Action("Connections…", help_.connect, "emptyConnectButton")
        match reason:
            case Emptiness.CLOSED:
                self._describe(
                    "No catalogue open",
                    "Connect to your catalogue's server, or look around in the demo catalogue on this computer.",
                    connect,
                    Action("Open the demo catalogue", help_.open_demo, "emptyDemoButton"),
                )
            case Emptiness.OPENING:
                self._describe("Opening…", "")
            case Emptiness.NO_TABLE:
                self._describe(
                    "No products table in this database",
                    "“Set up catalogue” makes an empty one. Nothing else in the database is touched.",
                    Action("Set up catalogue", help_.set_up, "emptySetUpButton"),
                    connect,
                )
            case Emptiness.NO_PRODUCTS:
                self._describe(
                    "No products yet",
                    "Import a price list, or add the first product by hand.",
                    Action("Import a CSV file…", help_.import_file, "emptyImportButton"),
                    Action("Add a product…", help_.add, "emptyNewButton"),
                )
            case Emptiness.NOTHING_FOUND:
                self._describe(
                    "Nothing found",
                    f"No product fits all of: {search_text}",
                    Action("Clear the search", help_.clear_search, "emptyClearButton"),
                )

    def _describe(self, title: str, text: str, *actions: Action) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._buttons.show_actions(actions)

"""The "Views" button of the tool bar: saved views and recent searches, a press away."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPaintEvent, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter, QToolButton, QWidget

from catalogue_gui.gui.search.remembered_views import RememberedViews
from catalogue_gui.gui.search.views_popup import ViewsPopup
from catalogue_gui.gui.search.views_rows import Naming, Present

SAVE_KEYS = QKeySequence("Ctrl+D")
_ARROW_WIDTH = 12
_ARROW_SIDE = 8


class ViewsButton(QToolButton):
    """Opens the views; ``save_action`` names the present search without going through them."""

    view_chosen = Signal(object)  # SavedView
    recent_chosen = Signal(str)  # search text

    def __init__(self, remembered: RememberedViews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewsButton")
        self.setText("Views")
        self.setAccessibleName("Saved views")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setAutoRaise(True)
        self._remembered = remembered
        self._present = Present()
        self.popup = ViewsPopup(remembered, SAVE_KEYS, self)
        self.popup.view_chosen.connect(self.view_chosen)
        self.popup.recent_chosen.connect(self.recent_chosen)
        self.save_action = QAction("Save this search as a view…", self)
        self.save_action.setObjectName("saveViewAction")
        self.save_action.setShortcut(SAVE_KEYS)
        self.save_action.triggered.connect(self._on_save_wanted)
        self.clicked.connect(self._open)
        remembered.changed.connect(self._on_changed)
        self._on_changed()

    def show_present(self, query_text: str, sort_text: str) -> None:
        """Take note of what the window shows now, so that its view is marked and it can be saved.

        Args:
            query_text: the search, in the search language.
            sort_text: the order, as :mod:`catalogue_gui.catalogue.sort_text` writes it.
        """
        self._present = Present(query_text, sort_text)
        self.popup.show_present(self._present)
        self._on_changed()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(_ARROW_WIDTH, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        # A style draws the arrow for a button that has a menu only, and over the text.
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        words = self.rect().adjusted(0, 0, -_ARROW_WIDTH, 0)
        painter.drawItemText(
            words,
            Qt.AlignmentFlag.AlignCenter,
            self.palette(),
            self.isEnabled(),
            self.text(),
            QPalette.ColorRole.ButtonText,
        )
        option.rect = QRect(
            words.right() - 2, (self.height() - _ARROW_SIDE) // 2 + 1, _ARROW_SIDE, _ARROW_SIDE
        )
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorArrowDown, option)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        self.popup.open_list()

    def _on_save_wanted(self) -> None:
        self.popup.open_naming(Naming(self._present))

    def _on_changed(self) -> None:
        is_open = self._remembered.key is not None
        self.setEnabled(is_open)
        self.save_action.setEnabled(is_open and self._present.is_worth_saving)
        shown = [view.name for view in self._remembered.views if self._present.is_shown_by(view)]
        tip = "Saved views and recent searches"
        self.setToolTip(f"{tip}\nShown now: {shown[0]}" if shown else tip)

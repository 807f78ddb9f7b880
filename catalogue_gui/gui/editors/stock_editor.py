"""The editor of a stock: a number, or so many pieces more or fewer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.gui.editors.line_editors import LineEditor
from catalogue_gui.gui.editors.stock_words import expected_stock, outcome_words, stepped, why_not
from catalogue_gui.gui.products.pending_edits import PendingEdit

COLLECT_MS = 400  # clicks that follow each other so closely are one change
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_BUTTON_WIDTH = 22
_GAP = 1
_BUTTONS_WIDTH = 2 * _BUTTON_WIDTH + 3 * _GAP


class StockEditor(LineEditor):
    """Types over a stock; two buttons in the line add a piece or take one off, and send that themselves.

    Args:
        collect_ms: pause after the last click after which the pieces are sent.
    """

    stepping_ended = Signal()  # the pieces clicked together are meant

    def __init__(self, *, collect_ms: int = COLLECT_MS, parent: QWidget | None = None) -> None:
        super().__init__(Field.STOCK, parent)
        self._stock = 0
        self._shown = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setToolTip(
            "A number is the new stock; +12 adds 12 and -3 takes 3 off. Up and Down go by one."
        )
        self._less = self._button("stockLess", "−", "Take one off the stock", -1)
        self._more = self._button("stockMore", "+", "Add one to the stock", 1)
        self.setTextMargins(0, 0, _BUTTONS_WIDTH, 0)
        self._collecting = QTimer(self)
        self._collecting.setSingleShot(True)
        self._collecting.setInterval(collect_ms)
        self._collecting.timeout.connect(self.stepping_ended)

    def show_field(self, product: Product, pending: PendingEdit | None) -> None:
        super().show_field(product, pending)
        self._collecting.stop()
        self._stock = expected_stock(product, pending)
        self._shown = self.text()

    def problem(self) -> str:
        if not self.is_typed or not self.text().strip() or self.text().strip() in "+-−":
            return ""
        return why_not(self._stock, self.text(), self.marks)

    def hint(self) -> str:
        """The sum that a number of pieces leads to."""
        return outcome_words(self._stock, self.text(), self.marks) if self.is_typed else ""

    def forget_typed(self) -> None:
        self._collecting.stop()
        super().forget_typed()

    def set_read_only(self, is_read_only: bool) -> None:
        super().set_read_only(is_read_only)
        for button in (self._less, self._more):
            button.setVisible(not is_read_only)
        self.setTextMargins(0, 0, 0 if is_read_only else _BUTTONS_WIDTH, 0)

    def step(self, pieces: int) -> None:
        """Add pieces to what is typed, as if it were typed."""
        text = stepped(self._stock, self.text() if self.is_typed else "", pieces, self.marks)
        if text:
            self.type_over(text)
        else:
            self.setText(self._shown)  # as many back as forth: nothing is left to be sent
            self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pieces = _STEPS.get(Qt.Key(event.key()))
        if pieces is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif not self.isReadOnly():
            self.step(pieces)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        frame = 2 if self.hasFrame() else 0
        height = self.height() - 2 * frame
        left = self.width() - frame - 2 * _BUTTON_WIDTH - _GAP
        for number, button in enumerate((self._less, self._more)):
            button.setGeometry(left + number * (_BUTTON_WIDTH + _GAP), frame, _BUTTON_WIDTH, height)

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width() + 2 * _BUTTON_WIDTH, size.height())

    def _button(self, name: str, sign: str, words: str, pieces: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(sign)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setAutoRaise(True)
        button.setAutoRepeat(True)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        # By key it is done with Up and Down; a click leaves the focus where it is.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self._on_clicked(pieces))
        return button

    def _on_clicked(self, pieces: int) -> None:
        before = self.text(), self.is_typed
        self.step(pieces)
        if self.is_typed and before != (self.text(), True):
            self._collecting.start()
        elif not self.is_typed:
            self._collecting.stop()

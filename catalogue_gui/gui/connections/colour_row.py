"""A row of colours to mark a connection with."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from catalogue_gui.gui.connections.wording import COLOURS

_SIDE = 22


class _Swatch(QAbstractButton):
    """One colour; the chosen one has a ring."""

    def __init__(self, colour: str, words: str) -> None:
        super().__init__()
        self.colour = colour
        self.setCheckable(True)
        self.setObjectName(f"colour{words.replace(' ', '')}Button")
        self.setAccessibleName(f"Colour: {words}")
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        box = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        faint = palette.color(QPalette.ColorRole.PlaceholderText)
        if self.colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.colour))
            painter.drawEllipse(box)
        else:
            painter.setPen(QPen(faint, 1.4))
            painter.drawEllipse(box)
            painter.drawLine(
                box.topRight() + (box.center() - box.topRight()) * 0.3,
                box.bottomLeft() + (box.center() - box.bottomLeft()) * 0.3,
            )
        if self.isChecked() or self.hasFocus():
            role = (
                QPalette.ColorRole.Highlight if self.hasFocus() else QPalette.ColorRole.WindowText
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.color(role), 1.6 if self.isChecked() else 1.0))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1.2, 1.2, -1.2, -1.2))


class ColourRow(QWidget):
    """Chooses one of a few colours, or none. A colour that is not among them gets a place of its own."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("colourRow")
        self.setAccessibleName("Colour")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        for colour, words in COLOURS.items():
            self._add(colour, words)
        self._layout.addStretch(1)
        self._group.buttonClicked.connect(lambda _: self.changed.emit())

    def colour(self) -> str:
        """Return the chosen colour as ``#rrggbb``, empty for none."""
        chosen = self._group.checkedButton()
        return chosen.colour if isinstance(chosen, _Swatch) else ""

    def set_colour(self, colour: str) -> None:
        """Choose a colour without a signal."""
        if self._swatch(colour) is None:
            self._add(colour, colour)
        swatch = self._swatch(colour)
        assert swatch is not None
        swatch.setChecked(True)

    def _swatch(self, colour: str) -> _Swatch | None:
        for each in self._group.buttons():
            if isinstance(each, _Swatch) and each.colour.casefold() == colour.casefold():
                return each
        return None

    def _add(self, colour: str, words: str) -> None:
        swatch = _Swatch(colour, words)
        self._group.addButton(swatch)
        self._layout.insertWidget(len(self._group.buttons()) - 1, swatch)

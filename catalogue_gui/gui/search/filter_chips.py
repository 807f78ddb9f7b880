"""The active filters as chips: one a term, in the order of the search text."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QLocale, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from catalogue_gui.catalogue.query import ProductQuery, Term
from catalogue_gui.catalogue.term_words import describe_term
from catalogue_gui.gui.icons import blended
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.gui.search.chip_flow import flow_into_rows, match_chips

CHIP_HEIGHT = 24
GAP = 6
MARGIN = 4
_WIDEST = 280  # a longer text is cut; the tooltip has all of it
_PADDING = 10
_CROSS = 18


class FilterChip(QWidget):
    """One filter in plain words, with a cross that takes it away."""

    removal_wanted = Signal()
    chosen = Signal()
    neighbour_wanted = Signal(int)  # -1 to the left, 1 to the right

    def __init__(self, term: Term, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filterChip")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._remove = QToolButton(self)
        self._remove.setObjectName("chipRemoveButton")
        self._remove.setText("×")
        self._remove.setAutoRaise(True)
        self._remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the chip itself takes the keys
        self._remove.setCursor(Qt.CursorShape.ArrowCursor)
        self._remove.setFixedSize(_CROSS, _CROSS)
        self._remove.clicked.connect(self.removal_wanted)
        self.show_term(term)

    @property
    def term(self) -> Term:
        """The term that the chip stands for."""
        return self._term

    def show_term(self, term: Term) -> None:
        """Stand for another term."""
        self._term = term
        self._words = describe_term(term, locale_marks(QLocale()))
        self.setAccessibleName(f"Filter: {self._words}")
        self.setAccessibleDescription("Delete removes it")
        self.setToolTip(f"{self._words}\nClick to find it in the search text.")
        self._remove.setAccessibleName(f"Remove filter: {self._words}")
        self._remove.setToolTip("Remove this filter")
        self.update()

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self._words)
        return QSize(min(_WIDEST, text + 2 * _PADDING + _CROSS), CHIP_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._remove.move(self.width() - _CROSS - 4, (self.height() - _CROSS) // 2)

    def paintEvent(self, _: QPaintEvent) -> None:
        roles = QPalette.ColorRole
        palette = self.palette()
        window, ink = palette.color(roles.Window), palette.color(roles.WindowText)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(palette.color(roles.Highlight), 1.6))
        else:
            painter.setPen(blended(window, ink, 0.22))
        painter.setBrush(blended(window, ink, 0.13 if self.underMouse() else 0.07))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(ink)
        room = self.rect().adjusted(_PADDING, 0, -_CROSS - 6, 0)
        words = self.fontMetrics().elidedText(
            self._words, Qt.TextElideMode.ElideRight, room.width() + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case (
                Qt.Key.Key_Delete
                | Qt.Key.Key_Backspace
                | Qt.Key.Key_Return
                | Qt.Key.Key_Enter
                | Qt.Key.Key_Space
            ):
                self.removal_wanted.emit()
            case Qt.Key.Key_Left:
                self.neighbour_wanted.emit(-1)
            case Qt.Key.Key_Right:
                self.neighbour_wanted.emit(1)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class FilterChips(QWidget):
    """Shows a query's terms as chips on as many rows as they need; takes no room when there are none.

    A chip stays the same widget as long as its term stays in the query, and its widget goes over to the term that takes
    its place: nothing flickers while one types.
    """

    query_wanted = Signal(object)  # ProductQuery, after a chip was removed
    term_chosen = Signal(object)  # Term: a chip was clicked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterChips")
        self.setAccessibleName("Active filters")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._query = ProductQuery()
        self._chips: list[FilterChip] = []
        self._spare: list[FilterChip] = []
        self._clear = QToolButton(self)
        self._clear.setObjectName("clearChipsButton")
        self._clear.setText("Clear all")
        self._clear.setAccessibleName("Clear all filters")
        self._clear.setToolTip("Show every product again")
        self._clear.setAutoRaise(True)
        self._clear.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._clear.setCursor(Qt.CursorShape.PointingHandCursor)
        self._colour_link()
        self._clear.clicked.connect(lambda: self._want(ProductQuery()))
        self.hide()

    @property
    def chips(self) -> tuple[FilterChip, ...]:
        """The chips shown, in order."""
        return tuple(self._chips)

    def show_query(self, query: ProductQuery) -> None:
        """Show a query's terms."""
        focused = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), None)
        self._query = query
        old = self._chips
        self._chips = []
        for term, source in zip(
            query.terms, match_chips([chip.term for chip in old], query.terms), strict=True
        ):
            chip = self._new_chip(term) if source is None else old[source]
            if chip.term != term:
                chip.show_term(term)
            self._chips.append(chip)
        for chip in old:
            if chip not in self._chips:
                chip.hide()
                self._spare.append(chip)
        self._clear.setVisible(len(self._chips) > 1)
        self._chain_tabs()
        self._arrange()
        self.setVisible(bool(self._chips))
        if focused is not None and self._chips and not any(c.hasFocus() for c in self._chips):
            self._chips[min(focused, len(self._chips) - 1)].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another font makes other widths, and another palette another colour of links."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._colour_link()

    def _colour_link(self) -> None:
        colour = QGuiApplication.palette().color(QPalette.ColorRole.WindowText)
        self._clear.setStyleSheet(f"QToolButton {{ color: {colour.name()}; }}")

    def _new_chip(self, term: Term) -> FilterChip:
        if self._spare:
            chip = self._spare.pop()
            chip.show_term(term)
            return chip
        chip = FilterChip(term, self)
        chip.removal_wanted.connect(lambda: self._want(self._query.without(chip.term)))
        chip.chosen.connect(lambda: self.term_chosen.emit(chip.term))
        chip.neighbour_wanted.connect(lambda step: self._go(chip, step))
        return chip

    def _want(self, query: ProductQuery) -> None:
        self.show_query(query)  # at once, so that the next click begins from here
        self.query_wanted.emit(query)

    def _go(self, chip: FilterChip, step: int) -> None:
        at = self._chips.index(chip) + step
        if 0 <= at < len(self._chips):
            self._chips[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _chain_tabs(self) -> None:
        chain: list[QWidget] = [*self._chips, self._clear]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _arrange(self) -> None:
        shown: list[QWidget] = [*self._chips]
        if not self._clear.isHidden():
            shown.append(self._clear)
        widths = [each.sizeHint().width() for each in shown]
        places = flow_into_rows(widths, self.width() - 2 * MARGIN, GAP)
        for widget, place, width in zip(shown, places, widths, strict=True):
            top = MARGIN + place.row * (CHIP_HEIGHT + MARGIN)
            room = self.width() - 2 * MARGIN
            widget.setGeometry(QRect(MARGIN + place.left, top, min(width, room), CHIP_HEIGHT))
            widget.show()
        rows = places[-1].row + 1 if places else 0
        self.setFixedHeight(rows * (CHIP_HEIGHT + MARGIN) + MARGIN if rows else 0)

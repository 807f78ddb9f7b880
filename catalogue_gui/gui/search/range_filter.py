"""A price or stock range in two fields."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import ProductQuery, Range
from catalogue_gui.catalogue.range_ends import (
    IN_STOCK,
    SOLD_OUT,
    RangeEnd,
    Side,
    check_order,
    end_text,
    is_in_stock,
    is_sold_out,
    parse_end,
    shown_end,
    with_ends,
    with_range,
)
from catalogue_gui.gui.connections.field_box import ReasonLabel, problem_colour
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.gui.search.counted_rows import MARGIN
from catalogue_gui.gui.search.segments import Segment, join_segments

DEBOUNCE_MS = 400  # a number is typed in less
_PLACES = {Side.LOW: ("From", "from"), Side.HIGH: ("To", "to")}


class _EndField(QLineEdit):
    """One end of the range as typed, and as the query has it."""

    def __init__(self, field: Field, side: Side) -> None:
        super().__init__()
        word, place = _PLACES[side]
        self.setObjectName(f"{field}{word}")
        self.setAccessibleName(f"{field.capitalize()} {place}")
        self.setPlaceholderText(place)
        self.setMinimumWidth(40)
        self.side = side
        self._field = field
        self._shown: RangeEnd | None = None
        self._is_typed = False
        self.textEdited.connect(self._on_edited)
        self.show_end(None)

    @property
    def is_typed(self) -> bool:
        """True while it holds what was typed, and not what the query says."""
        return self._is_typed

    def read(self) -> RangeEnd | None:
        """The end that the field says; as the query has it, unless something was typed.

        Raises:
            InvalidValue: what was typed cannot be read.
        """
        if not self._is_typed:
            return self._shown
        return parse_end(self.text(), self._field, self.side, locale_marks(QLocale()))

    def show_end(self, end: RangeEnd | None) -> None:
        """Show an end of the query. A text that says the same stays as it was typed while one is typing it."""
        self._shown = end
        if self._is_typed and self.hasFocus() and self._says(end):
            return
        self._is_typed = False
        text = end_text(end, self.side, locale_marks(QLocale()))
        if text != self.text():
            self.setText(text)
        self.mark("")

    def settle(self) -> None:
        """Write the number in its usual form, once it has been typed."""
        if self._is_typed and self._says(self._shown):
            self._is_typed = False
            self.show_end(self._shown)

    def mark(self, reason: str) -> None:
        """Mark the field and say what is wrong with it; an empty reason takes the mark away."""
        palette = QPalette()
        if reason:
            palette.setColor(QPalette.ColorRole.Text, problem_colour(palette))
        self.setPalette(palette)
        sign, end = ("≥", "no lower limit") if self.side == Side.LOW else ("≤", "no upper limit")
        strict = "Above" if self.side == Side.LOW else "Below"
        says = f"Empty: {end}. {self.side.value}5 leaves out 5 itself."
        if self._shown is not None:
            number = end_text(RangeEnd(self._shown.value), self.side, locale_marks(QLocale()))
            says = f"{sign} {number}" if self._shown.is_included else f"{strict} {number}"
        self.setToolTip(reason or says)
        self.setAccessibleDescription(reason)

    def _on_edited(self) -> None:
        self._is_typed = True

    def _says(self, end: RangeEnd | None) -> bool:
        try:
            return self.read() == end
        except InvalidValue:
            return False


class RangeFilter(QWidget):
    """From and to; what is typed is applied after a pause, by Return and on leaving. Nothing wrong is ever sent.

    Args:
        field: price or stock; stock has two quick choices beside it.
        debounce_ms: the pause after which what was typed is applied.
    """

    query_wanted = Signal(object)  # ProductQuery

    def __init__(
        self, field: Field, *, debounce_ms: int = DEBOUNCE_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._field = field
        self._query = ProductQuery()
        self._ends = {side: _EndField(field, side) for side in Side}
        self._reason = ReasonLabel(self)
        self._reason.setObjectName(f"{field}RangeReason")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(debounce_ms)
        self._timer.timeout.connect(self.apply)
        row = QHBoxLayout()
        row.setSpacing(4)
        dash = QLabel("–")
        dash.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row.addWidget(self._ends[Side.LOW], 1)
        row.addWidget(dash)
        row.addWidget(self._ends[Side.HIGH], 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._reason)
        self._quick: list[tuple[Segment, Range]] = []
        if field == Field.STOCK:
            layout.addLayout(self._make_quick_choices())
        for end in self._ends.values():
            end.textEdited.connect(lambda _: self._timer.start())
            end.editingFinished.connect(self._on_finished)

    def show_query(self, query: ProductQuery) -> None:
        """Show the range that a query asks for."""
        self._query = query
        is_waiting = self._timer.isActive()
        for end in self._ends.values():
            # What is being typed comes after what is shown now; the other end is not to come back with it.
            if not (is_waiting and end.is_typed):
                end.show_end(shown_end(query, self._field, end.side))
        if is_waiting:
            return
        if not any(end.accessibleDescription() for end in self._ends.values()):
            self._reason.show_reason("")
        for (button, _), is_on in zip(
            self._quick, (is_in_stock(query), is_sold_out(query)), strict=False
        ):
            button.setChecked(is_on)

    def apply(self) -> None:
        """Put what was typed into the query, or say what is wrong with it."""
        self._timer.stop()
        found: dict[Side, RangeEnd | None] = {}
        reasons: dict[Side, str] = {}
        for side, end in self._ends.items():
            try:
                found[side] = end.read()
            except InvalidValue as mistake:
                reasons[side] = mistake.reason
        if not reasons:
            try:
                check_order(found[Side.LOW], found[Side.HIGH])
            except InvalidValue as mistake:
                reasons = dict.fromkeys(Side, mistake.reason)
        for side, end in self._ends.items():
            end.mark(reasons.get(side, ""))
        self._reason.show_reason(next(iter(reasons.values()), ""))
        if not reasons:
            query = with_ends(self._query, self._field, found[Side.LOW], found[Side.HIGH])
            if query != self._query:
                self.query_wanted.emit(query)

    def _on_finished(self) -> None:
        self.apply()
        for end in self._ends.values():
            end.settle()

    def _make_quick_choices(self) -> QHBoxLayout:
        for name, text, span in (
            ("inStockButton", "In stock", IN_STOCK),
            ("soldOutButton", "Sold out", SOLD_OUT),
        ):
            button = Segment(name, text, f"Only products {text.lower()}")
            button.clicked.connect(lambda is_on, span=span: self._on_quick(span if is_on else None))
            self._quick.append((button, span))
        return join_segments([button for button, _ in self._quick])

    def _on_quick(self, span: Range | None) -> None:
        self._timer.stop()
        self.query_wanted.emit(with_range(self._query, self._field, span))

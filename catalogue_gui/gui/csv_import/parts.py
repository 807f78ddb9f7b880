"""The small parts that the wizard's pages are put together from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.header_style import pad_header
from catalogue_gui.gui.icons import line_icon

W = TypeVar("W", bound=QWidget)
Index = QModelIndex | QPersistentModelIndex
_CELL_ROOM = 3
_STEP_ICON = 14


def named(widget: W, name: str, accessible_name: str) -> W:
    """Give a widget the names by which scripts and screen readers know it."""
    widget.setObjectName(name)
    widget.setAccessibleName(accessible_name)
    return widget


def heading(text: str = "") -> QLabel:
    """A page's own heading."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    font = label.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 1.15)
    label.setFont(font)
    return label


def quiet_label(text: str = "") -> QLabel:
    """A sentence that explains and does not ask for attention."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def separator() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setForegroundRole(QPalette.ColorRole.Mid)
    line.setFrameShadow(QFrame.Shadow.Plain)
    return line


def plain_table(name: str, accessible_name: str) -> QTableView:
    """A table as the program's others: whole rows, no grid, one line a row."""
    table = named(QTableView(), name, accessible_name)
    lay_out_table(table)
    return table


def lay_out_table(table: QTableView) -> None:
    """Give a table the look of the program's others."""
    table.setItemDelegate(RoomyDelegate(table))
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setCornerButtonEnabled(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = table.verticalHeader()
    rows.setVisible(False)
    # Fixed: measuring rows would ask for every one of them.
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(table.fontMetrics().height() + 10)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)
    pad_header(header)


class AutomaticChoice(QComboBox):
    """A choice whose first entry is "Automatic", with what was found beside it."""

    chosen = Signal()

    def __init__(self, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self.addItem("Automatic", None)
        for value, words in choices:
            self.addItem(words, value)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self.chosen)

    @property
    def value(self) -> Any:
        """The value chosen; None for the automatic one."""
        return self.currentData()

    def show_found(self, words: str) -> None:
        """Say what was found; an empty text says nothing."""
        self.setItemText(0, f"Automatic: {words}" if words else "Automatic")

    def choose(self, value: Any) -> None:
        """Show a value as chosen, without a signal; one that is not offered is added."""
        if value is None:
            self.setCurrentIndex(0)
            return
        for place in range(1, self.count()):
            if self.itemData(place) == value:
                self.setCurrentIndex(place)
                return
        self.addItem(str(value), value)
        self.setCurrentIndex(self.count() - 1)


class RoomyDelegate(QStyledItemDelegate):
    """Draws cells with room at both sides, so that a number and the text beside it do not touch."""

    room_right = _CELL_ROOM

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, whole, painter, widget)
        whole.rect = option.rect.adjusted(_CELL_ROOM, 0, -self.room_right, 0)
        # The whole row is marked already.
        whole.state &= ~QStyle.StateFlag.State_HasFocus
        # The model is not asked a second time, as painting by the base class would do.
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, whole, painter, widget)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(_CELL_ROOM + self.room_right, 0)


class StepList(QWidget):
    """Shows which step this is and which are behind; it is not for pressing."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "importSteps", "Steps")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._current = Step.FILE
        self._is_done = False
        self._icons: list[QLabel] = []
        self._titles: list[QLabel] = []
        for step in Step:
            if step:
                row.addSpacing(6)
                row.addWidget(quiet_label("›"))
                row.addSpacing(6)
            icon = QLabel()
            icon.setMinimumWidth(_STEP_ICON)
            icon.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            title = QLabel(step.title)
            title.setTextFormat(Qt.TextFormat.PlainText)
            row.addWidget(icon)
            row.addWidget(title)
            self._icons.append(icon)
            self._titles.append(title)
        row.addStretch(1)
        self.show_step(Step.FILE)

    def show_step(self, current: Step, *, is_done: bool = False) -> None:
        """Mark a step as the present one; the last is ticked off only when its work is done, too."""
        self._current = current
        self._is_done = is_done
        for step, icon, title in zip(Step, self._icons, self._titles, strict=True):
            font = title.font()
            font.setBold(step == current)
            title.setFont(font)
            is_ahead = step > current
            role = QPalette.ColorRole.PlaceholderText if is_ahead else QPalette.ColorRole.WindowText
            title.setForegroundRole(role)
            icon.setForegroundRole(role)
            if step < current or is_done:
                size = QSize(_STEP_ICON, _STEP_ICON)
                icon.setPixmap(line_icon("check").pixmap(size, self.devicePixelRatioF()))
            else:
                icon.setText(str(step + 1))
                icon.setFont(font)
        self.setAccessibleDescription(f"Step {current + 1} of {len(Step)}: {current.title}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.show_step(
                self._current, is_done=self._is_done
            )  # the marks are pictures, drawn in the colour of before

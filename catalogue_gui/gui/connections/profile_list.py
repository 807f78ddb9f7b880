"""The list of connections, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeySequence, QPainter, QPalette, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.drafts import Draft

_ID = Qt.ItemDataRole.UserRole
_ADDRESS = Qt.ItemDataRole.UserRole + 1
_COLOUR = Qt.ItemDataRole.UserRole + 2
_MARK = Qt.ItemDataRole.UserRole + 3

UNNAMED = "New connection"
_BAR_WIDTH = 4
_MARGIN = 8


class _ProfileDelegate(QStyledItemDelegate):
    """Paints a connection: its colour as a bar, its name, and below it where it leads."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        height = option.fontMetrics.height() * 2 + 14
        return QSize(120, height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        name, shown.text = shown.text, ""
        style = shown.widget.style() if shown.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        painter.save()
        colour = index.data(_COLOUR)
        if colour:
            bar = QRect(
                shown.rect.left() + 2, shown.rect.top() + 5, _BAR_WIDTH, shown.rect.height() - 10
            )
            painter.fillRect(bar, QColor(colour))
        text = shown.rect.adjusted(_BAR_WIDTH + _MARGIN + 2, 6, -_MARGIN, -6)
        self._paint_texts(painter, shown, text, name, index)
        painter.restore()

    def _paint_texts(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        room: QRect,
        name: str,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        bright = option.palette.color(role)
        faint = QColor(bright)
        faint.setAlphaF(0.68)
        metrics = option.fontMetrics
        upper = QRect(room.left(), room.top(), room.width(), metrics.height())
        lower = upper.translated(0, metrics.height() + 2)
        mark = index.data(_MARK)
        painter.setPen(faint)
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark)
        upper.adjust(0, 0, -metrics.horizontalAdvance(mark) - (6 if mark else 0), 0)
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            lower,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(index.data(_ADDRESS), elide, lower.width()),
        )
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(bright)
        painter.drawText(
            upper,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(name, elide, upper.width()),
        )


class ProfileList(QWidget):
    """Chooses a connection; adds, duplicates and removes."""

    chosen = Signal(str)  # id, empty when none is left
    activated = Signal(str)  # id: double click or Return
    add_wanted = Signal()
    duplicate_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = QListWidget()
        self._list.setObjectName("profileList")
        self._list.setAccessibleName("Connections")
        self._list.setItemDelegate(_ProfileDelegate(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.currentItemChanged.connect(self._on_current_changed)
        self._list.itemActivated.connect(lambda item: self.activated.emit(item.data(_ID)))
        delete = QShortcut(QKeySequence.StandardKey.Delete, self._list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        self._add = self._make_button(buttons, "addProfileButton", "New", "Add a connection")
        self._duplicate = self._make_button(
            buttons, "duplicateProfileButton", "Duplicate", "Add a copy of this connection"
        )
        self._remove = self._make_button(
            buttons, "removeProfileButton", "Remove", "Remove this connection"
        )
        self._add.clicked.connect(lambda _: self.add_wanted.emit())
        self._duplicate.clicked.connect(lambda _: self.duplicate_wanted.emit())
        self._remove.clicked.connect(lambda _: self.remove_wanted.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._list, 1)
        column.addLayout(buttons)
        self._on_current_changed()

    def _make_button(self, row: QHBoxLayout, name: str, words: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        row.addWidget(button, 1)
        return button

    @property
    def current_id(self) -> str:
        """Id of the connection chosen, empty when none is."""
        item = self._list.currentItem()
        return str(item.data(_ID)) if item is not None else ""

    def show_drafts(self, drafts: list[Draft], current_id: str) -> None:
        """Show these connections in this order, one of them chosen."""
        self._list.blockSignals(True)
        self._list.clear()
        for draft in drafts:
            item = QListWidgetItem()
            item.setData(_ID, draft.profile.id)
            self._list.addItem(item)
            self._fill(item, draft)
            if draft.profile.id == current_id:
                self._list.setCurrentItem(item)
        if self._list.currentItem() is None and self._list.count():
            self._list.setCurrentRow(0)
        self._list.blockSignals(False)
        self._on_current_changed()

    def refresh(self, draft: Draft) -> None:
        """Show one connection as it stands now."""
        for row in range(self._list.count()):
            item = self._list.item(row)
            if item.data(_ID) == draft.profile.id:
                self._fill(item, draft)

    def _fill(self, item: QListWidgetItem, draft: Draft) -> None:
        profile = draft.profile
        item.setText(profile.name or UNNAMED)
        item.setData(_ADDRESS, profile.address)
        item.setData(_COLOUR, profile.colour)
        marks = []
        if profile.is_production:
            marks.append("production")
        if profile.read_only:
            marks.append("read only")
        if draft.is_changed:
            marks.append("not saved")
        item.setData(_MARK, "not saved" if draft.is_changed else (marks[0] if marks else ""))
        item.setToolTip(profile.address)
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole,
            ", ".join([profile.name or UNNAMED, profile.address, *marks]),
        )

    def _on_current_changed(self) -> None:
        for button in (self._duplicate, self._remove):
            button.setEnabled(bool(self.current_id))
        self.chosen.emit(self.current_id)

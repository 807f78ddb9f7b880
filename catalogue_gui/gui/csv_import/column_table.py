"""The table of the file's columns: what each holds and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.importing import IGNORE, METADATA_PREFIX, ColumnView
from catalogue_gui.gui.csv_import.column_dragging import (
    COLUMN_MIME,
    dragged_column,
    make_column_mime,
)
from catalogue_gui.gui.csv_import.column_targets import (
    becomes_words,
    choose_target,
    column_title,
    target_choice,
    target_choices,
    target_rank,
    target_words,
)
from catalogue_gui.gui.csv_import.parts import RoomyDelegate, plain_table
from catalogue_gui.gui.csv_import.plan import PRODUCT_FIELDS, ImportPlan
from catalogue_gui.gui.csv_import.wording import one_line

Index = QModelIndex | QPersistentModelIndex
COLUMN, SAMPLES, TARGET, BECOMES, REASON = range(5)
_TITLES = ("Column in the file", "Holds", "Goes to", "Becomes", "Why")
_ARROW_SIZE = 9


class ColumnModel(QAbstractTableModel):
    """The file's columns over the plan; only where a column goes can be changed."""

    mapping_changed = Signal()

    def __init__(self, plan: ImportPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        self._columns: tuple[ColumnView, ...] = ()

    @property
    def plan(self) -> ImportPlan:
        """The plan that is shown and changed."""
        return self._plan

    def column_at(self, row: int) -> ColumnView:
        """The file's column that a row shows."""
        return self._columns[row]

    def show_plan(self) -> None:
        """Show the plan's columns anew: those that fill a field of a product first, then the others, as in the file."""
        self.beginResetModel()
        self._columns = tuple(
            sorted(self._plan.columns, key=lambda column: target_rank(self._plan.field_of(column)))
        )
        self.endResetModel()

    def refresh(self) -> None:
        """Show anew where the columns go."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, REASON))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(_TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return super().flags(index)
        flags = super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled
        if self._droppable_field(index):
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == TARGET else flags

    def _droppable_field(self, index: Index) -> str:
        """The field that a column dropped on a row takes over; empty where there is none to take."""
        field = self._plan.field_of(self._columns[index.row()])
        return field if field in PRODUCT_FIELDS else ""

    def mimeTypes(self) -> list[str]:
        return [COLUMN_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return make_column_mime(self._columns[indexes[0].row()].key)

    def supportedDropActions(self) -> Qt.DropAction:
        # No row is moved or taken away, whatever becomes of the drag.
        return Qt.DropAction.CopyAction

    def canDropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: Index
    ) -> bool:
        key = dragged_column(data)
        return (
            key is not None
            and parent.isValid()
            and self._columns[parent.row()].key != key
            and bool(self._droppable_field(parent))
        )

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        key = dragged_column(data)
        if key is None or not self.canDropMimeData(data, action, row, column, parent):
            return False
        self.send_column(key, self._droppable_field(parent))
        return True

    def send_column(self, key: str, field: str) -> None:
        """Send a column to a field of a product, in place of the one that fills it now."""
        column = next((each for each in self._columns if each.key == key), None)
        if column is not None and self._plan.field_of(column) != field:
            self._plan.choose_field(column, field)
            self.refresh()
            self.mapping_changed.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._text(column, index)
            return text if role == Qt.ItemDataRole.DisplayRole else text or None
        if role == Qt.ItemDataRole.EditRole and index.column() == TARGET:
            return target_choice(self._plan, column)
        if role == Qt.ItemDataRole.ForegroundRole and self._is_quiet(column, index):
            return QApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
        return None

    def _text(self, column: ColumnView, index: Index) -> str:
        match index.column():
            case 0:
                return column_title(self._plan, column)
            case 1:
                return " · ".join(one_line(sample, 60) for sample in dict.fromkeys(column.samples))
            case 2:
                return target_words(self._plan, column)
            case 3:
                return becomes_words(self._plan, column)
            case _:
                return self._plan.reason_of(column)

    def _is_quiet(self, column: ColumnView, index: Index) -> bool:
        if index.column() in (SAMPLES, REASON) and not (
            index.column() == REASON and self._plan.is_guess(column)
        ):
            return True
        target = self._plan.field_of(column)
        return target == IGNORE or (index.column() == TARGET and target.startswith(METADATA_PREFIX))

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != TARGET or not value:
            return False
        column = self._columns[index.row()]
        if value != target_choice(self._plan, column):
            choose_target(self._plan, column, str(value))
            self.refresh()
            self.mapping_changed.emit()
        return True

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        return _TITLES[section]


class TargetDelegate(RoomyDelegate):
    """Offers the fields in a list; drawn as text with a small arrow, so that a file of many columns stays quiet."""

    room_right = _ARROW_SIZE + 9

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QComboBox:
        model = index.model()
        assert isinstance(model, ColumnModel)
        column = model.column_at(index.row())
        editor = QComboBox(parent)
        editor.setObjectName("importTargetChoice")
        editor.setAccessibleName(f"Where {column.header or 'this column'} goes")
        editor.setFrame(False)
        for choice, words in target_choices(model.plan, column):
            editor.addItem(words, choice)
        editor.activated.connect(lambda: self._on_chosen(editor))
        QTimer.singleShot(0, editor, editor.showPopup)
        return editor

    def _on_chosen(self, editor: QComboBox) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(editor.findData(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        editor.setGeometry(option.rect)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        arrow = QStyleOptionViewItem(option)
        rect = option.rect
        arrow.rect = QRect(
            rect.right() - _ARROW_SIZE - 5,
            rect.center().y() - _ARROW_SIZE // 2,
            _ARROW_SIZE,
            _ARROW_SIZE,
        )
        style = option.widget.style() if option.widget is not None else QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorArrowDown, arrow, painter)


class ColumnTable(QWidget):
    """Holds the table; Space, F2, Alt+Down or a click opens the list of a column, which can be dragged to a field too."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__()
        self.model = ColumnModel(plan, self)
        self.view = plain_table("importColumnsTable", "Columns of the file")
        self.view.setModel(self.model)
        self.view.setItemDelegateForColumn(TARGET, TargetDelegate(self.view))
        triggers = QAbstractItemView.EditTrigger
        self.view.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.view.clicked.connect(self._on_clicked)
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.view.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.view.setDragDropOverwriteMode(True)
        self.view.installEventFilter(self)
        header = self.view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for section in (SAMPLES, BECOMES):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        for section, width in ((COLUMN, 150), (TARGET, 170), (REASON, 180)):
            header.resizeSection(section, width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def show_plan(self) -> None:
        """Show the plan's columns anew, and begin at the first."""
        self.model.show_plan()
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, TARGET))

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_wanted = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_F2) or (
                event.key() == Qt.Key.Key_Down
                and event.modifiers() & Qt.KeyboardModifier.AltModifier
            )
            if is_wanted and self.view.currentIndex().isValid():
                self.view.edit(self.view.currentIndex().siblingAtColumn(TARGET))
                return True
        return super().eventFilter(watched, event)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == TARGET:
            self.view.edit(index)

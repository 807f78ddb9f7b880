"""The table of the file's columns: what each holds and where it goes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
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
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.csv_import.parts import RoomyDelegate, plain_table
from catalogue_gui.gui.csv_import.plan import PRODUCT_FIELDS, ImportPlan
from catalogue_gui.gui.csv_import.wording import field_words, one_line

Index = QModelIndex | QPersistentModelIndex
COLUMN, SAMPLES, TARGET, REASON = range(4)
_TITLES = ("Column in the file", "Holds", "Goes to", "Why")
_ARROW_SIZE = 9


def target_choices(plan: ImportPlan, column: ColumnView) -> list[str]:
    """The fields that a column can be sent to."""
    choices = [str(name) for name in PRODUCT_FIELDS]
    if column.field == Field.METADATA:
        choices.append(str(Field.METADATA))
    return [*choices, plan.metadata_field(column), IGNORE]


def column_title(plan: ImportPlan, column: ColumnView) -> str:
    """What a column is called on the screen: its header, or its place where it has none."""
    return one_line(column.header.strip(), 80) or f"Column {plan.columns.index(column) + 1}"


def _rank(target: str) -> int:
    """Where a column stands in the table, by the field that it fills."""
    names = [str(name) for name in PRODUCT_FIELDS]
    return names.index(target) if target in names else len(names)


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
            sorted(self._plan.columns, key=lambda column: _rank(self._plan.field_of(column)))
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
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == TARGET else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._text(column, index)
            return text if role == Qt.ItemDataRole.DisplayRole else text or None
        if role == Qt.ItemDataRole.EditRole and index.column() == TARGET:
            return self._plan.field_of(column)
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
                return field_words(self._plan.field_of(column))
            case _:
                return self._plan.reason_of(column)

    def _is_quiet(self, column: ColumnView, index: Index) -> bool:
        if index.column() in (SAMPLES, REASON):
            return True
        target = self._plan.field_of(column)
        return target == IGNORE or (index.column() == TARGET and target.startswith(METADATA_PREFIX))

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != TARGET or not value:
            return False
        column = self._columns[index.row()]
        if value != self._plan.field_of(column):
            self._plan.choose_field(column, str(value))
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
        for name in target_choices(model.plan, column):
            editor.addItem(field_words(name), name)
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
    """Holds the table; Space, F2, Alt+Down or a click opens the list of a column."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__()
        self.model = ColumnModel(plan, self)
        self.view = plain_table("importColumnsTable", "Columns of the file")
        self.view.setModel(self.model)
        self.view.setItemDelegateForColumn(TARGET, TargetDelegate(self.view))
        triggers = QAbstractItemView.EditTrigger
        self.view.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.view.clicked.connect(self._on_clicked)
        self.view.installEventFilter(self)
        header = self.view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(SAMPLES, QHeaderView.ResizeMode.Stretch)
        for section, width in ((COLUMN, 170), (TARGET, 180), (REASON, 190)):
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

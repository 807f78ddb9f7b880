"""The first page: which file, how it is read, and its first rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.importing import FileView, ReadOptions
from catalogue_gui.gui.csv_import.parts import (
    AutomaticChoice,
    heading,
    named,
    plain_table,
    quiet_label,
)
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.wording import (
    DELIMITERS,
    ENCODINGS,
    HEADERS,
    QUOTES,
    delimiter_words,
    encoding_words,
    one_line,
    quote_words,
    size_words,
)
from catalogue_gui.gui.icons import line_icon

_ICON = 40
_MOST_FITTED = 60  # measuring each of thousands of columns would be felt
Index = QModelIndex | QPersistentModelIndex


def typed_path(text: str) -> Path | None:
    """A path as people type or paste it: in quotation marks, as a file address, from their home folder."""
    stripped = text.strip()
    for quote in ('"', "'"):
        if len(stripped) > 1 and stripped[0] == stripped[-1] == quote:
            stripped = stripped[1:-1]
    if stripped.startswith("file:"):
        stripped = QUrl(stripped).toLocalFile()
    if not stripped:
        return None
    try:
        return Path(stripped).expanduser()
    except RuntimeError:  # the home folder of an unknown user: a file may be called so
        return Path(stripped)


class PreviewModel(QAbstractTableModel):
    """The first records of the file, each with its line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: FileView | None = None

    def show_view(self, view: FileView | None) -> None:
        """Show another file, or the same one read differently."""
        self.beginResetModel()
        self._view = view
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._view is None else len(self._view.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._view is None else len(self._view.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._view is None or not index.isValid():
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        cells = self._view.rows[index.row()][1]
        text = cells[index.column()] if index.column() < len(cells) else ""
        return one_line(text) if role == Qt.ItemDataRole.DisplayRole else text[:2000]

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if self._view is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._view.rows[section][0])
        return one_line(self._view.columns[section].header, 60) or f"Column {section + 1}"


class _Invitation(QWidget):
    """Stands where the first rows will be, while there is no file."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = heading("Drop a CSV file here, or choose one")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = quiet_label(
            "Its first rows appear here as they will be read. "
            "Nothing is written before you have seen what will change."
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addWidget(title)
        column.addWidget(text)
        column.addStretch(3)
        self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        size = QSize(_ICON, _ICON)
        self._icon.setPixmap(line_icon("file").pixmap(size, self.devicePixelRatioF()))


class FilePage(QWidget):
    """Asks for the file and shows how it is read."""

    choosing_wanted = Signal()
    file_chosen = Signal(Path)
    reading_corrected = Signal(ReadOptions)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("importFilePage")
        self._shown_path = ""
        self.path_field = named(QLineEdit(), "importFileField", "File to import")
        self.path_field.setPlaceholderText("Where the file is")
        self.path_field.setClearButtonEnabled(False)
        self.path_field.returnPressed.connect(self._on_path_typed)
        self.path_field.editingFinished.connect(self._on_path_typed)
        choose = named(QPushButton("C&hoose…"), "importChooseButton", "Choose a file")
        choose.setAutoDefault(False)
        choose.clicked.connect(self.choosing_wanted)
        label = QLabel("&File")
        label.setBuddy(self.path_field)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.path_field, 1)
        row.addWidget(choose)

        self._corrections = QWidget()
        self._encoding = AutomaticChoice(ENCODINGS)
        self._delimiter = AutomaticChoice(DELIMITERS)
        self._quote = AutomaticChoice(QUOTES)
        self._header = AutomaticChoice(HEADERS)
        self._lay_out_corrections()
        self._evidence = quiet_label()
        self._evidence.setObjectName("importEvidence")
        self._model = PreviewModel(self)
        self._table = plain_table("importPreviewTable", "First rows of the file")
        self._table.setModel(self._model)
        self._table.verticalHeader().setVisible(True)
        self._table.horizontalHeader().setStretchLastSection(False)
        self._table.horizontalHeader().setDefaultSectionSize(130)
        self._invitation = _Invitation()

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self._corrections)
        column.addWidget(self._evidence)
        column.addWidget(self._table, 1)
        column.addWidget(self._invitation, 1)
        self.show_plan(ImportPlan())

    def _lay_out_corrections(self) -> None:
        grid = QGridLayout(self._corrections)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        for place, (choice, name, words) in enumerate(
            (
                (self._encoding, "importEncoding", "&Encoding"),
                (self._delimiter, "importDelimiter", "&Delimiter"),
                (self._quote, "importQuote", "&Quotation marks"),
                (self._header, "importHeader", "First &row holds the names"),
            )
        ):
            named(choice, name, words.replace("&", ""))
            label = QLabel(words)
            label.setBuddy(choice)
            grid.addWidget(label, 0, place)
            grid.addWidget(choice, 1, place)
            grid.setColumnStretch(place, 1)
            choice.chosen.connect(self._on_corrected)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show the file that is chosen and how it was read."""
        self._shown_path = str(plan.path) if plan.path is not None else ""
        if typed_path(self.path_field.text()) != plan.path:
            self.path_field.setText(self._shown_path)
        view = plan.view
        read = plan.read
        self._encoding.choose(read.encoding)
        self._delimiter.choose(read.delimiter)
        self._quote.choose(read.quote)
        self._header.choose(read.header)
        self._show_found(view, read)
        self._evidence.setText(_evidence_text(view) if view is not None else "")
        self._evidence.setVisible(view is not None)
        self._corrections.setVisible(plan.path is not None)
        self._table.setVisible(view is not None)
        self._invitation.setVisible(view is None)
        self._model.show_view(view)
        if view is not None:
            self._fit_columns()

    def show_reading(self) -> None:
        """Say that the file is being read."""
        self._evidence.setText("Reading…")
        self._evidence.show()
        self._corrections.show()

    def _show_found(self, view: FileView | None, read: ReadOptions) -> None:
        if view is None:
            if read == ReadOptions():  # else what was found before the correction is still true
                for choice in (self._encoding, self._delimiter, self._quote, self._header):
                    choice.show_found("")
            return
        for choice, is_automatic, words in (
            (self._encoding, read.encoding is None, encoding_words(view.encoding)),
            (self._delimiter, read.delimiter is None, delimiter_words(view.delimiter)),
            (self._quote, read.quote is None, quote_words(view.quote)),
            (self._header, read.header is None, "yes" if view.header else "no"),
        ):
            if is_automatic:
                choice.show_found(words)

    def _fit_columns(self) -> None:
        """Columns as wide as what they show, within reason: a description must not push the price out of sight."""
        widest = self._table.fontMetrics().averageCharWidth() * 28
        for column in range(min(_MOST_FITTED, self._model.columnCount())):
            self._table.resizeColumnToContents(column)
            width = self._table.columnWidth(column)
            self._table.setColumnWidth(column, max(56, min(width + 8, widest)))

    def _on_path_typed(self) -> None:
        path = typed_path(self.path_field.text())
        if path is not None and str(path) != self._shown_path:
            self._shown_path = str(path)
            self.file_chosen.emit(path)

    def _on_corrected(self) -> None:
        self.reading_corrected.emit(
            ReadOptions(
                encoding=self._encoding.value,
                delimiter=self._delimiter.value,
                quote=self._quote.value,
                header=self._header.value,
            )
        )


def _evidence_text(view: FileView) -> str:
    sentences = [sentence[:1].upper() + sentence[1:] for sentence in view.evidence]
    return " · ".join([size_words(view.size_bytes), *sentences])

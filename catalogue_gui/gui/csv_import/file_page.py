"""The first page: which file, how it is read, and its first rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
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
from catalogue_gui.gui.csv_import.file_preview import Invitation, PreviewModel, fit_columns
from catalogue_gui.gui.csv_import.parts import (
    AutomaticChoice,
    named,
    plain_table,
    quiet_label,
)
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.quick_cells import QuickDelegate
from catalogue_gui.gui.csv_import.wording import (
    DELIMITERS,
    ENCODINGS,
    HEADERS,
    OTHER,
    QUOTES,
    delimiter_words,
    encoding_words,
    quote_words,
    size_words,
)


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
        self._other = named(QLineEdit(), "importOtherDelimiter", "The delimiter")
        self._other.setMaxLength(1)
        self._other.setPlaceholderText("?")
        self._other.setToolTip("The character that stands between two cells")
        self._other.setFixedWidth(self._other.fontMetrics().averageCharWidth() * 5)
        self._other.textEdited.connect(self._on_other_typed)
        self._other.hide()
        self._lay_out_corrections()
        self._evidence = quiet_label()
        self._evidence.setObjectName("importEvidence")
        self._model = PreviewModel(self)
        self._table = plain_table("importPreviewTable", "First rows of the file")
        self._table.setModel(self._model)
        self._table.setItemDelegate(QuickDelegate(self._model, self._table))
        self._table.verticalHeader().setVisible(True)
        self._table.horizontalHeader().setStretchLastSection(False)
        self._table.horizontalHeader().setDefaultSectionSize(130)
        self._invitation = Invitation()

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
            if choice is self._delimiter:
                row = QHBoxLayout()
                row.setSpacing(4)
                row.addWidget(choice, 1)
                row.addWidget(self._other)
                grid.addLayout(row, 1, place)
            else:
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
        self._show_other(read.delimiter)
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
            fit_columns(self._table, self._model)

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

    def _on_path_typed(self) -> None:
        path = typed_path(self.path_field.text())
        if path is not None and str(path) != self._shown_path:
            self._shown_path = str(path)
            self.file_chosen.emit(path)

    def _on_other_typed(self, text: str) -> None:
        if text:
            self._on_corrected()

    def _show_other(self, delimiter: str | None) -> None:
        """Show a delimiter that the list does not name in its own field."""
        is_other = delimiter is not None and delimiter not in dict(DELIMITERS)
        self._delimiter.choose(OTHER if is_other else delimiter)
        self._other.setVisible(is_other)
        if self._other.text() != (delimiter or ""):
            self._other.setText(delimiter or "" if is_other else "")

    def _on_corrected(self) -> None:
        delimiter = self._delimiter.value
        if delimiter == OTHER:
            if not self._other.isVisible():
                self._other.clear()
                self._other.show()
                self._other.setFocus()
            delimiter = self._other.text()
            if not delimiter:
                return  # it is about to be typed
        else:
            self._other.hide()
        self.reading_corrected.emit(
            ReadOptions(
                encoding=self._encoding.value,
                delimiter=delimiter,
                quote=self._quote.value,
                header=self._header.value,
            )
        )


def _evidence_text(view: FileView) -> str:
    sentences = [sentence[:1].upper() + sentence[1:] for sentence in view.evidence]
    return " · ".join([size_words(view.size_bytes), *sentences])

"""The dialog before an export: which products, for whom, which columns."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QRadioButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.exporting import Form
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.catalogue.sort_text import format_key
from catalogue_gui.gui.bulk.wording import number
from catalogue_gui.gui.csv_import.parts import quiet_label
from catalogue_gui.gui.exporting.choice import (
    ColumnChoice,
    ExportOffer,
    ExportWish,
    RememberedExport,
    advice,
    form_text,
    keys_of,
)
from catalogue_gui.gui.exporting.column_model import ExportColumnModel

_WIDTH = 560
_FEWEST_ROWS_SEEN = 5
_MOST_QUERY_CHARACTERS = 90
_FORM_WORDS = {Form.SPREADSHEET: "For a spreadsheet", Form.EXCHANGE: "To import again"}
_COLUMN_WORDS = {
    ColumnChoice.SHOWN: "as shown in the table",
    ColumnChoice.ALL: "all",
    ColumnChoice.OWN: "my choice",
}


class ExportDialog(QDialog):
    """Asks what to write; ``wished`` says it when the user goes on to choose the file.

    Args:
        offer: what the window has.
        before: what was chosen the last time.
    """

    wished = Signal(object)  # ExportWish

    def __init__(
        self, offer: ExportOffer, before: RememberedExport, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("Export products")
        self.setAccessibleName("Export products")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self._offer = offer
        self._before = before
        self._chosen = {form: before.columns[form] for form in Form}
        self._own = keys_of(before.own, offer.columns)
        self._decimal = QLocale().decimalPoint()
        self._model = ExportColumnModel(offer.columns, self)
        self._model.ticked_by_user.connect(self._on_ticked)
        self._scopes = QButtonGroup(self)
        self._forms = QButtonGroup(self)
        self._columns = QButtonGroup(self)
        self._lay_out()
        self._form_buttons[before.form].setChecked(True)
        self._show_columns()
        self._forms.buttonToggled.connect(self._on_toggled)
        self._columns.buttonClicked.connect(self._on_columns_chosen)

    # Layout

    def _lay_out(self) -> None:
        parts = QGridLayout()
        parts.setVerticalSpacing(16)
        parts.setHorizontalSpacing(18)
        parts.setColumnStretch(1, 1)
        for row, (words, part) in enumerate(
            (
                ("Products", self._make_scopes()),
                ("File", self._make_forms()),
                ("Columns", self._make_columns()),
            )
        ):
            label = QLabel(words)
            # As high as the button beside it, so that both stand on one line.
            label.setFixedHeight(self._found.sizeHint().height())
            parts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            parts.addLayout(part, row, 1)
        parts.setRowStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addLayout(parts, 1)
        layout.addWidget(self._make_buttons())

    def _make_scopes(self) -> QVBoxLayout:
        offer = self._offer
        count = offer.selected.count if offer.selected is not None else 0
        self._selected = _radio("exportSelected", _the_selected(count), "Export")
        self._selected.setEnabled(count > 0)
        if not count:
            self._selected.setToolTip("No products are selected in the table.")
        self._found = _radio("exportFound", _all_found(offer.found_count), "Export")
        (self._selected if offer.prefers_selected else self._found).setChecked(True)
        column = _column(_row(self._scopes, self._selected, self._found))
        text = format_query(offer.query)
        if text:
            is_long = len(text) > _MOST_QUERY_CHARACTERS
            said = quiet_label(f"{text[:_MOST_QUERY_CHARACTERS]}…" if is_long else text)
            said.setObjectName("exportQuery")
            said.setAccessibleName("What is found")
            column.addWidget(said)
        return column

    def _make_forms(self) -> QVBoxLayout:
        column = _column()
        self._form_buttons: dict[Form, QRadioButton] = {}
        for form, words in _FORM_WORDS.items():
            button = self._form_buttons[form] = _radio(f"export{form.capitalize()}", words)
            said = quiet_label(form_text(form, self._decimal))
            said.setIndent(_indent(button))
            button.setAccessibleDescription(said.text())
            self._forms.addButton(button)
            if form != Form.SPREADSHEET:
                column.addSpacing(6)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            column.addWidget(said)
        return column

    def _make_columns(self) -> QVBoxLayout:
        self._column_buttons = {
            choice: _radio(f"exportColumns{choice.capitalize()}", words, "Columns")
            for choice, words in _COLUMN_WORDS.items()
        }
        self._list = QListView()
        self._list.setObjectName("exportColumnList")
        self._list.setAccessibleName("Columns of the file, in order")
        self._list.setUniformItemSizes(True)
        self._list.setModel(self._model)
        row_height = max(1, self._list.sizeHintForRow(0))
        self._list.setMinimumHeight(_FEWEST_ROWS_SEEN * row_height)
        self._advice = quiet_label()
        self._advice.setObjectName("exportAdvice")
        # Room kept, so that nothing jumps when something is to be said.
        self._advice.setMinimumHeight(self.fontMetrics().lineSpacing())
        column = _column(_row(self._columns, *self._column_buttons.values()))
        column.setSpacing(6)
        column.addWidget(self._list, 1)
        column.addWidget(self._advice)
        return column

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self._go_on = QPushButton("Choose file…")
        self._go_on.setObjectName("exportChooseFileButton")
        self._go_on.setAccessibleName("Choose file")
        self._go_on.setDefault(True)
        buttons.addButton(self._go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("exportCancelButton")
        cancel.setAccessibleName("Cancel")
        cancel.setIcon(QIcon())
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        return buttons

    # What is chosen

    @property
    def form(self) -> Form:
        """For whom the file is."""
        return next(form for form, button in self._form_buttons.items() if button.isChecked())

    @property
    def wish(self) -> ExportWish:
        """What is to be written."""
        return ExportWish(
            self._offer, self._selected.isChecked(), self.form, columns=self._model.ticked
        )

    @property
    def choice(self) -> RememberedExport:
        """What is to be remembered of it."""
        return RememberedExport(
            self.form, dict(self._chosen), tuple(map(format_key, self._own)), self._before.folder
        )

    def _on_toggled(self, _: QAbstractButton, is_chosen: bool) -> None:
        if is_chosen:
            self._show_columns()

    def _on_columns_chosen(self, button: QAbstractButton) -> None:
        for choice, each in self._column_buttons.items():
            if each is button:
                self._chosen[self.form] = choice
        if self._chosen[self.form] == ColumnChoice.OWN and not self._own:
            self._own = self._model.ticked  # what was there is what one begins with
        self._show_columns()

    def _on_ticked(self) -> None:
        """A column ticked by hand makes the choice one's own."""
        self._own = self._model.ticked
        self._chosen[self.form] = ColumnChoice.OWN
        self._column_buttons[ColumnChoice.OWN].setChecked(True)
        self._show_advice()

    def _show_columns(self) -> None:
        form, choice = self.form, self._chosen[self.form]
        self._column_buttons[choice].setChecked(True)
        self._model.tick(
            {
                ColumnChoice.SHOWN: self._offer.shown,
                ColumnChoice.ALL: self._offer.all_columns(form),
                ColumnChoice.OWN: self._own,
            }[choice]
        )
        self._show_advice()

    def _show_advice(self) -> None:
        words = advice(self.form, self._model.ticked)
        self._advice.setText(words)
        self._list.setAccessibleDescription(words)
        self._go_on.setEnabled(bool(self._model.ticked))

    def _on_accepted(self) -> None:
        wish = self.wish
        self.accept()
        self.wished.emit(wish)


def _radio(name: str, words: str, about: str = "") -> QRadioButton:
    button = QRadioButton(words)
    button.setObjectName(name)
    button.setAccessibleName(f"{about} {words}".strip())
    return button


def _column(*layouts: QHBoxLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2)
    for layout in layouts:
        column.addLayout(layout)
    return column


def _row(group: QButtonGroup, *buttons: QRadioButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(18)
    for button in buttons:
        group.addButton(button)
        row.addWidget(button)
    row.addStretch()
    return row


def _indent(button: QRadioButton) -> int:
    """Where the words of a button begin."""
    style = button.style()
    return style.pixelMetric(QStyle.PixelMetric.PM_ExclusiveIndicatorWidth) + style.pixelMetric(
        QStyle.PixelMetric.PM_RadioButtonLabelSpacing
    )


def _the_selected(count: int) -> str:
    if count == 1:
        return "the selected one"
    return f"the {number(count)} selected" if count else "the selected ones"


def _all_found(count: int | None) -> str:
    if count is None:
        return "all that are found"
    return "the one found" if count == 1 else f"all {number(count)} found"

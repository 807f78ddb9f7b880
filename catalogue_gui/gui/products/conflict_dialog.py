"""What to do when somebody else was quicker: yours, theirs and what it was, side by side."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import EditConflict
from catalogue_gui.catalogue.product import Field, FieldValue
from catalogue_gui.catalogue.typed_values import format_count, format_price, format_tags
from catalogue_gui.gui.products.columns import locale_marks


class ConflictDialog(QDialog):
    """Shows a conflict field by field; nothing is overwritten unless the user says so."""

    mine_chosen = Signal()
    theirs_chosen = Signal()

    def __init__(self, conflict: EditConflict, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflictDialog")
        self.setAccessibleName("Changed by someone else")
        self.setWindowTitle("Changed by someone else")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        title = QLabel(f"Someone else changed “{name}” while you were typing.")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        title.setObjectName("conflictTitle")
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        truth = QLabel("Nothing was overwritten. What you typed is kept until you decide.")
        truth.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(truth)
        layout.addLayout(self._make_comparison(conflict))
        layout.addStretch()
        layout.addWidget(self._make_buttons())

    def _make_comparison(self, conflict: EditConflict) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        for column, words in enumerate(("", "Yours", "Theirs", "It was")):
            grid.addWidget(_quiet(words), 0, column)
        theirs = conflict.theirs or {}
        for row, field in enumerate(conflict.mine, 1):
            grid.addWidget(_quiet(field.capitalize()), row, 0)
            for column, (kind, values) in enumerate(
                (("Mine", conflict.mine), ("Theirs", theirs), ("Seen", conflict.seen)), 1
            ):
                cell = QLabel(value_text(Field(field), values.get(field)))
                cell.setObjectName(f"conflict{kind}{field.capitalize()}")
                cell.setTextFormat(Qt.TextFormat.PlainText)
                cell.setWordWrap(True)
                cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(cell, row, column)
        for column in (1, 2, 3):
            grid.setColumnStretch(column, 1)
        return grid

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        for name, words, role, chosen in (
            ("useMineButton", "Use mine", QDialogButtonBox.ButtonRole.AcceptRole, self._use_mine),
            ("keepTheirsButton", "Keep theirs", QDialogButtonBox.ButtonRole.AcceptRole, self._keep),
            (
                "decideLaterButton",
                "Decide later",
                QDialogButtonBox.ButtonRole.RejectRole,
                self.reject,
            ),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.setAutoDefault(False)
            button.clicked.connect(chosen)
            buttons.addButton(button, role)
        return buttons

    def _use_mine(self) -> None:
        self.mine_chosen.emit()
        self.accept()

    def _keep(self) -> None:
        self.theirs_chosen.emit()
        self.accept()


def value_text(field: Field, value: FieldValue | object) -> str:
    """A field's value as the table writes it."""
    marks = locale_marks(QLocale())
    if value is None:
        return "–"
    match field:
        case Field.PRICE:
            return format_price(value, marks)  # type: ignore[arg-type]  # a price is Decimal
        case Field.STOCK:
            return format_count(value, marks)  # type: ignore[arg-type]  # a stock is int
        case Field.TAGS:
            return format_tags(value) or "–"  # type: ignore[arg-type]  # tags are a tuple
        case _:
            return str(value)


def _quiet(words: str) -> QLabel:
    label = QLabel(words)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    return label

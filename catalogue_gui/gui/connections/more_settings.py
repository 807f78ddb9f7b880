"""The settings of a connection that most people never touch, folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.gui.connections.field_box import FieldBox
from catalogue_gui.gui.connections.wording import SESSION_ATTRIBUTES, sentence

if TYPE_CHECKING:
    from catalogue_gui.profiles.profile import ConnectionProfile

# Field: label, least, most, unit, what 0 is called, what it is for.
_NUMBERS = {
    "connect_timeout_s": (
        "Wait for the server",
        2,
        300,
        " s",
        "",
        "How long each server has to answer before it is given up",
    ),
    "statement_timeout_s": (
        "Longest request",
        0,
        86_400,
        " s",
        "no limit",
        "A search or a change that takes longer is stopped, and nothing of it stays",
    ),
    "lock_timeout_s": (
        "Wait for others",
        0,
        3_600,
        " s",
        "no limit",
        "How long to wait for somebody who is just changing the same product",
    ),
    "pool_min": ("Connections, at least", 1, 50, "", "", "Kept open even while nothing is done"),
    "pool_max": (
        "Connections, at most",
        1,
        50,
        "",
        "",
        "Never more than these at once; servers allow each user a limited number",
    ),
}
# Field: label, what the field says when it is empty.
_FILES = {
    "sslrootcert": ("Trusted authorities", "file, or “system” for this computer's own"),
    "sslcert": ("Certificate", "file"),
    "sslkey": ("Private key", "file"),
}


# Field: label, what the field says when it is empty, what it is for.
_TEXTS = {
    "table": ("Catalogue table", "products", "The table that holds the products"),
    "schema": (
        "Schema",
        "wherever the server finds the table",
        "Where the table is; empty for the server's own search path",
    ),
}


class MoreSettings(QWidget):
    """The catalogue's table, time limits, number of connections, several servers, certificates."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: dict[str, QSpinBox] = {}
        self._files: dict[str, QLineEdit] = {}
        self._texts: dict[str, QLineEdit] = {}
        self._problems: dict[str, str] = {}
        self._file_problems: dict[str, str] = {}
        self._boxes: dict[str, FieldBox] = {}
        self._labels: dict[str, str] = {}
        self._fold = QToolButton()
        self._fold.setObjectName("moreButton")
        self._fold.setAccessibleName("More settings")
        self._fold.setText("More")
        self._fold.setCheckable(True)
        self._fold.setAutoRaise(True)
        self._fold.setArrowType(Qt.ArrowType.RightArrow)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.toggled.connect(self._on_folded)
        self._content = QWidget()
        self._content.setObjectName("moreSettings")
        self._content.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._fold)
        column.addWidget(self._content)
        self._fill()

    def _fill(self) -> None:
        form = QFormLayout(self._content)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for field, (label, hint, tip) in _TEXTS.items():
            self._add_text(form, field, label, hint, tip)
        for field, (label, least, most, unit, zero, tip) in _NUMBERS.items():
            spin = self._add_number(form, field, label, least, most)
            spin.setSuffix(unit)
            spin.setSpecialValueText(zero)
            spin.setToolTip(tip)
        self._add_servers(form)
        for field, (label, hint) in _FILES.items():
            self._add_file(form, field, label, hint)
        self._others = QLabel()
        self._others.setObjectName("otherSettings")
        self._others.setWordWrap(True)
        self._others.setTextFormat(Qt.TextFormat.PlainText)
        self._others.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._others_label = QLabel("From its address")
        form.addRow(self._others_label, self._others)

    def _add_text(self, form: QFormLayout, field: str, label: str, hint: str, tip: str) -> None:
        edit = QLineEdit()
        edit.setObjectName(f"{field}Field")
        edit.setAccessibleName(label)
        edit.setPlaceholderText(hint)
        edit.setToolTip(tip)
        edit.textEdited.connect(lambda _: self.changed.emit())
        self._texts[field] = edit
        self._add_row(form, field, label, edit)

    def _add_servers(self, form: QFormLayout) -> None:
        self._attributes = QComboBox()
        self._attributes.setObjectName("targetSessionAttrsField")
        self._attributes.setAccessibleName("Of several servers")
        self._attributes.setToolTip(
            "Which one to work with where several are named, separated by commas"
        )
        for value, words in SESSION_ATTRIBUTES.items():
            self._attributes.addItem(words, value)
        self._attributes.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._add_row(form, "target_session_attrs", "Of several servers", self._attributes)
        self._standby = QCheckBox("Browse on a standby")
        self._standby.setObjectName("browseOnStandbyField")
        self._standby.setAccessibleName("Browse on a standby")
        self._standby.setToolTip(
            "Reads from a copy among the servers, which takes load off the main one, and writes to the main one"
        )
        self._standby.toggled.connect(lambda _: self.changed.emit())
        box = FieldBox(self._standby, "browseOnStandbyReason")
        self._boxes["browse_on_standby"] = box
        self._labels["browse_on_standby"] = "Browsing on a standby"
        form.addRow("", box)

    def _add_number(
        self, form: QFormLayout, field: str, label: str, least: int, most: int
    ) -> QSpinBox:
        spin = QSpinBox()
        spin.setObjectName(f"{field}Field")
        spin.setAccessibleName(label)
        spin.setRange(least, most)
        spin.setFixedWidth(120)
        spin.setFocusPolicy(
            Qt.FocusPolicy.StrongFocus
        )  # the wheel scrolls the form, not the number
        spin.valueChanged.connect(lambda _: self.changed.emit())
        self._numbers[field] = spin
        self._add_row(form, field, label, spin)
        return spin

    def _add_file(self, form: QFormLayout, field: str, label: str, hint: str) -> None:
        edit = QLineEdit()
        edit.setObjectName(f"{field}Field")
        edit.setAccessibleName(label)
        edit.setPlaceholderText(hint)
        edit.textEdited.connect(lambda _: self.changed.emit())
        browse = QToolButton()
        browse.setObjectName(f"{field}BrowseButton")
        browse.setAccessibleName(f"Choose the file: {label}")
        browse.setText("…")
        browse.clicked.connect(lambda _: self._choose_file(field, label))
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(edit, 1)
        layout.addWidget(browse)
        self._files[field] = edit
        self._add_row(form, field, label, row)

    def _add_row(self, form: QFormLayout, field: str, label: str, editor: QWidget) -> None:
        box = FieldBox(editor, f"{field}Reason")
        self._boxes[field] = box
        self._labels[field] = label
        form.addRow(label, box)

    def show_profile(self, profile: ConnectionProfile) -> None:
        """Show a connection's values, without a signal."""
        self.blockSignals(True)
        for field, spin in self._numbers.items():
            spin.setValue(getattr(profile, field))
        for field, edit in (*self._files.items(), *self._texts.items()):
            edit.setText(getattr(profile, field))
        self._standby.setChecked(profile.browse_on_standby)
        self._attributes.setCurrentIndex(
            max(0, self._attributes.findData(profile.target_session_attrs))
        )
        self._others.setText(
            "\n".join(f"{keyword} = {value}" for keyword, value in profile.other_settings)
        )
        for each in (self._others, self._others_label):
            each.setVisible(bool(profile.other_settings))
        self.blockSignals(False)

    def values(self) -> dict[str, Any]:
        """Return field to value."""
        return {
            **{field: spin.value() for field, spin in self._numbers.items()},
            **{field: edit.text().strip() for field, edit in self._files.items()},
            "target_session_attrs": self._attributes.currentData(),
            "table": self._texts["table"].text().strip() or _TEXTS["table"][1],
            "schema": self._texts["schema"].text().strip(),
            "browse_on_standby": self._standby.isChecked(),
        }

    def has_field(self, field: str) -> bool:
        """Return True when the field is one of these settings."""
        return field in self._boxes

    def show_problems(self, problems: dict[str, str]) -> None:
        """Show each reason beside its field, unfolded when there is one."""
        self._problems = problems
        self._show_reasons()
        if any(map(self.has_field, problems)):
            self._fold.setChecked(True)

    def show_file_problems(self, problems: dict[str, str]) -> None:
        """Show what is wrong with a file beside its field, unfolded when something is; it can be saved all the same."""
        self._file_problems = problems
        self._show_reasons()
        if problems:
            self._fold.setChecked(True)

    def _show_reasons(self) -> None:
        for field, box in self._boxes.items():
            reason = self._problems.get(field) or self._file_problems.get(field, "")
            box.show_reason(sentence(self._labels[field], reason))

    def _on_folded(self, is_open: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._content.setVisible(is_open)

    def _choose_file(self, field: str, label: str) -> None:
        dialog = QFileDialog(self, label)
        dialog.setObjectName("certificateFileDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._on_file_chosen(field, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_file_chosen(self, field: str, path: str) -> None:
        self._files[field].setText(path)
        self.changed.emit()

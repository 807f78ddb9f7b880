"""The form of one connection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.gui.connections.colour_row import ColourRow
from catalogue_gui.gui.connections.field_box import FieldBox
from catalogue_gui.gui.connections.more_settings import MoreSettings
from catalogue_gui.gui.connections.password_box import PasswordBox
from catalogue_gui.gui.connections.wording import SSL_MEANINGS, SSL_MODES, sentence

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.drafts import Draft
    from catalogue_gui.profiles.profile import ConnectionProfile

# Field: label, what the field says when it is empty.
_TEXTS = {
    "name": ("Name", "what you want to call it"),
    "host": ("Server", "this computer"),
    "port": ("Port", "5432"),
    "dbname": ("Database", "named like the user"),
    "user": ("User", "your name on this computer"),
}
_LABELS = {
    **{field: label for field, (label, _) in _TEXTS.items()},
    "sslmode": "Encryption",
    "group": "Group",
}


class ProfileForm(QScrollArea):
    """Shows and edits one connection; what it means is checked by the profile itself."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("profileForm")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields have the focus
        self._profile: ConnectionProfile | None = None
        self._texts: dict[str, QLineEdit] = {}
        self._boxes: dict[str, FieldBox] = {}
        self._touched: set[str] = set()
        for field, (label, hint) in _TEXTS.items():
            self._make_text(field, label, hint)
        self._colours = ColourRow()
        self._make_group()
        self._make_sslmode()
        self.password = PasswordBox()
        self._read_only = self._make_check(
            "readOnlyField", "Read only", "Nothing can be changed through this connection"
        )
        self._production = self._make_check(
            "productionField", "This is production", "The window says so at all times"
        )
        self._more = MoreSettings()
        self._arrange()
        for signal in (self._colours.changed, self.password.changed, self._more.changed):
            signal.connect(self.changed)

    def _make_text(self, field: str, label: str, hint: str) -> None:
        edit = QLineEdit()
        edit.setObjectName(f"{field}Field")
        edit.setAccessibleName(label)
        edit.setPlaceholderText(hint)
        edit.textEdited.connect(lambda _: self._on_edited(field))
        self._texts[field] = edit
        if field not in ("host", "port"):
            self._boxes[field] = FieldBox(edit, f"{field}Reason")

    def _make_group(self) -> None:
        self._group = QComboBox()
        self._group.setObjectName("groupField")
        self._group.setAccessibleName("Group")
        self._group.setToolTip("The heading under which it is listed; choose one or type a new one")
        self._group.setEditable(True)
        self._group.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._group.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._group.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        edit = self._group.lineEdit()
        assert edit is not None
        edit.setAccessibleName("Group")
        edit.setPlaceholderText("none")
        self._group.editTextChanged.connect(lambda _: self.changed.emit())
        self._boxes["group"] = FieldBox(self._group, "groupReason")

    def offer_groups(self, groups: list[str]) -> None:
        """Offer these headings to choose from, without a signal; what is typed stays."""
        typed = self._group.currentText()
        self._group.blockSignals(True)
        self._group.clear()
        self._group.addItems(groups)
        self._group.setEditText(typed)
        self._group.blockSignals(False)

    def _make_sslmode(self) -> None:
        self._sslmode = QComboBox()
        self._sslmode.setObjectName("sslmodeField")
        self._sslmode.setAccessibleName("Encryption")
        self._sslmode.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The longest words would otherwise make the whole form as wide as they are.
        self._sslmode.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._sslmode.setMinimumContentsLength(18)
        self._sslmode.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for mode, words in SSL_MODES.items():
            self._sslmode.addItem(words, mode)
        self._meaning = QLabel()
        self._meaning.setObjectName("sslmodeMeaning")
        self._meaning.setWordWrap(True)
        self._meaning.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._sslmode.currentIndexChanged.connect(lambda _: self._on_sslmode_chosen())
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._sslmode)
        column.addWidget(self._meaning)
        self._boxes["sslmode"] = FieldBox(both, "sslmodeReason", self._sslmode)

    def _make_check(self, name: str, words: str, tip: str) -> QCheckBox:
        check = QCheckBox(words)
        check.setObjectName(name)
        check.setAccessibleName(words)
        check.setAccessibleDescription(tip)
        check.setToolTip(tip)
        check.toggled.connect(lambda _: self.changed.emit())
        return check

    def _arrange(self) -> None:
        server = QWidget()
        row = QHBoxLayout(server)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._texts["host"], 4)
        port = QLabel("Port")
        port.setBuddy(self._texts["port"])
        row.addWidget(port, 0)
        row.addWidget(self._texts["port"], 1)
        self._texts["port"].setMinimumWidth(70)
        # The reasons have the width of the whole row: the port's own field is a narrow one.
        self._boxes["host"] = FieldBox(server, "hostReason", self._texts["host"])
        self._boxes["port"] = FieldBox(self._boxes["host"], "portReason", self._texts["port"])
        checks = QWidget()
        column = QHBoxLayout(checks)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._read_only)
        column.addWidget(self._production)
        column.addStretch(1)

        content = QWidget()
        outer = QVBoxLayout(content)
        outer.setContentsMargins(16, 6, 16, 12)
        outer.setSpacing(8)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow("Name", self._boxes["name"])
        form.addRow("Group", self._boxes["group"])
        form.addRow("Colour", self._colours)
        form.addRow("Server", self._boxes["port"])
        form.addRow("Database", self._boxes["dbname"])
        form.addRow("User", self._boxes["user"])
        form.addRow("Password", self.password)
        form.addRow("Encryption", self._boxes["sslmode"])
        form.addRow("", checks)
        outer.addLayout(form)
        outer.addWidget(self._more)
        outer.addStretch(1)
        self.setWidget(content)

    def show_draft(self, draft: Draft) -> None:
        """Show a connection as it stands, without a signal."""
        profile = draft.profile
        self._profile = profile
        self._touched.clear()
        self.blockSignals(True)
        for field, edit in self._texts.items():
            edit.setText(getattr(profile, field))
        self._group.setEditText(profile.group)
        self._colours.set_colour(profile.colour)
        self._sslmode.setCurrentIndex(max(0, self._sslmode.findData(profile.sslmode)))
        self._show_meaning()
        self._read_only.setChecked(profile.read_only)
        self._production.setChecked(profile.is_production)
        self._more.show_profile(profile)
        self.password.show_password(
            draft.password, keeping=draft.profile.password_keeping, is_new=draft.saved is None
        )
        self.show_problems({})
        self.blockSignals(False)

    def note_saved(self, draft: Draft) -> None:
        """Show that a connection has been saved; the cursor stays where it is, and what was typed since stays."""
        if self._profile is None or self._profile.id != draft.profile.id:
            return
        self.password.show_password(
            draft.password, keeping=draft.profile.password_keeping, is_new=False
        )
        self.show_problems({})

    def shows(self, profile_id: str) -> bool:
        """Return True when it is this connection that is shown."""
        return self._profile is not None and self._profile.id == profile_id

    def has_field(self, field: str) -> bool:
        """Return True when a reason can be shown beside that field."""
        return field in self._boxes or self._more.has_field(field)

    def profile(self) -> ConnectionProfile:
        """Return the connection as it stands in the form."""
        assert self._profile is not None, "no connection is shown"
        values: dict[str, Any] = {field: edit.text().strip() for field, edit in self._texts.items()}
        values |= self._more.values()
        return replace(
            self._profile,
            **values,
            group=self._group.currentText().strip(),
            colour=self._colours.colour(),
            password_keeping=self.password.keeping,
            sslmode=self._sslmode.currentData(),
            read_only=self._read_only.isChecked(),
            is_production=self._production.isChecked(),
        )

    def show_problems(self, problems: dict[str, str]) -> None:
        """Show each reason beside its field, and take the others away."""
        for field, box in self._boxes.items():
            box.show_reason(sentence(_LABELS[field], problems.get(field, "")))
        self._more.show_problems(problems)
        self.password.show_reason(problems.get("password", ""))

    def show_problems_of_touched(self, problems: dict[str, str]) -> None:
        """Show the reasons of the fields that have been typed in: a form just begun is no list of mistakes."""
        shown = {field for field, box in self._boxes.items() if box.reason}
        self.show_problems(
            {
                field: reason
                for field, reason in problems.items()
                if field in self._touched | shown or field not in _TEXTS
            }
        )

    def focus_on(self, field: str) -> None:
        """Put the cursor into a field, and bring it into view."""
        edit = self._texts.get(field)
        if edit is not None:
            edit.setFocus()
            edit.selectAll()
            self.ensureWidgetVisible(edit)

    def show_file_problems(self, problems: dict[str, str]) -> None:
        """Show what is wrong with a certificate file beside its field."""
        self._more.show_file_problems(problems)

    def _on_sslmode_chosen(self) -> None:
        self._show_meaning()
        self.changed.emit()

    def _show_meaning(self) -> None:
        words = SSL_MEANINGS.get(self._sslmode.currentData(), "")
        self._meaning.setText(words)
        self._sslmode.setAccessibleDescription(words)

    def _on_edited(self, field: str) -> None:
        self._touched.add(field)
        self.changed.emit()

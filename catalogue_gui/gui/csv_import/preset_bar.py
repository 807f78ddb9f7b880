"""The bar of presets above the columns: use one, take it back, save, load, share, delete."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.catalogue.importing import ReadOptions
from catalogue_gui.catalogue.presets import MAX_NAME_LENGTH, Preset
from catalogue_gui.gui.action_row import Action, ActionRow
from catalogue_gui.gui.csv_import.parts import named
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.preset_desk import PresetDesk
from catalogue_gui.gui.csv_import.preset_shelf import PresetShelf
from catalogue_gui.gui.csv_import.preset_use import Choices, make_preset

_FILTERS = ("Presets (*.json)", "All files (*)")


class _NameField(QLineEdit):
    """A field within a dialog whose Return and Escape mean the field, and not the dialog."""

    accepted = Signal()
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class PresetBar(QWidget):
    """Shows the presets and replaces the plan's choices by theirs.

    Args:
        plan: the choices.
        shelf: the presets that are kept.
    """

    used = Signal()  # the plan's choices are others now
    reading_corrected = Signal(ReadOptions)  # the choices need the file read this way

    def __init__(self, plan: ImportPlan, shelf: PresetShelf) -> None:
        super().__init__()
        self.setObjectName("importPresetBar")
        self._plan = plan
        self._shelf = shelf
        self.desk = PresetDesk(plan)
        self._path: Path | None = None
        self._waiting: tuple[Preset, Choices] | None = None
        self._told = ""
        self._choice = named(QComboBox(), "importPreset", "Preset")
        self._choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._choice.setMinimumContentsLength(14)
        self._choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._choice.setToolTip("The choices of an earlier import")
        self._choice.activated.connect(self._on_chosen)
        self._save = _button("&Save…", "importSavePreset", "Save these choices as a preset")
        self._load = _button("Lo&ad…", "importLoadPreset", "Use a preset from a file")
        self._share = _button("S&hare…", "importSharePreset", "Write these choices to a file")
        self._delete = _button("Delete", "importDeletePreset", "Delete the preset that is shown")
        self._save.clicked.connect(self._on_save)
        self._load.clicked.connect(self._on_load)
        self._share.clicked.connect(self._on_share)
        self._delete.clicked.connect(self._on_delete)
        self._note = QLabel()
        self._note.setObjectName("importPresetNote")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._actions = ActionRow()
        self._name = named(_NameField(), "importPresetName", "Name of the preset")
        self._name.setPlaceholderText("Name of the preset, such as the supplier’s")
        self._name.setMaxLength(MAX_NAME_LENGTH)
        self._keep = _button("Save", "importKeepPreset", "Save the preset under this name")
        self._give_up = _button("Cancel", "importNoPreset", "Save no preset")
        self._name.textChanged.connect(self._on_name_typed)
        self._name.accepted.connect(self._on_name_given)
        self._keep.clicked.connect(self._on_name_given)
        self._name.given_up.connect(self._end_naming)
        self._give_up.clicked.connect(self._end_naming)
        self._lay_out()
        shelf.changed.connect(self._on_shelf_changed)
        shelf.failed.connect(self._on_failed)
        self._on_shelf_changed()
        shelf.load()

    def _lay_out(self) -> None:
        label = QLabel("&Preset")
        label.setBuddy(self._choice)
        first = QHBoxLayout()
        first.setSpacing(6)
        for widget in (label, self._choice, self._save, self._load, self._share, self._delete):
            first.addWidget(widget)
        self._note_row = QWidget()
        second = QHBoxLayout(self._note_row)
        second.setContentsMargins(0, 0, 0, 0)
        second.addWidget(self._note, 1)
        second.addLayout(self._actions)
        self._name_row = QWidget()
        third = QHBoxLayout(self._name_row)
        third.setContentsMargins(0, 0, 0, 0)
        third.setSpacing(6)
        third.addWidget(self._name, 1)
        third.addWidget(self._keep)
        third.addWidget(self._give_up)
        self._name_row.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self._note_row)
        column.addWidget(self._name_row)

    # What others ask of it

    def show_plan(self) -> None:
        """Show what fits the plan's file; a preset that waited for the file to be read its way is used now."""
        if self._plan.path != self._path:
            self._path = self._plan.path
            self.desk.begin_file()
        self._told = ""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and self._plan.columns:
            self.desk.use(*waiting)
        self._show()

    def take_change(self) -> None:
        """A choice was changed by hand."""
        self.desk.keep_what_was_changed()
        self._told = ""
        self._show()

    # What is shown

    def _show(self) -> None:
        desk = self.desk
        names = [preset.name for preset in desk.presets]
        if desk.in_use and desk.find(desk.in_use) is None:
            names.append(desk.in_use)  # from a file, not kept here
        self._choice.clear()
        self._choice.addItem("None in use" if names else "None yet")
        self._choice.addItems(names)
        self._choice.setCurrentIndex(names.index(desk.in_use) + 1 if desk.in_use in names else 0)
        self._choice.setEnabled(bool(names))
        self._delete.setEnabled(desk.find(desk.in_use) is not None)
        focused = self.focusWidget()
        had_focus = focused is not None and self._note_row.isAncestorOf(focused)
        note = self._told or desk.note()
        self._note.setText(note)
        self._note_row.setVisible(bool(note))
        self._actions.show_actions(self._offers())
        if had_focus:  # the button that was pressed is gone; the keyboard stays in the bar
            (self._choice if names else self._save).setFocus()

    def _offers(self) -> tuple[Action, ...]:
        if self._told:
            return (Action("OK", self._forget_told, "importPresetToldButton"),)
        if self.desk.can_undo:
            return (Action("Undo", self._on_undo, "importUndoPreset"),)
        offered = self.desk.offered
        if offered is None:
            return ()
        return (
            Action("Use it", lambda: self._use(offered), "importUsePreset"),
            Action("No", self._on_declined, "importDeclinePreset"),
        )

    def _tell(self, words: str) -> None:
        self._told = words
        self._show()

    def _forget_told(self) -> None:
        self._told = ""
        self._show()

    def _on_shelf_changed(self) -> None:
        self.desk.presets = self._shelf.presets
        self._show()

    def _on_failed(self, error: CatalogueError) -> None:
        self._tell(str(error))

    # Using one

    def _on_chosen(self, place: int) -> None:
        preset = self.desk.find(self._choice.itemText(place)) if place else None
        if preset is not None:
            self._use(preset)
        else:
            self._show()  # "none" takes nothing back; Undo does

    def _use(self, preset: Preset) -> None:
        self._told = ""
        if preset.options.read != self._plan.read and preset.options.read != ReadOptions():
            # Its columns are known only once the file is read its way.
            self._waiting = (preset, Choices.of(self._plan))
            self.reading_corrected.emit(preset.options.read)
            return
        self.desk.use(preset)
        self._show()
        self.used.emit()

    def _on_undo(self) -> None:
        read_now = self._plan.read
        read_before = self.desk.undo()
        self._show()
        self.used.emit()
        if read_before is not None and read_before != read_now:
            self.reading_corrected.emit(read_before)

    def _on_declined(self) -> None:
        self.desk.decline()
        self._show()

    # Saving, sharing, deleting

    def _proposed_name(self) -> str:
        if self.desk.in_use:
            return self.desk.in_use
        return self._plan.path.stem[:MAX_NAME_LENGTH] if self._plan.path is not None else ""

    def _on_save(self) -> None:
        self._note_row.hide()
        self._name_row.show()
        self._name.setText(self._proposed_name())
        self._name.selectAll()
        self._name.setFocus()
        self._on_name_typed()

    def _on_name_typed(self) -> None:
        name = " ".join(self._name.text().split())
        is_there = self.desk.find(name) is not None
        self._keep.setText("Replace" if is_there else "Save")
        self._keep.setEnabled(bool(name))

    def _on_name_given(self) -> None:
        name = " ".join(self._name.text().split())
        preset = self._made(name) if name else None
        if preset is None:
            return
        self._end_naming()

        def done() -> None:
            self.desk.in_use = preset.name
            self._tell(f"“{preset.name}” is saved. It is offered when such a file comes again.")

        self._shelf.save(preset, done)

    def _end_naming(self) -> None:
        self._name_row.hide()
        self._show()
        self._save.setFocus()

    def _made(self, name: str) -> Preset | None:
        try:
            return make_preset(self._plan, name)
        except InvalidValue as error:
            self._end_naming()
            self._tell(f"The default for the price cannot be saved: {error.reason}")
            return None

    def _on_delete(self) -> None:
        preset = self.desk.find(self.desk.in_use)
        if preset is not None:
            self.desk.in_use = ""
            self._shelf.remove(preset.name)

    def _on_load(self) -> None:
        dialog = self._file_dialog("importLoadPresetDialog", "Use a preset from a file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._shelf.read_file(Path(path), self._use))
        dialog.open()

    def _on_share(self) -> None:
        preset = self._made(self._proposed_name())
        if preset is None:
            return
        dialog = self._file_dialog("importSharePresetDialog", "Write these choices to a file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile("".join(each if each.isalnum() else "-" for each in preset.name))

        def write(path: str) -> None:
            words = (
                f"The choices are in “{path}”. Load… takes them from there, and so does --preset."
            )
            self._shelf.write_file(Path(path), preset, lambda: self._tell(words))

        dialog.fileSelected.connect(write)
        dialog.open()

    def _file_dialog(self, name: str, title: str) -> QFileDialog:
        folder = str(self._plan.path.parent) if self._plan.path is not None else ""
        dialog = named(QFileDialog(self, title, folder), name, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters(_FILTERS)
        return dialog


def _button(words: str, name: str, tip: str) -> QPushButton:
    button = named(QPushButton(words), name, tip)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button

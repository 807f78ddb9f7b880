"""What was chosen the last time, in the window's own settings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from catalogue_gui.catalogue.exporting import Form
from catalogue_gui.gui.exporting.choice import ColumnChoice, RememberedExport


class ExportMemory:
    """Keeps the choice in a settings file; one that cannot be read counts as none.

    Args:
        folder: where the window keeps its settings.
    """

    def __init__(self, folder: Path) -> None:
        self._settings = QSettings(str(folder / "export.ini"), QSettings.Format.IniFormat)

    def load(self) -> RememberedExport:
        """What was chosen the last time, or what is usual."""
        usual = RememberedExport()
        form = self._text("form")
        columns = {each: self._text(f"{each}_columns") for each in Form}
        own = self._settings.value("own", [])
        own = [own] if isinstance(own, str) else own
        return RememberedExport(
            form=Form(form) if form in set(Form) else usual.form,
            columns={
                each: ColumnChoice(text) if text in set(ColumnChoice) else usual.columns[each]
                for each, text in columns.items()
            },
            own=tuple(map(str, own)) if isinstance(own, list) else (),
            folder=self._text("folder"),
        )

    def save(self, choice: RememberedExport) -> None:
        """Keep a choice."""
        self._settings.setValue("form", str(choice.form))
        for form, columns in choice.columns.items():
            self._settings.setValue(f"{form}_columns", str(columns))
        self._settings.setValue("own", list(choice.own))

    def save_folder(self, folder: str) -> None:
        """Keep where a file went."""
        self._settings.setValue("folder", folder)

    def _text(self, key: str) -> str:
        value = self._settings.value(key, "")
        return value if isinstance(value, str) else ""

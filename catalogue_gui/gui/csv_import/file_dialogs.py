"""The two file dialogs of the wizard, opened and never executed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

_FILTERS = ("Tables as text, also packed (*.csv *.tsv *.tab *.txt *.gz *.zip)", "All files (*)")


class _PathDialog(QFileDialog):
    path_chosen = Signal(Path)

    def __init__(self, parent: QWidget, name: str, title: str, folder: Path | None) -> None:
        super().__init__(parent, title, str(folder) if folder is not None else "")
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fileSelected.connect(lambda chosen: self.path_chosen.emit(Path(chosen)))


class ImportFileDialog(_PathDialog):
    """Asks which file to import, beginning in the folder of the one before."""

    def __init__(self, parent: QWidget, folder: Path | None) -> None:
        super().__init__(parent, "importFileDialog", "Choose a file to import", folder)
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilters(_FILTERS)


class RejectsDialog(_PathDialog):
    """Asks where to save the rejected rows; it proposes a name beside the file they come from."""

    def __init__(self, parent: QWidget, source: Path) -> None:
        super().__init__(parent, "importRejectsDialog", "Save the rejected rows", source.parent)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setDefaultSuffix("csv")
        self.selectFile(f"{source.stem}-rejected.csv")

"""Where to export to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

_FILTERS = ("CSV files (*.csv)", "All files (*)")


class ExportFileDialog(QFileDialog):
    """Asks for the file; it asks itself before one is replaced.

    Args:
        folder: where the one before went; empty for the usual place.
    """

    path_chosen = Signal(Path)

    def __init__(self, parent: QWidget, folder: str) -> None:
        super().__init__(parent, "Export products", folder)
        self.setObjectName("exportFileDialog")
        self.setAccessibleName("Export products")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setNameFilters(_FILTERS)
        self.setDefaultSuffix("csv")
        self.selectFile("products.csv")
        self.fileSelected.connect(lambda chosen: self.path_chosen.emit(Path(chosen)))

"""A band in the colour of the open connection; on a production catalogue it says so at all times."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget

from catalogue_gui.gui.source import CatalogueSource

PRODUCTION_COLOUR = "#b3261e"
_THIN, _READABLE = 3, 22


class SourceBand(QLabel):
    """Hidden for a source without a colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sourceBand")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def show_source(self, source: CatalogueSource | None) -> None:
        """Show which catalogue is open."""
        is_production = source is not None and source.is_production
        colour = source.colour if source is not None else ""
        if is_production and not colour:
            colour = PRODUCTION_COLOUR
        self.setVisible(bool(colour))
        self.setText(f"Production: {source.label}" if source is not None and is_production else "")
        self.setAccessibleName(self.text() or "Colour of the connection")
        self.setFixedHeight(_READABLE if is_production else _THIN)
        if colour:
            # Dark letters on a light colour and light ones on a dark one: read in any scheme.
            letters = "#000000" if QColor(colour).lightnessF() > 0.55 else "#ffffff"
            self.setStyleSheet(f"background: {colour}; color: {letters}; font-weight: 600")

"""Typing into the table goes to the product whose name begins so, wherever in the catalogue it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.products.model import ProductTableModel

# After a longer pause the next letter begins anew, as in every list.
PAUSE_MS = 1_200


class FindAsTyped(QObject):
    """Collects letters and asks for the row; the same single letter again goes to the next such row."""

    typed = Signal(str)  # what is being looked for; empty when that is over
    missed = Signal(str)  # there is no such product

    def __init__(
        self,
        model: ProductTableModel,
        *,
        pause_ms: int = PAUSE_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._products = model
        self._prefix = ""
        self._skip = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self.end)
        model.rows.product_found.connect(self._on_found)

    @property
    def is_looking(self) -> bool:
        """True while letters are being collected."""
        return bool(self._prefix)

    def take(self, text: str, field: Field | None) -> None:
        """Take a letter typed while a column is current; names are looked for where that is no text of its own."""
        if text == self._prefix:
            self._skip += 1
        else:
            self._prefix += text
            self._skip = 0
        self._pause.start()
        self.typed.emit(self._prefix)
        self._products.rows.find(
            field if field == Field.CATEGORY else Field.NAME, self._prefix, self._skip
        )

    def end(self) -> None:
        """Begin anew with the next letter."""
        self._pause.stop()
        if self._prefix:
            self._prefix, self._skip = "", 0
            self.typed.emit("")

    def _on_found(self, row: int | None) -> None:
        if row is None and self._prefix:
            self.missed.emit(self._prefix)

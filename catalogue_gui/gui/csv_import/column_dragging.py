"""A file's column that is dragged onto the field it is to fill; the list in its row does the same with the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QWidget

COLUMN_MIME = "application/x-catalogue-import-column"


def make_column_mime(key: str) -> QMimeData:
    """What is dragged: a column, by its key."""
    mime = QMimeData()
    mime.setData(COLUMN_MIME, key.encode("utf-8", "surrogatepass"))
    return mime


def dragged_column(mime: QMimeData) -> str | None:
    """The key of the column that is dragged; None for anything else."""
    if not mime.hasFormat(COLUMN_MIME):
        return None
    return bytes(mime.data(COLUMN_MIME).data()).decode("utf-8", "surrogatepass")


class FieldSource(QLabel):
    """Says which column fills a field, and takes another one that is dropped on it."""

    column_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAcceptDrops(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged_column(event.mimeData()) is not None:
            self._mark(is_target=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(is_target=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(is_target=False)
        key = dragged_column(event.mimeData())
        if key is not None:
            event.acceptProposedAction()
            self.column_dropped.emit(key)

    def _mark(self, *, is_target: bool) -> None:
        ground = QPalette.ColorRole.Highlight if is_target else QPalette.ColorRole.Window
        ink = QPalette.ColorRole.HighlightedText if is_target else QPalette.ColorRole.WindowText
        self.setBackgroundRole(ground)
        self.setForegroundRole(ink)

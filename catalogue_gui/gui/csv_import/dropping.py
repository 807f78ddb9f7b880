"""Files that are dropped on a window, wherever in it: also where a text field would take their address for text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

_DRAGGING = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class FileDropping(QObject):
    """Takes files that are dropped on a window.

    Args:
        window: takes drops, and owns this.
        fields: text fields in it, which would otherwise take the drop for themselves.
        is_wanted: asked while files are held over the window; False shows the user that they are not taken now.
    """

    dropped = Signal(list)  # of Path, in the order in which they were dropped

    def __init__(
        self, window: QWidget, fields: tuple[QWidget, ...], is_wanted: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._is_wanted = is_wanted
        window.setAcceptDrops(True)
        for each in (window, *fields):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (*_DRAGGING, QEvent.Type.Drop) or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        paths = local_files(event.mimeData())
        if not paths:
            return super().eventFilter(watched, event)  # text dragged into a field is the field's
        if not self._is_wanted():
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(paths)
        return True


def local_files(data: QMimeData) -> list[Path]:
    """The files of this computer in what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]

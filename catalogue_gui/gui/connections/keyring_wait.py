"""Noticing that the keyring takes longer than a moment, so that it can be said."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

# A keyring that is open answers at once: what takes longer is worth a word.
WAIT_BEFORE_SAYING_MS = 1200


class KeyringWait(QObject):
    """Counts what waits for the keyring, and announces when that becomes worth a word and when it is over."""

    began = Signal()
    ended = Signal()

    def __init__(self, parent: QObject, *, pause_ms: int = WAIT_BEFORE_SAYING_MS) -> None:
        super().__init__(parent)
        self._count = 0
        self._is_said = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self._on_timeout)

    def hold(self) -> None:
        """Something begins to wait."""
        self._count += 1
        if not self._is_said:
            self._timer.start()

    def release(self) -> None:
        """Something has its answer."""
        self._count -= 1
        if self._count:
            return
        self._timer.stop()
        if self._is_said:
            self._is_said = False
            self.ended.emit()

    def _on_timeout(self) -> None:
        self._is_said = True
        self.began.emit()

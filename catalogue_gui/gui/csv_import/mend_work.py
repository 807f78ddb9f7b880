"""The checking of what the user typed over rejected records, and the taking back of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.importing import ImportReport, Reject
from catalogue_gui.gui.csv_import.engine import ImportEngine, Reply, Rows
from catalogue_gui.gui.csv_import.mending import Mending

_AT_ONCE = 200  # a thousand wide records would be felt in the window

Taken = Callable[[ImportReport, int], None]


class MendWork(QObject):
    """Sends what was typed to the engine.

    Args:
        mending: what was typed.
        engine: checks it, in the helper process.
    """

    begun = Signal()

    def __init__(self, mending: Mending, engine: ImportEngine, parent: QObject) -> None:
        super().__init__(parent)
        self._mending = mending
        self._engine = engine

    def check_typed(self, done: Callable[[ImportReport], None], reply: Reply) -> None:
        """Check all records that were typed over, at once."""

        def take(report: ImportReport) -> None:
            self._mending.take_checked()
            done(report)

        self.begun.emit()
        self._engine.mend(self._mending.records(), take, reply)

    def take_back(self, done: Callable[[ImportReport], None], reply: Reply) -> bool:
        """Have all records as they stand in the file again.

        Returns:
            True when the engine has to be asked for it; else it is done already.
        """
        checked = self._mending.checked_lines
        if not checked:
            self._mending.forget()
            return False

        def take(report: ImportReport) -> None:
            self._mending.forget()
            done(report)

        self.begun.emit()
        self._engine.mend([(line, ()) for line in checked], take, reply)
        return True

    def take_up(self, report: ImportReport, done: Taken, reply: Reply) -> None:
        """After a new check: have what was typed before checked again, where its records are still the same.

        Args:
            report: of the new check.
            done: gets the report in force then, and how many records were let go because they are others now.
            reply: for how else it may end.
        """
        lines = self._mending.lines
        if not lines:
            done(report, 0)
            return
        found: list[Reject] = []

        def take(offset: int, rows: Rows) -> None:
            rejects = [each for each in rows if isinstance(each, Reject)]
            found.extend(each for each in rejects if each.line in wanted)
            is_behind = not rejects or rejects[-1].line >= lines[-1]
            if is_behind or offset + _AT_ONCE >= report.rejected:
                settle()
            else:
                fetch(offset + _AT_ONCE)

        def fetch(offset: int) -> None:
            self._engine.collect_rejects(offset, _AT_ONCE, lambda rows: take(offset, rows), reply)

        def settle() -> None:
            gone = self._mending.keep_fitting(found)
            if self._mending.lines:
                self.check_typed(lambda fresh: done(fresh, gone), reply)
            else:
                done(report, gone)

        wanted = frozenset(lines)
        fetch(0)

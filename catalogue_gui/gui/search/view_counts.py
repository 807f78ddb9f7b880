"""How many products each saved view finds, counted one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError, ConnectionFailed
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue


class ViewCounts(QObject):
    """Counts what search texts find. A new list supersedes an older one."""

    counted = Signal(str, object)  # search text; products, None when they cannot be counted

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue: Catalogue | None = None
        self._waiting: list[str] = []
        self._job: JobHandle[int] | None = None

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Count in another catalogue from now on."""
        self.stop()
        self._catalogue = catalogue

    def stop(self) -> None:
        """Give up counting, on the server too."""
        self._waiting = []
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def count(self, query_texts: Iterable[str]) -> None:
        """Count what each of these finds; ``counted`` follows once for each different text."""
        self.stop()
        self._waiting = list(dict.fromkeys(query_texts))
        self._count_next()

    def _count_next(self) -> None:
        # One job a count: each is shown as it comes, and the connection is free for the rows in between.
        catalogue = self._catalogue
        if catalogue is None:
            self._give_up()
            return
        if not self._waiting:
            return
        text = self._waiting.pop(0)

        def work(context: JobContext) -> int:
            query = parse_query(text)
            with context.reading() as connection:
                return catalogue.fetch_count(connection, query)

        def show(count: int) -> None:
            self.counted.emit(text, count)
            self._count_next()

        def skip(error: CatalogueError) -> None:
            self.counted.emit(text, None)
            if isinstance(error, ConnectionFailed):
                self._give_up()
            else:
                self._count_next()

        self._job = self._runner.submit(
            work, owner=self, on_success=show, on_failure=skip, replaces="count"
        )

    def _give_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for text in waiting:
            self.counted.emit(text, None)

"""Reads the history in the background, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.jobs import JobRunner

if TYPE_CHECKING:
    from catalogue_gui.catalogue.journal_entries import HistoryEntry

PAGE_STEPS = 200


class ReadSteps(Protocol):
    """What reads a catalogue's steps, the newest first; on a worker thread. ``partial(journal.steps, key)`` is one."""

    def __call__(self, search: str, limit: int, before: int | None) -> list[HistoryEntry]: ...


class HistoryReading(QObject):
    """Reads steps; a newer wish supersedes an older one."""

    page_read = Signal(
        object, bool, bool
    )  # steps, True when they follow others, and whether there are more
    failed = Signal(object)  # CatalogueError

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._generation = 0

    def read(
        self, read: ReadSteps, search: str, before: int | None = None, *, limit: int = PAGE_STEPS
    ) -> None:
        """Read steps; ``page_read`` or ``failed`` follows unless another wish comes first.

        Args:
            read: what reads them.
            search: words that each of them must have.
            before: only those older than this one; None for the newest.
            limit: how many at most.
        """
        self.stop()
        generation = self._generation

        def done(found: list[HistoryEntry]) -> None:
            if generation == self._generation:
                self.page_read.emit(found, before is not None, len(found) == limit)

        def fail(error: CatalogueError) -> None:
            if generation == self._generation:
                self.failed.emit(error)

        self._runner.submit(
            lambda _: read(search, limit=limit, before=before),
            owner=self,
            on_success=done,
            on_failure=fail,
            replaces="history",
        )

    def stop(self) -> None:
        """Want nothing any more of what was asked for."""
        self._generation += 1

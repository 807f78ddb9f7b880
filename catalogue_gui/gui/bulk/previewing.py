"""Finds out what a change to many products would do, while it is being typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.bulk import BulkChange, BulkPreview
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

SHOWN_ROWS = 8
# Asked at a time: a million ids at once hold up the window for a tenth of a second and more while they are packed.
PART_ROWS = 250_000
DEBOUNCE_MS = 250  # a pause in typing; counting looks at every product concerned


def joined(parts: Sequence[BulkPreview]) -> BulkPreview:
    """The previews of some products each as one of all."""
    reasons = dict.fromkeys(each.why_impossible for each in parts if each.why_impossible)
    return BulkPreview(
        rows=tuple(row for each in parts for row in each.rows),
        changing=sum(each.changing for each in parts),
        unchanged=sum(each.unchanged for each in parts),
        impossible=sum(each.impossible for each in parts),
        gone=sum(each.gone for each in parts),
        why_impossible=" ".join(reasons),
    )


class BulkPreviewing(QObject):
    """Asks the server after a pause; a newer question supersedes an older one.

    Args:
        runner: background work.
        catalogue: the catalogue.
        debounce_ms: the pause in typing.
    """

    loaded = Signal(object)  # BulkPreview
    failed = Signal(object)  # CatalogueError

    def __init__(
        self,
        runner: JobRunner,
        catalogue: Catalogue,
        parent: QObject | None = None,
        *,
        debounce_ms: int = DEBOUNCE_MS,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue = catalogue
        self._wanted: tuple[ProductScope, BulkChange] | None = None
        self._job: JobHandle[BulkPreview] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(debounce_ms)
        self._timer.timeout.connect(self._ask)

    def load(self, scope: ProductScope, change: BulkChange) -> None:
        """Find out what a change would do; ``loaded`` or ``failed`` follows, unless something else is asked for first."""
        self.stop()
        self._wanted = scope, change
        self._timer.start()

    def stop(self) -> None:
        """Want nothing any more."""
        self._timer.stop()
        self._wanted = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _ask(self) -> None:
        if self._wanted is None:
            return
        scope, change = self._wanted

        def work(context: JobContext) -> BulkPreview:
            ids = scope.ids(context.check_cancelled)
            with context.connection() as connection:
                parts: list[BulkPreview] = []
                for start in range(0, len(ids), PART_ROWS):
                    context.check_cancelled()
                    limit = SHOWN_ROWS - sum(len(each.rows) for each in parts)
                    part = ids[start : start + PART_ROWS]
                    parts.append(self._catalogue.preview_bulk(connection, part, change, limit))
            return joined(parts)

        self._job = self._runner.submit(
            work,
            owner=self,
            on_success=self.loaded.emit,
            on_failure=self.failed.emit,
            replaces="preview",
        )

"""Fetches the counts beside the table, behind the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.facets import Facets
from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue


class FacetLoader(QObject):
    """Fetches the counts for a query; a newer query supersedes an older one."""

    loaded = Signal(object)  # Facets

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue: Catalogue | None = None
        self._job: JobHandle[Facets] | None = None

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Count in another catalogue from now on."""
        self.stop()
        self._catalogue = catalogue

    def stop(self) -> None:
        """Give up counting, on the server too, so that it is free for the rows of another query."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def load(self, query: ProductQuery) -> None:
        """Count what a query finds."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Facets:
            with context.reading() as connection:
                return catalogue.fetch_facets(connection, query)

        def deliver(facets: Facets) -> None:
            if self._catalogue is catalogue:
                self.loaded.emit(facets)

        self._job = self._runner.submit(
            work, owner=self, on_success=deliver, on_failure=_ignore, replaces="facets"
        )


def _ignore(_: CatalogueError) -> None:
    """The rows say it when something is wrong; the counts of before stay."""

"""What can be typed into a search of this catalogue: its categories, tags, metadata keys and their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.facets import Facets, MetadataKeyFacet
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

Counts = tuple[tuple[str, int], ...]


class Vocabulary(QObject):
    """Knows the catalogue's words and asks the server for those that are not at hand. Suggestions never wait.

    Categories and tags come with the counts of the whole catalogue; they are learnt as facets go by, so a word once seen
    stays known when a search no longer finds it.
    """

    changed = Signal()  # categories, tags or metadata keys
    values_found = Signal(
        object, str, object
    )  # path, prefix, Counts: values at a place in the metadata
    tags_found = Signal(str, object)  # prefix, Counts

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue: Catalogue | None = None
        self._categories: dict[str, int] = {}
        self._tags: dict[str, int] = {}
        self._metadata_keys: tuple[MetadataKeyFacet, ...] = ()

    @property
    def categories(self) -> Counts:
        """The categories seen, in order, with their counts when they were seen first."""
        return tuple(sorted(self._categories.items()))

    @property
    def tags(self) -> Counts:
        """The tags seen, the most frequent first."""
        return tuple(sorted(self._tags.items(), key=lambda each: (-each[1], each[0])))

    @property
    def metadata_keys(self) -> tuple[MetadataKeyFacet, ...]:
        """The metadata keys, the most frequent first."""
        return self._metadata_keys

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Learn another catalogue's words; None forgets all."""
        self._catalogue = catalogue
        self._categories, self._tags, self._metadata_keys = {}, {}, ()
        self.changed.emit()

    def learn(self, facets: Facets) -> None:
        """Take in the words of some facets, and look for metadata keys if that has not been done."""
        for known, counts in ((self._categories, facets.categories), (self._tags, facets.tags)):
            for word, count in counts:
                known.setdefault(word, count)
        self.changed.emit()
        if not self._metadata_keys:
            self.look_for_keys()

    def look_for_keys(self) -> None:
        """Ask the server which metadata keys there are; ``changed`` follows."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> tuple[MetadataKeyFacet, ...]:
            with context.reading() as connection:
                return catalogue.fetch_metadata_keys(connection)

        def deliver(keys: tuple[MetadataKeyFacet, ...]) -> None:
            self._metadata_keys = keys
            self.changed.emit()

        self._runner.submit(
            work,
            owner=self,
            on_success=lambda keys: self._if_current(catalogue, lambda: deliver(keys)),
            on_failure=_ignore,
            replaces="keys",
        )

    def find_values(self, path: tuple[str, ...], prefix: str) -> None:
        """Ask for the most frequent values at a place in the metadata; ``values_found`` follows."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Counts:
            with context.reading() as connection:
                return catalogue.fetch_metadata_values(connection, path, prefix)

        self._runner.submit(
            work,
            owner=self,
            on_success=lambda found: self._if_current(
                catalogue, lambda: self.values_found.emit(path, prefix, found)
            ),
            on_failure=_ignore,
            replaces="values",
        )

    def find_tags(self, prefix: str) -> None:
        """Ask for the most frequent tags that begin so; ``tags_found`` follows."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Counts:
            with context.reading() as connection:
                return catalogue.fetch_tags(connection, prefix)

        self._runner.submit(
            work,
            owner=self,
            on_success=lambda found: self._if_current(
                catalogue, lambda: self.tags_found.emit(prefix, found)
            ),
            on_failure=_ignore,
            replaces="tags",
        )

    def _if_current(self, catalogue: Catalogue, deliver: Callable[[], None]) -> None:
        if self._catalogue is catalogue:
            deliver()


def _ignore(_: CatalogueError) -> None:
    """A suggestion that cannot be had is not missed; the rows say it when something is wrong."""

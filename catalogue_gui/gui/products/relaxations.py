"""Which terms of a query that finds nothing are to blame: how many products it would find without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError, QueryTimedOut
from catalogue_gui.catalogue.query import ProductQuery, Term
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

# Each costs the server one count; nobody reads through more.
MAX_SINGLES = 12
# Six terms make fifteen pairs.
MAX_TERMS_IN_PAIRS = 6

Count = Callable[[ProductQuery], int | None]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Terms to leave out of a query, and what that finds.

    Args:
        terms_removed: one term or two.
        count: products found without them, 1 or more.
        query: what is left of the query.
    """

    terms_removed: tuple[Term, ...]
    count: int
    query: ProductQuery


def find_relaxations(query: ProductQuery, count: Count) -> tuple[Relaxation, ...]:
    """Leave out each term in turn and, where no single one helps, each two.

    Leaving out every term is no relaxation: that is what clearing the search does.

    Args:
        query: one that finds nothing.
        count: how many products a query finds; None when that cannot be found out.
    Returns:
        Those that find something, most products first.
    """
    singles = [(term,) for term in query.terms[:MAX_SINGLES]] if len(query.terms) > 1 else []
    found = list(_counted(query, singles, count))
    if not found and 2 < len(query.terms) <= MAX_TERMS_IN_PAIRS:
        found = list(_counted(query, list(combinations(query.terms, 2)), count))
    return tuple(sorted(found, key=lambda each: -each.count))


def _counted(
    query: ProductQuery, removals: Sequence[tuple[Term, ...]], count: Count
) -> Iterator[Relaxation]:
    for removed in removals:
        rest = ProductQuery(tuple(term for term in query.terms if term not in removed))
        found = count(rest)
        if found:
            yield Relaxation(removed, found, rest)


class RelaxationLoader(QObject):
    """Finds out, behind the window's back, how a query that finds nothing can be relaxed."""

    loaded = Signal(
        object, object
    )  # ProductQuery, tuple of Relaxation: empty also when it cannot be found out

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue: Catalogue | None = None
        self._job: JobHandle[tuple[Relaxation, ...]] | None = None

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Count in another catalogue from now on."""
        self.stop()
        self._catalogue = catalogue

    def stop(self) -> None:
        """Give up counting, on the server too; nothing more arrives for the query before."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def load(self, query: ProductQuery) -> None:
        """Count what a query that finds nothing would find with less; ``loaded`` follows."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> tuple[Relaxation, ...]:
            with context.reading() as connection:

                def count(relaxed: ProductQuery) -> int | None:
                    context.check_cancelled()
                    try:
                        return catalogue.fetch_count(connection, relaxed)
                    except QueryTimedOut:
                        return None

                return find_relaxations(query, count)

        def give_up(_: CatalogueError) -> None:
            # The rows say it when something is wrong; here it is enough that nobody waits any longer.
            self.loaded.emit(query, ())

        self._job = self._runner.submit(
            work,
            owner=self,
            on_success=lambda found: self.loaded.emit(query, found),
            on_failure=give_up,
            replaces="relaxations",
        )

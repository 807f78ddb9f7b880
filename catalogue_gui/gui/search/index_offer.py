"""Offers an index when rows had to be waited for that it would have brought at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import ProductQuery, Sort, TextTerm
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

TOPIC = "index"
_HOW = "It takes a minute or so to make for a large catalogue, while everybody goes on working."


@dataclass(frozen=True)
class Lack:
    """An index that may be missing.

    Args:
        title: what could be better; ``text`` says how.
        done: what is true once it is there.
        slow_s: seconds of waiting that it is offered for: it costs room, and makes every change a little slower.
        helps: whether it would bring a query's first rows sooner.
        is_possible: asks the server; worker.
        make: makes it; worker.
    """

    title: str
    text: str
    done: str
    slow_s: float
    helps: Callable[[ProductQuery, Sort], bool]
    is_possible: Callable[[Catalogue, Any], bool]
    make: Callable[[Catalogue, Any], None]


LACKS = (
    Lack(
        "Searching for text can be faster here",
        f"An index for the letters of the names is missing. {_HOW} It adds the extension pg_trgm to the database.",
        "Searching for text is fast now",
        0.5,
        lambda query, _: any(isinstance(term, TextTerm) for term in query.terms),
        lambda catalogue, connection: catalogue.can_have_text_index(connection),
        lambda catalogue, connection: catalogue.add_text_index(connection),
    ),
    Lack(
        "This catalogue can open faster",
        f"An index for the order of the names is missing. {_HOW}",
        "The catalogue opens faster now",
        2.0,
        lambda query, sort: query.is_empty and sort.key == Field.NAME,
        lambda catalogue, connection: catalogue.can_have_order_index(connection),
        lambda catalogue, connection: catalogue.add_order_index(connection),
    ),
)


class IndexOffer(QObject):
    """Measures how long first rows take, and asks once for each index and catalogue opened.

    Args:
        runner: runs the questions to the server.
        messages: where the offer is shown.
        lacks: what may be offered.
    """

    def __init__(
        self,
        runner: JobRunner,
        messages: Messages,
        *,
        lacks: tuple[Lack, ...] = LACKS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages
        self._lacks = lacks
        self._catalogue: Catalogue | None = None
        self._started: tuple[float, ProductQuery, Sort] | None = None
        self._asked: set[str] = set()

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Watch the queries to another catalogue from now on."""
        self._catalogue = catalogue
        self._asked = set()
        self._started = None
        self._messages.withdraw(TOPIC)

    def query_started(self, query: ProductQuery, sort: Sort) -> None:
        """Take note that rows have been asked for."""
        self._started = (time.monotonic(), query, sort)

    def rows_shown(self) -> None:
        """Take note that they are there; if that took long, see whether an index could help."""
        started, self._started = self._started, None
        catalogue = self._catalogue
        if started is None or catalogue is None or not catalogue.is_writable:
            return
        start_s, query, sort = started
        waited_s = time.monotonic() - start_s
        for lack in self._lacks:
            if (
                waited_s >= lack.slow_s
                and lack.title not in self._asked
                and lack.helps(query, sort)
            ):
                self._asked.add(lack.title)
                self._ask(catalogue, lack)

    def _ask(self, catalogue: Catalogue, lack: Lack) -> None:
        def work(context: JobContext) -> bool:
            with context.connection() as connection:
                return lack.is_possible(catalogue, connection)

        self._runner.submit(
            work,
            owner=self,
            on_success=lambda can: self._offer(catalogue, lack) if can else None,
            on_failure=lambda _: None,  # nothing was asked for, so nothing is missed
        )

    def _offer(self, catalogue: Catalogue, lack: Lack) -> None:
        if catalogue is self._catalogue:
            make = Action("Make it", lambda: self._make(catalogue, lack), "makeIndexButton")
            self._messages.show(Message(lack.title, lack.text, actions=(make,), topic=TOPIC))

    def _make(self, catalogue: Catalogue, lack: Lack) -> None:
        def work(context: JobContext) -> None:
            with context.connection() as connection:
                lack.make(catalogue, connection)

        self._messages.show(Message("Making the index…", "You can go on working.", topic=TOPIC))
        self._runner.submit(
            work,
            owner=self,
            on_success=lambda _: self._messages.show(
                Message(lack.done, tone=Tone.SUCCESS, topic=TOPIC)
            ),
            on_failure=lambda error: self._messages.show_error(error, topic=TOPIC),
            replaces=lack.title,
        )

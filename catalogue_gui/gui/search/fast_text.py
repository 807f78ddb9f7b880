"""Offers the index for free text when a search for text had to be waited for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from catalogue_gui.catalogue.query import ProductQuery, TextTerm
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

TOPIC = "fast text"
# What is noticed as a wait; an index costs room and makes every change a little slower, so it is not offered for less.
SLOW_S = 0.5


class FastTextOffer(QObject):
    """Measures searches for text, and asks once for each catalogue opened; it is made in the background.

    Args:
        runner: runs the questions to the server.
        messages: where the offer is shown.
        slow_s: seconds from which a search counts as slow.
    """

    def __init__(
        self,
        runner: JobRunner,
        messages: Messages,
        *,
        slow_s: float = SLOW_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages
        self._slow_s = slow_s
        self._catalogue: Catalogue | None = None
        self._started_s: float | None = None
        self._is_settled = False
        self._making: JobHandle[None] | None = None

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Watch the searches in another catalogue from now on."""
        self._catalogue = catalogue
        self._is_settled = catalogue is None or not catalogue.is_writable
        self._started_s = None
        self._messages.withdraw(TOPIC)

    def search_started(self, query: ProductQuery) -> None:
        """Take note that rows have been asked for."""
        has_text = any(isinstance(term, TextTerm) for term in query.terms)
        self._started_s = time.monotonic() if has_text else None

    def rows_shown(self) -> None:
        """Take note that they are there; a search that took long is a reason to ask."""
        started_s, self._started_s = self._started_s, None
        if started_s is not None and time.monotonic() - started_s >= self._slow_s:
            self._ask()

    def _ask(self) -> None:
        catalogue = self._catalogue
        if catalogue is None or self._is_settled:
            return
        self._is_settled = True

        def work(context: JobContext) -> bool:
            with context.connection() as connection:
                return catalogue.can_have_text_index(connection)

        self._runner.submit(
            work,
            owner=self,
            on_success=lambda can: self._offer(catalogue) if can else None,
            on_failure=lambda _: None,  # nothing was asked for, so nothing is missed
            replaces="state",
        )

    def _offer(self, catalogue: Catalogue) -> None:
        if catalogue is not self._catalogue:
            return
        self._messages.show(
            Message(
                "Searching for text can be faster here",
                "An index for the names takes a minute or so to make for a large catalogue, while everybody goes on "
                "working. It adds the extension pg_trgm to the database.",
                actions=(Action("Make it", lambda: self._make(catalogue), "makeTextIndexButton"),),
                topic=TOPIC,
            )
        )

    def _make(self, catalogue: Catalogue) -> None:
        def work(context: JobContext) -> None:
            with context.connection() as connection:
                catalogue.add_text_index(connection)

        self._messages.show(
            Message("Making the index for text…", "You can go on working.", topic=TOPIC)
        )
        self._making = self._runner.submit(
            work,
            owner=self,
            on_success=lambda _: self._messages.show(
                Message("Searching for text is fast now", tone=Tone.SUCCESS, topic=TOPIC)
            ),
            on_failure=lambda error: self._messages.show_error(error, topic=TOPIC),
            replaces="make",
        )

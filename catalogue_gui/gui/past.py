"""What was done from here, also in earlier sessions: the window that lists it, and taking one of it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.products.edit_keeping import recorded_edit
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.product_writes import Attempt
from catalogue_gui.gui.services import Services
from catalogue_gui.gui.source import CatalogueSource

if TYPE_CHECKING:
    from catalogue_gui.catalogue.journal_entries import HistoryEntry
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.gui.history.dialog import HistoryWindow
    from catalogue_gui.gui.products.history import Step

    StepReader = Callable[[HistoryEntry], Step | None]

TOPIC = "take back"


class Past(QObject):
    """Opens the list of steps, and takes back what is chosen there.

    Args:
        services: background work and the journal.
        editing: takes single changes back.
        messages: where it is said what could not be.
        window: for the list.
    """

    def __init__(
        self,
        services: Services,
        editing: ProductEditing,
        messages: Messages,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._services = services
        self._editing = editing
        self._messages = messages
        self._parent = window
        self._window: HistoryWindow | None = None
        self._label = ""  # of the catalogue whose steps are listed; empty for none
        self._key = ""
        self._readers: list[StepReader] = []
        self._attempts: dict[int, Attempt] = {}  # by step, of taking it back from the list

    def learn(self, reader: StepReader) -> None:
        """Take back another kind of steps as well.

        Args:
            reader: makes a noted step one that can be taken back; None when it is of another kind.
        """
        self._readers.append(reader)

    def use_catalogue(
        self, catalogue: Catalogue | None, source: CatalogueSource | None, key: str
    ) -> None:
        """List the steps of another catalogue from now on.

        Args:
            catalogue: None for none.
            source: where it was opened from.
            key: its name in the journal.
        """
        self._attempts.clear()
        is_there = catalogue is not None and source is not None and bool(key)
        self._label = source.label if is_there and source is not None else ""
        self._key = key
        if self._window is not None:
            self._tell(self._window)

    def show(self) -> None:
        """Open the list."""
        if self._window is None:
            from catalogue_gui.gui.history.dialog import HistoryWindow

            self._window = HistoryWindow(self._services.runner, self._parent)
            self._window.take_back_wanted.connect(self._take_back)
            self._tell(self._window)
        self._window.refresh()
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _tell(self, window: HistoryWindow) -> None:
        journal = self._services.journal
        if journal is None or not self._label:
            window.use_catalogue(None)
        else:
            window.use_catalogue(partial(journal.steps, self._key), self._label)

    def _take_back(self, entry: HistoryEntry) -> None:
        window = self._window
        assert window is not None

        def done() -> None:
            window.end_taking_back()
            window.refresh()

        def failed(error: CatalogueError) -> None:
            window.end_taking_back()
            self._messages.show_error(error, topic=TOPIC)

        step = next((made for read in self._readers if (made := read(entry)) is not None), None)
        edit = recorded_edit(entry.payload)
        if step is not None:
            step.take_back(done, failed)
        elif edit is not None:
            attempt = self._attempts.setdefault(entry.id, Attempt())
            self._editing.apply(edit.reversed(), done, failed, attempt=attempt, step_id=entry.id)
        else:
            failed(
                CatalogueError(
                    "This step cannot be taken back from here.", hint="Nothing was changed."
                )
            )

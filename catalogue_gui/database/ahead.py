"""A catalogue opened ahead: while the window's own modules are still being loaded, the server works already."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import FIRST_ROWS
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.pooler import ServerConnection
from catalogue_gui.database.target import Target


class CatalogueAhead:
    """Opens a catalogue and asks for its first rows on a thread of its own; whoever opens it then finds it open.

    Args:
        make_target: finds out where it is.
    """

    def __init__(self, make_target: Callable[[], Target]) -> None:
        self._make_target = make_target
        self._lock = threading.Lock()
        self._opened = threading.Event()
        self._is_given_up = False
        self._target: Target | None = None
        self._catalogue: Catalogue | None = None
        self._error: Exception | None = None
        threading.Thread(target=self._run, name="catalogue-ahead", daemon=True).start()

    def make_target(self) -> Target:
        """Where the catalogue is, once it has been opened; afterwards as if nothing had been done ahead.

        Raises:
            CatalogueError: what stood in the way. Thread: worker.
        """
        self._opened.wait()
        with self._lock:
            error, self._error = self._error, None
            target, self._target = self._target, None
        if error is not None:
            raise error
        return target if target is not None else self._make_target()

    def make_catalogue(self, target: Target) -> Catalogue:
        """The catalogue that was opened ahead, if this is its place and nobody has it yet; else a new one."""
        with self._lock:
            catalogue, self._catalogue = self._catalogue, None
        if catalogue is not None and catalogue.database.target is target:
            return catalogue
        if catalogue is not None:
            catalogue.database.close()
        return Catalogue(target)

    def give_up(self) -> None:
        """Close it if nobody has taken it. Any thread."""
        with self._lock:
            self._is_given_up = True
            catalogue, self._catalogue = self._catalogue, None
        if catalogue is not None:
            catalogue.give_up_ahead()
            catalogue.database.close()

    def _run(self) -> None:
        try:
            target = self._make_target()
            catalogue = Catalogue(target)
            catalogue.database.open_ahead(partial(self._read, target, catalogue))
        except Exception as error:  # noqa: BLE001 - whoever asks for the target gets it
            self._error = error
        self._opened.set()

    def _read(self, target: Target, catalogue: Catalogue, connection: ServerConnection) -> None:
        """Hand the catalogue over, and read its first rows meanwhile."""
        with self._lock:
            is_wanted = not self._is_given_up
            if is_wanted:
                self._target, self._catalogue = target, catalogue
        if not is_wanted:
            catalogue.database.close()
            return
        keep = catalogue.read_ahead(ProductQuery(), Sort(), FIRST_ROWS)
        self._opened.set()
        keep(connection)

"""What is remembered of the catalogue in the window, as the user sees it, and its way to the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.errors import CatalogueError, FileProblem, InvalidValue
from catalogue_gui.catalogue.remembered import Remembered
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.search.unwritten import Change, UnwrittenChanges
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.profiles.view_store import LoadedMemory, ViewStore

FAILED_TOPIC = "view not written"


class CatalogueMemory(QObject):
    """Shows a change at once and writes it behind the window's back, one change at a time.

    A change that cannot be written stays in memory and is tried again before the next one.

    Args:
        runner: runs everything that touches the file.
        store: the file.
        messages: where failures are shown.
        settle_ms: pause after which a change that has a subject is written; it is made in hundreds of steps.
    """

    changed = Signal()  # what is remembered is another
    loaded = Signal()  # the catalogue chosen by ``use`` has been read, or cannot be

    def __init__(
        self,
        runner: JobRunner,
        store: ViewStore,
        messages: Messages,
        *,
        settle_ms: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._store = store
        self._messages = messages
        self._key: str | None = None
        self._in_file = Remembered()
        self._shown = Remembered()
        self._unwritten = UnwrittenChanges()
        self._told: set[str] = set()
        self._loading: JobHandle[LoadedMemory] | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(settle_ms)
        self._settling.timeout.connect(self._write_next)

    @property
    def key(self) -> str | None:
        """The catalogue's key; empty when it is remembered only until another is chosen, None for none."""
        return self._key

    @property
    def remembered(self) -> Remembered:
        """What is remembered, with what is not written yet."""
        return self._shown

    def use(self, key: str | None) -> None:
        """Remember for another catalogue from now on; None for none. ``changed`` and ``loaded`` follow."""
        self.flush()
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        self._key = key
        self._in_file = Remembered()
        self._shown = self._unwritten.on_top_of(key or "", self._in_file)
        self.changed.emit()
        if key:
            self._load(key)
        elif key is not None:
            self.loaded.emit()

    def flush(self) -> None:
        """Write now what waits for a pause."""
        self._settling.stop()
        self._write_next()

    def change(
        self,
        apply: Callable[[Remembered], Remembered],
        *,
        subject: str = "",
        is_quiet: bool = False,
        instead: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Change what is remembered; without a catalogue nothing is. The arguments are those of ``Change``."""
        key = self._key
        if key is None:
            return
        if not key:
            self._change_in_memory(apply)
            return
        self._unwritten.add(Change(key, apply, subject, is_quiet, instead))
        self._show()
        if subject:
            self._settling.start()
        else:
            self._write_next()

    def _change_in_memory(self, apply: Callable[[Remembered], Remembered]) -> None:
        try:
            self._in_file = apply(self._in_file)
        except InvalidValue as error:
            self._messages.show_error(error, topic=FAILED_TOPIC)
        self._show()

    def _load(self, key: str) -> None:
        self._loading = self._runner.submit(
            lambda _: self._store.load(key),
            owner=self,
            on_success=self._on_loaded,
            on_failure=self._on_load_failed,
            replaces="load",
        )

    def _on_loaded(self, loaded: LoadedMemory) -> None:
        self._loading = None
        self._take(loaded)
        self.loaded.emit()

    def _on_load_failed(self, error: CatalogueError) -> None:
        self._loading = None
        self._tell_once(error)
        self.loaded.emit()

    def _write_next(self) -> None:
        change = self._unwritten.begin()
        if change is None:
            return

        def work(_: JobContext) -> LoadedMemory:
            return self._store.change(change.key, change.apply)

        self._runner.submit(
            work,
            owner=self,
            on_success=lambda loaded: self._on_written(change, loaded),
            on_failure=lambda error: self._on_write_failed(change, error),
            is_write=True,
        )

    def _on_written(self, change: Change, loaded: LoadedMemory) -> None:
        self._unwritten.end()
        self._messages.withdraw(FAILED_TOPIC)
        if change.key == self._key:
            if self._loading is not None:
                self._loading.cancel()  # it may bring what the file held before
                self._on_loaded(loaded)
            else:
                self._take(loaded)
        self._write_next()

    def _on_write_failed(self, change: Change, error: CatalogueError) -> None:
        if isinstance(error, FileProblem):
            self._unwritten.end(is_kept=True)
            if change.is_quiet:
                self._tell_once(error)
            else:
                again = Action("Try again", self._write_next, "writeViewsAgainButton")
                self._messages.show_error(error, actions=(again,), topic=FAILED_TOPIC)
            return
        self._unwritten.end()
        actions = []
        if change.instead is not None and isinstance(error, InvalidValue):
            words, run = change.instead
            actions.append(Action(words, run, "replaceViewButton"))
        self._messages.show_error(error, actions=actions, topic=FAILED_TOPIC)
        if change.key == self._key:
            self._load(change.key)  # another window has changed it: show what is there
        self._write_next()

    def _take(self, loaded: LoadedMemory) -> None:
        self._in_file = loaded.remembered
        for notice in loaded.notices:
            self._tell_once(notice)
        self._show()

    def _show(self) -> None:
        shown = self._unwritten.on_top_of(self._key or "", self._in_file)
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    def _tell_once(self, error: CatalogueError) -> None:
        if error.message not in self._told:
            self._told.add(error.message)
            self._messages.show_error(error, topic=FAILED_TOPIC)

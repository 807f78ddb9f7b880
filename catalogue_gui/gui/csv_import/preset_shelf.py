"""The kept presets as the window sees them: read and written on a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.presets import Preset
from catalogue_gui.jobs import JobRunner

if TYPE_CHECKING:
    from catalogue_gui.transfer.preset_store import KeptPresets, PresetStore

T = TypeVar("T")


class PresetShelf(QObject):
    """Asks the store and keeps its last answer.

    Args:
        runner: background work.
        store: where presets are kept.
    """

    changed = Signal()
    failed = Signal(CatalogueError)

    def __init__(
        self, runner: JobRunner, store: PresetStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._store = store
        self.presets: tuple[Preset, ...] = ()
        self._told: set[str] = set()

    def load(self) -> None:
        """Read the presets that are kept; ``changed`` says when they are there."""
        self._submit(self._store.load, self._on_loaded, replaces="load")

    def save(self, preset: Preset, done: Callable[[], None]) -> None:
        """Keep a preset, in place of one of the same name."""

        def save_and_load() -> KeptPresets:
            self._store.save(preset)
            return self._store.load()

        def take(kept: KeptPresets) -> None:
            self._on_loaded(kept)
            done()

        self._submit(save_and_load, take, is_write=True)

    def remove(self, name: str) -> None:
        """Keep a preset no longer."""

        def remove_and_load() -> KeptPresets:
            self._store.remove(name)
            return self._store.load()

        self._submit(remove_and_load, self._on_loaded, is_write=True)

    def read_file(self, path: Path, done: Callable[[Preset], None]) -> None:
        """Read a preset from a file that somebody shared."""
        self._submit(lambda: self._store.read_file(path), done)

    def write_file(self, path: Path, preset: Preset, done: Callable[[], None]) -> None:
        """Write a preset to a file, to be shared."""
        self._submit(
            lambda: self._store.write_file(path, preset), lambda _none: done(), is_write=True
        )

    def _submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        replaces: str | None = None,
        is_write: bool = False,
    ) -> None:
        self._runner.submit(
            lambda _context: work(),
            owner=self,
            on_success=done,
            on_failure=self.failed.emit,
            replaces=replaces,
            is_write=is_write,
        )

    def _on_loaded(self, kept: KeptPresets) -> None:
        self.presets = kept.presets
        self.changed.emit()
        for problem in kept.problems:
            if problem.message not in self._told:  # once is enough: nothing is lost by it
                self._told.add(problem.message)
                self.failed.emit(problem)

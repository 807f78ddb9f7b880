"""Imports that have been written: noted in the history, and taken back as a whole where nobody has changed the rows since."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.importing import ImportUndo
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.history import Done, Failed, Step
from catalogue_gui.gui.services import Services
from catalogue_gui.gui.status_line import StatusLine
from catalogue_gui.jobs import JobContext
from catalogue_gui.jobs.helper_process import Answer, HelperProcess

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

logger = logging.getLogger(__name__)

TOPIC = "import taken back"
ASK_AGAIN_S = 0.2  # how often the server is asked while it does not know yet
# Of old rows; those of earlier imports are removed, and these can no longer be taken back.
MOST_FILES = 30


class ImportStep(Step):
    """An import as one step of the history; it is done again by importing the file again."""

    def __init__(
        self, past: PastImports, editing: ProductEditing, text: str, undo: ImportUndo, step_id: int
    ) -> None:
        super().__init__(editing, text)
        self._past = past
        self._undo = undo
        self._step_id = step_id

    def take_back(self, done: Done, failed: Failed) -> None:
        def over() -> None:
            self.setObsolete(True)  # there is no way forward again
            done()

        self._past.take_back(self._undo, self._step_id, over, failed)


class PastImports(QObject):
    """Notes what an import wrote, and takes it back.

    Args:
        services: background work, the helper process, the journal.
        editing: whose history the steps go to.
        messages: where it is said what became of it.
        status: shows how far it is.
    """

    products_changed = Signal()  # many are others now, or gone

    def __init__(
        self,
        services: Services,
        editing: ProductEditing,
        messages: Messages,
        status: StatusLine,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._editing = editing
        self._messages = messages
        self._status = status
        self._catalogue: Catalogue | None = None
        self._key = ""
        self._helper: HelperProcess | None = None

    @property
    def folder(self) -> Path:
        """Where the old rows of imports are kept."""
        return self._services.settings_folder / "undo"

    def use_catalogue(self, catalogue: Catalogue | None, key: str) -> None:
        """Note for another catalogue from now on; taking back that is under way is stopped.

        Args:
            catalogue: None for none.
            key: its name in the journal.
        """
        self.end()
        self._catalogue, self._key = catalogue, key

    def note(self, undo: ImportUndo, file_name: str) -> None:
        """Note an import that has been written."""
        catalogue, key, journal = self._catalogue, self._key, self._services.journal
        if catalogue is None:
            return
        text = f"import of “{file_name}”"

        def work() -> int:
            _prune(self.folder)
            if journal is None or not key:
                return 0
            payload = json.dumps({"import": undo.to_json()}, ensure_ascii=False)
            step = journal.open_step(key, catalogue.user, text, "", payload)
            journal.close_step(step, undo.inserted + undo.updated, "", _written_words(undo))
            return step

        def done(step_id: int) -> None:
            if self._catalogue is catalogue:
                self._editing.history.push(ImportStep(self, self._editing, text, undo, step_id))

        self._services.runner.submit(
            lambda _: work(), owner=self, on_success=done, on_failure=self._messages.show_error
        )

    def find_out(self, commit: Answer, file_name: str, done: Callable[[bool | None], None]) -> None:
        """Ask the server what became of an import whose helper died while it was being committed.

        Args:
            commit: what the helper said before.
            file_name: the imported file's.
            done: told whether it was written; None where the server cannot tell.
        """
        catalogue, number = self._catalogue, str(commit["transaction"])
        if catalogue is None:
            done(None)
            return
        undo = ImportUndo.from_json(commit["undo"]) if commit.get("undo") else None

        def work(context: JobContext) -> bool | None:
            with context.connection() as connection:
                state = catalogue.transaction_state(connection, number)
                while state == TransactionState.IN_PROGRESS:
                    # The server has not noticed yet that the helper is gone.
                    context.check_cancelled()
                    time.sleep(ASK_AGAIN_S)
                    state = catalogue.transaction_state(connection, number)
            if state == TransactionState.UNKNOWN:
                return None
            if state != TransactionState.COMMITTED and undo is not None and undo.file is not None:
                Path(undo.file).unlink(missing_ok=True)
            return state == TransactionState.COMMITTED

        def told(is_written: bool | None) -> None:
            if is_written and undo is not None:
                self.note(undo, file_name)
            self.products_changed.emit()
            done(is_written)

        self._services.runner.submit(
            work, owner=self, on_success=told, on_failure=lambda _: done(None)
        )

    def step_of(self, step_id: int, text: str, payload: str) -> ImportStep | None:
        """A noted step as one that can be taken back; None when it was something else."""
        try:
            undo = ImportUndo.from_json(json.loads(payload)["import"])
        except (ValueError, KeyError, TypeError):
            return None
        return ImportStep(self, self._editing, text, undo, step_id)

    def take_back(self, undo: ImportUndo, step_id: int, done: Done, failed: Failed) -> None:
        """Take an import back; exactly one of the two is called."""
        catalogue = self._catalogue
        if catalogue is None or self._helper is not None:
            failed(
                CatalogueError("Another import is being taken back.", hint="Wait for it to end.")
            )
            return
        helper = self._helper = self._services.make_helper(catalogue.database.target)
        helper.start()

        def ended(call: Callable[[], None]) -> None:
            if self._helper is helper:
                self.end()
                call()

        request = helper.request(
            "undo_import",
            {"undo": undo.to_json()},
            owner=self,
            on_success=lambda answer: ended(lambda: self._on_undone(undo, step_id, answer, done)),
            on_failure=lambda error: ended(lambda: failed(error)),
            on_progress=self._show,
            on_cancelled=lambda: ended(lambda: failed(_cancelled())),
        )
        self._status.show_work(Progress("Taking the import back"), self, request.cancel)

    def end(self) -> None:
        """End the helper, if one runs, without waiting for it."""
        helper, self._helper = self._helper, None
        self._status.end_work(self)
        if helper is not None:
            helper.leave()

    def _show(self, progress: Progress) -> None:
        self._status.show_progress(progress, self)

    def _on_undone(self, undo: ImportUndo, step_id: int, answer: Answer, done: Done) -> None:
        taken_back, left = int(answer["taken_back"]), int(answer["left"])
        journal = self._services.journal

        def work() -> None:
            if undo.file is not None:
                Path(undo.file).unlink(missing_ok=True)
            if journal is not None and step_id:
                journal.mark_undone(step_id, True)

        self._services.runner.submit(
            lambda _: work(),
            owner=self,
            on_success=lambda _: None,
            on_failure=lambda error: logger.warning("%s %s", error.message, error.detail),
        )
        self.products_changed.emit()
        self._messages.show(
            Message(
                "The import was taken back",
                _undone_words(taken_back, left),
                tone=Tone.PROBLEM if left else Tone.SUCCESS,
                topic=TOPIC,
            )
        )
        done()


def _written_words(undo: ImportUndo) -> str:
    locale = QLocale()
    parts = []
    if undo.inserted:
        parts.append(f"{locale.toString(undo.inserted)} added")
    if undo.updated:
        parts.append(f"{locale.toString(undo.updated)} changed")
    return ", ".join(parts) or "nothing"


def _undone_words(taken_back: int, left: int) -> str:
    locale = QLocale()
    noun = "product is" if taken_back == 1 else "products are"
    text = f"{locale.toString(taken_back)} {noun} as before it."
    if left:
        were = "was" if left == 1 else "were"
        text += f" {locale.toString(left)} {were} left: somebody has changed or deleted them since."
    return text


def _cancelled() -> CatalogueError:
    return CatalogueError("The import is as it was written.", title="Not taken back")


def _prune(folder: Path) -> None:
    """Keep the latest files only."""
    files = sorted(folder.glob("import-*.gz"), key=lambda each: each.stat().st_mtime)
    for each in files[:-MOST_FILES]:
        each.unlink(missing_ok=True)

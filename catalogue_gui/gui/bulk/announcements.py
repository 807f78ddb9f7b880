"""What the user is told about changes to many products: under way, done, cancelled, failed, not known."""

from __future__ import annotations

from catalogue_gui.catalogue.bulk import BulkOutcome
from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.bulk.bulk_editing import BulkEditing
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.products.history import History
from catalogue_gui.gui.status_line import StatusLine

TOPIC = "bulk"


class BulkAnnouncements:
    """Listens to the bulk editing; shows its progress at the bottom, and in the banner what is true afterwards."""

    def __init__(
        self, bulk: BulkEditing, history: History, messages: Messages, status: StatusLine
    ) -> None:
        self._history = history
        self._messages = messages
        self._status = status
        self._is_shown = False
        self._bulk = bulk
        bulk.started.connect(self._on_started)
        bulk.progressed.connect(self._on_progressed)
        bulk.ended.connect(self._on_ended)
        bulk.finished.connect(self._on_finished)
        bulk.reverted.connect(self._on_reverted)
        bulk.cancelled.connect(self._on_cancelled)
        bulk.failed.connect(self._on_failed)
        bulk.outcome_unknown.connect(self._on_outcome_unknown)
        history.changed.connect(self._on_history_changed)

    def _on_started(self, phase: str, total: int) -> None:
        if self._is_shown:
            # In place of what was said, so that the rows below do not move while it goes on.
            self._is_shown = False
            self._say(f"{phase}…", Tone.NOTICE)
        else:
            self._messages.withdraw(TOPIC)
        self._status.show_work(Progress(phase, 0, total, "rows"), self, self._bulk.cancel)

    def _on_progressed(self, progress: Progress) -> None:
        self._status.show_progress(progress, self)

    def _on_ended(self) -> None:
        self._status.end_work(self)

    def _on_finished(self, outcome: BulkOutcome, text: str) -> None:
        # The step is the latest just now; the button goes when another one is.
        undo = Action("Undo", self._history.undo, "bannerUndoButton")
        self._say(text, Tone.SUCCESS, (undo,) if outcome.changed else ())
        self._is_shown = True

    def _on_reverted(self, outcome: BulkOutcome, text: str) -> None:
        if outcome.left or outcome.gone or not outcome.changed:
            self._say(text, Tone.PROBLEM)
        else:
            self._messages.withdraw(TOPIC)
            self._status.show_note(text.rstrip("."))

    def _on_cancelled(self) -> None:
        self._say("Cancelled. Nothing was changed.", Tone.NOTICE)

    def _on_failed(self, error: CatalogueError) -> None:
        self._messages.show_error(error, topic=TOPIC)

    def _on_outcome_unknown(self, error: CatalogueError) -> None:
        self._messages.show(
            Message(
                "Not known whether it was saved",
                "The connection was lost at the very moment of saving.",
                "When the server answers again it is asked, and you are told. Until then, do not do it again.",
                error.detail,
                Tone.PROBLEM,
                topic=TOPIC,
            )
        )

    def _on_history_changed(self) -> None:
        if self._is_shown:
            self._is_shown = False
            self._messages.withdraw(TOPIC)

    def _say(self, text: str, tone: Tone, actions: tuple[Action, ...] = ()) -> None:
        self._messages.show(Message(text, tone=tone, actions=actions, topic=TOPIC))

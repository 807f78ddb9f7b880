"""What the user is told about the connection: that it failed, went away, is tried again, and is back."""

from __future__ import annotations

from PySide6.QtCore import QObject

from catalogue_gui.catalogue.errors import CatalogueError, CatalogueMissing, ConnectionFailed
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.connections.opening import ConnectionOpening
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.session import CatalogueSession, State
from catalogue_gui.gui.status_line import StatusLine

TOPIC = "connection"


class ConnectionAnnouncements(QObject):
    """Listens to the session and says each turn of it once, with what can be done."""

    def __init__(
        self,
        session: CatalogueSession,
        opening: ConnectionOpening,
        messages: Messages,
        status: StatusLine,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._opening = opening
        self._messages = messages
        self._status = status
        session.state_changed.connect(self._on_state)
        session.failed.connect(self._on_failed)
        session.went_away.connect(self._on_went_away)
        session.refused.connect(self._on_refused)
        session.retry_scheduled.connect(self._on_retry_scheduled)

    def _on_state(self, state: State) -> None:
        self._status.show_state(state)
        if state in (State.CONNECTING, State.READY):
            self._messages.withdraw(TOPIC)

    def _on_failed(self, error: CatalogueError) -> None:
        choose = Action("Connections…", self._opening.show_dialog, "bannerConnectionsButton")
        if not isinstance(error, CatalogueMissing):
            first = [Action("Try again", self._session.retry, "retryButton")]
        elif error.can_set_up:
            first = [Action("Set up catalogue", self._session.set_up, "setUpButton")]
        else:
            first = []
        self._messages.show_error(error, actions=(*first, choose), topic=TOPIC)

    def _on_went_away(self, error: ConnectionFailed) -> None:
        self._messages.show(
            Message(
                error.title,
                error.message,
                "What is on the screen stays, and what you type is kept. The connection comes back by itself "
                "when the server does.",
                error.detail,
                Tone.PROBLEM,
                (Action("Try now", self._session.retry, "retryButton"),),
                TOPIC,
            )
        )

    def _on_refused(self, error: CatalogueError) -> None:
        self._status.show_state(State.AWAY)
        self._messages.show_error(
            error,
            actions=(
                Action("Try again", self._session.retry, "retryButton"),
                Action("Connections…", self._opening.show_dialog, "bannerConnectionsButton"),
            ),
            topic=TOPIC,
        )

    def _on_retry_scheduled(self, pause_s: float) -> None:
        self._status.show_state(State.AWAY, f"trying again in {max(1, round(pause_s))} s")

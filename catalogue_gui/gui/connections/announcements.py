"""What the user is told about the connection: that it failed, went away, is tried again, and is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    CatalogueMissing,
    ConnectionFailed,
    SecretUnavailable,
)
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.connections.opening import ConnectionOpening
from catalogue_gui.gui.connections.password_asking import PasswordAsking
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.session import CatalogueSession, State
from catalogue_gui.gui.status_line import StatusLine

if TYPE_CHECKING:
    from catalogue_gui.jobs import JobRunner

TOPIC = "connection"


class ConnectionAnnouncements(QObject):
    """Listens to the session and says each turn of it once, with what can be done."""

    def __init__(
        self,
        session: CatalogueSession,
        opening: ConnectionOpening,
        messages: Messages,
        status: StatusLine,
        runner: JobRunner,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._opening = opening
        self._messages = messages
        self._status = status
        self._asking = PasswordAsking(session, runner, messages, window)
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
        again = Action("Try again", self._session.retry, "retryButton")
        is_about_password = self._asking.note(error)
        if isinstance(error, SecretUnavailable):
            words = "Unlock the keyring" if error.state == "locked" else "Try again"
            first = [Action(words, self._session.retry, "retryButton")]
        elif not isinstance(error, CatalogueMissing):
            first = [] if is_about_password else [again]
        elif error.can_set_up:
            first = [Action("Set up catalogue", self._session.set_up, "setUpButton")]
        else:
            first = []
        if is_about_password:
            first.append(self._asking.action(error))
        self._messages.show_error(error, actions=(*first, choose), topic=TOPIC)
        if is_about_password and not isinstance(error, SecretUnavailable):
            # The user has just asked for this connection. A keyring has had its own question answered with no.
            self._asking.ask(error)

    def _on_went_away(self, error: ConnectionFailed) -> None:
        hint = "The connection comes back by itself when the server does."
        if self._asking.note(error):
            hint = "It may have been changed on the server; the one that is kept is tried again."
        self._messages.show(
            Message(
                error.title,
                error.message,
                f"What is on the screen stays, and what you type is kept. {hint}",
                error.detail,
                Tone.PROBLEM,
                (Action("Try now", self._session.retry, "retryButton"),),
                TOPIC,
            )
        )

    def _on_refused(self, error: CatalogueError) -> None:
        self._status.show_state(State.AWAY)
        choose = Action("Connections…", self._opening.show_dialog, "bannerConnectionsButton")
        actions = [Action("Try again", self._session.retry, "retryButton"), choose]
        if self._asking.note(error):
            # No question of its own accord: somebody may be typing something else just now.
            actions.insert(0, self._asking.action(error))
        self._messages.show_error(error, actions=actions, topic=TOPIC)

    def _on_retry_scheduled(self, pause_s: float) -> None:
        self._status.show_state(State.AWAY, f"trying again in {max(1, round(pause_s))} s")

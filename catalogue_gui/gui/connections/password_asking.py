"""Asking for the password of the window's connection: once for the whole window, and never while it can do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    InvalidValue,
    PasswordRejected,
    SecretUnavailable,
)
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.connections.keyring_wait import WAIT_BEFORE_SAYING_MS
from catalogue_gui.gui.connections.password_dialog import PasswordDialog
from catalogue_gui.gui.connections.password_words import can_be_typed, question_about
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.session import CatalogueSession, State

if TYPE_CHECKING:
    from catalogue_gui.jobs import JobRunner
    from catalogue_gui.profiles.secrets.login_password import LoginPassword

TOPIC = "password"
WAITING_TOPIC = "keyring"


class PasswordAsking(QObject):
    """Asks when the server or the keyring leaves no other way, and has what was typed kept when it proved right.

    Args:
        session: the window's connection.
        runner: background work; the keyring is only spoken to there.
        messages: where it says what became of a password.
        window: the dialog's parent.
    """

    def __init__(
        self, session: CatalogueSession, runner: JobRunner, messages: Messages, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._runner = runner
        self._messages = messages
        self._window = window
        self._dialog: PasswordDialog | None = None
        self._asked_for: LoginPassword | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_BEFORE_SAYING_MS)
        self._wait.timeout.connect(self._say_waiting)
        session.state_changed.connect(self._on_state)
        session.opened.connect(lambda _: self._on_accepted())
        session.came_back.connect(self._on_accepted)

    @property
    def login(self) -> LoginPassword | None:
        """The password of what is open or being opened."""
        source = self._session.source
        return source.login if source is not None else None

    def note(self, error: CatalogueError) -> bool:
        """Take notice of why a connection failed, before it is told.

        Returns:
            True when a password typed now could get past it.
        """
        login = self.login
        if login is None or not can_be_typed(error):
            return False
        if isinstance(error, PasswordRejected):
            login.refuse()
        return True

    def action(self, error: CatalogueError) -> Action:
        """What leads to the question, for a message about the error."""
        words = "Type the password…" if isinstance(error, SecretUnavailable) else "Enter password…"
        return Action(words, lambda: self.ask(error), "enterPasswordButton")

    def ask(self, error: CatalogueError | None) -> None:
        """Put the question in front of the user, or bring it up to date.

        Args:
            error: why; None while the keyring is still waited for.
        """
        login = self.login
        if login is None:
            return
        if self._dialog is None:
            self._dialog = PasswordDialog(self._window)
            self._dialog.answered.connect(self._on_answered)
            self._dialog.finished.connect(self._on_finished)
        self._asked_for = login
        self._dialog.ask(question_about(error, login), login.address)
        self._dialog.open()

    def _on_answered(self, password: str, is_to_be_saved: bool) -> None:
        login = self._asked_for
        if login is None or login is not self.login or self._dialog is None:
            self._close()  # another connection was chosen meanwhile
            return
        try:
            login.use(password, save=is_to_be_saved)
        except InvalidValue as error:
            self._dialog.show_reason(error.reason)
            return
        self._close()
        self._session.retry()

    def _close(self) -> None:
        if self._dialog is not None:
            self._dialog.close()

    def _on_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        self._asked_for = None
        if dialog is not None:
            dialog.deleteLater()

    # Waiting for the keyring

    def _on_state(self, state: State) -> None:
        self._messages.withdraw(WAITING_TOPIC)
        if state == State.CONNECTING:
            self._wait.start()
        else:
            self._wait.stop()
        if state == State.READY or (
            self._asked_for is not None and self._asked_for is not self.login
        ):
            self._close()

    def _say_waiting(self) -> None:
        login = self.login
        if login is None or not login.is_waiting:
            return
        self._messages.show(
            Message(
                "Waiting for the keyring",
                "Your system may be asking you to unlock it, perhaps behind this window.",
                tone=Tone.NOTICE,
                actions=(
                    Action("Type the password…", lambda: self.ask(None), "enterPasswordButton"),
                ),
                topic=WAITING_TOPIC,
            )
        )

    # Keeping what proved right

    def _on_accepted(self) -> None:
        login = self.login
        if login is not None and login.is_to_be_kept:
            self._keep(login, first=True)

    def _keep(self, login: LoginPassword, *, first: bool) -> None:
        self._messages.withdraw(TOPIC)
        self._runner.submit(
            lambda _: login.keep() if first else login.save(),
            owner=self,
            on_success=lambda _: None,
            on_failure=lambda error: self._say_not_kept(login, error),
        )

    def _say_not_kept(self, login: LoginPassword, error: CatalogueError) -> None:
        again = Action(
            "Try again", lambda: self._keep(login, first=False), "savePasswordAgainButton"
        )
        self._messages.show(
            Message(
                "Password not saved",
                error.message,
                "It is used until the program is closed, and written nowhere.",
                error.detail,
                Tone.PROBLEM,
                (again,),
                TOPIC,
            )
        )

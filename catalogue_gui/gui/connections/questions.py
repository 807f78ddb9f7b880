"""What the connection dialog asks before something is lost, in its own message line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.connections.wording import UNNAMED
from catalogue_gui.gui.messages import Message, Messages, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalogue_gui.catalogue.errors import CatalogueError
    from catalogue_gui.gui.connections.drafts import Draft

QUESTION = "question"
SECRET = "secret"  # noqa: S105 - a topic of messages
WAITING = "keyring"


class Questions:
    """Asks, and calls what was decided. One question at a time; a newer one takes its place."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def withdraw(self) -> None:
        """Take away what concerns the connection that was shown."""
        self._messages.withdraw(QUESTION)
        self._messages.withdraw(SECRET)

    def ask_to_remove(self, draft: Draft, remove: Callable[[], None]) -> None:
        """Ask once before a connection is removed."""
        self._ask(
            f"Remove “{draft.profile.name or UNNAMED}”?",
            "It has not been saved yet."
            if draft.saved is None
            else "The connection and its password are removed from this computer. The catalogue itself is not touched.",
            self._answer("Remove", remove, "confirmRemoveButton"),
            self._answer("Keep", lambda: None, "keepProfileButton"),
        )

    def ask_about_unsaved(
        self, unsaved: list[Draft], words: str, name: str, go_on: Callable[[], None]
    ) -> None:
        """Ask before what was typed is given up.

        Args:
            unsaved: the connections concerned.
            words: the button that gives it up, and ``name`` its object name.
            go_on: what is done then.
        """
        names = ", ".join(f"“{each.profile.name or UNNAMED}”" for each in unsaved)
        self._ask(
            f"{names} {'is' if len(unsaved) == 1 else 'are'} not saved",
            "What you typed there is lost if you go on.",
            self._answer(words, go_on, name),
            self._answer("Go on editing", lambda: None, "goOnEditingButton"),
        )

    def offer_session(self, error: CatalogueError, keep_for_session: Callable[[], None]) -> None:
        """Say that the keyring did not take a password, and offer the other place for it."""

        def keep() -> None:
            self._messages.withdraw(SECRET)
            keep_for_session()

        self._messages.show_error(
            error,
            actions=[Action("Keep for this session only", keep, "keepForSessionNowButton")],
            topic=SECRET,
        )

    def tell_left_behind(
        self, name: str, error: CatalogueError, forget: Callable[[], None]
    ) -> None:
        """Say that a connection was removed and its password perhaps was not.

        Args:
            name: what the connection was called.
            error: why.
            forget: tries again.
        """

        def again() -> None:
            self._messages.withdraw(SECRET)
            forget()

        self._messages.show(
            Message(
                f"“{name}” is removed, its password perhaps not",
                error.message,
                "If one is in the keyring it is still there, under the name “Catalogue Browser”. It is removed when the "
                "keyring is next opened while this program runs.",
                error.detail,
                Tone.PROBLEM,
                (Action("Remove the password", again, "removePasswordAgainButton"),),
                SECRET,
            )
        )

    def say_waiting(self) -> None:
        """Say that the keyring takes its time."""
        self._messages.show(
            Message(
                "Waiting for the keyring",
                "Your system may be asking you to unlock it, perhaps behind this window.",
                topic=WAITING,
            )
        )

    def say_waited(self) -> None:
        """Take that away."""
        self._messages.withdraw(WAITING)

    def _answer(self, words: str, then: Callable[[], None], name: str) -> Action:
        def answered() -> None:
            self._messages.withdraw(QUESTION)
            then()

        return Action(words, answered, name)

    def _ask(self, title: str, text: str, *actions: Action) -> None:
        self._messages.show(Message(title, text, tone=Tone.NOTICE, actions=actions, topic=QUESTION))

"""What the connection dialog asks before something is lost, in its own message line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.connections.profile_list import UNNAMED
from catalogue_gui.gui.messages import Message, Messages, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalogue_gui.catalogue.errors import CatalogueError
    from catalogue_gui.gui.connections.drafts import Draft

QUESTION = "question"
SECRET = "secret"  # noqa: S105 - a topic of messages


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

    def _answer(self, words: str, then: Callable[[], None], name: str) -> Action:
        def answered() -> None:
            self._messages.withdraw(QUESTION)
            then()

        return Action(words, answered, name)

    def _ask(self, title: str, text: str, *actions: Action) -> None:
        self._messages.show(Message(title, text, tone=Tone.NOTICE, actions=actions, topic=QUESTION))
